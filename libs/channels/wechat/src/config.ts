import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** One direct merchant (直连商户) of WeChat Pay v3. Secrets come as text; PEM is parsed once. */
export interface WechatConfig {
  /** Origin without a path, `https://api.mch.weixin.qq.com`. */
  readonly baseUrl: string;
  readonly mchid: string;
  /** The official account's application; JSAPI payers are known by their openid under it. */
  readonly appid: string;
  /** The mini program's application, when it is another one. */
  readonly miniProgramAppid?: string;
  /** Serial number of the merchant's API certificate, and the private key of that certificate. */
  readonly merchantSerial: string;
  readonly merchantKeyPem: string;
  /** 32 bytes; opens callbacks and platform certificates. */
  readonly apiV3Key: string;
  /** `public-key`: asks for answers under the WeChat Pay public key. `platform-certificate`: downloads certificates. */
  readonly mode: 'public-key' | 'platform-certificate';
  /** Demanded by `public-key`; in the other mode it may be given while a merchant migrates. */
  readonly publicKey?: { readonly id: string; readonly pem: string };
  /** Full public address of the callback route for payments and refunds; WeChat allows no query. */
  readonly notifyUrl: string;
}

/** The configuration with its keys parsed. */
export interface Merchant extends Omit<WechatConfig, 'merchantKeyPem' | 'publicKey'> {
  readonly key: KeyObject;
  readonly publicKey?: { readonly id: string; readonly key: KeyObject };
  /** Every application whose orders are ours. */
  readonly appids: readonly string[];
}

/** Checks and parses. @throws one Error that names everything wrong, never a secret. */
export function merchantOf(config: WechatConfig): Merchant {
  const { merchantKeyPem, publicKey, ...rest } = config;
  const faults: string[] = [];
  const demand = (holds: boolean, fault: string) => holds || faults.push(fault);
  demand(isOrigin(config.baseUrl), 'baseUrl is not an origin such as https://host');
  demand(/^\d{8,10}$/.test(config.mchid), 'mchid is not 8 to 10 digits');
  demand(/^\w{1,32}$/.test(config.appid), 'appid is missing or malformed');
  demand(/^[0-9A-Za-z]+$/.test(config.merchantSerial), 'merchantSerial is missing or malformed');
  demand(Buffer.byteLength(config.apiV3Key) === 32, 'apiV3Key is not 32 bytes');
  demand(/^https?:\/\/[^?#]+$/.test(config.notifyUrl) && config.notifyUrl.length <= 255, 'notifyUrl is not a full address without a query');
  demand(config.mode !== 'public-key' || publicKey !== undefined, 'mode public-key needs publicKey');
  demand(publicKey === undefined || publicKey.id.startsWith('PUB_KEY_ID_'), 'publicKey.id does not begin with PUB_KEY_ID_');
  const key = parsed(() => createPrivateKey(merchantKeyPem));
  const platformKey = publicKey && parsed(() => createPublicKey(publicKey.pem));
  demand(key?.asymmetricKeyType === 'rsa', 'merchantKeyPem is not an RSA private key');
  demand(!publicKey || platformKey?.asymmetricKeyType === 'rsa', 'publicKey.pem is not an RSA public key');
  if (faults.length > 0 || !key) throw new Error(`WeChat Pay configuration: ${faults.join('; ')}`);
  return {
    ...rest,
    key,
    appids: [...new Set([config.appid, config.miniProgramAppid ?? config.appid])],
    ...(publicKey && platformKey ? { publicKey: { id: publicKey.id, key: platformKey } } : {}),
  };
}

function isOrigin(text: string): boolean {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, '');
  } catch {
    return false;
  }
}

function parsed(parse: () => KeyObject): KeyObject | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
