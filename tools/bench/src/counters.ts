import { connect, type JetStreamManager, type NatsConnection } from 'nats';
import { Client } from 'pg';
import type { World } from './world';

/** Running totals of the servers, by name. */
export type Totals = Readonly<Record<string, number>>;

const DATABASE = `
  SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database())::float8 AS commits,
    (SELECT wal_bytes FROM pg_stat_wal)::float8 AS "walBytes",
    (SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal')::float8 AS "walFsyncs",
    (SELECT sum(calls) FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()))::float8 AS statements`;

/** Reads what PostgreSQL and NATS count themselves, over connections of its own. */
export class Counters {
  private constructor(
    private readonly database: Client,
    private readonly nats: NatsConnection,
    private readonly manager: JetStreamManager,
    private readonly monitorUrl: string,
  ) {}

  static async open({ stack }: World): Promise<Counters> {
    const database = new Client({ connectionString: stack.superuserUrl });
    database.on('error', () => undefined); // a server that goes away shows in the next query
    await database.connect();
    await database.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    const { serverAt } = await import('@meridian/dev/nats');
    const nats = await connect(serverAt(stack.natsUrl('admin')));
    return new Counters(database, nats, await nats.jetstreamManager(), stack.natsMonitorUrl);
  }

  async read(): Promise<Totals> {
    const [{ rows }, varz, stream, delivered] = await Promise.all([
      this.database.query<Record<string, number>>(DATABASE),
      this.monitor('/varz'),
      this.manager.streams.info('FACTS'),
      this.delivered(),
    ]);
    return {
      ...rows[0],
      natsMessagesIn: Number(varz.in_msgs),
      natsMessagesOut: Number(varz.out_msgs),
      factsPublished: stream.state.last_seq,
      factsDelivered: delivered,
    };
  }

  /** How many connections the services hold now. */
  async serviceConnections(): Promise<number> {
    const { rows } = await this.database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    return rows[0]?.count ?? 0;
  }

  async close(): Promise<void> {
    await Promise.all([this.database.end(), this.nats.close()]);
  }

  private async delivered(): Promise<number> {
    let count = 0;
    for await (const consumer of this.manager.consumers.list('FACTS')) count += consumer.delivered.consumer_seq;
    return count;
  }

  private async monitor(path: string): Promise<Record<string, unknown>> {
    const answer = await fetch(this.monitorUrl + path, { signal: AbortSignal.timeout(5_000) });
    return (await answer.json()) as Record<string, unknown>;
  }
}
