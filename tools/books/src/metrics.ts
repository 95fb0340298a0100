import { Gauge, Registry } from 'prom-client';
import { type BooksReport, RESULTS } from './records';

/** The report as Prometheus reads it. */
export class BooksMetrics {
  readonly registry = new Registry();
  private readonly fen = this.gauge('meridian_books_single_sided_fen', 'Money that stands on one side alone, in fen', ['side']);
  private readonly orders = this.gauge('meridian_books_single_sided_orders', 'Orders with money on one side alone', ['side']);
  private readonly results = this.gauge('meridian_books_orders', 'Orders at rest by what the comparison of all books says', ['result']);
  private readonly imbalance = this.gauge('meridian_ledger_imbalance_fen', 'What the ledger is out of balance by, in fen', []);
  private readonly moving = this.gauge('meridian_books_orders_in_flight', 'Orders that are not at rest', []);
  private readonly checkedAt = this.gauge('meridian_books_checked_timestamp_seconds', 'When the books were last compared', []);

  take(report: BooksReport, nowMs: number): void {
    for (const { side, fen, count } of report.singleSided) {
      this.fen.set({ side }, fen);
      this.orders.set({ side }, count);
    }
    for (const result of RESULTS) this.results.set({ result }, report.orders[result]);
    this.imbalance.set(report.ledgerImbalanceFen);
    this.moving.set(report.inFlight);
    this.checkedAt.set(nowMs / 1000);
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Gauge<Label> {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }
}
