import { describe, expect, test } from 'vitest';
import { slowDrip } from '../../shared/detectors/slow-drip.ts';
import { NO_FEATURES } from '../../shared/profile/day.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import { FIRST_DAY } from '../fixtures/readings.ts';
import { idleDay, NOBODY, TODAY } from '../fixtures/subjects.ts';
import { drip, life, usual } from './drips.ts';

const assessed = (days: number, records: (day: number) => number) =>
  slowDrip.assess(subjectOf(life(days, records), FIRST_DAY + days - 1));

describe('a slow drip', () => {
  test('fires when three times the usual leaves on each of twenty days, none of which is loud by itself', () => {
    const [signal] = assessed(70, drip(50, 3));
    expect(signal).toMatchObject({
      observed: expect.stringMatching(/^[\d,]+ records since \d+ days ago, on \d+ days$/),
      facts: { measure: 'records' },
    });
    expect(signal?.decades).toBeGreaterThan(2);
  });

  test('grows from day to day, and ends when the account is quiet again', () => {
    const decades = (days: number, records = drip(50, 3)) => assessed(days, records)[0]?.decades ?? 0;
    expect(decades(66)).toBeGreaterThan(decades(56));
    const over = (day: number) => usual(day) * (day >= 50 && day < 56 ? 3 : 1);
    expect(decades(70, over)).toBe(0);
  });

  test('nearly fires on an ordinary life, and is silent on a day without data', () => {
    for (const days of [40, 55, 70]) expect(assessed(days, usual), `${days}`).toEqual([]);
    const silent = (day: number) => (day === 69 ? 0 : drip(50, 3)(day));
    expect(assessed(70, silent)).toEqual([]);
  });

  test('says since when, on how many days and how much, beside what was expected', () => {
    const life = (day: number) => (day < 50 ? 100 : 1000);
    const [signal] = assessed(56, life);
    expect(signal).toMatchObject({
      observed: '6,000 records since 5 days ago, on 6 days',
      quietIf: 'no data on this day',
      facts: { observed: 6000, days: 6, sinceDaysAgo: 5 },
    });
    // Six times a hundred, as far as the baseline knows it.
    expect(signal?.expected).toMatch(/^about (?:59|60)\d on as many days$/);
    expect(assessed(51, life)[0]?.observed).toBe('1,000 records today');
  });

  test('sees new resources that come day after day, as it sees data', () => {
    const day = (date: number, fresh: number) => ({ ...idleDay(date), features: { ...NO_FEATURES, fresh } });
    const past = Array.from({ length: 60 }, (_, i) => day(TODAY - 60 + i, i < 45 ? 1 : 6));
    const subject = { ...NOBODY, past, today: day(TODAY, 6), firstDay: TODAY - 60 };
    expect(slowDrip.assess(subject)[0]).toMatchObject({
      observed: 'about 96 new resources since 15 days ago, on 16 days',
      quietIf: 'no new resources on this day',
      facts: { measure: 'new resources' },
    });
    expect(slowDrip.assess(slowDrip.quieted(subject))).toEqual([]);
  });

  test('gains at most two and a half scales less the slack of one day, and loses at most two and the slack', () => {
    const decades = (...last: readonly number[]) => {
      const subject = subjectOf(
        life(60 + last.length, (day) => last[day - 60] ?? 100),
        FIRST_DAY + 59 + last.length,
      );
      const past = subject.past.map((one) => ({ ...one, flagged: false }));
      return slowDrip.assess({ ...subject, past })[0]?.decades;
    };
    expect(decades(1e9)).toBeCloseTo(0.65 * 1.75, 9);
    const once = subjectOf(
      life(61, (day) => (day === 60 ? 1e9 : 100)),
      FIRST_DAY + 60,
    );
    expect(slowDrip.assess(once, 1.1)).toHaveLength(1);
    expect(slowDrip.assess(once, 1.2)).toEqual([]);
    expect(decades(1e9, 1e9, 1e9)).toBeCloseTo(0.65 * 3 * 1.75, 9);
    expect(decades(1e9, 1e9, 1e9, 1)).toBeCloseTo(0.65 * (3 * 1.75 - 2.75), 9);
  });

  test('is over with the first day that is as usual once it has paged, and goes on until then', () => {
    const later = (told: readonly number[], over: readonly number[]) => {
      const robbed = (day: number) => usual(day) * (day >= 50 && !over.includes(day) ? 3 : 1);
      const subject = subjectOf(life(58, robbed), FIRST_DAY + 57);
      const past = subject.past.map((one) => ({ ...one, flagged: told.includes(one.day - FIRST_DAY) }));
      return slowDrip.assess({ ...subject, past }, 0.5)[0];
    };
    expect(later([], [])?.facts).toMatchObject({ days: 8 });
    expect(later([52, 53], [])).toEqual(later([], []));
    expect(later([], [56])?.facts).toMatchObject({ days: 8 });
    expect(later([52, 53], [56])?.facts).toMatchObject({ days: 1, sinceDaysAgo: 0 });
    expect(later([52, 53], [56, 57])).toBeUndefined();
  });

  test('tells only what came since it last began', () => {
    const twice = (day: number) => usual(day) * ((day >= 40 && day < 43) || day >= 67 ? 5 : 1);
    const [signal] = assessed(70, twice);
    expect(signal?.facts).toMatchObject({ sinceDaysAgo: 2, days: 3 });
  });

  test('tells what is slower of data and of new resources by what is more surprising', () => {
    const subject = (more: number, fresh: number) => {
      const day = (date: number, isLate: boolean) => ({
        ...idleDay(date),
        totals: { records: isLate ? 100 * more : 100, bytes: 0, unsized: 0 },
        features: { ...NO_FEATURES, fresh: isLate ? fresh : 1, freshPeak: 1, exports: 4 },
      });
      const past = Array.from({ length: 60 }, (_, i) => day(TODAY - 60 + i, i >= 50));
      return { ...NOBODY, past, today: day(TODAY, true), firstDay: TODAY - 60 };
    };
    const measure = (more: number, fresh: number) =>
      slowDrip.assess(subject(more, fresh))[0]?.facts['measure'];
    expect(measure(4, 40)).toBe('new resources');
    expect(measure(40, 4)).toBe('records');
    expect(slowDrip.quieted(subject(40, 40)).today).toEqual({
      ...idleDay(TODAY),
      features: { ...NO_FEATURES, exports: 4 },
    });
  });

  test('holds no day against fewer than eight', () => {
    const rising = (days: number) => assessed(days + 9, (day) => (day < days ? 100 : 5000));
    expect(rising(7)).toEqual([]);
    expect(rising(8)).toHaveLength(1);
  });
});
