import { IsText } from '@meridian/contracts/fields';

export class RefundOrderBody {
  @IsText(200) reason: string;
}
