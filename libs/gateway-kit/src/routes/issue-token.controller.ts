import { issueToken } from '@meridian/contracts/account/issue-token.contract';
import { Bus } from '@meridian/platform/bus/bus';
import { validate } from '@meridian/platform/validation';
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import { decodeJwt } from 'jose';
import { Gateway } from '../gateway';
import { orThrow } from '../http/refusal.exception';
import { TOKEN_EXAMPLE } from '../openapi/examples';
import { Route } from '../openapi/route';
import { TokenForm, TokenReply } from './issue-token.view';
import { clientOf, oauthFailure } from './oauth';

/** OAuth 2.0 client credentials (RFC 6749 4.4). The secret may come in the body or by HTTP Basic (2.3.1), as a form or as JSON. */
@Controller('oauth/token')
export class IssueTokenController {
  constructor(
    private readonly bus: Bus,
    private readonly gateway: Gateway,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @Route({
    tag: 'access',
    summary: { zh: '应用换取访问令牌', en: 'An access token for an application' },
    access: { level: 'public' },
    config: { formBody: true, failure: oauthFailure },
    body: { type: TokenForm, example: { grant_type: 'client_credentials', client_id: 'app-demo', client_secret: '••••••••••••••••' } },
    answers: { 200: { meaning: { zh: '令牌只在本渠道有效', en: 'Good for this gateway only' }, type: TokenReply, example: TOKEN_EXAMPLE } },
    codes: issueToken.codes,
  })
  async run(@Body() body: unknown, @Headers('authorization') authorization?: string): Promise<TokenReply> {
    const form = orThrow(validate(TokenForm, orThrow(clientOf(body, authorization))));
    // RFC 9110 15.5.2: a 401 names a way to authenticate.
    const refusal = { headers: { 'WWW-Authenticate': 'Basic realm="meridian"' } };
    const outcome = await this.bus.ask(issueToken, {
      grantType: form.grant_type,
      applicationId: form.client_id,
      secret: form.client_secret,
      gateway: this.gateway.name,
    });
    const issued = orThrow(outcome, !outcome.ok && outcome.code === 'CLIENT_INVALID' ? refusal : {});
    const { scope } = decodeJwt(issued.accessToken);
    return {
      access_token: issued.accessToken,
      token_type: 'Bearer',
      expires_in: issued.expiresInSeconds,
      ...(typeof scope === 'string' ? { scope } : {}),
    };
  }
}
