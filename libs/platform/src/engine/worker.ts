import type { PoolClient } from 'pg';
import type { Logger } from '../logger';
import { type Database, statement } from '../storage/database';

const REGISTER = statement('worker-register', 'INSERT INTO worker (lease_until) VALUES (now() + make_interval(secs => $1)) RETURNING id');
// The lock's class is the schema, so that workers of different services never meet.
const LOCK = statement(
  'worker-lock',
  'SELECT pg_advisory_lock((SELECT oid::int FROM pg_namespace WHERE nspname = current_schema()), $1::int)',
);
const RENEW = statement('worker-renew', 'UPDATE worker SET lease_until = now() + make_interval(secs => $2) WHERE id = $1');
// Whoever has gone stays listed as long as an open call points at him: that is how orphans are found.
const LEAVE = statement(
  'worker-leave',
  `WITH gone AS (DELETE FROM worker w WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM call WHERE owner = w.id AND status = 'open') RETURNING id)
   UPDATE worker SET lease_until = '-infinity' WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM gone)`,
);
const FORGET = statement(
  'worker-forget',
  "DELETE FROM worker w WHERE lease_until < now() - interval '1 hour' AND NOT EXISTS (SELECT 1 FROM call WHERE owner = w.id AND status = 'open')",
);

export const LEASE_SECONDS = 5;
const RENEW_EVERY_MS = 1000;
/** Nothing is sent in the last part of a lease: what is on its way when the lease ends was sent well before. */
const MARGIN_MS = 1000;
/** A connection that says nothing for as long as a lease lasts is given up. */
const PATIENCE_MS = LEASE_SECONDS * 1000;

/**
 * This process as an owner of calls. A session advisory lock shows its death at once, a lease shows that it hangs; both live on one
 * connection of its own, so that a busy pool does not cost the lease. A process that loses the connection starts over as a new worker:
 * the old one is dead to all. Whoever has no lease or no lock may not send: the window to send lies inside the lease by a margin.
 */
export class Worker {
  id = 0;
  private session: PoolClient | undefined;
  private timer: NodeJS.Timeout | undefined;
  private renewing: Promise<void> | undefined;
  private leasedUntil = 0;
  /** Counts the times without a lapse. */
  private reign = 0;

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  /**
   * For one call: the monotonic instant after which nothing may be sent any more. It moves on with the lease; it is long past while there
   * is no lock, and for good once lock or lease have lapsed, since another worker may have taken the call.
   */
  window(): () => number {
    const { reign } = this;
    return () => (this.session && reign === this.reign ? this.leasedUntil - MARGIN_MS : 0);
  }

  async start(): Promise<void> {
    await this.join();
    this.timer = setInterval(() => {
      this.renewing ??= this.renew().finally(() => {
        this.renewing = undefined;
      });
    }, RENEW_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.renewing;
    this.drop(this.session);
    await this.database.run(LEAVE, [this.id]).catch(() => undefined);
  }

  private async join(): Promise<void> {
    const asked = performance.now();
    const former = this.id;
    const session = await this.database.dedicated(() => this.drop(session));
    try {
      await session.query('SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0');
      const { rows } = await session.query<{ id: string }>({ ...REGISTER, values: [LEASE_SECONDS] });
      const id = Number(rows[0]?.id);
      await session.query({ ...LOCK, values: [id] });
      if (former !== 0) await session.query({ ...LEAVE, values: [former] });
      await session.query({ ...FORGET });
      this.id = id;
    } catch (error) {
      session.release(true);
      throw error;
    }
    this.reign += 1;
    this.leasedUntil = asked + LEASE_SECONDS * 1000;
    this.session = session;
  }

  private async renew(): Promise<void> {
    try {
      if (!this.session) return await this.join();
      const asked = performance.now();
      const renewal = { ...RENEW, values: [this.id, LEASE_SECONDS], query_timeout: PATIENCE_MS };
      const { rowCount } = await this.session.query(renewal);
      if (rowCount !== 1) throw new Error(`worker ${this.id} is not on the list any more`);
      if (performance.now() >= this.leasedUntil) this.reign += 1;
      this.leasedUntil = asked + LEASE_SECONDS * 1000;
    } catch (error) {
      this.logger.warn({ err: error }, 'the lease could not be renewed');
      this.drop(this.session);
    }
  }

  /** Gives the lock up with its connection, however that stands. */
  private drop(session: PoolClient | undefined): void {
    if (!session || session !== this.session) return;
    this.session = undefined;
    session.release(true);
  }
}
