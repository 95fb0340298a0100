// size: the drivers of everybody outside, of one kind and used together
/** Drives a running stack from outside: a patient behind a gateway, and the people of the sandbox. Used by the demo and the journeys. */
import { randomUUID } from 'node:crypto';

/**
 * @typedef {{ status: number, body: any, headers: Headers }} Answer
 */

/**
 * @param {string} method
 * @param {string} url
 * @param {{ body?: unknown, headers?: Record<string, string> }} [options]
 * @returns {Promise<Answer>}
 */
export async function http(method, url, { body, headers = {} } = {}) {
  const answer = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  return { status: answer.status, body: isJson && text ? JSON.parse(text) : text, headers: answer.headers };
}

/**
 * Waits until a probe answers something else than undefined.
 * @template T
 * @param {() => Promise<T | undefined>} probe
 * @param {{ what: string, withinMs?: number }} options
 * @returns {Promise<T>}
 */
export async function until(probe, { what, withinMs = 20_000 }) {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * An application's token, good for all its patients until it ends.
 * @param {string} gatewayUrl
 * @param {{ applicationId: string, secret: string }} application
 * @returns {Promise<string>}
 */
export async function accessTokenOf(gatewayUrl, { applicationId, secret }) {
  const token = await http('POST', `${gatewayUrl}/oauth/token`, {
    body: { grant_type: 'client_credentials', client_id: applicationId, client_secret: secret },
  });
  if (token.status !== 200) throw new Error(`no token: ${token.status} ${JSON.stringify(token.body)}`);
  return token.body.access_token;
}

/** A channel application at its gateway, and the patient in front of it. */
export class Patient {
  /** @type {Record<string, string>} */
  #headers = {};
  /** @type {{ name: string, idNo: string } | undefined} */
  #person;

  /**
   * @param {string} gatewayUrl
   * @param {{ applicationId: string, secret: string }} application
   */
  constructor(gatewayUrl, application) {
    this.gatewayUrl = gatewayUrl;
    this.application = application;
  }

  /**
   * Signs in, or in again: tokens end by the moved clock too.
   * @param {{ name: string, idNo: string } | undefined} [person] the person of the last time unless told
   * @param {string} [accessToken] of the application; a new one unless given
   * @returns {Promise<this>}
   */
  async signIn(person = this.#person, accessToken = undefined) {
    if (!person) throw new Error('nobody to sign in');
    this.#person = person;
    const token = accessToken ?? (await accessTokenOf(this.gatewayUrl, this.application));
    this.#headers = { authorization: `Bearer ${token}` };
    const session = await this.post('/v1/sessions', { name: person.name, idNo: person.idNo });
    if (session.status >= 300) throw new Error(`no session: ${session.status} ${JSON.stringify(session.body)}`);
    this.#headers = { ...this.#headers, 'meridian-session': session.body.sessionToken };
    return this;
  }

  /** The access token and the session, as sent with every request. */
  get headers() {
    return this.#headers;
  }

  /** @param {string} path */
  get(path) {
    return http('GET', this.gatewayUrl + path, { headers: this.#headers });
  }

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {string} [key] the idempotency key; a new one unless given
   */
  post(path, body, key = randomUUID()) {
    return http('POST', this.gatewayUrl + path, { body, headers: { ...this.#headers, 'idempotency-key': key } });
  }

  async bills() {
    const answer = await this.get('/v1/bills');
    if (answer.status !== 200) throw new Error(`no bills: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.bills;
  }

  /**
   * @param {{ visitNo: string, billHash: string }} bill
   * @param {{ payMode?: 'INSURED' | 'SELF_PAID', useAccount?: boolean, key?: string }} [choice]
   */
  order({ visitNo, billHash }, { payMode = 'INSURED', useAccount = true, key } = {}) {
    return this.post('/v1/orders', { visitNo, billHash, payMode, useAccount }, key);
  }

  /**
   * @param {{ orderNo: string, quoteFingerprint: string }} order
   * @param {Record<string, string>} [choice]
   * @param {string} [key]
   */
  settle(order, choice = { channel: 'wechat', product: 'JSAPI', payerId: 'oMeridianDemoPayer0000000001' }, key = undefined) {
    return this.post(`/v1/orders/${order.orderNo}/settle`, { quoteFingerprint: order.quoteFingerprint, ...choice }, key);
  }

  /** @param {string} orderNo @param {string} [key] */
  cancel(orderNo, key) {
    return this.post(`/v1/orders/${orderNo}/cancel`, {}, key);
  }

  /** @param {string} orderNo @param {string} [key] */
  selfPay(orderNo, key) {
    return this.post(`/v1/orders/${orderNo}/self-pay`, {}, key);
  }

  /** The whole order back. @param {string} orderNo @param {string} [key] */
  refund(orderNo, key) {
    return this.post(`/v1/orders/${orderNo}/refunds`, { reason: '患者未取药' }, key);
  }

  /** A gateway that is being started again refuses connections: nobody answers then. @param {string} orderNo @returns {Promise<Answer>} */
  #ask(orderNo) {
    return this.get(`/v1/orders/${orderNo}`).catch(() => ({ status: 503, body: '', headers: new Headers() }));
  }

  /**
   * The order as it is; asked again while the gateway is too busy or gets no answer from the service behind it.
   * @param {string} orderNo
   */
  async read(orderNo) {
    const end = Date.now() + 30_000;
    let answer = await this.#ask(orderNo);
    while ([429, 503, 504].includes(answer.status) && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      answer = await this.#ask(orderNo);
    }
    if (answer.status !== 200) throw new Error(`no order: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.order;
  }

  /**
   * Reads the order until it satisfies, and answers with it.
   * @param {string} orderNo
   * @param {string | ((order: any) => boolean)} wanted a phase, or a predicate
   * @param {number} [withinMs]
   */
  async until(orderNo, wanted, withinMs = 20_000) {
    const holds = typeof wanted === 'string' ? (/** @type {any} */ order) => order.phase === wanted : wanted;
    let last;
    try {
      return await until(
        async () => {
          last = await this.read(orderNo);
          return holds(last) ? last : undefined;
        },
        { what: `the order to be ${wanted}`, withinMs },
      );
    } catch (error) {
      throw new Error(`${/** @type {Error} */ (error).message}; it is ${JSON.stringify(last)}`);
    }
  }
}

/** The people and switches of the sandbox. */
export class Outside {
  /** @param {string} adminUrl */
  constructor(adminUrl) {
    this.adminUrl = adminUrl;
  }

  /**
   * @param {'GET' | 'POST' | 'DELETE'} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async ask(method, path, body) {
    const answer = await http(method, this.adminUrl + path, body === undefined ? {} : { body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  patients() {
    return this.ask('GET', '/his/patients');
  }

  /** @param {string} patientNo */
  async person(patientNo) {
    const { patients = undefined, ...rest } = await this.patients();
    const list = patients ?? rest;
    const found = (Array.isArray(list) ? list : Object.values(list)).find((/** @type {any} */ one) => one.patientNo === patientNo);
    if (!found) throw new Error(`the sandbox has no patient ${patientNo}`);
    return found;
  }

  /** A fresh visit with unpaid sheets. @param {Record<string, unknown>} visit */
  visit(visit) {
    return this.ask('POST', '/his/visits', visit);
  }

  /** The payer confirms in his app. @param {string} outTradeNo @param {Record<string, unknown>} [how] */
  pay(outTradeNo, how = {}) {
    return this.ask('POST', '/wechat/payer/pay', { outTradeNo, ...how });
  }

  /** @param {Record<string, unknown>} rule */
  fault(rule) {
    return this.ask('POST', '/faults', rule);
  }

  clearFaults() {
    return this.ask('DELETE', '/faults');
  }

  /** The rules left and their uses, so that a test can see that its fault happened. */
  faults() {
    return this.ask('GET', '/faults');
  }

  /** What the insurance centre keeps of a person. @param {string} psnNo */
  insured(psnNo) {
    return this.ask('GET', `/insurance/persons/${psnNo}`);
  }

  /** @param {string} psnNo @param {{ balanceFen?: number, active?: boolean, entitled?: boolean }} standing */
  standing(psnNo, standing) {
    return this.ask('POST', `/insurance/persons/${psnNo}/standing`, standing);
  }

  /** Another hospital settles for the person meanwhile. @param {string} psnNo @param {{ deductibleFen: number, fundFen: number }} used */
  accumulate(psnNo, used) {
    return this.ask('POST', `/insurance/persons/${psnNo}/accumulate`, used);
  }

  /** An order as the channel shows it, with its refunds and every callback attempt. @param {string} outTradeNo */
  channelOrder(outTradeNo) {
    return this.ask('GET', `/wechat/orders/${outTradeNo}`);
  }

  /** The doctor prescribes one more. @param {string} visitNo */
  changeBill(visitNo) {
    return this.ask('POST', `/his/bills/${visitNo}/change`);
  }

  /** Somebody pays the bill at the window. @param {string} visitNo */
  payAtWindow(visitNo) {
    return this.ask('POST', '/his/window/pay', { visitNo });
  }

  /** Dispensed or examined: it cannot come back. @param {string} sheetNo */
  deliver(sheetNo) {
    return this.ask('POST', '/his/deliver', { sheetNo });
  }

  /** Moves the sandbox's clock alone; Meridian's follows the subject `platform.clock.v1`. @param {number} offsetMs after real time */
  moveClock(offsetMs) {
    return this.ask('POST', '/clock', { offsetMs });
  }

  /** @param {string} [day] */
  async books(day) {
    return this.ask('GET', `/books${day ? `?day=${day}` : ''}`);
  }
}

/** The number the channel knows an order's first payment by. @param {string} orderNo @param {number} [generation] */
export const outTradeNoOf = (orderNo, generation = 1) => `${orderNo}${generation}101`;
