import type { Instant } from './clock';

/** Every outside party lives in Asia/Shanghai: UTC+8, no daylight saving since 1991. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

const shanghai = (at: Instant): string => new Date(at + SHANGHAI_OFFSET_MS).toISOString();

/** `2026-11-22` */
export const shanghaiDay = (at: Instant): string => shanghai(at).slice(0, 10);

/** `2026-11-22 08:30:00` */
export const shanghaiTime = (at: Instant): string => shanghai(at).slice(0, 19).replace('T', ' ');

/** `2026-11-22T08:30:00+08:00` */
export const shanghaiRfc3339 = (at: Instant): string => `${shanghai(at).slice(0, 19)}+08:00`;

/** `20261122083000` */
export const shanghaiDigits = (at: Instant): string => shanghai(at).slice(0, 19).replace(/\D/g, '');
