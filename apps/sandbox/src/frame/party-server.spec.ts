import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { SandboxClock } from './clock';
import { Faults } from './faults';
import type { Party, PartyRequest } from './party';
import { buildParty } from './party-server';

/** The smallest party: it writes down what it executed and answers with its count. */
class Counter implements Party {
  readonly name = 'his';
  readonly operations = ['count'];
  readonly faultKinds = [];
  readonly executed: PartyRequest[] = [];
  operationOf = ({ path }: PartyRequest) => (path === '/unknown' ? null : 'count');
  execute(request: PartyRequest) {
    if (request.text === 'throw') throw new Error('a bug of the party');
    this.executed.push(request);
    return { status: 201, headers: { 'content-type': 'text/plain' }, body: `count ${this.executed.length}: ${request.text}` };
  }
  refuse = (_request: PartyRequest, { code, text }: { code?: string; text?: string }) => ({
    status: 409,
    headers: {},
    body: `${code} ${text}`,
  });
  failure = () => ({ status: 500, headers: {}, body: 'own failure' });
  books = () => [];
  reset(): void {}
}

let clock: SandboxClock;
let faults: Faults;
let party: Counter;
let server: FastifyInstance;

beforeEach(async () => {
  clock = new SandboxClock();
  faults = new Faults();
  party = new Counter();
  server = buildParty({ party, clock, faults });
  await server.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  clock.stop();
  await server.close();
});

async function post(body: string, signal?: AbortSignal): Promise<{ status: number; text: string }> {
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/count`;
  const response = await fetch(url, { method: 'POST', body, ...(signal ? { signal } : {}) });
  return { status: response.status, text: await response.text() };
}

/** Sends a request that will get no answer, waits until `seen`, then gives up as a caller does at its own time limit. */
async function giveUp(body: string, seen: () => boolean): Promise<void> {
  const caller = new AbortController();
  const call = expect(post(body, caller.signal)).rejects.toThrow('aborted');
  await until(seen);
  caller.abort();
  await call;
}

async function until(seen: () => boolean): Promise<void> {
  while (!seen()) await new Promise(setImmediate);
}

const fault = (kind: string, more: { delayMs?: number; code?: string; text?: string } = {}) =>
  faults.add({ party: 'his', operation: 'count', kind, ...more });
const fired = () => faults.fired().length > 0;
const bodies = () => party.executed.map(({ text }) => text);

it('hands the raw bytes and the raw URL over, whatever the method, path and content type', async () => {
  const port = (server.server.address() as AddressInfo).port;
  const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x22]);
  const headers = { 'content-type': 'application/json', 'X-Mixed-Case': 'kept' };
  const response = await fetch(`http://127.0.0.1:${port}/a%7Cb/c?x=1&y=%E4%B8%AD`, { method: 'PUT', body: bytes, headers });
  expect(response.status).toBe(201);
  const [request] = party.executed;
  expect(request).toMatchObject({ method: 'PUT', url: '/a%7Cb/c?x=1&y=%E4%B8%AD', path: '/a%7Cb/c' });
  expect(request?.body.equals(bytes)).toBe(true);
  expect(request?.query.get('y')).toBe('中');
  expect(request?.headers['x-mixed-case']).toBe('kept');
});

it('plays no fault on a path that is no operation', async () => {
  faults.add({ party: 'his', operation: '*', kind: 'status-5xx' });
  const port = (server.server.address() as AddressInfo).port;
  expect((await fetch(`http://127.0.0.1:${port}/unknown`)).status).toBe(201);
  expect(await post('a')).toEqual({ status: 500, text: 'own failure' });
});

it('answers a thrown error in the form of the party', async () => {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await post('throw')).toEqual({ status: 500, text: 'own failure' });
  expect(write).toHaveBeenCalledWith(expect.stringContaining('a bug of the party'));
  write.mockRestore();
});

it('delay: executes and answers when the clock has moved on', async () => {
  fault('delay', { delayMs: 60_000 });
  const call = post('a');
  await until(fired);
  expect(bodies()).toEqual([]);
  clock.advance(60_000);
  expect(await call).toEqual({ status: 201, text: 'count 1: a' });
});

it('drop-request: executes nothing and keeps silent', async () => {
  fault('drop-request');
  await giveUp('a', fired);
  expect(bodies()).toEqual([]);
});

it('drop-request with delayMs: destroys the connection then', async () => {
  fault('drop-request', { delayMs: 30_000 });
  const call = expect(post('a')).rejects.toThrow('fetch failed');
  await until(fired);
  clock.advance(30_000);
  await call;
});

it('drop-answer: executes and keeps silent', async () => {
  fault('drop-answer');
  await giveUp('a', () => party.executed.length === 1);
  expect(bodies()).toEqual(['a']);
});

it('execute-late: executes after the caller gave up', async () => {
  fault('execute-late', { delayMs: 30_000 });
  await giveUp('a', fired);
  expect(bodies()).toEqual([]);
  clock.advance(30_000);
  await clock.idle();
  expect(bodies()).toEqual(['a']);
});

it('duplicate: executes twice and answers as the first time', async () => {
  fault('duplicate');
  expect(await post('a')).toEqual({ status: 201, text: 'count 1: a' });
  expect(bodies()).toEqual(['a', 'a']);
});

it('reorder: lets the next request of the operation go first', async () => {
  fault('reorder');
  const held = post('first');
  await until(fired);
  expect(await post('second')).toEqual({ status: 201, text: 'count 1: second' });
  expect(await held).toEqual({ status: 201, text: 'count 2: first' });
});

it('reorder: does not wait for ever', async () => {
  fault('reorder', { delayMs: 10_000 });
  const held = post('only');
  await until(fired);
  clock.advance(10_000);
  expect(await held).toEqual({ status: 201, text: 'count 1: only' });
});

it('refuse: executes nothing and answers in the form of the party', async () => {
  fault('refuse', { code: 'E1', text: 'no' });
  expect(await post('a')).toEqual({ status: 409, text: 'E1 no' });
  expect(bodies()).toEqual([]);
});

it('garble: executes and answers 200 with half a body', async () => {
  fault('garble');
  expect(await post('abcdef')).toEqual({ status: 200, text: 'count 1\u0000<<<' });
  expect(bodies()).toEqual(['abcdef']);
});

it.each([
  ['status-5xx', []],
  ['execute-then-5xx', ['a']],
])('%s: answers the failure of the party', async (kind, executed) => {
  fault(kind);
  expect(await post('a')).toEqual({ status: 500, text: 'own failure' });
  expect(bodies()).toEqual(executed);
});
