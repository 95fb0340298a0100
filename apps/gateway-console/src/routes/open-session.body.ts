import { IsName, IsText } from '@meridian/contracts/fields';

export class OpenSessionBody {
  @IsName() operatorId: string;
  @IsText(256) password: string;
}
