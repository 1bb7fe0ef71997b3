import { describe, expect, test } from 'vitest';
import { NO_CONTEXT } from '../../shared/context.ts';
import { singleExport } from '../../shared/detectors/single-export.ts';
import { type Subject, subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { nounsOf } from '../../shared/vendors/nouns.ts';
import { at, FIRST_DAY, lifeOf, reading, uid } from '../fixtures/readings.ts';
import { NOBODY, withToday } from '../fixtures/subjects.ts';

const exported = (day: number, ...sizes: readonly (number | null)[]): Reading[] =>
  sizes.map((records, i) => reading({ time: at(day), uid: uid(`${day} ${i}`), eventId: `${i}`, records }));
const history = Array.from({ length: 30 }, (_, day) => exported(day, 100, 80));
const assessed = (...today: readonly Reading[]) =>
  singleExport.assess(subjectOf(lifeOf([...history, today]), FIRST_DAY + 30));

const withLargest = (subject: Subject, largest: number): Subject => ({
  ...subject,
  today: { ...subject.today, features: { ...subject.today.features, largest } },
});

describe('a single export', () => {
  test('fires where one export is a thousand times the largest of other days', () => {
    expect(assessed(...exported(30, 100_000))[0]).toMatchObject({
      observed: '100,000 records in one export',
      expected: expect.stringMatching(/^about \d+ in one export, at most 100, from 23 days that had any$/),
      quietIf: expect.stringMatching(/^at most [\d,]+ records in one export$/),
    });
  });

  test('nearly fires where many ordinary ones make the same sum', () => {
    expect(assessed(...exported(30, ...Array.from({ length: 200 }, () => 110)))).toEqual([]);
    expect(assessed(...exported(30, 180))).toEqual([]);
  });

  test('compares bytes with records at a kilobyte each, and has nothing to say of unknown sizes', () => {
    const bytes = reading({ time: at(30), records: null, bytes: 100_000_000 });
    expect(assessed(bytes)[0]?.facts).toMatchObject({ observed: 100_000 });
    expect(assessed(bytes)[0]).toMatchObject({
      observed: '100.0 MB (100,000 records’ worth) in one export',
      quietIf: expect.stringMatching(/^at most [\d,]+ records’ worth in one export$/),
    });
    expect(assessed(...exported(30, null))).toEqual([]);
  });

  test('is told in bytes where it is one file, whatever else was taken on the day', () => {
    const file = { records: 7, bytes: 15_856_000, unsized: 0 };
    const day = withToday(NOBODY, { largest: 15_856 });
    const context = { ...NO_CONTEXT, counts: 'objects' as const, nouns: nounsOf('m365') };
    const [signal] = singleExport.assess({ ...day, context, today: { ...day.today, totals: file } });
    expect(signal).toMatchObject({
      observed: '15.9 MB in one export',
      expected: 'about 244.0 kB for accounts of its kind; no such day of its own is known',
      quietIf: expect.stringMatching(/^at most [\d.]+ MB in one export$/),
    });
    expect(signal?.facts).toMatchObject({ observed: 15_856 });
  });

  test('expects larger ones of a service and of files than of a person and of rows', () => {
    const unknown = withToday(
      NOBODY,
      { largest: 5_000_000 },
      { records: 0, bytes: 5_000_000_000, unsized: 0 },
    );
    const files = { ...unknown, context: { ...NO_CONTEXT, counts: 'objects' as const } };
    const usual = (one: typeof unknown) => Number(singleExport.assess(one)[0]?.facts['usual']);
    expect(usual({ ...unknown, type: 'service' })).toBeGreaterThan(usual(unknown));
    expect(usual(files)).toBeGreaterThan(usual(unknown));
    expect(usual({ ...files, type: 'service' })).toBeGreaterThan(usual(files));
  });

  test('is quiet once that export is as small as it says', () => {
    const subject = subjectOf(lifeOf([...history, exported(30, 100_000)]), FIRST_DAY + 30);
    const limit = Number(singleExport.assess(subject)[0]?.facts['limit largest one export']);
    const quieted = singleExport.quieted(subject);
    expect(quieted.today.features).toEqual({ ...subject.today.features, largest: limit });
    expect(singleExport.assess(quieted)).toEqual([]);
    expect(singleExport.assess(withLargest(subject, limit + 1))).toHaveLength(1);
  });
});
