/** A business refusal of the centre: HTTP 200, infcode -1, this text in err_msg. */
export class Refusal extends Error {}

/** Texts that clients match on (facts/insurance.md A.4). Kept word for word. */
export const TEXT = {
  notSignedIn: '未签到',
  personUnknown: '人员信息不存在',
  suspended: '险种未参保/暂停',
  blocked: '待遇封锁',
  visitUnknown: '就诊登记不存在或已撤销',
  visitHasFees: '存在未结算费用不允许撤销挂号',
  feeRepeated: '费用明细流水号重复',
  itemUnmapped: '医疗目录编码未对照',
  amountWrong: '明细金额 ≠ 单价×数量',
  nothingToDelete: '根据传来的参数在费用明细表中未查询到任何有效相关的记录',
  totalsDiffer: '结算金额与明细合计不一致',
  alreadySettled: '该笔已结算, 重复结算',
  alreadyReversed: '该笔结算已撤销，请勿重复办理',
  messageRepeated: '报文ID重复',
  credentialExpired: '电子凭证令牌已失效，请重新获取',
} as const;
