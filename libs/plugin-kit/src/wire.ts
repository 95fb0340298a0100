import type { Instant } from '@meridian/kernel/clock';

/** One HTTP request of a plug-in, with the exact bytes that were signed. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute address, query included. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** UTF-8 text; absent for GET. */
  readonly body?: string;
}

/** One HTTP answer, raw. Header names are lower case. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Thrown by `Wire.send` when no whole answer came back; the wrapper turns it into the silent arm. */
export class NoAnswer extends Error {
  constructor(readonly reason: 'TIMEOUT' | 'CONNECTION' | 'TOO_LARGE' | 'CIRCUIT_OPEN' | 'SEND_WINDOW_PASSED') {
    super(reason);
  }
}

/** The way out of a plug-in. The wrapper supplies it: deadline, evidence, metrics and trace hang here, once. */
export interface Wire {
  /** @throws NoAnswer */
  send(request: WireRequest): Promise<WireAnswer>;
}

/** What every operation of every plug-in receives beside its request. */
export interface CallContext {
  readonly wire: Wire;
  /** The injected clock; signatures, message times and due dates use it. */
  now(): Instant;
  /** 32 characters of randomness for signatures. */
  nonce(): string;
}

/** One raw exchange, kept encrypted as evidence. */
export interface Exchange {
  readonly startedAt: Instant;
  readonly tookMs: number;
  readonly request: WireRequest;
  readonly answer: WireAnswer | { readonly noAnswer: NoAnswer['reason'] };
}
