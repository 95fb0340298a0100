import type { Command } from '@meridian/kernel/machine';
import { batchNoOf, type Settled, type Settlement } from './settlement';

/** One insurer write per person at a time: accumulations make quotes and settlements of one person interfere (settlement.md part 6). */
const laneOf = ({ bill, visit }: Settlement): string => `${bill?.insurance.insurer}:${visit?.personNo}`;

const about = (settlement: Settlement) => ({ bill: settlement.bill, visit: settlement.visit, batchNo: batchNoOf(settlement) });

/** 1101, 2001, 2201, 2203. */
export const registerCommand = (settlement: Settlement): Command => ({
  kind: 'insurer.register',
  key: `${settlement.settlementNo}.register${settlement.registrations}`,
  payload: about(settlement),
});

/** 2204, 2206. */
export const quoteCommand = (settlement: Settlement): Command => ({
  kind: 'insurer.quote',
  key: `${settlement.settlementNo}.quote${settlement.quotes}`,
  payload: about(settlement),
});

/** 2207 under a message id given beforehand. */
export const settleCommand = (settlement: Settlement, messageNo: string): Command => ({
  kind: 'insurer.settle',
  key: `${settlement.settlementNo}.settle${settlement.settles}`,
  payload: { ...about(settlement), messageNo, messageNos: settlement.messageNos, feeTotals: settlement.feeTotals },
  lane: laneOf(settlement),
});

/** 2208. */
export const reverseCommand = (settlement: Settlement, settled: Settled): Command => ({
  kind: 'insurer.reverse',
  key: `${settlement.settlementNo}.reverse${settlement.reversals}`,
  payload: { ...about(settlement), settlementId: settled.settlementId, signNo: settled.signNo },
  lane: laneOf(settlement),
});

/** 2205 of our own batch, and 2202 where we registered the visit. Moves no money; refused because the batch is settled, it tells of some. */
export const releaseCommand = (settlement: Settlement, name: string, withVisit: boolean): Command => ({
  kind: 'insurer.release',
  key: `${settlement.settlementNo}.${name}`,
  payload: {
    ...about(settlement),
    messageNos: settlement.messageNos,
    cancelVisit: withVisit && (settlement.visit?.registeredByUs ?? false),
  },
});
