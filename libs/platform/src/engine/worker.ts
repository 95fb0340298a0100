import type { PoolClient } from 'pg';
import type { Logger } from '../logger';
import { type Database, statement } from '../storage/database';

const REGISTER = statement('worker-register', 'INSERT INTO worker (lease_until) VALUES (now() + make_interval(secs => $1)) RETURNING id');
const RENEW = statement('worker-renew', 'UPDATE worker SET lease_until = now() + make_interval(secs => $2) WHERE id = $1');
const LEAVE = statement('worker-leave', 'DELETE FROM worker WHERE id = $1');

export const LEASE_SECONDS = 5;

/**
 * This process as an owner of calls. A session advisory lock shows its death at once, a lease shows that it hangs. Whoever lost its
 * lease may not send: `sendBefore` lies inside the lease by a margin.
 */
export class Worker {
  id = 0;
  private session: PoolClient | undefined;
  private timer: NodeJS.Timeout | undefined;
  private leasedUntil = 0;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  /** Monotonic instant after which nothing may be sent any more. */
  sendBefore(): number {
    return this.leasedUntil - 1000;
  }

  async start(): Promise<void> {
    const asked = performance.now();
    const [row] = await this.database.rows<{ id: string }>(REGISTER, [LEASE_SECONDS]);
    this.id = Number(row?.id);
    this.leasedUntil = asked + LEASE_SECONDS * 1000;
    await this.lock();
    this.timer = setInterval(() => void this.renew(), 1000);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.database.run(LEAVE, [this.id]).catch(() => undefined);
    this.session?.release(true);
  }

  private async lock(): Promise<void> {
    const session = await this.database.dedicated();
    await session.query('SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0');
    // The lock's class is the schema, so that workers of different services never meet.
    await session.query('SELECT pg_advisory_lock((SELECT oid::int FROM pg_namespace WHERE nspname = current_schema()), $1::int)', [
      this.id,
    ]);
    session.on('error', () => {
      if (this.session === session) this.session = undefined;
    });
    this.session = session;
  }

  private async renew(): Promise<void> {
    if (this.stopping) return;
    const asked = performance.now();
    try {
      if ((await this.database.run(RENEW, [this.id, LEASE_SECONDS])) > 0) this.leasedUntil = asked + LEASE_SECONDS * 1000;
      if (!this.session && !this.stopping) await this.lock();
    } catch (error) {
      this.logger.warn({ err: error }, 'the lease could not be renewed');
    }
  }
}
