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
import type { Asked } from './asked';

export interface SettlementReply {
  readonly status: 'done' | 'refused' | 'working';
  readonly state: string;
  readonly generation: number;
  readonly factId: string;
  readonly split: Split | null;
  readonly fingerprint: string | null;
  readonly settlementId: string | null;
  readonly refusal: string | null;
}

interface UseCase {
  readonly fact: () => Fact;
  /** Whether there may be no settlement yet. */
  readonly founds: boolean;
  readonly input: string;
  readonly view: (row: Row) => Outcome<SettlementReply>;
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
  constructor(private readonly life: () => Life) {}

  quote(asked: Asked): Answering {
    const visit = this.life().visitImported ? IMPORTED : null;
    const fact = () => ({ kind: 'quoteAsked', id: asked.key, bill: BILL, visit }) as Fact;
    return this.learned(asked, { fact, founds: true, input: '', view: quoteView });
  }

  settle(asked: Asked, fingerprint: string): Answering {
    const { numbers } = this.life();
    const fact = () => ({ kind: 'settleAsked', id: asked.key, fingerprint, messageNo: `MSG${++numbers.messages}` }) as Fact;
    return this.learned(asked, { fact, founds: false, input: fingerprint, view: settleView });
  }

  reverse(asked: Asked): Answering {
    return this.learned(asked, { fact: () => ({ kind: 'reverseAsked', id: asked.key }), founds: true, input: '', view: reverseView });
  }

  private learned({ key, orderNo, generation }: Asked, { fact, founds, input, view }: UseCase): Answering {
    const id = collectionNoOf(orderNo, generation);
    return (worker, deadlineAt, answer) => {
      const { insurance, kinds } = this.life();
      const fresh = founds ? newSettlement(id, orderNo, generation) : undefined;
      const learned = insurance.learn(worker, kinds.settlement, id, { fact: fact(), fresh, key, input, closes: null });
      if (!learned) return;
      if (learned.ok) insurance.executor.settledBy(worker, id, deadlineAt, () => answer(view(learned.row)));
      else answer(refused(learned.code === 'AGGREGATE_UNKNOWN' ? 'SETTLEMENT_UNKNOWN' : learned.code));
    };
  }
}

const quoteView = (row: Row): Outcome<SettlementReply> => reply(row, ['QUOTED', 'SETTLING', 'SETTLED'], ['REFUSED', 'REVERSED', 'VOID']);

const settleView = (row: Row): Outcome<SettlementReply> =>
  reply(row, ['SETTLED'], ['QUOTED', 'REFUSED', 'REVERSING', 'RELEASING', 'REVERSED', 'VOID']);

const reverseView = (row: Row): Outcome<SettlementReply> => {
  const { state, refusal } = row.state as Settlement;
  return reply(row, ['REVERSED', 'VOID'], state === 'SETTLED' && refusal?.step === 'reverse' ? ['SETTLED'] : []);
};

function reply(row: Row, whenDone: readonly string[], whenRefused: readonly string[]): Outcome<SettlementReply> {
  const { state, generation, split, fingerprint, settled, refusal } = row.state as Settlement;
  return done({
    status: whenDone.includes(state) ? 'done' : whenRefused.includes(state) ? 'refused' : 'working',
    state,
    generation,
    factId: `insurance.${row.id}.${row.version}`,
    split,
    fingerprint,
    settlementId: settled?.settlementId ?? null,
    refusal: refusal?.code ?? null,
  });
}
