import { IsCount, IsName, IsOneOf, IsText, Maybe } from '@meridian/contracts/fields';

export class TokenForm {
  @IsOneOf(['client_credentials']) grant_type: 'client_credentials';
  @IsName() client_id: string;
  @IsText(256) client_secret: string;
}

export class TokenReply {
  @IsText(4096) access_token: string;
  @IsOneOf(['Bearer']) token_type: 'Bearer';
  /** Seconds. */
  @IsCount() expires_in: number;
  @IsText(256) @Maybe() scope?: string;
}
