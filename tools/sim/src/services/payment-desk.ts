import { fen } from '@meridian/kernel/fen';
import { collectionNoIn, collectionNoOf } from '@meridian/kernel/ids';
import type { Fact } from '@meridian/kernel/machine';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { type Collection, newCollection } from '@meridian/payment/domain/collection';
import { paidFact, refundFact } from '../drivers/channel-calls';
import type { Row } from '../engine/types';
import type { Worker } from '../engine/worker';
import type { Life } from '../life';
import type { Callback } from '../parties/channel';
import type { Answering } from '../wire';

export interface CollectionReply {
  readonly status: 'done' | 'refused' | 'working';
  readonly state: string;
  readonly generation: number;
  readonly factId: string;
  readonly opened?: NonNullable<Collection['legs'][number]['attempts'][number]['opened']>;
  readonly capture?: Collection['captures'][number];
  readonly refusal?: string;
}

export interface RefundReply {
  readonly status: 'done' | 'refused' | 'working';
  readonly state: string;
  readonly refusal?: string;
}

interface Asked {
  readonly key: string;
  readonly orderNo: string;
  readonly generation: number;
}

/** The use cases of payment: open, close, refund, take-callback, and apps/payment/src/usecases/collection.view.ts. */
export class PaymentDesk {
  constructor(private readonly life: () => Life) {}

  open(asked: Asked & { amountFen: number; payUntil: number; channel: string; product: string; payerId: string | null }): Answering {
    const { key, orderNo, generation, amountFen, payUntil, channel, product, payerId } = asked;
    const fact = {
      kind: 'openAsked',
      id: key,
      hospitalId: 'H1',
      applicationId: 'app',
      merchantId: 'M1',
      amountFen: fen(amountFen),
      description: '',
      channel,
      product,
      payerId,
      expiresAt: payUntil,
    } as Fact;
    return this.learned(asked, fact, true, (row) => reply(row, ['OPEN', 'CAPTURED'], ['REJECTED', 'CLOSED', 'CLOSING']), {
      orderNo,
      generation,
    });
  }

  close(asked: Asked): Answering {
    const { payment, world } = this.life();
    if (world.twisted('no-collection-tombstone') && !payment.rows.has(collectionNoOf(asked.orderNo, asked.generation))) {
      const { generation } = asked;
      return (_worker, _deadlineAt, answer) => answer(done({ status: 'done', state: 'CLOSED', generation, factId: 'none' }));
    }
    return this.learned(asked, { kind: 'closeAsked', id: asked.key }, true, (row) => reply(row, ['CLOSED', 'CAPTURED'], []), asked);
  }

  refund(asked: Asked & { refundNo: string; amountFen: number; reason: string }): Answering {
    const { key, refundNo, amountFen, reason } = asked;
    const fact = { kind: 'refundAsked', id: key, refundNo, amountFen, reason } as Fact;
    const view = (row: Row): Outcome<RefundReply> => {
      const refund = (row.state as Collection).refunds.find((one) => one.refundNo === refundNo);
      if (!refund) return refused('COLLECTION_UNKNOWN');
      if (refund.refusal !== null) return done({ status: 'refused', state: 'FAILED', refusal: refund.refusal });
      const status = ({ REQUESTED: 'working', PROCESSING: 'working', SUCCEEDED: 'done', FAILED: 'refused' } as const)[refund.state];
      return done({ status, state: refund.state });
    };
    return this.learned(asked, fact, false, view, asked);
  }

  /** Any process may take a callback. @returns whether it is acknowledged */
  callback(worker: Worker, notice: Callback): boolean {
    const { kinds, payment, world } = this.life();
    const number = 'payment' in notice ? notice.payment.outTradeNo : notice.refund.outRefundNo;
    const fact = 'payment' in notice ? paidFact(notice.payment) : refundFact(notice.refund);
    if (world.twisted('callback-of-a-non-owner-dropped') && worker.id % 2 === 0) return true;
    const learned = payment.learn(worker, kinds.collection, collectionNoIn(number), fact);
    return learned?.ok ?? world.twisted('acknowledged-before-the-commit');
  }

  private learned(
    asked: Asked & { amountFen?: number },
    fact: Fact,
    fresh: boolean,
    view: (row: Row) => Outcome<unknown>,
    { orderNo, generation }: { orderNo: string; generation: number },
  ): Answering {
    const id = collectionNoOf(orderNo, generation);
    return (worker, deadlineAt, answer) => {
      const { kinds, payment } = this.life();
      const learned = payment.learn(worker, kinds.collection, id, fact, {
        ...(fresh ? { fresh: newCollection(id, orderNo, generation) } : {}),
        key: asked.key,
        input: `${asked.generation}.${asked.amountFen ?? ''}`,
      });
      if (!learned) return;
      if (!learned.ok) {
        answer(refused(learned.code === 'AGGREGATE_UNKNOWN' ? 'COLLECTION_UNKNOWN' : learned.code));
        return;
      }
      payment.executor.settledBy(worker, learned.row.id, deadlineAt, () => answer(view(learned.row)));
    };
  }
}

function reply(row: Row, whenDone: readonly string[], whenRefused: readonly string[]): Outcome<CollectionReply> {
  const state = row.state as Collection;
  const attempt = state.legs.at(-1)?.attempts.at(-1);
  const capture = state.captures.find((one) => !one.surplus);
  return done({
    status: whenDone.includes(state.state) ? 'done' : whenRefused.includes(state.state) ? 'refused' : 'working',
    state: state.state,
    generation: state.generation,
    factId: `payment.${row.id}.${row.version}`,
    ...(attempt?.opened ? { opened: attempt.opened } : {}),
    ...(capture ? { capture } : {}),
    ...(attempt?.refusal ? { refusal: attempt.refusal.code } : {}),
  });
}
