import { Pool } from 'pg';

/** Reads every schema of a stack, as no service may. */
export class Database {
  private readonly pool: Pool;

  constructor(superuserUrl: string) {
    this.pool = new Pool({ connectionString: superuserUrl, max: 2, connectionTimeoutMillis: 2_000 });
    this.pool.on('error', () => undefined); // drills kill the server
  }

  async rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(sql, [...values])).rows;
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
