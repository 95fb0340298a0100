import { contract } from '../contract';
import { IsCount, IsName, IsOneOf, IsText } from '../fields';

export class IssueTokenRequest {
  @IsOneOf(['client_credentials']) grantType: 'client_credentials';
  @IsName() applicationId: string;
  @IsText(256) secret: string;
  /** The gateway that asks: a token is good for one gateway only. */
  @IsName() gateway: string;
}

export class IssueTokenReply {
  @IsText(4096) accessToken: string;
  @IsCount() expiresInSeconds: number;
}

/** OAuth 2.0 client credentials for a channel application; a JWT (EdDSA) of ten minutes. */
export const issueToken = contract({
  subject: 'account.issue-token.v1',
  request: IssueTokenRequest,
  reply: IssueTokenReply,
  codes: ['CLIENT_INVALID'],
  deadlineMs: 2000,
});
