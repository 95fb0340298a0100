import type { HisSecrets } from '../config';
import { shanghaiRfc3339 } from '../frame/time';
import { SECRETS, type TestWorld } from '../testing';
import { answerSignature, requestSignature } from './hmac';
import type { Split } from './requests';

type Json = Record<string, unknown>;

export interface Answer<T = Json> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
  /** Whether the answer carries the signature that it should. */
  readonly signed: boolean;
}

export interface Sent {
  readonly secrets?: HisSecrets;
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly headers?: Record<string, string>;
  /** Sent in place of the body that was signed. */
  readonly forged?: string;
}

export interface TestSheet {
  readonly sheetNo: string;
  readonly hash: string;
  readonly totalFen: number;
  readonly lines: readonly { readonly lineNo: string; readonly quantity: string; readonly amountFen: number }[];
}

export interface TestBill {
  readonly visitNo: string;
  readonly billHash: string;
  readonly sheets: readonly TestSheet[];
  readonly insurance?: Json;
}

/** A client of the HIS that speaks docs/his-rest by itself. */
export class HisClient {
  #sent = 0;

  constructor(private readonly world: TestWorld) {}

  now(): number {
    return this.world.sandbox.clock.now();
  }

  async call<T = Json>(method: 'GET' | 'POST', target: string, body?: unknown, sent: Sent = {}): Promise<Answer<T>> {
    this.#sent += 1;
    const { keyId, secret } = sent.secrets ?? SECRETS.his;
    const timestamp = sent.timestamp ?? String(Math.floor(this.now() / 1000));
    const nonce = sent.nonce ?? `nonce-${String(this.#sent).padStart(12, '0')}`;
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(this.world.url('his', target), {
      method,
      headers: {
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
        'x-meridian-key': keyId,
        'x-meridian-timestamp': timestamp,
        'x-meridian-nonce': nonce,
        'x-meridian-signature': requestSignature(secret, { method, target, timestamp, nonce, body: text }),
        ...sent.headers,
      },
      ...(method === 'POST' ? { body: sent.forged ?? text } : {}),
    });
    const answer = await response.text();
    const signed = response.headers.get('x-meridian-signature') === answerSignature(secret, response.status, nonce, answer);
    return { status: response.status, body: JSON.parse(answer) as T, headers: response.headers, signed };
  }

  /** A POST; `[status, code]` of a refusal, `[200, body]` otherwise. */
  async post(path: string, body: unknown): Promise<[number, unknown]> {
    const { status, body: answer } = await this.call('POST', `/v1/${path}`, body);
    return [status, status === 200 ? answer : answer.code];
  }

  async bills(patientNo: string): Promise<readonly TestBill[]> {
    return (await this.call<{ bills: TestBill[] }>('GET', `/v1/patients/${patientNo}/unpaid-bills`)).body.bills;
  }

  async state(orderNo: string, generation = 1): Promise<unknown> {
    return (await this.call('GET', `/v1/confirms/${orderNo}/${generation}`)).body.state;
  }

  /** A fresh visit with its unpaid sheets. */
  async open(patientNo: string, more: Json = {}): Promise<TestBill> {
    const { status, body } = await this.world.admin<TestBill>('POST', '/his/visits', { patientNo, ...more });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  }

  lockBody(bill: TestBill, orderNo: string, forMs = 600_000): Json {
    const { visitNo, billHash } = bill;
    return { key: `${orderNo}.1.lock`, orderNo, visitNo, sheetNos: sheetNos(bill), billHash, until: shanghaiRfc3339(this.now() + forMs) };
  }

  confirmBody(bill: TestBill, orderNo: string, generation = 1): Json {
    const { visitNo, billHash } = bill;
    const split = cashSplit(bill);
    return {
      key: `${orderNo}.${generation}.confirm`,
      orderNo,
      generation,
      visitNo,
      sheetNos: sheetNos(bill),
      billHash,
      split,
      paidAt: shanghaiRfc3339(this.now()),
      payments: [{ channel: 'wechat', outTradeNo: `${orderNo}1101`, transactionId: '4200000000', amountFen: split.cashFen }],
    };
  }

  async confirm(bill: TestBill, orderNo: string, generation = 1): Promise<[number, unknown]> {
    return this.post('confirms', this.confirmBody(bill, orderNo, generation));
  }

  async cancel(orderNo: string, generation = 1): Promise<[number, unknown]> {
    return this.post('cancels', { key: `${orderNo}.${generation}.cancel`, orderNo, generation });
  }

  /** A release, hold or refund of the named sheets. */
  async refund(
    path: 'releases' | 'holds' | 'refunds',
    orderNo: string,
    sheets: readonly TestSheet[],
    refundNo = `${orderNo}r1`,
  ): Promise<[number, unknown]> {
    const totalFen = sheets.reduce((sum, sheet) => sum + sheet.totalFen, 0);
    const body = { key: `${refundNo}.${path}`, orderNo, refundNo, sheetNos: sheets.map(({ sheetNo }) => sheetNo), reason: '退药' };
    return this.post(path, path === 'refunds' ? { ...body, split: cashOnly(totalFen) } : body);
  }
}

export const sheetNos = (bill: TestBill): readonly string[] => bill.sheets.map(({ sheetNo }) => sheetNo);

export const cashOnly = (totalFen: number): Split => ({
  totalFen,
  fundFen: 0,
  accountFen: 0,
  mutualAidFen: 0,
  cashFen: totalFen,
  hospitalFen: 0,
  adjustFen: 0,
});

export const cashSplit = (bill: TestBill): Split => cashOnly(bill.sheets.reduce((sum, sheet) => sum + sheet.totalFen, 0));
