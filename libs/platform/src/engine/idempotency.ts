import { createHash } from 'node:crypto';
import type { Instant } from '@meridian/kernel/clock';
import { type Refusal, refused } from '@meridian/kernel/outcome';
import canonicalize from 'canonicalize';
import { type Sql, statement } from '../storage/database';
import type { CommitStatement } from './commit-statement';
import type { Idempotency } from './types';

const INSERT = statement(
  'idempotency-insert',
  'INSERT INTO idempotency (key, input_hash, aggregate, aggregate_id, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
);
const READ = statement('idempotency-read', 'SELECT input_hash, aggregate_id FROM idempotency WHERE key = $1');

interface KeyRow {
  input_hash: Buffer;
  aggregate_id: string;
}

interface User {
  readonly aggregate: string;
  readonly id: string;
  readonly at: Instant;
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

/** Claims a key in the commit of what is done under it. Whoever comes second waits for that commit and breaks the key's unique rule. */
export function claimKey(commit: CommitStatement, used: Idempotency, by: User): void {
  const row = [used.key, hashOf(used.input), by.aggregate, by.id, new Date(by.at)].map(commit.place);
  commit.part('claimed', `INSERT INTO idempotency (key, input_hash, aggregate, aggregate_id, at) SELECT ${row.join(', ')} FROM moved`);
}

/** Keeps the key of a command that had nothing left to do. @returns a refusal when another input was faster under it */
export async function keepKey(sql: Sql, used: Idempotency, by: User): Promise<Refusal | undefined> {
  const kept = await sql.run(INSERT, [used.key, hashOf(used.input), by.aggregate, by.id, new Date(by.at)]);
  const seen = kept > 0 ? undefined : await seenKey(sql, used);
  return typeof seen === 'object' ? seen : undefined;
}
