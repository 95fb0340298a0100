import type { WechatSecrets } from '../config';
import type { TimerGroup } from '../frame/clock';
import type { PartyDeps } from '../frame/party';
import { Callbacks, type Notice } from './callbacks';
import type { WechatKeys } from './keys';
import { type Order, type Refund, refundNotice, transactionView } from './order';
import { Orders } from './orders';
import { Refunds } from './refunds';

const REFUND_EVENTS = {
  SUCCESS: { eventType: 'REFUND.SUCCESS', summary: '退款成功' },
  ABNORMAL: { eventType: 'REFUND.ABNORMAL', summary: '退款异常' },
  CLOSED: { eventType: 'REFUND.CLOSED', summary: '退款关闭' },
} as const;

/** Where money arrives and leaves: it moves the orders and refunds and tells the merchant. */
export class Cashier {
  readonly orders: Orders;
  readonly refunds: Refunds;
  readonly callbacks: Callbacks;
  readonly #deps: PartyDeps<WechatSecrets>;
  readonly #late: TimerGroup;

  constructor(deps: PartyDeps<WechatSecrets>, keys: WechatKeys) {
    const { clock, numbers, faults } = deps;
    this.#deps = deps;
    this.#late = clock.group();
    this.orders = new Orders(deps);
    this.callbacks = new Callbacks({ clock, faults, numbers, keys });
    this.refunds = new Refunds({ clock, numbers, orders: this.orders, ended: (order, refund) => this.#tellRefund(order, refund) });
  }

  /** The payer's money arrives and the callback leaves. Nothing happens when the order was paid before. */
  receive(order: Order): void {
    if (this.orders.pay(order)) this.callbacks.notify(this.#paymentNotice(order));
  }

  receiveLater(order: Order, afterMs: number): void {
    const { clock } = this.#deps;
    this.#late.at(clock.now() + afterMs, () => this.receive(order));
  }

  /** Like `receive`, and resolves only when the first callback attempt is over. */
  async receiveAndTell(order: Order): Promise<void> {
    if (this.orders.unpayable(order) === null && this.orders.pay(order)) await this.callbacks.notifyNow(this.#paymentNotice(order));
  }

  /** The refund succeeds, and this resolves only when the first callback attempt is over. */
  async refundAndTell(order: Order, refund: Refund): Promise<void> {
    if (!this.refunds.end(refund, 'SUCCESS')) return;
    const notice = this.#refundNotice(order, refund);
    if (notice) await this.callbacks.notifyNow(notice);
  }

  reset(): void {
    this.#late.cancelAll();
    this.callbacks.reset();
    this.refunds.reset();
    this.orders.reset();
  }

  #tellRefund(order: Order, refund: Refund): void {
    const notice = this.#refundNotice(order, refund);
    if (notice) this.callbacks.notify(notice);
  }

  #paymentNotice(order: Order): Notice {
    return {
      operation: 'callback.payment',
      url: order.terms.notifyUrl,
      eventType: 'TRANSACTION.SUCCESS',
      summary: '支付成功',
      resource: transactionView(order, this.#deps.clock.now()),
      signer: order.signer,
    };
  }

  /** Null when the refund was applied for without a notify_url (the live service might then send a v2 XML, channels.md A6). */
  #refundNotice(order: Order, refund: Refund): Notice | null {
    if (refund.notifyUrl === undefined || refund.status === 'PROCESSING') return null;
    const resource = refundNotice(order, refund);
    return { operation: 'callback.refund', url: refund.notifyUrl, ...REFUND_EVENTS[refund.status], resource, signer: refund.signer };
  }
}
