import type { Instant } from '@meridian/kernel/clock';
import { outRefundNoOf } from '@meridian/kernel/ids';
import { type Decision, decided } from '@meridian/kernel/machine';
import { type Collection, type Refund, type RefundAsked, type RefundHeard, refundableFen, withRefund } from './collection';
import { refundCommand, watchRefundCommand } from './collection.commands';
import { refundCommittedAnnouncement, refundFailedAnnouncement, refundSucceededAnnouncement } from './collection.events';

/** A closed refund gets a new number; this many tries, then a person decides. */
const MAX_TRIES = 3;

const channelOf = (collection: Collection, outTradeNo: string): string =>
  collection.captures.find((one) => one.outTradeNo === outTradeNo)?.channel ?? '';

const totalFenOf = (collection: Collection, outTradeNo: string): number =>
  collection.captures.filter((one) => one.outTradeNo === outTradeNo).reduce((sum, one) => sum + one.amountFen, 0);

/** Commits a refund: it counts against the capture from now on, in the same row lock (money law 9). */
export function refundMoney(collection: Collection, fact: RefundAsked & { outTradeNo?: string }, at: Instant): Decision<Collection> {
  const known = collection.refunds.find((one) => one.refundNo === fact.refundNo);
  if (known) return decided('replay', collection);
  const capture = fact.outTradeNo
    ? collection.captures.find((one) => one.outTradeNo === fact.outTradeNo)
    : collection.captures.find((one) => !one.surplus);
  if (!capture) return decided('refuse', collection, { code: 'COLLECTION_UNKNOWN' });
  if (fact.amountFen > refundableFen(collection, capture.outTradeNo)) return decided('refuse', collection, { code: 'REFUND_TOO_LARGE' });
  const sequence = collection.refunds.length;
  const refund: Refund = {
    refundNo: fact.refundNo,
    outRefundNo: outRefundNoOf(collection.collectionNo, sequence, 1),
    sequence,
    tryNo: 1,
    outTradeNo: capture.outTradeNo,
    amountFen: fact.amountFen,
    reason: fact.reason,
    surplus: capture.surplus || fact.outTradeNo !== undefined,
    state: 'REQUESTED',
    succeededAt: null,
    refusal: null,
  };
  const state: Collection = { ...collection, refunds: [...collection.refunds, refund] };
  return decided('move', state, {
    commands: [refundCommand(capture.channel, refund, totalFenOf(collection, capture.outTradeNo))],
    announcements: [refundCommittedAnnouncement(state, refund, at)],
  });
}

/** An answer that was on its way while the channel closed that number and the refund went on under the next. Money under it is no such thing. */
const isEarlierTry = ({ refunds }: Collection, { kind, outRefundNo }: RefundHeard): boolean =>
  kind !== 'refundSucceeded' && refunds.some((one) => one.tryNo > 1 && one.outRefundNo.slice(0, -1) === outRefundNo.slice(0, -1));

/** What the channel says of a refund. Accepted is not done; closed needs a new number; failed needs a person. */
export function refundHeard(collection: Collection, fact: RefundHeard, at: Instant): Decision<Collection> {
  const refund = collection.refunds.find((one) => one.outRefundNo === fact.outRefundNo);
  if (!refund) return decided(isEarlierTry(collection, fact) ? 'replay' : 'alarm', collection);
  // A failed refund may still succeed: an abnormal one that was repaired, or a duplicate taken after the request was refused.
  if (refund.state === 'SUCCEEDED' || (refund.refusal !== null && fact.kind !== 'refundSucceeded')) return decided('replay', collection);
  const channel = channelOf(collection, refund.outTradeNo);
  const overtaken = [`${refund.outRefundNo}.watch`, `${refund.outRefundNo}.refund`];
  switch (fact.kind) {
    case 'refundProcessing': {
      if (refund.state === 'PROCESSING') return decided('replay', collection);
      const state = withRefund(collection, refund.outRefundNo, { state: 'PROCESSING' });
      return decided('move', state, { commands: [watchRefundCommand(channel, refund, at)] });
    }
    case 'refundSucceeded': {
      const done: Refund = { ...refund, state: 'SUCCEEDED', succeededAt: fact.succeededAt, refusal: null };
      const state = withRefund(collection, refund.outRefundNo, done);
      return decided('move', state, { announcements: [refundSucceededAnnouncement(state, done, at)], overtaken });
    }
    case 'refundClosed': {
      if (refund.tryNo >= MAX_TRIES) return failed(collection, refund, { code: 'REFUND_CLOSED', at, overtaken });
      const again: Refund = {
        ...refund,
        tryNo: refund.tryNo + 1,
        outRefundNo: outRefundNoOf(collection.collectionNo, refund.sequence, refund.tryNo + 1),
        state: 'REQUESTED',
      };
      const state = withRefund(collection, refund.outRefundNo, again);
      return decided('move', state, { commands: [refundCommand(channel, again, totalFenOf(collection, refund.outTradeNo))], overtaken });
    }
    case 'refundFailed':
      return failed(collection, refund, { code: fact.code ?? 'REFUND_FAILED', at, overtaken });
  }
}

/** The money stays owed (REFUND account open) until a person pays it out another way. */
function failed(collection: Collection, refund: Refund, why: { code: string; at: Instant; overtaken: string[] }): Decision<Collection> {
  const state = withRefund(collection, refund.outRefundNo, { refusal: why.code });
  return decided('move', state, {
    announcements: [refundFailedAnnouncement(state, refund, why.code, why.at)],
    cases: [
      {
        reason: 'refund-failed',
        evidence: { refundNo: refund.refundNo, outRefundNo: refund.outRefundNo, amountFen: refund.amountFen, code: why.code },
      },
    ],
    overtaken: why.overtaken,
  });
}
