import { isDeepStrictEqual } from 'node:util';
import type { ChannelOperations, ChannelRefund, OpenRequest, Payment, RefundRequest } from '@meridian/channel-kit/port';
import { type Arm, accepted, rejected, silent } from '@meridian/kernel/arm';
import type { Clock } from '@meridian/kernel/clock';
import { type Fen, fen } from '@meridian/kernel/fen';
import type { Course } from '@meridian/testing/course';
import type { Line, Sender } from '@meridian/testing/line';

/** What the channel makes of an order call. `refused, taken later`: a copy of a call that was refused is taken all the same. */
export type Whim = 'taken' | 'refused' | 'refused, taken later';
export type RefundEnd = 'succeeded' | 'closed';

interface Number {
  readonly asked: OpenRequest;
  /** Taken from a copy, after its order call had been refused: only a notice can tell of money under it. */
  readonly copy: boolean;
  /** Taken after we had been told that there is no such number. */
  readonly unforeseen: boolean;
  closed: boolean;
  payment?: { readonly transactionId: string; readonly paidFen: Fen; readonly paidAt: number };
}
interface GivenBack {
  readonly outTradeNo: string;
  readonly refundFen: Fen;
  state: 'processing' | RefundEnd;
}

/** A channel with books of its own: one payment a number, refunds by number, notices until they are acknowledged. */
export class ModelChannel {
  readonly numbers = new Map<string, Number>();
  readonly refunds = new Map<string, GivenBack>();
  /** Numbers that were asked about before they were taken. */
  private readonly denied = new Set<string>();
  /** Bodies of the callbacks that nobody has acknowledged. */
  readonly notices = new Set<string>();

  constructor(
    private readonly course: Course,
    private readonly line: Line,
    private readonly clock: Clock,
    private readonly whims: { readonly opens: Whim[]; readonly refunds: RefundEnd[] },
  ) {}

  /** What a process of ours calls: there and back on the line. */
  operationsFor(sender: Sender): ChannelOperations {
    const over =
      <Request, Answer>(name: string, arrive: (request: Request) => Arm<Answer>) =>
      async (request: Request): Promise<Arm<Answer>> =>
        (await this.line.say(sender, name, () => arrive(request))) ?? silent('TIMEOUT');
    return {
      open: over('open', (request) => this.open(request)),
      query: over('query', ({ outTradeNo }) => accepted(this.paymentOf(outTradeNo))),
      close: over('close', ({ outTradeNo }) => this.close(outTradeNo)),
      refund: over('refund', (request) => this.refund(request)),
      queryRefund: over('query of a refund', ({ outRefundNo }) => accepted(this.refundOf(outRefundNo))),
      readCallback: async ({ body }) => accepted(JSON.parse(body)),
    };
  }

  /**
   * @param how `even`: money that was under way when the number was closed, and arrives all the same; `mute`: without a notice
   * @returns false when nobody can pay under the number
   */
  pay(outTradeNo: string, paidFen: number, { even, mute }: { readonly even: boolean; readonly mute: boolean }): boolean {
    const number = this.numbers.get(outTradeNo);
    if (!number || !this.canPay(outTradeNo, even)) return false;
    number.payment = { transactionId: `T${outTradeNo}`, paidFen: fen(paidFen), paidAt: this.clock.now() };
    if (!mute || number.closed || number.copy)
      this.notices.add(JSON.stringify({ kind: 'payment', notificationId: `N${outTradeNo}`, payment: this.paymentOf(outTradeNo) }));
    return true;
  }

  canPay(outTradeNo: string, even: boolean): boolean {
    const number = this.numbers.get(outTradeNo);
    return number !== undefined && !number.payment && number.closed === even && (even || this.clock.now() <= number.asked.expiresAt);
  }

  /** Whether anybody could still pay under a number that we could know of. */
  payable({ asked, unforeseen, closed, payment }: Number): boolean {
    return !unforeseen && !closed && !payment && this.clock.now() <= asked.expiresAt;
  }

  private open(request: OpenRequest): Arm<{ prepayId: string; clientParameters: Record<string, string>; validUntil: number }> {
    const { outTradeNo, expiresAt } = request;
    const known = this.numbers.get(outTradeNo);
    if (known?.payment) return rejected('PAYMENT_PAID', '');
    if (known?.closed) return rejected('PAYMENT_CLOSED', '');
    if (known && !isDeepStrictEqual(known.asked, request)) return rejected('NUMBER_REUSED', '');
    if (!known) {
      if (this.clock.now() > expiresAt) return rejected('REQUEST_INVALID', 'expired');
      const whim = this.whims.opens.shift() ?? 'taken';
      const take = () =>
        this.numbers.has(outTradeNo) ||
        this.numbers.set(outTradeNo, { asked: request, copy: whim !== 'taken', unforeseen: this.denied.has(outTradeNo), closed: false });
      if (whim === 'refused, taken later') this.course.moment('a copy of the refused order call is taken', take);
      if (whim !== 'taken') return rejected('REQUEST_INVALID', 'a whim');
      take();
    }
    return accepted({ prepayId: `P${outTradeNo}`, clientParameters: { package: `prepay_id=P${outTradeNo}` }, validUntil: expiresAt });
  }

  private paymentOf(outTradeNo: string): Payment {
    const number = this.numbers.get(outTradeNo);
    if (number?.payment) return { outTradeNo, state: 'paid', ...number.payment };
    if (!number) this.denied.add(outTradeNo);
    return { outTradeNo, state: number ? (number.closed ? 'closed' : 'unpaid') : 'absent' };
  }

  private close(outTradeNo: string): Arm<Record<string, never>> {
    const number = this.numbers.get(outTradeNo);
    if (!number) return rejected('REQUEST_INVALID', 'no such number');
    if (number.payment) return rejected('PAYMENT_PAID', '');
    number.closed = true;
    return accepted({});
  }

  private refund({ outTradeNo, outRefundNo, refundFen }: RefundRequest): Arm<ChannelRefund> {
    const paidFen = this.numbers.get(outTradeNo)?.payment?.paidFen ?? 0;
    if (!this.refunds.has(outRefundNo)) {
      if (this.givenBackFen(outTradeNo) + refundFen > paidFen) return rejected('REFUND_REFUSED', 'over the amount');
      const given: GivenBack = { outTradeNo, refundFen, state: 'processing' };
      this.refunds.set(outRefundNo, given);
      const end = this.whims.refunds.shift() ?? 'succeeded';
      this.course.moment(`refund ${end}`, () => {
        given.state = end;
        this.notices.add(JSON.stringify({ kind: 'refund', notificationId: `N${outRefundNo}`, refund: this.refundOf(outRefundNo) }));
      });
    }
    return accepted(this.refundOf(outRefundNo));
  }

  /** Given back or on its way. */
  givenBackFen(outTradeNo: string): number {
    const of = [...this.refunds.values()].filter((one) => one.outTradeNo === outTradeNo && one.state !== 'closed');
    return of.reduce((sum, one) => sum + one.refundFen, 0);
  }

  private refundOf(outRefundNo: string): ChannelRefund {
    const given = this.refunds.get(outRefundNo);
    if (!given) return { outRefundNo, state: 'absent' };
    const { state, refundFen } = given;
    return { outRefundNo, state, refundFen, ...(state === 'succeeded' ? { succeededAt: this.clock.now() } : {}) };
  }
}
