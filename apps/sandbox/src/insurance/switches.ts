import type { HospitalLevel } from './policy';

/** How this centre behaves where sources differ or are silent. Read and set by the admin API. */
export interface Switches {
  /** Every transaction but 9001 demands a live sign_no of its operator. */
  signInRequired: boolean;
  /** What a msgid seen before gets. */
  repeatedMessage: 'refuse' | 'execute';
  /** What a 2207 or 2208 gets that arrives after 2601 named its msgid. */
  lateAfterRevoke: 'refuse' | 'execute';
  /** 2601 of a msgid that never came. */
  unknownRevoke: 'accept' | 'refuse';
  /** 2601 of a 2208: puts the settlement back, accepts and does nothing, or refuses. */
  revokeOfReversal: 'restore' | 'accept-only' | 'refuse';
  /** Whether 2208 is refused while a later settlement of the person stands. */
  laterSettlementBlocksReversal: boolean;
  /** Fee rows whose item the catalogue does not hold. */
  unmappedItem: 'self-paid' | 'refuse';
  /** Whether 2206 and 2207 demand the visit's 2203 first. */
  describedVisitRequired: boolean;
  /** Whether 5203 marks a settlement as refunded once its mirror exists; the mirror itself always is. */
  flagReversedOriginal: boolean;
  hospitalLevel: HospitalLevel;
}

export const DEFAULT_SWITCHES: Readonly<Switches> = {
  signInRequired: false,
  repeatedMessage: 'refuse',
  lateAfterRevoke: 'refuse',
  unknownRevoke: 'accept',
  revokeOfReversal: 'restore',
  laterSettlementBlocksReversal: false,
  unmappedItem: 'self-paid',
  describedVisitRequired: true,
  flagReversedOriginal: true,
  hospitalLevel: 3,
};

/** The body of POST /insurance/switches: any of the switches. */
export const SWITCHES_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    signInRequired: { type: 'boolean' },
    repeatedMessage: { enum: ['refuse', 'execute'] },
    lateAfterRevoke: { enum: ['refuse', 'execute'] },
    unknownRevoke: { enum: ['accept', 'refuse'] },
    revokeOfReversal: { enum: ['restore', 'accept-only', 'refuse'] },
    laterSettlementBlocksReversal: { type: 'boolean' },
    unmappedItem: { enum: ['self-paid', 'refuse'] },
    describedVisitRequired: { type: 'boolean' },
    flagReversedOriginal: { type: 'boolean' },
    hospitalLevel: { enum: [1, 2, 3] },
  },
} as const;
