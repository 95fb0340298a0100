import type { InsurerCode } from '@meridian/insurer-kit/port';
import { type Rejected, rejected, type Silent, silent } from '@meridian/kernel/arm';
import type { Infno } from './paths';
import { withoutPersonalData } from './personal-data';

/**
 * The centre has no list of error codes: a refusal is `infcode -1` with free text (facts/insurance.md A.4), so the table reads texts, first hit
 * wins. `null` stands for a text that tells of the centre's own trouble: whether it acted is not known, so the call is silent.
 */
const TEXTS: readonly (readonly [pattern: RegExp, code: InsurerCode | null, only?: readonly Infno[]])[] = [
  [/超时|time[d\s-]*out|系统(?:异常|繁忙|错误|故障)|服务(?:异常|不可用)|网络|连接(?:失败|异常|中断)|稍[后候]|处理中|Exception/i, null],
  // A message id seen before: the first message arrived, and what became of it is the question.
  [/报文.{0,6}重复|重复.{0,4}报文|msgid.{0,8}(?:重复|已存在)/i, null],
  [/未签到|没有签到|签到.{0,8}(?:失效|过期|不存在|无效)|(?:请|需要?)(?:先|重新)签到/, 'NOT_SIGNED_IN'],
  [/(?:凭证|令牌|二维码|授权码|ecToken).{0,8}(?:过期|失效|无效)/i, 'CREDENTIAL_EXPIRED'],
  [/待遇.{0,4}(?:封锁|冻结|锁定)|不(?:能|可以?)?享受.{0,8}待遇/, 'ENTITLEMENT_BLOCKED'],
  [/未参保|(?:参保|险种|缴费).{0,8}(?:暂停|终止|中断|停保)/, 'INSURANCE_SUSPENDED'],
  [/存在未结算(?:的)?费用|未结算费用.{0,8}不(?:允许|能)/, 'VISIT_HAS_FEES'],
  [/费用明细流水号.{0,40}重复|重复.{0,8}费用明细流水号/, 'FEES_DUPLICATE'],
  [/未(?:做)?对照|单价.{0,8}数量|数量.{0,8}单价/, 'FEES_INVALID'],
  [/(?:结算|明细|总).{0,6}(?:金额|额).{0,16}(?:不一致|不符|不等|不相等)/, 'TOTALS_MISMATCH'],
  [/已清算|已申报|(?:不允许|不能|不可|无法|禁止)(?:进行|办理)?(?:结算)?(?:撤销|退费|冲正)/, 'REVERSAL_REFUSED', ['2208', '2601']],
  [/重复结算|该笔(?:费用)?已(?:经)?结算|已(?:经)?结算.{0,8}(?:重复|不能|不允许|请先撤销)/, 'ALREADY_SETTLED'],
  [/就诊.{0,8}(?:不存在|已(?:经)?撤销|未找到|未查询到)|未(?:查询到|找到).{0,8}就诊/, 'VISIT_UNKNOWN'],
  [/人员.{0,8}(?:不存在|未找到|未查询到)|未(?:查询到|找到).{0,8}人员|查无此人/, 'PERSON_UNKNOWN'],
];

/** Refusals that say the aim is already reached or the list is empty; the operations decide, these are their texts. */
export const ALREADY_REVERSED = /结算.{0,4}已(?:经)?(?:被)?撤销/;
export const NOTHING_TO_REMOVE = /未查询到任何有效相关的记录/;
export const NO_SETTLEMENT = /未(?:查询到|找到).{0,20}(?:结算|记录)|(?:结算信息|结算记录)不存在/;

/** Makes an arm of `infcode -1`. Total: a text in no row is INSURER_REFUSED, no text at all is silence. */
export function refusalOf(infno: Infno, text: string, secrets: readonly string[]): Rejected | Silent {
  const reason = `${infno}: ${withoutPersonalData(text, secrets)}`;
  if (text.trim() === '') return silent(`${infno}: refused without a text`);
  const [, code] = TEXTS.find(([pattern, , only]) => pattern.test(text) && (only?.includes(infno) ?? true)) ?? [
    undefined,
    'INSURER_REFUSED' as const,
  ];
  return code === null ? silent(reason) : rejected(code, reason);
}
