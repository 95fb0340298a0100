import type { Instant } from '../frame/clock';
import { shanghaiDay, shanghaiTime } from '../frame/time';
import { type Fen, opposite, WHOLE, yuan } from '../money';
import type { Centre, Insured, Settlement, Visit } from './centre';
import type { Row } from './field-check';
import { tableOf } from './field-tables';
import type { Liability } from './liability';
import { personFields, personTypeOf } from './people-enquiries';
import type { Policy } from './policy';

/** What setlinfo is written from; a settlement is one, and so is a 2206 that stores nothing. */
export interface Computed {
  readonly messageNo: string;
  readonly visit: Visit;
  readonly insured: Insured;
  readonly credentialType: string;
  readonly policy: Policy;
  readonly liability: Liability;
  readonly at: Instant;
  readonly balanceAfterFen: Fen;
  readonly sign: 1 | -1;
}

const CLEARING_OFFICE = '450200';

/** setlinfo with exactly the members that the transaction's table lists. */
export const setlinfo = (infno: string, computed: Computed, more: Row = {}): Row => {
  const all: Row = { ...personFields(computed.insured, computed.at), ...visitFields(computed), ...amountFields(computed), ...more };
  const fields = tableOf(infno).output.setlinfo ?? [];
  return Object.fromEntries(fields.map(({ f }) => [f, all[f] ?? null]));
};

const visitFields = ({ messageNo, visit, insured, credentialType, at }: Computed): Row => ({
  mdtrt_id: visit.id,
  insutype: visit.insuranceType,
  psn_type: personTypeOf(insured),
  cvlserv_flag: '0',
  setl_time: shanghaiTime(at),
  mdtrt_cert_type: credentialType,
  med_type: visit.medicalType,
  medins_setl_id: messageNo,
  clr_optins: CLEARING_OFFICE,
  clr_way: '01',
  clr_type: '11',
});

function amountFields({ liability, policy, sign, balanceAfterFen }: Computed): Row {
  const { fees } = liability;
  const signed = (amount: Fen): number => yuan(sign === 1 ? amount : opposite(amount));
  const paidBy = (field: string): number => signed(liability.supplements.find((one) => one.field === field)?.paidFen ?? 0);
  const [person, cash] = [signed(liability.personFen), signed(liability.cashFen)];
  return {
    medfee_sumamt: signed(fees.totalFen),
    fulamt_ownpay_amt: signed(fees.fullySelfPaidFen),
    overlmt_selfpay: signed(fees.overLimitFen),
    preselfpay_amt: signed(fees.firstSelfPaidFen),
    inscp_scp_amt: signed(fees.inScopeFen),
    act_pay_dedc: signed(liability.deductibleFen),
    hifp_pay: signed(liability.poolFen),
    pool_prop_selfpay: policy.fundShare / WHOLE,
    cvlserv_pay: paidBy('cvlserv_pay'),
    hifes_pay: 0,
    hifmi_pay: paidBy('hifmi_pay'),
    hifob_pay: paidBy('hifob_pay'),
    maf_pay: paidBy('maf_pay'),
    oth_pay: 0,
    fund_pay_sumamt: signed(liability.fundFen),
    psn_part_amt: person,
    // 5203 calls the same amounts psn_pay and cash_payamt, 2208 spells the cash pdn_cash_pay.
    psn_pay: person,
    acct_pay: signed(liability.accountFen),
    psn_cash_pay: cash,
    cash_payamt: cash,
    pdn_cash_pay: cash,
    hosp_part_amt: signed(liability.hospitalFen),
    balc: yuan(balanceAfterFen),
    acct_mulaid_pay: 0,
  };
}

/** One row for each fund, and one for the personal account although fund_pay_sumamt leaves it out (identity I6). */
export function setldetail({ liability, policy, sign }: Computed): readonly Row[] {
  const { fees, supplements, poolFen, poolLeftFen, accountFen } = liability;
  const row = (type: string, name: string, paidFen: Fen, limitFen: Fen): Row => ({
    fund_pay_type: type,
    inscp_scp_amt: yuan(sign === 1 ? fees.inScopeFen : opposite(fees.inScopeFen)),
    crt_payb_lmt_amt: yuan(limitFen),
    fund_payamt: yuan(sign === 1 ? paidFen : opposite(paidFen)),
    fund_pay_type_name: name,
    setl_proc_info: type === policy.poolFundType ? explain(liability, policy) : null,
  });
  const account = row('310200', '城镇职工基本医疗保险个人账户基金', accountFen, accountFen);
  return [
    row(policy.poolFundType, policy.poolFundName, poolFen, poolLeftFen),
    ...supplements.map((one) => row(one.fundType, one.name, one.paidFen, one.paidFen)),
    ...(accountFen > 0 ? [account] : []),
  ];
}

const explain = ({ fees, deductibleFen, poolFen, poolLeftFen }: Liability, policy: Policy): string =>
  `(${yuan(fees.inScopeFen)}-起付线${yuan(deductibleFen)})×${policy.fundShare / 100}%，剩余限额${yuan(poolLeftFen)}，支付${yuan(poolFen)}`;

/** The members that only 5203 has. */
export function storedFields(centre: Centre, settlement: Settlement): Row {
  const { id, insured, at, year, sign, reversedBy } = settlement;
  const refunded = sign === -1 || (reversedBy !== null && centre.switches.flagReversedOriginal);
  return {
    setl_id: id,
    flxempe_flag: '0',
    nwb_flag: '0',
    insu_optins: insured.cover.insuredArea,
    emp_name: insured.cover.employer,
    pay_loc: '2',
    fixmedins_code: centre.institution.code,
    fixmedins_name: centre.institution.name,
    hosp_lv: `0${centre.switches.hospitalLevel}`,
    begndate: shanghaiDay(at),
    enddate: shanghaiDay(at),
    refd_setl_flag: refunded ? '1' : '0',
    year,
    invono: settlement.invoiceNo,
    opter_id: settlement.operator,
    opter_name: settlement.operatorName,
    opt_time: shanghaiTime(at),
  };
}
