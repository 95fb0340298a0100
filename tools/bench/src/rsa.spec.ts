import { operationsBehind, operationsIn } from './rsa';

it('the samples of all processes add up by operation', () => {
  const text = [
    '# TYPE meridian_rsa_operations_total counter',
    'meridian_rsa_operations_total{op="sign"} 3',
    'meridian_rsa_operations_total{app="payment",op="verify"} 1e2',
    'meridian_rsa_operations_total{op="sign"} 4',
    'meridian_other_total{op="sign"} 9',
  ].join('\n');
  expect(operationsIn(text)).toEqual({ 'rsa sign': 7, 'rsa verify': 100 });
  expect(operationsIn('')).toEqual({});
});

it('where nobody counts, the protocol tells: a payment by JSAPI is signed twice and checked twice', () => {
  const calls = { 'wechat jsapi': 10, 'wechat callback.payment': 10, 'wechat query': 1, 'his confirm': 10 };
  expect(operationsBehind(calls)).toEqual({ 'rsa sign': 21, 'rsa verify': 21 });
});
