import { statfs } from 'node:fs/promises';
import { Client } from 'pg';
import { type Column, copyStatement, isEvidence, type TableRows, type Token, tokensOf, withoutTexts } from './copies';
import type { World } from './world';

/** What storing orders came to. */
export interface Stored {
  readonly orders: number;
  readonly rowsPerOrder: number;
  /** Whether the evidence rows have their texts. */
  readonly evidence: boolean;
  /** Of the whole database, indexes included, after the copies. */
  readonly databaseBytes: number;
  readonly bytesPerOrder: number;
  readonly seconds: number;
}

const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS "table", c.oid::int AS oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname LIKE 'svc\\_%' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`;
const COLUMNS = `
  SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    a.attidentity <> '' OR a.attgenerated <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', false) AS filled,
    EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND a.attnum = ANY (i.indkey)) AS indexed
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;

const BATCH = 5_000;
const SAMPLE = 1_000;
const SAFE_SHARE_OF_DISK = 0.7;

/** Fills the services' tables with copies of what one settled order has left in them. */
export class OrderStore {
  private stored = 0;

  private constructor(
    private readonly client: Client,
    private readonly folder: string,
    private readonly tables: readonly TableRows[],
    private readonly tokens: readonly Token[],
  ) {}

  /** @param orderNo of an order that has come to rest, ledger and all */
  static async from({ stack }: World, orderNo: string): Promise<OrderStore> {
    const client = new Client({ connectionString: stack.superuserUrl });
    client.on('error', () => undefined); // a server that goes away shows in the next query
    await client.connect();
    // It is the seeding that need not be durable.
    await client.query("SET synchronous_commit = off; SET timezone = 'UTC'");
    const tables: TableRows[] = [];
    for (const { table, oid } of (await client.query<{ table: string; oid: number }>(TABLES)).rows) {
      const columns = (await client.query<Column>(COLUMNS, [oid])).rows;
      const texts = columns.map(({ name }) => `"${name}"::text AS "${name}"`).join(', ');
      const { rows } = await client.query(`SELECT ${texts} FROM ${table} t WHERE strpos(t::text, $1) > 0`, [orderNo]);
      if (rows.length > 0) tables.push({ table, columns, rows });
    }
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return new OrderStore(client, rows[0]?.data_directory ?? '/', tables, tokensOf(orderNo, tables));
  }

  get rowsPerOrder(): number {
    return this.tables.reduce((sum, { rows }) => sum + rows.length, 0);
  }

  /**
   * Stores copies until there are as many, then tidies and counts as autovacuum would have done by then. Without `evidence`, the rows of
   * what went over the wire are there with all their keys, but without their texts.
   * @throws when the disk is too small: of the first thousand more the size is taken, and the rest is not begun
   */
  async fillTo(orders: number, evidence: boolean): Promise<Stored> {
    const [at, before, first] = [Date.now(), await this.databaseBytes(), this.stored];
    const statements = this.tables
      .map((rows) => (evidence || !isEvidence(rows.table) ? rows : withoutTexts(rows)))
      .map((rows) => copyStatement(rows, this.tokens));
    await this.copyTo(Math.min(orders, first + SAMPLE), statements);
    await this.demandRoom(((await this.databaseBytes()) - before) / (this.stored - first), orders - this.stored);
    await this.copyTo(orders, statements);
    await this.client.query('VACUUM (ANALYZE)');
    await this.client.query('CHECKPOINT');
    const databaseBytes = await this.databaseBytes();
    const bytesPerOrder = (databaseBytes - before) / (orders - first);
    return { orders, rowsPerOrder: this.rowsPerOrder, evidence, databaseBytes, bytesPerOrder, seconds: (Date.now() - at) / 1000 };
  }

  close(): Promise<void> {
    return this.client.end();
  }

  private async copyTo(orders: number, statements: readonly string[]): Promise<void> {
    while (this.stored < orders) {
      const last = Math.min(this.stored + BATCH, orders);
      for (const statement of statements) await this.client.query(statement, [this.stored + 1, last]);
      this.stored = last;
    }
  }

  private async demandRoom(bytesPerOrder: number, orders: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.folder);
    const needed = orders * bytesPerOrder;
    if (needed > bavail * bsize * SAFE_SHARE_OF_DISK) {
      throw new Error(`${orders} more orders need ${gib(needed)} GiB; ${gib(bavail * bsize)} GiB are free`);
    }
  }

  private async databaseBytes(): Promise<number> {
    const { rows } = await this.client.query<{ bytes: number }>('SELECT pg_database_size(current_database())::float8 AS bytes');
    return rows[0]?.bytes ?? 0;
  }
}

const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
