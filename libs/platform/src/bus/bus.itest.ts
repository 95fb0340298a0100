import { randomUUID } from 'node:crypto';
import { done, refused } from '@meridian/kernel/outcome';
import { type TestNats, testNats } from '@meridian/testing/test-nats';
import { testServiceConfig } from '@meridian/testing/test-service-config';
import { headers, type Msg, type NatsConnection } from 'nats';
import { bootService } from '../boot';
import { handlerOf } from '../testing/counter';
import { AddRequest, addOne, CounterHandler, counterService, misbehave } from '../testing/counter-service';
import { Bench } from '../testing/engine-under-test';
import { Link } from '../testing/link';
import { gate, until } from '../testing/until';
import { inTrace, newTrace, traceIdOf } from '../trace';
import { NatsBus } from './bus';
import { connectNats } from './connection';
import { DEADLINE_HEADER, MESSAGE_HEADER, TRACE_HEADER } from './headers';

let bench: Bench;
let nats: TestNats;
let asker: NatsConnection;
let bus: NatsBus;
let service: Awaited<ReturnType<typeof bootService>>;
let handler: CounterHandler;
beforeAll(async () => {
  [bench, nats] = await Promise.all([Bench.open(), testNats()]);
  service = await bootService(counterService(testServiceConfig(bench.schema.url, nats.url), handlerOf()));
  handler = service.app.get(CounterHandler);
  asker = await connectNats(nats.url, 'asker');
  bus = new NatsBus(asker);
});
afterAll(async () => {
  await service.stop();
  await asker.close();
  await nats.close();
  await bench.close();
});
beforeEach(() => {
  handler.seen.length = 0;
});

const ask = (id: string, options = {}) => bus.ask(misbehave, { id, by: 1 }, options);

describe('a question', () => {
  it('is answered, over the trace of whoever asked', async () => {
    const trace = newTrace();
    const reply = await inTrace(trace, () => bus.ask(addOne, { id: 'c1', by: 2 }));
    expect(reply).toEqual(done({ id: 'c1', total: 2, traceId: traceIdOf(trace) }));
    expect(handler.seen).toEqual([{ id: 'c1', by: 2 }]);
    expect(handler.seen[0]).toBeInstanceOf(AddRequest);
  });

  it('is refused with the code the owner gave', async () => {
    expect(await ask('refused')).toEqual(refused('ORDER_ENDED', 'it is over'));
  });

  it('whose deadline has passed is not even asked', async () => {
    expect(await ask('x', { deadlineAt: Date.now() })).toEqual(refused('DEADLINE_PASSED'));
    expect(handler.seen).toEqual([]);
  });

  it('nobody serves is told so: nothing was done', async () => {
    const unserved = { ...misbehave, subject: 'test.nobody.v1' };
    expect(await bus.ask(unserved, { id: 'x', by: 1 })).toEqual(refused('SERVICE_UNAVAILABLE', 'test.nobody.v1'));
  });

  it('that is answered too late counts as silence, by the earlier of the two deadlines', async () => {
    const late = gate();
    handler.hold = late.passed;
    expect(await ask('held', { deadlineAt: Date.now() + 100 })).toMatchObject({ ok: false, code: 'SERVICE_SILENT' });
    expect(await ask('held')).toMatchObject({ ok: false, code: 'SERVICE_SILENT' });
    late.open();
  });

  it('whose handler throws is an internal error, without what was thrown', async () => {
    expect(await ask('throws')).toEqual(refused('INTERNAL_ERROR'));
  });

  it('whose answer breaks its contract counts as silence: it may have been done', async () => {
    expect(await ask('wrong')).toMatchObject({ ok: false, code: 'SERVICE_SILENT', detail: expect.stringContaining('/total') });
  });

  it('that does not fit the contract is refused with the fields', async () => {
    const reply = await bus.ask(misbehave, { id: 'x', by: -1, surprise: 1 } as AddRequest);
    expect(reply).toMatchObject({ ok: false, code: 'REQUEST_INVALID' });
    expect(reply.ok ? [] : reply.fields?.map((one) => `${one.field} ${one.code}`).toSorted()).toEqual([
      '/by FIELD_MIN',
      '/surprise FIELD_UNKNOWN',
    ]);
    expect(handler.seen).toEqual([]);
  });

  it('is asked again after the line was lost, and the answer then is the same', async () => {
    const link = await Link.to(nats.url);
    const far = await connectNats(link.url, 'far');
    link.cut();
    const silent = await new NatsBus(far).ask(addOne, { id: 'c2', by: 1 });
    expect(silent).toMatchObject({ ok: false, code: 'SERVICE_SILENT' });
    link.mend();
    const said = await until(async () => {
      const reply = await new NatsBus(far).ask(addOne, { id: 'c2', by: 1 });
      return reply.ok ? reply.value : undefined;
    });
    expect(said).toMatchObject({ id: 'c2', total: 1 });
    await far.close();
    link.close();
  });
});

describe('a raw message', () => {
  const send = async (body: string, fields: Record<string, string>) => {
    const head = headers();
    for (const [name, value] of Object.entries(fields)) head.set(name, value);
    const answer = await asker.request(misbehave.subject, body, { timeout: 3000, headers: head });
    return answer.json<{ response: object }>().response;
  };
  const sound = () => ({ [DEADLINE_HEADER]: String(Date.now() + 3000), [MESSAGE_HEADER]: 'm1' });
  const body = JSON.stringify({ id: 'x', by: 1 });

  it('that came after its deadline is refused before anything is done', async () => {
    expect(await send(body, { ...sound(), [DEADLINE_HEADER]: String(Date.now() - 1) })).toEqual({
      inReplyTo: 'm1',
      ...refused('DEADLINE_PASSED'),
    });
    expect(handler.seen).toEqual([]);
  });

  it.each([['{'], ['']])('of %j is malformed', async (text) => {
    expect(await send(text, sound())).toEqual({ inReplyTo: 'm1', ...refused('REQUEST_MALFORMED', 'not JSON') });
  });

  it.each([['null'], ['[]'], ['7'], ['"x"']])('of %s is no request', async (text) => {
    expect(await send(text, sound())).toMatchObject({ inReplyTo: 'm1', code: 'REQUEST_INVALID' });
  });

  it('without a deadline or a number is malformed', async () => {
    for (const [missing, wrong] of [
      [DEADLINE_HEADER, undefined],
      [DEADLINE_HEADER, 'soon'],
      [MESSAGE_HEADER, undefined],
    ] as const) {
      const { [missing]: _left, ...rest } = sound();
      expect(await send(body, { ...rest, ...(wrong ? { [missing]: wrong } : {}) })).toMatchObject({ code: 'REQUEST_MALFORMED' });
    }
    expect(handler.seen).toEqual([]);
  });

  it('with a broken trace starts a new one', async () => {
    expect(await send(body, { ...sound(), [TRACE_HEADER]: 'not-a-trace' })).toMatchObject({ ok: true });
  });
});

describe('an answer', () => {
  const served = async (respond: (message: Msg) => void) => {
    const subject = `test.served-${randomUUID()}.v1`;
    const subscription = nats.connection.subscribe(subject, { callback: (_error, message) => respond(message) });
    await nats.connection.flush();
    const reply = await bus.ask({ ...misbehave, subject }, { id: 'x', by: 1 });
    subscription.unsubscribe();
    return reply;
  };
  const good = (message: Msg, over: object = {}) =>
    JSON.stringify({ response: { inReplyTo: message.headers?.get(MESSAGE_HEADER), ok: true, value: { id: 'x', total: 1 }, ...over } });

  it('that fits is taken', async () => {
    expect(await served((message) => message.respond(good(message)))).toEqual(done({ id: 'x', total: 1 }));
  });

  it.each<[string, (message: Msg) => string]>([
    ['is no JSON', () => '{'],
    ['is null', () => 'null'],
    ['is empty', () => ''],
    ['holds nothing', () => '{}'],
    ['holds an error of the transport', () => JSON.stringify({ err: 'There is no matching message handler' })],
    ['belongs to another message', (message) => good(message, { inReplyTo: 'another' })],
    ['belongs to no message', (message) => good(message, { inReplyTo: undefined })],
    ['has no value', (message) => good(message, { value: undefined })],
    ['has an unknown field', (message) => good(message, { value: { id: 'x', total: 1, surprise: 1 } })],
    ['has an amount that is a text', (message) => good(message, { value: { id: 'x', total: '1' } })],
    ['refuses with an unknown code', (message) => good(message, { ok: false, code: 'SOMETHING_NEW' })],
    ['refuses with a name that objects inherit', (message) => good(message, { ok: false, code: 'constructor' })],
    ['neither grants nor refuses', (message) => good(message, { ok: 'true' })],
  ])('that %s counts as silence', async (_what, body) => {
    expect(await served((message) => message.respond(body(message)))).toMatchObject({ ok: false, code: 'SERVICE_SILENT' });
  });

  it('that never comes counts as silence', async () => {
    expect(await served(() => undefined)).toMatchObject({ ok: false, code: 'SERVICE_SILENT' });
  });
});
