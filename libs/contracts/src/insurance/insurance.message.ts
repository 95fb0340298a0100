import { IsCount, IsInstant, IsName, IsOneOf, IsOrderNo, IsPart, IsText, Maybe } from '../fields';
import { SplitMessage } from '../shared/split.message';

export const SETTLEMENT_STATES = [
  'REGISTERING',
  'QUOTING',
  'QUOTED',
  'SETTLING',
  'SETTLED',
  'REVERSING',
  'RELEASING',
  'REVERSED',
  'REFUSED',
  'VOID',
] as const;
export type SettlementState = (typeof SETTLEMENT_STATES)[number];

/** One generation of one order at the insurer. `factId` is the id of the fact that made the state, the same in reply and outbox. */
export class SettlementView {
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
  @IsOneOf(SETTLEMENT_STATES) state: SettlementState;
  @IsName(128) factId: string;
  @IsPart(() => SplitMessage) @Maybe() split?: SplitMessage;
  /** Changes with every quote: the patient agrees to this. */
  @IsName(128) @Maybe() fingerprint?: string;
  @IsName(30) @Maybe() settlementId?: string;
  @IsInstant() @Maybe() settledAt?: number;
  @IsInstant() @Maybe() reversedAt?: number;
  /** Why it was refused: a code of ours and the centre's words (personal data stripped). */
  @IsName() @Maybe() refusal?: string;
  @IsText(300) @Maybe() reason?: string;
}

/** done: the wanted state is reached. refused: it never will be. working: accepted; the fact follows by outbox, ask again with the same key. */
export class SettlementReply {
  @IsOneOf(['done', 'refused', 'working']) status: 'done' | 'refused' | 'working';
  @IsPart(() => SettlementView) settlement: SettlementView;
}
