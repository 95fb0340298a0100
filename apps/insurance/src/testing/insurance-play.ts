import type { SettlementReply, SettlementState } from '@meridian/contracts/insurance/insurance.message';
import type { QuoteVisitRequest } from '@meridian/contracts/insurance/quote-visit.contract';
import type { Clock } from '@meridian/kernel/clock';
import { fen } from '@meridian/kernel/fen';
import { collectionNoOf, commandKey, orderNoOf } from '@meridian/kernel/ids';
import type { Outcome } from '@meridian/kernel/outcome';
import type { Course } from '@meridian/testing/course';
import type { Stage } from '@meridian/testing/stage';
import { type InsuranceService, VAULT } from './insurance-process';
import { TOTAL_FEN } from './model-centre';

export type Asks = 'quote' | 'settle' | 'reverse';

/** What happens, each at a moment of its own. Orders 0 and 1 are of one person; whether his visit is at the centre already is the order's. */
export type Happening =
  | {
      readonly asks: Asks;
      readonly order: number;
      readonly generation: number;
      readonly key: number;
      readonly at: number;
      readonly when?: SettlementState | undefined;
    }
  | { readonly passMs: number }
  | { readonly dies: number };

const ask =
  (asks: Asks) =>
  (order = 0, key = 1, at = 0, rest: { generation?: number; when?: SettlementState } = {}): Happening => ({
    asks,
    order,
    generation: 1,
    key,
    at,
    ...rest,
  });
export const quote = ask('quote');
export const settle = ask('settle');
export const reverse = ask('reverse');

interface Answered {
  readonly key: string;
  readonly settlementNo: string;
  readonly asks: Asks;
  readonly outcome: Outcome<SettlementReply> | undefined;
}

const SEEN = "SELECT body ->> 'fingerprint' AS fingerprint FROM settlement WHERE id = $1 AND phase = $2";

const OVER = "SELECT 1 FROM settlement WHERE id = $1 AND phase IN ('REVERSED', 'VOID')";

/** Two orders of one person, in one course of events. */
export class Play {
  readonly orderNos: readonly string[];
  readonly answers: Answered[] = [];
  private readonly credentialSealed: string;

  constructor(
    private readonly run: number,
    private readonly on: { readonly course: Course; readonly stage: Stage<InsuranceService>; readonly clock: Clock },
  ) {
    this.orderNos = [0, 1].map((order) => orderNoOf('01', '2026-11-22', run * 2 + order));
    this.credentialSealed = VAULT.seal(`${run}`, 'insurance-credential');
  }

  happen(one: Happening): void {
    if ('passMs' in one) this.on.stage.later(one.passMs);
    else if ('dies' in one) this.on.stage.death(one.dies);
    else if (one.asks === 'settle') this.askOf(one, 'QUOTED');
    else if (one.asks === 'quote' && one.generation > 1) this.quoteAnew(one);
    else if (one.when) this.askOf(one, one.when);
    else this.ask(one, '');
  }

  /** Asks when the settlement has come so far; the patient agrees to the quote that he sees then. */
  private askOf(one: Extract<Happening, { asks: Asks }>, phase: SettlementState): void {
    const id = collectionNoOf(this.orderNos[one.order] ?? '', one.generation);
    let quoted: { readonly fingerprint: string | null } | undefined;
    const can = async (): Promise<boolean> => {
      [quoted] = await this.on.stage.rows<{ fingerprint: string | null }>(SEEN, [id, phase]);
      return quoted !== undefined;
    };
    this.on.course.when(one.asks, can, () => this.ask(one, quoted?.fingerprint ?? ''));
  }

  /** An order asks for another generation when the one before has come to nothing. */
  private quoteAnew(one: Extract<Happening, { asks: Asks }>): void {
    const before = collectionNoOf(this.orderNos[one.order] ?? '', one.generation - 1);
    const over = async () => (await this.on.stage.rows(OVER, [before])).length > 0;
    this.on.course.when('quote anew', over, () => this.ask(one, ''));
  }

  private ask({ asks, order, generation, key: number, at }: Extract<Happening, { asks: Asks }>, fingerprint: string): void {
    const orderNo = this.orderNos[order] ?? '';
    const key = commandKey(orderNo, generation, `${asks}.${number}`);
    const told = this.on.stage.tell(at, key, (service) => {
      switch (asks) {
        case 'quote':
          return service.quote(this.quoting({ key, orderNo, generation }, order));
        case 'settle':
          return service.settle({ key, orderNo, generation, fingerprint, payUntil: this.on.clock.now() + 60_000 });
        case 'reverse':
          return service.reverse({ key, orderNo, generation });
      }
    });
    told
      .then((outcome) => this.answers.push({ key, settlementNo: collectionNoOf(orderNo, generation), asks, outcome }))
      .catch(() => undefined);
  }

  private quoting(of: Pick<QuoteVisitRequest, 'key' | 'orderNo' | 'generation'>, order: number): QuoteVisitRequest {
    const known = { personNo: `P${this.run}`, insuredArea: '450200', centreVisitId: `V${this.run}` };
    const line = { lineNo: 'L1', itemCode: 'I1', catalogueCode: 'X1', quantity: '1', unitPrice: '446.20', chargedAt: 0 };
    return {
      ...of,
      hospitalId: 'H45020000001',
      visitNo: `V${this.run}`,
      visitStartedAt: 0,
      doctor: { code: 'D1', name: '医生' },
      department: { code: 'K1', name: '内科', category: 'A03' },
      diagnoses: [{ code: 'J00', name: '感冒', main: true }],
      insurance: {
        insurer: 'national',
        credentialType: '02',
        credentialSealed: this.credentialSealed,
        insuranceType: '310',
        medicalType: '11',
        ...(order === 0 ? known : {}),
      },
      lines: [{ ...line, amountFen: fen(TOTAL_FEN), approval: '0' }],
      totalFen: fen(TOTAL_FEN),
      useAccount: true,
    };
  }
}
