import type { Decision, Fact } from '@meridian/kernel/machine';
import type { AggregateKind, LearnOptions } from '@meridian/platform/engine/types';
import { WritePath } from '@meridian/platform/engine/write-path';
import { callsByKey } from './in-call';
import type { Striker } from './striker';

/** Wraps the one way anything is written: before a decision's commit, and after it. */
export function wrapWrites(striker: Striker): void {
  const write = WritePath.prototype.write;
  WritePath.prototype.write = async function <State, F extends Fact>(
    this: WritePath,
    kind: AggregateKind<State, F>,
    id: string,
    fact: F,
    options?: LearnOptions<State>,
  ) {
    let decided: { readonly decision: Decision<State>; readonly orderNo: string } | undefined;
    const decide: typeof kind.decide = (state, learned, at) => {
      const decision = kind.decide(state, learned, at);
      decided = { decision, orderNo: kind.orderNoOf(decision.state) };
      for (const command of decision.commands) striker.at('before-intent', command.kind, decided.orderNo);
      return decision;
    };
    const watched = Object.create(kind, { decide: { value: decide } });
    const written = await write.call(this, watched, id, fact, options as LearnOptions<unknown>);
    if (decided && !('ok' in written)) {
      for (const command of decided.decision.commands) striker.at('after-intent', command.kind, decided.orderNo);
    }
    const closed = options?.closes && callsByKey.get(options.closes.key);
    if (closed) striker.at('after-commit', closed.kind, closed.orderNo);
    return written as never;
  } as typeof write;
}
