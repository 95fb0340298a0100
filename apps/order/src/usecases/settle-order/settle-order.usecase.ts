import type { OrderReply } from '@meridian/contracts/order/order.message';
import type { SettleOrderRequest } from '@meridian/contracts/order/settle-order.contract';
import { type Outcome, type Refusal, refused } from '@meridian/kernel/outcome';
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
    const { channel, product } = request;
    const fact: SettleAsked = {
      kind: 'settleAsked',
      id: request.key,
      fingerprint: request.quoteFingerprint,
      choice: channel !== undefined && product !== undefined ? { channel, product, payerId: request.payerId ?? null } : null,
    };
    const wait = { deadlineAt, doneIn: canPayOrPaid };
    let unread = false;
    const told = await this.desk.tell(request, fact, {
      ...wait,
      guard: (order) => {
        unread = order.phase === 'QUOTED' && !order.held;
        return wrongChoice(request) ?? (unread ? refused('BILL_CHANGED') : undefined);
      },
    });
    if (!unread || wrongChoice(request)) return told;
    return (await this.billChanged(request, deadlineAt)) ?? this.desk.tell(request, fact, wait);
  }

  /** Where the HIS could not hold the sheets, the bill is read again right before anything is settled (settlement.md fault 8). */
  private async billChanged({ orderNo, asker }: SettleOrderRequest, deadlineAt: number) {
    const order = await this.desk.own(orderNo, asker);
    const read = await this.readBills.run(asker.patientNo, (deadlineAt - Date.now()) / 3);
    if (!read.ok) return read;
    return read.value.some((bill) => bill.billHash === order?.bill.billHash) ? undefined : refused('BILL_CHANGED');
  }
}

function wrongChoice({ channel, product, payerId }: SettleOrderRequest): Refusal | undefined {
  if ((channel === undefined) !== (product === undefined)) return refused('CHANNEL_NOT_OFFERED');
  return product === 'JSAPI' && payerId === undefined ? refused('PAYER_MISSING') : undefined;
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
