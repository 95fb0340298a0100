import { type Arm, silent } from '@meridian/kernel/arm';
import type { Instant } from '@meridian/kernel/clock';
import { type Fen, isFen } from '@meridian/kernel/fen';

/** What WeChat said cannot be taken for true: unsigned, unreadable, or about another payment. Carries no personal data. */
export class NotBelieved extends Error {}

/** Ends an operation in silence when the answer is not believed. */
export async function believing<T>(read: () => Promise<Arm<T>>): Promise<Arm<T>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotBelieved) return silent(error.message);
    throw error;
  }
}

export type Json = Readonly<Record<string, unknown>>;

export function jsonObject(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NotBelieved('not JSON');
  }
  return asObject(value, 'the body');
}

function asObject(value: unknown, name: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NotBelieved(`${name} is not an object`);
  return value as Json;
}

export const objectIn = (json: Json, name: string): Json => asObject(json[name], name);

export function textIn(json: Json, name: string): string {
  const value = json[name];
  if (typeof value !== 'string' || value === '') throw new NotBelieved(`${name} is not a text`);
  return value;
}

/** Whole fen of at least 1: WeChat moves no zero amounts. */
export function amountIn(json: Json, name: string): Fen {
  const value = json[name];
  if (!isFen(value) || value < 1) throw new NotBelieved(`${name} is not an amount in fen`);
  return value;
}

/** RFC 3339 with an offset. */
export function instantIn(json: Json, name: string): Instant {
  const text = textIn(json, name);
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new NotBelieved(`${name} is not a time`);
  return at;
}

/** @throws NotBelieved unless the member says what we asked about. */
export function expectIn(json: Json, name: string, ours: string | number): void {
  if (json[name] !== ours) throw new NotBelieved(`${name} is not the one asked about`);
}
