import type { SandboxClock } from './clock';
import { type Fault, type Faults, FRAME_FAULT_KINDS, type FrameFaultKind } from './faults';
import type { Overtaking } from './overtaking';
import type { Party, PartyReply, PartyRequest } from './party';

/** No answer: the connection hangs, or is destroyed after `destroyAfterMs`. */
export interface Silence {
  readonly silent: true;
  readonly destroyAfterMs?: number;
}

export interface FaultedCall {
  readonly party: Party;
  readonly clock: SandboxClock;
  readonly faults: Faults;
  readonly overtaking: Overtaking;
  readonly request: PartyRequest;
}

/** How long a held request waits for one that overtakes it, when its rule does not say. */
const LONGEST_HOLD_MS = 60_000;

/** What `match` of a fault rule looks into. */
export const rawText = (request: PartyRequest): string => `${request.method} ${request.url}\n${request.text}`;

/** Executes one request under the first frame fault that fits it. */
export async function serveFaulted(call: FaultedCall): Promise<PartyReply | Silence> {
  const { party, faults, request, overtaking } = call;
  const operation = party.operationOf(request);
  if (operation === null) return execute(call);
  const fault = faults.take(party.name, operation, rawText(request), FRAME_FAULT_KINDS);
  if (fault?.kind === 'reorder') await overtaking.hold(operation, fault.delayMs ?? LONGEST_HOLD_MS);
  try {
    return fault === null ? await execute(call) : await play[fault.kind as FrameFaultKind](call, fault);
  } finally {
    if (fault?.kind !== 'reorder') overtaking.passed(operation);
  }
}

type Play = (call: FaultedCall, fault: Fault) => Promise<PartyReply | Silence>;

const play: Readonly<Record<FrameFaultKind, Play>> = {
  delay: async (call, fault) => {
    await call.clock.sleep(fault.delayMs ?? 0);
    return execute(call);
  },
  'drop-request': async (_call, fault) => silence(fault),
  'drop-answer': async (call, fault) => {
    await execute(call);
    return silence(fault);
  },
  'execute-late': async (call, fault) => {
    call.clock.at(call.clock.now() + (fault.delayMs ?? 0), async () => {
      await execute(call);
    });
    return { silent: true };
  },
  duplicate: async (call) => {
    const first = await execute(call);
    await execute(call);
    return first;
  },
  reorder: (call) => execute(call),
  refuse: async ({ party, request }, fault) => party.refuse(request, fault),
  garble: async (call) => garbled(await execute(call)),
  'status-5xx': async ({ party, request }) => party.failure(request),
  'execute-then-5xx': async (call) => {
    await execute(call);
    return call.party.failure(call.request);
  },
};

async function execute({ party, request }: FaultedCall): Promise<PartyReply> {
  try {
    return await party.execute(request);
  } catch (error) {
    process.stderr.write(`${party.name}: ${error instanceof Error ? error.stack : String(error)}\n`);
    return party.failure(request);
  }
}

const silence = (fault: Fault): Silence => ({ silent: true, ...(fault.delayMs === undefined ? {} : { destroyAfterMs: fault.delayMs }) });

/** Half an answer and a tail that is neither JSON nor XML; the headers stay, as from a proxy that broke off. */
function garbled(reply: PartyReply): PartyReply {
  const body = Buffer.from(reply.body);
  return { status: 200, headers: reply.headers, body: Buffer.concat([body.subarray(0, body.length / 2), Buffer.from('\u0000<<<')]) };
}
