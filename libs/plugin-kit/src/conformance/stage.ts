import type { Arm } from '@meridian/kernel/arm';
import type { Clock } from '@meridian/kernel/clock';
import { HttpWire } from '../http-wire';
import type { CallContext, Exchange } from '../wire';
import { type Guarded, guard } from '../wrapper';
import type { FixtureReply } from './fixtures';
import { type ReceivedRequest, type Script, type ScriptedAnswer, ScriptedServer } from './scripted-server';

/** What the suite must know of the party to play it: its envelope and its signature, with keys the test generated. */
export interface Vendor {
  /** The party's genuine answer: serialised, encrypted, signed. */
  seal(reply: FixtureReply, received: ReceivedRequest): ScriptedAnswer;
  /** Fails (`expect`) when the request is not authenticated the party's way. */
  check(received: ReceivedRequest): void;
  /** The request's body as the fixture writes it; by default the parsed JSON. */
  open?(received: ReceivedRequest): unknown;
  /** Calls beside the operation, such as a key download or a sign-in; undefined for the operation itself. */
  aside?(received: ReceivedRequest): ScriptedAnswer | undefined;
  /** A genuine answer with a code that stands in no table. */
  readonly unknownCode: FixtureReply;
  /** Changes an answer after it was signed. Absent: the party does not sign. */
  tamper?(answer: ScriptedAnswer): ScriptedAnswer;
}

/** The common face of a channel, an insurer and a HIS. */
export interface PluginUnderTest {
  readonly can: readonly string[];
  readonly sensitive: readonly string[];
  readonly operations: object;
}

export interface OperationSuite {
  readonly name: string;
  readonly plugin: (origin: string) => PluginUnderTest;
  /** Folder of the fixtures. */
  readonly fixtures: string;
  readonly vendor: Vendor;
  readonly clock: Clock;
  /** Names, ID numbers, payer ids in the fixtures: none may be seen in a masked view, each must occur in some exchange. */
  readonly canaries: readonly string[];
  /** Operations that send nothing (reading a callback); the kit tests them itself. */
  readonly local?: readonly string[];
}

/** For answers that come. */
const TIMEOUT_MS = 2_000;

/** A plug-in wired to a party on loopback, for one test. */
export class Stage {
  #exchanges: readonly Exchange[] = [];
  #nonces = 0;

  private constructor(
    readonly party: ScriptedServer,
    private readonly http: HttpWire,
    private readonly suite: OperationSuite,
    readonly plugin: PluginUnderTest,
  ) {}

  static async set(suite: OperationSuite): Promise<Stage> {
    const party = await ScriptedServer.start();
    return new Stage(party, new HttpWire(suite.clock), suite, suite.plugin(party.origin));
  }

  /** The party answers the operation with this; calls beside it as the vendor says. */
  plays(answer: Script): this {
    this.party.script = (received) => this.suite.vendor.aside?.(received) ?? answer(received);
    return this;
  }

  replies(reply: FixtureReply): this {
    return this.plays((received) => this.suite.vendor.seal(reply, received));
  }

  async call(operation: string, request: unknown, timeoutMs = TIMEOUT_MS): Promise<Guarded<unknown>> {
    const operations = guard(
      { name: this.suite.name, operations: this.plugin.operations as Record<string, AnyOperation> },
      { http: this.http, clock: this.suite.clock, nonce: () => String(++this.#nonces).padStart(32, '0') },
    );
    const run = operations[operation];
    if (!run) throw new Error(`${this.suite.name} declares no operation ${operation}`);
    const guarded = await run(request, { requestNo: 'CONFORMANCE', timeoutMs });
    this.#exchanges = guarded.exchanges;
    return guarded;
  }

  get exchanges(): readonly Exchange[] {
    return this.#exchanges;
  }

  /** Requests of the operation itself. */
  get received(): readonly ReceivedRequest[] {
    return this.party.received.filter((received) => this.suite.vendor.aside?.(received) === undefined);
  }

  async strike(): Promise<void> {
    await this.party.close();
    await this.http.close();
  }
}

type AnyOperation = (request: unknown, context: CallContext) => Promise<Arm<unknown>>;
