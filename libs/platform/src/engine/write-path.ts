import { createHash } from 'node:crypto';
import type { Clock, Instant } from '@meridian/kernel/clock';
import type { Decision, Fact, Rule } from '@meridian/kernel/machine';
import { type Refusal, refused } from '@meridian/kernel/outcome';
import canonicalize from 'canonicalize';
import { type Database, isUniqueViolation, type Sql, statement } from '../storage/database';
import { currentTrace } from '../trace';
import type { CallStore } from './call-store';
import type { EvidenceStore } from './evidence-store';
import { type AggregateKind, type Idempotency, type LearnOptions, type OpenCall, Refused } from './types';

export interface Written<State> {
  readonly state: State;
  readonly version: number;
  readonly rule: Rule;
  readonly replayed: boolean;
  readonly calls: readonly OpenCall[];
  readonly announced: boolean;
}

interface Row {
  version: number;
  body: unknown;
}

const INSERT_IDEMPOTENCY = statement(
  'idempotency-insert',
  'INSERT INTO idempotency (key, input_hash, aggregate, aggregate_id, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
);
const READ_IDEMPOTENCY = statement('idempotency-read', 'SELECT input_hash, aggregate_id FROM idempotency WHERE key = $1');
const KNOWN_FACT = statement('fact-known', 'SELECT 1 FROM fact_log WHERE aggregate = $1 AND aggregate_id = $2 AND fact_id = $3');
const INSERT_FACT = statement(
  'fact-insert',
  `INSERT INTO fact_log (aggregate, aggregate_id, version, order_no, fact_id, kind, rule, from_phase, to_phase, detail, traceparent, at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
);
const INSERT_OUTBOX = statement('outbox-insert', 'INSERT INTO outbox (id, subject, order_no, envelope, at) VALUES ($1, $2, $3, $4, $5)');
const INSERT_CASE = statement(
  'case-insert',
  `INSERT INTO case_file (case_id, aggregate, aggregate_id, order_no, reason, evidence, opened_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (case_id) DO NOTHING`,
);

const hashOf = (input: object): Buffer =>
  createHash('sha256')
    .update(canonicalize(JSON.parse(JSON.stringify(input))) ?? '')
    .digest();

/**
 * The one way anything is written: idempotency, lock, decide, save, intents, outbox, cases, evidence, one commit. READ COMMITTED with
 * a row lock; a lost race on a unique rule is tried again from the start. No call is ever made from here.
 */
export class WritePath {
  constructor(
    private readonly service: string,
    private readonly hospitalId: string,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calls: CallStore,
    private readonly evidence: EvidenceStore,
  ) {}

  async write<State, F extends Fact>(
    kind: AggregateKind<State, F>,
    id: string,
    fact: F,
    options: LearnOptions<State> = {},
  ): Promise<Written<State> | Refusal> {
    for (let round = 1; ; round++) {
      try {
        return await this.database.transaction((sql) => this.attempt(sql, kind, id, fact, options));
      } catch (error) {
        if (error instanceof Refused) return error.refusal;
        const race = isUniqueViolation(error) || (error as { code?: string }).code === '40P01';
        if (!race || round === 4) throw error;
      }
    }
  }

  /** Whether a key was used before: the id it made, a refusal for another input, or undefined when it is new. */
  async seen(idempotency: Idempotency): Promise<string | Refusal | undefined> {
    const [row] = await this.database.rows<{ input_hash: Buffer; aggregate_id: string }>(READ_IDEMPOTENCY, [idempotency.key]);
    if (!row) return undefined;
    return row.input_hash.equals(hashOf(idempotency.input)) ? row.aggregate_id : refused('IDEMPOTENCY_KEY_REUSED');
  }

  private async attempt<State, F extends Fact>(
    sql: Sql,
    kind: AggregateKind<State, F>,
    id: string,
    fact: F,
    options: LearnOptions<State>,
  ): Promise<Written<State>> {
    const at = this.clock.now();
    const seen = options.idempotency && (await this.claimKey(sql, kind.name, id, options.idempotency, at));
    // A replayed key answers for the aggregate it made, whatever number the repeat was given.
    const found = await this.load(sql, kind, seen ?? id);
    if (seen !== undefined && found) return { ...read<State>(found), rule: 'replay', replayed: true, calls: [], announced: false };
    if (!found && options.fresh === undefined) throw new Refused(refused('AGGREGATE_UNKNOWN', id));
    const before = found ? read<State>(found) : { state: options.fresh as State, version: 0 };

    if (options.closes) await this.close(sql, kind, before.state, options.closes, at);
    if (found && (await sql.rows(KNOWN_FACT, [kind.name, id, fact.id])).length > 0) {
      return { ...before, rule: 'replay', replayed: false, calls: [], announced: false };
    }
    const decision = kind.decide(before.state, fact, at);
    if (decision.rule === 'refuse') throw new Refused(refused(decision.code ?? 'FACT_REFUSED'));
    if (found && decision.rule === 'replay') return { ...before, rule: 'replay', replayed: false, calls: [], announced: false };
    if (options.evidence) await this.evidence.add(sql, options.evidence.key, kind.orderNoOf(before.state), options.evidence.exchanges);
    return this.save(sql, kind, fact, { ...before, decision, at });
  }

  private async save<State, F extends Fact>(
    sql: Sql,
    kind: AggregateKind<State, F>,
    fact: F,
    known: { state: State; version: number; decision: Decision<State>; at: Instant },
  ): Promise<Written<State>> {
    const { decision, at } = known;
    const version = known.version + 1;
    const after = decision.state;
    const id = kind.idOf(after);
    const orderNo = kind.orderNoOf(after);
    await this.store(sql, kind, after, version, at);
    await kind.alongside?.(sql, known.state, after);
    const when = new Date(at);
    const trace = currentTrace() ?? null;
    await sql.run(INSERT_FACT, [
      kind.name,
      id,
      version,
      orderNo,
      fact.id,
      fact.kind,
      decision.rule,
      kind.phaseOf(known.state),
      kind.phaseOf(after),
      JSON.stringify(kind.describe(fact)),
      trace,
      when,
    ]);
    const calls: OpenCall[] = [];
    for (const command of decision.commands) {
      const call = await this.calls.open(sql, { kind: kind.name, id, orderNo }, command, at);
      if (call) calls.push(call);
    }
    for (const key of decision.overtaken) await this.calls.close(sql, key, `overtaken by ${fact.kind}`, at);
    for (const [index, announcement] of decision.announcements.entries()) {
      const factId = `${this.service}.${id}.${version}${index === 0 ? '' : `.${index}`}`;
      const envelope = {
        specversion: '1.0',
        id: factId,
        source: `/hospital/${this.hospitalId}/${this.service}`,
        type: announcement.subject,
        subject: id,
        time: when.toISOString(),
        datacontenttype: 'application/json',
        ...(trace ? { traceparent: trace } : {}),
        data: announcement.data,
      };
      await sql.run(INSERT_OUTBOX, [factId, announcement.subject, orderNo, JSON.stringify(envelope), when]);
    }
    for (const one of decision.cases) {
      await sql.run(INSERT_CASE, [`${id}:${one.reason}`, kind.name, id, orderNo, one.reason, JSON.stringify(one.evidence), when]);
    }
    return { state: after, version, rule: decision.rule, replayed: false, calls, announced: decision.announcements.length > 0 };
  }

  /** @returns the id the key was used for before, or undefined when it is new. */
  private async claimKey(sql: Sql, aggregate: string, id: string, idempotency: Idempotency, at: Instant): Promise<string | undefined> {
    const hash = hashOf(idempotency.input);
    if ((await sql.run(INSERT_IDEMPOTENCY, [idempotency.key, hash, aggregate, id, new Date(at)])) > 0) return undefined;
    const [row] = await sql.rows<{ input_hash: Buffer; aggregate_id: string }>(READ_IDEMPOTENCY, [idempotency.key]);
    if (!row || !row.input_hash.equals(hash)) throw new Refused(refused('IDEMPOTENCY_KEY_REUSED'));
    return row.aggregate_id;
  }

  private async load<State, F extends Fact>(sql: Sql, kind: AggregateKind<State, F>, id: string): Promise<Row | undefined> {
    const [row] = await sql.rows<Row>(statement(`${kind.name}-lock`, `SELECT version, body FROM ${kind.table} WHERE id = $1 FOR UPDATE`), [
      id,
    ]);
    return row;
  }

  private async store<State, F extends Fact>(
    sql: Sql,
    kind: AggregateKind<State, F>,
    state: State,
    version: number,
    at: Instant,
  ): Promise<void> {
    const names = Object.keys(kind.columns);
    const values = [
      kind.idOf(state),
      version,
      kind.phaseOf(state),
      JSON.stringify(state),
      new Date(at),
      ...names.map((name) => kind.columns[name]?.(state)),
    ];
    if (version === 1) {
      const places = names.map((_, index) => `, $${index + 6}`).join('');
      const columns = names.map((name) => `, ${name}`).join('');
      const text = `INSERT INTO ${kind.table} (id, version, phase, body, created_at, updated_at${columns}) VALUES ($1, $2, $3, $4, $5, $5${places})`;
      await sql.run(statement(`${kind.name}-insert`, text), values);
      return;
    }
    const sets = names.map((name, index) => `, ${name} = $${index + 6}`).join('');
    const text = `UPDATE ${kind.table} SET version = $2, phase = $3, body = $4, updated_at = $5${sets} WHERE id = $1 AND version = $2 - 1`;
    const touched = await sql.run(statement(`${kind.name}-update`, text), values);
    if (touched !== 1) throw new Error(`${kind.name} ${kind.idOf(state)} moved under its own lock`);
  }

  private async close<State, F extends Fact>(
    sql: Sql,
    kind: AggregateKind<State, F>,
    state: State,
    closes: NonNullable<LearnOptions<State>['closes']>,
    at: Instant,
  ): Promise<void> {
    await this.calls.close(sql, closes.key, closes.heard, at);
    await this.evidence.add(sql, closes.key, kind.orderNoOf(state), closes.exchanges);
  }
}

const read = <State>(row: Row): { state: State; version: number } => ({ state: row.body as State, version: row.version });
