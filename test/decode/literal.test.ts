import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { literalIn } from '../../shared/decode/literal.ts';

describe('What was nested is read out of', () => {
  test.each<[string, unknown]>([
    [
      '{type=Root, arn=arn:aws:iam::123456789012:root}',
      { type: 'Root', arn: 'arn:aws:iam::123456789012:root' },
    ],
    ['{a=null, b={c={d=x}, e=}}', { a: null, b: { c: { d: 'x' }, e: '' } }],
    ['[{a=1, b=x, y}, {a=2}]', [{ a: '1', b: 'x, y' }, { a: '2' }]],
    ['{a=[x, y], b=[]}', { a: ['x', 'y'], b: [] }],
  ])('a struct of Athena: %s', (text, value) => {
    expect(literalIn(text)).toEqual(value);
  });

  test.each<[string, unknown]>([
    ["{'a': 'x', 'b': None, 'c': True, 'd': [1, False]}", { a: 'x', b: null, c: true, d: [1, false] }],
    ["[{'a': 1}]", [{ a: 1 }]],
    ["['a', 'b']", ['a', 'b']],
    ["Row(email='a=b)', id=None, of=Row(ok=True))", { email: 'a=b)', id: null, of: { ok: true } }],
    ['[Row(a=1), Row(a=2)]', [{ a: 1 }, { a: 2 }]],
    [`{'a': "bob's", 'b': 'say "None"'}`, { a: "bob's", b: 'say "None"' }],
    [String.raw`{'a': 'it\'s', 'b': 'x\\y\n', 'c': '\xe9\u20ac'}`, { a: "it's", b: 'x\\y\n', c: 'é€' }],
  ])('a cell of pandas: %s', (text, value) => {
    expect(literalIn(text)).toEqual(value);
  });

  test.each([
    '{',
    '{a=',
    '{a=x',
    '{a=x}y',
    '{a=[x}',
    "{'a': datetime.date(2026, 3, 2)}",
    'Row(a=datetime.datetime(2026, 3, 2))',
    'Row(',
    "Row(a='x'",
    "Row('a')",
    "{'a",
    "{'a': 'b}",
    `{'a': "b}`,
    `{'a': 1, "b}`,
    "{'a': 'b\\\\",
    '{x}',
    'a=x',
    `{a=${'{b='.repeat(20)}x${'}'.repeat(21)}`,
    `{a=${'x'.repeat(70_000)}}`,
    '{id=1, name=Mallory, id=2}',
  ])('nothing else: %s', (text) => {
    expect(literalIn(text)).toBeUndefined();
  });

  test('quotes that nothing closes, in a time that grows as their number does', () => {
    for (const quote of ["'", '"']) {
      const text = `{'a': ${quote}${`\\${quote}`.repeat(32_000)}`;
      const start = performance.now();
      expect(literalIn(text)).toBeUndefined();
      expect(performance.now() - start).toBeLessThan(500);
    }
  });

  test('any text, without a throw', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', ', ', '=', 'a', "'", '"', '\\', 'a=', 'None', ': ');
    fc.assert(
      fc.property(
        fc.constantFrom('{a=', '[{a=', "{'", "['"),
        fc.array(piece, { maxLength: 40 }),
        (start, rest) => {
          literalIn(start + rest.join(''));
        },
      ),
    );
  });
});
