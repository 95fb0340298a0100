import { type Arm, accepted, rejected, silent } from '@meridian/kernel/arm';
import { MINUTE, NETWORK_MAX_MS } from '../profile';
import type { World } from '../world';
import { type Back, type Callback, newTrade, type Payment, paidView, type RefundView, refundView, type Trade } from './trade';
import type { Witness } from './witness';

/** 15 s, 30 s, 3 min …: until acknowledged. */
const CALL_AGAIN_MS = [0, 15_000, 30_000, 180_000, 600_000, 1_200_000, 1_800_000, 1_800_000, 3_600_000, 10_800_000];

/** WeChat Pay, and a payer who may pay at the worst moment. */
export class Channel {
  readonly trades = new Map<string, Trade>();
  readonly refunds = new Map<string, Back>();
  /** Refund numbers that were refused, or came to an abnormal end. */
  readonly refusedRefunds = new Set<string>();
  tell: (callback: Callback, acknowledged: (ok: boolean) => void) => void = () => undefined;
  private transactions = 0;
  private called = 0;

  constructor(
    private readonly world: World,
    private readonly witness: Witness,
  ) {}

  /** @param sentAt when the message left: after the network's longest time every query shows what it did */
  open(
    { outTradeNo, amountFen, expiresAt }: { outTradeNo: string; amountFen: number; expiresAt: number },
    sentAt: number,
  ): Arm<{ prepayId: string; clientParameters: Record<string, string>; validUntil: number }> {
    const { world } = this;
    const known = this.seen(outTradeNo);
    if (known?.state === 'paid') return rejected('PAYMENT_PAID', '');
    if (known?.state === 'closed') return rejected('PAYMENT_CLOSED', '');
    if (!known) {
      if (expiresAt <= world.now) return rejected('REQUEST_INVALID', 'expired');
      if (world.fails('openRefused')) return rejected('CHANNEL_NOT_AUTHORISED', '');
      this.witness.channelOpened(outTradeNo);
      const lagMs = world.faulty ? world.profile.channelLagMs : 0;
      const seenFrom = Math.min(world.now + lagMs, sentAt + NETWORK_MAX_MS);
      this.trades.set(outTradeNo, newTrade(outTradeNo, amountFen, expiresAt, seenFrom));
      if (world.fails('chargedOnOpen')) world.after(world.random.between(0, 20_000), () => this.pay(outTradeNo));
    }
    return accepted({ prepayId: `P${outTradeNo}`, clientParameters: {}, validUntil: expiresAt });
  }

  query(outTradeNo: string): Arm<Payment> {
    const known = this.seen(outTradeNo);
    if (!known) return accepted({ outTradeNo, state: 'absent' });
    if (known.seenFrom > this.world.now) {
      this.world.happens('a payment not shown yet');
      return accepted({ outTradeNo, state: 'absent' });
    }
    return accepted(known.state === 'paid' ? paidView(known) : { outTradeNo, state: known.state });
  }

  close(outTradeNo: string): Arm<Record<string, never>> {
    const known = this.seen(outTradeNo);
    if (!known) return silent('ORDER_NOT_EXIST');
    if (known.state === 'paid') return rejected('PAYMENT_PAID', '');
    if (known.typing) {
      this.world.happens('a payment while its number was being closed');
      if (!this.world.fails('payAfterClose')) return rejected('PAYMENT_PAYING', '');
    }
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
      if (known.state === 'paid' || (closed && this.world.profile.rates.payAfterClose === 0)) return;
      if (closed) this.world.happens('a payment after the close');
      if (this.transactions > 0) this.world.happens('a payment that was not the first');
      known.state = 'paid';
      known.transactionId = `T${++this.transactions}`;
      known.paidAt = this.world.now;
      this.world.note('channel', outTradeNo, closed ? 'is paid, after its close' : 'is paid');
      this.callback({ payment: paidView(known) });
    });
  }

  refund(outTradeNo: string, outRefundNo: string, amountFen: number): Arm<RefundView> {
    const { world } = this;
    const known = this.refunds.get(outRefundNo);
    if (known) return accepted(refundView(known));
    const trade = this.trades.get(outTradeNo);
    let backFen = 0;
    for (const one of this.refunds.values()) if (one.outTradeNo === outTradeNo && one.state !== 'closed') backFen += one.amountFen;
    if (trade?.state !== 'paid' || backFen + amountFen > trade.amountFen) return this.refuseRefund(outRefundNo);
    if (world.fails('balanceShort')) return rejected('BALANCE_SHORT', '');
    const made: Back = { outRefundNo, outTradeNo, amountFen, state: 'processing', succeededAt: 0 };
    this.refunds.set(outRefundNo, made);
    this.witness.moneyGoesBack(outTradeNo);
    world.after(world.random.between(100, world.random.chance(0.06) ? 30 * MINUTE : 30_000), () => this.resolve(made));
    return accepted(refundView(made));
  }

  refuseRefund(outRefundNo: string): Arm<never> {
    this.refusedRefunds.add(outRefundNo);
    return rejected('REFUND_REFUSED', '');
  }

  private resolve(refund: Back): void {
    const { world } = this;
    refund.state = world.fails('refundClosed') ? 'closed' : world.fails('refundAbnormal') ? 'abnormal' : 'succeeded';
    refund.succeededAt = world.now;
    if (refund.state === 'abnormal') this.refusedRefunds.add(refund.outRefundNo);
    world.note('channel', refund.outRefundNo, refund.state);
    this.callback({ refund: refundView(refund) });
    // The merchant's clerk repairs it: an abnormal refund may still succeed.
    if (refund.state === 'abnormal' && world.random.chance(0.5)) {
      world.after(world.random.between(MINUTE, 60 * MINUTE), () => {
        refund.state = 'succeeded';
        refund.succeededAt = world.now;
        world.note('channel', refund.outRefundNo, 'succeeded after all');
        this.callback({ refund: refundView(refund) });
      });
    }
  }

  queryRefund(outRefundNo: string): Arm<RefundView> {
    const known = this.refunds.get(outRefundNo);
    return accepted(known ? refundView(known) : { outRefundNo, state: 'absent' });
  }

  /** Until it is acknowledged; some are lost altogether. */
  private callback(notice: Callback): void {
    const { world } = this;
    const lost = world.fails('callbackLost');
    const serial = ++this.called;
    const attempt = (n: number): void => {
      const wait = CALL_AGAIN_MS[n];
      if (wait === undefined) return;
      world.after(wait + world.random.between(1, 4000), () => {
        if (lost && world.faulty) {
          attempt(n + 1);
          return;
        }
        if (serial < this.called) world.happens('callbacks out of order');
        world.note('channel', 'calls back');
        this.tell(notice, (ok) => {
          const again = ok && world.fails('callbackTwice');
          if (again) world.happens('a callback twice');
          if (!ok || again) attempt(n + 1);
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
