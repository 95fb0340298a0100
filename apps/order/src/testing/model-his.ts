import type { Confirmation, ConfirmRequest, ConfirmState, HisBill, HisOperations } from '@meridian/his-kit/port';
import { type Arm, accepted, rejected, silent } from '@meridian/kernel/arm';
import type { Clock } from '@meridian/kernel/clock';
import type { Line, Sender } from '@meridian/testing/line';

export type ConfirmWhim = 'taken' | 'refused';

interface Booking {
  state: 'confirmed' | 'cancelled';
  readonly confirmation?: Confirmation;
}

/** A hospital's books: who holds a sheet, who has paid it, and every confirm for life. */
export class ModelHis {
  /** By order and generation. */
  readonly bookings = new Map<string, Booking>();
  /** How often the charge of a generation was booked as paid. */
  readonly booked = new Map<string, number>();
  readonly paidBy = new Map<string, string>();
  private readonly locks = new Map<string, { readonly orderNo: string; readonly until: number }>();

  constructor(
    private readonly line: Line,
    private readonly clock: Clock,
    private readonly bills: ReadonlyMap<string, HisBill>,
    private readonly whims: ConfirmWhim[],
  ) {}

  operationsFor(sender: Sender): Pick<HisOperations, 'unpaidBills' | 'lock' | 'unlock' | 'confirm' | 'queryConfirm' | 'cancel'> {
    const over =
      <Request, Answer>(name: string, arrive: (request: Request) => Arm<Answer>) =>
      async (request: Request): Promise<Arm<Answer>> =>
        (await this.line.say(sender, name, () => arrive(request))) ?? silent('TIMEOUT');
    return {
      unpaidBills: over('unpaid bills', ({ patientNo }) => accepted({ bills: this.unpaid(patientNo) })),
      lock: over('lock', ({ orderNo, sheetNos, until }) => this.lock(orderNo, sheetNos, until)),
      unlock: over('unlock', ({ orderNo }) => this.unlock(orderNo)),
      confirm: over('confirm', (request) => this.confirm(request)),
      queryConfirm: over('query of a confirm', ({ orderNo, generation }) => accepted(this.stateOf(`${orderNo}.${generation}`))),
      cancel: over('cancel', ({ orderNo, generation }) => this.cancel(`${orderNo}.${generation}`)),
    };
  }

  private unpaid(patientNo: string): HisBill[] {
    const bill = this.bills.get(patientNo);
    return bill && !bill.sheets.some(({ sheetNo }) => this.paidBy.has(sheetNo)) ? [bill] : [];
  }

  private lock(orderNo: string, sheetNos: readonly string[], until: number): Arm<{ lockedUntil: number }> {
    for (const sheetNo of sheetNos) {
      if (this.paidBy.has(sheetNo)) return rejected('BILL_PAID', '');
      const held = this.locks.get(sheetNo);
      if (held && held.orderNo !== orderNo && held.until > this.clock.now()) return rejected('BILL_LOCKED', '');
    }
    for (const sheetNo of sheetNos) this.locks.set(sheetNo, { orderNo, until });
    return accepted({ lockedUntil: until });
  }

  private unlock(orderNo: string): Arm<Record<string, never>> {
    for (const [sheetNo, held] of this.locks) if (held.orderNo === orderNo) this.locks.delete(sheetNo);
    return accepted({});
  }

  private confirm({ orderNo, generation, sheetNos }: ConfirmRequest): Arm<Confirmation> {
    const no = `${orderNo}.${generation}`;
    const known = this.bookings.get(no);
    if (known?.confirmation && known.state === 'confirmed') return accepted(known.confirmation);
    if (known) return rejected('CONFIRM_CANCELLED', '');
    if (sheetNos.some((sheetNo) => this.paidBy.has(sheetNo))) return rejected('BILL_PAID', '');
    if (this.whims.shift() === 'refused') return rejected('HIS_REFUSED', 'a whim');
    const confirmation = { hisReceiptNo: `R${no}`, confirmedAt: this.clock.now() };
    this.bookings.set(no, { state: 'confirmed', confirmation });
    this.booked.set(no, (this.booked.get(no) ?? 0) + 1);
    for (const sheetNo of sheetNos) this.paidBy.set(sheetNo, no);
    return accepted(confirmation);
  }

  private stateOf(no: string): ConfirmState {
    const booking = this.bookings.get(no);
    if (!booking) return { state: 'absent' };
    return booking.state === 'confirmed' && booking.confirmation
      ? { state: 'confirmed', confirmation: booking.confirmation }
      : { state: 'cancelled' };
  }

  private cancel(no: string): Arm<Record<string, never>> {
    this.bookings.set(no, { state: 'cancelled' });
    for (const [sheetNo, by] of this.paidBy) if (by === no) this.paidBy.delete(sheetNo);
    return accepted({});
  }
}
