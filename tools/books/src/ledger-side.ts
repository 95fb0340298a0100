import { Findings, keptOf, type OneOrder, type Verdict } from './one-order';
import type { TransferRecord } from './records';

/** Debits less credits by account. */
export function balancesOf(transfers: readonly TransferRecord[]): ReadonlyMap<string, number> {
  const balances = new Map<string, number>();
  const move = (account: string, fen: number): unknown => balances.set(account, (balances.get(account) ?? 0) + fen);
  for (const { debit, credit, amountFen } of transfers) {
    move(debit, amountFen);
    move(credit, -amountFen);
  }
  return balances;
}

/** Accounts that are empty when an order is at rest: the order's own, its surplus, and its refunds. */
const PASSING = /^(?:ORDER|REFUND)\[/;

export const passingFen = (balances: ReadonlyMap<string, number>): number =>
  [...balances].reduce((sum, [account, fen]) => (PASSING.test(account) ? sum + Math.abs(fen) : sum), 0);

/** In the ledger: nothing is left on the order, and every counterparty's account holds what the order kept. */
export function ledgerSide(one: OneOrder): Verdict {
  const { orderNo } = one.order;
  const findings = new Findings(orderNo, 'ledger');
  const balances = balancesOf(one.transfers);
  const { fundFen, accountFen, mutualAidFen, cashFen, hospitalFen, adjustFen, totalFen } = keptOf(one);
  const wanted: Readonly<Record<string, number>> = {
    'INS.fund': fundFen,
    'INS.acct': accountFen,
    'INS.mutual': mutualAidFen,
    CH: cashFen,
    'HOSP-BORNE': hospitalFen,
    ADJUST: adjustFen,
    REVENUE: -totalFen,
  };
  const held = new Map<string, number>();
  for (const [account, fen] of balances) {
    const [chart = ''] = account.split('[', 1);
    held.set(chart, (held.get(chart) ?? 0) + fen);
  }
  let loneFen = 0;
  for (const [chart, fen] of Object.entries(wanted)) {
    const actual = held.get(chart) ?? 0;
    loneFen = Math.max(loneFen, Math.abs(actual - fen));
    if (actual !== fen) findings.add(actual === 0 ? 'missing' : 'mismatch', `${chart} holds ${actual}, not ${fen}`);
  }
  for (const [account, fen] of balances) {
    const strange = account.startsWith('ORDER[') && !account.startsWith(`ORDER[${orderNo}`);
    if (strange) findings.add('mismatch', `a transfer of this order moves ${account}`);
    if (PASSING.test(account) && fen !== 0) findings.add('mismatch', `${account} holds ${fen}`);
    if (PASSING.test(account)) loneFen = Math.max(loneFen, Math.abs(fen));
  }
  for (const { txnKey, debit, credit, amountFen } of one.transfers) {
    if (amountFen <= 0 || debit === credit) findings.add('mismatch', `the transfer ${txnKey} moves nothing`);
  }
  return findings.verdict(loneFen);
}
