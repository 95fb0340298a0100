import { Pool } from 'pg';

/** Reads every schema of a stack, as no service may. */
export class Database {
  private readonly pool: Pool;

  constructor(superuserUrl: string) {
    this.pool = new Pool({ connectionString: superuserUrl, max: 4 });
    this.pool.on('error', () => undefined); // the server may be ended first
  }

  async rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.pool.query(sql, [...values])).rows as Row[];
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
