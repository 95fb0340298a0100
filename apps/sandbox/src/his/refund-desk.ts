import type { Instant } from '../frame/clock';
import { shanghaiRfc3339 } from '../frame/time';
import { sum } from '../money';
import type { ChargeDesk } from './charge-desk';
import { HisRefusal } from './his-refusal';
import { type Hospital, type Sheet, totalOf } from './hospital';
import type { Keys } from './keys';
import { type BookRefundRequest, demandSplit, type RefundRequest, type Split } from './requests';

/** One refund as the HIS booked it. */
export interface Refund {
  readonly refundNo: string;
  readonly orderNo: string;
  readonly hisRefundNo: string;
  readonly at: Instant;
  readonly split: Split;
}

type Nothing = Record<string, never>;

/** Releases, holds and refunds (docs/his-rest, "Rules"). */
export class RefundDesk {
  /** By refundNo, oldest first. */
  readonly refunds = new Map<string, Refund>();
  /** Refunds that a hold ended. */
  readonly #held = new Set<string>();

  constructor(
    private readonly hospital: Hospital,
    private readonly charges: ChargeDesk,
    private readonly keys: Keys,
  ) {}

  release(request: RefundRequest): Nothing {
    const act = (): Nothing => {
      const sheets = this.#sheetsOf(request);
      if (sheets.some((sheet) => sheet.state === 'refunded' || (sheet.state === 'released' && sheet.refundNo !== request.refundNo))) {
        throw new HisRefusal('HIS_REFUSED', 'another refund has a sheet');
      }
      if (sheets.some((sheet) => sheet.delivered)) throw new HisRefusal('ITEM_DELIVERED', 'something has been dispensed or examined');
      for (const sheet of sheets) Object.assign(sheet, { state: 'released', refundNo: request.refundNo });
      return {};
    };
    return this.keys.once('release', request, act, () => {
      if (this.#held.has(request.refundNo)) throw new HisRefusal('HIS_REFUSED', 'a hold ended this refund');
    });
  }

  hold(request: RefundRequest): Nothing {
    return this.keys.once('hold', request, () => {
      const sheets = this.#sheetsOf(request);
      if (this.refunds.has(request.refundNo)) throw new HisRefusal('HIS_REFUSED', 'the refund is booked');
      for (const sheet of sheets) {
        if (sheet.refundNo === request.refundNo) Object.assign(sheet, { state: 'paid', refundNo: null });
      }
      this.#held.add(request.refundNo);
      return {};
    });
  }

  book(request: BookRefundRequest, now: Instant): { hisRefundNo: string; bookedAt: string } {
    return this.keys.once('bookRefund', request, () => {
      const sheets = this.#sheetsOf(request);
      const { refundNo, orderNo, split } = request;
      if (sheets.some((sheet) => sheet.state !== 'released' || sheet.refundNo !== refundNo)) {
        throw new HisRefusal('HIS_REFUSED', 'a sheet is not released for this refund');
      }
      demandSplit(split, sum(sheets.map(totalOf)));
      if (this.refunds.has(refundNo)) throw new HisRefusal('HIS_REFUSED', 'the refund is booked');
      const hisRefundNo = `RF${this.hospital.numbers.digits(12)}`;
      this.refunds.set(refundNo, { refundNo, orderNo, hisRefundNo, at: now, split });
      for (const sheet of sheets) sheet.state = 'refunded';
      return { hisRefundNo, bookedAt: shanghaiRfc3339(now) };
    });
  }

  /** The named sheets, all paid by this order. @throws HisRefusal */
  #sheetsOf({ orderNo, sheetNos }: RefundRequest): readonly Sheet[] {
    const paid = this.charges.confirmed(orderNo).flatMap((confirm) => confirm.sheets);
    if (paid.length === 0) throw new HisRefusal('ORDER_UNKNOWN', 'no confirm of the order stands');
    const named = paid.filter((sheet) => sheetNos.includes(sheet.sheetNo));
    if (named.length !== sheetNos.length) throw new HisRefusal('HIS_REFUSED', 'a sheet was not paid by this order');
    return named;
  }
}
