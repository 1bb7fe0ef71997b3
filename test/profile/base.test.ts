import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BASE_DAYS,
  type Base,
  type Brought,
  bitsOf,
  countDays,
  EMPTY_BASE,
  foldDay,
  habitBits,
  heldOn,
  isWeekend,
  MAX_KNOWN,
  RHYTHM_LENGTH,
} from '../../shared/profile/base.ts';
import { decodeBase, encodeBase } from '../../shared/profile/codec.ts';
import { type Day, NO_FEATURES, NOT_LOUD } from '../../shared/profile/day.ts';
import { eachFacet, FACETS } from '../../shared/profile/hour.ts';
import { smallest } from '../../shared/profile/order.ts';
import { NOTHING_TOUCHED } from '../../shared/profile/resources.ts';

const NONE = { records: 0, bytes: 0, unsized: 0 };
const dayOf = (day: number, records = 1): Day => ({
  day,
  flagged: false,
  totals: { ...NONE, records },
  peaks: { ...NONE, records },
  features: NO_FEATURES,
  steps: [],
  loud: NOT_LOUD,
});
const bringing = (...network: string[]): Brought => ({
  values: eachFacet((facet) => (facet === 'network' ? network : [])),
  resources: NOTHING_TOUCHED,
  hours: [],
});
const fold = (days: readonly (readonly [number, ...string[]])[], from: Base = EMPTY_BASE) =>
  days.reduce((base, [day, ...network]) => foldDay(base, dayOf(day), bringing(...network)), from);
const seen = (base: Base, value: string) =>
  base.days
    .map(({ day }) => day)
    .filter((day) => ((base.seen.network.get(value) ?? 0n) & bitsOf(base, day, day)) !== 0n);

describe('folding a day', () => {
  test('refuses to go back, or to fold the same day again', () => {
    const base = fold([[100, 'a']]);
    expect(() => foldDay(base, dayOf(100), bringing())).toThrow('day 100 is folded after day 100');
    expect(() => foldDay(base, dayOf(99), bringing())).toThrow('day 99 is folded after day 100');
  });

  test('remembers on which of the last 72 days a value was seen, an absence counted as two weeks at most', () => {
    const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.subarray(['a', 'b', 'c'])), {
      maxLength: 40,
      size: 'max',
    });
    fc.assert(
      fc.property(gaps, (steps) => {
        let day = 20_000;
        let lived = 0;
        const days = steps.map(([gap, values]) => {
          day += gap;
          lived += Math.min(14, gap);
          return { day, lived, values };
        });
        const base = fold(days.map(({ day, values }) => [day, ...values]));
        const near = days.filter((one) => one.lived > lived - BASE_DAYS);
        for (const value of ['a', 'b', 'c']) {
          const on = near.filter((one) => one.values.includes(value));
          expect(countDays(base.seen.network.get(value) ?? 0n)).toBe(on.length);
          expect(seen(base, value)).toEqual(on.map((one) => one.day));
          if (on.length === 0) expect(base.seen.network.has(value)).toBe(false);
        }
        expect(base.days.map((one) => one.day)).toEqual(
          days.slice(Math.max(0, days.length - near.length - 1)).map((one) => one.day),
        );
        expect(base.firstDay).toBe(days[0]?.day ?? Number.POSITIVE_INFINITY);
      }),
    );
  });

  test('keeps a value that was seen 71 days ago and drops it a day later', () => {
    const daily = (through: number) =>
      fold(
        Array.from({ length: through - 100 }, (_, i): [number] => [101 + i]),
        fold([[100, 'a']]),
      );
    expect(seen(daily(171), 'a')).toEqual([100]);
    expect(daily(172).seen.network.has('a')).toBe(false);
  });

  test('holds of its days those that are no older than that, as habits count', () => {
    const days = [100, 101, 130, 131].map((day) => ({ day }));
    const held = (on: number) => heldOn(days, on).map(({ day }) => day);
    expect(held(131)).toEqual([100, 101, 130, 131]);
    expect(held(500)).toEqual([100, 101, 130, 131]);
    const daily = Array.from({ length: 90 }, (_, i) => ({ day: 100 + i }));
    expect(heldOn(daily, 189)).toEqual(daily.slice(18));
    expect(heldOn(daily, 190)).toEqual(daily.slice(19));
    expect(heldOn([], 190)).toEqual([]);
  });

  test('knows what was usual before an absence, however long', () => {
    const back = fold([[100, 'a'], [101, 'a'], [100_000]]);
    expect(countDays(back.seen.network.get('a') ?? 0n)).toBe(2);
    expect(back.first.network.get('a')).toBe(100);
  });

  test('learns of a malicious day only that it was', () => {
    const usual = fold(Array.from({ length: 30 }, (_, i) => [100 + i, 'home']));
    const stolen = { ...dayOf(130, 9000), flagged: true, excluded: true as const };
    const brought = {
      values: eachFacet((facet) => (facet === 'network' ? ['home', 'thief'] : [])),
      resources: { through: 2 ** 32, sample: [7], heavy: [[9, 9000]] } as Brought['resources'],
      hours: [3],
    };
    const after = foldDay(usual, stolen, brought);
    expect(after.days.at(-1)).toBe(stolen);
    expect(after.seen.network.has('thief')).toBe(false);
    expect(after.first.network.has('thief')).toBe(false);
    expect([after.known, after.rhythm]).toEqual([usual.known, usual.rhythm]);
    expect(seen(after, 'home')).toEqual(seen(usual, 'home'));
    expect(foldDay(usual, dayOf(130, 9000), brought).seen.network.has('thief')).toBe(true);
  });

  test('takes eight new values of one day, the same ones in any order', () => {
    const values = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 9, maxLength: 40 });
    fc.assert(
      fc.property(values, (all) => {
        const base = fold([[100, ...all]]);
        expect(base.seen.network.size).toBe(8);
        expect(fold([[100, ...all.toReversed()]]).seen.network).toEqual(base.seen.network);
        expect([...base.seen.network.keys()].sort()).toEqual(smallest(all, 8));
      }),
    );
  });

  test('takes known values beside eight new ones', () => {
    const known = fold([[100, 'a', 'b']]);
    const flood = Array.from({ length: 30 }, (_, i) => `new-${i}`);
    const base = fold([[101, ...flood, 'a', 'b']], known);
    expect(base.seen.network.size).toBe(10);
    expect([seen(base, 'a'), seen(base, 'b')]).toEqual([
      [100, 101],
      [100, 101],
    ]);
  });

  test('never knows more than 32 values, and no flood evicts what is used on two days', () => {
    const regular = ['home', 'office'];
    const days = Array.from({ length: 60 }, (_, i): [number, ...string[]] => [
      100 + i,
      ...(i === 0 || i === 3 ? regular : []),
      ...Array.from({ length: i === 0 ? 0 : 20 }, (_, n) => `flood-${i}-${n}`),
    ]);
    const base = fold(days);
    expect(base.seen.network.size).toBe(MAX_KNOWN);
    for (const value of regular) expect(seen(base, value)).toEqual([100, 103]);
  });

  test('evicts the fewest days first, then the longest unseen, then by name', () => {
    const many = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => `v${String(from + i).padStart(2, '0')}`);
    const known = fold([
      [100, ...many(0, 8)],
      [101, ...many(8, 8)],
      [102, ...many(16, 8)],
      [103, ...many(24, 8)],
      [104, 'v00'],
    ]);
    expect(known.seen.network.size).toBe(MAX_KNOWN);
    const next = fold([[105, 'fresh', 'other']], known);
    const gone = [...known.seen.network.keys()].filter((value) => !next.seen.network.has(value));
    // v00 was seen twice; of the day 100, v01 and v02 come first by name.
    expect(gone.sort()).toEqual(['v01', 'v02']);
    expect(seen(next, 'fresh')).toEqual([105]);
  });

  test('does not depend on where the fold was cut and stored', () => {
    const days = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 20 }), fc.array(fc.nat(60).map(String), { maxLength: 12 })),
      {
        minLength: 1,
        maxLength: 40,
        size: 'max',
      },
    );
    fc.assert(
      fc.property(days, fc.nat(39), (steps, cut) => {
        let day = 100;
        const all = steps.map(([gap, values]): [number, ...string[]] => {
          day += gap;
          return [day, ...new Set(values)];
        });
        const whole = fold(all);
        const first = fold(all.slice(0, cut));
        const stored = first === EMPTY_BASE ? first : decodeBase(encodeBase(first));
        expect(encodeBase(fold(all.slice(cut), stored))).toEqual(encodeBase(whole));
        expect(decodeBase(encodeBase(whole))).toEqual(whole);
      }),
    );
  });
});

describe('the rhythm', () => {
  const active = (base: Base, day: number, ...hours: number[]) =>
    foldDay(base, dayOf(day), { ...bringing(), hours });

  test('keeps the hours of weekdays and weekends apart, and lets older days fade', () => {
    // 1970-01-01 was a Thursday: days 1, 2 and 3 are a Friday, a Saturday and a Sunday.
    const friday = active(EMPTY_BASE, 1, 9);
    expect(friday.rhythm).toEqual(Array.from({ length: RHYTHM_LENGTH }, (_, hour) => (hour === 9 ? 1 : 0)));
    const saturday = active(friday, 2, 23);
    expect([saturday.rhythm[9], saturday.rhythm[24 + 23]]).toEqual([1, 1]);
    const sunday = active(saturday, 3, 0);
    expect([sunday.rhythm[9], sunday.rhythm[24], sunday.rhythm[24 + 23]]).toEqual([1, 1, 0.97]);
    const monday = active(sunday, 4, 9, 10);
    expect([monday.rhythm[9], monday.rhythm[10], monday.rhythm[24]]).toEqual([1.97, 1, 1]);
  });

  test('does not fade on a day on which nothing carried data', () => {
    const friday = active(EMPTY_BASE, 1, 9);
    expect(active(friday, 5).rhythm).toEqual(friday.rhythm);
  });

  test('knows weekends, also before 1970', () => {
    const week = [0, 1, 2, 3, 4, 5, 6];
    expect(week.filter(isWeekend)).toEqual([2, 3]);
    expect(week.map((day) => day - 7).filter(isWeekend)).toEqual([-5, -4]);
  });
});

describe('a bitmap of days', () => {
  test('counts its days', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 72n) - 1n }), (bits) => {
        expect(countDays(bits)).toBe(bits.toString(2).replaceAll('0', '').length);
      }),
    );
  });

  test('has for a span the bits of its days, and none of days to come', () => {
    const daily = fold(Array.from({ length: 121 }, (_, i): [number] => [380 + i]));
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 520 }), fc.nat(100), (from, length) => {
        const habit = habitBits({ through: 500 }, 501, from, from + length);
        const exact = bitsOf(daily, from, from + length);
        for (let day = 429; day <= 500; day++) {
          const expected = day >= from && day <= from + length ? 1n : 0n;
          expect((habit >> BigInt(500 - day)) & 1n, `day ${day}`).toBe(expected);
          expect((exact >> BigInt(500 - day)) & 1n, `day ${day}`).toBe(expected);
        }
      }),
    );
  });

  test('tells the days before an absence from those in it, of which there are none', () => {
    const base = fold([[100, 'a'], [101, 'a'], [200]]);
    expect(bitsOf(base, 101, 101)).toBe(1n << 14n);
    expect(bitsOf(base, 102, 199)).toBe(0n);
    expect(bitsOf(base, 200, 200)).toBe(1n);
    expect(habitBits(base, 400, 400 - 14, 400)).toBe(1n);
    expect(habitBits(base, 400, 400 - 13, 400)).toBe(0n);
  });

  test('of nothing holds no day, also before the first day is known', () => {
    expect(bitsOf(EMPTY_BASE, 0, 500)).toBe(0n);
    expect(habitBits(EMPTY_BASE, 500, 0, 500)).toBe(0n);
    for (const facet of FACETS) expect(EMPTY_BASE.seen[facet].size).toBe(0);
  });
});
