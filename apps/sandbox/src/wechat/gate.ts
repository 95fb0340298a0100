import { verify } from 'node:crypto';
import type { WechatSecrets } from '../config';
import type { Instant } from '../frame/clock';
import type { PartyRequest } from '../frame/party';
import { signError, WechatError } from './errors';
import type { WechatKeys } from './keys';

const SCHEME = 'WECHATPAY2-SHA256-RSA2048 ';
const CLOCK_SKEW_MS = 300_000;

interface Authorization {
  readonly mchid: string;
  readonly nonce: string;
  readonly signature: string;
  readonly timestamp: string;
  readonly serial: string;
}

/**
 * The checks before any business, in the order the live service was seen to make them (channels.md A9, F):
 * User-Agent (some paths), form of Authorization, age of the timestamp, signature. Throws WechatError.
 */
export function checkRequest(request: PartyRequest, parts: { keys: WechatKeys; secrets: WechatSecrets; now: Instant }): void {
  const { keys, secrets, now } = parts;
  const transactions = request.path.startsWith('/v3/pay/transactions/');
  if (!transactions && !(request.headers.accept && request.headers['user-agent'])) {
    throw new WechatError('INVALID_REQUEST', 'Http头缺少Accept或User-Agent');
  }
  const given = parseAuthorization(request.headers.authorization ?? '');
  if (given === null) {
    throw signError(transactions ? '签名信息错误，验签失败' : 'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》');
  }
  if (Math.abs(Number(given.timestamp) * 1000 - now) > CLOCK_SKEW_MS) {
    throw signError('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟');
  }
  if (given.mchid !== secrets.mchid) {
    throw new WechatError('MCH_NOT_EXISTS', '商户号不存在', request.path.startsWith('/v3/refund/') ? { status: 404 } : {});
  }
  if (given.serial !== secrets.merchantSerial || !signatureHolds(request, given, keys)) throw signError('签名错误');
}

function signatureHolds(request: PartyRequest, given: Authorization, keys: WechatKeys): boolean {
  const head = Buffer.from(`${request.method}\n${request.url}\n${given.timestamp}\n${given.nonce}\n`);
  const message = Buffer.concat([head, request.body, Buffer.from('\n')]);
  return verify('RSA-SHA256', message, keys.merchant, Buffer.from(given.signature, 'base64'));
}

/** `key="value"` pairs in any order, one comma between them and nothing else; null for any other form. */
function parseAuthorization(header: string): Authorization | null {
  if (!header.startsWith(SCHEME)) return null;
  const pairs = new Map<string, string>();
  for (const part of header.slice(SCHEME.length).split(',')) {
    const match = /^(mchid|nonce_str|signature|timestamp|serial_no)="([^"]+)"$/.exec(part);
    if (match?.[1] === undefined || match[2] === undefined || pairs.has(match[1])) return null;
    pairs.set(match[1], match[2]);
  }
  const mchid = pairs.get('mchid');
  const nonce = pairs.get('nonce_str');
  const signature = pairs.get('signature');
  const timestamp = pairs.get('timestamp');
  const serial = pairs.get('serial_no');
  if (!mchid || !nonce || !signature || !serial || !timestamp || !/^\d{1,11}$/.test(timestamp)) return null;
  return { mchid, nonce, signature, timestamp, serial };
}
