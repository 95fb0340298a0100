import { type Bill, newSettlement, type Settlement } from '@meridian/insurance/domain/settlement';
import { fen } from '@meridian/kernel/fen';
import { collectionNoOf } from '@meridian/kernel/ids';
import type { Fact } from '@meridian/kernel/machine';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import type { Split } from '@meridian/kernel/split';
import type { Row } from '../engine/types';
import type { Life } from '../life';
import { TOTAL_FEN } from '../parties/centre';
import type { Answering } from '../wire';

export interface SettlementReply {
  readonly status: 'done' | 'refused' | 'working';
  readonly state: string;
  readonly generation: number;
  readonly factId: string;
  readonly split: Split | null;
  readonly fingerprint: string | null;
  readonly settlementId?: string;
  readonly refusal?: { readonly code: string; readonly reason: string };
}

interface Asked {
  readonly key: string;
  readonly orderNo: string;
  readonly generation: number;
}

const BILL: Bill = {
  hospitalId: 'H1',
  visitNo: 'V1',
  visitStartedAt: 0,
  doctor: { code: 'D', name: '' },
  department: { code: 'K', name: '', category: 'A' },
  diagnoses: [],
  insurance: { insurer: 'national', credentialType: '02', credentialSealed: '', insuranceType: '310', medicalType: '11' },
  lines: [],
  totalFen: fen(TOTAL_FEN),
  useAccount: true,
};

const IMPORTED = { visitId: 'M0', personNo: 'N1', insuredArea: '450200', registeredByUs: false };

/** The use cases of insurance: quote-visit, settle-visit, reverse-settlement, and apps/insurance/src/usecases/settlement.view.ts. */
export class InsuranceDesk {
  private messages = 0;

  constructor(
    private readonly life: () => Life,
    private readonly imported: boolean,
  ) {}

  quote(asked: Asked): Answering {
    const fact = { kind: 'quoteAsked', id: asked.key, bill: BILL, visit: this.imported ? IMPORTED : null } as Fact;
    return this.learned(
      asked,
      () => fact,
      true,
      (row) => reply(row, ['QUOTED', 'SETTLING', 'SETTLED'], ['REFUSED', 'REVERSED', 'VOID']),
    );
  }

  settle(asked: Asked & { fingerprint: string }): Answering {
    const { key, fingerprint } = asked;
    const fact = (): Fact => ({ kind: 'settleAsked', id: key, fingerprint, messageNo: `MSG${++this.messages}` }) as Fact;
    return this.learned(asked, fact, false, (row) =>
      reply(row, ['SETTLED'], ['QUOTED', 'REFUSED', 'REVERSING', 'RELEASING', 'REVERSED', 'VOID']),
    );
  }

  reverse(asked: Asked): Answering {
    return this.learned(
      asked,
      () => ({ kind: 'reverseAsked', id: asked.key }),
      true,
      (row) => {
        const { state, refusal } = row.state as Settlement;
        return reply(row, ['REVERSED', 'VOID'], state === 'SETTLED' && refusal?.step === 'reverse' ? ['SETTLED'] : []);
      },
    );
  }

  private learned(
    asked: Asked & { fingerprint?: string },
    fact: () => Fact,
    fresh: boolean,
    view: (row: Row) => Outcome<SettlementReply>,
  ): Answering {
    const { key, orderNo, generation } = asked;
    const id = collectionNoOf(orderNo, generation);
    return (worker, deadlineAt, answer) => {
      const { insurance, kinds } = this.life();
      const learned = insurance.learn(worker, kinds.settlement, id, fact(), {
        ...(fresh ? { fresh: newSettlement(id, orderNo, generation) } : {}),
        key,
        input: `${generation}.${asked.fingerprint ?? ''}`,
      });
      if (!learned) return;
      if (!learned.ok) {
        answer(refused(learned.code === 'AGGREGATE_UNKNOWN' ? 'SETTLEMENT_UNKNOWN' : learned.code));
        return;
      }
      insurance.executor.settledBy(worker, id, deadlineAt, () => answer(view(learned.row)));
    };
  }
}

function reply(row: Row, whenDone: readonly string[], whenRefused: readonly string[]): Outcome<SettlementReply> {
  const state = row.state as Settlement;
  return done({
    status: whenDone.includes(state.state) ? 'done' : whenRefused.includes(state.state) ? 'refused' : 'working',
    state: state.state,
    generation: state.generation,
    factId: `insurance.${row.id}.${row.version}`,
    split: state.split,
    fingerprint: state.fingerprint,
    ...(state.settled ? { settlementId: state.settled.settlementId } : {}),
    ...(state.refusal ? { refusal: state.refusal } : {}),
  });
}
