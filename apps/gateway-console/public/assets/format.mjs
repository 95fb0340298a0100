import { say } from './language.mjs';

/** Whole fen as yuan, digit by digit: 1234567 → `¥12,345.67`. */
export function yuan(fen) {
  if (!Number.isSafeInteger(fen)) return '—';
  const digits = String(Math.abs(fen)).padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fen < 0 ? '−' : ''}¥${whole}.${digits.slice(-2)}`;
}

const BEIJING_MS = 8 * 3_600_000;
/** Beijing wall time as `2026-11-22T10:15:03.214`, whatever the computer's own zone. China has had no summer time since 1991. */
const beijing = (at) => new Date(at + BEIJING_MS).toISOString().slice(0, -1);

export const day = (at) => beijing(at).slice(0, 10);
export const minute = (at) => beijing(at).slice(11, 16);
export const second = (at) => beijing(at).slice(11, 19);
export const millisecond = (at) => beijing(at).slice(11);
export const dayAndSecond = (at) => beijing(at).slice(0, 19).replace('T', ' ');

/** The minute, with the day before it when that is another day than now's. */
export const shortTime = (at, now) => (day(at) === day(now) ? minute(at) : `${day(at).slice(5)} ${minute(at)}`);

/** How long something took: `412 ms`, `3.2 s`, `4 min`. */
export function took(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return age(ms);
}

/** A long time in its largest whole unit. */
export function age(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return say('不到 1 分钟', 'under 1 min');
  if (minutes < 60) return say(`${minutes} 分钟`, `${minutes} min`);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return say(`${hours} 小时`, `${hours} h`);
  return say(`${Math.floor(hours / 24)} 天`, `${Math.floor(hours / 24)} days`);
}
