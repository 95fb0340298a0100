import type { Instant } from '../frame/clock';
import { shanghaiRfc3339 } from '../frame/time';
import { sum } from '../money';
import { HisRefusal } from './his-refusal';
import { billHash, type Hospital, type Sheet, totalOf, unpaidSheets, type Visit } from './hospital';
import type { Keys } from './keys';
import { type CancelRequest, type ConfirmRequest, demandSplit, instantOf, type Keyed, type LockRequest, type Split } from './requests';

/** One confirm as the HIS booked it. */
export interface Confirm {
  readonly orderNo: string;
  readonly generation: number;
  readonly receiptNo: string;
  readonly at: Instant;
  readonly split: Split;
  readonly sheets: readonly Sheet[];
  state: 'CONFIRMED' | 'CANCELLED';
}

type Nothing = Record<string, never>;

const sameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value) => other.includes(value));

/** Locks, confirms and cancels (docs/his-rest, "Rules"). */
export class ChargeDesk {
  /** By `orderNo.generation`, oldest first. */
  readonly confirms = new Map<string, Confirm>();
  /** Cancelled generations, whether they were ever confirmed or not. */
  readonly #tombstones = new Set<string>();
  readonly #ofOrder = new Map<string, Confirm[]>();
  readonly #locked = new Map<string, Set<Sheet>>();

  constructor(
    private readonly hospital: Hospital,
    private readonly keys: Keys,
  ) {}

  lock(request: LockRequest, now: Instant): { lockedUntil: string } {
    return this.keys.once('lock', request, () => {
      const until = instantOf(request.until);
      const { sheets } = this.#payable(request, now);
      if (until <= now) throw new HisRefusal('HIS_REFUSED', 'until has passed');
      const held = this.#locked.get(request.orderNo) ?? new Set();
      this.#locked.set(request.orderNo, held);
      for (const sheet of sheets) {
        sheet.lock = { orderNo: request.orderNo, until };
        held.add(sheet);
      }
      return { lockedUntil: request.until };
    });
  }

  unlock(request: Keyed): Nothing {
    return this.keys.once('unlock', request, () => {
      for (const sheet of this.#locked.get(request.orderNo) ?? []) {
        if (sheet.lock?.orderNo === request.orderNo) sheet.lock = null;
      }
      this.#locked.delete(request.orderNo);
      return {};
    });
  }

  confirm(request: ConfirmRequest, now: Instant): { hisReceiptNo: string; confirmedAt: string } {
    const name = generationName(request);
    const act = () => {
      const { sheets } = this.#payable(request, now);
      demandSplit(request.split, sum(sheets.map(totalOf)));
      if (sum(request.payments.map(({ amountFen }) => amountFen)) !== request.split.cashFen) {
        throw new HisRefusal('HIS_REFUSED', 'the payments miss the cash part of the split');
      }
      const { orderNo, generation, split } = request;
      const receiptNo = `R${this.hospital.numbers.digits(12)}`;
      const confirm: Confirm = { orderNo, generation, receiptNo, at: now, split, sheets, state: 'CONFIRMED' };
      this.confirms.set(name, confirm);
      this.#ofOrder.set(orderNo, [...(this.#ofOrder.get(orderNo) ?? []), confirm]);
      for (const sheet of sheets) Object.assign(sheet, { state: 'paid', payer: { orderNo, generation }, lock: null });
      return { hisReceiptNo: receiptNo, confirmedAt: shanghaiRfc3339(now) };
    };
    return this.keys.once('confirm', request, act, () => {
      if (this.#tombstones.has(name)) throw new HisRefusal('CONFIRM_CANCELLED', 'a cancel of this generation came first');
    });
  }

  query(orderNo: string, generation: number): unknown {
    const name = generationName({ orderNo, generation });
    if (this.#tombstones.has(name)) return { state: 'cancelled' };
    const found = this.confirms.get(name);
    if (found === undefined) return { state: 'absent' };
    return { state: 'confirmed', confirmation: { hisReceiptNo: found.receiptNo, confirmedAt: shanghaiRfc3339(found.at) } };
  }

  /** The confirms of an order that stand. */
  confirmed(orderNo: string): readonly Confirm[] {
    return (this.#ofOrder.get(orderNo) ?? []).filter(({ state }) => state === 'CONFIRMED');
  }

  cancel(request: CancelRequest): Nothing {
    return this.keys.once('cancel', request, () => {
      const name = generationName(request);
      const found = this.confirms.get(name);
      if (found?.state === 'CONFIRMED') undo(found);
      this.#tombstones.add(name);
      return {};
    });
  }

  /** The unpaid sheets that the request names, if it may have them. @throws HisRefusal */
  #payable(
    { orderNo, visitNo, sheetNos, billHash: hash }: LockRequest | ConfirmRequest,
    now: Instant,
  ): { visit: Visit; sheets: readonly Sheet[] } {
    const visit = this.hospital.visit(visitNo);
    if (visit === undefined) throw new HisRefusal('HIS_REFUSED', 'no such visit');
    const named = visit.sheets.filter((sheet) => sheetNos.includes(sheet.sheetNo));
    if (named.some((sheet) => sheet.state === 'paid' || sheet.state === 'released')) throw new HisRefusal('BILL_PAID', 'a sheet is paid');
    if (named.some(({ lock }) => lock !== null && lock.orderNo !== orderNo && lock.until > now)) {
      throw new HisRefusal('BILL_LOCKED', 'another order holds a sheet');
    }
    const sheets = unpaidSheets(visit);
    const same = sameSet(
      sheetNos,
      sheets.map(({ sheetNo }) => sheetNo),
    );
    if (!same || billHash(visit) !== hash)
      throw new HisRefusal('BILL_CHANGED', 'the unpaid sheets of the visit are others, or have changed');
    return { visit, sheets };
  }
}

const generationName = ({ orderNo, generation }: Pick<CancelRequest, 'orderNo' | 'generation'>): string => `${orderNo}.${generation}`;

/** @throws HisRefusal when something was handed out or a refund is under way; then nothing is changed */
function undo(confirm: Confirm): void {
  if (confirm.sheets.some((sheet) => sheet.delivered)) throw new HisRefusal('ITEM_DELIVERED', 'something has been dispensed or examined');
  if (confirm.sheets.some((sheet) => sheet.state !== 'paid'))
    throw new HisRefusal('HIS_REFUSED', 'a refund of the order is under way or booked');
  for (const sheet of confirm.sheets) Object.assign(sheet, { state: 'unpaid', payer: null });
  confirm.state = 'CANCELLED';
}
