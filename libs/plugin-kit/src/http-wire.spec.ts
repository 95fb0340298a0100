import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import type { Clock } from '@meridian/kernel/clock';
import { ScriptedServer } from './conformance/scripted-server';
import { HttpWire } from './http-wire';
import { NoAnswer } from './wire';

const clock: Clock = { now: () => Date.UTC(2026, 10, 22, 1, 2, 3) };

describe('HttpWire', () => {
  let party: ScriptedServer;
  let http: HttpWire;

  beforeEach(async () => {
    party = await ScriptedServer.start();
    http = new HttpWire(clock, { connectionsPerOrigin: 1 });
  });

  afterEach(async () => {
    await party.close();
    await http.close();
  });

  const ask = (path = '/ask?q=1') =>
    ({ method: 'POST', url: `${party.origin}${path}`, headers: { 'X-Id': '7' }, body: '{"门":1}' }) as const;

  it('sends the exact bytes and keeps the raw exchange as evidence', async () => {
    party.script = () => ({ status: 202, headers: { 'X-Reply': 'a' }, body: '\uFEFF{"名":"值"}' });
    const call = http.call({ timeoutMs: 2_000 });
    const answer = await call.send(ask());
    expect(answer).toMatchObject({ status: 202, body: '\uFEFF{"名":"值"}', headers: { 'x-reply': 'a' } });
    expect(party.received).toEqual([expect.objectContaining({ method: 'POST', path: '/ask?q=1', body: '{"门":1}' })]);
    expect(party.received[0]?.headers).toMatchObject({ 'x-id': '7', 'content-length': '9' });
    expect(call.exchanges).toEqual([{ startedAt: clock.now(), tookMs: expect.any(Number), request: ask(), answer }]);
    expect(call.sent).toBe(true);
  });

  it('follows no redirect', async () => {
    party.script = () => ({ status: 302, headers: { location: `${party.origin}/elsewhere` }, body: '' });
    await expect(http.call({ timeoutMs: 2_000 }).send(ask())).resolves.toMatchObject({ status: 302 });
    expect(party.received).toHaveLength(1);
  });

  it.each([
    ['hold', 'TIMEOUT', 100],
    ['drop', 'CONNECTION', 2_000],
    ['cut', 'CONNECTION', 2_000],
  ] as const)('%s ends in NoAnswer %s, and the bytes have left', async (fault, reason, timeoutMs) => {
    party.script = () => fault;
    const call = http.call({ timeoutMs });
    await expect(call.send(ask())).rejects.toEqual(new NoAnswer(reason));
    expect(call.sent).toBe(true);
    expect(call.exchanges).toEqual([expect.objectContaining({ answer: { noAnswer: reason } })]);
    expect(party.received).toHaveLength(1);
  });

  it('never sends again by itself when a kept-alive connection turns out to be dead', async () => {
    party.script = () => ({ status: 200, body: '' });
    await http.call({ timeoutMs: 2_000 }).send(ask());
    party.script = () => 'drop';
    const call = http.call({ timeoutMs: 2_000 });
    await expect(call.send({ method: 'GET', url: `${party.origin}/x`, headers: {} })).rejects.toEqual(new NoAnswer('CONNECTION'));
    expect(party.received).toHaveLength(2);
  });

  it('drops an answer over a megabyte', async () => {
    party.script = () => ({ status: 200, body: 'x'.repeat(1_048_577) });
    await expect(http.call({ timeoutMs: 5_000 }).send(ask())).rejects.toEqual(new NoAnswer('TOO_LARGE'));
    party.script = () => ({ status: 200, body: 'x'.repeat(1_048_576) });
    await expect(http.call({ timeoutMs: 5_000 }).send(ask())).resolves.toMatchObject({ status: 200 });
  });

  it('writes nothing once the send window has passed, and says so', async () => {
    const call = http.call({ timeoutMs: 2_000, sendBefore: performance.now() - 1 });
    await expect(call.send(ask())).rejects.toEqual(new NoAnswer('SEND_WINDOW_PASSED'));
    expect(call.sent).toBe(false);
    expect(party.received).toHaveLength(0);
  });

  it('checks the window again when a free connection was long in coming', async () => {
    const held: (() => void)[] = [];
    party.script = () => 'hold';
    const first = http
      .call({ timeoutMs: 300 })
      .send(ask('/first'))
      .catch((error: unknown) => held.push(() => error));
    const late = http.call({ timeoutMs: 2_000, sendBefore: performance.now() + 100 });
    await expect(late.send(ask('/late'))).rejects.toEqual(new NoAnswer('SEND_WINDOW_PASSED'));
    await first;
    expect(late.sent).toBe(false);
    expect(party.received.map(({ path }) => path)).toEqual(['/first']);
  });

  it('a call that times out in the queue has sent nothing', async () => {
    party.script = () => 'hold';
    const first = http
      .call({ timeoutMs: 400 })
      .send(ask('/first'))
      .catch(() => undefined);
    const queued = http.call({ timeoutMs: 50 });
    await expect(queued.send(ask('/queued'))).rejects.toEqual(new NoAnswer('TIMEOUT'));
    await first;
    expect(queued.sent).toBe(false);
    expect(party.received.map(({ path }) => path)).toEqual(['/first']);
  });

  it('a call whose time is over sends nothing, even over a connection that is open', async () => {
    party.script = () => ({ status: 200, body: '' });
    await http.call({ timeoutMs: 2_000 }).send(ask('/warm'));
    const late = http.call({ timeoutMs: -1 });
    await expect(late.send(ask('/late'))).rejects.toEqual(new NoAnswer('TIMEOUT'));
    expect(late.sent).toBe(false);
    expect(party.received.map(({ path }) => path)).toEqual(['/warm']);
  });

  it('a refused connection has sent nothing', async () => {
    const closed: Server = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise<void>((resolve) => closed.close(() => resolve()));
    const call = http.call({ timeoutMs: 2_000 });
    await expect(call.send({ method: 'GET', url: `http://127.0.0.1:${port}/`, headers: {} })).rejects.toEqual(new NoAnswer('CONNECTION'));
    expect(call.sent).toBe(false);
  });

  it('a request that cannot be built is a bug, not silence', async () => {
    const call = http.call({ timeoutMs: 2_000 });
    const refused = call.send({ ...ask(), headers: { 'bad name': '1' } });
    await expect(refused).rejects.not.toBeInstanceOf(NoAnswer);
    expect(call.sent).toBe(false);
  });
});
