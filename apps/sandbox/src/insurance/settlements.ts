import { type Fen, fenOf } from '../money';
import { type Centre, type Insured, type Settlement, type Visit, yearOf } from './centre';
import type { Message } from './envelope';
import { batchOf } from './fees';
import { type Row, textOf } from './field-check';
import { type FeeParts, settle, totalOf } from './liability';
import { policyFor } from './policy';
import { Refusal, TEXT } from './refusal';
import { type Computed, setldetail, setlinfo, storedFields } from './setlinfo';
import { demandCover, demandCredential } from './visits';

interface Computation extends Computed {
  readonly batchNo: string;
  readonly year: string;
}

/** 2206: computes and writes nothing. */
export function quoteSettlement(centre: Centre, message: Message): unknown {
  const computed = compute(centre, message);
  return { setlinfo: setlinfo('2206', computed), setldetail: setldetail(computed) };
}

/** 2207: computes anew, checks the totals that 2204 had answered, stores. */
export function storeSettlement(centre: Centre, message: Message): unknown {
  const data = message.input.data as Row;
  if (centre.revoked.has(message.msgid) && centre.switches.lateAfterRevoke === 'refuse') throw new Refusal('该报文已冲正，不允许结算');
  const computed = compute(centre, message);
  demandTotals(data, computed.liability.fees);
  const settlement: Settlement = {
    id: centre.number(message.at),
    ...computed,
    invoiceNo: textOf(data, 'invono'),
    operator: message.operator,
    operatorName: message.operatorName,
    reversedBy: null,
  };
  centre.book(settlement);
  return { setlinfo: setlinfo('2207', settlement, storedFields(centre, settlement)), setldetail: setldetail(settlement) };
}

function compute(centre: Centre, { input, msgid, at }: Message): Computation {
  const data = input.data as Row;
  const insured = centre.person(textOf(data, 'psn_no'));
  const visit = centre.visit(textOf(data, 'mdtrt_id'), insured.cover.personNo);
  const batchNo = textOf(data, 'chrg_bchno');
  demandMayDraw(centre, insured, visit, data);
  const fees = feesOf(visit, batchNo);
  if (fenOf(data.medfee_sumamt) !== fees.totalFen) throw new Refusal(TEXT.totalsDiffer);
  const { insuranceType, retired } = insured.cover;
  const policy = policyFor(insuranceType, retired, centre.switches.hospitalLevel);
  const year = yearOf(at);
  const liability = settle(fees, centre.standing(insured, year), policy, textOf(data, 'acct_used_flag') === '1');
  const credentialType = textOf(data, 'mdtrt_cert_type');
  const { balanceAfterFen } = liability;
  return { messageNo: msgid, visit, insured, credentialType, policy, liability, at, balanceAfterFen, sign: 1, batchNo, year };
}

function demandMayDraw(centre: Centre, insured: Insured, visit: Visit, data: Row): void {
  demandCover(insured, textOf(data, 'insutype'));
  demandCredential(insured, data);
  if (!insured.entitled) throw new Refusal(TEXT.blocked);
  if (centre.switches.describedVisitRequired && !visit.described) throw new Refusal('就诊信息未上传');
  if (visit.described && visit.medicalType !== textOf(data, 'med_type')) throw new Refusal('医疗类别与就诊信息不一致');
}

function feesOf(visit: Visit, batchNo: string): FeeParts {
  const rows = batchOf(visit, batchNo);
  if (rows.length === 0) throw new Refusal('未查询到该批次的费用明细');
  if (rows.some((row) => row.settlementId !== null)) throw new Refusal(TEXT.alreadySettled);
  return totalOf(rows.map(({ parts }) => parts));
}

/** Identity I8: the four totals of the request are the sums over the rows that 2204 answered. */
function demandTotals(data: Row, fees: FeeParts): void {
  const expected: Readonly<Record<string, Fen>> = {
    fulamt_ownpay_amt: fees.fullySelfPaidFen,
    overlmt_selfpay: fees.overLimitFen,
    preselfpay_amt: fees.firstSelfPaidFen,
    inscp_scp_amt: fees.inScopeFen,
  };
  for (const [name, amount] of Object.entries(expected)) {
    if (fenOf(data[name]) !== amount) throw new Refusal(`${TEXT.totalsDiffer}：${name}`);
  }
}

/** 5203: every stored row that fits, mirrors included. */
export function findSettlements(centre: Centre, { input }: Message): unknown {
  const data = input.data as Row;
  const [personNo, visitId, settlementId] = [textOf(data, 'psn_no'), textOf(data, 'mdtrt_id'), textOf(data, 'setl_id')];
  if (personNo + visitId + settlementId === '') throw new Refusal('psn_no、setl_id、mdtrt_id 不能同时为空');
  const near = visitId === '' ? [...centre.settlements.values()] : (centre.visits.get(visitId)?.settlements ?? []);
  const rows = near.filter(
    ({ id, insured }) => (personNo === '' || insured.cover.personNo === personNo) && (settlementId === '' || id === settlementId),
  );
  return {
    setlinfo: rows.map((row) => setlinfo('5203', row, storedFields(centre, row))),
    setldetail: rows.flatMap((row) => setldetail(row)),
  };
}
