import { settlementInsured } from '@meridian/contracts/insurance/settlement-insured.event';
import type { SettlementReversed } from '@meridian/contracts/insurance/settlement-reversed.event';
import { settlementReversed } from '@meridian/contracts/insurance/settlement-reversed.event';
import type { Stage } from '@meridian/testing/stage';
import type { Settlement } from '../domain/settlement';
import type { Play } from './insurance-play';
import type { InsuranceService } from './insurance-process';
import type { ModelCentre } from './model-centre';

interface Told {
  readonly type: string;
  readonly data: SettlementReversed;
}

/** The settlements of some orders beside the centre's books, once no call is open. */
export async function expectBooks(stage: Stage<InsuranceService>, centre: ModelCentre, orderNos: readonly string[]): Promise<Settlement[]> {
  expect(centre.wrongs).toEqual([]);
  const rows = await stage.rows<{ body: Settlement }>('SELECT body FROM settlement WHERE order_no = ANY ($1)', [orderNos]);
  const settlements = rows.map((row) => row.body);
  for (const { settlementNo, state, settled } of settlements) {
    expect(['QUOTED', 'REFUSED', 'SETTLED', 'REVERSED', 'VOID']).toContain(state);
    const standing = [...centre.settlements.values()].filter((one) => one.batchNo.startsWith(settlementNo) && !one.reversed);
    const wanted = state === 'SETTLED' ? [settled?.settlementId] : [];
    expect([state, ...standing.map((one) => one.settlement.settlementId)]).toEqual([state, ...wanted]);
  }
  const envelopes = await stage.rows<{ envelope: string }>('SELECT envelope FROM outbox WHERE order_no = ANY ($1)', [orderNos]);
  const told = envelopes.map((row) => JSON.parse(row.envelope) as Told);
  for (const { settlement, reversed } of centre.settlements.values()) expectTold(told, settlement.settlementId, reversed);
  expect(await stage.rows("SELECT kind, detail FROM fact_log WHERE rule = 'alarm' AND order_no = ANY ($1)", [orderNos])).toEqual([]);
  return settlements;
}

/** Whoever was told that his giving up was taken finds nothing standing, unless the centre refused to take it back. */
export function expectGivenUp(settlements: readonly Settlement[], { answers }: Play): void {
  for (const { settlementNo, asks, outcome } of answers) {
    if (asks !== 'reverse' || !outcome?.ok) continue;
    const settlement = settlements.find((one) => one.settlementNo === settlementNo);
    if (settlement?.refusal?.step !== 'reverse') expect(['REVERSED', 'VOID']).toContain(settlement?.state);
  }
}

/** What stands was told once; what was taken back was told both ways once, or neither when it was gone before we knew of it. */
function expectTold(told: readonly Told[], settlementId: string, reversed: boolean): void {
  const of = (type: string) => told.filter((one) => one.type === type && one.data.settlementId === settlementId).length;
  const [insured, back] = [of(settlementInsured.subject), of(settlementReversed.subject)];
  if (reversed) expect([settlementId, insured]).toEqual([settlementId, back]);
  else expect([settlementId, insured, back]).toEqual([settlementId, 1, 0]);
  expect(insured).toBeLessThanOrEqual(1);
}
