import type { Clock } from '@meridian/kernel/clock';
import { type Dispatcher, errors, Pool } from 'undici';
import { type Exchange, NoAnswer, type Wire, type WireAnswer, type WireRequest } from './wire';

export interface HttpWireOptions {
  /** The bulkhead: one sick party can hold this many sockets and no more. */
  readonly connectionsPerOrigin?: number;
  readonly connectTimeoutMs?: number;
  /** A longer answer is dropped: NoAnswer TOO_LARGE. */
  readonly maxAnswerBytes?: number;
}

/** What one call may use. Both are measured on the monotonic clock, `performance.now()`. */
export interface CallLimits {
  /** All sends of the call together. */
  readonly timeoutMs: number;
  /** No byte leaves after this instant: another worker may have taken over and asks already. */
  readonly sendBefore?: number;
}

/** The wire of one call; it keeps the evidence. */
export interface CallWire extends Wire {
  readonly exchanges: readonly Exchange[];
  /** False: no byte of any request left this process, the outside knows nothing of the call. */
  readonly sent: boolean;
}

const DEFAULTS: Required<HttpWireOptions> = { connectionsPerOrigin: 32, connectTimeoutMs: 3_000, maxAnswerBytes: 1_048_576 };

/**
 * HTTP out of a plug-in: one bounded keep-alive pool per origin, no redirects, no proxy, no automatic second send.
 * Every process has one; plug-ins never see it, they get a `Wire`.
 */
export class HttpWire {
  readonly #options: Required<HttpWireOptions>;
  readonly #pools = new Map<string, Pool>();

  constructor(
    private readonly clock: Clock,
    options: HttpWireOptions = {},
  ) {
    this.#options = { ...DEFAULTS, ...options };
  }

  call(limits: CallLimits): CallWire {
    return new HttpCall(this.clock, (origin) => this.#pool(origin), {
      endsAt: performance.now() + limits.timeoutMs,
      sendBefore: limits.sendBefore ?? Number.POSITIVE_INFINITY,
      maxAnswerBytes: this.#options.maxAnswerBytes,
    });
  }

  /** Lets running calls end, then closes every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    this.#pools.clear();
  }

  #pool(origin: string): Pool {
    let pool = this.#pools.get(origin);
    if (!pool) {
      const { connectionsPerOrigin: connections, connectTimeoutMs: timeout } = this.#options;
      // The call's own deadline rules, so undici's header and body timeouts are off.
      pool = new Pool(origin, { connections, pipelining: 1, connect: { timeout }, headersTimeout: 0, bodyTimeout: 0 });
      this.#pools.set(origin, pool);
    }
    return pool;
  }
}

interface Limits {
  readonly endsAt: number;
  readonly sendBefore: number;
  readonly maxAnswerBytes: number;
}

class HttpCall implements CallWire {
  readonly exchanges: Exchange[] = [];
  sent = false;

  constructor(
    private readonly clock: Clock,
    private readonly poolOf: (origin: string) => Pool,
    private readonly limits: Limits,
  ) {}

  async send(request: WireRequest): Promise<WireAnswer> {
    const startedAt = this.clock.now();
    const from = performance.now();
    const record = (answer: Exchange['answer']) =>
      this.exchanges.push({ startedAt, tookMs: Math.round(performance.now() - from), request, answer });
    try {
      const answer = await this.#exchange(request);
      record(answer);
      return answer;
    } catch (error) {
      if (error instanceof NoAnswer) record({ noAnswer: error.reason });
      throw error;
    }
  }

  #exchange(request: WireRequest): Promise<WireAnswer> {
    const { origin, pathname, search } = new URL(request.url);
    return new Promise((resolve, reject) => {
      const handler = new AnswerHandler(this.limits, {
        started: () => {
          this.sent = true;
        },
        answered: resolve,
        failed: reject,
      });
      handler.startTimer();
      const { method, body = null } = request;
      this.poolOf(origin).dispatch({ method, path: `${pathname}${search}`, headers: { ...request.headers }, body }, handler);
    });
  }
}

interface Listener {
  started(): void;
  answered(answer: WireAnswer): void;
  failed(error: Error): void;
}

/** One request in undici. The send window is checked here because undici calls `onRequestStart` right before it writes. */
class AnswerHandler implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #over: Error | undefined;
  #status = 0;
  #headers: Record<string, string> = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(
    private readonly limits: Limits,
    private readonly listener: Listener,
  ) {}

  startTimer(): void {
    const leftMs = Math.max(0, this.limits.endsAt - performance.now());
    this.#timer = setTimeout(() => this.#giveUp(new NoAnswer('TIMEOUT')), leftMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // undici may start a request again after a lost connection; bytes that may have left are never sent twice.
    const again = this.#controller !== undefined;
    this.#controller = controller;
    if (this.#over) controller.abort(this.#over);
    else if (again) this.#giveUp(new NoAnswer('CONNECTION'));
    else if (performance.now() >= this.limits.sendBefore) this.#giveUp(new NoAnswer('SEND_WINDOW_PASSED'));
    else if (performance.now() >= this.limits.endsAt) this.#giveUp(new NoAnswer('TIMEOUT'));
    else this.listener.started();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    this.#headers = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? ''].flat().join(', ')]),
    );
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.limits.maxAnswerBytes) this.#giveUp(new NoAnswer('TOO_LARGE'));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    this.listener.answered({ status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks).toString('utf8') });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    // A request that undici refuses to build is a bug of the plug-in, not silence of the party.
    this.#giveUp(error instanceof errors.InvalidArgumentError ? error : new NoAnswer('CONNECTION'));
  }

  #giveUp(error: Error): void {
    if (this.#over) return;
    this.#over = error;
    clearTimeout(this.#timer);
    this.listener.failed(error);
    this.#controller?.abort(error);
  }
}
