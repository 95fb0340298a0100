import { randomUUID } from 'node:crypto';
import { type Answer, type Outside, outTradeNoOf, type Patient, until } from '@meridian/dev/outside';
import type { Person } from './people';

/** The order as a patient sees it. */
export interface OrderView {
  readonly orderNo: string;
  readonly phase: string;
  readonly quoteFingerprint?: string;
  readonly payment?: unknown;
  readonly refunds: readonly { readonly state: string }[];
}

/** Longer than every ladder that a killed call climbs. */
const PATIENCE_MS = 120_000;
/** Nobody answered, or nobody knows: the same is said again under the same key. */
const AGAIN = [429, 500, 502, 503, 504];

/** A patient with one bill, who never gives up: whatever gets no answer is said again under the same key. */
export class Visit {
  private known: OrderView | undefined;

  constructor(
    private readonly outside: Outside,
    readonly patient: Patient,
    readonly person: Person,
    readonly visitNo: string,
  ) {}

  get order(): OrderView {
    if (!this.known) throw new Error('there is no order yet');
    return this.known;
  }

  get hasOrder(): boolean {
    return this.known !== undefined;
  }

  get orderNo(): string {
    return this.order.orderNo;
  }

  /** Reads the bill, makes the order, waits for the split. */
  async quoted(): Promise<void> {
    const bill = await until(
      async () => {
        const bills = await this.patient.bills().catch(() => []);
        return bills.find((one: { visitNo: string }) => one.visitNo === this.visitNo);
      },
      { what: 'the bill', withinMs: PATIENCE_MS },
    );
    const key = randomUUID();
    this.take(await answered(() => this.patient.order(bill, { key })));
    await this.reach((order) => order.phase === 'QUOTED');
  }

  /** Agrees to the split, anew where the insurer had to be asked anew, until the cash can be paid or none is due. */
  async payable(): Promise<void> {
    const ready = (order: OrderView): boolean => order.payment !== undefined || ['PAID', 'CONFIRMED'].includes(order.phase);
    // An order that is being quoted anew has no fingerprint yet to agree to.
    const asked = (order: OrderView): boolean => order.phase === 'QUOTED' && order.quoteFingerprint !== undefined;
    await this.reach((order) => ready(order) || asked(order));
    while (!ready(this.order)) {
      const { orderNo, quoteFingerprint = '' } = this.order;
      const key = randomUUID();
      this.take(await answered(() => this.patient.settle({ orderNo, quoteFingerprint }, undefined, key)));
      await this.reach((order) => ready(order) || (asked(order) && order.quoteFingerprint !== quoteFingerprint));
    }
  }

  /** The payer confirms in his app, where there is cash to pay. */
  async paid(): Promise<void> {
    if (this.order.payment === undefined) return;
    await this.outside.pay(outTradeNoOf(this.orderNo, Number.parseInt(this.order.quoteFingerprint ?? '1', 10)));
  }

  async confirmed(): Promise<void> {
    await this.reach((order) => order.phase === 'CONFIRMED');
  }

  async cancelled(): Promise<void> {
    const key = randomUUID();
    await answered(() => this.patient.cancel(this.orderNo, key));
    await this.ended();
  }

  /** Nothing is left of the order. */
  async ended(): Promise<void> {
    await this.reach((order) => order.phase === 'CANCELLED');
  }

  async refundAsked(): Promise<void> {
    const key = randomUUID();
    await answered(() => this.patient.refund(this.orderNo, key));
  }

  async refundIn(state: 'DONE' | 'BLOCKED'): Promise<void> {
    await this.reach((order) => order.refunds.some((refund) => refund.state === state));
  }

  private async reach(holds: (order: OrderView) => boolean): Promise<void> {
    // A gateway or service that is away for longer than one reading lasts is asked again.
    let unread = '';
    await until(
      async () => {
        const read: OrderView | undefined = await this.patient.read(this.orderNo).catch((error: Error) => {
          unread = `, last not read: ${error.message}`;
        });
        this.known = read ?? this.order;
        return holds(this.known) || undefined;
      },
      { what: 'the order to go on', withinMs: PATIENCE_MS },
    ).catch((error: Error) => {
      throw new Error(`${error.message}; it is ${this.orderNo} in ${this.order.phase}${unread}`);
    });
  }

  private take(answer: Answer): void {
    this.known = (answer.body as { order: OrderView }).order;
  }
}

/** Says the same again until there is an answer. @throws when it is a refusal */
const answered = (ask: () => Promise<Answer>): Promise<Answer> =>
  until(
    async () => {
      const answer = await ask().catch(() => undefined);
      if (!answer || AGAIN.includes(answer.status)) return undefined;
      if (answer.status < 300) return answer;
      throw new Error(`refused: ${answer.status} ${JSON.stringify(answer.body)}`);
    },
    { what: 'an answer', withinMs: PATIENCE_MS },
  );
