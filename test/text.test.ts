import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText, cutText, isHostile, messageOf } from '../shared/text.ts';

const HOSTILE = [
  '\u0000',
  '\u0007',
  '\u001b',
  '\u007f',
  '\u0085',
  '\u009b',
  '\u202a',
  '\u202e',
  '\u2066',
  '\u2069',
  '\ud800',
];

describe('isHostile', () => {
  test.each(HOSTILE)('finds %j', (character) => {
    expect(isHostile(`Alice${character}Example`)).toBe(true);
  });

  test.each(['Alice Example', 'Zoë', '李小龍', 'مريم', '👩‍💻', 'two\nlines\tand a tab\r', ''])(
    'leaves %j alone',
    (text) => {
      expect(isHostile(text)).toBe(false);
    },
  );
});

describe('cleanText', () => {
  test('leaves nothing hostile and nothing too long', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom(...HOSTILE, '\t', '\n'), fc.string({ unit: 'binary' })),
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (dirty, maxLength) => {
        const clean = cleanText(dirty, maxLength);
        expect(isHostile(clean)).toBe(false);
        expect(clean).not.toMatch(/[\t\n\r]/);
        expect(clean.length).toBeLessThanOrEqual(maxLength);
        expect(cleanText(clean, maxLength)).toBe(clean);
      }),
    );
  });

  test('shows where something was', () => {
    expect(cleanText('a\u202eb\tc', 10)).toBe('a\ufffdb c');
  });
});

test('cutText cuts no pair in half', () => {
  expect(cutText('ab👩', 3)).toBe('ab');
  expect(cutText('ab👩', 4)).toBe('ab👩');
});

test('what was thrown is told in its own words, whatever it is', () => {
  expect(messageOf(new TypeError('no such key'))).toBe('no such key');
  expect([messageOf('refused'), messageOf(undefined), messageOf(null), messageOf(7)]).toEqual([
    'refused',
    'undefined',
    'null',
    '7',
  ]);
});
