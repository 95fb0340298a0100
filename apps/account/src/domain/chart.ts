/** On which side of the books an account stands. Debits raise assets and costs, credits raise liabilities and income. */
export type AccountClass = 'asset' | 'liability' | 'income' | 'cost';

/** The chart of accounts (settlement.md part 3), those the present facts touch. */
export const CHART = {
  /**
   * 应收医保基金: what the insurer owes for the funds. By insurer alone: the fact of a reversal names no clearing type, and a fact is
   * posted without looking at another.
   */
  'INS.fund': 'asset',
  /** 应收个人账户. */
  'INS.acct': 'asset',
  /** 应收共济账户. */
  'INS.mutual': 'asset',
  /** 应收支付渠道: what a channel collected for a merchant and has not paid out. */
  CH: 'asset',
  /** What an order has received and not yet used (credit), or what it lacks (debit). Zero at rest. */
  ORDER: 'liability',
  /** What we owe a payer until the channel says the money is back. */
  REFUND: 'liability',
  REVENUE: 'income',
  /** 医院负担. */
  'HOSP-BORNE': 'cost',
  /** Discounts, rounding at the window, deposit deduction. */
  ADJUST: 'cost',
} as const satisfies Record<string, AccountClass>;

export type ChartAccount = keyof typeof CHART;

const isChartAccount = (text: string): text is ChartAccount => Object.hasOwn(CHART, text);

/** `CH[wechat,1900000001]`: the account of the chart, its sub-ledger in brackets. */
export const account = (of: ChartAccount, ...dimensions: readonly string[]): string =>
  dimensions.length === 0 ? of : `${of}[${dimensions.join(',')}]`;

/** @throws RangeError when the text names no account of the chart. */
export function classOf(name: string): AccountClass {
  const [of = ''] = name.split('[');
  if (!isChartAccount(of)) throw new RangeError(`no account of the chart: ${name}`);
  return CHART[of];
}
