import type {
  FindSettlementRequest,
  FoundSettlement,
  InsuredVisit,
  InsurerOperations,
  Reversal,
  Settlement,
  SettleRequest,
} from '@meridian/insurer-kit/port';
import { type Arm, accepted, rejected, silent } from '@meridian/kernel/arm';
import type { Clock } from '@meridian/kernel/clock';
import { fen } from '@meridian/kernel/fen';
import type { Course } from '@meridian/testing/course';
import type { Line, Sender } from '@meridian/testing/line';

export const CENTRE_MAX_MS = 180_000;
export const TOTAL_FEN = 44_620;

/** `refused, executed later`: a copy of a 2207 that was refused is executed all the same. */
export type CentreWhim = 'done' | 'refused' | 'refused, executed later';

interface Standing {
  readonly settlement: Settlement;
  readonly batchNo: string;
  reversed: boolean;
}

const FEE_TOTALS = { fullySelfPaidFen: fen(0), overLimitFen: fen(0), firstSelfPaidFen: fen(0), inScopeFen: fen(TOTAL_FEN) };
const SPLIT = {
  totalFen: fen(TOTAL_FEN),
  fundFen: fen(2060),
  accountFen: fen(30_000),
  mutualAidFen: fen(0),
  cashFen: fen(12_560),
  hospitalFen: fen(0),
  adjustFen: fen(0),
};

interface OurSide {
  readonly clock: Clock;
  /** Of these 2207s, those whose end our side does not know. */
  readonly unknown: (messageNos: readonly string[]) => Promise<readonly string[]>;
}

/** A centre with books of its own. A 2207 may be executed after its sender gave up, within the longest processing time and no later. */
export class ModelCentre {
  /** By the message id of the 2207. */
  readonly settlements = new Map<string, Standing>();
  /** What may not be: a message about a person while a settlement of his is unknown, or a 2207 sent twice. */
  readonly wrongs: string[] = [];
  /** Something may stand that was refused: nobody can know before the batch is taken back. */
  executedLate = false;
  private readonly batches = new Set<string>();
  private readonly revoked = new Set<string>();
  /** Person and message id of every 2207 that left our house. */
  private readonly sent: { readonly personNo: string; readonly messageNo: string }[] = [];
  private visits = 0;

  constructor(
    private readonly course: Course,
    private readonly lines: { readonly talk: Line; readonly money: Line },
    private readonly whims: CentreWhim[],
    private readonly ours: OurSide,
  ) {}

  /** From now on it refuses nothing. */
  agree(): void {
    this.whims.length = 0;
  }

  operationsFor(sender: Sender): Omit<InsurerOperations, 'signIn'> {
    const over =
      <Request, Answer>(name: string, arrive: (request: Request) => Arm<Answer>) =>
      async (request: Request): Promise<Arm<Answer>> =>
        (await this.lines.talk.say(sender, name, () => arrive(request))) ?? silent('TIMEOUT');
    return {
      identify: over('1101', ({ credential }) => accepted({ insurances: [personOf(credential.number)] })),
      checkEntitlement: over('2001', () => accepted({})),
      registerVisit: over('2201', () => accepted({ visitId: `C${++this.visits}` })),
      cancelVisit: over('2202', () => accepted({})),
      describeVisit: over('2203', () => accepted({})),
      uploadFees: over('2204', ({ batchNo }) => this.upload(batchNo)),
      removeFees: over('2205', ({ batchNo }) => this.remove(batchNo)),
      quote: over('2206', () => (this.whim() ? accepted({ split: SPLIT, feeTotals: FEE_TOTALS, deductibleFen: fen(0) }) : refusal())),
      settle: async (request) => {
        await sender.step('2207 leaves', () => this.note(request.visit, request.messageNo));
        const leftAt = this.ours.clock.now();
        return (await this.lines.money.say(sender, '2207', () => this.settle(request, leftAt))) ?? silent('TIMEOUT');
      },
      reverse: async ({ visit, settlementId }) => {
        await sender.step('2208 leaves', () => this.note(visit));
        return (await this.lines.money.say(sender, '2208', () => this.reverse(settlementId))) ?? silent('TIMEOUT');
      },
      findSettlement: over('5203', (request) => accepted(this.find(request))),
      revokeSettle: over('2601', ({ settleMessageNo }) => this.revoke(settleMessageNo)),
    };
  }

  /** Accumulations: nothing may be written for a person while a settlement of his is unknown. */
  private async note({ personNo }: InsuredVisit, messageNo?: string): Promise<void> {
    const others = this.sent.filter((one) => one.personNo === personNo && one.messageNo !== messageNo).map((one) => one.messageNo);
    for (const other of await this.ours.unknown(others)) this.wrongs.push(`${other} is unknown`);
    if (messageNo === undefined) return;
    if (this.sent.some((one) => one.messageNo === messageNo)) this.wrongs.push(`${messageNo} is sent again`);
    this.sent.push({ personNo, messageNo });
  }

  private whim(): boolean {
    return (this.whims.shift() ?? 'done') === 'done';
  }

  private upload(batchNo: string): Arm<{ feeTotals: typeof FEE_TOTALS }> {
    if (this.batches.has(batchNo)) return rejected('FEES_DUPLICATE', '');
    this.batches.add(batchNo);
    return accepted({ feeTotals: FEE_TOTALS });
  }

  private remove(batchNo: string): Arm<Record<string, never>> {
    if (this.standing(batchNo)) return rejected('ALREADY_SETTLED', '');
    this.batches.delete(batchNo);
    return accepted({});
  }

  private settle(request: SettleRequest, leftAt: number): Arm<Settlement> {
    const whim = this.whims.shift() ?? 'done';
    if (whim === 'refused, executed later') {
      this.executedLate = true;
      this.course.moment('a copy of the refused 2207 is executed', () => this.execute(request, leftAt));
    }
    return whim === 'done' ? this.execute(request, leftAt) : refusal();
  }

  private execute({ messageNo, batchNo }: SettleRequest, leftAt: number): Arm<Settlement> {
    if (this.ours.clock.now() > leftAt + CENTRE_MAX_MS) return silent('dropped');
    if (this.revoked.has(messageNo)) return rejected('INSURER_REFUSED', 'revoked');
    if (this.standing(batchNo)) return rejected('ALREADY_SETTLED', '');
    if (!this.batches.has(batchNo)) return rejected('TOTALS_MISMATCH', '');
    const clearing = { office: '450200', way: '1', type: '11' };
    const settlementId = `ST${messageNo}`;
    const money = { split: SPLIT, feeTotals: FEE_TOTALS, deductibleFen: fen(0) };
    const settlement = { ...money, settlementId, messageNo, settledAt: this.ours.clock.now(), clearing, signNo: 'sign' };
    this.settlements.set(messageNo, { settlement, batchNo, reversed: false });
    return accepted(settlement);
  }

  private reverse(settlementId: string): Arm<Reversal> {
    const known = [...this.settlements.values()].find((one) => one.settlement.settlementId === settlementId);
    if (!known) return rejected('REVERSAL_REFUSED', 'unknown');
    if (!known.reversed && !this.whim()) return rejected('REVERSAL_REFUSED', 'a whim');
    const alreadyReversed = known.reversed;
    known.reversed = true;
    return accepted({ settlementId, alreadyReversed, reversedAt: this.ours.clock.now() });
  }

  private find({ settleMessageNo }: FindSettlementRequest): FoundSettlement {
    const known = this.settlements.get(settleMessageNo);
    return known ? { found: true, reversed: known.reversed, settlement: known.settlement } : { found: false };
  }

  private revoke(messageNo: string): Arm<Record<string, never>> {
    this.revoked.add(messageNo);
    const known = this.settlements.get(messageNo);
    if (known) known.reversed = true;
    return accepted({});
  }

  private standing(batchNo: string): boolean {
    return [...this.settlements.values()].some((one) => one.batchNo === batchNo && !one.reversed);
  }
}

const refusal = () => rejected('INSURER_REFUSED', 'a whim');

const personOf = (credential: string) => ({
  personNo: `P${credential}`,
  insuranceType: '310',
  personType: '11',
  insuredArea: '450200',
  balanceFen: fen(0),
  active: true,
});
