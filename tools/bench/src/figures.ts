/** The arithmetic behind the figures. Everything here is pure. */

/** From `from` up to `to`, both in milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One settlement as the patient and the outside world saw it; instants in milliseconds of one clock. */
export interface Timeline {
  /** The patient's settle request left. */
  readonly settledAt: number;
  /** The patient holds the parameters to pay with. */
  readonly payableAt: number;
  /** WeChat's callback left for Meridian. */
  readonly calledBackAt: number;
  /** The patient's read showed CONFIRMED. */
  readonly confirmedAt: number;
  /** When an outside party was at work on a call of this order, from the request's arrival there to its last byte. */
  readonly outside: readonly Span[];
}

/** The nearest-rank percentile of any list of numbers; NaN of an empty one. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** How long at least one of the spans was under way. */
export function unionMs(spans: readonly Span[]): number {
  let total = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    total += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return total;
}

const clip = (span: Span, { from, to }: Span): Span[] => {
  const clipped = { from: Math.max(span.from, from), to: Math.min(span.to, to) };
  return clipped.to > clipped.from ? [clipped] : [];
};

/**
 * What Meridian added: both stretches in which the patient waits for it, less the time an outside party was at work in them.
 * Between the two the patient and WeChat are at work.
 */
export function addedMs({ settledAt, payableAt, calledBackAt, confirmedAt, outside }: Timeline): number {
  const waits: Span[] = [
    { from: settledAt, to: payableAt },
    { from: calledBackAt, to: confirmedAt },
  ];
  return waits.reduce((sum, wait) => sum + (wait.to - wait.from) - unionMs(outside.flatMap((span) => clip(span, wait))), 0);
}

/** What is left of each number after taking away the earlier one; what was not there before counts whole. */
export function difference(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));
}

/** Each number divided by the same one. */
export function per(values: Readonly<Record<string, number>>, count: number): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value / count]));
}

export const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Three significant digits at least, and never an exponent. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toFixed(digits);
}
