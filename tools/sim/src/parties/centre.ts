import { type Arm, accepted, rejected, silent } from '@meridian/kernel/arm';
import { fen } from '@meridian/kernel/fen';
import type { Split } from '@meridian/kernel/split';
import type { World } from '../world';
import type { Witness } from './witness';

type Nothing = Record<string, never>;

export interface CentreSettlement {
  readonly settlementId: string;
  readonly messageNo: string;
  readonly orderNo: string;
  readonly batchNo: string;
  readonly split: Split;
  readonly settledAt: number;
  standing: boolean;
  readonly seenFrom: number;
}

export interface SettleAsk {
  readonly messageNo: string;
  readonly orderNo: string;
  readonly batchNo: string;
  /** When the centre's longest time is over: by then every query shows it. */
  readonly shownBy: number;
}

export const TOTAL_FEN = 44_620;

/** The insurance centre: not idempotent, slow to show what it did, and never sure to reverse. */
export class Centre {
  readonly settlements: CentreSettlement[] = [];
  /** Other settlements of the same person move his deductible. */
  others = 0;
  private readonly batches = new Map<string, string | null>();
  /** Messages that were refused, however often they were taken before or after. */
  readonly refused = new Set<string>();
  private readonly messages = new Set<string>();
  private readonly revoked = new Set<string>();
  private visits = 0;

  constructor(
    private readonly world: World,
    private readonly witness: Witness,
    private readonly cashFen: number,
  ) {}

  register(): Arm<{ visitId: string }> {
    return accepted({ visitId: `M${++this.visits}` });
  }

  /** 2204 */
  upload(batchNo: string): Arm<Nothing> {
    if (this.batches.has(batchNo)) return rejected('FEES_DUPLICATE', '');
    this.batches.set(batchNo, null);
    return accepted({});
  }

  /** 2205 */
  remove(batchNo: string): Arm<Nothing> {
    if (this.batches.get(batchNo)) return rejected('ALREADY_SETTLED', '');
    this.batches.delete(batchNo);
    return accepted({});
  }

  /** 2206 */
  quote(batchNo: string): Arm<{ split: Split }> {
    return this.batches.has(batchNo) ? accepted({ split: this.split() }) : rejected('INSURER_REFUSED', 'no rows');
  }

  /** 2207: nothing makes it idempotent but the rows of its batch. */
  settle(ask: SettleAsk): Arm<CentreSettlement> {
    const arm = this.trySettle(ask);
    if (arm.arm === 'rejected') this.refused.add(ask.messageNo);
    return arm;
  }

  refuse(name: string): Arm<never> {
    this.refused.add(name);
    return rejected('INSURER_REFUSED', 'busy');
  }

  private trySettle({ messageNo, orderNo, batchNo, shownBy }: SettleAsk): Arm<CentreSettlement> {
    const { world } = this;
    if (this.messages.has(messageNo) && world.profile.centreKnowsMessages) return silent('the message was seen before');
    if (this.revoked.has(messageNo) && world.profile.centreTombstone) return rejected('INSURER_REFUSED', 'revoked');
    if (!this.batches.has(batchNo)) return rejected('INSURER_REFUSED', 'no rows');
    if (this.batches.get(batchNo)) return rejected('ALREADY_SETTLED', '');
    if (world.fails('settleRefused')) return rejected('INSURER_REFUSED', 'no');
    this.messages.add(messageNo);
    const settlementId = `ST${this.settlements.length + 1}`;
    const lagMs = world.faulty ? world.profile.centreLagMs : 0;
    const seenFrom = Math.min(shownBy, world.now + lagMs);
    const made: CentreSettlement = {
      settlementId,
      messageNo,
      orderNo,
      batchNo,
      split: this.split(),
      settledAt: world.now,
      standing: true,
      seenFrom,
    };
    this.settlements.push(made);
    this.batches.set(batchNo, settlementId);
    return accepted(made);
  }

  /** 2208 */
  reverse(orderNo: string, settlementId: string): Arm<{ reversedAt: number; alreadyReversed: boolean }> {
    const found = this.settlements.find((one) => one.settlementId === settlementId);
    if (!found) return this.refuse(settlementId);
    if (!found.standing) return accepted({ reversedAt: this.world.now, alreadyReversed: true });
    if (this.world.fails('reversalRefused')) {
      this.world.happens('a reversal refused');
      this.refused.add(settlementId);
      return rejected('REVERSAL_REFUSED', 'a later settlement');
    }
    this.witness.centreReverses(orderNo, settlementId);
    this.undo(found);
    return accepted({ reversedAt: this.world.now, alreadyReversed: false });
  }

  private undo(found: CentreSettlement): void {
    found.standing = false;
    this.batches.set(found.batchNo, null);
  }

  /** 5203, by the message that settled. */
  find(messageNo: string): Arm<{ found: false } | { found: true; reversed: boolean; settlement: CentreSettlement }> {
    let row: CentreSettlement | undefined;
    for (const one of this.settlements) {
      if (one.messageNo !== messageNo) continue;
      if (one.seenFrom > this.world.now) this.world.happens('a settlement not shown yet');
      else if (!row || (one.standing && !row.standing)) row = one;
    }
    return accepted(row ? { found: true, reversed: !row.standing, settlement: row } : { found: false });
  }

  /** 2601 of a 2207. Accepted proves nothing: an unknown message may still come, and not every centre leaves a tombstone. */
  revoke(messageNo: string): Arm<Nothing> {
    const found = this.settlements.find((one) => one.messageNo === messageNo && one.standing);
    this.revoked.add(messageNo);
    // Some centres only say yes.
    if (found && !(this.world.profile.revokeLies && this.world.random.chance(0.5))) {
      this.witness.centreReverses(found.orderNo, found.settlementId);
      this.undo(found);
    }
    return accepted({});
  }

  /** 2601 of a 2208: the settlement stands again. */
  revokeReversal(settlementId: string): Arm<Nothing> {
    const found = this.settlements.find((one) => one.settlementId === settlementId);
    if (found) found.standing = true;
    return accepted({});
  }

  standing(orderNo: string): readonly CentreSettlement[] {
    return this.settlements.filter((one) => one.standing && one.orderNo === orderNo);
  }

  private split(): Split {
    const cashFen = this.cashFen === 0 ? 0 : Math.max(0, this.cashFen + this.others);
    return {
      totalFen: fen(TOTAL_FEN),
      fundFen: fen(TOTAL_FEN - 20_000 - cashFen),
      accountFen: fen(20_000),
      mutualAidFen: fen(0),
      cashFen: fen(cashFen),
      hospitalFen: fen(0),
      adjustFen: fen(0),
    };
  }
}
