import { createHash, createHmac } from 'node:crypto';
import type { HisVendor } from '@meridian/his-kit/conformance';
import type { HisBill } from '@meridian/his-kit/port';
import { beijingRfc3339 } from '@meridian/kernel/clock';
import type { Split } from '@meridian/kernel/split';
import type { ScriptedAnswer } from '@meridian/plugin-kit/conformance/scripted-server';
import { brokenBy } from './openapi';
import { NOW, vector } from './setting';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (text: string): string => createHmac('sha256', vector.secret).update(text).digest('hex');

/** A HIS played by the protocol's document: requests and answers must both keep to its schemas. */
export const hospital: HisVendor = {
  seal: ({ status, headers = {}, body }, received) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const signature = hmac(`${status}\n${received.headers['x-meridian-nonce']}\n${sha256(text)}\n`);
    return { status, headers: { ...headers, 'x-meridian-signature': signature }, body: text };
  },

  check: (received) => {
    const { method, path, headers, body } = received;
    const { 'x-meridian-key': key, 'x-meridian-timestamp': time, 'x-meridian-nonce': nonce, 'x-meridian-signature': signature } = headers;
    expect([key, time]).toEqual([vector.keyId, String(NOW / 1000)]);
    expect(nonce).toMatch(/^[A-Za-z0-9_-]{16,64}$/);
    expect(signature).toBe(hmac(`${method}\n${path}\n${time}\n${nonce}\n${sha256(body)}\n`));
    expect(brokenBy(received)).toEqual([]);
  },

  unknownCode: { status: 409, body: { code: 'SOMETHING_NEW', title: 'new', detail: '' } },

  tamper: (answer: ScriptedAnswer): ScriptedAnswer => ({ ...answer, body: `${answer.body} ` }),

  bills: (bills) => ({ status: 200, body: { bills: bills.map(onWire) } }),

  splitOf: ({ body }) => (JSON.parse(body) as { split: Split }).split,
};

const onWire = (bill: HisBill) => ({
  ...bill,
  visitStartedAt: beijingRfc3339(bill.visitStartedAt),
  sheets: bill.sheets.map((sheet) => ({
    ...sheet,
    lines: sheet.lines.map((line) => ({ ...line, chargedAt: beijingRfc3339(line.chargedAt) })),
  })),
});
