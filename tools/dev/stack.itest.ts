import { type Stack, startStack } from './stack.mjs';
import { forgetStack, query } from './testing';

const names = ['itest-one', 'itest-two'];
describe('two stacks side by side', () => {
  let one: Stack;
  let two: Stack;
  beforeAll(async () => {
    const start = (name: string) => startStack({ name, only: [], quiet: true, fresh: true });
    const results = await Promise.allSettled([
      start('itest-one').then((stack) => {
        one = stack;
      }),
      start('itest-two').then((stack) => {
        two = stack;
      }),
    ]);
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
  });
  afterAll(async () => {
    await one?.stop();
    await two?.stop();
    for (const name of names) forgetStack(name);
  });

  it('have servers and secrets of their own', async () => {
    expect(Object.keys(one.pids).sort()).toEqual(['nats', 'postgres']);
    expect(new Set([...Object.values(one.pids), ...Object.values(two.pids)]).size).toBe(4);
    const other = new URL(two.superuserUrl);
    other.password = new URL(one.superuserUrl).password;
    await expect(query(other.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('refuse a second start under the same name', async () => {
    await expect(startStack({ name: 'itest-one', only: [], quiet: true })).rejects.toThrow('in use');
  });

  it('leave no process behind', async () => {
    const { pids } = two;
    await two.stop();
    for (const pid of Object.values(pids)) expect(() => process.kill(-pid, 0)).toThrow('ESRCH');
  });
});
