import type { AddressInfo } from 'node:net';
import { SandboxClock } from './clock';
import { Faults } from './faults';
import { Journal, type JournalLine, journalOf, mentionsIn, realNow } from './journal';
import type { Party } from './party';
import { buildParty } from './party-server';

const party: Party = {
  name: 'his',
  operations: ['confirm'],
  faultKinds: [],
  operationOf: ({ path }) => (path === '/unknown' ? null : 'confirm'),
  execute: () => ({ status: 200, headers: {}, body: 'done' }),
  refuse: () => ({ status: 409, headers: {}, body: '' }),
  failure: () => ({ status: 500, headers: {}, body: '' }),
  books: () => [],
  reset: () => undefined,
};

const LINE: JournalLine = { party: 'his', operation: 'confirm', mentions: [], at: 1, tookMs: 2 };

it('tells every answered request to who follows it: when, how long, and the numbers in it', async () => {
  const clock = new SandboxClock(() => 0);
  const server = buildParty({ party, clock, faults: new Faults() });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const lines = journalOf(clock).follow();
  const from = realNow();
  try {
    const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/v1/confirms`;
    await (await fetch(url, { method: 'POST', body: '{"orderNo":"012611220000000001","name":"x"}' })).text();
    const line = JSON.parse((await firstLine(lines)) ?? '') as JournalLine;
    expect(line).toMatchObject({ party: 'his', operation: 'confirm', mentions: ['confirms', '012611220000000001'] });
    expect(line.at).toBeGreaterThanOrEqual(from);
    expect(line.tookMs).toBeGreaterThan(0);
    expect(line.at + line.tookMs).toBeLessThanOrEqual(realNow());
  } finally {
    lines.destroy();
    clock.stop();
    await server.close();
  }
});

it('keeps nothing for those who come later, and forgets those who go', async () => {
  const journal = new Journal();
  journal.note(LINE);
  expect(journal.isRead).toBe(false);
  const lines = journal.follow();
  expect(journal.isRead).toBe(true);
  journal.note({ ...LINE, at: 7 });
  expect(JSON.parse((await firstLine(lines)) ?? '')).toEqual({ ...LINE, at: 7 });
  lines.destroy();
  await new Promise((resolve) => setImmediate(resolve));
  expect(journal.isRead).toBe(false);
});

it('finds orders, persons and visits in path and body, and nothing else', () => {
  expect(
    mentionsIn('/v3/pay/transactions/out-trade-no/0126112200000000011101/close', '{"psn_no":"45020000","mdtrt_id":"9","amount":1}'),
  ).toEqual(['transactions', 'out-trade-no', '0126112200000000011101', '45020000', '9']);
});

async function firstLine(lines: AsyncIterable<Buffer>): Promise<string | undefined> {
  for await (const chunk of lines) {
    const found = chunk
      .toString('utf8')
      .split('\n')
      .find((line) => line !== '');
    if (found !== undefined) return found;
  }
  return undefined;
}
