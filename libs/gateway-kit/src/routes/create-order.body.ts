import { IsName, IsOneOf } from '@meridian/contracts/fields';
import { PAY_MODES, type PayMode } from '@meridian/contracts/order/order.message';
import { IsBoolean } from 'class-validator';

export class CreateOrderBody {
  @IsName() visitNo: string;
  /** Of the bill the patient saw, from GET /v1/bills. */
  @IsName(128) billHash: string;
  @IsOneOf(PAY_MODES) payMode: PayMode;
  /** Pay from the personal insurance account as far as it reaches. */
  @IsBoolean() useAccount: boolean;
}
