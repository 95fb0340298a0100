import type { OpenCollectionRequest } from '@meridian/contracts/payment/open-collection.contract';
import type { Clock } from '@meridian/kernel/clock';
import { fen } from '@meridian/kernel/fen';
import { collectionNoOf, commandKey, orderNoOf, outTradeNoOf, refundNoOf } from '@meridian/kernel/ids';
import type { Outcome } from '@meridian/kernel/outcome';
import type { Course } from '@meridian/testing/course';
import type { Stage } from '@meridian/testing/stage';
import type { ModelChannel } from './model-channel';
import type { PaymentService } from './payment-process';

export const DUE = 12_560;
export const WINDOW_MS = 5 * 60_000;

/** What happens, each at a moment of its own; what came first is for the scheduler to say. */
export type Happening =
  | { readonly asks: 'open'; readonly at: number; readonly key: number; readonly generation: number; readonly amountFen: number }
  | { readonly asks: 'close'; readonly at: number; readonly generation: number }
  | { readonly asks: 'refund'; readonly at: number; readonly key: number; readonly sequence: number; readonly amountFen: number }
  | { readonly pays: number; readonly paidFen: number; readonly even: boolean; readonly told: number }
  | { readonly passMs: number }
  | { readonly dies: number };

export const open = (key = 1, at = 0, generation = 1, amountFen = DUE): Happening => ({ asks: 'open', at, key, generation, amountFen });
export const close = (at = 0, generation = 1): Happening => ({ asks: 'close', at, generation });
export const refund = (key = 1, sequence = key, at = 0, amountFen = DUE): Happening => ({ asks: 'refund', at, key, sequence, amountFen });
export const pay = (attempt = 1, rest: { paidFen?: number; even?: boolean; told?: number } = {}): Happening => ({
  pays: attempt,
  paidFen: DUE,
  even: false,
  told: 1,
  ...rest,
});
export const pass = (passMs: number): Happening => ({ passMs });

interface Answered {
  readonly key: string;
  readonly body: string;
  readonly outcome: Outcome<unknown> | undefined;
}

/** One order's collections, in one course of events. */
export class Play {
  readonly orderNo: string;
  readonly answers: Answered[] = [];
  private readonly opening: Omit<OpenCollectionRequest, 'key' | 'orderNo' | 'generation' | 'amountFen'>;

  constructor(
    run: number,
    private readonly on: {
      readonly course: Course;
      readonly stage: Stage<PaymentService>;
      readonly channel: ModelChannel;
      readonly clock: Clock;
    },
  ) {
    this.orderNo = orderNoOf('01', '2026-11-22', run);
    const choice = { channel: 'wechat', product: 'JSAPI', payerId: 'payer', description: '门诊缴费' };
    this.opening = { hospitalId: 'H45020000001', applicationId: 'meridian-app', ...choice, expiresAt: on.clock.now() + WINDOW_MS };
  }

  happen(one: Happening): void {
    if ('passMs' in one) this.on.stage.later(one.passMs);
    else if ('dies' in one) this.on.stage.death(one.dies);
    else if ('pays' in one) this.pays(one);
    else this.asks(one);
  }

  private asks(one: Extract<Happening, { asks: string }>): void {
    const { orderNo } = this;
    const generation = one.asks === 'refund' ? 1 : one.generation;
    const of = { key: commandKey(orderNo, generation, `${one.asks}.${one.asks === 'close' ? 1 : one.key}`), orderNo, generation };
    if (one.asks === 'open') {
      const open = () =>
        this.ask(one.at, { ...this.opening, ...of, amountFen: fen(one.amountFen) }, (service, request) => service.open(request));
      // Another attempt is made when the one before was refused.
      if (one.key === 1) open();
      else this.onceIn('REJECTED', generation, open);
    } else if (one.asks === 'close') {
      this.ask(one.at, of, (service, request) => service.close(request));
    } else {
      const back = { refundNo: refundNoOf(orderNo, one.sequence), amountFen: fen(one.amountFen), reason: 'asked' };
      this.onceIn('CAPTURED', generation, () => this.ask(one.at, { ...of, ...back }, (service, request) => service.refund(request)));
    }
  }

  /** Asks when the collection has come so far. */
  private onceIn(phase: string, generation: number, ask: () => void): void {
    const id = collectionNoOf(this.orderNo, generation);
    const there = async () => (await this.on.stage.rows('SELECT 1 FROM collection WHERE id = $1 AND phase = $2', [id, phase])).length > 0;
    this.on.course.when('the asker asks', there, ask);
  }

  /** Each notice that nobody has acknowledged is told again. */
  notify(): void {
    for (const body of this.on.channel.notices) this.notice(body, 0);
  }

  /** Under one key at most one body was ever served; who came with another was told so. */
  expectKeys(): void {
    for (const { key } of this.answers) {
      const served = this.answers.filter((one) => one.key === key && one.outcome?.ok);
      expect(new Set(served.map((one) => one.body)).size).toBeLessThanOrEqual(1);
    }
    for (const { outcome } of this.answers) expect(outcome && !outcome.ok ? outcome.code : '').not.toBe('INTERNAL_ERROR');
  }

  private ask<Request extends { readonly key: string }>(
    at: number,
    request: Request,
    tell: (service: PaymentService, request: Request) => Promise<Outcome<unknown>>,
  ): void {
    const asked = this.on.stage.tell(at, request.key, (service) => tell(service, request));
    asked.then(
      (outcome) => this.answers.push({ key: request.key, body: JSON.stringify(request), outcome }),
      () => undefined,
    );
  }

  private pays({ pays, paidFen, even, told }: Extract<Happening, { pays: number }>): void {
    const outTradeNo = outTradeNoOf(collectionNoOf(this.orderNo, 1), 1, pays);
    const { channel, course } = this.on;
    const paid = (): void => {
      if (!channel.pay(outTradeNo, paidFen, { even, mute: told === 0 })) return;
      for (const body of channel.notices) for (let copy = 0; copy < told; copy++) this.notice(body, copy % 2);
    };
    course.when(`the payer pays ${outTradeNo}`, () => channel.canPay(outTradeNo, even), paid);
  }

  private notice(body: string, at: number): void {
    const told = this.on.stage.tell(at, 'callback', (service) => service.callback({ channel: 'wechat', headers: {}, body }));
    told.then((outcome) => outcome?.ok && this.on.channel.notices.delete(body)).catch(() => undefined);
  }
}
