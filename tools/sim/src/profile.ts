import type { Random } from './random';

export const MINUTE = 60_000;

/** The longest the insurance centre executes a request after it was sent. */
export const CENTRE_MAX_MS = 180_000;
/** The longest a network keeps a copy of any other message. */
export const NETWORK_MAX_MS = 60_000;

/**
 * How unkind one life's world is. Every class of fault is on or off by its own draw (swarm testing), so that rare mixtures happen.
 * Probabilities are per message or per commit.
 */
export interface Profile {
  readonly healthy: boolean;
  /** Per outside message. */
  readonly lost: number;
  readonly duplicated: number;
  readonly late: number;
  readonly answerLost: number;
  /** Refused, and a duplicate of the very same request is taken afterwards. */
  readonly fickle: number;
  readonly slowMs: number;
  /** Per message between services. */
  readonly busLost: number;
  readonly busDuplicated: number;
  readonly replyLost: number;
  /** Facts of the stream. */
  readonly factLate: number;
  readonly factTwice: number;
  /** The stream's data is lost, and everything is published again. */
  readonly streamLost: number;
  /** Per commit and per step. */
  readonly crashBefore: number;
  readonly crashAfter: number;
  readonly pause: number;
  /** The channel. */
  readonly callbackLost: number;
  readonly callbackTwice: number;
  readonly payAfterClose: number;
  readonly chargedOnOpen: number;
  readonly openRefused: number;
  readonly refundClosed: number;
  readonly refundAbnormal: number;
  readonly balanceShort: number;
  /** The insurer. */
  readonly settleRefused: number;
  readonly reversalRefused: number;
  readonly otherSettlement: number;
  readonly laneBusy: number;
  /** 2601 is accepted and the row stays. */
  readonly revokeLies: number;
  readonly centreTombstone: boolean;
  readonly centreKnowsMessages: boolean;
  readonly replicaLagMs: number;
  /** The HIS. */
  readonly confirmRefused: number;
  readonly billChanges: number;
  readonly hisDownMs: number;
  /** People. */
  readonly impatience: number;
  readonly secondOrder: number;
}

export const HEALTHY: Profile = {
  healthy: true,
  lost: 0,
  duplicated: 0,
  late: 0,
  answerLost: 0,
  fickle: 0,
  slowMs: 300,
  busLost: 0,
  busDuplicated: 0,
  replyLost: 0,
  factLate: 0,
  factTwice: 0,
  streamLost: 0,
  crashBefore: 0,
  crashAfter: 0,
  pause: 0,
  callbackLost: 0,
  callbackTwice: 0,
  payAfterClose: 0,
  chargedOnOpen: 0,
  openRefused: 0,
  refundClosed: 0,
  refundAbnormal: 0,
  balanceShort: 0,
  settleRefused: 0,
  reversalRefused: 0,
  otherSettlement: 0,
  laneBusy: 0,
  revokeLies: 0,
  centreTombstone: true,
  centreKnowsMessages: true,
  replicaLagMs: 0,
  confirmRefused: 0,
  billChanges: 0,
  hisDownMs: 0,
  impatience: 0,
  secondOrder: 0,
};

/**
 * One life in twenty is healthy: everything must go well there, at a slow centre too.
 * @param needs faults that must be on, each at its own most: a hunt for a planted bug that only they can show
 */
export function drawProfile(random: Random, needs: Partial<Profile> = {}): Profile {
  const profile = drawn(random);
  return Object.keys(needs).length === 0 ? profile : { ...profile, ...needs, healthy: false };
}

function drawn(random: Random): Profile {
  if (random.chance(0.05)) return { ...HEALTHY, slowMs: random.pick([300, 1200, 2400]) };
  const rate = (most: number, often = 0.5): number => (random.chance(often) ? most * random.next() : 0);
  return {
    healthy: false,
    lost: rate(0.2),
    duplicated: rate(0.25),
    late: rate(0.3),
    answerLost: rate(0.25),
    fickle: rate(0.3, 0.3),
    slowMs: random.pick([50, 300, 300, 1500]),
    busLost: rate(0.1),
    busDuplicated: rate(0.1),
    replyLost: rate(0.15),
    factLate: rate(0.4),
    factTwice: rate(0.4),
    streamLost: rate(0.8, 0.2),
    crashBefore: rate(0.05, 0.4),
    crashAfter: rate(0.08, 0.4),
    pause: rate(0.05, 0.4),
    callbackLost: rate(0.6),
    callbackTwice: rate(0.5),
    payAfterClose: rate(0.5, 0.3),
    chargedOnOpen: rate(0.7, 0.2),
    openRefused: rate(0.25, 0.3),
    refundClosed: rate(0.3, 0.3),
    refundAbnormal: rate(0.15, 0.3),
    balanceShort: rate(0.3, 0.3),
    settleRefused: rate(0.15, 0.3),
    reversalRefused: rate(0.3, 0.3),
    otherSettlement: rate(0.6, 0.3),
    laneBusy: rate(0.8, 0.3),
    revokeLies: rate(0.5, 0.3),
    centreTombstone: random.chance(0.5),
    centreKnowsMessages: random.chance(0.5),
    replicaLagMs: random.chance(0.3) ? random.between(1000, 20_000) : 0,
    confirmRefused: rate(0.3, 0.3),
    billChanges: rate(0.2, 0.2),
    hisDownMs: random.chance(0.15) ? random.between(1, 40) * MINUTE : 0,
    impatience: rate(0.8, 0.7),
    secondOrder: rate(0.5, 0.2),
  };
}
