import type { Instant } from '@meridian/kernel/clock';
import type { Decision, Fact } from '@meridian/kernel/machine';
import { addCase } from '../cases';
import type { Hint } from '../facts/hints';
import { type Sql, statement } from '../storage/database';
import { storableJson } from '../storage/storable';
import { currentTrace } from '../trace';
import { type Kept, moveRow } from './aggregate-row';
import type { CallStore } from './call-store';
import type { CommitStatement } from './commit-statement';
import type { AggregateKind } from './types';

const KNOWN_FACT = statement('fact-known', 'SELECT 1 FROM fact_log WHERE aggregate = $1 AND aggregate_id = $2 AND fact_id = $3');

/** A fact, what it met, and what was decided. */
export interface Decided<State, F extends Fact> {
  readonly fact: F;
  readonly before: Kept<State>;
  readonly decision: Decision<State>;
  readonly at: Instant;
  /** The call that the fact answers. */
  readonly closes?: { readonly key: string; readonly heard: string } | undefined;
}

/** What every row of one decision says of where it belongs. */
interface Place {
  readonly aggregate: string;
  readonly id: string;
  readonly orderNo: string;
  readonly version: number;
}

/** A decision as parts of its commit: the aggregate, the fact, the intents, the outbox and the cases. */
export class DecisionLog {
  constructor(
    private readonly source: { readonly service: string; readonly hospitalId: string },
    private readonly calls: CallStore,
  ) {}

  async knows<State, F extends Fact>(sql: Sql, kind: AggregateKind<State, F>, id: string, fact: F): Promise<boolean> {
    return (await sql.rows(KNOWN_FACT, [kind.name, id, fact.id])).length > 0;
  }

  /** @returns the facts to tell right after the commit */
  write<State, F extends Fact>(commit: CommitStatement, kind: AggregateKind<State, F>, decided: Decided<State, F>): Hint[] {
    const { before, decision, at, closes } = decided;
    const { state, overtaken } = decision;
    const place = { aggregate: kind.name, id: kind.idOf(state), orderNo: kind.orderNoOf(state), version: before.version + 1 };
    moveRow(commit, kind, { state, version: place.version }, at);
    for (const { name, text } of kind.alongside?.(before.state, state) ?? []) commit.part(name, text(commit.place));
    this.logFact(commit, kind, place, decided);
    if (closes) this.calls.close(commit, 'moved', closes, at);
    if (overtaken.length > 0) this.calls.overtake(commit, overtaken, `overtaken by ${decided.fact.kind}`, at);
    const ended = { ...(closes ? { closed: [closes.key] } : {}), ...(overtaken.length > 0 ? { overtaken } : {}) };
    this.calls.open(commit, { kind: place.aggregate, id: place.id, orderNo: place.orderNo }, decision.commands, { at, ended });
    for (const { reason, evidence } of decision.cases)
      addCase(commit, 'moved', { ...place, caseId: `${place.id}:${reason}`, reason, evidence, at, again: place.version });
    return this.announce(commit, place, decision, at);
  }

  private logFact<State, F extends Fact>(
    commit: CommitStatement,
    kind: AggregateKind<State, F>,
    { aggregate, id, version, orderNo }: Place,
    { fact, before, decision, at }: Decided<State, F>,
  ): void {
    const phases = [kind.phaseOf(before.state), kind.phaseOf(decision.state)];
    const detail = storableJson(kind.describe(fact));
    const trace = currentTrace() ?? null;
    const row = [aggregate, id, version, orderNo, fact.id, fact.kind, decision.rule, ...phases, detail, trace, new Date(at)];
    commit.part(
      'logged',
      `INSERT INTO fact_log (aggregate, aggregate_id, version, order_no, fact_id, kind, rule, from_phase, to_phase, detail, traceparent, at)
       SELECT ${row.map(commit.place).join(', ')} FROM moved`,
    );
  }

  private announce(commit: CommitStatement, { id, version, orderNo }: Place, { announcements }: Decision<unknown>, at: Instant): Hint[] {
    if (announcements.length === 0) return [];
    const { service, hospitalId } = this.source;
    const trace = currentTrace();
    const ids = announcements.map((_, index) => `${service}.${id}.${version}${index === 0 ? '' : `.${index}`}`);
    const envelopes = announcements.map(({ subject, data }, index) =>
      storableJson({
        specversion: '1.0',
        id: ids[index],
        source: `/hospital/${hospitalId}/${service}`,
        type: subject,
        subject: id,
        time: new Date(at).toISOString(),
        datacontenttype: 'application/json',
        ...(trace ? { traceparent: trace } : {}),
        data,
      }),
    );
    const { place } = commit;
    const rows = [ids, announcements.map(({ subject }) => subject), envelopes].map((column) => `${place(column)}::text[]`);
    // One part for all of them: the parts of a commit have no order, and announcements do.
    commit.part(
      'announced',
      `INSERT INTO outbox (id, subject, order_no, envelope, at)
       SELECT a.id, a.subject, ${place(orderNo)}, a.envelope, ${place(new Date(at))}
       FROM moved, unnest(${rows.join(', ')}) WITH ORDINALITY AS a (id, subject, envelope, place) ORDER BY a.place`,
    );
    return announcements.flatMap(({ subject, urgent }, index) => (urgent ? [{ subject, envelope: envelopes[index] ?? '' }] : []));
  }
}
