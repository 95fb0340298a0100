import { http } from '@meridian/dev/outside';
import { type BadRequest, badRequests } from './bad-requests';
import { Stage } from './stage';
import type { Visit } from './visit';

let stage: Stage;
let visit: Visit;
beforeAll(async () => {
  stage = await Stage.open();
  visit = await stage.visit('insured');
  await visit.quoted();
});
afterAll(() => stage?.close());

/** Every row of every service, but for what moves by itself: leases and the outbox's place. */
async function everything(): Promise<Record<string, string>> {
  const tables = await stage.database.rows<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname LIKE 'svc\\_%' AND tablename NOT IN ('worker', 'outbox_position') ORDER BY 1`,
  );
  const sums = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await stage.database.rows<{ sum: string }>(
        `SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') AS sum FROM ${name} t`,
      );
      return [name, row?.sum ?? ''];
    }),
  );
  return Object.fromEntries(sums);
}

const send = ({ method = 'POST', path, headers, body }: BadRequest): Promise<{ status: number; body: unknown }> =>
  http(method, path.startsWith('http') ? path : stage.url('gateway-wechat') + path, {
    headers: Object.fromEntries(Object.entries(headers ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    ...(body === undefined ? {} : { body }),
  });

describe('a request that must not be obeyed is refused, and nothing changes anywhere', () => {
  it.each(badRequests.map((bad) => [bad.says, bad] as const))('%s', async (_says, { make, status, code }) => {
    const request = await make({ stage, visit });
    const before = await everything();
    const answer = await send(request);
    expect([answer.status, code === undefined ? undefined : (answer.body as { code: string }).code]).toEqual([status, code]);
    expect(JSON.stringify(answer.body)).not.toMatch(/stack|\.js:|SELECT|svc_|node_modules/);
    expect(await everything()).toEqual(before);
  });
});

it('and what it was about goes on as before', async () => {
  await visit.paying();
  await visit.paid();
  await visit.confirmed();
  await visit.agree('CONFIRMED');
});

it('leaves everybody’s books in order, and no patient in the clear', async () => {
  expect(await stage.faults()).toEqual([]);
});
