import type { Instant } from '@meridian/kernel/clock';
import type { Decision, Fact } from '@meridian/kernel/machine';
import { openCase } from '../cases';
import { type Sql, statement } from '../storage/database';
import { storableJson } from '../storage/storable';
import { currentTrace } from '../trace';
import { type Kept, writeRow } from './aggregate-row';
import type { CallStore } from './call-store';
import type { AggregateKind, OpenCall } from './types';

const KNOWN_FACT = statement('fact-known', 'SELECT 1 FROM fact_log WHERE aggregate = $1 AND aggregate_id = $2 AND fact_id = $3');
const INSERT_FACT = statement(
  'fact-insert',
  `INSERT INTO fact_log (aggregate, aggregate_id, version, order_no, fact_id, kind, rule, from_phase, to_phase, detail, traceparent, at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
);
const INSERT_OUTBOX = statement('outbox-insert', 'INSERT INTO outbox (id, subject, order_no, envelope, at) VALUES ($1, $2, $3, $4, $5)');

/** A fact, what it met, and what was decided. */
export interface Decided<State, F extends Fact> {
  readonly fact: F;
  readonly before: Kept<State>;
  readonly decision: Decision<State>;
  readonly at: Instant;
}

/** What every row of one decision says of where it belongs. */
interface Place {
  readonly aggregate: string;
  readonly id: string;
  readonly orderNo: string;
  readonly version: number;
}

/** Writes a decision down: the aggregate, the fact, the intents, the outbox and the cases. One transaction, and no call is made. */
export class DecisionLog {
  constructor(
    private readonly source: { readonly service: string; readonly hospitalId: string },
    private readonly calls: CallStore,
  ) {}

  async knows<State, F extends Fact>(sql: Sql, kind: AggregateKind<State, F>, id: string, fact: F): Promise<boolean> {
    return (await sql.rows(KNOWN_FACT, [kind.name, id, fact.id])).length > 0;
  }

  /** @returns the calls to make once the transaction is committed. */
  async write<State, F extends Fact>(sql: Sql, kind: AggregateKind<State, F>, decided: Decided<State, F>): Promise<OpenCall[]> {
    const { before, decision, at } = decided;
    const { state } = decision;
    const place = { aggregate: kind.name, id: kind.idOf(state), orderNo: kind.orderNoOf(state), version: before.version + 1 };
    await writeRow(sql, kind, { state, version: place.version }, at);
    await kind.alongside?.(sql, before.state, state);
    await this.logFact(sql, kind, place, decided);
    const opened: OpenCall[] = [];
    for (const command of decision.commands) {
      const call = await this.calls.open(sql, { kind: place.aggregate, id: place.id, orderNo: place.orderNo }, command, at);
      if (call) opened.push(call);
    }
    for (const key of decision.overtaken) await this.calls.close(sql, key, `overtaken by ${decided.fact.kind}`, at);
    await this.announce(sql, place, decision, at);
    for (const { reason, evidence } of decision.cases)
      await openCase(sql, { ...place, caseId: `${place.id}:${reason}`, reason, evidence, at, again: place.version });
    return opened;
  }

  private async logFact<State, F extends Fact>(
    sql: Sql,
    kind: AggregateKind<State, F>,
    { aggregate, id, version, orderNo }: Place,
    { fact, before, decision, at }: Decided<State, F>,
  ): Promise<void> {
    const phases = [kind.phaseOf(before.state), kind.phaseOf(decision.state)];
    const detail = storableJson(kind.describe(fact));
    const trace = currentTrace() ?? null;
    const row = [aggregate, id, version, orderNo, fact.id, fact.kind, decision.rule, ...phases, detail, trace, new Date(at)];
    await sql.run(INSERT_FACT, row);
  }

  private async announce(sql: Sql, { id, version, orderNo }: Place, decision: Decision<unknown>, at: Instant): Promise<void> {
    const { service, hospitalId } = this.source;
    const trace = currentTrace();
    for (const [index, { subject, data }] of decision.announcements.entries()) {
      const factId = `${service}.${id}.${version}${index === 0 ? '' : `.${index}`}`;
      const envelope = {
        specversion: '1.0',
        id: factId,
        source: `/hospital/${hospitalId}/${service}`,
        type: subject,
        subject: id,
        time: new Date(at).toISOString(),
        datacontenttype: 'application/json',
        ...(trace ? { traceparent: trace } : {}),
        data,
      };
      await sql.run(INSERT_OUTBOX, [factId, subject, orderNo, storableJson(envelope), new Date(at)]);
    }
  }
}
