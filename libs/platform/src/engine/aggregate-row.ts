import type { Instant } from '@meridian/kernel/clock';
import type { Fact } from '@meridian/kernel/machine';
import { type Sql, statement } from '../storage/database';
import { storableJson } from '../storage/storable';
import type { CommitStatement } from './commit-statement';
import type { AggregateKind } from './types';

/** An aggregate as it is kept; version 0 is one that is not kept yet. */
export interface Kept<State> {
  readonly state: State;
  readonly version: number;
}

export async function readRow<State, F extends Fact>(
  sql: Sql,
  kind: AggregateKind<State, F>,
  id: string,
): Promise<Kept<State> | undefined> {
  const read = statement(`${kind.name}-kept`, `SELECT version, body FROM ${kind.table} WHERE id = $1`);
  const [row] = await sql.rows<{ version: number; body: State }>(read, [id]);
  return row && { state: row.body, version: row.version };
}

/** The part `moved`: an insert for the first version, for every other an update of the version before, and of no other. */
export function moveRow<State, F extends Fact>(
  commit: CommitStatement,
  kind: AggregateKind<State, F>,
  { state, version }: Kept<State>,
  at: Instant,
): void {
  const { place } = commit;
  const id = place(kind.idOf(state));
  const written = [place(version), place(kind.phaseOf(state)), place(storableJson(state)), place(new Date(at))] as const;
  const names = Object.keys(kind.columns);
  const columns = names.map((name) => place(kind.columns[name]?.(state)));
  if (version === 1) {
    const into = ['id', 'version', 'phase', 'body', 'created_at', 'updated_at', ...names].join(', ');
    const values = [id, ...written, written[3], ...columns].join(', ');
    commit.part('moved', `INSERT INTO ${kind.table} (${into}) VALUES (${values}) ON CONFLICT (id) DO NOTHING RETURNING 1`);
  } else {
    const [next, phase, body, updated] = written;
    const sets = names.map((name, index) => `, ${name} = ${columns[index]}`).join('');
    commit.part(
      'moved',
      `UPDATE ${kind.table} SET version = ${next}, phase = ${phase}, body = ${body}, updated_at = ${updated}${sets} WHERE id = ${id} AND version = ${next} - 1 RETURNING 1`,
    );
  }
  commit.answer('moved', 'EXISTS (SELECT 1 FROM moved)');
}
