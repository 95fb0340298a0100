import { type BookRow, type Evidence, type Expected, type Split, type Step, whole } from './evidence';

/** Everything about one order that is not as it must be; nothing, when all is well. */
export function problemsOf(evidence: Evidence, expected: Expected): string[] {
  const { order } = evidence;
  if (!order) return ['there is no such order'];
  const split = order.body.split ?? NOTHING;
  const kept = expected.end === 'CONFIRMED' ? split : NOTHING;
  return [
    ...phases(evidence, expected),
    ...atInsurer(evidence, order.body.payMode === 'INSURED' ? kept : NOTHING),
    ...atChannel(evidence, kept, expected),
    ...atHospital(evidence, split, expected),
    ...inLedger(evidence, kept),
    ...evidence.openCalls.map((kind) => `the call ${kind} is still open`),
    ...differ('open cases', [...evidence.openCases].sort(), [...(expected.cases ?? [])].sort()),
    ...histories(evidence.steps),
  ];
}

const NOTHING: Split = { totalFen: 0, fundFen: 0, accountFen: 0, mutualAidFen: 0, cashFen: 0, hospitalFen: 0, adjustFen: 0 };

const differ = (what: string, actual: unknown, wanted: unknown): string[] =>
  JSON.stringify(actual) === JSON.stringify(wanted) ? [] : [`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(wanted)}`];

const sum = (rows: readonly BookRow[]): number => rows.reduce((total, row) => total + row.amountFen, 0);
const ofKind = ({ rows }: Evidence, kind: BookRow['kind']): BookRow[] => rows.filter((row) => row.kind === kind);

function phases({ order, refunds }: Evidence, { end }: Expected): string[] {
  const done = refunds.filter((refund) => refund.phase === 'DONE').length;
  const moving = refunds.filter((refund) => !['DONE', 'DROPPED', 'BLOCKED'].includes(refund.phase));
  return [
    ...differ('phase', order?.phase, end === 'CANCELLED' ? 'CANCELLED' : 'CONFIRMED'),
    ...differ('refunds done', done, end === 'REFUNDED' ? 1 : 0),
    ...moving.map((refund) => `the refund ${refund.id} is still ${refund.phase}`),
  ];
}

/** The insurer's net, once: what stands is what the order says, and nothing was taken back twice. */
function atInsurer(evidence: Evidence, kept: Split): string[] {
  const reversals = ofKind(evidence, 'reversal');
  const standing = ofKind(evidence, 'settlement').filter((row) => !reversals.some((one) => one.of === row.number));
  const twice = reversals.filter((row) => reversals.filter((one) => one.of === row.of).length > 1);
  const { totalFen, fundFen, accountFen, cashFen, hospitalFen } = kept;
  const wanted = totalFen === 0 ? [] : [[totalFen, { fundFen, accountFen, cashFen, hospitalFen }]];
  return [
    ...differ(
      'standing at the insurer',
      standing.map(({ amountFen, parts }) => [amountFen, parts]),
      wanted,
    ),
    ...twice.map((row) => `${row.of} was reversed twice`),
  ];
}

/** The cash, once: whatever came beside it went back in full. */
function atChannel(evidence: Evidence, kept: Split, { end, payments: wanted }: Expected): string[] {
  const payments = ofKind(evidence, 'payment');
  const refunds = ofKind(evidence, 'refund').filter((row) => row.state !== 'CLOSED');
  const cashWasDue = (evidence.order?.body.split?.cashFen ?? 0) > 0;
  const partly = payments.filter((row) => ![0, row.amountFen].includes(sum(refunds.filter((one) => one.of === row.number))));
  return [
    ...differ('payments the channel took', payments.length, wanted ?? (end !== 'CANCELLED' && cashWasDue ? 1 : 0)),
    ...differ('cash kept', sum(payments) - sum(refunds), kept.cashFen),
    ...refunds.filter((row) => row.state !== 'SUCCESS').map((row) => `the channel's refund ${row.number} is ${row.state}`),
    ...partly.map((row) => `${row.number} was given back in part`),
  ];
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

function atHospital(evidence: Evidence, split: Split, { end }: Expected): string[] {
  const standing = ofKind(evidence, 'confirm').filter((row) => row.state === 'CONFIRMED');
  const booked = ofKind(evidence, 'his-refund');
  const parts = (row: BookRow): unknown => Object.fromEntries(Object.entries(row.parts ?? {}).sort(byName));
  const { totalFen: _total, ...inParts } = split;
  const wanted = Object.fromEntries(Object.entries(inParts).sort(byName));
  return [
    ...differ('confirmed at the HIS', standing.map(parts), end === 'CANCELLED' ? [] : [wanted]),
    ...differ('refunds booked at the HIS', booked.map(parts), end === 'REFUNDED' ? [wanted] : []),
  ];
}

/** The order's own accounts are empty, and the counterparties' hold what the order kept. */
function inLedger({ orderNo, transfers }: Evidence, kept: Split): string[] {
  const net: Record<string, number> = {};
  for (const { txn_key, debit, credit, amount_fen } of transfers) {
    const fen = whole(amount_fen);
    if (fen <= 0 || debit === credit) return [`the transfer ${txn_key} is none`];
    net[debit] = (net[debit] ?? 0) + fen;
    net[credit] = (net[credit] ?? 0) - fen;
  }
  const under = (account: string): number =>
    Object.entries(net).reduce((total, [name, fen]) => (name === account || name.startsWith(`${account}[`) ? total + fen : total), 0);
  const open = Object.entries(net).filter(([name, fen]) => /^(ORDER|REFUND)\[/.test(name) && fen !== 0);
  const strange = Object.keys(net).filter((name) => name.startsWith('ORDER[') && !name.startsWith(`ORDER[${orderNo}`));
  return [
    ...open.map(([name, fen]) => `${name} holds ${fen}`),
    ...strange.map((name) => `a transfer of this order moves ${name}`),
    ...differ('CH', under('CH'), kept.cashFen),
    ...differ('INS.fund', under('INS.fund'), kept.fundFen),
    ...differ('INS.acct', under('INS.acct'), kept.accountFen),
    ...differ('REVENUE', -under('REVENUE'), kept.totalFen),
  ];
}

/** Versions rise by one, each step starts where the last one ended, and nothing met a cell that nobody may reach. */
function histories(steps: readonly Step[]): string[] {
  const problems = steps
    .filter((step) => step.rule === 'alarm')
    .map((step) => `${step.aggregate} had an alarm: ${step.kind} in ${step.from_phase}`);
  const names = new Set(steps.map((step) => `${step.schema} ${step.aggregate} ${step.aggregate_id}`));
  for (const name of names) {
    const own = steps
      .filter((step) => `${step.schema} ${step.aggregate} ${step.aggregate_id}` === name)
      .sort((a, b) => a.version - b.version);
    own.forEach((step, index) => {
      if (step.version !== index + 1) problems.push(`${name} has no version ${index + 1}`);
      const before = own[index - 1];
      if (before && before.to_phase !== step.from_phase) problems.push(`${name} jumps from ${before.to_phase} to ${step.from_phase}`);
    });
  }
  return problems;
}
