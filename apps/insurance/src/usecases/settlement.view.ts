import type { SettlementReply } from '@meridian/contracts/insurance/insurance.message';
import type { Settlement } from '../domain/settlement';

type Stored = { readonly state: Settlement; readonly version: number };

/** @param wanted the states that mean the asker's wish is fulfilled, and those that mean it never will be. */
export function settlementReply(
  { state, version }: Stored,
  wanted: { done: readonly string[]; refused: readonly string[] },
): SettlementReply {
  const status = wanted.done.includes(state.state) ? 'done' : wanted.refused.includes(state.state) ? 'refused' : 'working';
  return {
    status,
    settlement: {
      orderNo: state.orderNo,
      generation: state.generation,
      state: state.state === 'NEW' ? 'VOID' : state.state,
      factId: `insurance.${state.settlementNo}.${version}`,
      ...(state.split ? { split: { ...state.split } } : {}),
      ...(state.fingerprint ? { fingerprint: state.fingerprint } : {}),
      ...(state.settled ? { settlementId: state.settled.settlementId, settledAt: state.settled.settledAt } : {}),
      ...(state.reversal ? { reversedAt: state.reversal.at } : {}),
      ...(state.refusal ? { refusal: state.refusal.code, reason: state.refusal.reason.slice(0, 300) || state.refusal.code } : {}),
    },
  };
}
