import { createSign, generateKeyPairSync, randomBytes, webcrypto } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { X509CertificateGenerator } from '@peculiar/x509';
import type { WechatSecrets } from '../config';
import { SandboxClock } from '../frame/clock';
import type { NewFault } from '../frame/faults';
import { type RunningSandbox, startSandbox } from '../sandbox';
import { wechatParty } from './wechat.party';

/** The agreed secrets and the half only the merchant has. */
export interface Merchant {
  readonly secrets: WechatSecrets;
  readonly privateKeyPem: string;
  /** The public half that belongs to publicKeyId. */
  readonly publicKeyPem: string;
}

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

/** Fresh keys for one test file: the merchant's, WeChat's public-key pair and a self-signed platform certificate. */
export async function freshMerchant(): Promise<Merchant> {
  const merchant = pair();
  const publicKey = pair();
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const serialNumber = randomBytes(20).toString('hex').replace(/^./, '5').toUpperCase();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber,
    name: 'CN=Sandbox Platform',
    keys,
    signingAlgorithm: algorithm,
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    privateKeyPem: merchant.privateKey,
    publicKeyPem: publicKey.publicKey,
    secrets: {
      mchid: '1900000001',
      appid: 'wx8888888888888888',
      merchantSerial: randomBytes(20).toString('hex').toUpperCase(),
      merchantPublicKeyPem: merchant.publicKey,
      apiV3Key: randomBytes(16).toString('hex'),
      platformSerial: serialNumber,
      platformPrivateKeyPem: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`,
      platformCertificatePem: certificate.toString('pem'),
      publicKeyId: 'PUB_KEY_ID_0119000000012026112200000000000000',
      publicKeyPrivatePem: publicKey.privateKey,
    },
  };
}

export interface ReceivedCallback {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The merchant's callback address: keeps what arrives and answers as it is told, 204 at first; 'hang' never answers. */
export class CallbackInbox {
  readonly received: ReceivedCallback[] = [];
  answer: number | 'hang' = 204;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
        if (this.answer !== 'hang') response.writeHead(this.answer, { location: '/elsewhere' }).end();
      });
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/callbacks/wechat`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly body?: unknown;
  /** Replace or (undefined) leave out what a right request carries. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly authorization?: Partial<Record<'mchid' | 'serial' | 'timestamp' | 'signature', string>>;
  /** Given to fetch, to give up waiting. */
  readonly signal?: AbortSignal;
}

/** A running sandbox that plays WeChat only on a clock that moves only when a test moves it, the merchant's inbox, and hands for the merchant, the payer and the operator. */
export class WechatWorld {
  private constructor(
    readonly merchant: Merchant,
    readonly sandbox: RunningSandbox,
    readonly inbox: CallbackInbox,
  ) {}

  static async start(merchant: Merchant): Promise<WechatWorld> {
    const inbox = new CallbackInbox();
    await inbox.listen();
    const secrets = { wechat: merchant.secrets, insurance: {}, his: {} } as never;
    const startedAt = Date.now();
    const clock = new SandboxClock(() => startedAt);
    const ports = { admin: 0, wechat: 0, insurance: 0, his: 0 };
    const sandbox = await startSandbox({ host: '127.0.0.1', ports, seed: 'test', secrets }, { wechat: wechatParty }, clock);
    return new WechatWorld(merchant, sandbox, inbox);
  }

  async stop(): Promise<void> {
    await this.sandbox.close();
    await this.inbox.close();
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.sandbox.ports.wechat}/`;
  }

  fault(kind: string, operation: string, more: Partial<NewFault> = {}): void {
    this.sandbox.faults.add({ party: 'wechat', operation, kind, ...more });
  }

  /** A signed request made by hand, independent of any SDK. */
  async send({ method, url, body, headers = {}, authorization = {}, signal }: RawRequest): Promise<RawAnswer> {
    const { secrets, privateKeyPem } = this.merchant;
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const timestamp = authorization.timestamp ?? String(Math.floor(this.sandbox.clock.now() / 1000));
    const message = `${method}\n${url}\n${timestamp}\nNONCE\n${text}\n`;
    const signature = authorization.signature ?? createSign('RSA-SHA256').update(message).sign(privateKeyPem, 'base64');
    const serial = authorization.serial ?? secrets.merchantSerial;
    const mchid = authorization.mchid ?? secrets.mchid;
    const all: Record<string, string | undefined> = {
      Accept: 'application/json',
      'User-Agent': 'test',
      'Content-Type': 'application/json',
      Authorization: `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="NONCE",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`,
      ...headers,
    };
    const given = Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
    const response = await fetch(new URL(url, this.baseUrl), {
      method,
      headers: given,
      ...(text === '' ? {} : { body: text }),
      ...(signal ? { signal } : {}),
    });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, text: answer, json: parsed(answer) };
  }

  order(outTradeNo: string, more: Record<string, unknown> = {}): Record<string, unknown> {
    const { appid, mchid } = this.merchant.secrets;
    const amount = { total: 1250, currency: 'CNY' };
    const payer = { openid: 'o-payer-1' };
    return { appid, mchid, description: '门诊缴费', out_trade_no: outTradeNo, notify_url: this.inbox.url, amount, payer, ...more };
  }

  refund(outTradeNo: string, outRefundNo: string, refundFen = 1250): Record<string, unknown> {
    const amount = { refund: refundFen, total: 1250, currency: 'CNY' };
    return { out_trade_no: outTradeNo, out_refund_no: outRefundNo, reason: '退费', notify_url: this.inbox.url, amount };
  }

  place(outTradeNo: string, more: Record<string, unknown> = {}): Promise<RawAnswer> {
    return this.send({ method: 'POST', url: '/v3/pay/transactions/jsapi', body: this.order(outTradeNo, more) });
  }

  query(outTradeNo: string): Promise<RawAnswer> {
    return this.send({ method: 'GET', url: `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${this.merchant.secrets.mchid}` });
  }

  close(outTradeNo: string): Promise<RawAnswer> {
    const url = `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`;
    return this.send({ method: 'POST', url, body: { mchid: this.merchant.secrets.mchid } });
  }

  applyRefund(body: Record<string, unknown>): Promise<RawAnswer> {
    return this.send({ method: 'POST', url: '/v3/refund/domestic/refunds', body });
  }

  queryRefund(outRefundNo: string): Promise<RawAnswer> {
    return this.send({ method: 'GET', url: `/v3/refund/domestic/refunds/${outRefundNo}` });
  }

  async admin(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<RawAnswer> {
    const response = await fetch(`http://127.0.0.1:${this.sandbox.ports.admin}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }

  /** The payer confirms; resolves when the first callback attempt is over. */
  async pay(outTradeNo: string, more: Record<string, unknown> = {}): Promise<RawAnswer> {
    const answer = await this.admin('POST', '/wechat/payer/pay', { outTradeNo, ...more });
    await this.sandbox.clock.idle();
    return answer;
  }

  /** Moves the clock and waits for everything that became due. */
  async advance(ms: number): Promise<void> {
    this.sandbox.clock.advance(ms);
    await this.sandbox.clock.idle();
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
