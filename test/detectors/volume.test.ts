import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_CONTEXT } from '../../shared/context.ts';
import type { Surprise } from '../../shared/detectors/detector.ts';
import { volume } from '../../shared/detectors/volume.ts';
import { type Amounts, MEASURES, type Measure } from '../../shared/profile/day.ts';
import type { Step } from '../../shared/profile/steps.ts';
import { type Subject, subjectOf } from '../../shared/profile/subject.ts';
import { addDay, NO_MOMENTS, predictive, rateDecades, tailDecades } from '../../shared/statistics.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';
import { NOBODY, NONE, type Past, pastDay } from '../fixtures/subjects.ts';

const KNOWN: Subject = { ...NOBODY, firstDay: NOBODY.day - 60 };
const past = (count: number, records: number): Past[] =>
  Array.from({ length: count }, () => pastDay(records));
const today = (records: number, history: readonly Past[], week = records + 400): Subject => ({
  ...KNOWN,
  today: { ...NOBODY.today, totals: { ...NONE, records }, peaks: { ...NONE, records } },
  week: { ...NONE, records: week },
  history,
});
const decadesOf = (one: Subject) => volume.assess(one)[0]?.decades ?? 0;

describe('volume', () => {
  test('fires when a person who exports a hundred records a day takes a hundred thousand', () => {
    const [signal, ...more] = volume.assess(today(100_000, past(30, 100)));
    expect(more).toEqual([]);
    expect(signal?.decades).toBeGreaterThan(6);
    expect(signal).toMatchObject({
      observed: expect.stringMatching(/^100,(000|400) records in (2 h|24 h|7 d)$/),
      expected: expect.stringMatching(
        /^about \d[\d,]* in (2 h|24 h|7 d), at most [\d,]+, from 30 days that had any$/,
      ),
    });
  });

  test('finds nothing in one and a half times the usual', () => {
    expect(volume.assess(today(150, past(30, 100)))).toEqual([]);
  });

  test('finds nothing on a day without data, whatever the week', () => {
    expect(volume.assess(today(0, past(30, 100), 1e9))).toEqual([]);
  });

  test('expects more of a service than of a person whom it does not know', () => {
    const unknown = today(2_000_000, []);
    expect(decadesOf({ ...unknown, type: 'service' })).toBeLessThan(decadesOf(unknown));
    expect(decadesOf({ ...unknown, type: 'integration' })).toBe(decadesOf({ ...unknown, type: 'service' }));
    expect(volume.assess(unknown)[0]?.expected).toMatch(
      /^about \d+ for accounts of its kind; no such day of its own is known$/,
    );
  });

  test('is surprised by a theft also on an actor’s first day, and not by an ordinary one', () => {
    expect(volume.assess(today(200_000, []))[0]?.decades).toBeGreaterThan(4);
    expect(volume.assess(today(20_000_000, []))[0]?.decades).toBeGreaterThan(8);
    expect(volume.assess(today(300, []))).toEqual([]);
  });

  test('is not talked out of a theft by a few ordinary days more', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 30 }), (days) => {
        const after = days.map((_, n) =>
          decadesOf(
            today(
              40e6,
              days.slice(0, n + 1).map((r) => pastDay(r)),
            ),
          ),
        );
        // What a day says of how far days differ may cost something, but not the page.
        for (const decades of after) expect(decades).toBeGreaterThan(5.5);
      }),
      { numRuns: 300 },
    );
  });

  test('is surprised beyond the most of eight weeks also where days differ by thousands', () => {
    const wild = Array.from({ length: 40 }, (_, day) => pastDay(day % 2 === 0 ? 2 : 9000));
    const [signal] = volume.assess(today(9_000_000, wild, 9_000_000));
    expect(signal?.decades).toBeGreaterThan(4);
    expect(signal?.expected).toContain('at most 9,000');
    expect(volume.assess(today(9000, wild, 9000))).toEqual([]);
  });

  test('holds a hundred files for more than a hundred rows', () => {
    const files = { ...today(100, []), context: { ...NO_CONTEXT, counts: 'objects' as const } };
    expect(decadesOf(files)).toBeGreaterThan(decadesOf(today(100, [])) + 1);
  });

  test('calls what it counts as the vendor does', () => {
    const context = { ...NO_CONTEXT, counts: 'objects' as const, nouns: ['file', 'message'] };
    const [signal] = volume.assess({ ...today(5000, []), context });
    expect(signal?.observed).toMatch(/^5,000 files or messages in /);
    expect(signal?.quietIf).toMatch(/ files or messages in 24 h/);
  });

  test('tells bytes as a size, what was seen, what is usual and what would have been quiet', () => {
    const bytes = (amount: number) => ({ ...NONE, bytes: amount });
    const steady = Array.from({ length: 30 }, () => ({
      ...pastDay(0),
      totals: bytes(1_200_000),
      peaks: bytes(1_200_000),
    }));
    const [signal] = volume.assess({
      ...KNOWN,
      today: { ...NOBODY.today, totals: bytes(2_211_000_000), peaks: bytes(2_211_000_000) },
      history: steady,
    });
    expect(signal?.observed).toBe('2.2 GB in 2 h');
    expect(signal?.expected).toBe('about 1.2 MB in 2 h, at most 1.2 MB, from 30 days that had any');
    expect(signal?.quietIf).toMatch(/^at most \d\.\d MB in 2 h, \d\.\d MB in 24 h$/);
    expect(signal?.facts['observed']).toBe(2_211_000_000);
  });

  test('does not let days without data lower what it expects', () => {
    const idle = Array.from({ length: 20 }, () => pastDay(0));
    const [rare] = volume.assess(today(1e6, [...past(10, 5000), ...idle, ...past(10, 5000)]));
    const [daily] = volume.assess(today(1e6, past(20, 5000)));
    expect(rare?.facts['usual']).toBe(daily?.facts['usual']);
    expect(rare?.expected).toBe(daily?.expected);
  });

  test('is more surprised where days with data are rare, and not by a little on one of them', () => {
    const idle = Array.from({ length: 40 }, () => pastDay(0));
    const rare = [...idle, ...past(6, 5000)];
    expect(decadesOf(today(1e6, rare))).toBeGreaterThan(decadesOf(today(1e6, past(6, 5000))));
    expect(volume.assess(today(50, rare, 50))).toEqual([]);
  });

  test('knows that machines differ more than people in how often they export', () => {
    const first = (type: Subject['type'], unsized: number) =>
      volume.assess({
        ...NOBODY,
        type,
        today: { ...NOBODY.today, totals: { ...NONE, unsized }, peaks: { ...NONE, unsized } },
      })[0]?.decades ?? 0;
    // On their first day, of which nobody can say what is usual.
    expect(first('service', 180)).toBeLessThan(3);
    expect(first('user', 180)).toBeGreaterThan(5);
    expect(first('service', 20_000)).toBeGreaterThan(5);
  });

  test.each([
    ['2 h', 0.3],
    ['24 h', 0.25],
    ['7 d', 0.25],
  ])('takes nobody for so regular in %s that his spread is below %d', (window, floor) => {
    const one = { ...NONE, unsized: 1 };
    const history = Array.from({ length: 49 }, () => pastDay(0, { totals: one, peaks: one, week: one }));
    const lots = { ...NONE, unsized: 40 };
    const [signal] = volume.assess({
      ...KNOWN,
      history,
      today: {
        ...NOBODY.today,
        totals: window === '24 h' ? lots : one,
        peaks: window === '2 h' ? lots : one,
      },
      week: window === '7 d' ? lots : one,
    });
    const prior = { m0: 0.9 + (window === '7 d' ? Math.log(3) : 0), k0: 1, a0: 1.5, b0: 0.5 * 0.75 };
    const moments = history.reduce((state) => addDay(prior, state, floor, Math.log1p(1), 3), NO_MOMENTS);
    const tail = tailDecades(Math.log1p(40), predictive(prior, moments, floor));
    // On all of 49 days there were some, and half of all days are expected to have any.
    const rarity = window === '7 d' ? 0 : rateDecades(49, 49, 0.5, 8);
    expect(signal?.facts).toMatchObject({ measure: 'unsized', window });
    expect(signal?.decades).toBeCloseTo(tail + rarity, 9);
  });

  test('sums a week over the day and the six before it, without days that were paged', () => {
    const steady = (days: number, records: number) =>
      Array.from({ length: days }, (_, day) => [reading({ time: at(day), records })]);
    const week = (ago: number) => {
      const days = Array.from({ length: 30 }, (_, day) => [
        reading({ time: at(day), records: day === 29 - ago ? 1_000_000 : 1 }),
      ]);
      const profile = lifeOf(days);
      const isFlagged = (day: number) => profile.open.marks.get(FIRST_DAY + day)?.flagged ?? false;
      const told = [23, 24, 25, 26, 27, 28].filter(isFlagged);
      return { told, records: subjectOf(profile, FIRST_DAY + 29).week.records };
    };
    const { told, records } = week(6);
    expect(told).toContain(23);
    expect(records).toBe(7 - told.length);
    expect(subjectOf(lifeOf(steady(30, 100)), FIRST_DAY + 29).week.records).toBe(700);
    // Of the day after the theft only what is held of it can have been told.
    expect(week(7)).toEqual({ told: week(7).told, records: 7 - week(7).told.length });
  });

  test('holds no week against the first days of a profile, which are none', () => {
    // Ninety exports on every day, of an account that was never seen before the first.
    const daily = (days: number) =>
      Array.from({ length: days }, (_, day) =>
        Array.from({ length: 90 }, (_, i) =>
          reading({ time: at(day, 3) + i, records: null, eventId: `${i}` }),
        ),
      );
    const on = (day: number) => {
      const subject = subjectOf(lifeOf(daily(day + 1)), FIRST_DAY + day);
      return { subject, decades: volume.assess(subject, 0)[0]?.decades ?? 0 };
    };
    const { decades } = on(0);
    for (let day = 1; day <= 25; day++) expect(on(day).decades, `${day}`).toBeLessThanOrEqual(decades);
    // From then on the weeks that ended on the days before are known, and are alike.
    expect(on(20).subject.history.filter(({ week }) => week.unsized > 0)).toHaveLength(7);
    expect(on(20).decades).toBeLessThan(decades);
  });

  test('adds how rare a day with any is to how much it was', () => {
    const one = { ...NONE, unsized: 1 };
    const history = Array.from({ length: 49 }, (_, day) =>
      pastDay(0, { totals: day % 7 === 0 ? one : NONE }),
    );
    const [signal] = volume.assess({
      ...KNOWN,
      history,
      today: { ...NOBODY.today, totals: { ...NONE, unsized: 40 } },
    });
    const prior = { m0: 0.9, k0: 1, a0: 1.5, b0: 0.5 * 0.75 };
    const moments = Array.from({ length: 7 }, () => Math.log1p(1)).reduce(
      (state, amount) => addDay(prior, state, 0.25, amount, 3),
      NO_MOMENTS,
    );
    const tail = tailDecades(Math.log1p(40), predictive(prior, moments, 0.25));
    expect(signal?.decades).toBeCloseTo(tail + rateDecades(7, 49, 0.5, 8), 9);
  });

  test('holds nothing for a record before it knows ten days', () => {
    const wild = (days: number) =>
      Array.from({ length: days }, (_, day) => pastDay(day % 2 === 0 ? 2 : 9000));
    const decades = (days: number) => decadesOf(today(9_000_000, wild(days), 0));
    expect(decades(10)).toBeGreaterThan(decades(9));
  });

  test('says how little it knows, and what it rests on, of a few days', () => {
    const expected = (history: readonly Past[]) => volume.assess(today(1e7, history, 0))[0]?.expected;
    expect(expected(past(1, 100))).toMatch(/^about \d+ .*only 1 such day of its own is known$/);
    expect(expected(past(4, 100))).toMatch(/^about \d+ .*only 4 such days of its own are known$/);
    expect(expected(past(5, 100))).toMatch(
      /^about \d+ in (?:2|24) h, at most 100, from 5 days that had any$/,
    );
  });

  test('does not name the amount of a day that was paged as the most that was usual', () => {
    const paged = pastDay(500_000, { flagged: true });
    const expected = (history: readonly Past[]) => volume.assess(today(1e7, history, 0))[0]?.expected;
    expect(expected([...past(30, 100), paged])).toMatch(/, at most 100, from 31 days that had any$/);
    expect(expected(Array.from({ length: 6 }, () => paged))).toMatch(
      /^about [\d,]+ in (?:2|24) h, from 6 days/,
    );
  });

  test('names the limit of every amount that is too much', () => {
    expect(volume.assess(today(1e7, past(30, 100)))[0]?.quietIf).toMatch(
      /^at most [\d,]+ records in \S+ [hd], [\d,]+ records in \S+ [hd], [\d,]+ records in \S+ [hd]$/,
    );
  });

  test('names bytes of which hardly any may be moved as none, once', () => {
    const bytes = (amount: number): Amounts => ({ ...NONE, bytes: amount });
    const subject = today(0, past(30, 100));
    const day = { ...subject.today, totals: bytes(5e9), peaks: bytes(5e9) };
    const [signal] = volume.assess({ ...subject, today: day, week: bytes(5e9) });
    expect(signal?.facts).toMatchObject({ measure: 'bytes' });
    expect(signal?.quietIf).toBe('no bytes');
  });

  test('tells a burst of two hours from a day of the same size', () => {
    const history = Array.from({ length: 30 }, () => pastDay(24_000, { peaks: { ...NONE, records: 2_000 } }));
    const spread = { ...today(24_000, history, 120_000) };
    const slow = { ...spread, today: { ...spread.today, peaks: { ...NONE, records: 2_000 } } };
    expect(volume.assess(slow)).toEqual([]);
    expect(volume.assess(spread)[0]?.facts).toMatchObject({ window: '2 h', observed: 24_000 });
  });

  test('sees many small days of one week that no single day shows', () => {
    const history = Array.from({ length: 30 }, () => pastDay(1000, { week: { ...NONE, records: 1000 } }));
    expect(volume.assess(today(1500, history, 20_000))[0]?.facts).toMatchObject({ window: '7 d' });
  });

  test('ends its search for the limit also where whole numbers have gaps', () => {
    const [signal] = volume.assess(today(1e20, past(40, 1e13), 1e20));
    expect(signal?.quietIf).toMatch(/^at most /);
  });
});

const amount = fc.oneof(fc.nat(2000), fc.nat(10_000_000), fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER));
const amounts: fc.Arbitrary<Amounts> = fc.record({ records: amount, bytes: amount, unsized: fc.nat(50) });
const NEW_ROLE: readonly Step[] = [{ kind: 'privilege', byOther: true, hour: 0 }];
const pastDays: fc.Arbitrary<Past[]> = fc.array(
  fc
    .record({
      flagged: fc.boolean(),
      totals: amounts,
      peaks: amounts,
      week: amounts,
      isNewRole: fc.boolean(),
    })
    .map(({ isNewRole, ...parts }) => pastDay(0, { ...parts, steps: isNewRole ? NEW_ROLE : [] })),
  { maxLength: 49 },
);
const subjects: fc.Arbitrary<Subject> = fc
  .record({
    totals: amounts,
    peaks: amounts,
    week: amounts,
    history: pastDays,
    type: fc.constantFrom('user', 'service', 'integration', 'unknown'),
  })
  .map(({ totals, peaks, week, history, type }) => ({
    ...KNOWN,
    type: type as Subject['type'],
    today: { ...NOBODY.today, totals, peaks },
    week,
    history,
  }));

const cap = (now: Amounts, window: string, facts: Surprise['facts'], more: number): Amounts => {
  const one = (measure: Measure) => {
    const limit = facts[`limit ${measure} ${window}`];
    return typeof limit === 'number' ? limit + more : now[measure];
  };
  return { records: one('records'), bytes: one('bytes'), unsized: one('unsized') };
};
const capped = (one: Subject, facts: Surprise['facts'], more = 0): Subject => ({
  ...one,
  today: {
    ...one.today,
    peaks: cap(one.today.peaks, '2 h', facts, more),
    totals: cap(one.today.totals, '24 h', facts, more),
  },
  week: cap(one.week, '7 d', facts, more),
});

describe('what volume says would have been quiet', () => {
  test('is quiet, and one more is not', () => {
    fc.assert(
      fc.property(subjects, (one) => {
        const [signal] = volume.assess(one);
        fc.pre(signal !== undefined);
        expect(volume.assess(capped(one, signal.facts))).toEqual([]);
        expect(volume.quieted(one)).toEqual(capped(one, signal.facts));
        const limits = Object.entries(signal.facts).filter(([name]) => name.startsWith('limit '));
        expect(limits.length).toBeGreaterThan(0);
        for (const [, limit] of limits) expect(Number.isInteger(limit) && Number(limit) >= 1).toBe(true);
        if (limits.every(([, limit]) => Number(limit) < 2 ** 52))
          expect(volume.assess(capped(one, signal.facts, 1))).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });

  test('grows with nothing but the past: today does not excuse itself', () => {
    fc.assert(
      fc.property(pastDays, fc.integer({ min: 1e8, max: 1e9 }), fc.nat(1e9), (history, records, more) => {
        const limitOf = (one: Subject) => volume.assess(one)[0]?.facts['limit records 24 h'];
        const [less, greater] = [today(records, history), today(records + more, history)].map(limitOf);
        fc.pre(less !== undefined);
        expect(greater).toBe(less);
      }),
    );
  });
});

describe('the surprise of volume', () => {
  test('never falls when more is taken', () => {
    fc.assert(
      fc.property(subjects, fc.constantFrom(...MEASURES), fc.nat(1e9), (one, measure, extra) => {
        fc.pre(one.today.totals[measure] > 0);
        const add = (all: Amounts): Amounts => ({ ...all, [measure]: all[measure] + extra });
        const more = {
          ...one,
          today: { ...one.today, totals: add(one.today.totals), peaks: add(one.today.peaks) },
          week: add(one.week),
        };
        expect(decadesOf(more)).toBeGreaterThanOrEqual(decadesOf(one) - 1e-9);
      }),
    );
  });

  test('is finite for any amounts', () => {
    fc.assert(
      fc.property(subjects, (one) => {
        expect(Number.isFinite(decadesOf(one))).toBe(true);
      }),
    );
  });
});

describe('the baseline of volume', () => {
  const days = (count: number, records: (day: number) => number) =>
    Array.from({ length: count }, (_, day) => [reading({ time: at(day), records: records(day) })]);
  const facts = (all: ReturnType<typeof days>) =>
    volume.assess(subjectOf(lifeOf(all), FIRST_DAY + all.length - 1))[0]?.facts;

  test('moves less by a flagged day than by an ordinary one of the same size', () => {
    const limit = (flagged: boolean) => {
      const spike = pastDay(50_000, { flagged });
      const [signal] = volume.assess(today(1e6, [...past(20, 100), spike, ...past(5, 100)]));
      return Number(signal?.facts['limit records 24 h']);
    };
    expect(limit(true)).toBeLessThan(limit(false));
    expect(limit(true)).toBeGreaterThan(100);
  });

  test('is widened by a role that somebody else gave, and by no other step', () => {
    const limit = (kind: Step['kind'], byOther: boolean) => {
      const day = pastDay(100, { steps: [{ kind, byOther, hour: 0 }] });
      const [signal] = volume.assess(today(1e6, [...past(30, 100), day, ...past(5, 1000)]));
      return Number(signal?.facts['limit records 24 h']);
    };
    expect(limit('privilege', true)).toBeGreaterThan(limit('privilege', false));
    expect(limit('mfa', true)).toBe(limit('privilege', false));
  });

  test('is the account’s own from the fifth day on that had any', () => {
    const usual = (count: number) => volume.assess(today(1e8, past(count, 5000)))[0]?.facts['usual'];
    expect(usual(4)).toBe(usual(0));
    expect(usual(5)).toBeGreaterThan(2 * Number(usual(0)));
  });

  test('excuses nothing by a day that was paged, also where only few are known', () => {
    const following = (first: Past) => decadesOf(today(1e7, [first, ...past(6, 100)]));
    expect(following(pastDay(1e7, { flagged: true }))).toBeGreaterThan(following(pastDay(100)) - 2);
  });

  test('knows of a final day that it was flagged', () => {
    const life = days(40, (day) => (day === 20 ? 5_000_000 : 100));
    const { days: past, through } = lifeOf(life).base;
    expect(through).toBe(FIRST_DAY + 31);
    expect(past.filter(({ flagged }) => flagged).map(({ day }) => day)).toContain(FIRST_DAY + 20);
    expect(past.find(({ day }) => day === FIRST_DAY + 19)?.flagged).toBe(false);
  });

  test('does not know the last seven days, and knows the eighth', () => {
    const burst = (ago: number) => days(40, (day) => (day === 39 ? 1e6 : day === 39 - ago ? 90_000 : 100));
    const quiet = facts(days(40, (day) => (day === 39 ? 1e6 : 100)))?.['limit records 24 h'];
    for (let ago = 1; ago <= 7; ago++) expect(facts(burst(ago))?.['limit records 24 h']).toBe(quiet);
    expect(facts(burst(8))?.['limit records 24 h']).toBeGreaterThan(Number(quiet));
  });

  test('forgets what is older than 56 days', () => {
    const early = (last: number) => days(80, (day) => (day === 79 ? 1e6 : day <= last ? 50_000 : 100));
    expect(facts(early(22))?.['limit records 24 h']).toBe(facts(early(0))?.['limit records 24 h']);
    expect(Number(facts(early(23))?.['limit records 24 h'])).not.toBe(
      facts(early(0))?.['limit records 24 h'],
    );
  });
});

describe('an attempt to hide volume', () => {
  const history = Array.from({ length: 30 }, (_, day) => [
    reading({ time: at(day), records: null, bytes: 200_000 }),
    reading({ time: at(day), eventId: 'page', kind: 'read', records: 20 }),
  ]);
  const loot = reading({ time: at(30), records: null, bytes: 80_000_000_000 });
  const assessed = (...day: ReturnType<typeof reading>[]) =>
    volume.assess(subjectOf(lifeOf([...history, day]), FIRST_DAY + 30));

  test('of bytes behind one counted record does not work', () => {
    const alone = assessed(loot);
    expect(alone[0]?.facts['measure']).toBe('bytes');
    expect(assessed(loot, reading({ time: at(30), eventId: 'page', kind: 'read', records: 1 }))).toEqual(
      alone,
    );
  });

  test('by ending the day through an application does not make a person a service', () => {
    const person = reading({ time: at(30), records: 3_000_000 });
    const through = reading({ time: at(30, 20), kind: 'logon', records: null, actorType: 'integration' });
    expect(assessed(person, through)).toEqual(assessed(person));
  });
});
