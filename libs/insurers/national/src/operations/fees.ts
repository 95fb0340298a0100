import type { FeeLine, FeeTotals, InsurerOperations, UploadFeesRequest } from '@meridian/insurer-kit/port';
import { accepted, rejected } from '@meridian/kernel/arm';
import { beijingTime } from '@meridian/kernel/clock';
import { add } from '@meridian/kernel/fen';
import { type AnswerNode, Unreadable } from '../answer-node';
import { NOTHING_TO_REMOVE } from '../codes';
import type { CheckedConfig } from '../config';
import { decimal, yuan } from '../figures';
import { sumOfFees } from '../money';
import type { Operator } from '../sign-in';
import { aboutVisit } from '../visit';

type Fees = Pick<InsurerOperations, 'uploadFees' | 'removeFees'>;

/** 2205 of this batch removes every unsettled row of the visit, the window's too; as a batch of ours it could never be removed alone. */
const EVERY_BATCH = '0000';

/** 2204 and 2205. */
export const fees = (config: CheckedConfig, operator: Operator): Fees => ({
  uploadFees: async (request, context) => {
    const { messageNo, visit, batchNo } = request;
    if (batchNo === EVERY_BATCH) return rejected('FEES_INVALID', 'batch 0000 is never sent');
    const feedetail = request.lines.map((line) => feeNode(config, request, line));
    return operator.send(aboutVisit('2204', messageNo, visit, { feedetail }), context, {
      succeeded: (output) => accepted({ feeTotals: feeTotalsIn(output, request.lines) }),
    });
  },

  removeFees: async ({ messageNo, visit, batchNo }, context) => {
    if (batchNo === EVERY_BATCH) return rejected('FEES_INVALID', 'batch 0000 is never sent');
    const data = { mdtrt_id: visit.visitId, chrg_bchno: batchNo, psn_no: visit.personNo };
    return operator.send(aboutVisit('2205', messageNo, visit, { data }), context, {
      succeeded: () => accepted({}),
      refused: (text) => (NOTHING_TO_REMOVE.test(text) ? accepted({}) : undefined),
    });
  },
});

const feeNode = (config: CheckedConfig, { visit, batchNo }: UploadFeesRequest, line: FeeLine) => ({
  feedetl_sn: line.lineNo,
  mdtrt_id: visit.visitId,
  psn_no: visit.personNo,
  chrg_bchno: batchNo,
  rx_circ_flag: '0',
  fee_ocur_time: beijingTime(line.chargedAt),
  med_list_codg: line.catalogueCode,
  medins_list_codg: line.itemCode,
  det_item_fee_sumamt: yuan(config, line.amountFen),
  cnt: decimal(config, line.quantity),
  pric: decimal(config, line.unitPrice),
  bilg_dept_codg: line.department.code,
  bilg_dept_name: line.department.name,
  bilg_dr_codg: line.doctor.code,
  bilg_dr_name: line.doctor.name,
  hosp_appr_flag: line.approval,
});

/** Believed only when every line sent came back once, with its amount, and its four parts add up to it (facts/insurance.md I8, I9). */
function feeTotalsIn(output: AnswerNode, lines: readonly FeeLine[]): FeeTotals {
  const rows = new Map(output.nodes('result').map((row) => [row.text('feedetl_sn'), row]));
  if (rows.size !== lines.length || output.nodes('result').length !== lines.length) throw new Unreadable('the rows are not the lines sent');
  const totals = lines.map((line) => {
    const row = rows.get(line.lineNo);
    if (row?.amount('det_item_fee_sumamt') !== line.amountFen) throw new Unreadable('a row is not the line sent');
    const parts = partsOf(row);
    if (sumOfFees(parts) !== line.amountFen) throw new Unreadable('the parts of a row miss its amount (I9)');
    if (Object.values(parts).some((part) => part < 0)) throw new Unreadable('a part of a row is negative');
    return parts;
  });
  const sum = (name: keyof FeeTotals) => add(...totals.map((parts) => parts[name]));
  return {
    fullySelfPaidFen: sum('fullySelfPaidFen'),
    overLimitFen: sum('overLimitFen'),
    firstSelfPaidFen: sum('firstSelfPaidFen'),
    inScopeFen: sum('inScopeFen'),
  };
}

const partsOf = (row: AnswerNode): FeeTotals => ({
  fullySelfPaidFen: row.amountOrZero('fulamt_ownpay_amt'),
  overLimitFen: row.amountOrZero('overlmt_amt'),
  firstSelfPaidFen: row.amountOrZero('preselfpay_amt'),
  inScopeFen: row.amountOrZero('inscp_scp_amt'),
});
