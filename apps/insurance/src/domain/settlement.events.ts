import type { Instant } from '@meridian/kernel/clock';
import type { Announcement } from '@meridian/kernel/machine';
import type { Settled, Settlement } from './settlement';

const common = (settlement: Settlement) => ({
  orderNo: settlement.orderNo,
  generation: settlement.generation,
  hospitalId: settlement.bill?.hospitalId ?? 'unknown',
});

const insurerOf = (settlement: Settlement): string => settlement.bill?.insurance.insurer ?? 'unknown';

export const insuredAnnouncement = (settlement: Settlement, settled: Settled): Announcement => ({
  subject: 'fact.insurance.settlement-insured.v1',
  data: {
    ...common(settlement),
    insurer: insurerOf(settlement),
    settlementId: settled.settlementId,
    messageNo: settled.messageNo,
    split: settled.split,
    insuranceType: settlement.bill?.insurance.insuranceType ?? '',
    clearingType: settled.clearing.type,
    clearingOffice: settled.clearing.office,
    settledAt: settled.settledAt,
  },
});

export const refusedAnnouncement = (settlement: Settlement, at: Instant): Announcement => ({
  subject: 'fact.insurance.settlement-refused.v1',
  data: {
    ...common(settlement),
    step: settlement.refusal?.step ?? 'quote',
    code: settlement.refusal?.code ?? 'INSURER_REFUSED',
    ...(settlement.refusal?.reason ? { reason: settlement.refusal.reason.slice(0, 300) } : {}),
    refusedAt: at,
  },
});

/** @param settled null when no settlement had stood: the generation simply ends. */
export const reversedAnnouncement = (settlement: Settlement, settled: Settled | null, at: Instant): Announcement => ({
  subject: 'fact.insurance.settlement-reversed.v1',
  data: {
    ...common(settlement),
    insurer: insurerOf(settlement),
    ...(settled ? { settlementId: settled.settlementId, split: settled.split, messageNo: settled.messageNo } : {}),
    provisional: false,
    reversedAt: at,
  },
});

export const revokedAnnouncement = (settlement: Settlement, messageNo: string, at: Instant): Announcement => ({
  subject: 'fact.insurance.settlement-reversed.v1',
  data: { ...common(settlement), insurer: insurerOf(settlement), messageNo, provisional: true, reversedAt: at },
});
