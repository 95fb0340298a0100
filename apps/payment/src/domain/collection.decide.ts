import type { Instant } from '@meridian/kernel/clock';
import { outTradeNoOf } from '@meridian/kernel/ids';
import { type Announcement, type CaseNote, type Decision, decided } from '@meridian/kernel/machine';
import {
  type Attempt,
  attemptOf,
  type Collection,
  type CollectionFact,
  type OpenAsked,
  type Opened,
  type Paid,
  withAttempt,
} from './collection';
import { closeCommand, openCommand, watchCommand } from './collection.commands';
import { capturedAnnouncement, deadAnnouncement } from './collection.events';
import { COLLECTION_MOVES } from './collection.states';
import { refundHeard, refundMoney } from './refund.decide';

/** Pure: what a fact makes of a collection, and which calls and announcements follow. */
export function decideCollection(collection: Collection, fact: CollectionFact, at: Instant): Decision<Collection> {
  const cell = COLLECTION_MOVES[collection.state][fact.kind];
  if (cell.rule === 'refuse') return decided('refuse', collection, { code: cell.code });
  switch (fact.kind) {
    case 'paid':
      // A repeat of money we know is nothing new, in whatever state.
      if (collection.captures.some((one) => one.transactionId === fact.transactionId)) return decided('replay', collection);
      return cell.rule === 'alarm' ? decided('alarm', collection) : takeMoney(collection, fact, at);
    case 'refundAsked':
      return refundMoney(collection, fact, at);
    case 'refundProcessing':
    case 'refundSucceeded':
    case 'refundClosed':
    case 'refundFailed':
      return refundHeard(collection, fact, at);
    default:
      break;
  }
  if (cell.rule !== 'move') return decided(cell.rule, collection);
  switch (fact.kind) {
    case 'openAsked':
      return open(collection, fact, at);
    case 'opened':
      return opened(collection, fact);
    case 'openRejected': {
      const changed = withAttempt(collection, fact.outTradeNo, { state: 'rejected', refusal: { code: fact.code, reason: fact.reason } });
      return decided('move', { ...changed, state: collection.state === 'CLOSING' ? 'CLOSING' : 'REJECTED' });
    }
    case 'dead':
      return dead(collection, fact.outTradeNo, at);
    case 'windowEnded':
    case 'closeAsked':
      return close(collection, at);
  }
}

const living = (collection: Collection): Attempt[] =>
  collection.legs.flatMap((leg) => leg.attempts.filter((one) => one.state !== 'dead' && one.state !== 'captured'));

function open(collection: Collection, fact: OpenAsked, at: Instant): Decision<Collection> {
  const tried = collection.legs[0]?.attempts ?? [];
  const attempt: Attempt = {
    outTradeNo: outTradeNoOf(collection.collectionNo, 1, tried.length + 1),
    attemptNo: tried.length + 1,
    state: 'opening',
    opened: null,
    refusal: null,
  };
  const leg = {
    legNo: 1,
    amountFen: fact.amountFen,
    channel: fact.channel,
    product: fact.product,
    payerId: fact.payerId,
    expiresAt: fact.expiresAt,
    attempts: [...tried, attempt],
    winner: null,
  };
  const { hospitalId, applicationId, merchantId, amountFen, description } = fact;
  const state: Collection = { ...collection, hospitalId, applicationId, merchantId, amountFen, description, state: 'OPENING', legs: [leg] };
  return decided('move', state, { commands: [openCommand(state, leg, attempt), watchCommand(leg, attempt, at)] });
}

function opened(collection: Collection, fact: Opened): Decision<Collection> {
  const { prepayId, clientParameters, validUntil } = fact;
  const changed = withAttempt(collection, fact.outTradeNo, { state: 'open', opened: { prepayId, clientParameters, validUntil } });
  // While closing, the answer only tells that there is something to close: the close call under way sees to it.
  return decided('move', { ...changed, state: collection.state === 'CLOSING' ? 'CLOSING' : 'OPEN' });
}

function close(collection: Collection, at: Instant): Decision<Collection> {
  const open = living(collection);
  if (open.length === 0) {
    const state: Collection = { ...collection, state: 'CLOSED' };
    return decided('move', state, { announcements: collection.state === 'NEW' ? [] : [deadAnnouncement(state, at)] });
  }
  const commands = open.map((attempt) => closeCommand(collection, attempt));
  return decided('move', { ...collection, state: 'CLOSING' }, { commands, overtaken: open.map((one) => `${one.outTradeNo}.watch`) });
}

function dead(collection: Collection, outTradeNo: string, at: Instant): Decision<Collection> {
  const changed = withAttempt(collection, outTradeNo, { state: 'dead' });
  const overtaken = [`${outTradeNo}.watch`, `${outTradeNo}.open`];
  if (living(changed).length > 0) return decided('move', changed, { overtaken });
  const state: Collection = { ...changed, state: 'CLOSED' };
  return decided('move', state, { overtaken, announcements: [deadAnnouncement(state, at)] });
}

/** The first money of a leg of the exact amount wins; anything else is surplus and goes back in full, without asking. */
function takeMoney(collection: Collection, fact: Paid, at: Instant): Decision<Collection> {
  const known = attemptOf(collection, fact.outTradeNo);
  if (!known) return decided('alarm', collection);
  const { leg } = known;
  const wins = collection.state !== 'CLOSED' && leg.winner === null && fact.amountFen === leg.amountFen;
  const capture = { channel: leg.channel, ...pick(fact), surplus: !wins };
  const changed = withAttempt(collection, fact.outTradeNo, { state: 'captured' }, wins ? fact.outTradeNo : undefined);
  const state: Collection = {
    ...changed,
    captures: [...collection.captures, capture],
    state: wins ? 'CAPTURED' : collection.state,
  };
  const overtaken = ['watch', 'open', 'close'].map((call) => `${fact.outTradeNo}.${call}`);
  const announcements: Announcement[] = [capturedAnnouncement(state, leg, capture)];
  if (wins) {
    // The close call sees the other numbers to their end, so nobody needs to watch them any more.
    const others = living(state);
    return decided('move', state, {
      announcements,
      commands: others.map((attempt) => closeCommand(state, attempt)),
      overtaken: [...overtaken, ...others.map((attempt) => `${attempt.outTradeNo}.watch`)],
    });
  }
  const back = refundMoney(state, surplusRefund(state, fact), at);
  // Money of another amount on the last number that was being closed: nothing is left that could be paid.
  const ends = collection.state === 'CLOSING' && living(state).length === 0;
  const left: Collection = ends ? { ...back.state, state: 'CLOSED' } : back.state;
  return decided(ends ? 'move' : 'revert', left, {
    announcements: [...announcements, ...back.announcements, ...(ends ? [deadAnnouncement(left, at)] : [])],
    commands: back.commands,
    overtaken,
    cases: fact.amountFen === leg.amountFen ? [] : [amountDiffers(fact, leg.amountFen)],
  });
}

const amountDiffers = (fact: Paid, expectedFen: number): CaseNote => ({
  reason: 'capture-amount-differs',
  evidence: { outTradeNo: fact.outTradeNo, expectedFen, paidFen: fact.amountFen },
});

const pick = ({ outTradeNo, transactionId, amountFen, paidAt }: Paid) => ({ outTradeNo, transactionId, amountFen, paidAt });

const surplusRefund = (collection: Collection, paid: Paid) => ({
  kind: 'refundAsked' as const,
  id: `surplus.${paid.transactionId}`,
  refundNo: `${collection.collectionNo}s${collection.refunds.length}`,
  amountFen: paid.amountFen,
  reason: 'late or second payment',
  outTradeNo: paid.outTradeNo,
});
