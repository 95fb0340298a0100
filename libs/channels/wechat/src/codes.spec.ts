import fc from 'fast-check';
import { type AskingOperation, judge, verdictOf } from './codes';

const OPERATIONS: readonly AskingOperation[] = ['open', 'query', 'close', 'refund', 'queryRefund'];

describe('the code table', () => {
  it('is total: any status and any code have a verdict, and never one that moves money by accident', () => {
    const anyRefusal = fc.record({
      operation: fc.constantFrom(...OPERATIONS),
      status: fc.integer({ min: 100, max: 599 }),
      code: fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString', 'hasOwnProperty', '')),
      number: fc.oneof(fc.string(), fc.constantFrom('268449538', 'constructor')),
    });
    fc.assert(
      fc.property(anyRefusal, ({ operation, ...refusal }) => {
        expect(verdictOf(operation, refusal)).toBe('SILENT');
      }),
    );
  });

  const KNOWN =
    'PARAM_ERROR INVALID_REQUEST SIGN_ERROR NO_AUTH ORDERPAID ORDER_CLOSED OUT_TRADE_NO_USED ORDER_NOT_EXIST NOT_ENOUGH USERPAYING';

  it.each(OPERATIONS)('%s: overload and breakdown are silent under every code', (operation) => {
    for (const code of [...KNOWN.split(' '), 'RESOURCE_NOT_EXISTS', 'SYSTEM_ERROR']) {
      for (const status of [429, 500, 502, 503]) expect(verdictOf(operation, { status, code, number: '' })).toBe('SILENT');
    }
  });

  it.each(OPERATIONS)('%s: a bare 404 is not an unknown number', (operation) => {
    expect(verdictOf(operation, { status: 404, code: '', number: '' })).toBe('SILENT');
  });

  it('only questions can answer that the number is unknown', () => {
    const absent = OPERATIONS.filter((operation) =>
      ['ORDER_NOT_EXIST', 'RESOURCE_NOT_EXISTS'].some((code) => verdictOf(operation, { status: 404, code, number: '' }) === 'ABSENT'),
    );
    expect(absent).toEqual(['query', 'queryRefund']);
  });

  it('quotes the channel’s words without end', () => {
    const refused = { ok: false, status: 403, code: 'NO_AUTH', message: '无权限'.repeat(200), number: '' } as const;
    expect(judge('open', refused)).toEqual({
      arm: 'rejected',
      code: 'CHANNEL_NOT_AUTHORISED',
      reason: expect.stringMatching(/^403 NO_AUTH 无权限/),
    });
    expect(judge('open', refused)).toHaveProperty('reason.length', 200);
  });
});
