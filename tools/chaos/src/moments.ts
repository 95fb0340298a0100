/**
 * The five moments of one outside call (money law 3: write, call, write) at which a process can die:
 * before-intent  the decision to call is taken and nothing of it is committed
 * after-intent   the intent is committed, and no byte has left
 * after-send     the request has left, and nobody here has heard an answer
 * after-answer   the answer is known to this process alone
 * after-commit   the answer is committed; what follows from it has not begun
 */
export const MOMENTS = ['before-intent', 'after-intent', 'after-send', 'after-answer', 'after-commit'] as const;
export type Moment = (typeof MOMENTS)[number];

export const isMoment = (text: string): text is Moment => (MOMENTS as readonly string[]).includes(text);

/** Stands for the order whose number nobody knows yet. */
export const ANY_ORDER = 'any';
