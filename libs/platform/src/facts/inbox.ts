import { type Database, type Sql, statement } from '../storage/database';
import type { TakenFact } from './consumer';

const TAKE = statement(
  'inbox-take',
  `INSERT INTO inbox (consumer, fact_id, at) SELECT $1, id, $3 FROM unnest($2::text[]) AS id ON CONFLICT DO NOTHING RETURNING fact_id`,
);

/**
 * Runs an effect exactly once a fact: the inbox row's primary key and the effect share one commit. A republished fact carries the
 * same id (a suffix `#k` is cut off), so redelivery after a lost stream changes nothing.
 */
export function takeOnce(
  database: Database,
  consumer: string,
  batch: readonly TakenFact[],
  effect: (sql: Sql, fresh: readonly TakenFact[]) => Promise<void>,
): Promise<void> {
  const byId = new Map(batch.map((fact) => [fact.id.split('#')[0] as string, fact]));
  return database.transaction(async (sql) => {
    const rows = await sql.rows<{ fact_id: string }>(TAKE, [consumer, [...byId.keys()], new Date()]);
    const fresh = rows.map((row) => byId.get(row.fact_id)).filter((fact) => fact !== undefined);
    if (fresh.length > 0) await effect(sql, fresh);
  });
}
