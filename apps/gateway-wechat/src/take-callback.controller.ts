import { takeCallback } from '@meridian/contracts/payment/take-callback.contract';
import { Allow } from '@meridian/gateway-kit/auth/access';
import { type BodyConfig, utf8 } from '@meridian/gateway-kit/http/body-parsers';
import type { FailureConfig, FailureForm } from '@meridian/gateway-kit/http/problem';
import { orThrow, RefusalException } from '@meridian/gateway-kit/http/refusal.exception';
import { Bus } from '@meridian/platform/bus/bus';
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';

/** WeChat Pay's own form of a failure; any 4xx or 5xx makes it send again (channels.md A8). */
const failure: FailureForm = ({ status, message }) => ({
  // A silent service and an absent one are the same to WeChat: come back later.
  status: status === 504 ? 503 : status,
  mediaType: 'application/json; charset=utf-8',
  body: { code: 'FAIL', message: message.zh },
});

const config: BodyConfig & FailureConfig = { rawBody: true, failure };

const failureSchema = {
  type: 'object',
  properties: { code: { type: 'string', enum: ['FAIL'] }, message: { type: 'string' } },
  required: ['code', 'message'],
};
const failed = (status: number, description: string) => ApiResponse({ status, description, schema: failureSchema });

/**
 * WeChat Pay calls here. No token and no session: the signature is over the untouched body, and payment checks it.
 * 204 only after payment has stored the callback durably.
 */
@Allow({ level: 'public' })
@Controller('callbacks/wechat')
export class TakeCallbackController {
  constructor(private readonly bus: Bus) {}

  @Post()
  @HttpCode(204)
  @RouteConfig(config)
  @ApiOperation({ summary: '微信支付回调 · Callback of WeChat Pay', tags: ['callbacks'] })
  @ApiResponse({ status: 204, description: '已接收并保存 · Verified and stored' })
  @failed(400, '内容有误 · Cannot be read')
  @failed(401, '签名无效或时间戳过期 · Signature not valid, or too old')
  @failed(413, '超过 64 kB · Larger than 64 kB')
  @failed(503, '稍后重发 · Send again later')
  async run(@Body() body: unknown, @Headers() headers: Record<string, string | string[] | undefined>): Promise<void> {
    const text = Buffer.isBuffer(body) && body.length > 0 ? utf8(body) : null;
    if (text === null) throw new RefusalException('CALLBACK_MALFORMED');
    orThrow(await this.bus.ask(takeCallback, { channel: 'wechat', headers: plain(headers), body: text }));
  }
}

/** Node gives every header as one text, with `set-cookie` as the exception that no request of WeChat's has. */
const plain = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
