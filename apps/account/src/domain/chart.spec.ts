import { account, CHART, type ChartAccount, classOf } from './chart';

it('names an account with its sub-ledger, and the name tells the class', () => {
  expect(account('CH', 'wechat', '1900000001')).toBe('CH[wechat,1900000001]');
  expect(account('REVENUE')).toBe('REVENUE');
  for (const of of Object.keys(CHART) as ChartAccount[]) expect(classOf(account(of, 'a', 'b'))).toBe(CHART[of]);
});

it.each(['', 'INS', 'toString', 'ORDERS[1]'])('refuses an account outside the chart: %p', (name) => {
  expect(() => classOf(name)).toThrow(RangeError);
});
