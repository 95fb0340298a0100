import { AsyncLocalStorage } from 'node:async_hooks';

/** The call that a piece of work belongs to. */
export interface InCall {
  readonly kind: string;
  readonly orderNo: string;
}

export const inCall = new AsyncLocalStorage<InCall>();

/** Calls this process has made or asked about, by key, to know the one that an answer closes. */
export const callsByKey = new Map<string, InCall>();
