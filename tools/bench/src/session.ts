import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { good } from './json-http';
import type { Patient } from './patients';
import type { World } from './world';

/** What a patient sees of an order. */
export interface Order {
  readonly orderNo: string;
  readonly phase: string;
  readonly quoteFingerprint?: string;
  readonly payment?: unknown;
  readonly split?: { readonly fundFen: number; readonly accountFen: number; readonly cashFen: number };
}

interface Bill {
  readonly visitNo: string;
  readonly billHash: string;
}

const CHOICE = { channel: 'wechat', product: 'JSAPI', payerId: 'oMeridianBenchPayer000000001' };
type OrderAnswer = { readonly order: Order };

const READ_AGAIN_MS = 4;
const ASK_AGAIN_MS = 250;
/** Too many at once, too busy, no answer in time. */
const PASSING = new Set([429, 503, 504]);
const GIVE_UP_MS = 30_000;

/** The requests of one patient for one settlement. */
export class Session {
  /** How often an order was read. */
  reads = 0;
  /** How often the gateway was too busy, or had no answer in time, and was asked again. */
  repeats = 0;

  constructor(
    private readonly world: World,
    private readonly patient: Patient,
  ) {}

  async quoted(visitNo: string): Promise<Order> {
    const { bills } = await this.ask<{ bills: Bill[] }>('GET', '/v1/bills', 'the bills');
    const bill = bills.find((one) => one.visitNo === visitNo);
    if (bill === undefined) throw new Error('the HIS does not show the new bill');
    const body = { visitNo, billHash: bill.billHash, payMode: 'INSURED', useAccount: true };
    const { order } = await this.ask<OrderAnswer>('POST', '/v1/orders', 'the new order', body);
    return order.phase === 'QUOTED' ? order : this.until(order.orderNo, ({ phase }) => phase === 'QUOTED');
  }

  /** Agrees to the quote, and has what is needed to pay; or nothing is left to pay. */
  async payable({ orderNo, quoteFingerprint }: Order): Promise<Order> {
    const body = { quoteFingerprint, ...CHOICE };
    const { order } = await this.ask<OrderAnswer>('POST', `/v1/orders/${orderNo}/settle`, 'the settlement', body);
    return isPayable(order) ? order : this.until(orderNo, isPayable);
  }

  /** Reads the order at once, and again until it is as wanted. */
  async until(orderNo: string, holds: (order: Order) => boolean): Promise<Order> {
    const end = Date.now() + GIVE_UP_MS;
    for (;;) {
      this.reads += 1;
      const { order } = await this.ask<OrderAnswer>('GET', `/v1/orders/${orderNo}`, 'the order');
      if (holds(order)) return order;
      if (Date.now() > end) throw new Error(`the order stays ${order.phase}`);
      await sleep(READ_AGAIN_MS);
    }
  }

  /** As the gateway's documents say: what was answered with silence is sent again, word for word and under the same key. */
  private async ask<T>(method: 'GET' | 'POST', path: string, what: string, body?: unknown): Promise<T> {
    const key = body === undefined ? {} : { 'idempotency-key': randomUUID() };
    const request = { headers: { ...this.patient.headers, ...key }, ...(body === undefined ? {} : { body }) };
    const end = Date.now() + GIVE_UP_MS;
    for (;;) {
      const answer = await this.world.gateway.ask<T>(method, path, request);
      if (!PASSING.has(answer.status) || Date.now() > end) return good(answer, what);
      this.repeats += 1;
      await sleep(ASK_AGAIN_MS);
    }
  }
}

const isPayable = ({ phase, payment }: Order): boolean =>
  (phase === 'PAYING' && payment !== undefined) || phase === 'PAID' || phase === 'CONFIRMED';
