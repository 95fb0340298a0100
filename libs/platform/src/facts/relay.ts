import { setTimeout as delay } from 'node:timers/promises';
import { type JetStreamClient, type JetStreamManager, type NatsConnection, nanos, RetentionPolicy, StorageType } from 'nats';
import type { Logger } from '../logger';
import { type Database, statement } from '../storage/database';
import { inSpan, type TraceParent } from '../trace';
import { DUPLICATE_WINDOW_NS, FACT_STREAM, FACT_SUBJECTS } from './stream';

const FULL = 200;

// A row becomes visible to the relay once every transaction that began before it has ended: ids commit out of order, xids below the
// snapshot's xmin do not. So nothing is skipped, and no row is ever updated.
const NEXT = statement(
  'outbox-next',
  `SELECT o.xid::text AS xid, o.seq::text AS seq, o.id, o.subject, o.envelope FROM outbox o, outbox_position p
   WHERE (o.xid, o.seq) > (p.xid, p.seq) AND o.xid < pg_snapshot_xmin(pg_current_snapshot())
   ORDER BY o.xid, o.seq LIMIT ${FULL}`,
);
// A relay that lost its lock while it published must not undo a successor's start from the beginning.
const ADVANCE = statement(
  'outbox-advance',
  'UPDATE outbox_position SET xid = $1::xid8, seq = $2::bigint WHERE stream_created = $3 AND (xid, seq) < ($1::xid8, $2::bigint)',
);
const POSITION = statement('outbox-stream', 'SELECT stream_created FROM outbox_position');
const RESTART = statement(
  'outbox-restart',
  "UPDATE outbox_position SET xid = '0', seq = 0, stream_created = $1 WHERE stream_created <> $1",
);
const LAG = statement(
  'outbox-lag',
  'SELECT count(*)::int AS rows, extract(epoch FROM now() - min(o.at))::float AS age FROM outbox o, outbox_position p WHERE (o.xid, o.seq) > (p.xid, p.seq)',
);
const RELAY_LOCK = statement('outbox-lock', "SELECT pg_try_advisory_lock(hashtext('outbox:' || current_schema())) AS mine");

/** For what others left, or what an older transaction hid. */
const IDLE_MS = 1000;
/** Woken, it lets others join: what cannot wait was told by a hint. */
const LINGER_MS = 150;
const STREAM_CHECK_MS = 2000;

interface OutboxRow {
  xid: string;
  seq: string;
  id: string;
  subject: string;
  envelope: string;
}

/**
 * Carries the outbox to JetStream, in commit order, at least once, with the fact's id as Nats-Msg-Id. One relay a service works at a
 * time (session lock); it is woken in process after a commit. When the stream is new (its data was lost), everything is published again.
 */
export class OutboxRelay {
  private running = false;
  private wakeUp: (() => void) | undefined;
  private woken = false;
  private mine = false;
  private loop: Promise<void> | undefined;
  private checkedAt = 0;
  private streamCreated = '';

  constructor(
    private readonly database: Database,
    private readonly nats: NatsConnection,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.running = true;
    this.loop = this.run();
  }

  /** Something was committed: look at once, or again after the look that is under way. */
  wake(): void {
    if (!this.mine) return;
    this.woken = true;
    this.wakeUp?.();
  }

  async stop(): Promise<void> {
    this.running = false;
    this.wakeUp?.();
    await this.loop;
  }

  async lag(): Promise<{ rows: number; ageSeconds: number }> {
    const [row] = await this.database.rows<{ rows: number; age: number | null }>(LAG);
    return { rows: row?.rows ?? 0, ageSeconds: row?.age ?? 0 };
  }

  private async run(): Promise<void> {
    while (this.running) {
      try {
        await this.relayWhileMine();
      } catch (error) {
        this.logger.warn({ err: error }, 'the outbox relay was interrupted');
      }
      if (this.running) await this.rest(1000);
    }
  }

  private async relayWhileMine(): Promise<void> {
    // Without its connection the lock is gone, and another relay may be at work.
    let lost = false;
    const session = await this.database.dedicated(() => {
      lost = true;
    });
    try {
      await session.query('SET idle_in_transaction_session_timeout = 0');
      const { rows } = await session.query<{ mine: boolean }>({ ...RELAY_LOCK });
      if (!rows[0]?.mine) return;
      const manager = await this.nats.jetstreamManager({ checkAPI: false });
      const stream = this.nats.jetstream();
      this.mine = true;
      this.checkedAt = 0;
      while (this.running && !lost) {
        await this.watchStream(manager);
        const sent = await this.publishNext(stream);
        if (sent < FULL) await this.rest(IDLE_MS);
      }
    } finally {
      this.mine = false;
      this.woken = false;
      session.release(true);
    }
  }

  private async publishNext(stream: JetStreamClient): Promise<number> {
    const rows = await this.database.rows<OutboxRow>(NEXT);
    const last = rows.at(-1);
    if (!last) return 0;
    // A transaction may be older than the one whose row lock it waited for: within an aggregate the sequence tells the order.
    const inOrder = rows.toSorted((a, b) => Number(BigInt(a.seq) - BigInt(b.seq)));
    await Promise.all(inOrder.map((row) => publish(stream, row)));
    await this.database.run(ADVANCE, [last.xid, last.seq, this.streamCreated]);
    return rows.length;
  }

  /** The stream's creation time tells whether it is the one we published to. */
  private async watchStream(manager: JetStreamManager): Promise<void> {
    if (performance.now() - this.checkedAt < STREAM_CHECK_MS && this.checkedAt !== 0) return;
    const created = await ensureStream(manager);
    const [known] = await this.database.rows<{ stream_created: string }>(POSITION);
    if (known && known.stream_created !== created && (await this.database.run(RESTART, [created])) > 0 && known.stream_created !== '') {
      this.logger.warn({ created }, 'the stream is new: the whole outbox is published again');
    }
    this.streamCreated = created;
    this.checkedAt = performance.now();
  }

  private async rest(ms: number): Promise<void> {
    if (!this.woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wakeUp = undefined;
    if (this.woken && this.running) await delay(LINGER_MS);
    this.woken = false;
  }
}

const publish = (stream: JetStreamClient, { id, subject, envelope }: OutboxRow): Promise<unknown> =>
  inSpan({ name: `publish ${subject}`, kind: 'producer', attributes: { 'meridian.fact': id }, parent: traceIn(envelope) }, () =>
    stream.publish(subject, envelope, { msgID: id, timeout: 5000 }),
  );

/** The trace of the decision that announced the fact, without reading the whole fact for it. */
const traceIn = (envelope: string): TraceParent | undefined => /"traceparent": ?"([0-9a-f-]{55})"/.exec(envelope)?.[1];

/** @returns when the stream was created, as its identity. Creates it when it is gone. */
export async function ensureStream(manager: JetStreamManager): Promise<string> {
  try {
    return String((await manager.streams.info(FACT_STREAM)).created);
  } catch (error) {
    if ((error as { api_error?: { code?: number } }).api_error?.code !== 404) throw error;
    const made = await manager.streams.add({
      name: FACT_STREAM,
      subjects: [FACT_SUBJECTS],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      max_age: nanos(7 * 24 * 3600 * 1000),
      duplicate_window: DUPLICATE_WINDOW_NS,
    });
    return String(made.created);
  }
}
