import type { Split } from '@meridian/kernel/split';
import type { Collection } from '@meridian/payment/domain/collection';
import { type Bug, ignored, instead, type Told, without } from './bug';

const kindIs =
  (...kinds: string[]) =>
  (_state: unknown, fact: Told): boolean =>
    kinds.includes(fact.kind);

/** Bugs in decisions: the wrapper stands around the real decide function. */
export const DECISION_BUGS: readonly Bug[] = [
  {
    name: 'no-close-before-reversal',
    says: 'at expiry the insurance is reversed while the channel can still be paid',
    wraps: {
      order: instead(
        (state, fact) => state.phase === 'PAYING' && fact.kind === 'expired',
        (decide, state, fact, at) => {
          const closing = decide(state, fact, at);
          if (closing.rule !== 'move') return closing;
          return decide(closing.state, { kind: 'dead', id: 'guess', generation: state.generation } as Told, at);
        },
      ),
    },
  },
  {
    name: 'undo-forgets-the-insurance',
    says: 'undoing gives the cash back and leaves the settlement standing',
    wraps: { order: without('insurance.reverse', (state) => state.phase === 'CLOSING' || state.phase === 'PAID') },
  },
  { name: 'undo-forgets-the-cash', says: 'undoing reverses the insurance and keeps the cash', wraps: { order: without('payment.refund') } },
  { name: 'undo-forgets-the-his', says: 'undoing leaves no tombstone at the HIS', wraps: { order: without('his.withdraw') } },
  {
    name: 'undone-before-the-legs-are',
    says: 'an order is called cancelled although money has not come back',
    wraps: {
      order: (decide) => (state, fact, at) => {
        const decision = decide(state, fact, at);
        const after = decision.state;
        return after.phase === 'UNDOING' && decision.rule === 'move' ? { ...decision, state: { ...after, phase: 'CANCELLED' } } : decision;
      },
    },
  },
  {
    name: 'money-before-the-tombstone',
    says: 'a person’s undo, or a refusal of the HIS, moves money before the HIS took its tombstone',
    found: true,
    needs: { rates: { fickle: 0.5, lost: 0.1 } },
    wraps: {
      order: (decide) => (state, fact, at) => {
        const decision = decide(state, fact, at);
        if (state.phase !== 'PAID' || decision.state.phase !== 'UNDOING') return decision;
        const undone = decide(decision.state, { kind: 'hisCancelled', id: 'guess', generation: state.generation } as Told, at);
        return { ...decision, commands: [...decision.commands, ...undone.commands], state: { ...decision.state, hisFirst: false } };
      },
    },
  },
  {
    name: 'late-quote-wins',
    says: 'the answer of a quote overwrites the patient’s choice to pay himself',
    found: true,
    needs: { rates: { impatience: 1, replyLost: 0.3 }, slowMs: 2500 },
    wraps: {
      order: instead(
        (state, fact) => state.payMode === 'SELF_PAID' && (fact.kind === 'quoted' || fact.kind === 'quoteNo'),
        (decide, state, fact, at) => {
          const decision = decide({ ...state, payMode: 'INSURED' }, fact, at);
          return { ...decision, state: { ...decision.state, payMode: 'SELF_PAID' } };
        },
      ),
    },
  },
  {
    name: 'self-pay-while-insuring',
    says: 'the patient may choose to pay himself while the 2207 is unknown',
    wraps: {
      order: instead(
        (state, fact) => state.phase === 'INSURING' && fact.kind === 'selfPayChosen' && state.payMode === 'INSURED',
        (decide, state, fact, at) => ({ ...decide({ ...state, phase: 'QUOTED' }, fact, at), commands: [] }),
      ),
    },
  },
  {
    name: 'dearer-settlement-not-asked',
    says: 'a settlement with other figures is collected with the figures of the quote',
    needs: { rates: { otherSettlement: 1 } },
    wraps: {
      order: (decide) => (state, fact, at) =>
        decide(state, fact.kind === 'insured' && state.split ? { ...fact, split: state.split } : fact, at),
    },
  },
  {
    name: 'his-refusal-ignored',
    says: 'an order whose confirm was refused stays paid',
    wraps: {
      order: instead(
        (state, fact) => state.phase === 'PAID' && fact.kind === 'hisNo',
        (_decide, state) => ignored(state),
      ),
    },
  },
  {
    name: 'closing-forgets-a-payment',
    says: 'money that comes while closing is not seen by the order',
    wraps: {
      order: instead(
        (state, fact) => state.phase === 'CLOSING' && fact.kind === 'paid',
        (_decide, state) => ignored(state),
      ),
    },
  },
  {
    name: 'cash-before-the-insurer',
    says: 'a refund gives the cash back before the insurer has reversed',
    wraps: {
      refund: instead(
        (state, fact) => fact.kind === 'released' && state.state === 'HOLDING',
        (decide, state, fact, at) => {
          const decision = decide(state, fact, at);
          const cash = decide({ ...state, insured: false }, fact, at).commands;
          return { ...decision, commands: [...decision.commands, ...cash] };
        },
      ),
    },
  },
  {
    name: 'refund-without-release',
    says: 'a refund is made without asking whether the goods were handed out',
    wraps: {
      refund: instead(kindIs('approved'), (decide, state, fact, at) => {
        const held = decide(state, fact, at);
        return held.rule === 'move' ? decide(held.state, { kind: 'released', id: 'guess' }, at) : held;
      }),
    },
  },
  {
    name: 'booked-before-the-money',
    says: 'a refund is booked at the HIS when it is asked of the channel, not when the money is back',
    wraps: {
      refund: (decide) => (state, fact, at) => {
        const decision = decide(state, fact, at);
        if (decision.state.state !== 'REFUNDING' || decision.rule !== 'move') return decision;
        const booked = decide(decision.state, { kind: 'refunded', id: 'guess' }, at);
        return { ...booked, commands: [...decision.commands, ...booked.commands] };
      },
    },
  },
  {
    name: 'late-payment-ignored',
    says: 'money for a closed collection is not seen',
    wraps: {
      collection: instead(
        (state, fact) => state.state === 'CLOSED' && fact.kind === 'paid',
        (_decide, state) => ignored(state),
      ),
    },
  },
  {
    name: 'second-payment-kept',
    says: 'a second payment of the same leg is not given back',
    needs: { rates: { openRefused: 0.5, fickle: 0.6, chargedOnOpen: 0.8 } },
    wraps: {
      collection: instead(
        (state, fact) => state.state === 'CAPTURED' && fact.kind === 'paid',
        (_decide, state) => ignored(state),
      ),
    },
  },
  {
    name: 'late-payment-not-refunded',
    says: 'late money is recorded and stays',
    wraps: { collection: without('channel.refund', (state, fact) => fact.kind === 'paid' && state.state !== 'OPEN') },
  },
  {
    name: 'reject-is-final',
    says: 'a rejected order call is believed: money for it is not seen, and nothing is closed',
    needs: { rates: { fickle: 0.6 } },
    wraps: {
      collection: (decide) => (state, fact, at) => {
        const collection = state as unknown as Collection;
        if (fact.kind === 'paid' && collection.state === 'REJECTED') return ignored(state);
        if (fact.kind !== 'closeAsked' || collection.state !== 'REJECTED') return decide(state, fact, at);
        const dead = collection.legs.map((leg) => ({ ...leg, attempts: leg.attempts.map((one) => ({ ...one, state: 'dead' })) }));
        return decide({ ...state, legs: dead }, fact, at);
      },
    },
  },
  {
    name: 'callback-counted-twice',
    says: 'the same money told twice is two payments',
    wraps: {
      collection: instead(
        (state, fact) => fact.kind === 'paid' && state.state === 'CAPTURED',
        (decide, state, fact, at) => decide(state, { ...fact, transactionId: `${String(fact.transactionId)}.${at}` }, at),
      ),
    },
    twist: 'facts-not-deduplicated',
  },
  {
    name: 'processing-is-succeeded',
    says: 'a refund that the channel has taken in counts as done',
    wraps: {
      collection: (decide) => (state, fact, at) =>
        decide(state, fact.kind === 'refundProcessing' ? { ...fact, kind: 'refundSucceeded', succeededAt: at } : fact, at),
    },
  },
  {
    name: 'closed-refund-under-the-same-number',
    says: 'a refund that the channel closed is asked for again under its old number',
    needs: { rates: { refundClosed: 0.5 } },
    wraps: {
      collection: (decide) => (state, fact, at) => {
        const decision = decide(state, fact, at);
        return fact.kind === 'refundClosed' ? { ...decision, state, commands: [], announcements: [] } : decision;
      },
    },
  },
  {
    name: 'late-refund-success-ignored',
    says: 'a failed refund that succeeds after all is not seen',
    found: true,
    wraps: {
      collection: instead(
        (state, fact) =>
          fact.kind === 'refundSucceeded' &&
          (state as unknown as Collection).refunds.some((one) => one.outRefundNo === fact.outRefundNo && one.refusal !== null),
        (_decide, state) => ignored(state),
      ),
    },
  },
  {
    name: 'late-settlement-ignored',
    says: 'a settlement found after its generation ended is left standing',
    needs: { rates: { fickle: 0.6, duplicated: 0.6 }, centreKnowsMessages: false },
    wraps: {
      settlement: instead(
        (state, fact) => state.state === 'REVERSED' && fact.kind === 'insured',
        (_decide, state) => ignored(state),
      ),
    },
  },
  {
    name: 'refused-reversal-is-done',
    says: 'a reversal that the insurer refused counts as done',
    wraps: {
      settlement: (decide) => (state, fact, at) =>
        decide(state, fact.kind === 'reverseRefused' ? { kind: 'reversed', id: fact.id, reversedAt: at } : fact, at),
    },
  },
  {
    name: 'cancel-after-confirm',
    says: 'a confirmed order can be cancelled like an unpaid one',
    needs: { rates: { impatience: 1 } },
    wraps: {
      order: instead(
        (state, fact) => state.phase === 'CONFIRMED' && fact.kind === 'cancelAsked',
        (decide, state, fact, at) => decide({ ...state, phase: 'PAYING' }, fact, at),
      ),
    },
  },
  {
    name: 'a-fen-is-lost',
    says: 'the cash part of a quote is rounded, and the parts no longer add up',
    wraps: {
      order: (decide) => (state, fact, at) => {
        if (fact.kind !== 'quoted') return decide(state, fact, at);
        const split = fact.split as Split;
        return decide(state, { ...fact, split: { ...split, cashFen: split.cashFen - (split.cashFen % 10) } }, at);
      },
    },
  },
  {
    name: 'timer-taken-back-as-it-is-set',
    says: 'a timer that is set again under its key is taken back with those of before',
    wraps: {
      order: (decide) => (state, fact, at) => {
        const decision = decide(state, fact, at);
        const set = decision.commands.filter(({ kind }) => kind === 'timer.expire').map(({ key }) => key);
        return { ...decision, overtaken: [...decision.overtaken, ...set.filter((key) => (state.timers as string[]).includes(key))] };
      },
    },
  },
  {
    name: 'decision-with-a-memory',
    says: 'a decision depends on something that is not in the state',
    wraps: {
      order: (decide) => {
        let decisions = 0;
        return (state, fact, at) => {
          const decision = decide(state, fact, at);
          return decision.rule === 'move' ? { ...decision, state: { ...decision.state, reason: `${++decisions}` } } : decision;
        };
      },
    },
  },
  {
    name: 'capture-not-announced',
    says: 'a payment is saved and not told to anybody',
    wraps: {
      collection: (decide) => (state, fact, at) => {
        const decision = decide(state, fact, at);
        return fact.kind === 'paid' ? { ...decision, announcements: [] } : decision;
      },
    },
  },
  {
    name: 'refund-told-twice',
    says: 'a refund that is told again is announced again',
    twist: 'facts-not-deduplicated',
    wraps: {
      collection: instead(kindIs('refundSucceeded'), (decide, state, fact, at) => {
        const { refunds } = state as unknown as Collection;
        const forgotten = refunds.map((one) => (one.state === 'SUCCEEDED' ? { ...one, state: 'PROCESSING' } : one));
        return decide({ ...state, refunds: forgotten }, fact, at);
      }),
    },
  },
  {
    name: 'insured-not-announced',
    says: 'a settlement is saved and not told to anybody',
    wraps: {
      settlement: (decide) => (state, fact, at) => {
        const decision = decide(state, fact, at);
        return fact.kind === 'insured' ? { ...decision, announcements: [] } : decision;
      },
    },
  },
];
