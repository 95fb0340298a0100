import { IsBoolean } from 'class-validator';
import { contract } from '../contract';
import { IsKey, IsName, IsOneOf, IsPart } from '../fields';
import { Asker, OrderReply, PAY_MODES, type PayMode } from './order.message';

export class CreateOrderRequest {
  @IsPart(() => Asker) asker: Asker;
  /** (client, patient, route, Idempotency-Key), composed by the gateway. */
  @IsKey() key: string;
  @IsName() visitNo: string;
  /** The bill the patient saw; refused with BILL_CHANGED when the HIS has another by now. */
  @IsName(128) billHash: string;
  @IsOneOf(PAY_MODES) payMode: PayMode;
  /** The patient's choice: pay from the personal insurance account. */
  @IsBoolean() useAccount: boolean;
}

/** Claims the sheets, locks them at the HIS and quotes. `done` when the order is QUOTED (or refused into CANCELLED). */
export const createOrder = contract({
  subject: 'order.create-order.v1',
  request: CreateOrderRequest,
  reply: OrderReply,
  codes: [
    'BILL_UNKNOWN',
    'BILL_CHANGED',
    'BILL_CLAIMED',
    'BILL_TOTAL_ZERO',
    'BILL_NOT_INSURED',
    'HIS_SILENT',
    'HIS_REFUSED',
    'IDEMPOTENCY_KEY_REUSED',
  ],
  deadlineMs: 3000,
});
