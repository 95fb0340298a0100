import { TestWorld } from '../testing';
import { CentreClient, E1, TestVisit } from './testing';

let world: TestWorld;
let centre: CentreClient;
let visit: TestVisit;

beforeAll(async () => {
  world = await TestWorld.start();
  centre = new CentreClient(world);
});
beforeEach(async () => {
  await world.admin('POST', '/reset');
  visit = await TestVisit.open(centre, 'P0000001');
  await visit.upload(E1);
});
afterAll(() => world.close());

/** Sends a 2207 that gets no answer and gives up once the fault has been used. */
async function settleUnanswered(msgid: string): Promise<void> {
  const caller = new AbortController();
  const call = expect(centre.call('2207', visit.settleInput(), { msgid, signal: caller.signal })).rejects.toThrow('aborted');
  while (world.sandbox.faults.fired().length === 0) await new Promise((resolve) => setImmediate(resolve));
  caller.abort();
  await call;
}

const late = async (): Promise<void> => {
  world.sandbox.clock.advance(600_000);
  await world.sandbox.clock.idle();
};

describe('faults of the centre', () => {
  it('executes a 2207 ten minutes after the client gave up, its signature judged at arrival', async () => {
    world.fault({ party: 'insurance', operation: '2207', kind: 'execute-late', delayMs: 600_000 });
    const msgid = centre.msgid();
    await settleUnanswered(msgid);
    expect(await visit.rows()).toEqual([]);
    await late();
    expect(await visit.rows()).toMatchObject([{ medins_setl_id: msgid }]);
  });

  it('meets the late 2207 with the tombstone of 2601', async () => {
    world.fault({ party: 'insurance', operation: '2207', kind: 'execute-late', delayMs: 600_000 });
    const msgid = centre.msgid();
    await settleUnanswered(msgid);
    await centre.ok('2601', { data: { psn_no: visit.person.psnNo, omsgid: msgid, oinfno: '2207' } });
    await late();
    expect(await visit.rows()).toEqual([]);
  });

  it('keeps what was executed when the answer is lost', async () => {
    world.fault({ party: 'insurance', operation: '2207', kind: 'drop-answer' });
    const msgid = centre.msgid();
    await settleUnanswered(msgid);
    expect(await visit.rows()).toMatchObject([{ medins_setl_id: msgid, cash_payamt: 125.6 }]);
  });

  it('executes a duplicated message once', async () => {
    world.fault({ party: 'insurance', operation: '2207', kind: 'duplicate' });
    expect(await visit.settle()).toMatchObject({ psn_cash_pay: 125.6 });
    expect(await visit.rows()).toHaveLength(1);
  });

  it('refuses a reversal with the rule’s words', async () => {
    const setlId = (await visit.settle()).setl_id;
    world.fault({ party: 'insurance', operation: '2208', kind: 'refuse', text: '已清算，不允许撤销' });
    const input = { data: { ...visit.ids(), setl_id: setlId } };
    expect(await centre.refusal('2208', input)).toBe('已清算，不允许撤销');
    expect((await centre.call('2208', input)).infcode).toBe(0);
  });

  it('fails as a gateway, before or after the deed', async () => {
    world.fault({ party: 'insurance', operation: '2207', kind: 'status-5xx' });
    world.fault({ party: 'insurance', operation: '2207', kind: 'execute-then-5xx' });
    expect((await centre.call('2207', visit.settleInput())).status).toBe(500);
    expect(await visit.rows()).toEqual([]);
    expect((await centre.call('2207', visit.settleInput())).status).toBe(500);
    expect(await visit.rows()).toHaveLength(1);
  });

  it('garbles', async () => {
    world.fault({ party: 'insurance', operation: '2207', kind: 'garble' });
    const { status, infcode } = await centre.call('2207', visit.settleInput());
    expect([status, infcode]).toEqual([200, undefined]);
    expect(await visit.rows()).toHaveLength(1);
  });

  it('lets a credential expire', async () => {
    world.fault({ party: 'insurance', operation: '2207', kind: 'credential-expired' });
    expect(await centre.refusal('2207', visit.settleInput())).toBe('电子凭证令牌已失效，请重新获取');
    expect((await centre.call('2207', visit.settleInput())).infcode).toBe(0);
  });

  it('answers output as text, and zeros as null', async () => {
    world.fault({ party: 'insurance', operation: '2206', kind: 'output-as-string' });
    world.fault({ party: 'insurance', operation: '2206', kind: 'null-numbers' });
    const asText = await centre.call('2206', visit.quoteInput());
    expect(JSON.parse(asText.output as unknown as string)).toMatchObject({ setlinfo: { psn_cash_pay: 125.6 } });
    expect((await centre.call('2206', visit.quoteInput())).output.setlinfo).toMatchObject({
      psn_cash_pay: 125.6,
      balc: null,
      hosp_part_amt: null,
    });
  });
});

describe('admin routes of the centre', () => {
  it('show and set a person’s standing', async () => {
    const path = `/insurance/persons/${visit.person.psnNo}`;
    expect((await world.admin('POST', `${path}/standing`, { balanceFen: 100, active: false })).body).toMatchObject({
      balanceFen: 100,
      active: false,
    });
    expect((await world.admin('GET', path)).body).toMatchObject({ patientNo: 'P0000001', balanceFen: 100, entitled: true });
    expect((await world.admin('GET', '/insurance/persons/1')).status).toBe(404);
    expect((await world.admin('POST', `${path}/accumulate`, { deductibleFen: -1, fundFen: 0 })).status).toBe(400);
  });

  it('refuse a switch that is none', async () => {
    expect((await world.admin('POST', '/insurance/switches', { hospitalLevel: 4 })).status).toBe(400);
    expect((await world.admin('POST', '/insurance/switches', { signIn: true })).status).toBe(400);
    expect((await world.admin('GET', '/insurance/switches')).body).toMatchObject({ hospitalLevel: 3, lateAfterRevoke: 'refuse' });
  });
});
