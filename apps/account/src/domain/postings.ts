import { businessDay, type Instant } from '@meridian/kernel/clock';
import { type Fen, fen, negate, ZERO } from '@meridian/kernel/fen';
import { assertSplit, type Split } from '@meridian/kernel/split';
import { account } from './chart';
import type { MoneyFact } from './money-fact';

/** One immutable row of the ledger. Balanced by its form: the same amount leaves one account and enters another. */
export interface Transfer {
  /** `kind:businessId`. The legs of one posting share it; it is written once, however often its fact comes. */
  readonly txnKey: string;
  readonly leg: number;
  readonly debit: string;
  readonly credit: string;
  /** Always above zero. */
  readonly amountFen: Fen;
  readonly orderNo: string;
  readonly hospitalId: string;
  /** The counterparty's day in Asia/Shanghai. */
  readonly bookDay: string;
}

/** Debit, credit, amount; a negative amount goes the other way round, zero moves nothing. */
type Movement = readonly [debit: string, credit: string, amountFen: Fen];

interface Posting {
  readonly txnKey: string;
  readonly at: Instant;
  readonly movements: readonly Movement[];
}

/**
 * What a fact moves in the books (settlement.md part 3). It depends on nothing but the fact, so facts may come in any order.
 * @returns no rows when the fact moves no money, such as a settlement whose every part is cash.
 * @throws RangeError when the parts of a split miss its total.
 */
export function postingsOf(fact: MoneyFact): readonly Transfer[] {
  const posting = postingOf(fact);
  if (posting === null) return [];
  const { txnKey, at, movements } = posting;
  const place = { orderNo: fact.orderNo, hospitalId: fact.hospitalId, bookDay: businessDay(at) };
  return movements
    .filter(([, , amountFen]) => amountFen !== ZERO)
    .map(([debit, credit, amountFen], index) => {
      const sides = amountFen > 0 ? { debit, credit, amountFen } : { debit: credit, credit: debit, amountFen: negate(amountFen) };
      return { txnKey, leg: index + 1, ...sides, ...place };
    });
}

function postingOf(fact: MoneyFact): Posting | null {
  switch (fact.kind) {
    case 'settlement-insured':
      return {
        txnKey: `ins:${fact.insurer}/${fact.settlementId}`,
        at: fact.settledAt,
        movements: insurerParts(fact.insurer, assertSplit(fact.split), orderAccount(fact)),
      };
    case 'settlement-reversed':
      if (fact.settlementId === undefined || fact.split === undefined) return null;
      return {
        txnKey: `rev:${fact.insurer}/${fact.settlementId}`,
        at: fact.reversedAt,
        movements: insurerParts(fact.insurer, assertSplit(fact.split), orderAccount(fact)).map(backwards),
      };
    case 'payment-captured':
      return { txnKey: `cap:${fact.outTradeNo}`, at: fact.paidAt, movements: [[channelAccount(fact), orderAccount(fact), fact.amountFen]] };
    case 'order-confirmed':
      return {
        txnKey: `his:${fact.orderNo}.${fact.generation}`,
        at: fact.confirmedAt,
        movements: revenueParts(assertSplit(fact.split), orderAccount(fact)),
      };
    case 'refund-booked':
      return {
        txnKey: `hir:${fact.refundNo}`,
        at: fact.bookedAt,
        movements: revenueParts(assertSplit(fact.split), orderAccount(fact)).map(backwards),
      };
    case 'refund-committed':
      return {
        txnKey: `rfi:${fact.refundNo}`,
        at: fact.committedAt,
        movements: [[orderAccount(fact), account('REFUND', fact.refundNo), fact.amountFen]],
      };
    case 'refund-succeeded':
      return {
        txnKey: `rfd:${fact.outRefundNo}`,
        at: fact.succeededAt,
        movements: [[account('REFUND', fact.refundNo), channelAccount(fact), fact.amountFen]],
      };
  }
}

const orderAccount = ({ orderNo, surplus = false }: { readonly orderNo: string; readonly surplus?: boolean }): string =>
  account('ORDER', surplus ? `${orderNo}/surplus` : orderNo);

const channelAccount = ({ channel, merchantId }: { readonly channel: string; readonly merchantId: string }): string =>
  account('CH', channel, merchantId);

/** What the insurer pays, into the order. */
const insurerParts = (insurer: string, split: Split, order: string): readonly Movement[] => [
  [account('INS.fund', insurer), order, split.fundFen],
  [account('INS.acct', insurer), order, split.accountFen],
  [account('INS.mutual', insurer), order, split.mutualAidFen],
];

/** The order becomes revenue: what was received, and what the hospital itself gives up. */
const revenueParts = (split: Split, order: string): readonly Movement[] => [
  [order, account('REVENUE'), fen(split.fundFen + split.accountFen + split.mutualAidFen + split.cashFen)],
  [account('HOSP-BORNE'), account('REVENUE'), split.hospitalFen],
  [account('ADJUST'), account('REVENUE'), split.adjustFen],
];

const backwards = ([debit, credit, amountFen]: Movement): Movement => [credit, debit, amountFen];

/** Debits less credits, by account. Their sum is zero whatever was posted. */
export function balancesOf(transfers: readonly Transfer[]): ReadonlyMap<string, number> {
  const balances = new Map<string, number>();
  const move = (name: string, amountFen: number): unknown => balances.set(name, (balances.get(name) ?? 0) + amountFen);
  for (const { debit, credit, amountFen } of transfers) {
    move(debit, amountFen);
    move(credit, -amountFen);
  }
  return balances;
}
