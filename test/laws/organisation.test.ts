import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTOR_TYPES } from '../../shared/activity.ts';
import type { Noise } from '../../shared/context.ts';
import {
  EMPTY_TABLE,
  enter,
  findingsOn,
  LISTED,
  noiseIn,
  popularityIn,
  TABLE_DAYS,
  table,
  tablesFor,
  type Use,
} from '../../shared/organisation.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { changed, DEFAULT_SETTINGS, headStartOf, pageLineOf } from '../../shared/settings.ts';
import { FIRST_DAY } from '../fixtures/readings.ts';
import { mergeableLaws } from './mergeable.ts';

const account = fc.nat(400).map((n) => hashOf(`account ${n}`));
const use = (names: number): fc.Arbitrary<Use> =>
  fc.record({
    name: fc.nat(names).map((n) => (n === 0 ? '' : `network AS${n}`)),
    account,
    day: fc.nat(TABLE_DAYS - 1).map((n) => FIRST_DAY + n),
  });

mergeableLaws('a table', table, use(30), { maxLength: 60 });
mergeableLaws('a table with more accounts than it lists', table, use(2), {
  minLength: 150,
  maxLength: 400,
  numRuns: 20,
});
mergeableLaws(
  'a table with more accounts than its longest list holds',
  table,
  fc.record({
    name: fc.constantFrom('', LISTED, LISTED, LISTED),
    account: fc.nat(5000).map((n) => hashOf(`account ${n}`)),
    day: fc.nat(TABLE_DAYS - 1).map((n) => FIRST_DAY + n),
  }),
  { minLength: 500, maxLength: 900, numRuns: 10 },
);

/** Bytes of a value as profiles keep it. */
const LONGEST = 48;

describe('a table', () => {
  test('stays within its size and keeps its account of everybody, however many names a hostile organisation has', () => {
    const noise = (seed: number) =>
      Array.from({ length: 7 }, (_, i) => hashOf(`${seed} ${i}`).toString(36).padStart(7, '0'))
        .join('')
        .slice(0, LONGEST);
    const reserved = ['', LISTED, 'watched', 'found', ...ACTOR_TYPES];
    const uses = Array.from({ length: 3000 }, (_, n): Use[] =>
      Array.from({ length: n === 1 ? 1000 : 40 }, (_, i) => ({
        name: reserved[n] ?? `credential ${noise(n)}`,
        account: hashOf(`${n} ${i}`),
        day: FIRST_DAY + ((n + i) % TABLE_DAYS),
      })),
    ).flat();
    const full = enter(EMPTY_TABLE, uses);
    const bytes = table.encode(full).byteLength;
    console.log(`the largest table: ${bytes} bytes`);
    expect(bytes).toBeLessThanOrEqual(table.maxBytes);
    expect(reserved.map((name) => full.users.get(name)?.size)).toEqual(
      reserved.map((name) => (name === LISTED ? 256 : 24)),
    );
    const sort = { name: 'service', account: hashOf('1'), day: FIRST_DAY };
    const later = Array.from({ length: 1600 }, (_, n) => ({ ...sort, name: `network ${n}` }));
    for (const order of [
      [sort, ...later],
      [...later, sort],
    ])
      expect(enter(EMPTY_TABLE, order).users.get('service')?.size).toBe(1);
    expect(table.encode(enter(enter(EMPTY_TABLE, uses.toReversed()), uses))).toEqual(table.encode(full));
  });

  test('is the same object as long as nothing new is entered', () => {
    fc.assert(
      fc.property(fc.array(use(20), { maxLength: 60, size: 'max' }), (uses) => {
        const entered = enter(EMPTY_TABLE, uses);
        expect(enter(entered, uses.toReversed())).toBe(entered);
      }),
    );
  });
});

describe('popularity', () => {
  /** A company of so many, of whom the first `using` use a network; everybody is first seen on that day. */
  const company = (size: number, using: number, day: number) =>
    enter(
      EMPTY_TABLE,
      Array.from({ length: size }, (_, n): Use[] => {
        const one = { account: hashOf(`account ${n}`), day };
        return [{ ...one, name: '' }, ...(n < using ? [{ ...one, name: 'network AS64500' }] : [])];
      }).flat(),
    );
  const day = FIRST_DAY + 20;
  const STRANGER = hashOf('stranger');

  test('is the share of the other accounts, as if two more used nothing', () => {
    const tables = [company(10, 6, FIRST_DAY)];
    expect(popularityIn(tables, STRANGER, day)('network', 'AS64500')).toBeCloseTo(6 / 12, 9);
    // An account is not popular with itself.
    expect(popularityIn(tables, hashOf('account 0'), day)('network', 'AS64500')).toBeCloseTo(5 / 11, 9);
    expect(popularityIn(tables, STRANGER, day)('network', 'AS64511')).toBe(0);
    expect(popularityIn(tables, STRANGER, day)('client', 'AS64500')).toBe(0);
    expect(popularityIn([], STRANGER, day)('network', 'AS64500')).toBe(0);
  });

  test('knows what is eight days old, and nothing younger', () => {
    const tables = [company(10, 6, FIRST_DAY)];
    const at = (one: number) => popularityIn(tables, STRANGER, one)('network', 'AS64500');
    expect(at(FIRST_DAY + 7)).toBe(0);
    expect(at(FIRST_DAY + 8)).toBeCloseTo(0.5, 9);
  });

  test.each([100, 1000, 5000])('of a company of %d is estimated within a quarter', (size) => {
    for (const share of [0.2, 0.5, 0.9]) {
      const shards = [company(size, Math.round(size * share), FIRST_DAY)];
      const estimate = popularityIn(shards, STRANGER, day)('network', 'AS64500');
      expect(estimate).toBeGreaterThan(share * 0.4);
      expect(estimate).toBeLessThanOrEqual(Math.min(1.6, share * 2.2));
    }
  });

  test('among people is the share of those who are no programs, whatever else stands in a network', () => {
    const names = ['', 'network AS64500'];
    const one = (n: number, sorts: readonly string[], shown = names): Use[] =>
      [...shown, ...sorts].map((name) => ({ name, account: hashOf(`account ${n}`), day: FIRST_DAY }));
    const people = Array.from({ length: 10 }, (_, n) => one(n, ['user'], n < 2 ? names : ['']));
    const programs = Array.from({ length: 5 }, (_, n) => one(100 + n, [n < 3 ? 'service' : 'integration']));
    const both = one(200, ['service', 'user']);
    const tables = [enter(EMPTY_TABLE, [...people, ...programs, both].flat())];
    const among = (peopleOnly: boolean, all = tables) =>
      popularityIn(all, STRANGER, day, peopleOnly)('network', 'AS64500');
    expect(among(false)).toBeCloseTo(8 / 18, 9);
    expect(among(true)).toBeCloseTo(3 / 13, 9);
    // Of whom no log tells which they are, and of tables of older versions, it is the share of all.
    const unknown = [company(10, 6, FIRST_DAY)];
    expect(among(true, unknown)).toBe(among(false, unknown));
    // Of more programs than a table lists only those accounts count of which it is known that they are none.
    const clouds = Array.from({ length: 100 }, (_, n) => one(300 + n, ['service'], n < 20 ? names : ['']));
    const many = enter(
      EMPTY_TABLE,
      [...people.map((all) => all.filter(({ name }) => !name.startsWith('network'))), ...clouds].flat(),
    );
    expect(among(true, [many])).toBe(0);
    // What is younger than eight days changes nothing.
    const young = enter(EMPTY_TABLE, [{ name: 'service', account: hashOf('account 0'), day: day - 7 }]);
    expect(among(true, [...unknown, young])).toBe(among(false, unknown));
  });

  test('needs the tables that reach eight weeks back from eight days ago', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 40_000 }), (one) => {
        const numbers = tablesFor(one);
        expect((numbers[0] ?? 0) * TABLE_DAYS).toBeLessThanOrEqual(one - 64);
        expect(((numbers.at(-1) ?? 0) + 1) * TABLE_DAYS).toBeGreaterThan(one - 8);
        expect(numbers.length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe('noise', () => {
  /** The first day of a table. */
  const START = (Math.floor(FIRST_DAY / TABLE_DAYS) + 1) * TABLE_DAYS;
  const day = START + 20;
  const STRANGER = hashOf('stranger');
  /** A company of so many, seen since that day, of whom the first `found` were found something of on it. */
  const company = (size: number, found: number, since = START) =>
    enter(
      EMPTY_TABLE,
      Array.from({ length: size }, (_, n): Use[] => {
        const account = hashOf(`account ${n}`);
        return [
          { name: 'watched', account, day: since },
          ...(n < found ? findingsOn([since + 2], account) : []),
        ];
      }).flat(),
    );

  test('is the weeks of the other accounts, and those with a finding, as it was eight days ago', () => {
    const tables = [company(10, 3)];
    expect(noiseIn(tables, STRANGER, day)).toEqual({ accountWeeks: (10 * 13) / 7, days: 13, found: 3 });
    expect(noiseIn(tables, hashOf('account 0'), day)).toEqual({
      accountWeeks: (9 * 13) / 7,
      days: 13,
      found: 2,
    });
    expect(noiseIn(tables, STRANGER, START + 9)).toEqual({ accountWeeks: (10 * 2) / 7, days: 2, found: 0 });
    expect(noiseIn(tables, STRANGER, START + 7)).toEqual({ accountWeeks: 0, days: 0, found: 0 });
    expect(noiseIn([], STRANGER, day)).toEqual({ accountWeeks: 0, days: 0, found: 0 });
  });

  test('counts an account for the weeks of each table that it is in', () => {
    const next = START + TABLE_DAYS;
    const tables = [company(1, 0), company(1, 0, next)];
    expect(noiseIn(tables, STRANGER, next + 10).accountWeeks).toBeCloseTo((next + 3 - START) / 7, 9);
    expect(noiseIn(tables, STRANGER, next + 10).days).toBe(next + 3 - START);
  });

  test.each([100, 1000, 5000])('of a company of %d is estimated within half', (size) => {
    const { accountWeeks, found } = noiseIn([company(size, Math.round(size / 2))], STRANGER, day);
    expect(accountWeeks / ((size * 13) / 7)).toBeGreaterThan(0.5);
    expect(accountWeeks / ((size * 13) / 7)).toBeLessThan(2);
    expect(found / accountWeeks).toBeCloseTo(0.5 / (13 / 7), 0);
  });

  test('counts the few that were found of thousands, instead of those among the few accounts that are listed', () => {
    for (const found of [1, 8, 20])
      expect(noiseIn([company(5000, found)], STRANGER, day).found, `${found} found`).toBe(found);
    const more = noiseIn([company(5000, 100)], STRANGER, day).found;
    expect(more).toBeGreaterThan(60);
    expect(more).toBeLessThan(170);
  });

  test('stays known however many names a hostile organisation has', () => {
    const names = Array.from({ length: 3000 }, (_, n): Use[] => [
      { name: `client ${n}`, account: hashOf('account 1'), day: START },
    ]).flat();
    expect(noiseIn([enter(company(10, 3), names)], STRANGER, day).found).toBe(3);
  });
});

test('a page line that somebody draws lies where he says', () => {
  expect(changed(DEFAULT_SETTINGS, { pageScore: 5 }).quietHeadStart).toBe(0);
  expect(changed(DEFAULT_SETTINGS, { service: { pageScore: 5 } }).quietHeadStart).toBe(0);
  expect(changed(DEFAULT_SETTINGS, { pageScore: 5, quietHeadStart: 1 }).quietHeadStart).toBe(1);
  expect(changed(DEFAULT_SETTINGS, { highScore: 9 }).quietHeadStart).toBe(DEFAULT_SETTINGS.quietHeadStart);
});

describe('the head start of a quiet organisation', () => {
  const noise = fc.record({
    accountWeeks: fc.double({ min: 0, max: 1e5, noNaN: true }),
    found: fc.nat(1000),
  });

  test('is nothing while nothing is known, grows with the weeks, falls with what is found, and ends at its limit', () => {
    expect(headStartOf({ accountWeeks: 0, found: 0 }, DEFAULT_SETTINGS)).toBe(0);
    expect(headStartOf({ accountWeeks: 220, found: 0 }, DEFAULT_SETTINGS)).toBe(1.5);
    expect(headStartOf({ accountWeeks: 80, found: 0 }, DEFAULT_SETTINGS)).toBeCloseTo(0.93, 2);
    // One account in 30 account-weeks is what the line was drawn for.
    expect(headStartOf({ accountWeeks: 970, found: 49 }, DEFAULT_SETTINGS)).toBe(0);
    fc.assert(
      fc.property(noise, fc.nat(50), (one, more) => {
        const at = (parts: Partial<Noise>) => headStartOf({ ...one, ...parts }, DEFAULT_SETTINGS);
        expect(at({ accountWeeks: one.accountWeeks + more })).toBeGreaterThanOrEqual(at({}));
        expect(at({ found: one.found + more })).toBeLessThanOrEqual(at({}));
        expect(at({})).toBeGreaterThanOrEqual(0);
        expect(at({})).toBeLessThanOrEqual(DEFAULT_SETTINGS.quietHeadStart);
        expect(headStartOf(one, { ...DEFAULT_SETTINGS, quietHeadStart: 0 })).toBe(0);
      }),
    );
  });

  test('moves the page line down to the review line at most, and never up', () => {
    const score = fc.integer({ min: 0, max: 120 }).map((n) => n / 10);
    fc.assert(
      fc.property(
        score,
        score,
        score,
        fc.constantFrom('ordinary', 'unknown', 'large'),
        (review, page, start, size) => {
          const settings = { ...DEFAULT_SETTINGS, reviewScore: review, pageScore: page };
          const line = pageLineOf(settings, 'user', size, start);
          expect(line).toBeLessThanOrEqual(pageLineOf(settings, 'user', size));
          expect(line).toBeGreaterThanOrEqual(Math.min(review, pageLineOf(settings, 'user', size)));
        },
      ),
    );
  });
});
