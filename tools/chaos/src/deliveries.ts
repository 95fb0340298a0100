import type { Theatre } from './theatre';

const OUTBOXES = ['svc_order', 'svc_payment', 'svc_insurance'];

/** Where each durable consumer shows that it has taken a fact. The order's own are its fact log and its rest; the books see to those. */
const EFFECTS: Readonly<Record<string, string>> = {
  'account-ledger': 'SELECT fact_id FROM svc_account.transfer',
  'reconciliation-expectations': "SELECT fact_id FROM svc_reconciliation.inbox WHERE consumer = 'reconciliation-expectations'",
  'data-platform-transactions': 'SELECT fact_id FROM svc_data_platform.money_transaction',
};
const SEEN_BY_THE_BOOKS = ['order'];

/** A settlement that is all cash, or a reversal of nothing, has no effect in a ledger or a rollup. */
const MOVES_MONEY = `(subject NOT LIKE 'fact.insurance.%' OR
  (SELECT sum(coalesce((envelope::jsonb #>> ARRAY['data', 'split', part])::bigint, 0)) FROM unnest(ARRAY['fundFen', 'accountFen', 'mutualAidFen']) AS part) > 0)`;

export interface Deliveries {
  /** How many messages the stream of facts holds. */
  readonly inStream: number;
  /** By consumer, how many of the facts it should have taken and has not. */
  readonly missing: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

/** Every fact that is committed by now. */
export async function factsSoFar(theatre: Theatre): Promise<string[]> {
  const all = OUTBOXES.map((schema) => `SELECT id FROM ${schema}.outbox`).join(' UNION ALL ');
  return (await theatre.database.rows<{ id: string }>(all)).map((row) => row.id);
}

/** Compares facts of the outboxes with what every consumer has taken; the broker says who the consumers are and what they listen to. */
export async function deliveries(theatre: Theatre, facts: readonly string[]): Promise<Deliveries> {
  const { consumers, inStream } = await theatre.withNats(async (nats) => {
    const manager = await nats.jetstreamManager();
    return { consumers: await manager.consumers.list('FACTS').next(), inStream: (await manager.streams.info('FACTS')).state.messages };
  });
  const problems: string[] = [];
  const missing: Record<string, number> = {};
  for (const { name, config } of consumers) {
    if (SEEN_BY_THE_BOOKS.includes(name)) continue;
    const effects = EFFECTS[name];
    if (effects === undefined) problems.push(`nobody checks what the consumer ${name} has taken`);
    else missing[name] = await untaken(theatre, { effects, subjects: config.filter_subjects ?? [], facts });
  }
  for (const name of Object.keys(EFFECTS)) if (!(name in missing)) problems.push(`the broker has no consumer ${name}`);
  return { inStream, missing, problems };
}

interface Wanted {
  readonly effects: string;
  readonly subjects: readonly string[];
  readonly facts: readonly string[];
}

async function untaken(theatre: Theatre, { effects, subjects, facts }: Wanted): Promise<number> {
  const all = OUTBOXES.map((schema) => `SELECT id, subject, envelope FROM ${schema}.outbox`).join(' UNION ALL ');
  const [row] = await theatre.database.rows<{ facts: number }>(
    `SELECT count(*)::int AS facts FROM (${all}) AS fact
     WHERE subject = ANY($1::text[]) AND id = ANY($2::text[]) AND id NOT IN (${effects}) AND ${MOVES_MONEY}`,
    [subjects, facts],
  );
  return row?.facts ?? 0;
}
