import { createHash } from 'node:crypto';
import type { Instant } from '@meridian/kernel/clock';
import { type Refusal, refused } from '@meridian/kernel/outcome';
import canonicalize from 'canonicalize';
import { type Sql, statement } from '../storage/database';
import { type Idempotency, Refused } from './types';

const INSERT = statement(
  'idempotency-insert',
  'INSERT INTO idempotency (key, input_hash, aggregate, aggregate_id, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
);
const READ = statement('idempotency-read', 'SELECT input_hash, aggregate_id FROM idempotency WHERE key = $1');

interface KeyRow {
  input_hash: Buffer;
  aggregate_id: string;
}

/** Order of members and what JSON cannot hold make no difference (RFC 8785). */
const hashOf = (input: object): Buffer =>
  createHash('sha256')
    .update(canonicalize(JSON.parse(JSON.stringify(input))) ?? '')
    .digest();

/** Whether a key was used before: the id it made, a refusal for another input, or undefined when it is new. */
export async function seenKey(sql: Sql, { key, input }: Idempotency): Promise<string | Refusal | undefined> {
  const [row] = await sql.rows<KeyRow>(READ, [key]);
  if (!row) return undefined;
  return row.input_hash.equals(hashOf(input)) ? row.aggregate_id : refused('IDEMPOTENCY_KEY_REUSED');
}

/**
 * Claims a key for an aggregate, in the commit of what is done under it. Whoever comes second waits for that commit.
 * @returns the id the key was used for before, or undefined when it is new. @throws Refused when it was used with another input
 */
export async function claimKey(
  sql: Sql,
  used: Idempotency,
  by: { readonly aggregate: string; readonly id: string; readonly at: Instant },
): Promise<string | undefined> {
  if ((await sql.run(INSERT, [used.key, hashOf(used.input), by.aggregate, by.id, new Date(by.at)])) > 0) return undefined;
  const seen = await seenKey(sql, used);
  if (typeof seen === 'string') return seen;
  throw new Refused(seen ?? refused('IDEMPOTENCY_KEY_REUSED'));
}
