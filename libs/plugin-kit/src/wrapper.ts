import { type Arm, silent } from '@meridian/kernel/arm';
import type { Clock } from '@meridian/kernel/clock';
import { Circuit, type CircuitOptions } from './circuit';
import type { HttpWire } from './http-wire';
import { type CallContext, type Exchange, NoAnswer } from './wire';

/** How one call may behave. Instants are monotonic (`performance.now()`): the movable clock must not stretch a deadline. */
export interface CallOptions {
  /** Our own number of the intent row, for logs and metrics. */
  readonly requestNo: string;
  readonly timeoutMs: number;
  /** The asker's deadline; whichever of the two comes first ends the call. */
  readonly deadlineAt?: number;
  /** No byte leaves from this instant on (settlement.md part 6: a paused worker must not send after takeover). */
  readonly sendBefore?: number;
  readonly traceparent?: string;
}

export interface Guarded<T> {
  readonly answer: Arm<T>;
  /** Raw evidence: store it encrypted, show it masked, never log it. */
  readonly exchanges: readonly Exchange[];
  /** False: no byte left this process, the outside knows nothing of the call. */
  readonly sent: boolean;
  readonly tookMs: number;
}

/** One line for metrics, traces and logs; carries no personal data. */
export interface Observation {
  readonly plugin: string;
  readonly operation: string;
  readonly requestNo: string;
  readonly traceparent?: string;
  readonly arm: Arm<unknown>['arm'];
  /** The port's code of a rejection. */
  readonly code?: string;
  readonly tookMs: number;
  /** The circuit of the operation as this call left it. */
  readonly circuit: { readonly name: string; readonly open: boolean };
  /** A bug of the plug-in that was turned into silence because bytes had left. */
  readonly fault?: unknown;
}

/** Hears of every operation of every plug-in; the wiring supplies it. */
export type Observe = (observation: Observation) => void;

export interface GuardDeps<Name extends string = string> {
  readonly http: HttpWire;
  readonly clock: Clock;
  /** 32 characters of randomness. */
  nonce(): string;
  readonly observe?: Observe;
  /** Operations that go out even while the circuit is open: refunds, closes, questions. */
  readonly alwaysTry?: readonly Name[];
  /** Operations of one group share a circuit; by default each has its own. */
  circuitOf?(operation: Name): string;
  readonly circuit?: CircuitOptions;
}

type Operation = (request: never, context: CallContext) => Promise<Arm<unknown>>;

export type GuardedOperations<Operations> = {
  readonly [Name in keyof Operations]: Operations[Name] extends (request: infer Request, context: CallContext) => Promise<Arm<infer T>>
    ? (request: Request, call: CallOptions) => Promise<Guarded<T>>
    : never;
};

/**
 * Puts the generic wrapper around every operation of a plug-in: deadline, send window, evidence, circuit, observation,
 * and the rule that nothing but an answer ends in `accepted` or `rejected`.
 * @throws whatever the plug-in threw before a byte left: a bug, never an answer of the party.
 */
export function guard<Operations extends Readonly<Record<keyof Operations, Operation>>>(
  plugin: { readonly name: string; readonly operations: Operations },
  deps: GuardDeps<keyof Operations & string>,
): GuardedOperations<Operations> {
  const circuits = new Map<string, Circuit>();
  const circuitCalled = (name: string): Circuit => {
    const circuit = circuits.get(name) ?? new Circuit(deps.circuit);
    circuits.set(name, circuit);
    return circuit;
  };
  const names = Object.keys(plugin.operations) as (keyof Operations & string)[];
  const entries = names.map((name) => {
    const circuitName = deps.circuitOf?.(name) ?? name;
    const circuit = circuitCalled(circuitName);
    const exempt = deps.alwaysTry?.includes(name) ?? false;
    const operation = plugin.operations[name] as unknown as AnyOperation;
    const guarded = async (request: unknown, call: CallOptions): Promise<Guarded<unknown>> => {
      const { fault, ...result } = await runOnce((context) => operation(request, context), { circuit, exempt, deps, call });
      const state = { name: circuitName, open: circuit.open };
      deps.observe?.(observation({ plugin: plugin.name, operation: name, call, result, circuit: state, fault }));
      return result;
    };
    return [name, guarded] as const;
  });
  return Object.fromEntries(entries) as GuardedOperations<Operations>;
}

type AnyOperation = (request: unknown, context: CallContext) => Promise<Arm<unknown>>;
type Result = Guarded<unknown> & { readonly fault?: unknown };

interface Run {
  readonly circuit: Circuit;
  readonly exempt: boolean;
  readonly deps: GuardDeps;
  readonly call: CallOptions;
}

async function runOnce(operate: (context: CallContext) => Promise<Arm<unknown>>, { circuit, exempt, deps, call }: Run): Promise<Result> {
  const from = performance.now();
  if (!exempt && !circuit.admits(from)) return { answer: silent('CIRCUIT_OPEN'), exchanges: [], sent: false, tookMs: 0 };

  const { timeoutMs, deadlineAt = Number.POSITIVE_INFINITY, sendBefore } = call;
  const wire = deps.http.call({
    timeoutMs: Math.min(timeoutMs, deadlineAt - from),
    ...(sendBefore === undefined ? {} : { sendBefore }),
  });
  const context: CallContext = { wire, now: () => deps.clock.now(), nonce: () => deps.nonce() };
  const end = (answer: Arm<unknown>, fault?: unknown): Result => {
    const health = healthOf(wire.exchanges.at(-1));
    if (health !== 'unknown') circuit.record(health === 'well', performance.now());
    const tookMs = Math.round(performance.now() - from);
    return { answer, exchanges: wire.exchanges, sent: wire.sent, tookMs, ...(fault === undefined ? {} : { fault }) };
  };
  try {
    return end(await operate(context));
  } catch (error) {
    if (error instanceof NoAnswer) return end(silent(error.reason));
    if (!wire.sent) throw error;
    return end(silent('PLUGIN_FAULT'), error);
  }
}

/** Sick is what more calls would make worse; a business refusal or an unknown code is not. */
function healthOf(last: Exchange | undefined): 'well' | 'sick' | 'unknown' {
  if (last === undefined) return 'unknown';
  const { answer } = last;
  if ('noAnswer' in answer) return answer.noAnswer === 'SEND_WINDOW_PASSED' ? 'unknown' : 'sick';
  return answer.status === 429 || answer.status >= 500 ? 'sick' : 'well';
}

interface Seen {
  readonly plugin: string;
  readonly operation: string;
  readonly call: CallOptions;
  readonly result: Guarded<unknown>;
  readonly circuit: Observation['circuit'];
  readonly fault: unknown;
}

const observation = ({ plugin, operation, call, result, circuit, fault }: Seen): Observation => ({
  plugin,
  operation,
  requestNo: call.requestNo,
  ...(call.traceparent === undefined ? {} : { traceparent: call.traceparent }),
  arm: result.answer.arm,
  ...(result.answer.arm === 'rejected' ? { code: result.answer.code } : {}),
  tookMs: result.tookMs,
  circuit,
  ...(fault === undefined ? {} : { fault }),
});
