import { fen } from '@meridian/kernel/fen';
import { collectionNoIn, collectionNoOf } from '@meridian/kernel/ids';
import type { Fact } from '@meridian/kernel/machine';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { type Attempt, type Capture, type Collection, newCollection } from '@meridian/payment/domain/collection';
import { paidFact, refundFact } from '../drivers/channel-facts';
import { type Row, told } from '../engine/types';
import type { Worker } from '../engine/worker';
import type { Life } from '../life';
import type { Callback } from '../parties/trade';
import type { Answering } from '../wire';
import type { Asked } from './asked';

export interface CollectionReply {
  readonly status: 'done' | 'refused' | 'working';
  readonly state: string;
  readonly generation: number;
  readonly factId: string;
  readonly opened: Attempt['opened'];
  readonly capture: Capture | null;
  readonly refusal: string | null;
}

export interface RefundReply {
  readonly status: 'done' | 'refused' | 'working';
  readonly state: string;
  readonly refusal?: string;
}

export interface Opening {
  readonly amountFen: number;
  readonly payUntil: number;
  readonly channel: string;
  readonly product: string;
  readonly payerId: string | null;
}

export interface Refunding {
  readonly refundNo: string;
  readonly amountFen: number;
  readonly reason: string;
}

interface UseCase {
  readonly fact: Fact;
  /** Whether there may be no collection yet. */
  readonly founds: boolean;
  readonly amountFen: number;
  readonly view: (row: Row) => Outcome<unknown>;
}

/** The use cases of payment: open, close, refund, take-callback, and apps/payment/src/usecases/collection.view.ts. */
export class PaymentDesk {
  constructor(private readonly life: () => Life) {}

  open(asked: Asked, { amountFen, payUntil, channel, product, payerId }: Opening): Answering {
    const fact = {
      kind: 'openAsked',
      id: asked.key,
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
    return this.learned(asked, { fact, founds: true, amountFen, view: openView });
  }

  close(asked: Asked): Answering {
    const { payment, world } = this.life();
    if (world.twisted('no-collection-tombstone') && !payment.rows.has(collectionNoOf(asked.orderNo, asked.generation))) {
      const { generation } = asked;
      return (_worker, _deadlineAt, answer) =>
        answer(done({ status: 'done', state: 'CLOSED', generation, factId: 'none', opened: null, capture: null, refusal: null }));
    }
    return this.learned(asked, { fact: { kind: 'closeAsked', id: asked.key }, founds: true, amountFen: 0, view: closeView });
  }

  refund(asked: Asked, { refundNo, amountFen, reason }: Refunding): Answering {
    const fact = { kind: 'refundAsked', id: asked.key, refundNo, amountFen, reason } as Fact;
    const view = (row: Row): Outcome<RefundReply> => {
      const refund = (row.state as Collection).refunds.find((one) => one.refundNo === refundNo);
      if (!refund) return refused('COLLECTION_UNKNOWN');
      if (refund.refusal !== null) return done({ status: 'refused', state: 'FAILED', refusal: refund.refusal });
      return done({ status: REFUND_STATUS[refund.state], state: refund.state });
    };
    return this.learned(asked, { fact, founds: false, amountFen, view });
  }

  /** Any process may take a callback. @returns whether it is acknowledged */
  callback(worker: Worker, notice: Callback): boolean {
    const { kinds, payment, world } = this.life();
    const number = 'payment' in notice ? notice.payment.outTradeNo : notice.refund.outRefundNo;
    const fact = 'payment' in notice ? paidFact(notice.payment) : refundFact(notice.refund);
    if (world.twisted('callback-of-a-non-owner-dropped') && worker.id % 2 === 0) return true;
    const learned = payment.learn(worker, kinds.collection, collectionNoIn(number), told(fact));
    return learned?.ok ?? world.twisted('acknowledged-before-the-commit');
  }

  private learned({ key, orderNo, generation }: Asked, { fact, founds, amountFen, view }: UseCase): Answering {
    const id = collectionNoOf(orderNo, generation);
    return (worker, deadlineAt, answer) => {
      const { kinds, payment } = this.life();
      const fresh = founds ? newCollection(id, orderNo, generation) : undefined;
      const learned = payment.learn(worker, kinds.collection, id, { fact, fresh, key, input: `${generation}.${amountFen}`, closes: null });
      if (!learned) return;
      if (learned.ok) payment.executor.settledBy(worker, learned.row.id, deadlineAt, () => answer(view(learned.row)));
      else answer(refused(learned.code === 'AGGREGATE_UNKNOWN' ? 'COLLECTION_UNKNOWN' : learned.code));
    };
  }
}

const REFUND_STATUS = { REQUESTED: 'working', PROCESSING: 'working', SUCCEEDED: 'done', FAILED: 'refused' } as const;

const openView = (row: Row): Outcome<CollectionReply> => reply(row, ['OPEN', 'CAPTURED'], ['REJECTED', 'CLOSED', 'CLOSING']);
const closeView = (row: Row): Outcome<CollectionReply> => reply(row, ['CLOSED', 'CAPTURED'], []);

function reply(row: Row, whenDone: readonly string[], whenRefused: readonly string[]): Outcome<CollectionReply> {
  const { state, generation, legs, captures } = row.state as Collection;
  const attempt = legs.at(-1)?.attempts.at(-1);
  return done({
    status: whenDone.includes(state) ? 'done' : whenRefused.includes(state) ? 'refused' : 'working',
    state,
    generation,
    factId: `payment.${row.id}.${row.version}`,
    opened: attempt?.opened ?? null,
    capture: captures.find((one) => !one.surplus) ?? null,
    refusal: attempt?.refusal?.code ?? null,
  });
}
