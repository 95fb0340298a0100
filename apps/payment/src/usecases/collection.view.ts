import type { ChannelRefundReply, CollectionReply, CollectionView } from '@meridian/contracts/payment/payment.message';
import type { Collection, Refund } from '../domain/collection';

type Stored = { readonly state: Collection; readonly version: number };

const factIdOf = ({ state, version }: Stored): string => `payment.${state.collectionNo}.${version}`;

function viewOf(stored: Stored): CollectionView {
  const { state } = stored;
  const leg = state.legs.at(-1);
  const attempt = leg?.attempts.at(-1);
  const capture = state.captures.find((one) => !one.surplus);
  return {
    orderNo: state.orderNo,
    generation: state.generation,
    state: state.state === 'NEW' ? 'CLOSED' : state.state,
    factId: factIdOf(stored),
    amountFen: state.amountFen,
    ...(leg && attempt?.opened
      ? {
          opened: {
            channel: leg.channel,
            product: leg.product,
            outTradeNo: attempt.outTradeNo,
            clientParameters: { ...attempt.opened.clientParameters },
            validUntil: attempt.opened.validUntil,
          },
        }
      : {}),
    ...(capture
      ? {
          capture: {
            channel: capture.channel,
            outTradeNo: capture.outTradeNo,
            transactionId: capture.transactionId,
            amountFen: capture.amountFen,
            paidAt: capture.paidAt,
          },
        }
      : {}),
    ...(attempt?.refusal ? { refusal: attempt.refusal.code, reason: attempt.refusal.reason.slice(0, 300) || attempt.refusal.code } : {}),
  };
}

/** @param wanted the states that mean the asker's wish is fulfilled, and those that mean it never will be. */
export function collectionReply(stored: Stored, wanted: { done: readonly string[]; refused: readonly string[] }): CollectionReply {
  const { state } = stored.state;
  const status = wanted.done.includes(state) ? 'done' : wanted.refused.includes(state) ? 'refused' : 'working';
  return { status, collection: viewOf(stored) };
}

const REFUND_STATUS = { REQUESTED: 'working', PROCESSING: 'working', SUCCEEDED: 'done', FAILED: 'refused' } as const;

export function refundReply(stored: Stored, refund: Refund): ChannelRefundReply {
  return {
    status: refund.refusal === null ? REFUND_STATUS[refund.state] : 'refused',
    refund: {
      refundNo: refund.refundNo,
      state: refund.refusal === null ? refund.state : 'FAILED',
      factId: factIdOf(stored),
      amountFen: refund.amountFen,
      ...(refund.succeededAt === null ? {} : { succeededAt: refund.succeededAt }),
      ...(refund.refusal === null ? {} : { refusal: refund.refusal }),
    },
  };
}
