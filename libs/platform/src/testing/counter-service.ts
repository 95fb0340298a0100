import { contract } from '@meridian/contracts/contract';
import { IsCount, IsName, IsText, Maybe } from '@meridian/contracts/fields';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { Controller } from '@nestjs/common';
import type { ServiceDefinition } from '../boot';
import { Answers, type Asked } from '../bus/answers';
import type { ServiceConfig } from '../config';
import { Engine } from '../engine/engine';
import type { CallHandler } from '../engine/types';
import { currentTrace, traceIdOf } from '../trace';
import { counted, counterKind, fresh } from './counter';

export class AddRequest {
  @IsName() id: string;
  @IsCount() by: number;
}

export class AddReply {
  @IsName() id: string;
  @IsCount() total: number;
  @IsText(64) @Maybe() traceId?: string;
}

const codes = ['ORDER_ENDED'] as const;
const shape = { request: AddRequest, reply: AddReply, codes, deadlineMs: 3000 };

/** Adds, makes the call that follows, and waits for its answer. */
export const addOne = contract({ ...shape, subject: 'test.add-one.v1' });
/** What may go wrong with an answer: `refused`, `throws`, `wrong` (breaks its contract), `late` (past a deadline of 100 ms). */
export const misbehave = contract({ ...shape, subject: 'test.misbehave.v1', deadlineMs: 1000 });

@Controller()
export class CounterHandler {
  /** Bodies that reached the handlers. */
  readonly seen: object[] = [];
  hold: Promise<void> = Promise.resolve();

  constructor(private readonly engine: Engine) {}

  @Answers(addOne)
  async add(request: AddRequest, { deadlineAt }: Asked): Promise<Outcome<AddReply>> {
    this.seen.push(request);
    const { id, by } = request;
    const learned = await this.engine.learn(
      counterKind,
      id,
      { kind: 'added', id: `add-${id}`, by, commands: [{ kind: 'pay', key: `${id}.pay`, payload: {} }], announcements: [counted(by)] },
      { fresh: fresh(id) },
    );
    if (!learned.ok) return learned;
    const { state } = await this.engine.settledBy(counterKind, learned, deadlineAt);
    const traceId = traceIdOf(currentTrace());
    return done({ id, total: state.total + state.answers.length, ...(traceId ? { traceId } : {}) });
  }

  @Answers(misbehave)
  async misbehave(request: AddRequest): Promise<Outcome<AddReply>> {
    this.seen.push(request);
    if (request.id === 'refused') return refused('ORDER_ENDED', 'it is over');
    if (request.id === 'throws') throw new Error('a bug');
    if (request.id === 'wrong') return done({ id: 'x', total: -1 });
    if (request.id === 'held') await this.hold;
    return done({ id: request.id, total: 0 });
  }
}

/** The counter as a service, with the handler of its one kind of call. */
export const counterService = (config: ServiceConfig, pay: CallHandler): ServiceDefinition => ({
  service: 'test',
  config,
  controllers: [CounterHandler],
  providers: () => [],
  engine: (engine) => engine.keeps(counterKind).makes('pay', pay),
});
