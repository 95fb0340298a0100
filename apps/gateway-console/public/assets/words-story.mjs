import { wordOf } from './words-states.mjs';

export const KINDS = {
  fact: ['事实', 'Fact'],
  intent: ['调用', 'Call'],
  answer: ['应答', 'Answer'],
  exchange: ['报文', 'Exchange'],
  event: ['事件', 'Event'],
  posting: ['记账', 'Posting'],
  case: ['待办', 'Case'],
};

const FACTS = {
  drafted: ['建单，占用缴费单', 'Order made, sheets claimed'],
  lockOk: ['医院已锁定费用', 'The hospital locked the bill'],
  lockNo: ['医院未锁定：费用已变', 'Not locked: the bill changed'],
  quoted: ['预结算完成', 'Quoted'],
  quoteNo: ['预结算未成', 'Not quoted'],
  settleAsked: ['患者确认，开始结算', 'The patient agreed: settle'],
  insured: ['医保已结算', 'Insured'],
  insuredDiffers: ['医保已结算，现金增加', 'Insured, with more cash to pay'],
  insNo: ['医保未结算', 'Not insured'],
  opened: ['收款单已开', 'Collection opened'],
  openNo: ['收款单未开', 'Collection not opened'],
  paid: ['患者已付款', 'Paid'],
  dead: ['收款单已死，不会再付', 'The collection can never be paid'],
  confirmed: ['医院已入账', 'The hospital booked the charge'],
  hisNo: ['医院拒绝入账', 'The hospital refused the charge'],
  hisCancelled: ['医院已撤回', 'The hospital withdrew'],
  hisCancelNo: ['医院拒绝撤回', 'The hospital did not withdraw'],
  reversed: ['医保已撤销', 'Reversed'],
  reverseNo: ['医保未撤销', 'Not reversed'],
  refunded: ['已退款', 'Refunded'],
  refundNo: ['退款未成', 'Not refunded'],
  cancelAsked: ['要求取消', 'Cancellation asked'],
  expired: ['超时', 'Expired'],
  consentEnded: ['等待再次确认超时', 'No new consent in time'],
  selfPayChosen: ['改为自费', 'Self-pay chosen'],
  personKeep: ['人工决定：保留', 'A person decided: keep'],
  personUndo: ['人工决定：撤销', 'A person decided: undo'],
  quoteAsked: ['要求预结算', 'Quote asked'],
  registered: ['就诊已登记', 'Visit registered'],
  registerRefused: ['就诊登记被拒', 'Registration refused'],
  quoteRefused: ['预结算被拒', 'Quote refused'],
  settleRefused: ['结算被拒', 'Settlement refused'],
  reverseAsked: ['要求撤销', 'Reversal asked'],
  reverseRefused: ['撤销被拒', 'Reversal refused'],
  revoked: ['结算未成立，已冲正', 'Nothing stands: revoked'],
  released: ['明细已释放', 'Fees released'],
  openAsked: ['要求开收款单', 'Collection asked'],
  openRejected: ['渠道拒绝下单', 'The channel refused the order'],
  windowEnded: ['支付时限已到', 'The window to pay has ended'],
  closeAsked: ['要求关单', 'Closing asked'],
  refundAsked: ['要求退款', 'Refund asked'],
  refundProcessing: ['渠道退款处理中', 'Refund under way'],
  refundSucceeded: ['渠道退款成功', 'Refund succeeded'],
  refundClosed: ['渠道退款关闭', 'Refund closed'],
  refundFailed: ['渠道退款失败', 'Refund failed'],
};

const CALLS = {
  'his.lock': ['医院：锁定费用', 'Hospital: lock the bill'],
  'his.confirm': ['医院：确认收费', 'Hospital: confirm the charge'],
  'his.withdraw': ['医院：撤回', 'Hospital: withdraw'],
  'his.release': ['医院：核对可退', 'Hospital: release the items'],
  'his.refund': ['医院：退费记账', 'Hospital: book the refund'],
  'insurance.quote': ['请医保预结算', 'Insurance: quote'],
  'insurance.settle': ['请医保结算', 'Insurance: settle'],
  'insurance.reverse': ['请医保撤销', 'Insurance: reverse'],
  'payment.collect': ['请支付收款', 'Payment: collect'],
  'payment.close': ['请支付关单', 'Payment: close'],
  'payment.refund': ['请支付退款', 'Payment: refund'],
  'timer.expire': ['定时', 'Timer'],
  'insurer.register': ['医保中心：登记就诊', 'Centre: register the visit'],
  'insurer.quote': ['医保中心：预结算', 'Centre: quote'],
  'insurer.settle': ['医保中心：结算', 'Centre: settle'],
  'insurer.reverse': ['医保中心：撤销结算', 'Centre: reverse'],
  'insurer.release': ['医保中心：释放明细', 'Centre: release'],
  'channel.open': ['渠道：下单', 'Channel: open'],
  'channel.watch': ['渠道：查询付款', 'Channel: watch the payment'],
  'channel.close': ['渠道：关单', 'Channel: close'],
  'channel.refund': ['渠道：退款', 'Channel: refund'],
  'channel.watch-refund': ['渠道：查询退款', 'Channel: watch the refund'],
};

const OPERATIONS = {
  'insurance.identify': ['1101 人员信息', '1101 person'],
  'insurance.checkEntitlement': ['2001 待遇检查', '2001 entitlement'],
  'insurance.registerVisit': ['2201 挂号登记', '2201 register'],
  'insurance.cancelVisit': ['2202 撤销登记', '2202 cancel the visit'],
  'insurance.describeVisit': ['2203 就诊信息', '2203 visit'],
  'insurance.uploadFees': ['2204 上传明细', '2204 upload fees'],
  'insurance.removeFees': ['2205 撤销明细', '2205 remove fees'],
  'insurance.quote': ['2206 预结算', '2206 quote'],
  'insurance.settle': ['2207 结算', '2207 settle'],
  'insurance.reverse': ['2208 撤销结算', '2208 reverse'],
  'insurance.findSettlement': ['5203 查询结算', '5203 find'],
  'insurance.revokeSettle': ['2601 冲正', '2601 revoke'],
  'insurance.signIn': ['9001 签到', '9001 sign in'],
  'payment.open': ['下单', 'Open the order'],
  'payment.query': ['查单', 'Query the order'],
  'payment.close': ['关单', 'Close the order'],
  'payment.refund': ['申请退款', 'Refund'],
  'payment.queryRefund': ['查退款', 'Query the refund'],
  'payment.callback': ['付款通知', 'Payment notice'],
  'order.lock': ['锁定费用', 'Lock the bill'],
  'order.unlock': ['解锁费用', 'Unlock the bill'],
  'order.confirm': ['确认收费', 'Confirm the charge'],
  'order.queryConfirm': ['查询收费', 'Query the charge'],
  'order.cancel': ['撤回', 'Withdraw'],
  'order.release': ['核对可退', 'Release the items'],
  'order.bookRefund': ['退费记账', 'Book the refund'],
};

const EVENTS = {
  'order-confirmed': ['订单已完成', 'Order confirmed'],
  'order-cancelled': ['订单已取消', 'Order cancelled'],
  'refund-booked': ['退费已记账', 'Refund booked'],
  'settlement-insured': ['医保已结算', 'Settlement insured'],
  'settlement-refused': ['医保已拒绝', 'Settlement refused'],
  'settlement-reversed': ['医保已撤销', 'Settlement reversed'],
  'payment-captured': ['已收款', 'Payment captured'],
  'collection-dead': ['收款单已死', 'Collection dead'],
  'refund-committed': ['退款已提交', 'Refund committed'],
  'refund-succeeded': ['退款成功', 'Refund succeeded'],
  'refund-failed': ['退款失败', 'Refund failed'],
};

const POSTINGS = {
  ins: ['医保应收', 'Insurer owes'],
  rev: ['医保冲回', 'Insurer reversal'],
  cap: ['渠道收款', 'Channel capture'],
  his: ['确认收入', 'Revenue'],
  hir: ['冲减收入', 'Revenue taken back'],
  rfi: ['应退患者', 'Refund owed'],
  rfd: ['已退患者', 'Refund paid'],
};

const ACCOUNTS = {
  'INS.fund': ['应收医保基金', 'Receivable: fund'],
  'INS.acct': ['应收个人账户', 'Receivable: personal account'],
  'INS.mutual': ['应收共济账户', 'Receivable: mutual aid'],
  CH: ['应收支付渠道', 'Receivable: channel'],
  ORDER: ['订单往来', 'Order'],
  REFUND: ['应付退款', 'Refund payable'],
  REVENUE: ['医疗收入', 'Revenue'],
  'HOSP-BORNE': ['医院负担', 'Borne by the hospital'],
  ADJUST: ['优惠与调整', 'Adjustment'],
};

/** How a rule of the state table reads where the state did not move. */
export const RULES = {
  replay: ['重复，不变', 'Known already'],
  note: ['记下，待应答后处理', 'Noted for later'],
  revert: ['不应有的款项，退回', 'Not due: given back'],
  alarm: ['出乎意料，请技术人员查看', 'Unexpected: look into it'],
  refuse: ['拒绝', 'Refused'],
};

export const ARMS = { accepted: ['受理', 'Accepted'], rejected: ['拒绝', 'Rejected'], silent: ['无应答', 'Silent'] };

/** `CH[wechat,1900000001]` → the account's word with its brackets; those of the order that is being looked at say nothing new. */
export function accountWord(account, orderNo) {
  const [, name = account, rest = ''] = /^([^[]+)(\[.*\])?$/.exec(account) ?? [];
  return `${wordOf(ACCOUNTS, name)}${rest === `[${orderNo}]` ? '' : rest}`;
}

const stemOf = (subject) => /^fact\.[\w-]+\.([\w-]+)\.v\d+$/.exec(subject)?.[1] ?? subject;

/** The one word that a call came home with; it is often the name of the fact it brought. */
export const heardWord = (heard) => wordOf(FACTS, String(heard));

/** What a step says in words. */
export function titleWord({ kind, title, service }) {
  switch (kind) {
    case 'fact':
      return wordOf(FACTS, title);
    case 'intent':
    case 'answer':
      return wordOf(CALLS, title);
    case 'exchange':
      return OPERATIONS[`${service}.${title}`] ? wordOf(OPERATIONS, `${service}.${title}`) : title;
    case 'event':
      return wordOf(EVENTS, stemOf(title));
    case 'posting':
      return wordOf(POSTINGS, title.split(':')[0]);
    default:
      return title;
  }
}
