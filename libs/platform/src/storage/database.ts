import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';

/** A statement with its own name: PostgreSQL parses and plans it once a connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export const statement = (name: string, text: string): Statement => ({ name, text });

/** Runs statements on one connection: inside a transaction, or alone. */
export interface Sql {
  rows<Row extends QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
  /** @returns how many rows were touched. */
  run(statement: Statement, values?: readonly unknown[]): Promise<number>;
}

// The server ends what takes too long; a server that is gone without a word is noticed here.
const PATIENCE = { connectionTimeoutMillis: 5000, query_timeout: 10_000, keepAlive: true };
// Statements have few shapes and plans that do not depend on their values: one plan a connection, not one for each of the first five uses.
const SETTINGS =
  '-c statement_timeout=3000 -c lock_timeout=1000 -c idle_in_transaction_session_timeout=5000 -c plan_cache_mode=force_generic_plan';
/** One for the worker's lock and one for the relay's; each of the others has every statement's plan to make, and to keep. */
const CONNECTIONS = 6;

/**
 * The service's own schema, reached through TypeORM's DataSource (pool, migrations); the write path uses prepared SQL on its pool
 * (about an eighth of the CPU of `save`). READ COMMITTED throughout. Never hold a transaction open around a call.
 */
export class Database implements Sql {
  private constructor(
    readonly source: DataSource,
    private readonly pool: Pool,
  ) {}

  /** @param url as libpq reads it: `?host=/folder` names the folder of the server's Unix socket, which is cheaper than its port. */
  static async connect(url: string, connections = CONNECTIONS): Promise<Database> {
    const source = new DataSource({ type: 'postgres', ...placeOf(url), extra: { max: connections, options: SETTINGS, ...PATIENCE } });
    await source.initialize();
    const pool = (source.driver as unknown as { master: Pool }).master;
    // A connection that breaks while idle (the server restarts) is dropped by the pool; without a listener it would end the process.
    pool.on('error', () => undefined);
    return new Database(source, pool);
  }

  async rows<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>({ ...statement, values: [...values] })).rows;
  }

  async run(statement: Statement, values: readonly unknown[] = []): Promise<number> {
    return (await this.pool.query({ ...statement, values: [...values] })).rowCount ?? 0;
  }

  /** @throws whatever `work` throws, after a rollback. */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const onError = (error: Error): void => {
      broken = error;
    };
    // The pool listens to idle connections only: a lost one that is in use would end the process.
    client.on('error', onError);
    try {
      await client.query('BEGIN');
      const result = await work(sqlOn(client));
      const { command } = await client.query('COMMIT');
      // A transaction that had failed answers COMMIT with ROLLBACK, and no error.
      if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`);
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(onError);
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  /** One connection of its own, kept until it is released: session locks live on it. @param onLost it broke, and its locks are gone */
  async dedicated(onLost: () => void): Promise<PoolClient> {
    const client = await this.pool.connect();
    client.on('error', onLost);
    return client;
  }

  close(): Promise<void> {
    return this.source.destroy();
  }
}

/** TypeORM leaves the query part of an address out. */
function placeOf(url: string): { url: string } | { host: string; port: number; username: string; password: string; database: string } {
  const at = new URL(url);
  const host = at.searchParams.get('host');
  if (host === null) return { url };
  const [username, password, database] = [at.username, at.password, at.pathname.slice(1)].map(decodeURIComponent) as [
    string,
    string,
    string,
  ];
  return { host, port: Number(at.port || 5432), username, password, database };
}

const sqlOn = (client: PoolClient): Sql => ({
  rows: async <Row extends QueryResultRow>(statement: Statement, values: readonly unknown[] = []) =>
    (await client.query<Row>({ ...statement, values: [...values] })).rows,
  run: async (statement: Statement, values: readonly unknown[] = []) =>
    (await client.query({ ...statement, values: [...values] })).rowCount ?? 0,
});

export const isUniqueViolation = (error: unknown, constraint?: string): boolean =>
  (error as { code?: string }).code === '23505' &&
  (constraint === undefined || (error as { constraint?: string }).constraint === constraint);
