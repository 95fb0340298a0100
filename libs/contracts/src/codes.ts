import type { Bilingual } from '@meridian/kernel/outcome';

/**
 * Every refusal Meridian can answer, with its text in Chinese and English. The gateway kit maps each to an HTTP status;
 * TypeScript refuses a code without one.
 */
export const CODES = {
  // the request itself
  REQUEST_MALFORMED: { zh: '请求格式有误，无法解析', en: 'The request cannot be read' },
  REQUEST_INVALID: { zh: '请求内容有误，请检查标出的字段', en: 'The request is not valid; see the marked fields' },
  REQUEST_TOO_LARGE: { zh: '请求体过大', en: 'The request body is too large' },
  REQUEST_TOO_MANY: { zh: '请求过于频繁，请稍后再试', en: 'Too many requests; try again later' },
  MEDIA_TYPE_UNSUPPORTED: { zh: '仅支持 application/json', en: 'Only application/json is accepted' },
  ROUTE_UNKNOWN: { zh: '没有这个接口', en: 'There is no such route' },
  METHOD_NOT_ALLOWED: { zh: '该接口不支持这种请求方法', en: 'The route does not answer this method' },
  // who asks
  TOKEN_MISSING: { zh: '缺少访问令牌', en: 'The access token is missing' },
  TOKEN_INVALID: { zh: '访问令牌无效', en: 'The access token is not valid' },
  TOKEN_EXPIRED: { zh: '访问令牌已过期', en: 'The access token has expired' },
  CLIENT_INVALID: { zh: '应用身份验证失败', en: 'The application could not be authenticated' },
  SCOPE_MISSING: { zh: '该应用无权执行此操作', en: 'The application may not do this' },
  SESSION_MISSING: { zh: '请先验证患者身份', en: 'A patient session is needed' },
  SESSION_INVALID: { zh: '患者会话无效或已过期', en: 'The patient session is not valid or has expired' },
  PATIENT_UNKNOWN: { zh: '未找到就诊人档案，请核对姓名与证件号码', en: 'No such patient record; check name and ID number' },
  // idempotency
  IDEMPOTENCY_KEY_MISSING: { zh: '缺少 Idempotency-Key 请求头', en: 'The Idempotency-Key header is missing' },
  IDEMPOTENCY_KEY_INVALID: {
    zh: 'Idempotency-Key 须为 16 至 255 个可见字符',
    en: 'The Idempotency-Key must be 16 to 255 visible characters',
  },
  IDEMPOTENCY_KEY_REUSED: { zh: '同一幂等键已用于不同的请求', en: 'The key was used with another request' },
  IDEMPOTENCY_IN_PROGRESS: { zh: '同一请求正在处理，请稍后查询', en: 'The same request is in progress; ask again shortly' },
  // bus and write path
  SERVICE_SILENT: { zh: '系统繁忙，结果确认中，请勿重复提交', en: 'No answer in time; the result is being confirmed' },
  SERVICE_UNAVAILABLE: { zh: '服务暂不可用，请稍后再试', en: 'The service is not available now' },
  AGGREGATE_UNKNOWN: { zh: '没有这个编号的记录', en: 'There is no record under this number' },
  FACT_REFUSED: { zh: '当前状态不允许此操作', en: 'The present state does not allow this' },
  DEADLINE_PASSED: { zh: '请求已超过时限', en: 'The deadline of the request has passed' },
  INTERNAL_ERROR: { zh: '系统内部错误，已记录', en: 'An internal error; it has been logged' },
  // order
  ORDER_UNKNOWN: { zh: '没有这个订单', en: 'There is no such order' },
  BILL_UNKNOWN: { zh: '没有待缴费的单据', en: 'There is no unpaid bill' },
  BILL_CHANGED: { zh: '费用已变更，请重新获取', en: 'The bill has changed; read it again' },
  BILL_CLAIMED: { zh: '该费用正在另一笔订单中支付', en: 'Another order is paying this bill' },
  BILL_TOTAL_ZERO: { zh: '费用总额为零，无需支付', en: 'The bill totals zero' },
  BILL_NOT_INSURED: { zh: '本次就诊未登记医保，只能自费', en: 'The visit is not insured; choose self-paid' },
  HIS_SILENT: { zh: '医院系统暂无响应，请稍后再试', en: 'The hospital system does not answer' },
  HIS_REFUSED: { zh: '医院系统未受理', en: 'The hospital system refused' },
  QUOTE_STALE: { zh: '预结算结果已更新，请重新确认金额', en: 'The quote has changed; confirm the amounts again' },
  ORDER_NOT_QUOTED: { zh: '订单尚未完成预结算', en: 'The order has no quote yet' },
  ORDER_INSURING: { zh: '医保结果确认中，请勿重复缴费', en: 'The insurance result is being confirmed' },
  ORDER_PAYING: { zh: '订单支付中', en: 'The order is being paid' },
  ORDER_CLOSING: { zh: '订单正在关闭', en: 'The order is being closed' },
  ORDER_PAID: { zh: '订单已支付，医院确认后可申请退费', en: 'The order is paid; ask for a refund once it is confirmed' },
  ORDER_CONFIRMED: { zh: '订单已完成，如需退回请申请退费', en: 'The order is complete; ask for a refund' },
  ORDER_NOT_CONFIRMED: { zh: '订单尚未完成，不能退费', en: 'The order is not complete and cannot be refunded' },
  ORDER_ENDED: { zh: '订单已取消', en: 'The order has been cancelled' },
  CHANNEL_NOT_OFFERED: { zh: '本渠道暂不支持该支付方式', en: 'This gateway does not offer that way of paying yet' },
  PAYER_MISSING: { zh: '缺少付款人标识', en: 'The payer identity is missing' },
  PAY_WINDOW_CLOSED: { zh: '临近医保日终，暂停结算，请稍后再试', en: 'Too close to the insurer’s daily cut-off; try later' },
  REFUND_EXISTS: { zh: '该订单已有退费正在处理', en: 'A refund of this order is in progress or done' },
  CASE_UNKNOWN: { zh: '没有这个待办', en: 'There is no such case' },
  CASE_RESOLVED: { zh: '该待办已处理', en: 'The case is already resolved' },
  CASE_RESOLUTION_NOT_ALLOWED: { zh: '该待办不能这样处理', en: 'The case cannot be resolved this way' },
  // insurance
  INSURANCE_BUSY: { zh: '该参保人另有医保业务正在办理，请稍后再试', en: 'Another insurance action of this person is in progress' },
  CREDENTIAL_EXPIRED: { zh: '医保凭证已失效，请重新扫码', en: 'The insurance credential has expired; scan again' },
  SETTLEMENT_REVERSED: { zh: '该医保结算已撤销', en: 'The settlement has been reversed' },
  SETTLEMENT_UNKNOWN: { zh: '没有这笔医保结算', en: 'There is no such settlement' },
  REVERSAL_REFUSED: { zh: '医保拒绝撤销结算', en: 'The insurer refused the reversal' },
  // payment
  COLLECTION_CLOSED: { zh: '该收款已关闭', en: 'The collection is closed' },
  COLLECTION_UNKNOWN: { zh: '没有这笔收款', en: 'There is no such collection' },
  CHANNEL_UNKNOWN: { zh: '没有这个支付渠道', en: 'There is no such channel' },
  CALLBACK_SIGNATURE_INVALID: { zh: '回调签名无效', en: 'The callback signature is not valid' },
  CALLBACK_STALE: { zh: '回调时间戳已过期', en: 'The callback is too old' },
  CALLBACK_MALFORMED: { zh: '回调内容有误', en: 'The callback cannot be read' },
  CALLBACK_ORDER_UNKNOWN: { zh: '回调所指的订单不存在', en: 'The callback names an unknown number' },
  REFUND_TOO_LARGE: { zh: '退款金额超过可退余额', en: 'The refund exceeds what is left to refund' },
  // reconciliation, data
  DAY_INVALID: { zh: '日期有误', en: 'The day is not valid' },
  BOOKS_SILENT: { zh: '外部账册暂不可读', en: 'The outside books cannot be read now' },
} as const satisfies Record<string, Bilingual>;

export type Code = keyof typeof CODES;

export const isCode = (text: string): text is Code => Object.hasOwn(CODES, text);
