import { FAULTS, type Fault } from './faults';
import type { Random } from './random';

export const MINUTE = 60_000;

/** The longest the insurance centre executes a request after it was sent. */
export const CENTRE_MAX_MS = 180_000;
/** The longest a network keeps a copy of any other message. */
export const NETWORK_MAX_MS = 60_000;

/**
 * How unkind one life's world is. Every class of fault is on or off by its own draw (swarm testing), so that rare mixtures happen.
 */
export interface Profile {
  readonly healthy: boolean;
  /** Probabilities, per message, per commit or per life. */
  readonly rates: Readonly<Record<Fault, number>>;
  /** An outside party's usual time, there and back. */
  readonly slowMs: number;
  /** A query of the centre, and of the channel, does not show the last moments. */
  readonly centreLagMs: number;
  readonly channelLagMs: number;
  /** After a 2601 the centre refuses the 2207 it was about. */
  readonly centreTombstone: boolean;
  readonly centreKnowsMessages: boolean;
  /** A 2601 is accepted, and the row may stay. */
  readonly revokeLies: boolean;
  readonly hisDownMs: number;
}

/** Faults that must be on, each at its own most: a hunt for a planted bug that only they can show. */
export interface Needs extends Partial<Omit<Profile, 'rates' | 'healthy'>> {
  readonly rates?: Partial<Record<Fault, number>>;
}

const NONE = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;

const HEALTHY: Profile = {
  healthy: true,
  rates: NONE,
  slowMs: 300,
  centreLagMs: 0,
  channelLagMs: 0,
  centreTombstone: true,
  centreKnowsMessages: true,
  revokeLies: false,
  hisDownMs: 0,
};

/** One life in twenty is healthy: everything must go well there, at a slow centre too. */
export function drawProfile(random: Random, needs: Needs | null = null): Profile {
  const drawn = random.chance(0.05) ? { ...HEALTHY, slowMs: random.pick([300, 1200, 2400]) } : unkind(random);
  return needs ? { ...drawn, ...needs, healthy: false, rates: { ...drawn.rates, ...needs.rates } } : drawn;
}

function unkind(random: Random): Profile {
  return {
    healthy: false,
    rates: rates(random),
    slowMs: random.pick([50, 300, 300, 1500]),
    centreLagMs: random.chance(0.3) ? random.between(1000, 20_000) : 0,
    channelLagMs: random.chance(0.2) ? random.between(500, 10_000) : 0,
    centreTombstone: random.chance(0.5),
    centreKnowsMessages: random.chance(0.5),
    revokeLies: random.chance(0.3),
    hisDownMs: random.chance(0.15) ? random.between(1, 40) * MINUTE : 0,
  };
}

/** The most a rate can be, and in how many lives it is on at all. */
function rates(random: Random): Record<Fault, number> {
  const rate = (most: number, often = 0.5): number => (random.chance(often) ? most * random.next() : 0);
  return {
    lost: rate(0.2),
    duplicated: rate(0.25),
    late: rate(0.3),
    answerLost: rate(0.25),
    fickle: rate(0.3, 0.3),
    busLost: rate(0.1),
    busDuplicated: rate(0.1),
    replyLost: rate(0.15),
    replyLate: rate(0.3, 0.3),
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
    confirmRefused: rate(0.3, 0.3),
    billChanges: rate(0.2, 0.2),
    impatience: rate(0.8, 0.7),
    secondOrder: rate(0.5, 0.2),
    keyReused: rate(0.3, 0.2),
  };
}
