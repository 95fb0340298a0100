import { IsListOf, IsName, IsPart, IsText, Maybe } from '@meridian/contracts/fields';
import { IsBoolean } from 'class-validator';

export class BilingualText {
  @IsText(500) zh: string;
  @IsText(500) en: string;
}

export class OfferView {
  @IsName() channel: string;
  @IsName() product: string;
  @IsPart(() => BilingualText) name: BilingualText;
  /** What `payerId` must hold. */
  @IsPart(() => BilingualText) @Maybe() payerIdentity?: BilingualText;
}

export class OffersReply {
  @IsName() gateway: string;
  @IsPart(() => BilingualText) title: BilingualText;
  /** Bills the insurer pays in full, or to which the patient adds through one of `channels`. */
  @IsBoolean() insured: boolean;
  @IsBoolean() selfPaid: boolean;
  @IsListOf(() => OfferView, 0, 20) channels: OfferView[];
  @IsListOf(() => BilingualText, 0, 20) notOffered: BilingualText[];
  @IsPart(() => BilingualText) note: BilingualText;
}
