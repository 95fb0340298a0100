import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { done } from '@meridian/kernel/outcome';
import { type TestNats, testNats } from '@meridian/testing/test-nats';
import { testServiceConfig } from '@meridian/testing/test-service-config';
import type { NatsConnection } from 'nats';
import { bootService } from './boot';
import { NatsBus } from './bus/bus';
import { connectNats } from './bus/connection';
import { answerOf, handlerOf } from './testing/counter';
import { addOne, CounterHandler, counterService, misbehave } from './testing/counter-service';
import { Bench } from './testing/engine-under-test';
import { published } from './testing/facts-under-test';
import { Link } from './testing/link';
import { gate, until } from './testing/until';

let bench: Bench;
let nats: TestNats;
let asker: NatsConnection;
let bus: NatsBus;
beforeEach(async () => {
  [bench, nats] = await Promise.all([Bench.open(), testNats()]);
  asker = await connectNats(nats.url, 'asker');
  bus = new NatsBus(asker);
});
afterEach(async () => {
  await asker.close();
  await nats.close();
  await bench.close();
});

const config = (over: object = {}) => ({ ...testServiceConfig(bench.schema.url, nats.url), ...over });

describe('a service', () => {
  it('serves its health, and says when what it needs is away', async () => {
    const link = await Link.to(nats.url);
    const { app, stop } = await bootService(counterService(config({ MERIDIAN_NATS_URL: link.url }), handlerOf()));
    const base = await app.getUrl();
    const read = async (path: string) => {
      const answer = await fetch(`${base}/${path}`);
      return { status: answer.status, text: await answer.text() };
    };
    expect(await read('livez')).toEqual({ status: 200, text: '{"status":"live"}' });
    expect(await read('readyz')).toEqual({
      status: 200,
      text: JSON.stringify({ status: 'ready', draining: false, checks: { database: true, nats: true } }),
    });
    expect(await read('metrics')).toMatchObject({ status: 200, text: expect.stringContaining('process_cpu_seconds_total') });
    link.cut();
    await until(async () => (await read('readyz')).status === 503);
    expect(await read('livez')).toMatchObject({ status: 200 });
    link.mend();
    await until(async () => (await read('readyz')).status === 200);
    await stop();
    link.close();
  });

  it('answers what it has taken before it stops, with the call in flight, and leaves nobody to clean up after it', async () => {
    const [sending, paid] = [gate(), gate()];
    const send: ReturnType<typeof handlerOf>['send'] = async (call) => {
      sending.open();
      await paid.passed;
      return { fact: answerOf(call), heard: 'paid' };
    };
    const { app, stop } = await bootService(counterService(config(), handlerOf({ send })));
    const asked = bus.ask(addOne, { id: 'c1', by: 1 });
    await sending.passed;
    // A client that keeps its connection to the health port alive does not hold up the exit.
    const agent = new Agent({ keepAlive: true });
    const [kept] = (await once(get(`${await app.getUrl()}/livez`, { agent }), 'response')) as [NodeJS.ReadableStream];
    kept.resume();
    await once(kept, 'end');
    const stopped = stop();
    await until(async () => !(await bus.ask(misbehave, { id: 'x', by: 1 })).ok);
    paid.open();
    expect(await asked).toMatchObject(done({ id: 'c1', total: 2 }));
    await stopped;
    agent.destroy();
    expect(await bench.call('c1.pay')).toMatchObject({ status: 'done' });
    expect(await bench.count('worker')).toBe(0);
    expect(await bus.ask(misbehave, { id: 'x', by: 1 })).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  it('hands what it could not finish to the next process', async () => {
    const asks: string[] = [];
    const first = await bootService(counterService(config(), handlerOf()));
    expect(await bus.ask(addOne, { id: 'c1', by: 1 })).toMatchObject(done({ total: 1 }));
    await first.stop();
    expect(await bench.call('c1.pay')).toMatchObject({ status: 'open' });
    const ask: ReturnType<typeof handlerOf>['ask'] = async (call) => {
      asks.push(call.key);
      return { fact: answerOf(call), heard: 'paid' };
    };
    const second = await bootService(counterService(config(), handlerOf({ ask })));
    await until(async () => (await bench.call('c1.pay'))?.status === 'done');
    expect(asks).toEqual(['c1.pay']);
    await until(async () => (await published(nats)).includes('test.c1.1'));
    await second.stop();
  });

  it('stops without its broker too', async () => {
    const link = await Link.to(nats.url);
    const { stop } = await bootService(counterService(config({ MERIDIAN_NATS_URL: link.url }), handlerOf()));
    link.cut();
    await stop();
    link.close();
    expect(await bench.count('worker')).toBe(0);
  });

  it('refuses nobody’s handler twice at once', async () => {
    const { app, stop } = await bootService(counterService(config(), handlerOf()));
    const replies = await Promise.all(Array.from({ length: 20 }, () => bus.ask(addOne, { id: 'c1', by: 1 })));
    expect(new Set(replies.map((reply) => JSON.stringify(reply.ok && reply.value.total)))).toEqual(new Set(['1']));
    expect(app.get(CounterHandler).seen).toHaveLength(20);
    expect(await bench.count('call')).toBe(1);
    await stop();
  });
});

describe('a process', () => {
  const main = join(__dirname, '../dist/testing/counter-process.js');

  async function start(): Promise<{ child: ChildProcess; said: () => string; ended: Promise<unknown[]> }> {
    if (!existsSync(main)) throw new Error('libs/platform is not built: npx tsc -b libs/platform');
    const env = {
      PATH: process.env.PATH ?? '',
      MERIDIAN_DATABASE_URL: bench.schema.url,
      MERIDIAN_NATS_URL: nats.url,
      MERIDIAN_VAULT_KEY: Buffer.alloc(32, 1).toString('base64'),
      MERIDIAN_LOG_LEVEL: 'error',
    };
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const ended = once(child, 'exit');
    await until(() => said.includes('READY'));
    return { child, said: () => said, ended };
  }

  it('says READY with its port, drains on SIGTERM with a call in flight, and exits 0', async () => {
    const { child, said, ended } = await start();
    const port = /^READY test (\d+)$/m.exec(said())?.[1];
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    const asked = bus.ask(addOne, { id: 'c1', by: 1 });
    await until(() => said().includes('CALL'));
    child.kill('SIGTERM');
    expect(await asked).toMatchObject(done({ id: 'c1', total: 2 }));
    expect(await ended).toEqual([0, null]);
  });

  it('killed in the middle of a call loses nothing: the next one asks, and the fact leaves once', async () => {
    const first = await start();
    const asked = bus.ask(addOne, { id: 'c1', by: 1 });
    await until(() => first.said().includes('CALL'));
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await start();
    await until(async () => (await bench.call('c1.pay'))?.status === 'done');
    expect(await bench.call('c1.pay')).toMatchObject({ epoch: 1 });
    expect((await asked).ok).toBe(false);
    expect(await bus.ask(addOne, { id: 'c1', by: 1 })).toMatchObject(done({ total: 2 }));
    await until(async () => (await published(nats)).includes('test.c1.1'));
    expect((await published(nats)).filter((id) => id === 'test.c1.1')).toHaveLength(1);
    second.child.kill('SIGTERM');
    expect(await second.ended).toEqual([0, null]);
  });
});
