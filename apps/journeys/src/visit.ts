import type { OrderView } from '@meridian/contracts/order/order.message';
import { type Answer, type Outside, outTradeNoOf, type Patient } from '@meridian/dev/outside';
import type { Books } from './books';
import type { End, Expected } from './evidence';
import type { Person } from './people';

type Choice = Parameters<Patient['order']>[1];

/** When a fault is laid: from the start, or when the order has its number, or when it is confirmed. */
export type Moment = 'start' | 'quoted' | 'confirmed';

/** Where a visit takes place. */
interface Place {
  readonly outside: Outside;
  readonly books: Books;
}

export interface Bill {
  readonly visitNo: string;
  readonly billHash: string;
  readonly totalFen: number;
}

/** One patient with one fresh bill, taken as far as a journey wants. */
export class Visit {
  /** Lays the outside's faults of a moment, where a journey has some. */
  arm: (moment: Moment) => Promise<void> = async () => undefined;
  private known: OrderView | undefined;

  constructor(
    readonly place: Place,
    readonly person: Person,
    readonly visitNo: string,
    readonly patient: Patient,
  ) {}

  /** The same bill, for another order. @param patient somewhere else, when told */
  sameBill(patient: Patient = this.patient): Visit {
    return new Visit(this.place, this.person, this.visitNo, patient);
  }

  /** The order as last read. */
  get order(): OrderView {
    if (!this.known) throw new Error('there is no order yet');
    return this.known;
  }

  get orderNo(): string {
    return this.order.orderNo;
  }

  /** Under which number the channel knows the cash part. Its generation leads what the patient agreed to. */
  get outTradeNo(): string {
    return outTradeNoOf(this.orderNo, Number.parseInt(this.order.quoteFingerprint ?? '1', 10));
  }

  armed(moment: Moment): Promise<void> {
    return this.arm(moment);
  }

  async bill(): Promise<Bill> {
    const bills = (await this.patient.bills()) as Bill[];
    const found = bills.find((bill) => bill.visitNo === this.visitNo);
    if (!found) throw new Error(`the bill of ${this.visitNo} is not shown`);
    return found;
  }

  /** As the patient would: reads the bill, makes the order, waits for the split. */
  async quoted(choice: Choice = {}): Promise<this> {
    const bill = await this.bill();
    this.take(await this.patient.order(bill, choice));
    return this.reach('QUOTED');
  }

  /** Agrees to the split; afterwards the cash part can be paid. */
  async paying(): Promise<this> {
    this.take(await this.patient.settle(agreedTo(this.order)));
    return this.reach((order) => order.phase === 'PAYING' && order.payment !== undefined);
  }

  /** The payer confirms in his app. */
  async paid(how: Record<string, unknown> = {}): Promise<this> {
    await this.place.outside.pay(this.outTradeNo, how);
    return this;
  }

  async confirmed(): Promise<this> {
    return this.reach('CONFIRMED');
  }

  /** From the bill to a confirmed order, the plain way. */
  async whole(choice: Choice = {}): Promise<this> {
    await this.quoted(choice);
    await this.paying();
    await this.paid();
    return this.confirmed();
  }

  async refunded(): Promise<this> {
    this.take(await this.patient.refund(this.orderNo));
    return this.reach((order) => order.refunds.some((refund) => refund.state === 'DONE'));
  }

  async cancelled(): Promise<this> {
    this.take(await this.patient.cancel(this.orderNo));
    return this.reach('CANCELLED');
  }

  async reach(wanted: string | ((order: OrderView) => boolean), withinMs = 30_000): Promise<this> {
    this.known = (await this.patient.until(this.orderNo, wanted, withinMs)) as OrderView;
    return this;
  }

  agree(expected: End | Expected): Promise<void> {
    return this.place.books.agree(this.orderNo, expected);
  }

  /** Takes the order out of an answer. @throws when it is a refusal */
  take(answer: Answer): this {
    if (answer.status >= 300) throw new Error(`refused: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.known = (answer.body as { order: OrderView }).order;
    return this;
  }
}

/** @throws when the order has no quote to agree to */
export function agreedTo({ orderNo, quoteFingerprint }: OrderView): { orderNo: string; quoteFingerprint: string } {
  if (quoteFingerprint === undefined) throw new Error(`${orderNo} has no quote`);
  return { orderNo, quoteFingerprint };
}
