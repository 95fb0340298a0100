import { createHash, type KeyObject, sign } from 'node:crypto';

/** One DER element: tag, length, content. */
const der = (tag: number, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const bytes = body.length.toString(16).padStart(body.length > 255 ? 4 : 2, '0');
  const length = body.length < 128 ? Buffer.from([body.length]) : Buffer.from(`${(0x80 + bytes.length / 2).toString(16)}${bytes}`, 'hex');
  return Buffer.concat([Buffer.from([tag]), length, body]);
};

const sequence = (...content: readonly Buffer[]): Buffer => der(0x30, ...content);
const SHA256_WITH_RSA = sequence(der(0x06, Buffer.from('2a864886f70d01010b', 'hex')), der(0x05));
const COMMON_NAME = Buffer.from('550403', 'hex');

/** A self-signed X.509 v1 certificate, because node:crypto reads certificates but makes none. */
export function certificatePem(publicKey: KeyObject, privateKey: KeyObject, name: string): string {
  const serial = Buffer.concat([Buffer.from([0x2a]), createHash('sha256').update(name).digest().subarray(0, 15)]);
  const subject = sequence(der(0x31, sequence(der(0x06, COMMON_NAME), der(0x0c, Buffer.from(name)))));
  const validity = sequence(der(0x17, Buffer.from('250101000000Z')), der(0x17, Buffer.from('450101000000Z')));
  const key = publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence(der(0x02, serial), SHA256_WITH_RSA, subject, validity, subject, key);
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const text = sequence(body, SHA256_WITH_RSA, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
}
