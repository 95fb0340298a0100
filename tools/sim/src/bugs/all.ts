import type { Bug } from './bug';
import { DECISION_BUGS } from './decisions.cases';
import { TWISTS } from './twists';

export const BUGS: readonly Bug[] = [...DECISION_BUGS, ...TWISTS];
