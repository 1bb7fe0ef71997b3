import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvOptions } from '../../shared/decode/csv.ts';
import { createRowSplitter, type Rows } from '../../shared/decode/split-rows.ts';

function split(chunks: readonly string[], maxRow?: number): Rows[] {
  const splitter = createRowSplitter(',', maxRow);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

/** Each row by itself, in order; `undefined` where one was too long. */
function rowsOf(parts: readonly Rows[]): (string[] | undefined)[] {
  return parts.flatMap((part) => (part.kind === 'rows' ? read(part.text, part.newline) : [undefined]));
}

function read(text: string, newline?: string): string[][] {
  const { columns: _, ...options } = csvOptions(',');
  return parse(text, { ...options, ...(newline === undefined ? {} : { record_delimiter: newline }) });
}

function cut(text: string, places: readonly number[]): string[] {
  const at = [0, ...places.map((place) => place % (text.length + 1)).sort((a, b) => a - b), text.length];
  return at.slice(1).map((end, n) => text.slice(at[n], end));
}

const places = fc.array(fc.nat(), { maxLength: 6 });
const table = fc.string({
  unit: fc.constantFrom('a', ',', '"', '\n', '\r', 'é', '""', '\r\n', '"\n'),
  maxLength: 40,
  size: 'max',
});

describe('the rows of a table', () => {
  test('are those that csv-parse finds in all of it, wherever the pieces end', () => {
    fc.assert(
      fc.property(table, places, (text, at) => {
        expect(rowsOf(split(cut(text, at)))).toEqual(read(text));
      }),
      { numRuns: 5000 },
    );
  });

  test('of which some are too long are the same wherever the pieces end', () => {
    fc.assert(
      fc.property(table, places, fc.integer({ min: 1, max: 12 }), (text, at, maxRow) => {
        expect(rowsOf(split(cut(text, at), maxRow))).toEqual(rowsOf(split([text], maxRow)));
      }),
      { numRuns: 5000 },
    );
  });

  test('are not hidden by one that is too long before them', () => {
    const long = (quote: string) => `b,${quote}${'x'.repeat(100)}${quote},c`;
    for (const [quote, end] of [
      ['', '\n'],
      ['"', '\n'],
      ['"', '\r\n'],
      ['"', '\r'],
    ] as const) {
      const lines = ['a,b,c', long(quote), 'd,e,f', long(quote), 'g,h,i'];
      const rows = rowsOf(split([lines.join(end)], 60));
      expect(rows).toEqual([['a', 'b', 'c'], undefined, ['d', 'e', 'f'], undefined, ['g', 'h', 'i']]);
    }
  });

  test('are lost behind a quote that nothing closes only as far as a row may be long', () => {
    const rows = Array.from({ length: 100 }, (_, n) => `${n},b,c`);
    const found = rowsOf(split([['a,b,c', '"open', ...rows, ''].join('\n')], 60));
    expect(found.filter((row) => row === undefined)).toHaveLength(1);
    expect(found.at(-1)).toEqual(['99', 'b', 'c']);
    expect(found.length).toBeGreaterThan(90);
  });

  test('take a time in proportion to the text, however many quotes stand in it', () => {
    const chunk = '"a\n"b,"c\n'.repeat(30_000);
    const startedMs = performance.now();
    let rows = 0;
    const splitter = createRowSplitter(',', 1000);
    for (let n = 0; n < 20; n++)
      for (const part of splitter.push(chunk)) rows += part.kind === 'rows' ? 1 : 0;
    expect(rows).toBeGreaterThan(0);
    expect(performance.now() - startedMs).toBeLessThan(3000);
  });
});
