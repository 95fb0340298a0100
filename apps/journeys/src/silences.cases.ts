// size: a table of cases: each column is an argument of its row
import type { Drive } from './drives';
import type { Kind } from './people';
import type { Moment } from './visit';

type Party = 'his' | 'insurance' | 'wechat';
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
const UNSURE = [...SILENT, 'execute-late', 'execute-then-5xx', 'status-5xx', 'garble', 'duplicate'];

type Line = readonly [party: Party, operation: string, at: Moment, drive: Drive, bill: Kind, kinds: readonly string[]];

/** Every call to the outside, with the drive in which it is made. */
const LINES: readonly Line[] = [
  ['his', 'unpaidBills', 'start', 'settle', 'insured', SILENT],
  ['his', 'lock', 'start', 'settle', 'insured', SILENT],
  ['his', 'confirm', 'quoted', 'settle', 'insured', UNSURE],
  ['his', 'cancel', 'quoted', 'cancel quoted', 'insured', SILENT],
  ['his', 'unlock', 'quoted', 'cancel unpaid', 'insured', SILENT],
  ['his', 'release', 'confirmed', 'refund', 'insured', SILENT],
  ['his', 'bookRefund', 'confirmed', 'refund', 'insured', UNSURE],
  ['insurance', '1101', 'start', 'settle', 'insured-platform', SILENT],
  ['insurance', '2001', 'start', 'settle', 'insured-platform', SILENT],
  ['insurance', '2201', 'start', 'settle', 'insured-platform', SILENT],
  ['insurance', '2203A', 'start', 'settle', 'insured-platform', SILENT],
  ['insurance', '2202', 'quoted', 'cancel quoted', 'insured-platform', SILENT],
  ['insurance', '2204', 'start', 'settle', 'insured', [...SILENT, 'execute-late']],
  ['insurance', '2205', 'quoted', 'cancel quoted', 'insured', [...SILENT, 'execute-late']],
  ['insurance', '2206', 'start', 'settle', 'insured', SILENT],
  ['insurance', '2207', 'quoted', 'settle', 'insured', UNSURE],
  ['insurance', '2207', 'quoted', 'cancel at once', 'insured', UNSURE],
  ['insurance', '2208', 'quoted', 'cancel unpaid', 'insured', UNSURE],
  ['insurance', '2208', 'confirmed', 'refund', 'insured', SILENT],
  ['wechat', 'jsapi', 'quoted', 'settle', 'insured', UNSURE],
  ['wechat', 'jsapi', 'quoted', 'cancel at once', 'insured', UNSURE],
  ['wechat', 'close', 'quoted', 'cancel unpaid', 'insured', UNSURE],
  ['wechat', 'query', 'quoted', 'cancel unpaid', 'insured', SILENT],
  ['wechat', 'refund', 'confirmed', 'refund', 'insured', UNSURE],
  ['wechat', 'refund', 'quoted', 'undo', 'insured', SILENT],
];

const rule = (party: Party, operation: string, kind: string, at: Moment, times = 1): Rule => ({ party, operation, kind, at, times });

/** Two silences in a row: the question after a lost answer is lost as well. */
const TWICE: readonly Silence[] = [
  {
    says: 'his confirm lost, then its question',
    drive: 'settle',
    bill: 'insured',
    rules: [rule('his', 'confirm', 'drop-answer', 'quoted'), rule('his', 'queryConfirm', 'drop-request', 'quoted')],
  },
  {
    says: 'his confirm never came, then its question lost',
    drive: 'settle',
    bill: 'insured',
    rules: [rule('his', 'confirm', 'drop-request', 'quoted'), rule('his', 'queryConfirm', 'drop-answer', 'quoted')],
  },
  {
    says: '2207 lost, then 5203',
    drive: 'settle',
    bill: 'insured',
    rules: [rule('insurance', '2207', 'drop-answer', 'quoted'), rule('insurance', '5203', 'drop-request', 'quoted')],
  },
  {
    says: '2207 never came, 2601 lost',
    drive: 'settle',
    bill: 'insured',
    rules: [rule('insurance', '2207', 'drop-request', 'quoted'), rule('insurance', '2601', 'drop-answer', 'quoted')],
  },
  {
    says: '2207 never came, 2601 neither',
    drive: 'settle',
    bill: 'insured',
    rules: [rule('insurance', '2207', 'drop-request', 'quoted'), rule('insurance', '2601', 'drop-request', 'quoted')],
  },
  {
    says: 'every callback of the payment lost: the query finds it',
    drive: 'settle',
    bill: 'insured',
    rules: [rule('wechat', 'callback.payment', 'drop-request', 'quoted', 20)],
  },
  {
    says: 'every callback of the payment lost, and the first question',
    drive: 'settle',
    bill: 'insured',
    rules: [rule('wechat', 'callback.payment', 'drop-request', 'quoted', 20), rule('wechat', 'query', 'drop-answer', 'quoted')],
  },
  {
    says: 'every callback of the refund lost, and the first question',
    drive: 'refund',
    bill: 'insured',
    rules: [rule('wechat', 'callback.refund', 'drop-request', 'confirmed', 20), rule('wechat', 'query-refund', 'drop-answer', 'confirmed')],
  },
  ...SILENT.map((kind) => ({
    says: `2208 refused, then his hold ${kind}`,
    drive: 'blocked' as const,
    bill: 'insured' as const,
    rules: [rule('insurance', '2208', 'refuse', 'confirmed'), rule('his', 'hold', kind, 'confirmed')],
  })),
];

export const SILENCES: readonly Silence[] = [
  // Those that take longest come first, so that nobody waits for them at the end.
  ...TWICE,
  ...[...LINES]
    .sort(([, one], [, other]) => Number(other === '2207') - Number(one === '2207'))
    .flatMap(([party, operation, at, drive, bill, kinds]) =>
      kinds.map((kind) => ({
        says: `${party} ${operation} ${kind} (${drive})`,
        drive,
        bill,
        rules: [rule(party, operation, kind, at)],
      })),
    ),
];

/** When somebody executes what nobody waits for any more: after every timeout of ours, before the centre's longest processing time. */
export const LATE_MS = 9_000;
