import { IsName, Maybe } from '@meridian/contracts/fields';

export class SettleOrderBody {
  /** Of the quote the patient agreed to, from the order. */
  @IsName(128) quoteFingerprint: string;
  /** How the cash part is paid; absent when there is none. One of GET /v1/offers. */
  @IsName() @Maybe() channel?: string;
  @IsName() @Maybe() product?: string;
  /** Who pays, in the form the offer asks for. */
  @IsName(128) @Maybe() payerId?: string;
}
