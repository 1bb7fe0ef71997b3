import { describe, expect, test } from 'vitest';
import { assess } from '../../shared/assess.ts';
import { NO_CONTEXT } from '../../shared/context.ts';
import { capacity } from '../../shared/detectors/capacity.ts';
import type { Detector } from '../../shared/detectors/detector.ts';
import { novelData } from '../../shared/detectors/novel-data.ts';
import { singleExport } from '../../shared/detectors/single-export.ts';
import { slowDrip } from '../../shared/detectors/slow-drip.ts';
import { youngContext } from '../../shared/detectors/young-context.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { nounsOf } from '../../shared/vendors/nouns.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

const FILES = { ...NO_CONTEXT, counts: 'objects', nouns: nounsOf('google-workspace') } as const;
const DAYS = 75;
const NEW_NETWORK = 'AS64577';

/** A few files of every day, whose log states no size. */
const files = (day: number): Reading[] =>
  Array.from({ length: 3 }, (_, i) =>
    reading({ time: at(day), eventId: `${day} ${i}`, datasets: [`document:${day} ${i}`], records: 1 }),
  );
/** What an application copied, of which bytes alone are stated. */
const copied = (day: number, bytes: number, network = NEW_NETWORK): Reading =>
  reading({ time: at(day), eventId: `copy ${day}`, datasets: ['app:Backup'], records: null, bytes, network });
const life = (...others: readonly Reading[]) =>
  lifeOf(
    Array.from({ length: DAYS + 1 }, (_, day) => [
      ...files(day),
      ...others.filter(({ time }) => time === at(day)),
    ]),
  );
const saidBy = (
  detector: Detector,
  context: typeof FILES | typeof NO_CONTEXT,
  ...others: readonly Reading[]
) => detector.assess(subjectOf(life(...others), FIRST_DAY + DAYS, context))[0];

describe('the first file with a size, of an account whose files had none', () => {
  const first = copied(DAYS, 200_000_000);

  test('is held against accounts of its kind, and not against a kilobyte for each file', () => {
    expect(saidBy(singleExport, FILES, first)).toMatchObject({
      observed: '200.0 MB in one export',
      expected: expect.stringMatching(
        /^about 244\.0 kB for accounts of its kind; none of its \d+ days that count had any$/,
      ),
    });
    expect(saidBy(singleExport, FILES, first)?.decades).toBeLessThan(3);
    expect(saidBy(novelData, FILES, first)?.decades).toBeLessThan(3);
    expect(saidBy(youngContext, FILES, first)?.expected).toMatch(/if any, about 89\.0 kB/);
    // Of rows a kilobyte is a record's worth, and every day has told how many.
    expect(saidBy(singleExport, NO_CONTEXT, first)?.decades).toBeGreaterThan(4);
    expect(saidBy(novelData, NO_CONTEXT, first)?.decades).toBeGreaterThan(4);
  });

  test('is no rise of weeks that were told without sizes', () => {
    expect(saidBy(capacity, FILES, first)).toBeUndefined();
    const week = Array.from({ length: 7 }, (_, ago) => copied(DAYS - ago, 200_000_000));
    expect(saidBy(slowDrip, FILES, ...week)?.observed ?? '').not.toMatch(/[MG]B/);
    expect(saidBy(slowDrip, NO_CONTEXT, ...week)?.observed).toBeDefined();
    const known = Array.from({ length: 30 }, (_, day) => copied(day + 10, 300_000));
    expect(saidBy(slowDrip, FILES, ...known, ...week)?.observed).toMatch(/^about 1\.4 GB since/);
    expect(saidBy(capacity, NO_CONTEXT, first)).toBeDefined();
  });

  test('is one where the weeks before were told with sizes too', () => {
    const before = Array.from({ length: 30 }, (_, day) => copied(day + 10, 300_000));
    expect(saidBy(capacity, FILES, ...before, first)?.observed).toMatch(/^about 2\d\d\.\d MB in 28 d$/);
    const own = saidBy(singleExport, FILES, ...before, first);
    expect(own?.expected).toMatch(/^about 29\d\.\d kB in one export, at most 300\.0 kB, from \d+ days/);
    expect(own?.decades).toBeGreaterThan(3);
  });

  test('is as little of a page on the days after it', () => {
    for (const later of [1, 2, 5]) {
      const days = lifeOf(
        Array.from({ length: DAYS + 1 }, (_, day) => [
          ...files(day),
          ...(day === DAYS - later ? [copied(day, 200_000_000, reading({}).network)] : []),
        ]),
      );
      expect(assess(subjectOf(days, FIRST_DAY + DAYS, FILES)).score, `${later} days later`).toBeLessThan(3);
    }
  });

  test('is one where it is huge, and so are weeks of large ones', () => {
    const home = (day: number, bytes: number) => copied(day, bytes, reading({}).network);
    const score = (...others: readonly Reading[]) =>
      assess(subjectOf(life(...others), FIRST_DAY + DAYS, FILES)).score;
    expect(score(home(DAYS, 20_000_000_000))).toBeGreaterThan(6);
    const daily = (days: number) => Array.from({ length: days }, (_, ago) => home(DAYS - ago, 1_000_000_000));
    expect(score(...daily(11))).toBeGreaterThan(6);
  });

  test('is no page by itself, where nothing else is new', () => {
    const home = copied(DAYS, 60_000_000, reading({}).network);
    expect(assess(subjectOf(life(home), FIRST_DAY + DAYS, FILES)).score).toBeLessThan(4.5);
  });

  test('changes nothing for four weeks of files of which none states a size', () => {
    const many = Array.from({ length: 28 }, (_, ago) =>
      Array.from({ length: 60 }, (_, i) =>
        reading({
          time: at(DAYS - ago),
          eventId: `${ago} ${i}`,
          datasets: [`document:many ${i}`],
          records: 1,
        }),
      ),
    ).flat();
    const told = saidBy(capacity, FILES, ...many);
    expect(told?.decades).toBeGreaterThan(4);
    expect(told?.expected).toMatch(/by the six weeks before them$/);
    // And a kilobyte more excuses no more than itself.
    expect(saidBy(capacity, FILES, ...many, copied(DAYS, 1000))?.decades).toBeGreaterThan(4);
  });

  test('does not speak of files without a size at all', () => {
    expect(saidBy(singleExport, FILES)).toBeUndefined();
  });
});
