import type {
  FoundSettlement,
  InsuredVisit,
  InsurerOperations,
  Quote,
  QuoteRequest,
  Reversal,
  Settlement,
} from '@meridian/insurer-kit/port';
import { accepted } from '@meridian/kernel/arm';
import { type AnswerNode, Unreadable } from '../answer-node';
import { ALREADY_REVERSED, NO_SETTLEMENT } from '../codes';
import type { CheckedConfig, ProvinceProfile } from '../config';
import { yuan } from '../figures';
import { findSettlement, type SettlementRow } from '../found-settlement';
import { readMoney } from '../money';
import type { Operator } from '../sign-in';
import { aboutVisit } from '../visit';

type Settlements = Pick<InsurerOperations, 'quote' | 'settle' | 'reverse' | 'findSettlement' | 'revokeSettle'>;

/** 2206, 2207, 2208, 5203 and 2601. */
export const settlements = (config: CheckedConfig, operator: Operator): Settlements => ({
  quote: (request, context) => {
    const message = aboutVisit('2206', request.messageNo, request.visit, { data: quoteNode(config, request) });
    return operator.send(message, context, {
      succeeded: (output) => accepted(agreed(ownInfo(output, request.visit), output, request, config.profile)),
    });
  },

  settle: (request, context) => {
    const { feeTotals } = request;
    const data = {
      ...quoteNode(config, request),
      fulamt_ownpay_amt: yuan(config, feeTotals.fullySelfPaidFen),
      overlmt_selfpay: yuan(config, feeTotals.overLimitFen),
      preselfpay_amt: yuan(config, feeTotals.firstSelfPaidFen),
      inscp_scp_amt: yuan(config, feeTotals.inScopeFen),
    };
    return operator.send(aboutVisit('2207', request.messageNo, request.visit, { data }), context, {
      succeeded: (output, { signNo }) => {
        const info = ownInfo(output, request.visit);
        info.mustBe('medins_setl_id', request.messageNo);
        const settlement = settlementOf(info, agreed(info, output, request, config.profile));
        return accepted({ ...settlement, ...(signNo === undefined ? {} : { signNo }) });
      },
    });
  },

  reverse: (request, context) => {
    const { messageNo, visit, settlementId, signNo } = request;
    const data = { setl_id: settlementId, mdtrt_id: visit.visitId, psn_no: visit.personNo };
    const message = { ...aboutVisit('2208', messageNo, visit, { data }), ...(signNo === undefined ? {} : { signNo }) };
    return operator.send<Reversal>(message, context, {
      succeeded: (output) => accepted({ settlementId, alreadyReversed: false, ...reversalIn(output, visit, config.profile) }),
      refused: (text) =>
        ALREADY_REVERSED.test(text) ? accepted({ settlementId, alreadyReversed: true, reversedAt: context.now() }) : undefined,
    });
  },

  findSettlement: ({ messageNo, visit, settleMessageNo }, context) => {
    const data = { psn_no: visit.personNo, mdtrt_id: visit.visitId };
    return operator.send<FoundSettlement>(aboutVisit('5203', messageNo, visit, { data }), context, {
      succeeded: (output) => accepted(found(output, visit, settleMessageNo, config.profile)),
      refused: (text) => (NO_SETTLEMENT.test(text) ? accepted({ found: false }) : undefined),
    });
  },

  revokeSettle: ({ messageNo, visit, settleMessageNo, signNo }, context) => {
    const data = { psn_no: visit.personNo, omsgid: settleMessageNo, oinfno: '2207' };
    const message = { ...aboutVisit('2601', messageNo, visit, { data }), ...(signNo === undefined ? {} : { signNo }) };
    return operator.send(message, context, { succeeded: () => accepted({}) });
  },
});

/** `psn_setlway` 01: by items; the other way, by quota, is not for outpatients. */
const quoteNode = (config: CheckedConfig, { visit, batchNo, totalFen, useAccount }: QuoteRequest) => ({
  psn_no: visit.personNo,
  mdtrt_cert_type: visit.credential.type,
  mdtrt_cert_no: visit.credential.number,
  med_type: visit.medicalType,
  medfee_sumamt: yuan(config, totalFen),
  psn_setlway: '01',
  mdtrt_id: visit.visitId,
  chrg_bchno: batchNo,
  acct_used_flag: useAccount ? '1' : '0',
  insutype: visit.insuranceType,
});

function ownInfo(output: AnswerNode, visit: InsuredVisit): AnswerNode {
  const info = output.node('setlinfo');
  info.mustBe('mdtrt_id', visit.visitId);
  info.mustBe('psn_no', visit.personNo);
  return info;
}

/** A quote or the money of a settlement; it must be about the bill we sent. */
function agreed(info: AnswerNode, output: AnswerNode, { totalFen }: QuoteRequest, profile: ProvinceProfile): Quote {
  const { mirrored, ...quote } = readMoney(info, output.nodes('setldetail'), profile);
  if (mirrored) throw new Unreadable('the amounts are negative');
  if (quote.split.totalFen !== totalFen) throw new Unreadable('medfee_sumamt is not the total sent');
  return quote;
}

const settlementOf = (info: AnswerNode, quote: Quote): Settlement => ({
  ...quote,
  settlementId: info.text('setl_id'),
  messageNo: info.text('medins_setl_id'),
  settledAt: info.time('setl_time'),
  clearing: { office: info.textOr('clr_optins', ''), way: info.textOr('clr_way', ''), type: info.textOr('clr_type', '') },
});

/** `setl_id` is not compared: sources do not say whether the answer names the settlement undone or the row that undoes it. */
function reversalIn(output: AnswerNode, visit: InsuredVisit, profile: ProvinceProfile): Pick<Required<Reversal>, 'split' | 'reversedAt'> {
  const info = output.node('setlinfo');
  info.mustBe('mdtrt_id', visit.visitId);
  const { split } = readMoney(info, output.nodes('setldetail'), profile);
  return { split, reversedAt: info.time('setl_time') };
}

function found(output: AnswerNode, visit: InsuredVisit, messageNo: string, profile: ProvinceProfile): FoundSettlement {
  const infos = output.nodes('setlinfo').filter((info) => info.text('mdtrt_id') === visit.visitId);
  // The rows of `setldetail` do not name their settlement, so they can only be those of a single one.
  const details = infos.length === 1 ? output.nodes('setldetail') : [];
  const rows = infos.map((info): SettlementRow => {
    info.mustBe('psn_no', visit.personNo);
    const { mirrored, ...quote } = readMoney(info, details, profile);
    return { settlement: settlementOf(info, quote), mirrored, refunded: info.textOr('refd_setl_flag', '0') === '1' };
  });
  return findSettlement(rows, messageNo);
}
