import { sumOf } from './group';
import { Findings, givenBackIn, keptOf, type OneOrder, type Verdict } from './one-order';
import type { PartyRow, Split } from './records';

const ofKind = ({ parties }: OneOrder, kind: PartyRow['kind']): PartyRow[] => parties.filter((row) => row.kind === kind);

/** What the insurer owes the hospital of a split. */
const shareOf = (parts: Readonly<Record<string, number>> | undefined): number =>
  (parts?.fundFen ?? 0) + (parts?.accountFen ?? 0) + (parts?.mutualAidFen ?? 0);

const inCentreTerms = ({ totalFen, fundFen, accountFen, cashFen, hospitalFen }: Split): unknown => [
  totalFen,
  { fundFen, accountFen, cashFen, hospitalFen },
];

/** At the centre: what stands is what the order kept, once, and our own settlement says the same. */
export function insurerSide(one: OneOrder): Verdict {
  const { order, settlements } = one;
  const findings = new Findings(order.orderNo, 'insurer');
  const kept = order.insured ? keptOf(one) : null;
  const wanted = kept !== null && kept.totalFen > 0 ? [kept] : [];
  const settled = ofKind(one, 'settlement');
  const reversals = ofKind(one, 'reversal');
  const standing = settled.filter((row) => !reversals.some((back) => back.of === row.number));

  for (const row of settled) {
    const backs = reversals.filter((back) => back.of === row.number);
    if (backs.length > 1) findings.add('duplicate', `the settlement ${row.reference} was reversed ${backs.length} times`);
  }
  findings.count('settlements standing at the centre', standing.length, wanted.length);
  if (standing.length === 1 && wanted.length === 1) {
    const [row, split] = [standing[0] as PartyRow, wanted[0] as Split];
    findings.same('mismatch', `the settlement ${row.reference}`, [row.amountFen, row.parts], inCentreTerms(split));
    findings.same('mismatch', 'the settlement the order names', order.settlementId, row.reference);
  }
  const ours = settlements.filter((settlement) => settlement.phase === 'SETTLED').map((settlement) => settlement.settlementId ?? '');
  findings.numbers(
    'the settlement',
    standing.map((row) => row.reference),
    ours,
  );
  const stands = sumOf(settled, (row) => shareOf(row.parts)) - sumOf(reversals, (row) => shareOf(row.parts));
  return findings.verdict(stands - sumOf(wanted, (split) => shareOf({ ...split })));
}

/** At the channel: every payment and refund is ours, succeeded, and what is left is the cash the order kept. */
export function channelSide(one: OneOrder): Verdict {
  const { order, captures, channelRefunds } = one;
  const findings = new Findings(order.orderNo, 'channel');
  const payments = ofKind(one, 'payment');
  const refunds = ofKind(one, 'refund').filter((row) => row.state !== 'CLOSED');
  const { cashFen } = keptOf(one);

  findings.numbers(
    'the payment',
    payments.map((row) => `${row.reference} of ${row.amountFen}`),
    captures.map((capture) => `${capture.transactionId} of ${capture.amountFen}`),
  );
  findings.numbers(
    'the refund',
    refunds.map((row) => `${row.number} of ${row.amountFen}`),
    channelRefunds.filter((refund) => refund.state !== 'FAILED').map((refund) => `${refund.outRefundNo} of ${refund.amountFen}`),
  );
  for (const row of refunds) if (row.state !== 'SUCCESS') findings.add('mismatch', `the refund ${row.number} is ${row.state}`);
  for (const refund of channelRefunds) {
    if (refund.state !== 'SUCCEEDED') findings.add('mismatch', `our refund ${refund.outRefundNo} is ${refund.state}`);
  }
  const winners = captures.filter((capture) => !capture.surplus);
  if (winners.length > 1) findings.add('duplicate', `${winners.length} payments count for one order`);
  if (cashFen > 0) {
    findings.same(
      'mismatch',
      'the payment the order names',
      order.transactionId,
      winners.find((winner) => payments.some((row) => row.reference === winner.transactionId))?.transactionId ?? null,
    );
  }
  const left = sumOf(payments, (row) => row.amountFen) - sumOf(refunds, (row) => row.amountFen);
  findings.same('mismatch', 'cash at the channel', left, cashFen);
  return findings.verdict(left - cashFen);
}

/** At the HIS: confirmed once with the order's split, or not at all; a refund that is done is booked once. */
export function hisSide(one: OneOrder): Verdict {
  const { order } = one;
  const findings = new Findings(order.orderNo, 'his');
  const confirms = ofKind(one, 'confirm').filter((row) => row.state === 'CONFIRMED');
  const booked = ofKind(one, 'his-refund');
  const { totalFen } = keptOf(one);

  findings.count('confirms standing', confirms.length, order.phase === 'CONFIRMED' ? 1 : 0);
  findings.numbers(
    'the booked refund',
    booked.map((row) => row.number),
    givenBackIn(one).map((refund) => refund.refundNo),
  );
  for (const row of [...confirms, ...booked]) findings.same('mismatch', `${row.kind} ${row.reference}`, partsOf(row), partsOf(order.split));
  const stands = sumOf(confirms, (row) => row.amountFen) - sumOf(booked, (row) => row.amountFen);
  return findings.verdict(stands - totalFen);
}

const PARTS = ['fundFen', 'accountFen', 'mutualAidFen', 'cashFen', 'hospitalFen', 'adjustFen'] as const;

const partsOf = (of: PartyRow | Split | null): readonly number[] => {
  if (of === null) return [];
  const parts: Readonly<Record<string, number>> = 'party' in of ? (of.parts ?? {}) : { ...of };
  return PARTS.map((name) => parts[name] ?? 0);
};
