import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { field, fields, wrap } from '../../shared/page/columns.ts';

describe('text in columns', () => {
  test('is broken at spaces, and hangs under itself after its label', () => {
    expect(field('Who', 'one two three four', { columns: 15, indent: 5, maxLines: 9 })).toEqual([
      'Who  one two',
      '     three four',
    ]);
  });

  test('of several things has their label once, and each as many lines as one may have', () => {
    const limits = { columns: 12, indent: 5, maxLines: 2 };
    expect(fields('From', ['one two three four', 'five'], limits)).toEqual([
      'From one two',
      '     thre...',
      '     five',
    ]);
    expect(fields('From', [], limits)).toEqual([]);
  });

  test('that needs more lines than there are ends in three dots', () => {
    expect(wrap('one two three four five', { columns: 9, maxLines: 2 })).toEqual(['one two', 'three...']);
  });

  test('never leaves its columns and lines, and loses nothing that has room', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 8, max: 40 }),
        (text, columns) => {
          const lines = wrap(text, { columns, maxLines: 3 });
          expect(lines.length).toBeLessThanOrEqual(3);
          for (const line of lines) {
            expect(line.length).toBeLessThanOrEqual(columns);
            expect(line.isWellFormed()).toBe(true);
          }
          const all = wrap(text, { columns, maxLines: 1000 }).join('');
          expect(all.replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        },
      ),
    );
  });
});
