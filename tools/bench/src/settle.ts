import { setTimeout as sleep } from 'node:timers/promises';
import type { Span, Timeline } from './figures';
import type { Call } from './journal';
import { good } from './json-http';
import type { Patient } from './patients';
import { type Order, Session } from './session';
import type { World } from './world';

/** One settlement that ended CONFIRMED. */
export interface Settled extends Timeline {
  readonly orderNo: string;
  /** The patient asked for his bills: the settlement's beginning. */
  readonly begunAt: number;
  readonly quotedAt: number;
  /** How often the patient read the order. */
  readonly reads: number;
  /** How often the gateway had to be asked again for want of an answer. */
  readonly repeats: number;
  /** Whether fund, personal account and cash all had a part. */
  readonly mixed: boolean;
}

const PARTY_GIVES_UP_MS = 20_000;

/** Instants of this process and of the sandbox compare: real time with fractions. */
export const realNow = (): number => performance.timeOrigin + performance.now();

/** A patient from the list of bills to the confirmed order, as fast as the other sides let him. */
export async function settle(world: World, patient: Patient, visitNo: string): Promise<Settled> {
  const session = new Session(world, patient);
  const outside: Span[] = [];
  const note = ({ operation, at, tookMs }: Call): void => {
    // A callback is Meridian's time: the party waits for us.
    if (!operation.startsWith('callback')) outside.push({ from: at, to: at + tookMs });
  };
  const unlisten = [world.journal.listen(patient.psnNo, note)];
  try {
    const begunAt = realNow();
    const quoted = await session.quoted(visitNo);
    const { orderNo } = quoted;
    const quotedAt = realNow();
    const payment = new Payment(world, orderNo);
    unlisten.push(world.journal.listen(orderNo, note), world.journal.listen(payment.outTradeNo, note), () => payment.stop());
    const settledAt = realNow();
    const payable = await session.payable(quoted);
    const payableAt = realNow();
    if (payable.phase === 'PAYING') await payment.pay();
    await payment.confirmedByHis();
    const confirmed = await session.until(orderNo, ({ phase }) => phase === 'CONFIRMED');
    const confirmedAt = realNow();
    const calledBackAt = payable.phase === 'PAYING' ? await payment.calledBackAt() : payableAt;
    const { reads, repeats } = session;
    return {
      orderNo,
      begunAt,
      quotedAt,
      settledAt,
      payableAt,
      calledBackAt,
      confirmedAt,
      outside,
      reads,
      repeats,
      mixed: isMixed(confirmed),
    };
  } finally {
    for (const stop of unlisten) stop();
  }
}

const isMixed = ({ split }: Order): boolean => split !== undefined && split.fundFen > 0 && split.accountFen > 0 && split.cashFen > 0;

/** The payment of an order at the channel, and the HIS's confirm behind it, as the sandbox's journal tells them. */
class Payment {
  /** The number the channel knows the first payment of the first generation by. */
  readonly outTradeNo: string;
  private readonly heard = new Map<string, Call>();
  private readonly waiting = new Map<string, () => void>();
  private readonly unlisten: readonly (() => void)[];

  constructor(
    private readonly world: World,
    orderNo: string,
  ) {
    this.outTradeNo = `${orderNo}1101`;
    const hear = (call: Call): void => {
      if (this.heard.has(call.operation)) return;
      this.heard.set(call.operation, call);
      this.waiting.get(call.operation)?.();
    };
    this.unlisten = [orderNo, this.outTradeNo].map((number) => world.journal.listen(number, hear));
  }

  stop(): void {
    for (const stop of this.unlisten) stop();
  }

  /** The payer confirms in his app. */
  async pay(): Promise<void> {
    good(await this.world.admin.ask('POST', '/wechat/payer/pay', { body: { outTradeNo: this.outTradeNo } }), 'the payer');
  }

  async calledBackAt(): Promise<number> {
    return (await this.call('callback.payment')).at;
  }

  /** Only then is it worth reading the order: a patient's app would ask once a second, and its reads would measure themselves. */
  async confirmedByHis(): Promise<void> {
    await this.call('confirm');
  }

  private async call(operation: string): Promise<Call> {
    if (!this.heard.has(operation)) {
      const heard = new Promise<void>((resolve) => this.waiting.set(operation, resolve));
      const patience = new AbortController();
      await Promise.race([heard, sleep(PARTY_GIVES_UP_MS, undefined, { signal: patience.signal }).catch(() => undefined)]);
      patience.abort();
    }
    const call = this.heard.get(operation);
    if (call === undefined) throw new Error(`no ${operation} was seen at the outside party`);
    return call;
  }
}
