import { type BooksReport, RESULTS } from './records';

const SHOWN = 40;
const yuan = (fen: number): string => (fen / 100).toFixed(2);

/** The report as lines to read. */
export function linesOf(report: BooksReport): string[] {
  const { orders, inFlight, openCases, differences, singleSided, ledgerImbalanceFen } = report;
  return [
    `orders at rest   ${RESULTS.map((result) => `${orders[result]} ${result}`).join(', ')}`,
    `in flight        ${inFlight}; open cases ${openCases}`,
    ...singleSided.map(({ side, fen, count }) => `single-sided     ${side.padEnd(8)} ${yuan(fen).padStart(12)} in ${count} orders`),
    `ledger imbalance ${yuan(ledgerImbalanceFen).padStart(21)}`,
    ...differences.slice(0, SHOWN).map(({ orderNo, side, result, what }) => `  ${result} ${orderNo || '(no order)'} ${side}: ${what}`),
    ...(differences.length > SHOWN ? [`  and ${differences.length - SHOWN} more`] : []),
    report.ok ? 'the books agree' : 'THE BOOKS DO NOT AGREE',
  ];
}
