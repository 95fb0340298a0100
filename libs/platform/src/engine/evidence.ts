import type { Guarded } from '@meridian/plugin-kit/wrapper';
import type { Evidence } from './types';

/** The raw exchanges of one guarded operation, ready to be kept. */
export const evidenceOf = (operation: string, guarded: Guarded<unknown>, sensitive: readonly string[]): Evidence[] =>
  guarded.exchanges.map((exchange) => ({ operation, arm: guarded.answer.arm, exchange, sensitive }));
