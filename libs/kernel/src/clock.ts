/** Milliseconds since 1970 UTC. */
export type Instant = number;

/** The only source of time outside the domain; the domain takes instants as arguments. Its own injection token. */
export abstract class Clock {
  abstract now(): Instant;
}

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

const shanghai = (at: Instant): string => new Date(at + SHANGHAI_OFFSET_MS).toISOString();

/** The business day in Asia/Shanghai (no daylight saving since 1991), as `2026-11-22`. */
export const businessDay = (at: Instant): string => shanghai(at).slice(0, 10);

/** Beijing wall time as `yyyy-MM-dd HH:mm:ss`, the form of the insurance centre. */
export const beijingTime = (at: Instant): string => shanghai(at).slice(0, 19).replace('T', ' ');

/** RFC 3339 with the +08:00 offset, the form of WeChat Pay v3. */
export const beijingRfc3339 = (at: Instant): string => `${shanghai(at).slice(0, 19)}+08:00`;

/** Digits `yyyyMMddHHmmss` of Beijing wall time. */
export const beijingDigits = (at: Instant): string => shanghai(at).slice(0, 19).replace(/\D/g, '');

/** Reads `yyyy-MM-dd HH:mm:ss` of Beijing wall time; null when it is not that, or no day of the calendar. */
export function parseBeijingTime(text: string): Instant | null {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null;
  const at = Date.parse(`${text.replace(' ', 'T')}+08:00`);
  // Date.parse makes 2 March of 30 February.
  return Number.isNaN(at) || beijingTime(at) !== text ? null : at;
}
