import type { Instant } from '@meridian/kernel/clock';
import type { Fact } from '@meridian/kernel/machine';
import { type Sql, statement } from '../storage/database';
import { storableJson } from '../storage/storable';
import type { AggregateKind } from './types';

/** An aggregate as it is kept; version 0 is one that is not kept yet. */
export interface Kept<State> {
  readonly state: State;
  readonly version: number;
}

/** Reads an aggregate and keeps everybody else from writing it until the transaction ends. */
export async function lockRow<State, F extends Fact>(
  sql: Sql,
  kind: AggregateKind<State, F>,
  id: string,
): Promise<Kept<State> | undefined> {
  const lock = statement(`${kind.name}-lock`, `SELECT version, body FROM ${kind.table} WHERE id = $1 FOR UPDATE`);
  const [row] = await sql.rows<{ version: number; body: State }>(lock, [id]);
  return row && { state: row.body, version: row.version };
}

/** Writes an aggregate under its next version: an insert for the first, an update under the row's lock for every other. */
export async function writeRow<State, F extends Fact>(
  sql: Sql,
  kind: AggregateKind<State, F>,
  { state, version }: Kept<State>,
  at: Instant,
): Promise<void> {
  const names = Object.keys(kind.columns);
  const columns = names.map((name) => kind.columns[name]?.(state));
  const values = [kind.idOf(state), version, kind.phaseOf(state), storableJson(state), new Date(at), ...columns];
  if (version === 1) {
    await sql.run(statement(`${kind.name}-insert`, insertOf(kind.table, names)), values);
    return;
  }
  const touched = await sql.run(statement(`${kind.name}-update`, updateOf(kind.table, names)), values);
  if (touched !== 1) throw new Error(`${kind.name} ${kind.idOf(state)} moved under its own lock`);
}

function insertOf(table: string, names: readonly string[]): string {
  const columns = names.map((name) => `, ${name}`).join('');
  const places = names.map((_, index) => `, $${index + 6}`).join('');
  return `INSERT INTO ${table} (id, version, phase, body, created_at, updated_at${columns}) VALUES ($1, $2, $3, $4, $5, $5${places})`;
}

function updateOf(table: string, names: readonly string[]): string {
  const sets = names.map((name, index) => `, ${name} = $${index + 6}`).join('');
  return `UPDATE ${table} SET version = $2, phase = $3, body = $4, updated_at = $5${sets} WHERE id = $1 AND version = $2 - 1`;
}
