import { type Announcement, type CaseNote, type Command, type Decision, decided, type Fact, type Rule } from '@meridian/kernel/machine';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { AggregateKind, CallHandler, OpenCall } from '../engine/types';
import { ENGINE_APPEND_ONLY, ENGINE_MIGRATIONS } from '../storage/engine-tables.migration';

/** The smallest aggregate there is: it counts, asks somebody else, and counts the answer. */
export interface Counter {
  readonly id: string;
  readonly phase: 'OPEN' | 'CLOSED';
  readonly total: number;
  /** Keys of the calls that were answered, in the order their answers came. */
  readonly answers: readonly string[];
}

export interface Added extends Fact<'added'> {
  readonly by: number;
  readonly rule?: Rule;
  readonly commands?: readonly Command[];
  readonly announcements?: readonly Announcement[];
  readonly cases?: readonly CaseNote[];
  readonly overtaken?: readonly string[];
}
export interface Answered extends Fact<'answered'> {
  readonly key: string;
  readonly commands?: readonly Command[];
}
export interface Closed extends Fact<'closed'> {}
export type CounterFact = Added | Answered | Closed;

export const ORDER_NO = '01261122000000001A';
export const COUNTED = 'fact.test.counted.v1';

export const fresh = (id: string): Counter => ({ id, phase: 'OPEN', total: 0, answers: [] });

function decide(state: Counter, fact: CounterFact): Decision<Counter> {
  if (state.phase === 'CLOSED') return decided('refuse', state, { code: 'ORDER_ENDED' });
  switch (fact.kind) {
    case 'added': {
      const { commands = [], announcements = [], cases = [], overtaken = [], rule = 'move' } = fact;
      const next = rule === 'move' ? { ...state, total: state.total + fact.by } : state;
      return decided(rule, next, { commands, announcements, cases, overtaken });
    }
    case 'answered':
      return decided('move', { ...state, answers: [...state.answers, fact.key] }, { commands: fact.commands ?? [] });
    case 'closed':
      return decided('move', { ...state, phase: 'CLOSED' });
  }
}

export const counterKind: AggregateKind<Counter, CounterFact> = {
  name: 'counter',
  table: 'counter',
  idOf: (state) => state.id,
  orderNoOf: () => ORDER_NO,
  phaseOf: (state) => state.phase,
  columns: { total: (state) => state.total },
  decide,
  describe: (fact) => ({ kind: fact.kind }),
};

class Counters1700000001000 implements MigrationInterface {
  name = 'Counters1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE counter (
        id text PRIMARY KEY, version int NOT NULL, phase text NOT NULL, body jsonb NOT NULL,
        created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, total int NOT NULL)`);
    await runner.query('CREATE TABLE counter_claim (name text PRIMARY KEY, id text NOT NULL)');
    // What only the commit can find out: the last moment at which everything must still vanish together.
    await runner.query(`
      CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.subject LIKE '%poison%' THEN RAISE 'poisoned'; END IF; RETURN NULL; END $$`);
    await runner.query(
      'CREATE CONSTRAINT TRIGGER poison AFTER INSERT ON outbox DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_poison()',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE counter_claim, counter');
  }
}

export const migrations = [...ENGINE_MIGRATIONS, Counters1700000001000];
export const appendOnly = ENGINE_APPEND_ONLY;

/** A fact of ours for other services. */
export const counted = (n = 1): Announcement => ({ subject: COUNTED, data: { n } });

/** Silent for ever, unless the test says otherwise. */
export const handlerOf = (made: Partial<CallHandler> = {}): CallHandler => ({
  send: async () => ({ silent: 'TIMEOUT' }),
  ask: async () => ({ silent: 'TIMEOUT' }),
  askAfterMs: [2000],
  ...made,
});

export const answerOf = (call: OpenCall, commands: readonly Command[] = []): Answered => ({
  kind: 'answered',
  id: `${call.key}.answer`,
  key: call.key,
  commands,
});
