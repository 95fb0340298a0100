import type { Drive } from './drives';
import type { Kind } from './stage';

type Party = 'his' | 'insurance' | 'wechat';
/** When a rule is laid: from the start, or when the order has its number, or when it is confirmed. */
export type Moment = 'start' | 'quoted' | 'confirmed';

export interface Rule {
  readonly party: Party;
  readonly operation: string;
  readonly kind: string;
  readonly at: Moment;
  /** How often; once unless told. */
  readonly times?: number;
}

export interface Silence {
  readonly says: string;
  readonly drive: Drive;
  readonly bill: Kind;
  readonly rules: readonly Rule[];
}

/** Silent before it was done, and silent after. */
const SILENT = ['drop-request', 'drop-answer'];
/** Everything that leaves it open whether it was done; for the calls that move money or bookings. */
const UNSURE = [...SILENT, 'execute-then-5xx', 'status-5xx', 'garble', 'duplicate'];

type Line = readonly [party: Party, operation: string, at: Moment, drive: Drive, bill: Kind, kinds: readonly string[]];

/** Every call to the outside, with the drive in which it is made. */
const LINES: readonly Line[] = [
  ['his', 'unpaidBills', 'start', 'settle', 'mixed', SILENT],
  ['his', 'lock', 'start', 'settle', 'mixed', SILENT],
  ['his', 'confirm', 'quoted', 'settle', 'mixed', UNSURE],
  ['his', 'cancel', 'quoted', 'cancel quoted', 'mixed', SILENT],
  ['his', 'unlock', 'quoted', 'cancel unpaid', 'mixed', SILENT],
  ['his', 'release', 'confirmed', 'refund', 'mixed', SILENT],
  ['his', 'bookRefund', 'confirmed', 'refund', 'mixed', UNSURE],
  ['insurance', '1101', 'start', 'settle', 'platform', SILENT],
  ['insurance', '2001', 'start', 'settle', 'platform', SILENT],
  ['insurance', '2201', 'start', 'settle', 'platform', SILENT],
  ['insurance', '2203', 'start', 'settle', 'platform', SILENT],
  ['insurance', '2202', 'quoted', 'cancel quoted', 'platform', SILENT],
  ['insurance', '2204', 'start', 'settle', 'mixed', SILENT],
  ['insurance', '2205', 'quoted', 'cancel quoted', 'mixed', SILENT],
  ['insurance', '2206', 'start', 'settle', 'mixed', SILENT],
  ['insurance', '2207', 'quoted', 'settle', 'mixed', UNSURE],
  ['insurance', '2208', 'quoted', 'cancel unpaid', 'mixed', UNSURE],
  ['insurance', '2208', 'confirmed', 'refund', 'mixed', SILENT],
  ['wechat', 'jsapi', 'quoted', 'settle', 'mixed', UNSURE],
  ['wechat', 'close', 'quoted', 'cancel unpaid', 'mixed', UNSURE],
  ['wechat', 'query', 'quoted', 'cancel unpaid', 'mixed', SILENT],
  ['wechat', 'refund', 'confirmed', 'refund', 'mixed', UNSURE],
  ['wechat', 'refund', 'quoted', 'undo', 'mixed', SILENT],
];

const rule = (party: Party, operation: string, kind: string, at: Moment, times = 1): Rule => ({ party, operation, kind, at, times });

/** Two silences in a row: the question after a lost answer is lost as well. */
const TWICE: readonly Silence[] = [
  {
    says: 'his confirm lost, then its question',
    drive: 'settle',
    bill: 'mixed',
    rules: [rule('his', 'confirm', 'drop-answer', 'quoted'), rule('his', 'queryConfirm', 'drop-request', 'quoted')],
  },
  {
    says: 'his confirm never came, then its question lost',
    drive: 'settle',
    bill: 'mixed',
    rules: [rule('his', 'confirm', 'drop-request', 'quoted'), rule('his', 'queryConfirm', 'drop-answer', 'quoted')],
  },
  {
    says: '2207 lost, then 5203',
    drive: 'settle',
    bill: 'mixed',
    rules: [rule('insurance', '2207', 'drop-answer', 'quoted'), rule('insurance', '5203', 'drop-request', 'quoted')],
  },
  {
    says: '2207 never came, 2601 lost',
    drive: 'settle',
    bill: 'mixed',
    rules: [rule('insurance', '2207', 'drop-request', 'quoted'), rule('insurance', '2601', 'drop-answer', 'quoted')],
  },
  {
    says: '2207 never came, 2601 neither',
    drive: 'settle',
    bill: 'mixed',
    rules: [rule('insurance', '2207', 'drop-request', 'quoted'), rule('insurance', '2601', 'drop-request', 'quoted')],
  },
  {
    says: 'every callback of the payment lost: the query finds it',
    drive: 'settle',
    bill: 'mixed',
    rules: [rule('wechat', 'callback.payment', 'drop-request', 'quoted', 20)],
  },
  {
    says: 'every callback of the payment lost, and the first question',
    drive: 'settle',
    bill: 'mixed',
    rules: [rule('wechat', 'callback.payment', 'drop-request', 'quoted', 20), rule('wechat', 'query', 'drop-answer', 'quoted')],
  },
  {
    says: 'every callback of the refund lost, and the first question',
    drive: 'refund',
    bill: 'mixed',
    rules: [rule('wechat', 'callback.refund', 'drop-request', 'confirmed', 20), rule('wechat', 'query-refund', 'drop-answer', 'confirmed')],
  },
  {
    says: '2207 executed late, while we ask',
    drive: 'settle',
    bill: 'mixed',
    rules: [rule('insurance', '2207', 'execute-late', 'quoted')],
  },
];

export const SILENCES: readonly Silence[] = [
  ...LINES.flatMap(([party, operation, at, drive, bill, kinds]) =>
    kinds.map((kind) => ({
      says: `${party} ${operation} ${kind} (${drive})`,
      drive,
      bill,
      rules: [rule(party, operation, kind, at)],
    })),
  ),
  ...TWICE,
];

/** When the centre executes a 2207 that nobody waits for any more: after our timeout of 8 s, before its longest processing time. */
export const LATE_MS = 9_000;
