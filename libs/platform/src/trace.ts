import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** W3C Trace Context, `00-<trace id>-<span id>-<flags>`. It travels in HTTP and NATS headers and is stored with intents and facts. */
export type TraceParent = string;

// All zeros are no trace and no span.
const FORM = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}$/;
const current = new AsyncLocalStorage<TraceParent>();

export const isTraceParent = (text: unknown): text is TraceParent => typeof text === 'string' && FORM.test(text);

export const newTrace = (): TraceParent => `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;

/** A child span of the given trace; a new trace when there is none. */
export const childOf = (parent: TraceParent | undefined): TraceParent => {
  const match = parent ? FORM.exec(parent) : null;
  return match ? `00-${match[1]}-${randomBytes(8).toString('hex')}-01` : newTrace();
};

export const traceIdOf = (parent: TraceParent | undefined): string | undefined => (parent ? FORM.exec(parent)?.[1] : undefined);

export const currentTrace = (): TraceParent | undefined => current.getStore();

export const inTrace = <T>(parent: TraceParent | undefined, run: () => T): T => current.run(childOf(parent), run);
