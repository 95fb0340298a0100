import { sayOf } from './language.mjs';

/** Words for the names that the services use. A name without a word is shown as it is: never hidden, never guessed. */
export const wordOf = (words, name) => (words[name] === undefined ? name : sayOf(words[name]));

export const SERVICES = {
  order: ['订单', 'Order'],
  insurance: ['医保', 'Insurance'],
  payment: ['支付', 'Payment'],
  account: ['账务', 'Ledger'],
  reconciliation: ['对账', 'Reconciliation'],
  'data-platform': ['数据', 'Data'],
};

/** Phase → words, tone of the chip, picture. */
export const PHASES = {
  DRAFT: ['草稿', 'Draft'],
  QUOTED: ['待确认', 'Quoted'],
  INSURING: ['医保结算中', 'Insuring'],
  PAYING: ['待支付', 'Paying'],
  CLOSING: ['关闭中', 'Closing'],
  PAID: ['已付款', 'Paid'],
  CONFIRMED: ['已完成', 'Confirmed'],
  UNDOING: ['退回中', 'Undoing'],
  CANCELLED: ['已取消', 'Cancelled'],
};

export const PHASE_LOOKS = {
  DRAFT: ['wait', 'wait'],
  QUOTED: ['wait', 'wait'],
  INSURING: ['wait', 'wait'],
  PAYING: ['wait', 'wait'],
  CLOSING: ['warn', 'wait'],
  PAID: ['wait', 'wait'],
  CONFIRMED: ['good', 'good'],
  UNDOING: ['warn', 'warn'],
  CANCELLED: ['off', 'off'],
};

/** States of settlements and collections, beside the phases above. */
export const STATES = {
  ...PHASES,
  NEW: ['新', 'New'],
  REGISTERING: ['登记就诊中', 'Registering'],
  QUOTING: ['预结算中', 'Quoting'],
  SETTLING: ['结算中', 'Settling'],
  SETTLED: ['已结算', 'Settled'],
  REVERSING: ['撤销中', 'Reversing'],
  RELEASING: ['释放明细中', 'Releasing'],
  REVERSED: ['已撤销', 'Reversed'],
  REFUSED: ['被拒绝', 'Refused'],
  VOID: ['作废', 'Void'],
  OPENING: ['下单中', 'Opening'],
  OPEN: ['待付款', 'Open'],
  REJECTED: ['下单被拒', 'Rejected'],
  CAPTURED: ['已收款', 'Captured'],
  CLOSED: ['已关闭', 'Closed'],
};

export const REFUND_STATES = {
  ASKED: ['已申请', 'Asked'],
  HOLDING: ['医院核对中', 'Hospital is checking'],
  REVERSING: ['医保撤销中', 'Reversing the insurance'],
  RESETTLING: ['医保重新结算中', 'Settling the rest'],
  AWAITING_PATIENT: ['等待患者授权', 'Waiting for the patient'],
  OWING: ['需补缴', 'More to pay'],
  BLOCKED: ['医保拒绝撤销', 'The insurer refuses'],
  REFUNDING: ['原路退款中', 'Refunding'],
  OTHER_PAYOUT: ['改其他方式退款', 'Paid out another way'],
  BOOKING: ['医院记账中', 'Hospital is booking'],
  DONE: ['已退费', 'Done'],
  DROPPED: ['未退费', 'Dropped'],
};

export const PAY_MODES = { INSURED: ['医保', 'Insured'], SELF_PAID: ['自费', 'Self-paid'] };

export const CHANNELS = {
  insurance: ['医保', 'Insurance'],
  wechat: ['微信支付', 'WeChat Pay'],
  alipay: ['支付宝', 'Alipay'],
  balance: ['余额', 'Balance'],
  cash: ['现金', 'Cash'],
};

export const CASE_REASONS = {
  'his.confirm.silent': ['医院系统未确认入账', 'The hospital has not confirmed the charge'],
  'his.withdraw.silent': ['医院系统未应答撤回', 'The hospital has not answered the withdrawal'],
  'insurance.settle.silent': ['医保结算结果不明', 'The insurance result is unknown'],
  'insurance.reverse.silent': ['医保撤销结果不明', 'The reversal is unknown'],
  'insurer.register.silent': ['医保登记无应答', 'The insurer does not answer the registration'],
  'insurer.quote.silent': ['医保预结算无应答', 'The insurer does not answer the quote'],
  'insurer.settle.silent': ['医保中心未应答结算', 'The insurer does not answer the settlement'],
  'insurer.reverse.silent': ['医保中心未应答撤销', 'The insurer does not answer the reversal'],
  'payment.collect.silent': ['收款服务无应答', 'The payment service does not answer'],
  'payment.close.silent': ['收款单关闭无应答', 'Closing the collection is unknown'],
  'payment.refund.silent': ['退款服务无应答', 'The refund is unknown'],
  'channel.open.silent': ['支付渠道未应答下单', 'The channel does not answer the order'],
  'channel.close.silent': ['支付渠道未应答关单', 'The channel does not answer the closing'],
  'channel.refund.silent': ['支付渠道未应答退款', 'The channel does not answer the refund'],
  'reversal-refused': ['医保拒绝撤销结算', 'The insurer refused the reversal'],
  'refund-failed': ['渠道退款失败', 'The channel refund failed'],
  'refund-not-asked': ['退款未能提交', 'The refund could not be asked for'],
  'capture-amount-differs': ['实收金额与应收不符', 'The amount paid differs'],
  'settlement-reversed-elsewhere': ['医保结算在别处被撤销', 'The settlement was reversed elsewhere'],
  'confirmed-after-end': ['订单结束后医院才入账', 'The hospital confirmed after the end'],
  'his-cancel-refused': ['医院系统拒绝撤回', 'The hospital refused the withdrawal'],
};

/** What the evidence of a case holds most often. The kind of call is in the case's own words already. */
export const EVIDENCE = {
  asks: ['已询问次数', 'times asked'],
  heard: ['最后听到', 'last heard'],
  call: ['调用号', 'call'],
  code: ['代码', 'code'],
  reason: ['原因', 'reason'],
  settlementId: ['医保结算号', 'settlement'],
  refundNo: ['退费号', 'refund'],
  outRefundNo: ['渠道退款号', 'channel refund'],
  outTradeNo: ['渠道订单号', 'channel order'],
  amountFen: ['金额', 'amount'],
  expectedFen: ['应收', 'expected'],
  paidFen: ['实收', 'paid'],
};

export const DIFFERENCES = {
  'missing-there': ['对方缺', 'Missing there'],
  'missing-here': ['我方缺', 'Missing here'],
  amount: ['金额不符', 'Amount differs'],
  duplicate: ['重复', 'Duplicate'],
};
