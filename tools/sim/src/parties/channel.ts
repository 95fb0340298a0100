import { type Arm, accepted, rejected, silent } from '@meridian/kernel/arm';
import type { Laws } from '../laws';
import { MINUTE } from '../profile';
import type { World } from '../world';

export interface Trade {
  readonly outTradeNo: string;
  readonly amountFen: number;
  readonly expiresAt: number;
  state: 'unpaid' | 'closed' | 'paid';
  /** It was closed once, before whatever came then. */
  closed: boolean;
  typing: boolean;
  transactionId: string;
  paidAt: number;
}
export interface Back {
  readonly outRefundNo: string;
  readonly outTradeNo: string;
  readonly amountFen: number;
  state: 'processing' | 'succeeded' | 'closed' | 'abnormal';
  succeededAt: number;
}
export type Payment =
  | { readonly outTradeNo: string; readonly state: 'absent' | 'unpaid' | 'closed' }
  | {
      readonly outTradeNo: string;
      readonly state: 'paid';
      readonly transactionId: string;
      readonly paidFen: number;
      readonly paidAt: number;
    };
export type RefundView = { readonly outRefundNo: string; readonly state: Back['state'] | 'absent'; readonly succeededAt?: number };

/** Where a callback goes: acknowledged or not. */
export type Callback = { readonly payment: Payment & { state: 'paid' } } | { readonly refund: RefundView };

/** WeChat Pay, and a payer who may pay at the worst moment. */
export class Channel {
  readonly trades = new Map<string, Trade>();
  readonly refunds = new Map<string, Back>();
  /** Refund numbers that were refused, or came to an abnormal end. */
  readonly refusedRefunds = new Set<string>();
  tell: (callback: Callback, acknowledged: (ok: boolean) => void) => void = () => undefined;
  private transactions = 0;

  constructor(
    private readonly world: World,
    private readonly laws: Laws,
  ) {}

  open(
    outTradeNo: string,
    amountFen: number,
    expiresAt: number,
  ): Arm<{ prepayId: string; clientParameters: Record<string, string>; validUntil: number }> {
    const { world } = this;
    const known = this.seen(outTradeNo);
    if (known?.state === 'paid') return rejected('PAYMENT_PAID', '');
    if (known?.state === 'closed') return rejected('PAYMENT_CLOSED', '');
    if (!known) {
      if (expiresAt <= world.now) return rejected('REQUEST_INVALID', 'expired');
      if (world.fails(world.profile.openRefused)) return rejected('CHANNEL_NOT_AUTHORISED', '');
      this.laws.channelOpened(outTradeNo);
      this.trades.set(outTradeNo, {
        outTradeNo,
        amountFen,
        expiresAt,
        state: 'unpaid',
        closed: false,
        typing: false,
        transactionId: '',
        paidAt: 0,
      });
      if (world.fails(world.profile.chargedOnOpen)) world.after(world.random.between(0, 20_000), () => this.pay(outTradeNo));
    }
    return accepted({ prepayId: `P${outTradeNo}`, clientParameters: {}, validUntil: expiresAt });
  }

  query(outTradeNo: string): Arm<Payment> {
    const known = this.seen(outTradeNo);
    if (!known) return accepted({ outTradeNo, state: 'absent' });
    return accepted(known.state === 'paid' ? paidView(known) : { outTradeNo, state: known.state });
  }

  close(outTradeNo: string): Arm<Record<string, never>> {
    const known = this.seen(outTradeNo);
    if (!known) return silent('ORDER_NOT_EXIST');
    if (known.state === 'paid') return rejected('PAYMENT_PAID', '');
    if (known.typing && !this.world.fails(this.world.profile.payAfterClose)) return rejected('PAYMENT_PAYING', '');
    known.state = 'closed';
    known.closed = true;
    return accepted({});
  }

  /** The payer types his password; it takes a moment, and a close may come in between. */
  pay(outTradeNo: string): void {
    const known = this.seen(outTradeNo);
    if (known?.state !== 'unpaid' || known.typing) return;
    known.typing = true;
    this.world.after(this.world.random.between(500, 20_000), () => {
      known.typing = false;
      const closed = known.state === 'closed';
      if (known.state === 'paid' || (closed && !this.world.profile.payAfterClose)) return;
      if (closed) this.world.count('paid after close');
      known.state = 'paid';
      known.transactionId = `T${++this.transactions}`;
      known.paidAt = this.world.now;
      this.world.note('channel', `${outTradeNo} is paid${closed ? ', after its close' : ''}`);
      this.callback({ payment: paidView(known) });
    });
  }

  refund(outTradeNo: string, outRefundNo: string, amountFen: number): Arm<RefundView> {
    const { world } = this;
    const known = this.refunds.get(outRefundNo);
    if (known) return accepted(refundView(known));
    const trade = this.trades.get(outTradeNo);
    const back = [...this.refunds.values()].filter((one) => one.outTradeNo === outTradeNo && one.state !== 'closed');
    const backFen = back.reduce((sum, one) => sum + one.amountFen, 0);
    if (trade?.state !== 'paid' || backFen + amountFen > trade.amountFen) return this.refuseRefund(outRefundNo);
    if (world.fails(world.profile.balanceShort)) return rejected('BALANCE_SHORT', '');
    const made: Back = { outRefundNo, outTradeNo, amountFen, state: 'processing', succeededAt: 0 };
    this.refunds.set(outRefundNo, made);
    this.laws.moneyGoesBack(outTradeNo);
    world.after(world.random.between(100, world.random.chance(0.06) ? 90 * MINUTE : 30_000), () => this.resolve(made));
    return accepted(refundView(made));
  }

  refuseRefund(outRefundNo: string): Arm<never> {
    this.refusedRefunds.add(outRefundNo);
    return rejected('REFUND_REFUSED', '');
  }

  private resolve(refund: Back): void {
    const { world } = this;
    const fate = world.random.next();
    const { refundClosed, refundAbnormal } = world.profile;
    refund.state = fate < refundClosed ? 'closed' : fate < refundClosed + refundAbnormal ? 'abnormal' : 'succeeded';
    refund.succeededAt = world.now;
    if (refund.state === 'abnormal') this.refusedRefunds.add(refund.outRefundNo);
    world.note('channel', `${refund.outRefundNo} ${refund.state}`);
    this.callback({ refund: refundView(refund) });
    // The merchant's clerk repairs it: an abnormal refund may still succeed.
    if (refund.state === 'abnormal' && world.random.chance(0.5)) {
      world.after(world.random.between(MINUTE, 60 * MINUTE), () => {
        refund.state = 'succeeded';
        refund.succeededAt = world.now;
        world.note('channel', `${refund.outRefundNo} succeeded after all`);
        this.callback({ refund: refundView(refund) });
      });
    }
  }

  queryRefund(outRefundNo: string): Arm<RefundView> {
    const known = this.refunds.get(outRefundNo);
    return accepted(known ? refundView(known) : { outRefundNo, state: 'absent' });
  }

  /** 15 s, 30 s, 3 min …: until acknowledged; some are lost altogether. */
  private callback(notice: Callback): void {
    const { world } = this;
    const lost = world.fails(world.profile.callbackLost);
    const waits = [0, 15_000, 30_000, 180_000, 600_000, 1_200_000, 1_800_000, 1_800_000, 3_600_000, 10_800_000];
    const attempt = (n: number): void => {
      const wait = waits[n];
      if (wait === undefined) return;
      world.after(wait + world.random.between(1, 4000), () => {
        if (lost && world.faulty) return attempt(n + 1);
        world.note('channel', 'calls back');
        this.tell(notice, (ok) => {
          if (!ok) attempt(n + 1);
          else if (world.fails(world.profile.callbackTwice)) attempt(n + 1);
        });
      });
    };
    attempt(0);
  }

  /** A number past its last moment is closed by the channel itself. */
  private seen(outTradeNo: string): Trade | undefined {
    const known = this.trades.get(outTradeNo);
    if (known?.state === 'unpaid' && !known.typing && known.expiresAt <= this.world.now) {
      known.state = 'closed';
      known.closed = true;
    }
    return known;
  }

  /** May anybody still pay this order? */
  payable(orderNo: string): Trade | undefined {
    for (const key of this.trades.keys()) {
      if (key.startsWith(orderNo) && this.seen(key)?.state === 'unpaid') return this.trades.get(key);
    }
    return undefined;
  }
}

const paidView = ({ outTradeNo, transactionId, amountFen, paidAt }: Trade): Payment & { state: 'paid' } => ({
  outTradeNo,
  state: 'paid',
  transactionId,
  paidFen: amountFen,
  paidAt,
});

const refundView = ({ outRefundNo, state, succeededAt }: Back): RefundView =>
  state === 'succeeded' ? { outRefundNo, state, succeededAt } : { outRefundNo, state };
