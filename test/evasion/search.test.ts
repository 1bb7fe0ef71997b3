import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { upperBound } from '../../shared/evasion/bound.ts';
import { SHAPES, withExtra } from '../../shared/evasion/extra.ts';
import { LINES, numberAt, outflowAt } from '../../shared/evasion/scheme.ts';
import { isUnnoticed, searchPlan, trialOf } from '../../shared/evasion/search.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { lifeWith, REPORT_HASH } from './lives.ts';

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
/** Lives of differing spread, by a sequence that has no period of a week. */
const life = lifeWith((day) => 50 + ((day * 37) % 101));
const steady = lifeWith(() => 100);

describe('the share that is taken', () => {
  test('is what was asked, to the record, however it is taken and whatever the day', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.constantFrom(...SHAPES), fc.nat(13), (records, shape, at) => {
        const day = life.firstDay + at;
        const before = life.ordinary(day);
        const after = withExtra(before, day, records, shape, life.ways);
        const totalOf = (hours: typeof before) => sum([...hours.values()].map((hour) => hour.records));
        expect(totalOf(after) - totalOf(before)).toBe(records);
      }),
    );
  });

  test('goes by the network, client and dataset that are the owner’s own', () => {
    const saturday = life.firstDay + 5;
    for (const hour of withExtra(life.ordinary(saturday), saturday, 1000, 'spread', life.ways).values()) {
      expect(hour.facets.network).toEqual(['AS64500']);
      expect(hour.facets.client).toEqual(['Chrome']);
      expect(hour.resources.heavy.map(([hash]) => hash)).toEqual([REPORT_HASH]);
    }
  });

  test('takes as many operations as its shape says', () => {
    const day = life.firstDay;
    const exportsOf = (shape: (typeof SHAPES)[number]) =>
      sum([...withExtra(life.ordinary(day), day, 10_000, shape, life.ways).values()].map((h) => h.exports));
    expect(exportsOf('grown')).toBe(2);
    expect(exportsOf('spread')).toBe(2);
    expect(exportsOf('pieces')).toBe(10);
  });

  test('takes as many operations as records where none of the owner’s ever took two', () => {
    const files = lifeWith(() => 1);
    const day = files.firstDay;
    for (const shape of SHAPES) {
      const hours = [...withExtra(files.ordinary(day), day, 500, shape, files.ways).values()];
      expect(sum(hours.map(({ exports }) => exports))).toBe(502);
      expect(Math.max(...hours.map(({ largest }) => largest))).toBe(1);
    }
    // One that took several at once once may do so again.
    const mixed = lifeWith((on) => (on === day - 10 ? 40 : 1));
    const exports = [...withExtra(mixed.ordinary(day), day, 500, 'grown', mixed.ways).values()];
    expect(sum(exports.map((hour) => hour.exports))).toBe(2);
  });
});

describe('the days to come', () => {
  test('repeat those of four weeks before, without what happened to the account then', () => {
    const monday = life.firstDay;
    expect([...life.ordinary(monday).keys()].map((hour) => hour % 24)).toEqual([9, 14]);
    expect(life.ordinary(monday + 5).size).toBe(0);
    expect(life.ordinary(monday + 28)).toEqual(
      new Map([...life.ordinary(monday)].map(([hour, own]) => [hour + 28 * 24, own])),
    );
  });
});

describe('the search', () => {
  test('takes what a static limit leaves, on every day of the thirty', () => {
    const plan = searchPlan(
      steady,
      numberAt([1000], ({ today }) => today.totals.records),
    );
    const most = 22 * 799 + 8 * 999;
    expect(plan.records).toBeLessThanOrEqual(most);
    expect(plan.records).toBeGreaterThan(0.9 * most);
  });

  test('takes nothing where anything is told, and nothing on days that are told anyway', () => {
    const all = numberAt([1], ({ today }) => today.totals.records);
    const trial = trialOf(steady, all);
    expect(trial.toldAnyway.size).toBe(22);
    const plan = searchPlan(steady, all);
    expect(plan.records).toBe(0);
  });

  test('gives plans that nobody notices, of which three times as much is noticed', () => {
    for (const line of LINES) {
      const scheme = outflowAt(line, DEFAULT_SETTINGS);
      const { extras, shape, records } = searchPlan(life, scheme);
      expect(records).toBe(sum(extras));
      expect(isUnnoticed(trialOf(life, scheme), extras, shape)).toBe(true);
      const thrice = extras.map((extra) => extra * 3);
      expect(isUnnoticed(trialOf(life, scheme), thrice, shape)).toBe(false);
    }
  });

  test('takes a plan from elsewhere where nobody is told of it, and it takes more', () => {
    const scheme = numberAt([1000], ({ today }) => today.totals.records);
    const { days } = trialOf(steady, scheme);
    const own = ({ extras }: { extras: readonly number[] }, records: (day: number) => number) => {
      const most = days.map(records);
      expect(extras).toHaveLength(most.length);
      return { policy: 'greedy' as const, shape: 'grown' as const, extras: most, records: sum(most) };
    };
    const found = searchPlan(steady, scheme);
    const most = own(found, (day) => (steady.ordinary(day).size === 0 ? 999 : 799));
    const told = own(found, () => 1000);
    expect(found.records).toBeLessThan(most.records);
    expect(searchPlan(steady, scheme, [told, most])).toEqual(most);
  });

  test('does not call it unnoticed that a day which is reviewed anyway pages', () => {
    const first = steady.firstDay;
    // On the third day the owner does what is reviewed; what was taken on the first counts on it as well.
    const scheme = numberAt([250, 400], ({ day, past }) => {
      const before = past.find((one) => one.day === first)?.totals.records ?? 0;
      return day === first + 2 ? Math.max(250, before) : 0;
    });
    const trial = trialOf(steady, scheme);
    expect([...trial.toldAnyway]).toEqual([[first + 2, 1]]);
    const taking = (records: number) => trial.days.map((day) => (day === first ? records : 0));
    expect(isUnnoticed(trial, taking(100), 'grown')).toBe(true);
    expect(isUnnoticed(trial, taking(300), 'grown')).toBe(false);
  });

  test('finds less below a lower line', () => {
    const [page, review] = LINES.map((line) => searchPlan(life, outflowAt(line, DEFAULT_SETTINGS)).records);
    expect(review).toBeLessThan(page ?? 0);
  });
});

describe('the upper bound', () => {
  test('is above whatever the search finds', () => {
    for (const one of [life, steady])
      for (const line of LINES) {
        const bound = upperBound(one, line, DEFAULT_SETTINGS);
        expect(bound).toBeGreaterThanOrEqual(searchPlan(one, outflowAt(line, DEFAULT_SETTINGS)).records);
      }
  });

  test('does not exist for an account that is too young for a capacity', () => {
    expect(
      upperBound(
        lifeWith(() => 100, 14),
        'page',
        DEFAULT_SETTINGS,
      ),
    ).toBeUndefined();
  });
});
