import { groupBy } from './group';
import { balancesOf, ledgerSide, passingFen } from './ledger-side';
import { atRest, type OneOrder, type Verdict } from './one-order';
import {
  type AllBooks,
  type BooksReport,
  type Difference,
  type OrderRecord,
  type PartyRow,
  type Result,
  SIDES,
  type Side,
} from './records';
import { channelSide, hisSide, insurerSide } from './sides';

/** Our numbers begin with the order's own; the insurer knows message numbers alone. */
const ORDER_NO_LENGTH = 18;
const SIDE_OF: Readonly<Record<PartyRow['party'], Side>> = { wechat: 'channel', insurance: 'insurer', his: 'his' };
const SHOWN_IN_FLIGHT = 1000;
const NOBODY: readonly never[] = [];

/** Pure: what is wrong among all books. Orders in flight are counted, never judged. */
export function compareBooks(books: AllBooks): BooksReport {
  const parties = groupBy(books.parties, ownerIn(books));
  const known = new Set(books.orders.map((order) => order.orderNo));
  const orders = assembled(books, parties);
  const judged = orders.filter((one) => atRest(one) && !books.moving.has(one.order.orderNo));
  const verdicts = judged.flatMap((one) => [insurerSide(one), channelSide(one), hisSide(one), ledgerSide(one)]);
  const strays = [...parties].filter(([orderNo]) => !known.has(orderNo)).flatMap(([orderNo, rows]) => strayRows(orderNo, rows));
  const lost = books.transfers.filter((transfer) => !known.has(transfer.orderNo)).map(lostTransfer);

  const all = [...verdicts, ...strays, ...lost];
  const differences = all.flatMap((verdict) => verdict.differences);
  const resting = new Set(judged);
  const inFlightNos = orders.filter((one) => !resting.has(one)).map((one) => one.order.orderNo);
  const ledgerImbalanceFen = imbalanceFen(books, judged);
  return {
    orders: counted(
      judged.map((one) => one.order),
      differences,
    ),
    inFlight: inFlightNos.length,
    inFlightNos: inFlightNos.slice(0, SHOWN_IN_FLIGHT),
    openCases: books.orders.reduce((sum, order) => sum + order.openCases, 0),
    differences,
    singleSided: SIDES.map((side) => lonely(side, all)),
    ledgerImbalanceFen,
    ok: differences.length === 0 && ledgerImbalanceFen === 0,
  };
}

/** Whose order a party's row is of; a message nobody sent belongs to the empty order number. */
function ownerIn({ settlements }: AllBooks): (row: PartyRow) => string {
  const senders = new Map(settlements.flatMap(({ messageNos, orderNo }) => messageNos.map((messageNo) => [messageNo, orderNo] as const)));
  return (row) => (row.party === 'insurance' ? (senders.get(row.of ?? row.number) ?? '') : row.number.slice(0, ORDER_NO_LENGTH));
}

function assembled(books: AllBooks, parties: ReadonlyMap<string, readonly PartyRow[]>): readonly OneOrder[] {
  const orderNoOf = (row: { readonly orderNo: string }): string => row.orderNo;
  const refunds = groupBy(books.refunds, orderNoOf);
  const captures = groupBy(books.captures, orderNoOf);
  const channelRefunds = groupBy(books.channelRefunds, orderNoOf);
  const settlements = groupBy(books.settlements, orderNoOf);
  const transfers = groupBy(books.transfers, orderNoOf);
  return books.orders.map((order) => ({
    order,
    refunds: refunds.get(order.orderNo) ?? NOBODY,
    captures: captures.get(order.orderNo) ?? NOBODY,
    channelRefunds: channelRefunds.get(order.orderNo) ?? NOBODY,
    settlements: settlements.get(order.orderNo) ?? NOBODY,
    transfers: transfers.get(order.orderNo) ?? NOBODY,
    parties: parties.get(order.orderNo) ?? NOBODY,
  }));
}

/** A party holds money for an order we have never heard of. */
const strayRows = (orderNo: string, rows: readonly PartyRow[]): Verdict[] =>
  rows.map(({ party, kind, number, amountFen }) => {
    const side = SIDE_OF[party];
    const what = `the ${kind} ${number} belongs to no order of ours`;
    return { side, differences: [{ orderNo, side, result: 'missing', what }], loneFen: amountFen };
  });

const lostTransfer = ({ orderNo, txnKey, amountFen }: AllBooks['transfers'][number]): Verdict => ({
  side: 'ledger',
  differences: [{ orderNo, side: 'ledger', result: 'missing', what: `the transfer ${txnKey} belongs to no order of ours` }],
  loneFen: amountFen,
});

const GRAVEST: readonly Exclude<Result, 'match'>[] = ['duplicate', 'missing', 'mismatch'];

function counted(judged: readonly OrderRecord[], differences: readonly Difference[]): Record<Result, number> {
  const byOrder = groupBy(differences, (difference) => difference.orderNo);
  const counts: Record<Result, number> = { match: 0, mismatch: 0, missing: 0, duplicate: 0 };
  const resultOf = (orderNo: string): Result =>
    GRAVEST.find((result) => byOrder.get(orderNo)?.some((difference) => difference.result === result)) ?? 'match';
  for (const { orderNo } of judged) counts[resultOf(orderNo)] += 1;
  const orders = new Set(judged.map((order) => order.orderNo));
  for (const orderNo of byOrder.keys()) if (!orders.has(orderNo)) counts[resultOf(orderNo)] += 1;
  return counts;
}

function lonely(side: Side, verdicts: readonly Verdict[]): BooksReport['singleSided'][number] {
  const alone = verdicts.filter((verdict) => verdict.side === side && verdict.loneFen > 0);
  return { side, fen: alone.reduce((sum, verdict) => sum + verdict.loneFen, 0), count: alone.length };
}

/** A row that takes from one account what it gives to no other, and what should have passed through the accounts of orders at rest. */
function imbalanceFen(books: AllBooks, judged: readonly OneOrder[]): number {
  const unbalanced = books.transfers.filter(({ debit, credit, amountFen }) => debit === credit || amountFen <= 0);
  const stuck = judged.reduce((sum, one) => sum + passingFen(balancesOf(one.transfers)), 0);
  return unbalanced.reduce((sum, { amountFen }) => sum + Math.abs(amountFen), stuck);
}
