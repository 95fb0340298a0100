import type { Clock, Instant } from '@meridian/kernel/clock';
import { type Fen, fen, ZERO } from '@meridian/kernel/fen';
import type { Split } from '@meridian/kernel/split';
import { type Fixture, type FixtureReply, loadFixtures } from '@meridian/plugin-kit/conformance/fixtures';
import { describeOperations } from '@meridian/plugin-kit/conformance/operations';
import type { ReceivedRequest } from '@meridian/plugin-kit/conformance/scripted-server';
import { type OperationSuite, Stage, type Vendor } from '@meridian/plugin-kit/conformance/stage';
import type { HisBill } from './port';
import type { AnyHis } from './registry';

/** What the suite must know of a HIS to play it. */
export interface HisVendor extends Vendor {
  /** The HIS's answer to unpaidBills, whether or not the sheets add up. */
  bills(bills: readonly HisBill[]): FixtureReply;
  /** The split of a confirm or a booked refund on the wire, read by the HIS's own rules. */
  splitOf(received: ReceivedRequest): Split;
}

export interface HisSuite {
  readonly plugin: (origin: string) => AnyHis;
  /** Folder of the fixtures, see plugin-kit's `loadFixtures`. */
  readonly fixtures: string;
  readonly vendor: HisVendor;
  /** Stands still. */
  readonly now: Instant;
  /** Names, ID and card numbers. */
  readonly canaries: readonly string[];
}

/** Amounts that floats, signs or thousands get wrong. */
const AMOUNTS: readonly Fen[] = [1, 29, 57, 58, 101, 1_001, 113_550, 999_999_999, 100_000_000_000].map(fen);

/** Registers the whole conformance suite of a HIS with jest. A plug-in's conformance.spec.ts is this call. */
export function runHisConformance(suite: HisSuite): void {
  const his = suite.plugin('http://127.0.0.1:9');
  const clock: Clock = { now: () => suite.now };
  const operations: OperationSuite = { ...suite, name: his.his, clock };
  const accepted = loadFixtures(suite.fixtures).filter(({ name }) => name === 'accepted');

  describe(`his ${his.his}`, () => {
    describeOperations(operations);
    for (const fixture of accepted) {
      if (fixture.operation === 'unpaidBills') describeBills(suite, operations, fixture);
      if (fixture.operation === 'confirm' || fixture.operation === 'bookRefund') describeSplit(suite, operations, fixture);
    }
  });
}

async function onStage(operations: OperationSuite, play: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await Stage.set(operations);
  try {
    await play(stage);
  } finally {
    await stage.strike();
  }
}

function describeBills({ vendor }: HisSuite, operations: OperationSuite, { operation, request }: Fixture): void {
  const ask = async (stage: Stage, bills: readonly HisBill[]) => (await stage.replies(vendor.bills(bills)).call(operation, request)).answer;

  it.each(AMOUNTS)('a bill of %d fen is read exactly', (amountFen) =>
    onStage(operations, async (stage) => {
      const bills = [billOf(amountFen, amountFen)];
      expect(await ask(stage, bills)).toEqual({ arm: 'accepted', value: { bills } });
    }),
  );

  it('a sheet whose lines miss its total by one fen is not believed', () =>
    onStage(operations, async (stage) => {
      expect((await ask(stage, [billOf(fen(113_550), fen(113_551))])).arm).toBe('silent');
    }));
}

function describeSplit({ vendor }: HisSuite, operations: OperationSuite, { operation, request, reply }: Fixture): void {
  it.each(AMOUNTS)(`${operation} tells a split of %d fen exactly`, (totalFen) =>
    onStage(operations, async (stage) => {
      const split = splitOf(totalFen);
      await stage.replies(reply).call(operation, { ...(request as object), split });
      expect(stage.received.map((received) => vendor.splitOf(received))).toEqual([split]);
    }),
  );
}

function splitOf(totalFen: Fen): Split {
  const [fundFen, accountFen, mutualAidFen, hospitalFen] = [3, 4, 11, 13].map((share) => fen(Math.floor(totalFen / share))) as [
    Fen,
    Fen,
    Fen,
    Fen,
  ];
  const cashFen = fen(totalFen - fundFen - accountFen - mutualAidFen - hospitalFen);
  return { totalFen, fundFen, accountFen, mutualAidFen, cashFen, hospitalFen, adjustFen: ZERO };
}

const billOf = (amountFen: Fen, totalFen: Fen): HisBill => ({
  visitNo: 'V1',
  visitStartedAt: 1_795_309_200_000,
  doctor: { code: 'D1', name: '覃明' },
  department: { code: '0301', name: '呼吸内科', category: 'A03' },
  diagnoses: [],
  sheets: [
    {
      sheetNo: 'S1',
      hash: 'hash-of-s1',
      totalFen,
      lines: [
        {
          lineNo: 'L1',
          itemCode: 'I1',
          itemName: '西药',
          catalogueCode: 'C1',
          quantity: '1',
          unitPrice: '1.00',
          amountFen,
          chargedAt: 1_795_309_200_000,
          approval: '0',
        },
      ],
    },
  ],
  billHash: 'hash-of-the-bill',
});
