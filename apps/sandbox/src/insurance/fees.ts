import { byNationalCode, type CatalogueItem } from '../catalogue';
import { extend, fenOf, yuan } from '../money';
import type { Centre, FeeRow, Visit } from './centre';
import type { Message } from './envelope';
import { type Row, textOf } from './field-check';
import { type FeeParts, splitRow } from './liability';
import { Refusal, TEXT } from './refusal';

/** chrg_bchno that 2205 reads as "every unsettled row of the visit". */
const ALL_BATCHES = '0000';

/** 2204: all rows or none. */
export function uploadFees(centre: Centre, { input }: Message): unknown {
  const rows = input.feedetail as readonly Row[];
  const first = rows[0] as Row;
  const visit = centre.visit(textOf(first, 'mdtrt_id'), textOf(first, 'psn_no'));
  const batchNo = textOf(first, 'chrg_bchno');
  if (batchNo === ALL_BATCHES) throw new Refusal(`chrg_bchno(收费批次号) 不能为 ${ALL_BATCHES}`);
  if (batchOf(visit, batchNo).some((fee) => fee.settlementId !== null)) throw new Refusal(TEXT.alreadySettled);
  const fees = new Map<string, FeeRow>();
  const result = rows.map((row) => {
    for (const name of ['mdtrt_id', 'psn_no', 'chrg_bchno', 'dise_codg']) {
      if (textOf(row, name) !== textOf(first, name)) throw new Refusal(`同一批次的 ${name} 必须一致`);
    }
    const lineNo = textOf(row, 'feedetl_sn');
    if (visit.fees.has(lineNo) || fees.has(lineNo)) throw new Refusal(`${TEXT.feeRepeated}：${lineNo}`);
    const item = byNationalCode.get(textOf(row, 'med_list_codg'));
    const parts = price(centre, row, item);
    fees.set(lineNo, { lineNo, batchNo, parts, settlementId: null });
    return answerRow(row, parts, item);
  });
  for (const fee of fees.values()) visit.fees.set(fee.lineNo, fee);
  return { result };
}

export const batchOf = (visit: Visit, batchNo: string): readonly FeeRow[] =>
  [...visit.fees.values()].filter((fee) => fee.batchNo === batchNo);

function price(centre: Centre, row: Row, item: CatalogueItem | undefined): FeeParts {
  const amountFen = fenOf(row.det_item_fee_sumamt);
  if (amountFen === null || amountFen <= 0 || amountFen !== extend(row.cnt, row.pric)) {
    throw new Refusal(`${TEXT.amountWrong}：${textOf(row, 'feedetl_sn')}`);
  }
  if (item === undefined && centre.switches.unmappedItem === 'refuse')
    throw new Refusal(`${TEXT.itemUnmapped}：${textOf(row, 'med_list_codg')}`);
  return splitRow({ amountFen, quantity: String(row.cnt), terms: item, approval: textOf(row, 'hosp_appr_flag') });
}

function answerRow(row: Row, parts: FeeParts, item: CatalogueItem | undefined): Row {
  const forced = parts.fullySelfPaidFen > 0;
  return {
    feedetl_sn: row.feedetl_sn,
    det_item_fee_sumamt: yuan(parts.totalFen),
    cnt: Number(row.cnt),
    pric: Number(row.pric),
    pric_uplmt_amt: Number(item?.ceiling ?? 999_999),
    selfpay_prop: forced ? 1 : (item?.selfPayShare ?? 0) / 10_000,
    fulamt_ownpay_amt: yuan(parts.fullySelfPaidFen),
    overlmt_amt: yuan(parts.overLimitFen),
    preselfpay_amt: yuan(parts.firstSelfPaidFen),
    inscp_scp_amt: yuan(parts.inScopeFen),
    chrgitm_lv: item?.level ?? '03',
    med_chrgitm_type: item?.chargeType ?? '14',
    bas_medn_flag: item?.level === '01' ? '1' : '0',
    hi_nego_drug_flag: '0',
    chld_medc_flag: '0',
    list_sp_item_flag: '0',
    lmt_used_flag: '0',
    drt_reim_flag: '0',
    memo: item === undefined ? TEXT.itemUnmapped : null,
  };
}

/** 2205: deletes the unsettled rows of one batch, or of all with 0000. */
export function removeFees(centre: Centre, { input }: Message): unknown {
  const data = input.data as Row;
  const visit = centre.visit(textOf(data, 'mdtrt_id'), textOf(data, 'psn_no'));
  const batchNo = textOf(data, 'chrg_bchno');
  const fees = batchNo === ALL_BATCHES ? [...visit.fees.values()] : batchOf(visit, batchNo);
  const unsettled = fees.filter((fee) => fee.settlementId === null);
  if (unsettled.length === 0) throw new Refusal(fees.length > 0 ? '费用明细已结算，请先撤销结算' : TEXT.nothingToDelete);
  for (const fee of unsettled) visit.fees.delete(fee.lineNo);
  return {};
}
