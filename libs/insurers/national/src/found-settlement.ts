import type { FoundSettlement, Settlement } from '@meridian/insurer-kit/port';
import { Unreadable } from './answer-node';

/** One row of 5203: a settlement, or the row its reversal wrote (`mirrored`). */
export interface SettlementRow {
  readonly settlement: Settlement;
  readonly mirrored: boolean;
  /** `refd_setl_flag`. */
  readonly refunded: boolean;
}

/**
 * Finds the settlement a 2207 made and whether it still stands. A visit settled, reversed and settled again has several rows, and the row of
 * a reversal carries the message id of its 2208, not of the 2207 it undoes. So a reversal is known by a shared number or by the flag on
 * the settlement; a row with neither undoes the one settlement before it with the same amounts.
 * @throws Unreadable when the rows do not tell
 */
export function findSettlement(rows: readonly SettlementRow[], messageNo: string): FoundSettlement {
  const settled = rows.filter(({ mirrored }) => !mirrored);
  const reversals = rows.filter(({ mirrored }) => mirrored);
  const [ours, another] = settled.filter(({ settlement }) => settlement.messageNo === messageNo);
  if (another) throw new Unreadable('several settlements carry the message id');
  if (ours) return { found: true, reversed: ours.refunded || isUndone(ours, settled, reversals), settlement: ours.settlement };
  if (reversals.some(({ settlement }) => settlement.messageNo === messageNo))
    throw new Unreadable('only a reversal carries the message id');
  return { found: false };
}

const sharesNumber = ({ settlement: a }: SettlementRow, { settlement: b }: SettlementRow): boolean =>
  a.messageNo === b.messageNo || a.settlementId === b.settlementId;

function isUndone(ours: SettlementRow, settled: readonly SettlementRow[], reversals: readonly SettlementRow[]): boolean {
  if (reversals.some((reversal) => sharesNumber(reversal, ours))) return true;
  const open = new Set(settled.filter((row) => sameMoney(row, ours) && !reversals.some((reversal) => sharesNumber(reversal, row))));
  const unlinked = reversals.filter((reversal) => sameMoney(reversal, ours) && !settled.some((row) => sharesNumber(reversal, row)));
  if (unlinked.filter(({ settlement }) => settlement.settledAt >= ours.settlement.settledAt).length >= open.size) return true;
  for (const reversal of unlinked.toSorted((a, b) => a.settlement.settledAt - b.settlement.settledAt)) {
    const candidates = [...open].filter(({ settlement }) => settlement.settledAt <= reversal.settlement.settledAt);
    const flagged = candidates.filter(({ refunded }) => refunded);
    const undone = flagged[0] ?? candidates[0];
    if (undone === undefined) continue;
    if (flagged.length === 0 && candidates.length > 1 && candidates.includes(ours))
      throw new Unreadable('the rows do not tell what was reversed');
    if (undone === ours) return true;
    open.delete(undone);
  }
  return false;
}

const sameMoney = ({ settlement: a }: SettlementRow, { settlement: b }: SettlementRow): boolean =>
  JSON.stringify([a.split, a.feeTotals]) === JSON.stringify([b.split, b.feeTotals]);
