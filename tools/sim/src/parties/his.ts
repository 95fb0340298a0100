import { type Arm, accepted, rejected } from '@meridian/kernel/arm';
import type { Split } from '@meridian/kernel/split';
import type { World } from '../world';
import type { Witness } from './witness';

type Nothing = Record<string, never>;
export interface Confirmation {
  readonly hisReceiptNo: string;
  readonly confirmedAt: number;
}
interface Confirm {
  readonly orderNo: string;
  readonly split: Split;
  readonly confirmation: Confirmation;
  standing: boolean;
}

export interface ConfirmAsk {
  readonly key: string;
  readonly orderNo: string;
  readonly generation: number;
  readonly billHash: string;
  readonly split: Split;
  readonly paidFen: number;
}

/** The HIS of one visit with one sheet: docs/his-rest, "Keys" and "Rules". */
export class His {
  billHash = 'bill-1';
  /** Who paid the sheet: an order, or the window. */
  paidBy: string | null = null;
  delivered = false;
  released: string | null = null;
  refunded: string | null = null;
  downUntil = 0;
  readonly confirms = new Map<string, Confirm>();
  readonly tombstones = new Set<string>();
  confirmations = 0;
  /** Keys of confirms that were refused, and generations that were asked for and refused for good. */
  readonly refused = new Set<string>();
  private readonly stored = new Map<string, Arm<unknown>>();
  private readonly held = new Set<string>();
  private lockedBy: { orderNo: string; until: number } | null = null;

  constructor(
    private readonly world: World,
    private readonly witness: Witness,
    private readonly totalFen: number,
  ) {}

  lock(key: string, orderNo: string, billHash: string, until: number): Arm<{ lockedUntil: number }> {
    return this.once(key, () => {
      const refusal = this.payable(orderNo, billHash);
      if (refusal) return refusal;
      this.lockedBy = { orderNo, until };
      return accepted({ lockedUntil: until });
    });
  }

  unlock(key: string, orderNo: string): Arm<Nothing> {
    return this.once(key, () => {
      if (this.lockedBy?.orderNo === orderNo) this.lockedBy = null;
      return accepted({});
    });
  }

  confirm(ask: ConfirmAsk): Arm<Confirmation> {
    const arm = this.tryConfirm(ask);
    if (arm.arm === 'rejected') this.refused.add(ask.key);
    return arm;
  }

  refuse(key: string): Arm<never> {
    this.refused.add(key);
    return rejected('HIS_REFUSED', 'busy');
  }

  private tryConfirm(ask: ConfirmAsk): Arm<Confirmation> {
    const name = `${ask.orderNo}.${ask.generation}`;
    if (this.tombstones.has(name)) {
      this.world.happens('a confirm that came after its cancel');
      return rejected('CONFIRM_CANCELLED', '');
    }
    return this.once(ask.key, () => {
      const refusal = this.payable(ask.orderNo, ask.billHash);
      if (refusal) return refusal;
      const { split } = ask;
      if (split.totalFen !== this.totalFen || ask.paidFen !== split.cashFen) return rejected('HIS_REFUSED', 'arithmetic');
      if (this.world.fails('confirmRefused')) return rejected('HIS_REFUSED', 'closed for the day');
      const confirmation = { hisReceiptNo: `R${this.confirmations++}`, confirmedAt: this.world.now };
      this.confirms.set(name, { orderNo: ask.orderNo, split, confirmation, standing: true });
      this.paidBy = ask.orderNo;
      this.lockedBy = null;
      this.witness.hisConfirmed(ask.orderNo, ask.generation, split);
      this.world.after(this.world.random.between(10_000, 3_600_000), () => this.deliver(name));
      return accepted(confirmation);
    });
  }

  /** The pharmacy hands it out. */
  private deliver(name: string): void {
    const confirm = this.confirms.get(name);
    if (!confirm?.standing || this.released || this.refunded || this.world.random.chance(0.4)) return;
    this.delivered = true;
    this.world.note('his', 'the goods are handed out');
    this.witness.delivered(confirm.orderNo);
  }

  query(orderNo: string, generation: number): Arm<{ state: 'absent' | 'confirmed' | 'cancelled'; confirmation?: Confirmation }> {
    const name = `${orderNo}.${generation}`;
    if (this.tombstones.has(name)) return accepted({ state: 'cancelled' });
    const found = this.confirms.get(name);
    return accepted(found ? { state: 'confirmed', confirmation: found.confirmation } : { state: 'absent' });
  }

  cancel(key: string, orderNo: string, generation: number): Arm<Nothing> {
    return this.once(key, () => {
      const name = `${orderNo}.${generation}`;
      const found = this.confirms.get(name);
      if (found?.standing) {
        if (this.delivered) return rejected('ITEM_DELIVERED', '');
        if (this.released || this.refunded) return rejected('HIS_REFUSED', 'a refund is under way');
        found.standing = false;
        this.paidBy = null;
      }
      this.tombstones.add(name);
      return accepted({});
    });
  }

  release(key: string, orderNo: string, refundNo: string): Arm<Nothing> {
    if (this.held.has(refundNo)) return rejected('HIS_REFUSED', 'a hold ended this refund');
    return this.once(key, () => {
      if (this.paidBy !== orderNo) return rejected('ORDER_UNKNOWN', '');
      if (this.refunded || (this.released && this.released !== refundNo)) return rejected('HIS_REFUSED', 'another refund has it');
      if (this.delivered) return rejected('ITEM_DELIVERED', '');
      this.released = refundNo;
      return accepted({});
    });
  }

  hold(key: string, orderNo: string, refundNo: string): Arm<Nothing> {
    return this.once(key, () => {
      if (this.paidBy !== orderNo) return rejected('ORDER_UNKNOWN', '');
      if (this.refunded) return rejected('HIS_REFUSED', 'booked');
      if (this.released === refundNo) this.released = null;
      this.held.add(refundNo);
      return accepted({});
    });
  }

  book(key: string, orderNo: string, refundNo: string): Arm<{ hisRefundNo: string; bookedAt: number }> {
    return this.once(key, () => {
      if (this.paidBy !== orderNo || this.released !== refundNo || this.refunded) return rejected('HIS_REFUSED', 'not released');
      this.refunded = refundNo;
      this.witness.hisBooked(orderNo);
      return accepted({ hisRefundNo: `HR-${refundNo}`, bookedAt: this.world.now });
    });
  }

  /** The doctor changes the sheet, or the window takes the money. */
  meddle(): void {
    if (this.paidBy) return;
    if (this.world.random.chance(0.5)) {
      this.billHash = 'bill-2';
      this.world.note('his', 'the doctor changes the sheet');
    } else if (!this.lockedBy || this.lockedBy.until <= this.world.now) {
      this.paidBy = 'window';
      this.world.note('his', 'the window takes the money');
    }
  }

  /** How many confirms of the order stand. */
  confirmsOf(orderNo: string): number {
    let standing = 0;
    for (const confirm of this.confirms.values()) if (confirm.standing && confirm.orderNo === orderNo) standing++;
    return standing;
  }

  standing(orderNo: string): Confirm | undefined {
    for (const confirm of this.confirms.values()) if (confirm.standing && confirm.orderNo === orderNo) return confirm;
    return undefined;
  }

  private payable(orderNo: string, billHash: string): Arm<never> | undefined {
    if (this.paidBy) return rejected('BILL_PAID', '');
    if (this.lockedBy && this.lockedBy.orderNo !== orderNo && this.lockedBy.until > this.world.now) return rejected('BILL_LOCKED', '');
    return billHash === this.billHash ? undefined : rejected('BILL_CHANGED', '');
  }

  /** Accepted requests are stored for life by key; refusals are not. */
  private once<T>(key: string, act: () => Arm<T>): Arm<T> {
    const known = this.stored.get(key);
    if (known) return known as Arm<T>;
    const arm = act();
    if (arm.arm === 'accepted') this.stored.set(key, arm);
    return arm;
  }
}
