import { createCipheriv, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import type { ChannelVendor } from '@meridian/channel-kit/conformance';
import type { RawCallback, RefundRequest } from '@meridian/channel-kit/port';
import { beijingRfc3339, type Instant } from '@meridian/kernel/clock';
import type { Fen } from '@meridian/kernel/fen';
import type { FixtureReply } from '@meridian/plugin-kit/conformance/fixtures';
import type { ReceivedRequest, ScriptedAnswer } from '@meridian/plugin-kit/conformance/scripted-server';
import type { WechatConfig } from '../config';
import { certificatePem } from './certificate';

export const MCHID = '1900000109';
export const APPID = 'wxd678efh567hg6787';
export const API_V3_KEY = '0123456789abcdef0123456789ABCDEF';
export const NOW: Instant = Date.parse('2026-11-22T10:00:00+08:00');

const MERCHANT_SERIAL = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
const PLATFORM_SERIAL = '7132D72A03E93CDDF8C03BBD1F37EEDF1A2B3C4D';
const PUBLIC_KEY_ID = 'PUB_KEY_ID_0119000001092026112200000001';

const pairOf = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const MERCHANT = pairOf();

/** The half of WeChat that a plug-in meets: it signs with keys of its own and checks what the merchant signed. */
export class WechatParty implements ChannelVendor {
  readonly platform = pairOf();
  readonly publicKey = pairOf();
  /** Under which key this party signs now; changes when it rotates. */
  signsUnder: string;
  now: Instant = NOW;
  certificates: readonly { readonly serial: string; readonly pem: string }[];
  readonly unknownCode: FixtureReply = { status: 403, body: { code: 'CODE_OF_NEXT_YEAR', message: '未知' } };
  readonly #keys = new Map<string, KeyObject>();

  constructor(readonly mode: WechatConfig['mode']) {
    this.signsUnder = mode === 'public-key' ? PUBLIC_KEY_ID : PLATFORM_SERIAL;
    this.#keys.set(PLATFORM_SERIAL, this.platform.privateKey).set(PUBLIC_KEY_ID, this.publicKey.privateKey);
    this.certificates = [
      { serial: PLATFORM_SERIAL, pem: certificatePem(this.platform.publicKey, this.platform.privateKey, 'Tenpay.com Root') },
    ];
  }

  config(baseUrl: string): WechatConfig {
    return {
      baseUrl,
      mchid: MCHID,
      appid: APPID,
      merchantSerial: MERCHANT_SERIAL,
      merchantKeyPem: MERCHANT.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      apiV3Key: API_V3_KEY,
      mode: this.mode,
      notifyUrl: 'https://pay.hospital.example/callbacks/wechat',
      ...(this.mode === 'public-key'
        ? { publicKey: { id: PUBLIC_KEY_ID, pem: this.publicKey.publicKey.export({ type: 'spki', format: 'pem' }).toString() } }
        : {}),
    };
  }

  /** A new certificate joins the list, and answers come under it. */
  rotate(serial: string): void {
    const pair = pairOf();
    this.#keys.set(serial, pair.privateKey);
    this.certificates = [...this.certificates, { serial, pem: certificatePem(pair.publicKey, pair.privateKey, serial) }];
    this.signsUnder = serial;
  }

  seal({ status, headers = {}, body }: FixtureReply): ScriptedAnswer {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    return { status, headers: { ...headers, ...(status < 300 ? this.signature(text, this.now) : {}) }, body: text };
  }

  signature(body: string, at: Instant, serial = this.signsUnder): Record<string, string> {
    const key = this.#keys.get(serial);
    if (!key) throw new Error(`no key ${serial}`);
    const timestamp = String(Math.floor(at / 1_000));
    const nonce = 'party-nonce';
    const value = sign('sha256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), key).toString('base64');
    return { 'wechatpay-timestamp': timestamp, 'wechatpay-nonce': nonce, 'wechatpay-serial': serial, 'wechatpay-signature': value };
  }

  check({ method, path, headers, body }: ReceivedRequest): void {
    const [scheme, list = ''] = (headers.authorization ?? '').split(' ');
    const members = Object.fromEntries([...list.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    const { mchid, serial_no: serial, timestamp, nonce_str: nonce, signature = '' } = members as Record<string, string | undefined>;
    expect({ scheme, mchid, serial }).toEqual({ scheme: 'WECHATPAY2-SHA256-RSA2048', mchid: MCHID, serial: MERCHANT_SERIAL });
    const text = Buffer.from(`${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`);
    expect(verify('sha256', text, MERCHANT.publicKey, Buffer.from(signature, 'base64'))).toBe(true);
    expect(headers).toMatchObject({ accept: 'application/json', 'user-agent': expect.stringMatching(/./) });
    expect(headers['wechatpay-serial']).toBe(this.mode === 'public-key' ? PUBLIC_KEY_ID : undefined);
  }

  aside({ path }: ReceivedRequest): ScriptedAnswer | undefined {
    if (path !== '/v3/certificates') return undefined;
    const data = this.certificates.map(({ serial, pem }) => ({
      serial_no: serial,
      effective_time: '2025-01-01T08:00:00+08:00',
      expire_time: '2030-01-01T08:00:00+08:00',
      encrypt_certificate: encrypted(pem, 'certificate'),
    }));
    return this.seal({ status: 200, body: { data } });
  }

  tamper(answer: ScriptedAnswer): ScriptedAnswer {
    return answer.body === ''
      ? { ...answer, headers: { ...answer.headers, 'wechatpay-nonce': 'another' } }
      : { ...answer, body: `${answer.body} ` };
  }

  paid(outTradeNo: string, amountFen: Fen): FixtureReply {
    const amount = { total: amountFen, payer_total: amountFen, currency: 'CNY', payer_currency: 'CNY' };
    const order = { appid: APPID, mchid: MCHID, out_trade_no: outTradeNo, trade_type: 'JSAPI', bank_type: 'OTHERS', amount };
    const outcome = { trade_state: 'SUCCESS', trade_state_desc: '支付成功', transaction_id: '4200002399202611227777777777' };
    return { status: 200, body: { ...order, ...outcome, success_time: beijingRfc3339(NOW) } };
  }

  refunded({ outTradeNo, outRefundNo, refundFen, totalFen }: RefundRequest): FixtureReply {
    const amount = { total: totalFen, refund: refundFen, payer_total: totalFen, payer_refund: refundFen, currency: 'CNY' };
    const numbers = { refund_id: '50302607082026112200000000001', out_refund_no: outRefundNo, out_trade_no: outTradeNo };
    return { status: 200, body: { ...numbers, status: 'PROCESSING', create_time: beijingRfc3339(NOW), amount } };
  }

  amountFenOf({ body }: ReceivedRequest): number {
    const { amount } = JSON.parse(body) as { amount: { total: number; refund?: number } };
    return amount.refund ?? amount.total;
  }

  callback(notice: unknown, signedAt: Instant): RawCallback {
    const { event_type, resource, associated_data = 'transaction' } = notice as Notice;
    const body = JSON.stringify({
      id: 'f3a5c7e9-0000-5111-8222-000000000001',
      create_time: beijingRfc3339(NOW),
      event_type,
      resource_type: 'encrypt-resource',
      summary: '支付成功',
      resource: { original_type: 'transaction', ...encrypted(JSON.stringify(resource), associated_data) },
    });
    return { headers: this.signature(body, signedAt), body };
  }

  /** As WeChat's own probe does it. */
  forge({ headers, body }: RawCallback): RawCallback {
    return { headers: { ...headers, 'wechatpay-signature': `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}` }, body };
  }
}

interface Notice {
  readonly event_type: string;
  readonly resource: unknown;
  readonly associated_data?: string;
}

export function encrypted(text: string, associatedData: string): Record<string, string> {
  const nonce = 'fdasflkja484';
  const cipher = createCipheriv('aes-256-gcm', API_V3_KEY, nonce).setAAD(Buffer.from(associatedData));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { algorithm: 'AEAD_AES_256_GCM', nonce, associated_data: associatedData, ciphertext: sealed.toString('base64') };
}

/** What the payer's client would verify: WeChat knows the merchant's public key. */
export const merchantPublicKey: KeyObject = createPublicKey(MERCHANT.privateKey);
