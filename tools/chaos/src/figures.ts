/** The p-th percentile of a list in any order; 0 of an empty one. Nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? 0;
}

/** What one drill did, and what came of it. */
export interface DrillResult {
  readonly drill: string;
  /** What was done to the stack, in words. */
  readonly injected: string;
  readonly times: number;
  /** How many of these ended as they must. */
  readonly recovered: number;
  /** What was measured, in milliseconds, by name. */
  readonly measured: Readonly<Record<string, { readonly p50: number; readonly p99: number; readonly samples: number }>>;
  /** What went wrong: a call nobody asked about, an order that hangs, books that differ. */
  readonly problems: readonly string[];
  /** What took longer than it may, on a machine that has nothing else to do. */
  readonly late: readonly string[];
}

export const measuredOf = (values: readonly number[]): DrillResult['measured'][string] => ({
  p50: Math.round(percentile(values, 50)),
  p99: Math.round(percentile(values, 99)),
  samples: values.length,
});

/** A line when the 99th percentile is above its bound. */
export const lateOf = (what: string, { p99 }: DrillResult['measured'][string], boundMs: number): string[] =>
  p99 > boundMs ? [`${what}: ${p99} ms at p99, not within ${boundMs} ms`] : [];
