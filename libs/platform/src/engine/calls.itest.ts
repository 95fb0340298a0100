import { statement } from '../storage/database';
import { answerOf, counterKind, fresh, handlerOf } from '../testing/counter';
import { Bench } from '../testing/engine-under-test';
import { gate, until } from '../testing/until';
import type { Heard, OpenCall } from './types';

let bench: Bench;
let asked: string[];
let sent: string[];
beforeEach(async () => {
  bench = await Bench.open();
  asked = [];
  sent = [];
});
afterEach(() => bench.close());

/** Notes every send and ask, and stays silent. */
const noting = (name = '') =>
  handlerOf({
    send: async (call: OpenCall) => {
      sent.push(`${name}${call.key}`);
      return { silent: 'TIMEOUT' };
    },
    ask: async (call: OpenCall) => {
      asked.push(`${name}${call.key}`);
      return { silent: 'TIMEOUT' };
    },
  });

const call = (key: string, rest: object = {}) => ({ kind: 'pay', key, payload: {}, ...rest });

describe('one worker', () => {
  it('sends once, records the answer, closes the call with the fact and makes the calls that follow', async () => {
    const one = await bench.engine({
      pay: handlerOf({
        send: async (open) => {
          sent.push(open.key);
          return { fact: answerOf(open, open.key === 'k1' ? [call('k2')] : []), heard: 'paid' };
        },
      }),
    });
    const learned = await one.add('c1', 'f1', call('k1'));
    await learned.settled;
    expect(sent).toEqual(['k1', 'k2']);
    expect(await bench.call('k1')).toMatchObject({ status: 'done', heard: 'paid', asks: 1, epoch: 0 });
    expect((await one.read('c1'))?.state).toEqual({ ...fresh('c1'), total: 1, answers: ['k1', 'k2'] });
    await one.add('c1', 'f2', call('k1'));
    expect(sent).toEqual(['k1', 'k2']);
  });

  it('asks by the ladder after silence, and calls a person past the bound, once', async () => {
    const one = await bench.engine({ pay: { ...noting(), askAfterMs: [2000, 5000], caseAfterMs: 60_000 } });
    await (await one.add('c1', 'f1', call('k1'))).settled;
    const opened = bench.clock.now();
    const dueIn = async () => ((await bench.call('k1'))?.due_at.getTime() ?? 0) - bench.clock.now();
    expect(await dueIn()).toBe(2000);
    for (const [pass, next] of [
      [2000, 5000],
      [5000, 5000],
      [5000, 5000],
    ] as const) {
      const before = asked.length;
      bench.clock.pass(pass);
      await until(async () => asked.length === before + 1 && (await dueIn()) === next);
    }
    expect(await bench.count('case_file')).toBe(0);
    bench.clock.pass(60_000);
    await until(async () => (await bench.count('case_file')) === 1);
    await until(async () => (await dueIn()) === 5000);
    bench.clock.pass(5000);
    await until(async () => asked.length === 5 && (await dueIn()) === 5000);
    expect(await bench.count('case_file')).toBe(1);
    expect(await bench.call('k1')).toMatchObject({ status: 'open', asks: 6, heard: 'TIMEOUT', opened_at: new Date(opened) });
    expect(sent).toEqual(['k1']);
  });

  it('goes up the ladder to a person when its own handler throws, or its answer is refused', async () => {
    const one = await bench.engine({
      throws: handlerOf({
        send: async () => Promise.reject(new Error('a bug')),
        ask: async () => Promise.reject(new Error('a bug')),
        caseAfterMs: 60_000,
      }),
      refused: handlerOf({
        send: async (open) => ({ fact: answerOf(open), heard: 'paid' }),
        ask: async (open) => ({ fact: answerOf(open), heard: 'paid' }),
        caseAfterMs: 60_000,
      }),
    });
    await (await one.add('c1', 'f1', { ...call('k1'), kind: 'throws' })).settled;
    expect(await bench.call('k1')).toMatchObject({ status: 'open', asks: 1 });
    const blocked = gate();
    const other = await one.learn('c2', {
      kind: 'added',
      id: 'f1',
      by: 1,
      commands: [{ ...call('k2'), kind: 'refused', notBefore: bench.clock.now() + 5000 }],
    });
    await other.settled;
    await one.learn('c2', { kind: 'closed', id: 'f2' });
    blocked.open();
    for (let step = 0; step < 2; step++) {
      bench.clock.pass(60_000);
      await until(async () => ((await bench.call('k2'))?.asks ?? 0) > step && ((await bench.call('k1'))?.asks ?? 0) > step + 1);
    }
    await until(async () => (await bench.count('case_file')) === 2);
    expect(await bench.call('k2')).toMatchObject({ status: 'open', heard: expect.stringContaining('ORDER_ENDED') });
  });

  it('runs a timer when its time has come, and not before', async () => {
    const one = await bench.engine({ pay: { ...noting(), ask: async (open) => ({ fact: answerOf(open), heard: 'due' }) } });
    await (await one.add('c1', 'f1', call('later', { notBefore: bench.clock.now() + 60_000 }), call('now'))).settled;
    expect(sent).toEqual(['now']);
    bench.clock.pass(59_999);
    await until(async () => (await bench.call('now'))?.status === 'done');
    expect(await bench.call('later')).toMatchObject({ status: 'open', asks: 0 });
    bench.clock.pass(1);
    await until(async () => (await bench.call('later'))?.status === 'done');
    expect(sent).toEqual(['now']);
  });

  it('asks no more about a call that another fact has overtaken', async () => {
    const one = await bench.engine({ pay: noting() });
    await (await one.add('c1', 'f1', call('k1'), call('k2'))).settled;
    await one.learn('c1', { kind: 'added', id: 'f2', by: 1, overtaken: ['k1'] });
    expect(await bench.call('k1')).toMatchObject({ status: 'done', heard: 'overtaken by added' });
    bench.clock.pass(60_000);
    await until(() => asked.includes('k2'));
    expect(asked).toEqual(['k2']);
  });

  it('takes the answer of a call that was overtaken in flight as the fact it is', async () => {
    const answer = gate();
    const one = await bench.engine({
      pay: handlerOf({
        send: async (open) => {
          await answer.passed;
          return { fact: answerOf(open), heard: 'paid after all' };
        },
      }),
    });
    const learned = await one.add('c1', 'f1', call('k1'));
    await one.learn('c1', { kind: 'added', id: 'f2', by: 1, overtaken: ['k1'] });
    answer.open();
    await learned.settled;
    expect((await one.read('c1'))?.state.answers).toEqual(['k1']);
    expect(await bench.call('k1')).toMatchObject({ status: 'done', heard: 'overtaken by added' });
  });

  it('tells who waits when all is quiet, and no later than the deadline', async () => {
    const answer = gate();
    const one = await bench.engine({
      pay: handlerOf({
        send: async (open) => {
          await answer.passed;
          return { fact: answerOf(open), heard: 'paid' };
        },
      }),
    });
    const learned = await one.add('c1', 'f1', call('k1'));
    expect((await one.engine.settledBy(counterKind, learned, Date.now() + 200)).state.answers).toEqual([]);
    const waiting = one.engine.settledBy(counterKind, learned, Date.now() + 30_000);
    answer.open();
    expect((await waiting).state.answers).toEqual(['k1']);
  });
});

describe('a lane', () => {
  it('never holds two calls at once; the second goes out as a first send, with its clock from then', async () => {
    const open: OpenCall[] = [];
    const first = gate();
    let most = 0;
    let inside = 0;
    const one = await bench.engine({
      pay: handlerOf({
        send: async (made) => {
          open.push(made);
          if (made.lane !== 'person-1') return { fact: answerOf(made), heard: 'paid' };
          inside += 1;
          most = Math.max(most, inside);
          if (made.key === 'k1') await first.passed;
          inside -= 1;
          return { fact: answerOf(made), heard: 'paid' };
        },
        ask: async (made) => {
          asked.push(made.key);
          return { silent: 'never sent' };
        },
      }),
    });
    await one.add('c1', 'f1', call('k1', { lane: 'person-1' }));
    await one.add('c2', 'f1', call('k2', { lane: 'person-1' }));
    await one.add('c3', 'f1', call('k3', { lane: 'person-2' }));
    await until(async () => (await bench.call('k3'))?.status === 'done');
    expect(await bench.call('k2')).toMatchObject({ held: true, status: 'open' });
    for (let n = 0; n < 3; n++) {
      bench.clock.pass(60_000);
      await until(async () => ((await bench.call('k2'))?.due_at.getTime() ?? 0) > bench.clock.now());
    }
    expect(open.map((made) => made.key)).toEqual(['k1', 'k3']);
    first.open();
    await until(async () => (await bench.call('k1'))?.status === 'done');
    bench.clock.pass(60_000);
    await until(async () => (await bench.call('k2'))?.status === 'done');
    expect(most).toBe(1);
    expect(asked).toEqual([]);
    // "Not found" proves nothing before the other side's patience has passed since the send, so the call's time starts there.
    expect(open.at(-1)).toMatchObject({ key: 'k2', openedAt: bench.clock.now() });
    expect(await bench.call('k2')).toMatchObject({ asks: 1 });
  });

  it('is free for the call that follows in the commit which closes the call before it', async () => {
    const one = await bench.engine({
      pay: handlerOf({
        send: async (open) => {
          sent.push(open.key);
          return { fact: answerOf(open, open.key === 'k1' ? [call('k2', { lane: 'person-1' })] : []), heard: 'paid' };
        },
      }),
    });
    await (await one.add('c1', 'f1', call('k1', { lane: 'person-1' }))).settled;
    expect(sent).toEqual(['k1', 'k2']);
    await one.learn('c2', {
      kind: 'added',
      id: 'f1',
      by: 1,
      commands: [call('k3', { lane: 'person-2', notBefore: bench.clock.now() + 60_000 })],
    });
    await (await one.learn('c2', { kind: 'added', id: 'f2', by: 1, overtaken: ['k3'], commands: [call('k4', { lane: 'person-2' })] }))
      .settled;
    expect(sent).toEqual(['k1', 'k2', 'k4']);
    expect(await bench.call('k4')).toMatchObject({ held: false, status: 'done' });
  });

  it('takes one of many that come at once', async () => {
    let inside = 0;
    let most = 0;
    const one = await bench.engine({
      pay: handlerOf({
        send: async (made) => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise(setImmediate);
          inside -= 1;
          return { fact: answerOf(made), heard: 'paid' };
        },
      }),
    });
    const keys = Array.from({ length: 8 }, (_, n) => `k${n}`);
    await Promise.all(keys.map((key) => one.add(`c${key}`, 'f1', call(key, { lane: 'person-1' }))));
    await until(async () => {
      bench.clock.pass(1000);
      return (await Promise.all(keys.map((key) => bench.call(key)))).every((row) => row?.status === 'done');
    });
    expect(most).toBe(1);
  });
});

describe('several workers', () => {
  it('asks about a dead worker’s calls at once, never sends them, with a higher epoch', async () => {
    const never = gate<Heard>();
    const send = async (open: OpenCall): Promise<Heard> => {
      sent.push(open.key);
      return never.passed;
    };
    const one = await bench.engine({ pay: handlerOf({ send }) });
    await one.add('c1', 'f1', call('k1'));
    await until(() => sent.length === 1);
    const two = await bench.engine({ pay: noting('two:') });
    one.die();
    await until(() => asked.includes('two:k1'));
    expect(sent).toEqual(['k1']);
    await until(async () => (await bench.call('k1'))?.asks === 1);
    const [row, other] = await Promise.all([bench.call('k1'), two.read('c1')]);
    expect(row).toMatchObject({ epoch: 1, status: 'open', heard: 'TIMEOUT' });
    expect(other?.version).toBe(1);
  });

  it('sees to the calls a stopped worker left open', async () => {
    const one = await bench.engine({ pay: noting('one:') });
    await (await one.add('c1', 'f1', call('k1'))).settled;
    await one.stop();
    await bench.engine({ pay: noting('two:') });
    await until(() => asked.includes('two:k1'));
    expect(sent).toEqual(['one:k1']);
  });

  it('does not hurry the timers of a worker that is gone', async () => {
    const one = await bench.engine({ pay: noting('one:') });
    await one.add('c1', 'f1', call('later', { notBefore: bench.clock.now() + 60_000 }), call('now'));
    await until(() => sent.length === 1);
    await bench.engine({ pay: noting('two:') });
    one.die();
    await until(() => asked.includes('two:now'));
    expect(await bench.call('later')).toMatchObject({ asks: 0, status: 'open' });
    expect(asked).not.toContain('two:later');
    bench.clock.pass(60_000);
    await until(() => asked.includes('two:later'));
  });

  it('leaves a live worker’s calls alone', async () => {
    const answer = gate();
    const one = await bench.engine({
      pay: handlerOf({
        send: async (open) => {
          await answer.passed;
          return { fact: answerOf(open), heard: 'paid' };
        },
      }),
    });
    const learned = await one.add('c1', 'f1', call('k1'));
    const two = await bench.engine({ pay: noting('two:') });
    bench.clock.pass(3_600_000);
    // A call of its own shows that the second worker has looked for work in the meantime.
    await (await two.add('c2', 'f1', call('k2'))).settled;
    bench.clock.pass(3_600_000);
    await until(() => asked.includes('two:k2'));
    expect(asked).toEqual(['two:k2']);
    answer.open();
    await learned.settled;
    expect(await bench.call('k1')).toMatchObject({ status: 'done', epoch: 0, heard: 'paid' });
  });

  it('gives a hung worker’s calls to another once its lease has run out; awake again, it neither sends nor postpones', async () => {
    const awake = gate();
    let sendBefore = 0;
    const windows: (() => number)[] = [];
    const window = (): number => windows[0]?.() ?? 0;
    const send = async (open: OpenCall, before: number, follow: () => number): Promise<Heard> => {
      sent.push(`one:${open.key}`);
      sendBefore = before;
      windows.push(follow);
      if (open.key === 'k1') await awake.passed;
      return { silent: 'heard by the wrong one' };
    };
    const one = await bench.engine({ pay: handlerOf({ send }) });
    const learned = await one.add('c1', 'f1', call('k1'));
    await until(() => sent.length === 1);
    expect(sendBefore).toBeGreaterThan(performance.now());
    // Who has several things to say may go on, as long as the lease is renewed.
    await until(() => window() > sendBefore);
    await bench.engine({ pay: noting('two:') });
    one.link.freeze();
    await until(() => asked.includes('two:k1'));
    expect(sendBefore).toBeLessThan(performance.now());
    expect(window()).toBeLessThan(performance.now());
    const taken = await until(async () => {
      const row = await bench.call('k1');
      return row?.asks === 1 ? row : undefined;
    });
    one.link.thaw();
    // The hung one is alive again, for everything but this call.
    let n = 1;
    await until(async () => {
      n += 1;
      await (await one.add(`c${n}`, 'f1', call(`k${n}`))).settled;
      return sendBefore > performance.now();
    });
    expect(window()).toBeLessThan(performance.now());
    awake.open();
    await learned.settled;
    expect(await bench.call('k1')).toEqual(taken);
    expect(taken).toMatchObject({ epoch: 1, heard: 'TIMEOUT' });
  });

  it('keeps a fact that a fenced worker still brings: facts are not fenced, commands are', async () => {
    const awake = gate();
    const one = await bench.engine({
      pay: handlerOf({
        send: async (open) => {
          sent.push(open.key);
          await awake.passed;
          return { fact: answerOf(open, [call('k2')]), heard: 'paid, told late' };
        },
      }),
    });
    const learned = await one.add('c1', 'f1', call('k1'));
    await until(() => sent.length === 1);
    const ask = async (open: OpenCall): Promise<Heard> => ({ fact: answerOf(open, [call('k2')]), heard: 'paid' });
    const two = await bench.engine({ pay: handlerOf({ ask }) });
    one.link.freeze();
    await until(async () => (await bench.call('k1'))?.status === 'done');
    one.link.thaw();
    awake.open();
    await learned.settled;
    expect(await two.read('c1')).toMatchObject({ version: 2, state: { answers: ['k1'] } });
    expect(await bench.call('k1')).toMatchObject({ heard: 'paid' });
  });

  it('sends nothing more once its lock is gone, until it has one again', async () => {
    const windows: number[] = [];
    const send = async (_open: OpenCall, before: number) => {
      windows.push(before - performance.now());
      return { silent: 'TIMEOUT' };
    };
    const one = await bench.engine({ pay: handlerOf({ send }) });
    await (await one.add('c1', 'f1', call('k1'))).settled;
    expect(windows.at(-1)).toBeGreaterThan(0);
    const joining = gate();
    const locked = gate();
    const keptOut = bench.database.transaction(async (sql) => {
      await sql.run(statement('keep-out', 'LOCK TABLE worker IN ACCESS EXCLUSIVE MODE'));
      locked.open();
      await joining.passed;
    });
    await locked.passed;
    one.link.cut();
    one.link.mend();
    const written = (id: string) => one.add(id, 'f1', call(`${id}.k`)).catch(() => undefined);
    await (await until(() => written('c2'))).settled;
    expect(windows.at(-1)).toBeLessThan(0);
    joining.open();
    await keptOut;
    await until(async () => {
      await (await written(`c${windows.length + 2}`))?.settled;
      return (windows.at(-1) ?? 0) > 0;
    });
  });
});
