/** How long a committed fact may wait for the ledger (law 7: everybody has it within a minute). */
export const LEDGER_WITHIN_MS = 60_000;

/** Remembers since when orders have had facts the ledger has not posted, over the looks of one watch. */
export class Overdue {
  private since = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  /** @returns the orders whose facts have waited too long. */
  readonly judge = (unposted: readonly string[]): ReadonlySet<string> => {
    const now = this.now();
    this.since = new Map(unposted.map((orderNo) => [orderNo, this.since.get(orderNo) ?? now]));
    return new Set(unposted.filter((orderNo) => now - (this.since.get(orderNo) ?? now) >= LEDGER_WITHIN_MS));
  };
}
