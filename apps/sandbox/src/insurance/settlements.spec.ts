import { TestWorld } from '../testing';
import { tableOf } from './field-tables';
import { CentreClient, description, E1, feeRow, registration, TestVisit } from './testing';

let world: TestWorld;
let centre: CentreClient;

beforeAll(async () => {
  world = await TestWorld.start();
  centre = new CentreClient(world);
});
beforeEach(() => world.admin('POST', '/reset'));
afterAll(() => world.close());

/** Every member the table lists is there, the mandatory ones with a value; numbers are JSON numbers. */
function expectTable(infno: string, node: string, row: Record<string, unknown>): void {
  const fields = tableOf(infno).output[node] ?? [];
  expect(fields.length).toBeGreaterThan(0);
  for (const { f, t, req } of fields) {
    const value = row[f] ?? null;
    if (req) expect([f, value]).not.toEqual([f, null]);
    if (value !== null) expect([f, typeof value]).toEqual([f, t === 'N' ? 'number' : 'string']);
  }
}

describe('1101, 2001 and 5206', () => {
  it('finds a person by token, ID number and card, the card with its serial', async () => {
    const { psnNo, credentials } = await centre.person('P0000001');
    const tries = [
      { mdtrt_cert_type: '01', mdtrt_cert_no: credentials.eToken },
      { mdtrt_cert_type: '02', mdtrt_cert_no: credentials.idNo },
      { mdtrt_cert_type: '03', mdtrt_cert_no: credentials.card.number, card_sn: credentials.card.serial },
    ];
    for (const data of tries) {
      const { baseinfo, insuinfo } = (await centre.ok('1101', { data })) as Record<'baseinfo' | 'insuinfo', never>;
      expectTable('1101', 'baseinfo', baseinfo);
      expectTable('1101', 'insuinfo[]', insuinfo[0]);
      expect(baseinfo).toMatchObject({ psn_no: psnNo, certno: credentials.idNo, psn_name: '韦小舟', gend: '1' });
      expect(insuinfo).toMatchObject([{ balc: 300, insutype: '310', psn_type: '11', psn_insu_stas: '1', insuplc_admdvs: '450200' }]);
    }
    expect(await centre.refusal('1101', { data: { ...tries[2], card_sn: '0' } })).toContain('card_sn');
    expect(await centre.refusal('1101', { data: { mdtrt_cert_type: '02', mdtrt_cert_no: '0' } })).toBe('人员信息不存在');
  });

  it('says who may draw', async () => {
    const chosen = async (patientNo: string) => {
      const data = { psn_no: (await centre.person(patientNo)).psnNo, insutype: '310', med_type: '11' };
      const { trtinfo } = (await centre.ok('2001', { data })) as { trtinfo: [Record<string, unknown>] };
      expectTable('2001', 'trtinfo[]', trtinfo[0]);
      return [trtinfo[0].trt_enjymnt_flag, trtinfo[0].trt_chk_rslt];
    };
    expect(await chosen('P0000001')).toEqual(['1', null]);
    expect(await chosen('P0000007')).toEqual(['0', '险种未参保/暂停']);
    expect(await chosen('P0000008')).toEqual(['0', expect.stringContaining('待遇封锁')]);
  });

  it('adds up the year', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    await visit.upload(E1);
    await visit.settle();
    const { cuminfo } = (await centre.ok('5206', { data: { psn_no: visit.person.psnNo } })) as { cuminfo: Record<string, unknown>[] };
    for (const row of cuminfo) expectTable('5206', 'cuminfo[]', row);
    expect(cuminfo.map(({ cum_type_code, cum }) => [cum_type_code, cum])).toEqual([
      ['DEDC', 300],
      ['POOL', 20.6],
    ]);
  });
});

describe('2201, 2202 and 2203', () => {
  it('registers a known, insured person with his own credential', async () => {
    const person = await centre.person('P0000001');
    const data = registration(person, centre.now());
    const answer = (await centre.ok('2201', { data })).data as Record<string, unknown>;
    expectTable('2201', 'data', answer);
    expect(await centre.refusal('2201', { data: { ...data, psn_no: '1' } })).toBe('人员信息不存在');
    expect(await centre.refusal('2201', { data: { ...data, insutype: '390' } })).toBe('险种未参保/暂停');
    expect(await centre.refusal('2201', { data: { ...data, mdtrt_cert_no: '0' } })).toBe('就诊凭证与参保人员不符');
    const suspended = await centre.person('P0000007');
    expect(await centre.refusal('2201', { data: registration(suspended, centre.now()) })).toBe('险种未参保/暂停');
  });

  it('cancels a visit without fees, once', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    const cancel = { data: { ...visit.ids(), ipt_otp_no: 'V1' } };
    await visit.upload([['D0001', 1]]);
    expect(await centre.refusal('2202', cancel)).toBe('存在未结算费用不允许撤销挂号');
    const setlId = (await visit.settle()).setl_id;
    expect(await centre.refusal('2202', cancel)).toBe('存在已结算费用不允许撤销挂号');
    await visit.reverse(setlId);
    await centre.ok('2205', { data: { ...visit.ids(), chrg_bchno: 'B1' } });
    await centre.ok('2202', cancel);
    expect(await centre.refusal('2202', cancel)).toBe('就诊登记不存在或已撤销');
    expect(await centre.refusal('2203A', description(visit, centre.now()))).toBe('就诊登记不存在或已撤销');
  });

  it('takes 2203 like 2203A, with exactly one main diagnosis', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    await centre.ok('2203', description(visit, centre.now()));
    expect(await centre.refusal('2203', description(visit, centre.now(), { maindiag_flag: '0' }))).toContain('主诊断');
  });
});

describe('2204 and 2205', () => {
  it('splits the rows of E1', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    const rows = await visit.upload(E1);
    for (const row of rows) expectTable('2204', 'result[]', row);
    expect(
      rows.map((row) => [row.det_item_fee_sumamt, row.fulamt_ownpay_amt, row.overlmt_amt, row.preselfpay_amt, row.inscp_scp_amt]),
    ).toEqual([
      [71.2, 0, 0, 0, 71.2],
      [120, 0, 0, 12, 108],
      [200, 0, 20, 18, 162],
      [55, 55, 0, 0, 0],
    ]);
    expect(rows.map((row) => [row.pric_uplmt_amt, row.selfpay_prop, row.chrgitm_lv])).toEqual([
      [999_999, 0, '01'],
      [999_999, 0.1, '02'],
      [180, 0.1, '02'],
      [999_999, 1, '03'],
    ]);
  });

  it('refuses a repeated line, a wrong product, a mixed batch; all rows or none', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    const good = feeRow(visit, 'D0001', 1, 'a');
    const refused = (...feedetail: unknown[]) => centre.refusal('2204', { feedetail });
    expect(await refused(good, good)).toContain('费用明细流水号重复');
    expect(await refused(good, { ...feeRow(visit, 'D0001', 1, 'b'), det_item_fee_sumamt: 35.61 })).toContain('明细金额 ≠ 单价×数量');
    expect(await refused(good, { ...feeRow(visit, 'D0001', 1, 'b'), chrg_bchno: 'B2' })).toContain('chrg_bchno');
    expect(await refused({ ...good, chrg_bchno: '0000' })).toContain('0000');
    expect(await refused({ ...good, mdtrt_id: '1' })).toBe('就诊登记不存在或已撤销');
    await centre.ok('2204', { feedetail: [good] });
    expect(await refused(good)).toContain('费用明细流水号重复');
  });

  it('treats an unmapped item as self-paid or refuses it, as switched', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    const unmapped = (lineNo: string) => ({ feedetail: [{ ...feeRow(visit, 'D0001', 1, lineNo), med_list_codg: 'X' }] });
    const { result } = (await centre.ok('2204', unmapped('a'))) as { result: Record<string, unknown>[] };
    expect(result).toMatchObject([{ fulamt_ownpay_amt: 35.6, inscp_scp_amt: 0, chrgitm_lv: '03' }]);
    await world.admin('POST', '/insurance/switches', { unmappedItem: 'refuse' });
    expect(await centre.refusal('2204', unmapped('b'))).toContain('医疗目录编码未对照');
  });

  it('deletes one unsettled batch, or all with 0000, and nothing that is settled', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    const remove = (chrg_bchno: string) => ({ data: { ...visit.ids(), chrg_bchno } });
    const nothing = '根据传来的参数在费用明细表中未查询到任何有效相关的记录';
    expect(await centre.refusal('2205', remove('B1'))).toBe(nothing);
    await visit.upload([['D0001', 1]], 'B1');
    await visit.upload([['D0002', 1]], 'B2');
    await centre.ok('2205', remove('B1'));
    expect(await centre.refusal('2205', remove('B1'))).toBe(nothing);
    await visit.settle();
    expect(await centre.refusal('2205', remove('B2'))).toBe('费用明细已结算，请先撤销结算');
    await visit.upload([['D0004', 1]], 'B3');
    await centre.ok('2205', remove('0000'));
    expect(await centre.refusal('2205', remove('B3'))).toBe(nothing);
  });
});

describe('2206 and 2207', () => {
  const e1 = {
    medfee_sumamt: 446.2,
    fulamt_ownpay_amt: 55,
    overlmt_selfpay: 20,
    preselfpay_amt: 30,
    inscp_scp_amt: 341.2,
    act_pay_dedc: 300,
    pool_prop_selfpay: 0.5,
    hifp_pay: 20.6,
    fund_pay_sumamt: 20.6,
    psn_part_amt: 425.6,
    acct_pay: 300,
    psn_cash_pay: 125.6,
    balc: 0,
  };

  it('E1 to E3 over the wire: quote writes nothing, settle stores', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    await visit.upload(E1);
    for (const quote of [await visit.quote(), await visit.quote()]) {
      expectTable('2206', 'setlinfo', quote);
      expect(quote).toMatchObject(e1);
    }
    expect(await visit.rows()).toEqual([]);
    const msgid = centre.msgid();
    const settled = await visit.settle({ msgid });
    expectTable('2207', 'setlinfo', settled);
    expect(settled).toMatchObject({ ...e1, medins_setl_id: msgid, clr_type: '11', clr_optins: '450200' });

    await visit.upload([['S0001', 1]], 'B2');
    expect(await visit.settle()).toMatchObject({ act_pay_dedc: 0, hifp_pay: 500, psn_part_amt: 500, acct_pay: 0, psn_cash_pay: 500 });
    await visit.upload([['S0001', 4]], 'B3');
    expect(await visit.settle()).toMatchObject({ hifp_pay: 1279.4, psn_part_amt: 2720.6 });
  });

  it('E4 over the wire at level 1', async () => {
    await world.admin('POST', '/insurance/switches', { hospitalLevel: 1 });
    const { psnNo } = await centre.person('P0000002');
    await world.admin('POST', `/insurance/persons/${psnNo}/standing`, { balanceFen: 8_880 });
    const visit = await TestVisit.open(centre, 'P0000002');
    await visit.upload([
      ['D0004', 1],
      ['E0002', 1],
    ]);
    const e4 = {
      medfee_sumamt: 264.52,
      preselfpay_amt: 0.23,
      inscp_scp_amt: 264.29,
      act_pay_dedc: 100,
      hifp_pay: 106.79,
      psn_part_amt: 157.73,
      acct_pay: 88.8,
      psn_cash_pay: 68.93,
    };
    expect(await visit.settle()).toMatchObject(e4);
  });

  it('setldetail adds up to the fund, the account row aside (I5, I6)', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    await visit.upload(E1);
    const { setldetail } = (await centre.ok('2206', visit.quoteInput())) as { setldetail: Record<string, unknown>[] };
    for (const row of setldetail) expectTable('2206', 'setldetail[]', row);
    expect(setldetail.map((row) => [row.fund_pay_type, row.fund_payamt, row.crt_payb_lmt_amt])).toEqual([
      ['310100', 20.6, 1800],
      ['310200', 300, 300],
    ]);
  });

  it('refuses wrong totals, a foreign credential, another kind of visit, a missing batch', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    expect(await centre.refusal('2206', visit.quoteInput({ medfee_sumamt: 1 }))).toBe('未查询到该批次的费用明细');
    await visit.upload(E1);
    const refused = (more: Record<string, unknown>) => centre.refusal('2207', visit.settleInput(more));
    expect(await refused({ medfee_sumamt: 446.21 })).toBe('结算金额与明细合计不一致');
    for (const name of ['fulamt_ownpay_amt', 'overlmt_selfpay', 'preselfpay_amt', 'inscp_scp_amt']) {
      expect(await refused({ [name]: 1.5 })).toBe(`结算金额与明细合计不一致：${name}`);
    }
    expect(await refused({ mdtrt_cert_no: '0' })).toBe('就诊凭证与参保人员不符');
    expect(await refused({ med_type: '13' })).toBe('医疗类别与就诊信息不一致');
    expect(await refused({ insutype: '390' })).toBe('险种未参保/暂停');
    expect(await visit.rows()).toEqual([]);
  });

  it('refuses before 2203, unless switched off', async () => {
    const person = await centre.person('P0000001');
    const { mdtrt_id } = (await centre.ok('2201', { data: registration(person, centre.now()) })).data as { mdtrt_id: string };
    const visit = new TestVisit(centre, person, mdtrt_id);
    await visit.upload(E1);
    expect(await centre.refusal('2206', visit.quoteInput())).toBe('就诊信息未上传');
    await world.admin('POST', '/insurance/switches', { describedVisitRequired: false });
    expect(await visit.quote()).toMatchObject(e1);
  });

  it('refuses who is blocked', async () => {
    const visit = await TestVisit.open(centre, 'P0000008');
    await visit.upload(E1);
    expect(await centre.refusal('2206', visit.quoteInput())).toBe('待遇封锁');
  });

  it('settles a batch once, and a message once', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    await visit.upload(E1);
    const msgid = centre.msgid();
    await visit.settle({ msgid });
    expect(await centre.refusal('2207', visit.settleInput())).toBe('该笔已结算, 重复结算');
    expect(await centre.refusal('2207', visit.settleInput(), { msgid })).toBe('报文ID重复');
    expect(await visit.rows()).toHaveLength(1);
  });

  it('answers otherwise than quoted when another hospital settled in between', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    await visit.upload(E1);
    expect(await visit.quote()).toMatchObject({ psn_cash_pay: 125.6 });
    const { status, body } = await world.admin('POST', `/insurance/persons/${visit.person.psnNo}/accumulate`, {
      deductibleFen: 0,
      fundFen: 179_000,
    });
    expect([status, body]).toEqual([200, expect.objectContaining({ poolUsedFen: 179_000 })]);
    expect(await visit.settle()).toMatchObject({ hifp_pay: 10, psn_cash_pay: 136.2 });
  });

  it('starts every year anew', async () => {
    const visit = await TestVisit.open(centre, 'P0000001');
    await visit.upload(E1);
    await visit.settle();
    const now = world.sandbox.clock.now();
    world.sandbox.clock.advance(Date.parse(`${new Date(now).getUTCFullYear() + 1}-01-02T00:00:00+08:00`) - now);
    await visit.upload(E1, 'B2');
    expect(await visit.quote()).toMatchObject({ act_pay_dedc: 300, hifp_pay: 20.6 });
  });
});
