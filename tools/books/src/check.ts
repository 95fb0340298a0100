import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { compareBooks } from './compare';
import { readOurBooks, readStamps } from './our-books';
import { readParties } from './party-books';
import type { BooksReport } from './records';

export type { BooksReport, Difference, Result, Side } from './records';

export interface CheckOptions {
  readonly sandboxAdminUrl: string;
  /** Of a role that may read every schema: a superuser, or their owner. */
  readonly databaseUrl: string;
  /**
   * Under load: judge at once what is at rest, and count the rest. Otherwise the check waits for everything to come to rest, and judges the
   * ledger even where a fact has not been posted.
   */
  readonly ignoreUnrest?: boolean;
  /** How long to wait for rest and for agreement; 60 s unless told, and nothing under load. */
  readonly patienceMs?: number;
  /** Under load: orders whose facts have waited so long for the ledger that they are judged without. */
  readonly overdue?: (unposted: readonly string[]) => ReadonlySet<string>;
}

const PATIENCE_MS = 60_000;
const AGAIN_MS = 1000;

/**
 * The independent look at the books of all sides: the parties' own (over HTTP), the services' tables and the ledger (by SQL). Shares no
 * code with the services. @throws when a side cannot be read
 */
export async function checkBooks(options: CheckOptions): Promise<BooksReport> {
  const { ignoreUnrest = false } = options;
  const end = Date.now() + (options.patienceMs ?? (ignoreUnrest ? 0 : PATIENCE_MS));
  const database = new Client({ connectionString: options.databaseUrl });
  database.on('error', () => undefined); // a server that goes away shows in the next query
  await database.connect();
  try {
    for (;;) {
      const report = await readOnce(database, options);
      const settled = report.ok && (ignoreUnrest || report.inFlight === 0);
      if (settled || Date.now() >= end) return report;
      await delay(AGAIN_MS);
    }
  } finally {
    await database.end();
  }
}

/** The parties are read between two looks at our own tables: an order that moved meanwhile is in flight. */
async function readOnce(database: Client, { sandboxAdminUrl, ignoreUnrest = false, overdue }: CheckOptions): Promise<BooksReport> {
  const before = await readStamps(database);
  const parties = await readParties(sandboxAdminUrl);
  const ours = await readOurBooks(database);
  const late = overdue?.(ours.unposted);
  const waiting = ignoreUnrest ? ours.unposted.filter((orderNo) => !late?.has(orderNo)) : [];
  const moved = ours.orders.filter((order) => before.get(order.orderNo) !== order.stamp).map((order) => order.orderNo);
  return compareBooks({ ...ours, parties, moving: new Set([...moved, ...waiting]) });
}
