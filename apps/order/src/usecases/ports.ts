/** Whose orders these are, and how long each step may take; filled from configuration. */
export abstract class Windows {
  abstract readonly hospitalId: string;
  abstract readonly draftMs: number;
  abstract readonly payMs: number;
  abstract readonly consentMs: number;
}
