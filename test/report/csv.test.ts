import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csv, ledgerCsv } from '../../cli/report/csv.ts';
import { ledgerRows } from '../../shared/report/ledger-rows.ts';
import { FINDING, hostileText } from '../fixtures/findings.ts';

const cells = fc.oneof(
  // A lone half of a surrogate pair is no text: UTF-8 cannot hold it.
  hostileText.map((text) => text.toWellFormed()),
  fc.constantFrom('=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("https://evil.example.com")'),
);

describe('CSV', () => {
  test('starts no cell like a formula, and stays one row a row', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cells, cells), { minLength: 1, maxLength: 5 }), (rows) => {
        const read: string[][] = parse(csv(['a', 'b'], rows));
        expect(read).toHaveLength(rows.length + 1);
        for (const cell of read.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        for (const [index, row] of rows.entries())
          expect(read[index + 1]?.map((cell) => cell.replace(/^'/, ''))).toEqual(
            row.map((cell) => cell.replace(/^'/, '')),
          );
      }),
    );
  });

  test('leaves empty what the vendor does not state, instead of 0', () => {
    const [event] = FINDING.evidence;
    const finding = { ...FINDING, evidence: event ? [{ ...event, records: null }] : [] };
    const [row] = parse(ledgerCsv(ledgerRows([finding])), { columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({
      finding: FINDING.id,
      carries_data: 'yes',
      records: '',
      bytes: '',
      sha256: 'ab'.repeat(32),
      new_context: 'yes',
    });
  });
});
