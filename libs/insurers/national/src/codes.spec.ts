import { ALREADY_REVERSED, NOTHING_TO_REMOVE, refusalOf } from './codes';
import { CANARIES } from './testing/setting';

describe('refusals of the centre', () => {
  it.each([
    ['2204', '操作员未签到', 'NOT_SIGNED_IN'],
    ['1101', '人员信息不存在', 'PERSON_UNKNOWN'],
    ['2201', '该险种未参保', 'INSURANCE_SUSPENDED'],
    ['2201', '险种已暂停', 'INSURANCE_SUSPENDED'],
    ['2206', '该人员待遇封锁', 'ENTITLEMENT_BLOCKED'],
    ['2207', 'ecToken已失效', 'CREDENTIAL_EXPIRED'],
    ['2203A', '就诊登记不存在或已撤销', 'VISIT_UNKNOWN'],
    ['2202', '存在未结算费用不允许撤销挂号', 'VISIT_HAS_FEES'],
    ['2204', '费用明细流水号重复', 'FEES_DUPLICATE'],
    ['2204', '医疗目录编码未对照', 'FEES_INVALID'],
    ['2204', '明细金额不等于单价×数量', 'FEES_INVALID'],
    ['2207', '结算金额与明细合计不一致', 'TOTALS_MISMATCH'],
    ['2207', '重复结算', 'ALREADY_SETTLED'],
    ['2207', '该笔已结算', 'ALREADY_SETTLED'],
    ['2208', '该结算已清算，不允许撤销', 'REVERSAL_REFUSED'],
    ['2601', '该交易不允许冲正', 'REVERSAL_REFUSED'],
    ['2205', '费用明细已结算，请先撤销结算', 'ALREADY_SETTLED'],
    ['2205', '费用不允许撤销', 'INSURER_REFUSED'],
    ['2207', '在院状态不允许门诊结算', 'INSURER_REFUSED'],
  ] as const)('%s %s is %s', (infno, text, code) => {
    expect(refusalOf(infno, text, [])).toEqual({ arm: 'rejected', code, reason: `${infno}: ${text}` });
  });

  it.each([
    '',
    '  ',
    '系统异常',
    '系统繁忙，请稍后再试',
    'Read timed out',
    '调用服务超时',
    '网络连接失败',
    'java.lang.NullPointerException',
    '该笔业务处理中',
    '报文ID重复',
  ])('"%s" does not say that nothing was done', (text) => {
    expect(refusalOf('2207', text, []).arm).toBe('silent');
  });

  it('knows the two refusals that mean the aim is reached', () => {
    expect(ALREADY_REVERSED.test('该笔结算已撤销，请勿重复办理')).toBe(true);
    expect(ALREADY_REVERSED.test('该结算不允许撤销')).toBe(false);
    expect(NOTHING_TO_REMOVE.test('根据传来的参数在费用明细表中未查询到任何有效相关的记录')).toBe(true);
  });

  it.each([
    '人员[韦小舟]证件号码450202199003072316不存在',
    '姓名：韦小舟，手机13877212345，卡号B45020012',
    '患者（韦小舟）人员编号45020000000000100234',
    '凭证EC45020020261122AB12CD34EF56无效，参保人【韦小舟】',
  ])('hides personal data in "%s"', (text) => {
    const { reason } = refusalOf('2207', text, CANARIES.slice(2));
    for (const secret of [...CANARIES, '13877212345']) expect(reason).not.toContain(secret);
    expect(reason).toContain('***');
  });
});
