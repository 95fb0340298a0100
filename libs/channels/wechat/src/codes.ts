import type { ChannelCode, ChannelOperation } from '@meridian/channel-kit/port';
import { type Arm, accepted, rejected, silent } from '@meridian/kernel/arm';
import type { Refused } from './client';

/** The operations that ask WeChat over the wire. */
export type AskingOperation = Exclude<ChannelOperation, 'readCallback'>;

/** `ABSENT`: WeChat does not know the number. `DONE`: what was asked for is so already. `SILENT`: proves nothing. */
type Verdict = ChannelCode | 'ABSENT' | 'DONE' | 'SILENT';
type Table = Readonly<Record<string, Verdict>>;

/**
 * What each v3 code means (facts A9, the older spellings included). Total by form: what stands in no table is silent,
 * and so is everything under 429 and 5xx, whatever its code.
 */
const EVERYWHERE: Table = {
  PARAM_ERROR: 'REQUEST_INVALID',
  INVALID_REQUEST: 'REQUEST_INVALID',
  SIGN_ERROR: 'CHANNEL_NOT_AUTHORISED',
  NO_AUTH: 'CHANNEL_NOT_AUTHORISED',
  NOAUTH: 'CHANNEL_NOT_AUTHORISED',
  APPID_MCHID_NOT_MATCH: 'CHANNEL_NOT_AUTHORISED',
  MCH_NOT_EXISTS: 'CHANNEL_NOT_AUTHORISED',
  REQUEST_BLOCKED: 'CHANNEL_NOT_AUTHORISED',
  SYSTEM_ERROR: 'SILENT',
  SERVICE_UNAVAILABLE: 'SILENT',
  FREQUENCY_LIMITED: 'SILENT',
  RATELIMIT_EXCEEDED: 'SILENT',
};

const PER_OPERATION: Readonly<Record<AskingOperation, Table>> = {
  open: {
    ORDERPAID: 'PAYMENT_PAID',
    ORDER_PAID: 'PAYMENT_PAID',
    ORDERCLOSED: 'PAYMENT_CLOSED',
    ORDER_CLOSED: 'PAYMENT_CLOSED',
    OUT_TRADE_NO_USED: 'NUMBER_REUSED',
    ALREADY_EXISTS: 'NUMBER_REUSED',
    TRADE_ERROR: 'REQUEST_INVALID',
    RULE_LIMIT: 'REQUEST_INVALID',
    RULELIMIT: 'REQUEST_INVALID',
  },
  query: { ORDER_NOT_EXIST: 'ABSENT', ORDERNOTEXIST: 'ABSENT' },
  close: {
    ORDERPAID: 'PAYMENT_PAID',
    ORDER_PAID: 'PAYMENT_PAID',
    ORDERCLOSED: 'DONE',
    ORDER_CLOSED: 'DONE',
    USERPAYING: 'PAYMENT_PAYING',
    USER_PAYING: 'PAYMENT_PAYING',
    // An unknown number may still be opened by a request on its way, so it is not closed: ask.
    ORDER_NOT_EXIST: 'SILENT',
    ORDERNOTEXIST: 'SILENT',
  },
  refund: {
    NOT_ENOUGH: 'BALANCE_SHORT',
    NOTENOUGH: 'BALANCE_SHORT',
    // The parameters are well-formed but break a rule of the payment: over its amount, refunded in full, unpaid.
    INVALID_REQUEST: 'REFUND_REFUSED',
    RESOURCE_NOT_EXISTS: 'REFUND_REFUSED',
    USER_ACCOUNT_ABNORMAL: 'REFUND_REFUSED',
    TRADE_OVERDUE: 'REFUND_REFUSED',
    REFUND_FEE_MISMATCH: 'REFUND_REFUSED',
    TRADE_ERROR: 'REFUND_REFUSED',
    // Too many refunds of one payment at once: not for ever, and the number may be in progress.
    RULE_LIMIT: 'SILENT',
  },
  queryRefund: { RESOURCE_NOT_EXISTS: 'ABSENT' },
};

/** Internal numbers of the Request-ID that say more than a bare INVALID_REQUEST (facts A9, last line). */
const NUMBERS: Readonly<Record<string, Partial<Record<AskingOperation, Verdict>>>> = {
  '268449538': { open: 'PAYMENT_PAID', close: 'PAYMENT_PAID' },
  '268498689': { open: 'PAYMENT_PAID', close: 'PAYMENT_PAID' },
  '268447914': { open: 'PAYMENT_CLOSED', close: 'DONE' },
  '268498688': { open: 'NUMBER_REUSED' },
};

/** The verdict on one refusal. Exported for the table's own test. */
export function verdictOf(operation: AskingOperation, { status, code, number }: Pick<Refused, 'status' | 'code' | 'number'>): Verdict {
  if (status < 400 || status === 429 || status >= 500) return 'SILENT';
  const exact = code === 'INVALID_REQUEST' ? NUMBERS[number]?.[operation] : undefined;
  return exact ?? own(PER_OPERATION[operation], code) ?? own(EVERYWHERE, code) ?? 'SILENT';
}

/** A code named `constructor` must not find what every object inherits. */
const own = (table: Table, code: string): Verdict | undefined => (Object.hasOwn(table, code) ? table[code] : undefined);

/**
 * Turns a refusal into an arm.
 * @param meanings the values that `ABSENT` and `DONE` stand for in this operation
 */
export function judge<T>(operation: AskingOperation, refused: Refused, meanings: { readonly ABSENT?: T; readonly DONE?: T } = {}): Arm<T> {
  const verdict = verdictOf(operation, refused);
  const reason = `${refused.status} ${refused.code} ${refused.message}`.trim().slice(0, 200);
  if (verdict === 'SILENT') return silent(reason);
  if (verdict !== 'ABSENT' && verdict !== 'DONE') return rejected(verdict, reason);
  const value = meanings[verdict];
  return value === undefined ? silent(reason) : accepted(value);
}
