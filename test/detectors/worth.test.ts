import { describe, expect, test } from 'vitest';
import { spoken, WORTH } from '../../shared/detectors/worth.ts';
import type { Amounts } from '../../shared/profile/day.ts';
import { nounsOf, RECORDS } from '../../shared/vendors/nouns.ts';

const ROWS = { counts: 'rows', nouns: RECORDS } as const;
const FILES = { counts: 'objects', nouns: nounsOf('m365') } as const;
const of = (parts: Partial<Amounts>): Amounts => ({ records: 0, bytes: 0, unsized: 0, ...parts });
const NOTHING = of({});
const FILE = of({ bytes: 15_856_000 });
const CLONES = of({ unsized: 97 });

describe('what an amount is said to be', () => {
  test.each([
    ['one file', 15_856, FILE, FILES, '15.9 MB'],
    ['clones', 97_000, CLONES, ROWS, '97 exports of unknown size'],
    ['one clone', 1000, of({ unsized: 1 }), ROWS, '1 export of unknown size'],
    ['rows', 1200, of({ records: 1200 }), ROWS, '1,200 records'],
    ['mail', 1, of({ records: 1 }), FILES, '1 file or message'],
    ['what was only looked at', 30, NOTHING, ROWS, '3 reads of unknown size'],
    ['rows and bytes', 1300, of({ records: 1200, bytes: 100_000 }), ROWS, '1,300 records’ worth'],
    ['more than is stated', 130, of({ bytes: 100_000 }), ROWS, '130 records’ worth'],
    ['files and bytes', 15_863, of({ records: 7, bytes: 15_856_000 }), FILES, 'about 15.9 MB'],
  ])('is what it was: %s', (_, amount, now, context, text) => {
    expect(spoken(amount, now, NOTHING, context).observed).toBe(text);
  });

  test('is what was usual in the same unit, where that was of one kind as well', () => {
    const bytes = spoken(15_856, FILE, of({ bytes: 249_000 }), FILES);
    expect([bytes.usual(249), bytes.most(1200), bytes.note]).toEqual(['249.0 kB', '1.2 MB', '']);
    // As much as it says is within the limit, and is no more than it.
    expect([bytes.usual(1999), bytes.most(1999)]).toEqual(['2.0 MB', '1.9 MB']);
    const unsized = spoken(97_000, CLONES, of({ unsized: 4 }), ROWS);
    expect([unsized.usual(1842), unsized.usual(89)]).toEqual([
      '2 exports of unknown size',
      'less than one export of unknown size',
    ]);
    expect([unsized.most(1999), unsized.most(999)]).toEqual(['1 export of unknown size', undefined]);
  });

  test('is told in the measure of both as well, where what was usual was of another kind', () => {
    const rows = spoken(97_000, CLONES, of({ records: 400 }), ROWS);
    expect(rows.observed).toBe('97 exports of unknown size (97,000 records’ worth)');
    expect([rows.usual(1842), rows.note]).toEqual(['1,842 records’ worth', '']);
    // A row is a record's worth: to say it twice tells nobody more.
    const loaded = spoken(1200, of({ records: 1200 }), of({ records: 40, bytes: 3000 }), ROWS);
    expect([loaded.observed, loaded.usual(43)]).toEqual(['1,200 records', '43 records’ worth']);
    const files = spoken(15_856, FILE, of({ records: 40, bytes: 3000 }), FILES);
    expect([files.observed, files.usual(249)]).toEqual(['15.9 MB', '249.0 kB']);
    expect(files.note).toBe('; it counts a file or message that states no bytes as 1.0 kB');
  });

  test('of weeks of files is told by what a file counts as there, and by nothing else', () => {
    const weeks = of({ records: 3, bytes: 1_000_000, unsized: 2 });
    const { observed, note } = spoken(28, weeks, NOTHING, FILES, WORTH.objects);
    expect([observed, note]).toEqual([
      'about 5.6 MB',
      '; it counts a file or message that states no bytes as 200.0 kB, an export of unknown size as 2.0 MB',
    ]);
  });
});
