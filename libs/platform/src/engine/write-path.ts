import type { Clock } from '@meridian/kernel/clock';
import type { Decision, Fact, Rule } from '@meridian/kernel/machine';
import { type Refusal, refused } from '@meridian/kernel/outcome';
import type { Hint } from '../facts/hints';
import { type Database, isUniqueViolation } from '../storage/database';
import { type Kept, readRow } from './aggregate-row';
import type { CallStore } from './call-store';
import { CommitStatement } from './commit-statement';
import type { DecisionLog } from './decision-log';
import type { EvidenceStore } from './evidence-store';
import { claimKey, keepKey, seenKey } from './idempotency';
import type { AggregateKind, LearnOptions, OpenCall } from './types';
import { aggregateOf, type WorkingSet } from './working-set';

export interface Written<State> {
  readonly state: State;
  readonly version: number;
  readonly rule: Rule;
  readonly replayed: boolean;
  readonly calls: readonly OpenCall[];
  readonly announced: boolean;
  readonly hints: readonly Hint[];
}

interface Parts {
  readonly database: Pick<Database, 'rows' | 'run'>;
  readonly clock: Clock;
  readonly calls: CallStore;
  readonly evidence: EvidenceStore;
  readonly log: DecisionLog;
  readonly workingSet: WorkingSet;
}

interface Told<State, F extends Fact> {
  readonly kind: AggregateKind<State, F>;
  readonly id: string;
  readonly fact: F;
  readonly options: LearnOptions<State>;
}

const ROUNDS = 8;
/** Deadlock, lock timeout. */
const LOST_RACES = ['40P01', '55P03'];

/**
 * The one way anything is written: decide on the state as it is known, then one statement with state, fact, key, intents, outbox, cases
 * and evidence, under the version that was decided on. The first round trusts what this process last knew and reads nothing; when the row
 * has moved, a unique rule speaks up, or nothing would be written, the second decides on what the database says. No call is ever made
 * from here.
 */
export class WritePath {
  constructor(private readonly parts: Parts) {}

  write<State, F extends Fact>(
    kind: AggregateKind<State, F>,
    id: string,
    fact: F,
    options: LearnOptions<State> = {},
  ): Promise<Written<State> | Refusal> {
    const told = { kind, id, fact, options };
    return this.parts.workingSet.inTurn(aggregateOf(told.kind, told.id), () => this.rounds(told));
  }

  private async rounds<State, F extends Fact>(told: Told<State, F>): Promise<Written<State> | Refusal> {
    for (let round = 1; ; round++) {
      try {
        const written = await (round === 1 ? this.quickly(told) : this.carefully(told));
        if (written) return written;
      } catch (error) {
        this.parts.workingSet.forget(aggregateOf(told.kind, told.id));
        const refusal = round > 1 && (await this.refusalOf(told, error));
        if (refusal) return refusal;
        const race = isUniqueViolation(error) || LOST_RACES.includes((error as { code?: string }).code ?? '');
        if (!race || round === ROUNDS) throw error;
      }
      if (round === ROUNDS) throw new Error(`${aggregateOf(told.kind, told.id)} moved ${ROUNDS} times under a fact`);
    }
  }

  /** A broken unique rule of the kind's own is its refusal, unless it was broken by the same command, told twice at once. */
  private async refusalOf<State, F extends Fact>({ kind, options }: Told<State, F>, error: unknown): Promise<Refusal | undefined> {
    if (!isUniqueViolation(error)) return undefined;
    const refusal = kind.refusalOf?.((error as { constraint?: string }).constraint ?? '');
    const told = refusal && options.idempotency && (await seenKey(this.parts.database, options.idempotency));
    return told === undefined ? refusal : undefined;
  }

  /** @returns undefined when only the database can tell */
  private async quickly<State, F extends Fact>(told: Told<State, F>): Promise<Written<State> | undefined> {
    const { kind, id, fact, options } = told;
    const { clock, database, workingSet } = this.parts;
    const recalled = workingSet.recall<State>(aggregateOf(told.kind, told.id));
    if (recalled?.facts.has(fact.id) && !options.idempotency && !options.closes) return unchanged(recalled);
    const before = recalled ?? (options.fresh === undefined ? await readRow(database, kind, id) : { state: options.fresh, version: 0 });
    if (!before || options.guard?.(before.state)) return undefined;
    const at = clock.now();
    const decision = kind.decide(before.state, fact, at);
    if (decision.rule === 'refuse' || (decision.rule === 'replay' && before.version > 0)) return undefined;
    return this.commit(told, { before, decision, at });
  }

  private async carefully<State, F extends Fact>(told: Told<State, F>): Promise<Written<State> | Refusal | undefined> {
    const { kind, id, fact, options } = told;
    const { clock, database, log, workingSet } = this.parts;
    const seen = options.idempotency && (await seenKey(database, options.idempotency));
    if (typeof seen === 'object') return seen;
    const found = await readRow(database, kind, seen ?? id);
    // A replayed key answers for the aggregate it made, whatever number the repeat was given.
    if (seen !== undefined) return found ? { ...unchanged(found), replayed: true } : refused('IDEMPOTENCY_KEY_REUSED');
    const before = found ?? (options.fresh === undefined ? undefined : { state: options.fresh, version: 0 });
    if (!before) return refused('AGGREGATE_UNKNOWN', id);
    const guarded = options.guard?.(before.state);
    if (guarded) return guarded;
    if (found) workingSet.remember(aggregateOf(told.kind, told.id), found);
    if (found && (await log.knows(database, kind, id, fact))) return this.nothingNew(told, found);
    const at = clock.now();
    const decision = kind.decide(before.state, fact, at);
    if (decision.rule === 'refuse') return refused(decision.code ?? 'FACT_REFUSED');
    if (found && decision.rule === 'replay') return this.nothingNew(told, found);
    return this.commit(told, { before, decision, at });
  }

  /** @returns undefined when the row has moved since `before` */
  private async commit<State, F extends Fact>(
    told: Told<State, F>,
    { before, decision, at }: { before: Kept<State>; decision: Decision<State>; at: number },
  ): Promise<Written<State> | undefined> {
    const { kind, id, fact, options } = told;
    const { calls, evidence, log, database, workingSet } = this.parts;
    const { idempotency, closes } = options;
    const { state, commands, announcements, rule } = decision;
    const orderNo = kind.orderNoOf(state);
    const statement = new CommitStatement();
    const hints = log.write(statement, kind, { fact, before, decision, at, closes });
    if (idempotency) claimKey(statement, idempotency, { aggregate: kind.name, id, at });
    if (closes) evidence.add(statement, 'moved', { key: closes.key, orderNo }, closes.exchanges);
    if (options.evidence) evidence.add(statement, 'moved', { key: options.evidence.key, orderNo }, options.evidence.exchanges);
    const { moved, opened = [] } = await statement.run<{ moved: boolean; opened?: string[] }>(database);
    if (!moved) {
      workingSet.forget(aggregateOf(told.kind, told.id));
      return undefined;
    }
    const version = before.version + 1;
    workingSet.remember(aggregateOf(told.kind, told.id), { state, version }, fact.id);
    const made = calls.made({ kind: kind.name, id: kind.idOf(state), orderNo }, commands, opened, { at, decided: state });
    return { state, version, rule, replayed: false, calls: made, announced: announcements.length > 0, hints };
  }

  /** The fact is known, or says nothing that the state does not say already; its call is answered all the same. */
  private async nothingNew<State, F extends Fact>(
    { kind, id, options }: Told<State, F>,
    found: Kept<State>,
  ): Promise<Written<State> | Refusal> {
    const { calls, clock, database, evidence } = this.parts;
    const { closes, idempotency } = options;
    const reused = idempotency && (await keepKey(database, idempotency, { aggregate: kind.name, id, at: clock.now() }));
    if (reused) return reused;
    if (closes) {
      const statement = new CommitStatement().part('told', 'SELECT 1').answer('told', 'true');
      calls.close(statement, 'told', closes, clock.now());
      evidence.add(statement, 'told', { key: closes.key, orderNo: kind.orderNoOf(found.state) }, closes.exchanges);
      await statement.run(database);
    }
    return unchanged(found);
  }
}

const unchanged = <State>({ state, version }: Kept<State>): Written<State> => ({
  state,
  version,
  rule: 'replay',
  replayed: false,
  calls: [],
  announced: false,
  hints: [],
});
