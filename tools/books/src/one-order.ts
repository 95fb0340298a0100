import type {
  CaptureRecord,
  ChannelRefundRecord,
  Difference,
  OrderRecord,
  PartyRow,
  RefundRecord,
  SettlementRecord,
  Side,
  Split,
  TransferRecord,
} from './records';

/** What everybody holds of one order. */
export interface OneOrder {
  readonly order: OrderRecord;
  readonly refunds: readonly RefundRecord[];
  readonly captures: readonly CaptureRecord[];
  readonly channelRefunds: readonly ChannelRefundRecord[];
  readonly settlements: readonly SettlementRecord[];
  readonly transfers: readonly TransferRecord[];
  readonly parties: readonly PartyRow[];
}

export const NOTHING: Split = { totalFen: 0, fundFen: 0, accountFen: 0, mutualAidFen: 0, cashFen: 0, hospitalFen: 0, adjustFen: 0 };

/** Refunds that have ended, or wait for a person with nothing moved. */
const ENDED = ['DONE', 'DROPPED', 'BLOCKED'];

/** An order is at rest when nothing is under way: no step, no call, no refund. */
export const atRest = ({ order, refunds }: OneOrder): boolean =>
  (order.phase === 'CONFIRMED' || order.phase === 'CANCELLED') &&
  order.openCalls === 0 &&
  refunds.every((refund) => ENDED.includes(refund.phase));

export const givenBackIn = ({ refunds }: OneOrder): readonly RefundRecord[] => refunds.filter((refund) => refund.phase === 'DONE');

/** What must stand at every side for an order at rest: its split, or nothing. */
export const keptOf = (one: OneOrder): Split =>
  one.order.phase === 'CONFIRMED' && givenBackIn(one).length === 0 && one.order.split ? one.order.split : NOTHING;

/** What one side has to say: its differences, and how much of the money it holds alone. */
export interface Verdict {
  readonly side: Side;
  readonly differences: readonly Difference[];
  readonly loneFen: number;
}

/** Collects what is wrong at one side of an order. */
export class Findings {
  private readonly found: Difference[] = [];

  constructor(
    private readonly orderNo: string,
    private readonly side: Side,
  ) {}

  /** A difference, when the two values differ as JSON. */
  same(result: Difference['result'], what: string, actual: unknown, wanted: unknown): void {
    const [is, must] = [JSON.stringify(actual), JSON.stringify(wanted)];
    if (is !== must) this.add(result, `${what}: ${is}, not ${must}`);
  }

  /** So many rows of a kind: fewer are missing, more are duplicates. */
  count(what: string, actual: number, wanted: number): void {
    if (actual < wanted) this.add('missing', `${what}: ${actual}, not ${wanted}`);
    if (actual > wanted) this.add('duplicate', `${what}: ${actual}, not ${wanted}`);
  }

  /** Numbers one side holds and the other does not, either way. */
  numbers(what: string, theirs: readonly string[], ours: readonly string[]): void {
    for (const number of ours) if (!theirs.includes(number)) this.add('missing', `${what} ${number} is in our books alone`);
    for (const number of theirs) if (!ours.includes(number)) this.add('missing', `${what} ${number} is in their books alone`);
    for (const list of [theirs, ours]) {
      const twice = list.filter((number, index) => list.indexOf(number) !== index);
      for (const number of twice) this.add('duplicate', `${what} ${number} stands twice`);
    }
  }

  add(result: Difference['result'], what: string): void {
    this.found.push({ orderNo: this.orderNo, side: this.side, result, what });
  }

  verdict(loneFen: number): Verdict {
    return { side: this.side, differences: this.found, loneFen: Math.abs(loneFen) };
  }
}
