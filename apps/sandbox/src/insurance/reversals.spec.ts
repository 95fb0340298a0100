import type { BookRow } from '../frame/party';
import { TestWorld } from '../testing';
import { CentreClient, E1, TestVisit } from './testing';

let world: TestWorld;
let centre: CentreClient;

beforeAll(async () => {
  world = await TestWorld.start();
  centre = new CentreClient(world);
});
beforeEach(() => world.admin('POST', '/reset'));
afterAll(() => world.close());

const REVERSED = '该笔结算已撤销，请勿重复办理';

const settledVisit = async (msgid = centre.msgid()) => {
  const visit = await TestVisit.open(centre, 'P0000001');
  await visit.upload(E1);
  const setlId = String((await visit.settle({ msgid })).setl_id);
  return { visit, setlId, msgid };
};

const standing = async () => {
  const { balanceFen, deductibleUsedFen, poolUsedFen } = await centre.person('P0000001');
  return [balanceFen, deductibleUsedFen, poolUsedFen];
};

const books = async () => (await world.admin<{ rows: BookRow[] }>('GET', '/books')).body.rows;

const revoke = (visit: TestVisit, omsgid: string, oinfno = '2207') => ({ data: { psn_no: visit.person.psnNo, omsgid, oinfno } });

describe('2208', () => {
  it('answers a mirror with negative amounts and puts everything back', async () => {
    const { visit, setlId } = await settledVisit();
    expect(await standing()).toEqual([0, 30_000, 2_060]);
    const mirror = await visit.reverse(setlId);
    expect(mirror).toMatchObject({
      medfee_sumamt: -446.2,
      inscp_scp_amt: -341.2,
      act_pay_dedc: -300,
      hifp_pay: -20.6,
      fund_pay_sumamt: -20.6,
      acct_pay: -300,
      pdn_cash_pay: -125.6,
      hosp_part_amt: 0,
      balc: 300,
    });
    expect(mirror).not.toHaveProperty('psn_cash_pay');
    expect(mirror.setl_id).not.toBe(setlId);
    expect(await standing()).toEqual([30_000, 0, 0]);
  });

  it('says so when it is repeated, or has nothing to reverse', async () => {
    const { visit, setlId } = await settledVisit();
    const again = (setl_id: unknown) => centre.refusal('2208', { data: { ...visit.ids(), setl_id } });
    const mirror = await visit.reverse(setlId);
    expect(await again(setlId)).toBe(REVERSED);
    expect(await again(mirror.setl_id)).toBe('结算信息不存在');
    expect(await again('1')).toBe('结算信息不存在');
    expect(await standing()).toEqual([30_000, 0, 0]);
  });

  it('is refused under a later settlement where the centre is switched so', async () => {
    const { visit, setlId } = await settledVisit();
    await visit.upload([['S0001', 1]], 'B2');
    const later = (await visit.settle()).setl_id;
    await world.admin('POST', '/insurance/switches', { laterSettlementBlocksReversal: true });
    expect(await centre.refusal('2208', { data: { ...visit.ids(), setl_id: setlId } })).toBe('存在后续结算，不允许撤销');
    await visit.reverse(later);
    await visit.reverse(setlId);
    expect(await standing()).toEqual([30_000, 0, 0]);
  });

  it('refunds a part: 2208, 2205, 2204 of the rest, 2206, 2207', async () => {
    const { visit, setlId } = await settledVisit();
    await visit.reverse(setlId);
    await centre.ok('2205', { data: { ...visit.ids(), chrg_bchno: visit.batchNo } });
    await visit.upload(E1.filter(([item]) => item !== 'E0001'));
    const rest = { medfee_sumamt: 246.2, inscp_scp_amt: 179.2, fund_pay_sumamt: 0, acct_pay: 246.2, psn_cash_pay: 0, balc: 53.8 };
    expect(await visit.quote()).toMatchObject(rest);
    expect(await visit.settle()).toMatchObject(rest);
  });
});

describe('5203', () => {
  it('shows settled, reversed and settled again as three rows, under its own names', async () => {
    const { visit, setlId, msgid } = await settledVisit();
    expect(await visit.rows()).toMatchObject([
      { setl_id: setlId, medins_setl_id: msgid, psn_pay: 425.6, cash_payamt: 125.6, refd_setl_flag: '0', fixmedins_code: 'H45020000001' },
    ]);
    const reverseMsgid = centre.msgid();
    await visit.reverse(setlId, { msgid: reverseMsgid });
    const again = await visit.settle();
    const rows = await visit.rows();
    expect(rows.map((row) => [row.medins_setl_id, row.medfee_sumamt, row.cash_payamt, row.refd_setl_flag])).toEqual([
      [msgid, 446.2, 125.6, '1'],
      [reverseMsgid, -446.2, -125.6, '1'],
      [again.medins_setl_id, 446.2, 125.6, '0'],
    ]);
    for (const row of rows) {
      expect(row).not.toHaveProperty('psn_part_amt');
      expect(row).not.toHaveProperty('psn_cash_pay');
    }
    await world.admin('POST', '/insurance/switches', { flagReversedOriginal: false });
    expect((await visit.rows()).map((row) => row.refd_setl_flag)).toEqual(['0', '1', '0']);
  });

  it('finds by person, by visit and by settlement, but not by nothing', async () => {
    const { visit, setlId } = await settledVisit();
    for (const data of [{ psn_no: visit.person.psnNo }, { mdtrt_id: visit.mdtrtId }, { setl_id: setlId }]) {
      expect((await centre.ok('5203', { data })).setlinfo).toHaveLength(1);
    }
    expect((await centre.ok('5203', { data: { setl_id: '1' } })).setlinfo).toEqual([]);
    expect(await centre.refusal('5203', { data: {} })).toContain('不能同时为空');
  });
});

describe('2601', () => {
  it('reverses a settlement by its msgid, however often it is said', async () => {
    const { visit, msgid } = await settledVisit();
    const { output } = await centre.call('2601', revoke(visit, msgid));
    expect(output).toEqual({});
    expect(await standing()).toEqual([30_000, 0, 0]);
    expect((await centre.call('2601', revoke(visit, msgid))).infcode).toBe(0);
    expect(await visit.rows()).toHaveLength(2);
  });

  it('says so when 2208 was first', async () => {
    const { visit, setlId, msgid } = await settledVisit();
    await visit.reverse(setlId);
    expect(await centre.refusal('2601', revoke(visit, msgid))).toBe(REVERSED);
  });

  it('leaves a tombstone that meets the late 2207, unless switched off', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    await visit.upload(E1);
    const [late, unmet] = [centre.msgid(), centre.msgid()];
    expect((await centre.call('2601', revoke(visit, late))).infcode).toBe(0);
    expect(await centre.refusal('2207', visit.settleInput(), { msgid: late })).toBe('该报文已冲正，不允许结算');
    expect(await visit.rows()).toEqual([]);
    await world.admin('POST', '/insurance/switches', { lateAfterRevoke: 'execute' });
    await centre.ok('2601', revoke(visit, unmet));
    await visit.settle({ msgid: unmet });
    expect(await visit.rows()).toHaveLength(1);
  });

  it('refuses a message it never saw where it is switched so', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    await world.admin('POST', '/insurance/switches', { unknownRevoke: 'refuse' });
    expect(await centre.refusal('2601', revoke(visit, centre.msgid()))).toBe('未查询到原交易');
  });

  it('of another person’s message reverses nothing', async () => {
    const { msgid } = await settledVisit();
    const other = await TestVisit.open(centre, 'P0000002');
    await centre.ok('2601', revoke(other, msgid));
    expect(await standing()).toEqual([0, 30_000, 2_060]);
  });

  it('knows transactions that cannot be revoked here', async () => {
    const { visit, msgid } = await settledVisit();
    expect(await centre.refusal('2601', revoke(visit, msgid, '2304'))).toBe('交易 2304 不支持冲正');
  });

  it.each([
    ['restore', 0, [0, 30_000, 2_060], 1],
    ['accept-only', 0, [30_000, 0, 0], 2],
    ['refuse', -1, [30_000, 0, 0], 2],
  ] as const)('of a 2208, switched to %s', async (revokeOfReversal, infcode, expected, rows) => {
    const { visit, setlId } = await settledVisit();
    const msgid = centre.msgid();
    await visit.reverse(setlId, { msgid });
    await world.admin('POST', '/insurance/switches', { revokeOfReversal });
    expect((await centre.call('2601', revoke(visit, msgid, '2208'))).infcode).toBe(infcode);
    expect(await standing()).toEqual(expected);
    expect(await visit.rows()).toHaveLength(rows);
  });

  it('of a 2208 cannot bring back a settlement whose rows are gone', async () => {
    const { visit, setlId } = await settledVisit();
    const msgid = centre.msgid();
    await visit.reverse(setlId, { msgid });
    await centre.ok('2205', { data: { ...visit.ids(), chrg_bchno: visit.batchNo } });
    expect(await centre.refusal('2601', revoke(visit, msgid, '2208'))).toContain('已变更');
  });
});

describe('books', () => {
  it('hold settlements and reversals whose parts add up', async () => {
    const { visit, setlId, msgid } = await settledVisit();
    const reverseMsgid = centre.msgid();
    const mirror = await visit.reverse(setlId, { msgid: reverseMsgid });
    const parts = { fundFen: 2_060, accountFen: 30_000, cashFen: 12_560, hospitalFen: 0 };
    expect(await books()).toMatchObject([
      { party: 'insurance', kind: 'settlement', number: msgid, reference: setlId, amountFen: 44_620, parts, state: 'REVERSED' },
      {
        party: 'insurance',
        kind: 'reversal',
        number: reverseMsgid,
        reference: mirror.setl_id,
        of: msgid,
        amountFen: 44_620,
        parts,
        state: 'REVERSED',
      },
    ]);
  });
});
