import { IsOneOf } from '@meridian/contracts/fields';
import { CASE_RESOLUTIONS, type CaseResolution } from '@meridian/contracts/shared/case.message';
import { IsString, Matches, MaxLength } from 'class-validator';

export class ResolveCaseBody {
  @IsOneOf(CASE_RESOLUTIONS) resolution: CaseResolution;
  /** Why. Mandatory, and more than blanks. */
  @IsString() @Matches(/\S/) @MaxLength(500) note: string;
}
