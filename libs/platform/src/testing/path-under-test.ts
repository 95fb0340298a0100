import type { Clock } from '@meridian/kernel/clock';
import { CallStore } from '../engine/call-store';
import { DecisionLog } from '../engine/decision-log';
import { EvidenceStore } from '../engine/evidence-store';
import { WorkingSet } from '../engine/working-set';
import { WritePath } from '../engine/write-path';
import type { Database, Sql } from '../storage/database';
import { Vault } from '../vault';

/** Waits before a statement runs; told the statement's name. */
export type Turn = (statement: string) => Promise<unknown>;

const inTurn = (sql: Sql, turn: Turn): Sql => ({
  rows: async (statement, values) => {
    await turn(statement.name);
    return sql.rows(statement, values);
  },
  run: async (statement, values) => {
    await turn(statement.name);
    return sql.run(statement, values);
  },
});

/** A database whose every statement waits for its turn, inside transactions and alone. */
export const databaseInTurn = (database: Database, turn: Turn): Database =>
  Object.assign(Object.create(database) as Database, {
    ...inTurn(database, turn),
    transaction: <T>(work: (sql: Sql) => Promise<T>) => database.transaction((sql) => work(inTurn(sql, turn))),
  });

/** A write path alone, without anybody who makes its calls. */
export function pathOn(database: Database, clock: Clock): WritePath {
  const calls = new CallStore(
    () => 0,
    () => 10_000,
  );
  const log = new DecisionLog({ service: 'test', hospitalId: 'H45020000001' }, calls);
  return new WritePath({
    database,
    clock,
    calls,
    evidence: new EvidenceStore(new Vault(Buffer.alloc(32))),
    log,
    workingSet: new WorkingSet(),
  });
}
