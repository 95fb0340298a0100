import type { Clock, Instant } from '@meridian/kernel/clock';
import type { Fact, Rule } from '@meridian/kernel/machine';
import { type Refusal, refused } from '@meridian/kernel/outcome';
import { type Database, isUniqueViolation, type Sql } from '../storage/database';
import { type Kept, lockRow } from './aggregate-row';
import type { CallStore } from './call-store';
import type { DecisionLog } from './decision-log';
import type { EvidenceStore } from './evidence-store';
import { claimKey } from './idempotency';
import { type AggregateKind, type LearnOptions, type OpenCall, Refused } from './types';

export interface Written<State> {
  readonly state: State;
  readonly version: number;
  readonly rule: Rule;
  readonly replayed: boolean;
  readonly calls: readonly OpenCall[];
  readonly announced: boolean;
}

interface Parts {
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: Clock;
  readonly calls: CallStore;
  readonly evidence: EvidenceStore;
  readonly log: DecisionLog;
}

interface Told<State, F extends Fact> {
  readonly kind: AggregateKind<State, F>;
  readonly id: string;
  readonly fact: F;
  readonly options: LearnOptions<State>;
}

const ROUNDS = 4;
const DEADLOCK = '40P01';

/**
 * The one way anything is written: idempotency, lock, decide, save, intents, outbox, cases, evidence, one commit. READ COMMITTED with
 * a row lock; a lost race on a unique rule is tried again from the start. No call is ever made from here.
 */
export class WritePath {
  constructor(private readonly parts: Parts) {}

  async write<State, F extends Fact>(
    kind: AggregateKind<State, F>,
    id: string,
    fact: F,
    options: LearnOptions<State> = {},
  ): Promise<Written<State> | Refusal> {
    for (let round = 1; ; round++) {
      try {
        return await this.parts.database.transaction((sql) => this.attempt(sql, { kind, id, fact, options }));
      } catch (error) {
        if (error instanceof Refused) return error.refusal;
        const race = isUniqueViolation(error) || (error as { code?: string }).code === DEADLOCK;
        if (!race || round === ROUNDS) throw error;
      }
    }
  }

  private async attempt<State, F extends Fact>(sql: Sql, { kind, id, fact, options }: Told<State, F>): Promise<Written<State>> {
    const { clock, evidence, log } = this.parts;
    const { idempotency, closes, fresh } = options;
    const at = clock.now();
    const seen = idempotency && (await claimKey(sql, idempotency, { aggregate: kind.name, id, at }));
    // A replayed key answers for the aggregate it made, whatever number the repeat was given.
    const found = await lockRow(sql, kind, seen ?? id);
    if (seen !== undefined && found) return { ...unchanged(found), replayed: true };
    if (seen !== undefined) throw new Refused(refused('IDEMPOTENCY_KEY_REUSED'));
    const before = found ?? (fresh === undefined ? undefined : { state: fresh, version: 0 });
    if (!before) throw new Refused(refused('AGGREGATE_UNKNOWN', id));

    if (closes) await this.close(sql, kind.orderNoOf(before.state), closes, at);
    if (found && (await log.knows(sql, kind, id, fact))) return unchanged(found);
    const decision = kind.decide(before.state, fact, at);
    if (decision.rule === 'refuse') throw new Refused(refused(decision.code ?? 'FACT_REFUSED'));
    if (found && decision.rule === 'replay') return unchanged(found);
    if (options.evidence) await evidence.add(sql, options.evidence.key, kind.orderNoOf(before.state), options.evidence.exchanges);
    const calls = await log.write(sql, kind, { fact, before, decision, at });
    const announced = decision.announcements.length > 0;
    return { state: decision.state, version: before.version + 1, rule: decision.rule, replayed: false, calls, announced };
  }

  private async close(sql: Sql, orderNo: string, closes: NonNullable<LearnOptions<unknown>['closes']>, at: Instant): Promise<void> {
    await this.parts.calls.close(sql, closes.key, closes.heard, at);
    await this.parts.evidence.add(sql, closes.key, orderNo, closes.exchanges);
  }
}

const unchanged = <State>({ state, version }: Kept<State>): Written<State> => ({
  state,
  version,
  rule: 'replay',
  replayed: false,
  calls: [],
  announced: false,
});
