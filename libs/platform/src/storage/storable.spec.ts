import { storableJson, storableText } from './storable';

describe('what PostgreSQL takes', () => {
  it.each([
    ['plain', { a: '金额 1.00 "\\" \n' }, { a: '金额 1.00 "\\" \n' }],
    ['NUL', { a: 'x\0y', '\0': 1 }, { a: 'x\ufffdy', '\ufffd': 1 }],
    ['half a surrogate pair', ['\ud83d', '\ude00x', '\ud83d\ude00'], ['\ufffd', '\ufffdx', '\ud83d\ude00']],
    ['a text that only looks like an escape', ['\\u0000', '\\\\u0000', '\\\0'], ['\\u0000', '\\\\u0000', '\\\ufffd']],
    ['other control characters', '\u0001\u001f', '\u0001\u001f'],
  ])('%s', (_says, value, wanted) => {
    expect(JSON.parse(storableJson(value))).toEqual(wanted);
  });

  it('keeps a text but for NUL', () => {
    expect(storableText('a\0b')).toBe('a\ufffdb');
  });
});
