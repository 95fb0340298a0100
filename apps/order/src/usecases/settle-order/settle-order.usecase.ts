import type { OrderReply } from '@meridian/contracts/order/order.message';
import type { SettleOrderRequest } from '@meridian/contracts/order/settle-order.contract';
import { type Outcome, refused } from '@meridian/kernel/outcome';
import { Injectable } from '@nestjs/common';
import type { Order, SettleAsked } from '../../domain/order';
import { OrderDesk } from '../order-desk';
import { ReadBills } from '../read-bills';

/** The patient agrees to the split he saw and says how he pays the rest. */
@Injectable()
export class SettleOrder {
  constructor(
    private readonly desk: OrderDesk,
    private readonly readBills: ReadBills,
  ) {}

  async run(request: SettleOrderRequest, deadlineAt: number): Promise<Outcome<OrderReply>> {
    const order = await this.desk.own(request.orderNo, request.asker);
    if (!order) return refused('ORDER_UNKNOWN');
    const { channel, product, payerId } = request;
    if ((channel === undefined) !== (product === undefined)) return refused('CHANNEL_NOT_OFFERED');
    if (product === 'JSAPI' && payerId === undefined) return refused('PAYER_MISSING');
    const changed = await this.billChanged(order, request, deadlineAt);
    if (changed) return changed;
    const fact: SettleAsked = {
      kind: 'settleAsked',
      id: request.key,
      fingerprint: request.quoteFingerprint,
      choice: channel !== undefined && product !== undefined ? { channel, product, payerId: payerId ?? null } : null,
    };
    return this.desk.tell(request, fact, { deadlineAt, doneIn: canPayOrPaid });
  }

  /** Where the HIS could not hold the sheets, the bill is read again right before anything is settled (settlement.md fault 8). */
  private async billChanged(order: Order, { asker }: SettleOrderRequest, deadlineAt: number) {
    if (order.phase !== 'QUOTED' || order.held) return undefined;
    const read = await this.readBills.run(asker.patientNo, (deadlineAt - Date.now()) / 3);
    if (!read.ok) return read;
    return read.value.some((bill) => bill.billHash === order.bill.billHash) ? undefined : refused('BILL_CHANGED');
  }
}

/** Nothing more will come of this request by itself: the patient can pay, must decide, or is done. */
const canPayOrPaid = (order: Order): boolean => {
  switch (order.phase) {
    case 'PAYING':
      return order.opened !== null || order.consentUntil !== null || order.legs.cash === 'none';
    case 'PAID':
      return order.split?.cashFen !== 0;
    case 'INSURING':
    case 'CLOSING':
    case 'UNDOING':
      return false;
    default:
      return true;
  }
};
