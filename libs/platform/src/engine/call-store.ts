import type { Instant } from '@meridian/kernel/clock';
import type { Command } from '@meridian/kernel/machine';
import { type Database, isUniqueViolation, type Sql, statement } from '../storage/database';
import { storableJson, storableText } from '../storage/storable';
import { currentTrace } from '../trace';
import type { OpenCall } from './types';

interface CallRow {
  key: string;
  aggregate: string;
  aggregate_id: string;
  order_no: string;
  kind: string;
  payload: Record<string, unknown>;
  lane: string | null;
  held: boolean;
  epoch: number;
  asks: number;
  opened_at: Date;
  traceparent: string | null;
}

const COLUMNS = 'key, aggregate, aggregate_id, order_no, kind, payload, lane, held, epoch, asks, opened_at, traceparent';

const INSERT = statement(
  'call-insert',
  `INSERT INTO call (key, aggregate, aggregate_id, order_no, kind, payload, lane, held, owner, opened_at, due_at, traceparent, timer)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $7::text IS NOT NULL AND EXISTS (SELECT 1 FROM call WHERE lane = $7 AND status = 'open' AND NOT held), $8, $9, $10, $11, $12)
   ON CONFLICT (key) DO NOTHING RETURNING ${COLUMNS}`,
);
const CLOSE = statement(
  'call-close',
  "UPDATE call SET status = 'done', answered_at = $2, heard = $3, asks = asks + 1 WHERE key = $1 AND status = 'open'",
);
const POSTPONE = statement(
  'call-postpone',
  "UPDATE call SET asks = asks + 1, due_at = $4, heard = $5 WHERE key = $1 AND owner = $2 AND epoch = $3 AND status = 'open'",
);
const WAIT = statement('call-wait', "UPDATE call SET due_at = $4 WHERE key = $1 AND owner = $2 AND epoch = $3 AND status = 'open'");
// The call's time starts when it may go out: "not found" at the other side proves nothing until long enough after the send.
const UNHOLD = statement(
  'call-unhold',
  `UPDATE call SET held = false, opened_at = $4 WHERE key = $1 AND owner = $2 AND epoch = $3 AND status = 'open' AND held RETURNING ${COLUMNS}`,
);
// A live worker looks after its own calls. Whoever is not alive (crashed, hung past its lease, gone) leaves orphans: calls are asked about at
// once, timers wait for their time. A lost lock means death only when the server has been up longer than a lease: after a failover every
// lock is gone while the workers live.
const CLAIM = statement(
  'call-claim',
  `WITH live AS (
     SELECT id FROM worker w WHERE w.lease_until >= now() AND (
       pg_postmaster_start_time() >= now() - make_interval(secs => $4) OR EXISTS (
         SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted
           AND l.classid = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND l.objid = w.id AND l.objsubid = 2
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))))
   UPDATE call SET owner = $1, epoch = epoch + 1, due_at = $2::timestamptz + interval '30 seconds'
   WHERE key IN (
     SELECT key FROM call WHERE status = 'open' AND key <> ALL ($5::text[])
       AND ((owner = $1 AND due_at <= $2) OR (owner <> $1 AND owner NOT IN (SELECT id FROM live) AND (due_at <= $2 OR NOT timer)))
     ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
   RETURNING ${COLUMNS}, due_at`,
);

/** The intents: one row a call, written with the transition that decided it, closed with the fact that answered it. */
export class CallStore {
  constructor(
    private readonly owner: () => number,
    private readonly firstDueMs: (kind: string) => number,
  ) {}

  /** @returns the new call, or null when its key has been used before. A timer is kept, and run when it is due. */
  async open(sql: Sql, of: { kind: string; id: string; orderNo: string }, command: Command, at: Instant): Promise<OpenCall | null> {
    const due = command.notBefore ?? at + this.firstDueMs(command.kind);
    const [row] = await sql.rows<CallRow>(INSERT, [
      command.key,
      of.kind,
      of.id,
      of.orderNo,
      command.kind,
      storableJson(command.payload),
      command.lane ?? null,
      this.owner(),
      new Date(at),
      new Date(due),
      currentTrace() ?? null,
      command.notBefore !== undefined,
    ]);
    if (!row || command.notBefore !== undefined) return null;
    return openCall(row);
  }

  async close(sql: Sql, key: string, heard: string, at: Instant): Promise<boolean> {
    return (await sql.run(CLOSE, [key, new Date(at), storableText(heard)])) > 0;
  }

  /** Fenced: a worker that lost the call changes nothing. */
  async postpone(sql: Sql, call: OpenCall, until: Instant, heard: string): Promise<boolean> {
    return (await sql.run(POSTPONE, [call.key, this.owner(), call.epoch, new Date(until), storableText(heard)])) > 0;
  }

  /** Takes the lane for a held call, which has never left this house. @returns it, or null while another call is in the lane. */
  async takeLane(database: Database, call: OpenCall, now: Instant): Promise<OpenCall | null> {
    try {
      const [row] = await database.rows<CallRow>(UNHOLD, [call.key, this.owner(), call.epoch, new Date(now)]);
      return row ? openCall(row) : null;
    } catch (error) {
      if (isUniqueViolation(error, 'call_lane')) return null;
      throw error;
    }
  }

  /** Tries the lane again later. Nothing was asked, so the ladder stays where it is. */
  async wait(sql: Sql, call: OpenCall, until: Instant): Promise<void> {
    await sql.run(WAIT, [call.key, this.owner(), call.epoch, new Date(until)]);
  }

  /** Takes what is due of our own, and everything of workers that died. */
  async claim(sql: Sql, now: Instant, limit: number, options: { leaseSeconds: number; running: readonly string[] }): Promise<OpenCall[]> {
    const rows = await sql.rows<CallRow>(CLAIM, [this.owner(), new Date(now), limit, options.leaseSeconds, [...options.running]]);
    return rows.map(openCall);
  }
}

const openCall = (row: CallRow): OpenCall => ({
  key: row.key,
  aggregate: row.aggregate,
  aggregateId: row.aggregate_id,
  orderNo: row.order_no,
  kind: row.kind,
  payload: row.payload,
  lane: row.lane,
  held: row.held,
  epoch: row.epoch,
  asks: row.asks,
  openedAt: row.opened_at.getTime(),
  traceparent: row.traceparent,
});
