import { AnswerNode, parseExact, Unreadable } from './answer-node';

const node = (json: string) => AnswerNode.of(parseExact(json), 'answer');

describe('exact reading', () => {
  it.each([
    ['446.20', 44_620],
    ['446.2', 44_620],
    ['0.29', 29],
    ['446.2000000', 44_620],
    ['-25.10', -2_510],
    ['"446.20"', 44_620],
    ['9999999999.99', 999_999_999_999],
  ])('reads %s to the fen', (text, fen) => {
    expect(node(`{"a":${text}}`).amount('a')).toBe(fen);
  });

  // As a double 446.2000000000000001 is 446.2 and 125.60000000000000001 is 125.6: only the source text shows the difference.
  it.each(['446.205', '446.2000000000000001', '1e2', '"446,20"', '"¥1"', 'true', '{}', '[]', '20000000000'])(
    'refuses %s as an amount',
    (text) => {
      expect(() => node(`{"a":${text}}`).amount('a')).toThrow(Unreadable);
    },
  );

  it('leaves digits, quotes and escapes inside texts alone', () => {
    expect(node('{"a":"编码 12.50 \\"x\\" \\\\","b":1}').text('a')).toBe('编码 12.50 "x" \\');
  });

  it.each(['', '<html>', '{"a":1', '{"a":1 2}', '[1', '{"a":.5}'])('refuses %s as JSON', (text) => {
    expect(() => parseExact(text)).toThrow(Unreadable);
  });
});

describe('answer node', () => {
  it('takes null, the empty text and nothing as absent', () => {
    const answer = node('{"a":null,"b":""}');
    expect(['a', 'b', 'c'].map((name) => answer.amountOrZero(name))).toEqual([0, 0, 0]);
    expect(['a', 'b', 'c'].map((name) => answer.has(name))).toEqual([false, false, false]);
    expect(() => answer.amount('a')).toThrow('answer.a is missing');
  });

  it('does not take inherited names for members', () => {
    expect(node('{}').has('constructor')).toBe(false);
  });

  it('reads a node that is an array, one object or nothing as a list', () => {
    const answer = node('{"many":[{"x":"1"},{"x":"2"}],"one":{"x":"3"},"none":null}');
    const texts = (name: string) => answer.nodes(name).map((item) => item.text('x'));
    expect([texts('many'), texts('one'), texts('none'), texts('absent')]).toEqual([['1', '2'], ['3'], [], []]);
    expect(() => node('{"many":[1]}').nodes('many')).toThrow('answer.many[0] is not an object');
  });

  it('names members in its faults, never values', () => {
    expect(() => node('{"certno":"450202199003072316"}').mustBe('certno', 'other')).toThrow(/^answer\.certno belongs to another message$/);
    expect(() => node('{"setl_time":"today"}').time('setl_time')).toThrow(/^answer\.setl_time is not a time$/);
  });
});
