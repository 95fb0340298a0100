import { fen } from '@meridian/kernel/fen';
import type { Order } from '@meridian/order/domain/order';
import { TOTAL_FEN } from '../parties/centre';
import { MINUTE } from '../profile';

const WINDOWS = { payMs: 15 * MINUTE, consentMs: 2 * MINUTE };

/** apps/order/src/usecases/create-order/drafts.ts */
export const draftOf = (orderNo: string, payMode: Order['payMode'], billHash: string): Order => ({
  orderNo,
  hospitalId: 'H1',
  applicationId: 'app',
  patientId: 'U1',
  patientNo: 'P1',
  bill: {
    visitNo: 'V1',
    visitStartedAt: 0,
    doctor: { code: 'D', name: '' },
    department: { code: 'K', name: '', category: 'A' },
    diagnoses: [],
    insurance: { insurer: 'national', credentialType: '02', credentialSealed: '', insuranceType: '310', medicalType: '11' },
    sheets: [{ sheetNo: 'S1', hash: billHash, totalFen: fen(TOTAL_FEN) }],
    lines: [],
    billHash,
    totalFen: fen(TOTAL_FEN),
  },
  payMode,
  useAccount: true,
  collectShape: 'SEPARATE',
  phase: 'DRAFT',
  generation: 1,
  quotes: 0,
  split: null,
  fingerprint: null,
  held: false,
  legs: { his: 'none', insurance: 'none', cash: 'none' },
  choice: null,
  collects: 0,
  opened: null,
  settlementId: null,
  captured: null,
  confirmation: null,
  settleAskedAt: null,
  payUntil: null,
  consentUntil: null,
  why: null,
  hisFirst: false,
  notes: { giveUp: null },
  reason: null,
  timers: [],
  windows: WINDOWS,
});
