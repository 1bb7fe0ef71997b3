import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baselineOf, decadesAt } from '../../shared/detectors/baseline.ts';
import { byClass, type Hurdle, hurdleDetector } from '../../shared/detectors/hurdle.ts';
import { TECHNIQUES } from '../../shared/detectors/techniques.ts';
import { LAG_DAYS } from '../../shared/profile/base.ts';
import type { Day } from '../../shared/profile/day.ts';
import type { Subject } from '../../shared/profile/subject.ts';
import { rateDecades, tailDecades } from '../../shared/statistics.ts';
import { idleDay, NOBODY, type Past, pastDay, withToday } from '../fixtures/subjects.ts';

const POPULATION = { mean: 4.5, variance: 4 };
const hurdle = (parts: Partial<Hurdle> = {}): Hurdle => ({
  feature: 'novel',
  days: 2,
  window: '2 d',
  unit: 'records',
  rate: 0.2,
  floor: 0.5,
  population: () => POPULATION,
  applies: () => true,
  since: ({ firstDay }) => firstDay,
  ...parts,
});
const WEEK = { days: 7, window: '7 d' };
const detectorOf = (...hurdles: readonly Hurdle[]) =>
  hurdleDetector(
    { uid: 'any', title: 'Any', technique: TECHNIQUES.repositories, runbook: [] },
    hurdles.length === 0 ? [hurdle()] : hurdles,
  );

/** A day so many days ago, with that much of the feature. */
const ago = (days: number, novel: number, parts: Partial<Day> = {}): Past =>
  pastDay(0, { day: NOBODY.day - days, ...parts, features: { novel } });
const subject = (novel: number, past: readonly Past[] = []): Subject => ({
  ...withToday(NOBODY, { novel }),
  past,
  history: past.filter(({ day }) => day <= NOBODY.day - LAG_DAYS),
  firstDay: NOBODY.day - 60,
});
/** Forty days of history, on every `every`th of which there was any, and never on the day before. */
const life = (every: number, novel = 100) =>
  Array.from({ length: 40 }, (_, i) => ago(48 - i, i % every === 0 ? novel : 0));
const tail = (amount: number) => tailDecades(Math.log1p(amount), { mu: 4.5, s: 2, nu: 200 });

describe('an amount that most days have none of', () => {
  test('tells what left today as of two days where seven say hardly more, and as of seven where they do', () => {
    const both = detectorOf(hurdle(WEEK), hurdle());
    const windowOf = (before: number) => both.assess(subject(50_000, [ago(3, before)]))[0]?.facts['window'];
    expect(windowOf(0)).toBe('2 d');
    expect(windowOf(500)).toBe('2 d');
    expect(windowOf(500_000)).toBe('7 d');
    // Not as what another amount says: a shorter window of that is none of this.
    const others = detectorOf(hurdle(WEEK), hurdle({ feature: 'youngNetwork', days: 1, window: '1 d' }));
    const day = {
      ...subject(50_000),
      today: withToday(NOBODY, { novel: 50_000, youngNetwork: 49_000 }).today,
    };
    expect(others.assess(day)[0]?.facts).toMatchObject({ measure: 'novel', window: '7 d' });
    const [two] = detectorOf(hurdle()).assess(subject(50_000, [ago(3, 500)]));
    expect(both.assess(subject(50_000, [ago(3, 500)]))[0]?.decades).toBe(two?.decades);
  });

  test('is that of an account, and otherwise as it is described', () => {
    expect(detectorOf()).toMatchObject({ entity: 'actor', uid: 'any', title: 'Any', runbook: [] });
  });

  test('surprises by how seldom there is any, and by how much it is', () => {
    const [signal, ...more] = detectorOf().assess(subject(50_000, life(5)));
    expect(more).toEqual([]);
    const history = Array.from({ length: 8 }, () => ({ day: idleDay(0), amount: 100 }));
    const baseline = baselineOf(history, POPULATION, 0.5);
    expect(signal?.decades).toBeCloseTo(
      rateDecades(8, 40, 0.2, 8) + decadesAt(baseline, Math.log1p(50_000)),
      9,
    );
    expect(signal).toMatchObject({
      observed: '50,000 records in 2 d',
      expected: `any on 8 of 40 days, then about ${Math.round(Math.expm1(baseline.model.mu))}`,
      facts: { measure: 'novel', window: '2 d', observed: 50_000, days: 40, anyDays: 8 },
    });
  });

  test('is held against what others have, where there was none, or no day that could have had any', () => {
    const none = detectorOf().assess(subject(50_000, life(50).slice(1)))[0];
    expect(none?.expected).toBe('none, as on each of the 39 days known of it; if any, about 89');
    expect(none?.decades).toBeCloseTo(rateDecades(0, 39, 0.2, 8) + tail(50_000), 9);
    const known = detectorOf().assess(subject(50_000, [ago(9, 0)]))[0];
    expect(known?.expected).toBe('none, as on the one day known of it; if any, about 89');
    expect(detectorOf().assess(subject(50_000))[0]).toMatchObject({
      decades: expect.closeTo(rateDecades(0, 0, 0.2, 8) + tail(50_000), 9),
      expected: 'none, as on most days of accounts of its kind; if any, about 89',
      facts: { days: 0, anyDays: 0, usual: 89 },
    });
  });

  test('never tells what others have as that of its own few days', () => {
    const expected = (any: number, parts: Partial<Hurdle> = {}) =>
      detectorOf(hurdle(parts)).assess(subject(50_000, life(40 / any, 7)))[0]?.expected;
    expect(expected(1)).toBe('any on 1 of 40 days, then about 89 for accounts of its kind');
    expect(expected(4)).toBe('any on 4 of 40 days, then about 89 for accounts of its kind');
    expect(expected(5)).toMatch(/^any on 5 of 40 days, then about \d+$/);
    const whose = () => 'as on any of its days';
    expect(expected(4, { whose })).toBe('any on 4 of 40 days, then about 89 as on any of its days');
    expect(expected(5, { whose })).toBe(expected(5));
  });

  test('says which of the days it knows count, where others are known', () => {
    const expected = (past: readonly Past[], parts: Partial<Hurdle> = {}) =>
      detectorOf(hurdle(parts)).assess(subject(50_000, past))[0]?.expected;
    const days = (from: number, until: number) =>
      Array.from({ length: from - until + 1 }, (_, i) => ago(from - i, 0));
    expect(expected(days(12, 1))).toBe(
      'none, as on each of the 5 days that count (7 more are of the last week); if any, about 89',
    );
    const young = { since: ({ day }: Subject) => day - 11 };
    expect(expected(days(20, 1), young)).toBe(
      'none, as on each of the 4 days that count (16 more are of the last week or among its first); if any, about 89',
    );
    expect(expected(days(9, 6))).toBe('none, as on each of the 2 days that count; if any, about 89');
    expect(expected(days(8, 7))).toBe('none, as on the one day that counts; if any, about 89');
    expect(expected(days(9, 8))).toBe('none, as on each of the 2 days known of it; if any, about 89');
  });

  test('says nothing of a day without any, or to which it does not apply, whatever the days before had', () => {
    const week = [ago(1, 1e6), ago(2, 1e6)];
    expect(detectorOf(hurdle(WEEK)).assess(subject(0, week))).toEqual([]);
    expect(detectorOf(hurdle(WEEK)).assess(subject(1, week))).toHaveLength(1);
    expect(detectorOf(hurdle({ ...WEEK, applies: () => false })).assess(subject(1, week))).toEqual([]);
  });

  test('is summed over the days of its window, without those that were paged', () => {
    const observed = (...past: readonly Past[]) =>
      detectorOf(hurdle({ days: 3 })).assess(subject(50_000, past))[0]?.facts['observed'];
    expect(observed(ago(3, 7000), ago(2, 300), ago(1, 20))).toBe(50_320);
    expect(observed(ago(2, 300, { flagged: true }), ago(1, 20))).toBe(50_020);
  });

  test('knows of the past what its windows held, also of days that were paged', () => {
    const pairs = Array.from({ length: 10 }, (_, i) => [
      ago(48 - 4 * i, 100, { flagged: true }),
      ago(47 - 4 * i, 300),
      // On a day without any, there is no window to speak of.
      ago(46 - 4 * i, 0),
    ]).flat();
    const history = pairs.flatMap((day) =>
      day.features.novel > 0 ? [{ day, amount: day.features.novel === 100 ? 100 : 400 }] : [],
    );
    const baseline = baselineOf(history, POPULATION, 0.5);
    const [signal] = detectorOf().assess(subject(1e6, pairs));
    expect(signal?.facts).toMatchObject({ days: 30, anyDays: 20 });
    expect(signal?.decades).toBeCloseTo(
      rateDecades(20, 30, 0.2, 8) + decadesAt(baseline, Math.log1p(1e6)),
      9,
    );
  });

  test('knows of no window what it held of a day that people have found to be malicious', () => {
    const pairs = (parts: Partial<Day>, novel: number) =>
      Array.from({ length: 10 }, (_, i) => [
        ...(novel > 0 ? [ago(48 - 4 * i, novel, parts)] : []),
        ago(47 - 4 * i, 300),
      ]).flat();
    const assessed = (past: readonly Past[]) => {
      const one = subject(1e6, past);
      return detectorOf().assess({ ...one, history: one.history.filter(({ excluded }) => !excluded) });
    };
    expect(assessed(pairs({ flagged: true, excluded: true }, 90_000))).toEqual(assessed(pairs({}, 0)));
  });

  test('knows nothing of days before the first that tells what is normal', () => {
    const from = (days: number) => hurdle({ since: ({ day }) => day - days });
    const facts = (days: number) => detectorOf(from(days)).assess(subject(1e6, life(1)))[0]?.facts;
    expect(facts(48)).toMatchObject({ days: 40, anyDays: 40 });
    expect(facts(28)).toMatchObject({ days: 20, anyDays: 20 });
    const early = detectorOf(hurdle({ days: 7, since: ({ day }) => day - 2 }));
    expect(early.assess(subject(1e6, [ago(3, 500), ago(2, 40)]))[0]?.facts['observed']).toBe(1_000_040);
  });

  test('counts as far as it is told to: half of it, or nothing', () => {
    const [half] = detectorOf(hurdle({ share: () => 0.5 })).assess(subject(50_000, [ago(1, 10_001)]));
    expect(half?.facts['observed']).toBe(30_001);
    expect(half?.decades).toBeCloseTo(rateDecades(0, 0, 0.2, 8) + tail(30_001), 9);
    expect(detectorOf(hurdle({ share: () => 0, rate: 0.01 })).assess(subject(50_000))).toEqual([]);
  });

  test('is told by the window that surprises most, and with the limits of all', () => {
    const past = [ago(3, 2e6), ago(2, 2e6)];
    for (const windows of [
      [hurdle(), hurdle(WEEK)],
      [hurdle(WEEK), hurdle()],
    ])
      expect(detectorOf(...windows).assess(subject(3000, past))[0]).toMatchObject({
        observed: '4,003,000 records in 7 d',
        quietIf: expect.stringMatching(/^no records, at most \d+ records on the day \(2 d\)$/),
        facts: { 'limit novel 7 d': 0, 'limit novel 2 d': expect.any(Number) },
      });
  });

  test('is too much at all where there never is any', () => {
    const always = Array.from({ length: 40 }, (_, i) => ago(48 - i, 0));
    const [signal] = detectorOf(hurdle({ rate: 0.001 }), hurdle({ ...WEEK, rate: 0.001 })).assess(
      subject(90, always),
    );
    expect(signal?.quietIf).toBe('no records');
    expect(signal?.facts['limit novel 2 d']).toBe(0);
  });
});

const pasts = fc
  .array(fc.record({ novel: fc.constantFrom(0, 0, 3, 100, 4000), flagged: fc.boolean() }), { maxLength: 55 })
  .map((all) => all.map(({ novel, flagged }, i) => ago(all.length - i, novel, { flagged })));

describe('what a hurdle says would have been quiet', () => {
  test('is quiet, and one more is not, of one window and of several', () => {
    const shares = fc.constantFrom(undefined, 1, 0.5, 0.25);
    fc.assert(
      fc.property(
        pasts,
        fc.integer({ min: 1, max: 1e6 }),
        shares,
        fc.boolean(),
        (past, novel, share, both) => {
          const parts = share === undefined ? {} : { share: () => share };
          const detector = detectorOf(hurdle(parts), ...(both ? [hurdle({ ...parts, ...WEEK })] : []));
          const one = subject(novel, past);
          const [signal] = detector.assess(one);
          fc.pre(signal !== undefined);
          const limits = Object.entries(signal.facts).flatMap(([name, limit]) =>
            name.startsWith('limit ') ? [Number(limit)] : [],
          );
          const quieted = detector.quieted(one);
          expect(quieted).toEqual(withNovel(one, Math.min(...limits)));
          expect(detector.assess(quieted)).toEqual([]);
          // A share takes some of them together.
          const step = 1 / (share ?? 1);
          expect(detector.assess(withNovel(quieted, Math.min(...limits) + step))).toHaveLength(1);
        },
      ),
    );
  });

  test('leaves alone who is quiet', () => {
    const one = subject(5, life(2));
    expect(detectorOf().assess(one)).toEqual([]);
    expect(detectorOf().quieted(one)).toBe(one);
  });
});

function withNovel(one: Subject, novel: number): Subject {
  return { ...one, today: { ...one.today, features: { ...one.today.features, novel } } };
}

test('services are expected to be like services, integrations among them, and all others like persons', () => {
  const of = byClass({ mean: 1, variance: 1 }, { mean: 2, variance: 1 });
  const mean = (type: Subject['type']) => of({ ...NOBODY, type }).mean;
  expect([mean('user'), mean('unknown'), mean('service'), mean('integration')]).toEqual([1, 1, 2, 2]);
});
