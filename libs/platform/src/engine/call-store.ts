import type { Instant } from '@meridian/kernel/clock';
import type { Command } from '@meridian/kernel/machine';
import { type Database, isUniqueViolation, type Sql, statement } from '../storage/database';
import { storableJson, storableText } from '../storage/storable';
import { currentTrace } from '../trace';
import type { CommitStatement } from './commit-statement';
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
  taken_over: number;
  opened_at: Date;
  traceparent: string | null;
}

const COLUMNS = 'key, aggregate, aggregate_id, order_no, kind, payload, lane, held, epoch, asks, taken_over, opened_at, traceparent';

const WAIT = statement('call-wait', "UPDATE call SET due_at = $4 WHERE key = $1 AND owner = $2 AND epoch = $3 AND status = 'open'");
// The call's time starts when it may go out: "not found" at the other side proves nothing until long enough after the send.
const UNHOLD = statement(
  'call-unhold',
  `UPDATE call SET held = false, opened_at = $4 WHERE key = $1 AND owner = $2 AND epoch = $3 AND status = 'open' AND held RETURNING ${COLUMNS}`,
);
// A live worker looks after its own calls. Whoever is not alive (crashed, hung past its lease, gone) leaves orphans: calls are asked about at
// once, timers wait for their time. A lost lock means death only when the server has been up longer than a lease: after a failover every
// lock is gone while the workers live. A timer that is due is a timer no more: whoever dies over it leaves a call to be asked about at once. Calls that are open and not due are found by their dead owner only, however many there are.
const CLAIM = statement(
  'call-claim',
  `WITH live AS MATERIALIZED (
     SELECT id FROM worker w WHERE w.lease_until >= now() AND (
       pg_postmaster_start_time() >= now() - make_interval(secs => $4) OR EXISTS (
         SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted
           AND l.classid = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND l.objid = w.id AND l.objsubid = 2
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())))),
   due AS (
     SELECT key FROM call WHERE status = 'open' AND due_at <= $2 AND key <> ALL ($5::text[]) AND (owner = $1 OR owner NOT IN (SELECT id FROM live))
     ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED),
   orphans AS (
     SELECT key FROM call WHERE status = 'open' AND NOT timer AND due_at > $2 AND key <> ALL ($5::text[]) AND owner <> $1
       AND owner = ANY (ARRAY(SELECT id FROM worker WHERE id NOT IN (SELECT id FROM live)))
     LIMIT $3 FOR UPDATE SKIP LOCKED)
   UPDATE call SET owner = $1, epoch = epoch + 1, timer = false, taken_over = taken_over + (owner <> $1)::int, due_at = $2::timestamptz + interval '30 seconds'
   WHERE key IN (SELECT key FROM due UNION ALL SELECT key FROM orphans)
   RETURNING ${COLUMNS}, due_at`,
);

interface Owner {
  readonly kind: string;
  readonly id: string;
  readonly orderNo: string;
}

type Ended = Readonly<Partial<Record<'closed' | 'overtaken', readonly string[]>>>;

/** The intents: one row a call, written with the transition that decided it, closed with the fact that answered it. */
export class CallStore {
  constructor(
    private readonly owner: () => number,
    private readonly firstDueMs: (kind: string) => number,
  ) {}

  /**
   * Adds the intents of a decision to its commit; a key that has been used before opens nothing.
   * @param ended the calls that the same commit closes, by the part that closes them: their lanes are free
   */
  open(commit: CommitStatement, of: Owner, commands: readonly Command[], { at, ended }: { at: Instant; ended: Ended }): void {
    if (commands.length === 0) return;
    const { place } = commit;
    const [aggregate, id, orderNo] = [place(of.kind), place(of.id), place(of.orderNo)];
    const [owner, opened, trace] = [place(this.owner()), place(new Date(at)), place(currentTrace() ?? null)];
    const names = commands.map((command, index) => {
      const row = [command.key, command.kind, storableJson(command.payload)].map(place).join(', ');
      const due = place(new Date(command.notBefore ?? at + this.firstDueMs(command.kind)));
      const timer = place(command.notBefore !== undefined);
      const { lane, held, after } = laneOf(place, command.lane, ended);
      commit.part(
        `opened_${index}`,
        `INSERT INTO call (key, kind, payload, aggregate, aggregate_id, order_no, lane, held, owner, opened_at, due_at, traceparent, timer)
         SELECT ${row}, ${aggregate}, ${id}, ${orderNo}, ${lane}, ${held}, ${owner}, ${opened}, ${due}, ${trace}, ${timer}
         FROM moved${after} ON CONFLICT (key) DO NOTHING RETURNING key, held`,
      );
      return `SELECT CASE WHEN held THEN 'held ' ELSE 'free ' END || key FROM opened_${index}`;
    });
    commit.answer('opened', `ARRAY(${names.join(' UNION ALL ')})`);
  }

  /** The calls to make now, of those that a commit has opened. Timers are run when they are due. */
  made(of: Owner, commands: readonly Command[], opened: readonly string[], { at, decided }: { at: Instant; decided: unknown }): OpenCall[] {
    const traceparent = currentTrace() ?? null;
    return commands.flatMap((command) => {
      const { key, kind, payload, lane = null, notBefore } = command;
      const held = opened.includes(`held ${key}`);
      if (notBefore !== undefined || (!held && !opened.includes(`free ${key}`))) return [];
      const call = { key, aggregate: of.kind, aggregateId: of.id, orderNo: of.orderNo, kind, payload, lane, held, traceparent };
      // What waits for its lane is made later, when the aggregate may have moved on.
      return [{ ...call, epoch: 0, asks: 0, takenOver: 0, openedAt: at, ...(held ? {} : { decided }) }];
    });
  }

  close(commit: CommitStatement, follows: string, { key, heard }: { key: string; heard: string }, at: Instant): void {
    const [closed, answered, text] = [key, new Date(at), storableText(heard)].map(commit.place);
    commit.part(
      'closed',
      `UPDATE call SET status = 'done', answered_at = ${answered}, heard = ${text}, asks = asks + 1
       FROM ${follows} WHERE key = ${closed} AND status = 'open' RETURNING 1`,
    );
  }

  overtake(commit: CommitStatement, keys: readonly string[], heard: string, at: Instant): void {
    const [closed, answered, text] = [[...keys], new Date(at), heard].map(commit.place);
    commit.part(
      'overtaken',
      `UPDATE call SET status = 'done', answered_at = ${answered}, heard = ${text}, asks = asks + 1
       FROM moved WHERE key = ANY (${closed}) AND status = 'open' RETURNING 1`,
    );
  }

  /** The part `postponed`. Fenced: a worker that lost the call changes nothing. */
  postpone(commit: CommitStatement, call: OpenCall, until: Instant, heard: string): void {
    const [key, owner, epoch, due, text] = [call.key, this.owner(), call.epoch, new Date(until), storableText(heard)].map(commit.place);
    commit.part(
      'postponed',
      `UPDATE call SET asks = asks + 1, due_at = ${due}, heard = ${text}
       WHERE key = ${key} AND owner = ${owner} AND epoch = ${epoch} AND status = 'open' RETURNING 1`,
    );
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

/**
 * A lane that another call is in holds this one back. The unique rule of lanes is checked row by row, so a call that the same commit takes
 * out of the lane must be out of it first: counting what was closed sees to that.
 */
function laneOf(place: CommitStatement['place'], name: string | undefined, ended: Ended): { lane: string; held: string; after: string } {
  if (name === undefined) return { lane: 'NULL', held: 'false', after: '' };
  const lane = place(name);
  const others = `SELECT 1 FROM call WHERE lane = ${lane} AND status = 'open' AND NOT held AND key <> ALL (${place(Object.values(ended).flat())})`;
  const first = Object.keys(ended).map((part) => `(SELECT count(*) FROM ${part}) >= 0`);
  return { lane, held: `EXISTS (${others})`, after: first.length === 0 ? '' : ` WHERE ${first.join(' AND ')}` };
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
  takenOver: row.taken_over,
  openedAt: row.opened_at.getTime(),
  traceparent: row.traceparent,
});
