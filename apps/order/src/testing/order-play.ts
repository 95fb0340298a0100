import type { Asker, OrderPhase, OrderReply, PayMode } from '@meridian/contracts/order/order.message';
import { paymentCaptured } from '@meridian/contracts/payment/payment-captured.event';
import type { HisBill } from '@meridian/his-kit/port';
import { fen } from '@meridian/kernel/fen';
import type { Outcome } from '@meridian/kernel/outcome';
import type { TakenFact } from '@meridian/platform/facts/consumer';
import type { Course } from '@meridian/testing/course';
import type { Stage } from '@meridian/testing/stage';
import type { ModelServices } from './model-services';
import type { OrderService } from './order-process';

export type Asks = 'create' | 'settle' | 'cancel' | 'payItMyself';

/** What happens, each at a moment of its own; what came first is for the scheduler to say. `foreign`: somebody else's patient asks; `when`: only in that phase. */
export type Happening =
  | {
      readonly asks: Asks;
      readonly key: number;
      readonly at: number;
      readonly payMode: PayMode;
      readonly foreign: boolean;
      readonly when?: OrderPhase | undefined;
    }
  | { readonly pays: true; readonly when?: OrderPhase | undefined }
  | { readonly passMs: number }
  | { readonly dies: number };

/** How a fact comes by outbox; one that somebody waits for is told by hint as well. */
export type Delivery = 'once' | 'twice' | 'late';

export const TOTAL_FEN = 44_620;

const ask = (asks: Asks, key = 1, rest: { at?: number; payMode?: PayMode; foreign?: boolean; when?: OrderPhase } = {}): Happening => ({
  asks,
  key,
  at: 0,
  payMode: 'INSURED',
  foreign: false,
  ...rest,
});
export const create = (key?: number, rest?: { at?: number; payMode?: PayMode; foreign?: boolean }): Happening => ask('create', key, rest);
export const settle = (key?: number, rest?: { at?: number; foreign?: boolean }): Happening => ask('settle', key, rest);
export const cancel = (key?: number, rest?: { at?: number; foreign?: boolean; when?: OrderPhase }): Happening => ask('cancel', key, rest);
export const pay: Happening = { pays: true };
export const payWhileClosing: Happening = { pays: true, when: 'CLOSING' };

export const billOf = (run: number): HisBill => ({
  visitNo: `V${run}`,
  visitStartedAt: 0,
  doctor: { code: 'D1', name: '医生' },
  department: { code: 'K1', name: '内科', category: 'A03' },
  diagnoses: [{ code: 'J00', name: '感冒', main: true }],
  insurance: {
    insurer: 'national',
    credential: { type: '02', number: '450000199001011234' },
    insuranceType: '310',
    medicalType: '11',
    personNo: `P${run}`,
    insuredArea: '450200',
    centreVisitId: `C${run}`,
  },
  sheets: [{ sheetNo: `S${run}`, hash: 'h', totalFen: fen(TOTAL_FEN), lines: [lineOf(run)] }],
  billHash: `B${run}`,
});

const lineOf = (run: number) => ({
  lineNo: `L${run}`,
  itemCode: 'I1',
  itemName: '检查',
  catalogueCode: 'X1',
  quantity: '1',
  unitPrice: '446.20',
  amountFen: fen(TOTAL_FEN),
  chargedAt: 0,
  approval: '0' as const,
});

interface Answered {
  readonly one: Extract<Happening, { asks: Asks }>;
  readonly body: string;
  readonly outcome: Outcome<OrderReply> | undefined;
}

const TARGET = `SELECT id, phase, body ->> 'fingerprint' AS fingerprint FROM orders WHERE patient_id = $1 ORDER BY (phase = 'CANCELLED'), id DESC LIMIT 1`;

interface Target {
  readonly id: string;
  readonly phase: OrderPhase;
  readonly fingerprint: string | null;
}

/** One bill and its orders, in one course of events. */
export class Play {
  readonly answers: Answered[] = [];
  private readonly untaken = new Set<TakenFact>();

  constructor(
    readonly run: number,
    private readonly on: { readonly course: Course; readonly stage: Stage<OrderService>; readonly services: () => ModelServices },
    private readonly deliveries: Delivery[],
  ) {}

  happen(one: Happening): void {
    const { stage } = this.on;
    if ('passMs' in one) stage.later(one.passMs);
    else if ('dies' in one) stage.death(one.dies);
    else if ('pays' in one) this.pay(one.when);
    else if (one.asks === 'create') this.ask(one, undefined);
    else this.askOfOrder(one);
  }

  /** By hint, where somebody waits for it, and by outbox: at least once, in any order. */
  announce(fact: TakenFact): void {
    this.untaken.add(fact);
    if (fact.type === paymentCaptured.subject) this.deliver(fact, 1, 'hint');
    const delivery = this.deliveries.shift() ?? 'once';
    if (delivery !== 'late') this.deliver(fact, 0, 'outbox');
    if (delivery === 'twice') this.deliver(fact, 1, 'outbox');
  }

  /** What was not taken is delivered again. */
  redeliver(): void {
    for (const fact of this.untaken) this.deliver(fact, 0, 'outbox');
  }

  private deliver(fact: TakenFact, at: number, how: 'hint' | 'outbox'): void {
    const taken = this.on.stage.tell(at, `${how} ${fact.type}`, (service) => service.take([fact]).then(() => true));
    taken.then((told) => told && how === 'outbox' && this.untaken.delete(fact)).catch(() => undefined);
  }

  private pay(when: OrderPhase | undefined): void {
    const { course, services, stage } = this.on;
    const can = async (): Promise<boolean> => {
      if (services().payable() === undefined) return false;
      return when === undefined || (await stage.rows<Target>(TARGET, [`U${this.run}`]))[0]?.phase === when;
    };
    course.when('the payer pays', can, () => services().pay());
  }

  /** Of the order that lives, as it is when there is one to ask this of. */
  private askOfOrder(one: Extract<Happening, { asks: Asks }>): void {
    let target: Target | undefined;
    const can = async (): Promise<boolean> => {
      [target] = await this.on.stage.rows<Target>(TARGET, [`U${this.run}`]);
      if (!target || (one.asks === 'settle' && target.fingerprint === null)) return false;
      return one.when === undefined || target.phase === one.when;
    };
    this.on.course.when(one.asks, can, () => this.ask(one, target));
  }

  private ask(one: Extract<Happening, { asks: Asks }>, order: Target | undefined): void {
    const asker: Asker = one.foreign
      ? { applicationId: 'app', patientId: `X${this.run}`, patientNo: `Y${this.run}` }
      : { applicationId: 'app', patientId: `U${this.run}`, patientNo: `N${this.run}` };
    const key = `${one.foreign ? 'foreign' : 'patient'}.${this.run}.${one.asks}.${one.key}`;
    const of = { asker, key, orderNo: order?.id ?? '' };
    const { payMode } = one;
    const request = {
      create: { asker, key, visitNo: `V${this.run}`, billHash: `B${this.run}`, payMode, useAccount: true },
      settle: { ...of, quoteFingerprint: order?.fingerprint ?? '', channel: 'wechat', product: 'JSAPI', payerId: 'payer' },
      cancel: of,
      payItMyself: of,
    };
    const told = this.on.stage.tell(one.at, key, (service) => {
      switch (one.asks) {
        case 'create':
          return service.create(request.create);
        case 'settle':
          return service.settle(request.settle);
        case 'cancel':
          return service.cancel(request.cancel);
        case 'payItMyself':
          return service.payItMyself(request.payItMyself);
      }
    });
    const noted = (outcome: Outcome<OrderReply> | undefined) =>
      this.answers.push({ one, body: JSON.stringify(request[one.asks]), outcome });
    told.then(noted).catch(() => undefined);
  }
}
