import { type Arm, accepted, rejected } from '@meridian/kernel/arm';
import type { Clock } from '@meridian/kernel/clock';
import { ScriptedServer } from './conformance/scripted-server';
import { HttpWire } from './http-wire';
import type { CallContext } from './wire';
import { guard, type Observation } from './wrapper';

const clock: Clock = { now: () => 1_700_000_000_000 };
const call = { requestNo: 'R1', timeoutMs: 2_000 } as const;

describe('guard', () => {
  let party: ScriptedServer;
  let http: HttpWire;
  let observations: Observation[];

  beforeEach(async () => {
    party = await ScriptedServer.start();
    http = new HttpWire(clock);
    observations = [];
  });

  afterEach(async () => {
    await party.close();
    await http.close();
  });

  const read = async ({ path }: { path: string }, { wire }: CallContext): Promise<Arm<{ body: string }>> => {
    const answer = await wire.send({ method: 'GET', url: `${party.origin}${path}`, headers: {} });
    return answer.status === 200 ? accepted({ body: answer.body }) : rejected('NO_SUCH', String(answer.status));
  };

  const plugin = {
    name: 'echo',
    operations: {
      read,
      refund: read,
      unbuildable: async (_request: Record<string, never>, _context: CallContext): Promise<Arm<null>> => {
        throw new RangeError('no amount');
      },
      buggyReader: async (request: { path: string }, context: CallContext): Promise<Arm<null>> => {
        await read(request, context);
        throw new TypeError('cannot read properties of undefined');
      },
      tellTime: async (_request: Record<string, never>, { now, nonce }: CallContext): Promise<Arm<{ at: number; nonce: string }>> =>
        accepted({ at: now(), nonce: nonce() }),
    },
  };

  const guarded = () =>
    guard(plugin, {
      http,
      clock,
      nonce: () => 'n'.repeat(32),
      observe: (observation) => observations.push(observation),
      alwaysTry: ['refund'],
      circuitOf: () => 'one',
      circuit: { opensAfter: 2, restMs: 60_000 },
    });

  it('hands the answer over with its evidence and observes it', async () => {
    party.script = () => ({ status: 200, body: 'hello' });
    const result = await guarded().read({ path: '/a' }, { ...call, traceparent: '00-1' });
    expect(result).toMatchObject({ answer: accepted({ body: 'hello' }), sent: true, exchanges: [{ answer: { status: 200 } }] });
    party.script = () => ({ status: 404, body: '' });
    await guarded().read({ path: '/a' }, call);
    const always = {
      plugin: 'echo',
      operation: 'read',
      requestNo: 'R1',
      tookMs: expect.any(Number),
      circuit: { name: 'one', open: false },
    };
    expect(observations).toEqual([
      { ...always, traceparent: '00-1', arm: 'accepted' },
      { ...always, arm: 'rejected', code: 'NO_SUCH' },
    ]);
  });

  it('gives the injected clock and nonce to the plug-in', async () => {
    const { answer, sent } = await guarded().tellTime({}, call);
    expect(answer).toEqual(accepted({ at: clock.now(), nonce: 'n'.repeat(32) }));
    expect(sent).toBe(false);
  });

  it('turns no answer into silence', async () => {
    party.script = () => 'drop';
    const result = await guarded().read({ path: '/a' }, call);
    expect(result).toMatchObject({ answer: { arm: 'silent', reason: 'CONNECTION' }, sent: true });
  });

  it('turns a bug after the send into silence and reports it', async () => {
    party.script = () => ({ status: 200, body: '' });
    const { answer } = await guarded().buggyReader({ path: '/a' }, call);
    expect(answer).toEqual({ arm: 'silent', reason: 'PLUGIN_FAULT' });
    expect(observations).toEqual([expect.objectContaining({ arm: 'silent', fault: expect.any(TypeError) })]);
  });

  it('lets a bug before the send out: nothing happened outside', async () => {
    await expect(guarded().unbuildable({}, call)).rejects.toThrow('no amount');
  });

  it('the earlier of timeout and deadline ends the call', async () => {
    party.script = () => 'hold';
    const { answer } = await guarded().read({ path: '/a' }, { requestNo: 'R', timeoutMs: 9_000, deadlineAt: performance.now() + 50 });
    expect(answer).toEqual({ arm: 'silent', reason: 'TIMEOUT' });
  });

  it('sends nothing when the deadline or the send window has passed', async () => {
    const late = await guarded().read({ path: '/a' }, { ...call, deadlineAt: performance.now() - 1 });
    expect(late).toMatchObject({ answer: { arm: 'silent', reason: 'TIMEOUT' }, sent: false });
    const paused = await guarded().read({ path: '/a' }, { ...call, sendBefore: performance.now() - 1 });
    expect(paused).toMatchObject({ answer: { arm: 'silent', reason: 'SEND_WINDOW_PASSED' }, sent: false });
    expect(party.received).toHaveLength(0);
  });

  it('an open circuit is silence without a send; exempt operations go out and close it again', async () => {
    const operations = guarded();
    party.script = () => ({ status: 503, body: '' });
    await operations.read({ path: '/1' }, call);
    await operations.read({ path: '/2' }, call);
    const refused = await operations.read({ path: '/3' }, call);
    expect(refused).toEqual({ answer: { arm: 'silent', reason: 'CIRCUIT_OPEN' }, exchanges: [], sent: false, tookMs: 0 });
    party.script = () => ({ status: 200, body: '' });
    await operations.refund({ path: '/4' }, call);
    await operations.read({ path: '/5' }, call);
    expect(party.received.map(({ path }) => path)).toEqual(['/1', '/2', '/4', '/5']);
    expect(observations.map(({ circuit }) => circuit.open)).toEqual([false, true, true, false, false]);
  });

  it('a business refusal never opens the circuit', async () => {
    const operations = guarded();
    party.script = () => ({ status: 404, body: '' });
    for (let i = 0; i < 5; i++) await operations.read({ path: '/x' }, call);
    expect(party.received).toHaveLength(5);
  });
});
