import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Amount, amountDetector } from '../../shared/detectors/amount.ts';
import { type Baseline, baselineOf, decadesAt } from '../../shared/detectors/baseline.ts';
import { withFeature } from '../../shared/detectors/features.ts';
import { TECHNIQUES } from '../../shared/detectors/techniques.ts';
import type { Feature } from '../../shared/profile/day.ts';
import type { Subject } from '../../shared/profile/subject.ts';
import { rateDecades } from '../../shared/statistics.ts';
import { NOBODY, type Past, pastDay, withToday } from '../fixtures/subjects.ts';

const POPULATION = { mean: 4.5, variance: 4 };
const TYPICAL = Math.expm1(4.5);
const amountOf = (feature: Feature, parts: Partial<Amount> = {}): Amount => ({
  measure: feature,
  window: '24 h',
  unit: `${feature} in 24 h`,
  floor: 0.3,
  population: () => POPULATION,
  observed: ({ today }) => today.features[feature],
  past: ({ features }) => features[feature],
  set: withFeature(feature),
  ...parts,
});
const detectorOf = (...amounts: readonly Amount[]) =>
  amountDetector({ uid: 'any', title: 'Any', technique: TECHNIQUES.automated, runbook: [] }, amounts);
const exporting = (parts: Partial<Amount> = {}) => detectorOf(amountOf('exports', parts));

const days = (amounts: readonly number[], parts: Partial<Past> = {}): Past[] =>
  amounts.map((exports, i) => pastDay(0, { day: NOBODY.day - 60 + i, ...parts, features: { exports } }));
const subject = (exports: number, history: readonly Past[] = []): Subject => ({
  ...withToday(NOBODY, { exports }),
  history,
});
const repeated = (count: number, ...amounts: readonly number[]) =>
  Array.from({ length: count }, (_, i) => amounts[i % amounts.length] ?? 0);
const tailOf = (amount: number, history: readonly Past[]): number =>
  decadesAt(baseline(history), Math.log1p(amount));
const baseline = (history: readonly Past[]): Baseline =>
  baselineOf(
    history.map((day) => ({ day, amount: day.features.exports })),
    POPULATION,
    0.3,
  );
/** Beyond the most of some days: how seldom the next is the largest, and how far it is. */
const recordOf = (amount: number, most: number, count: number) =>
  Math.log10(count + 1) * Math.min(1, Math.log(amount / Math.max(1, most))) +
  Math.log10((amount + TYPICAL) / (most + TYPICAL));

describe('an amount', () => {
  test('is that of an account, and otherwise as it is described', () => {
    expect(exporting()).toMatchObject({ entity: 'actor', uid: 'any', title: 'Any', runbook: [] });
  });

  test('surprises by the tail of what its past days explain', () => {
    const history = days(repeated(9, 100, 120));
    const [signal, ...more] = exporting().assess(subject(5000, history));
    expect(more).toEqual([]);
    expect(signal?.decades).toBeCloseTo(tailOf(5000, history), 9);
    const usual = Math.round(Math.expm1(baseline(history).model.mu));
    expect(signal).toMatchObject({
      observed: '5,000 exports in 24 h',
      expected: `about ${usual} in 24 h, at most 120, from 9 days that had any`,
      facts: { measure: 'exports', window: '24 h', observed: 5000, usual, most: 120, days: 9 },
    });
  });

  test('says how few days it knows, and what it does not know', () => {
    const expected = (history: readonly Past[]) => exporting().assess(subject(1e6, history))[0]?.expected;
    expect(expected([])).toBe('about 89 for accounts of its kind; no such day of its own is known');
    expect(expected(days([0, 0]))).toBe(
      'about 89 for accounts of its kind; none of its 2 days that count had any',
    );
    expect(expected(days([0]))).toMatch(/; its one day that counts had none$/);
    expect(expected(days([7]))).toBe(
      'about 89 for accounts of its kind; only 1 such day of its own is known',
    );
    expect(expected(days(repeated(4, 7)))).toBe(
      'about 89 for accounts of its kind; only 4 such days of its own are known',
    );
    expect(expected(days(repeated(5, 7)))).toMatch(
      /^about \d+ in 24 h, at most 7, from 5 days that had any$/,
    );
    const told = days(repeated(5, 7), { flagged: true });
    expect(expected(told)).toMatch(/^about \d+ in 24 h, from 5 days that had any$/);
  });

  test('never says that no such day is known where some are that do not count', () => {
    const any = (day: number, parts: Partial<Past> = {}) =>
      pastDay(0, { day: NOBODY.day - day, ...parts, features: { exports: 7 } });
    const quiet = (day: number) => pastDay(0, { day: NOBODY.day - day });
    const of = (past: readonly Past[], history: readonly Past[] = []) =>
      exporting()
        .assess({ ...subject(1e6, history), past: [...past, ...history] })[0]
        ?.expected.replace('about 89 for accounts of its kind; ', '');
    expect(of([quiet(2), quiet(12)])).toBe('no such day of its own is known');
    expect(of([any(1)])).toBe('no such day of its own counts (1 is of the last week)');
    expect(of([any(7), any(2), quiet(1)])).toBe('no such day of its own counts (2 are of the last week)');
    expect(of([any(3), any(2)], [any(9)])).toBe(
      'only 1 such day of its own counts (2 more are of the last week)',
    );
    expect(of([any(7)], [any(8), any(9)])).toBe(
      'only 2 such days of its own count (1 more is of the last week)',
    );
    expect(of([any(57), any(20, { excluded: true }), any(3)], [quiet(9)])).toBe(
      'no such day of its own counts (3 are of the last week, older than eight weeks or set apart by a verdict)',
    );
  });

  test('says of weeks that the first ones are not known', () => {
    const weekly = amountOf('exports', { observed: () => 1e6, past: ({ week }) => week.records });
    const early = pastDay(5, { day: NOBODY.day - 10, week: { records: 0, bytes: 0, unsized: 0 } });
    const signal = detectorOf(weekly).assess({ ...subject(1, [early]), past: [early] })[0];
    expect(signal?.expected).toMatch(/; no such day of its own counts \(1 is among its first\)$/);
  });

  test('surprises as a record from ten days on, the more the farther it is beyond the most of them', () => {
    const wild = (count: number) => days(repeated(count, 2, 9000));
    const decades = (amount: number, history: readonly Past[]) =>
      exporting().assess(subject(amount, history), 0)[0]?.decades ?? 0;
    for (const amount of [20_000, 30_000, 9_000_000]) {
      const record = recordOf(amount, 9000, 40);
      expect(record).toBeGreaterThan(tailOf(amount, wild(40)));
      expect(decades(amount, wild(40))).toBeCloseTo(record, 9);
    }
    expect(decades(9000, wild(40))).toBeCloseTo(tailOf(9000, wild(40)), 9);
    expect(decades(9_000_000, wild(10))).toBeCloseTo(recordOf(9_000_000, 9000, 10), 9);
    expect(decades(9_000_000, wild(9))).toBeCloseTo(tailOf(9_000_000, wild(9)), 9);
  });

  test('is no record for being the first, nor against what was paged', () => {
    const idle = days(repeated(20, 0));
    const [first] = exporting().assess(subject(20, idle));
    expect(first?.decades).toBeCloseTo(recordOf(20, 0, 20), 9);
    const paged = [...days(repeated(40, 2, 9000)), ...days([8_000_000], { flagged: true })];
    const [second] = exporting().assess(subject(9_000_000, paged));
    expect(second?.decades).toBeCloseTo(recordOf(9_000_000, 9000, 40), 9);
    expect(second?.facts['most']).toBe(9000);
  });

  test('surprises also by how seldom there is any, but not by more than it is itself', () => {
    const rare = { rate: 0.3 };
    const history = days([...repeated(30, 0), ...repeated(7, 100)]);
    const rarity = rateDecades(7, 37, 0.3, 8);
    const decades = (amount: number) => exporting(rare).assess(subject(amount, history), 0)[0]?.decades ?? 0;
    const tail = (amount: number) => tailOf(amount, history);
    expect(decades(5000)).toBeCloseTo(tail(5000) + rarity, 9);
    const little = 100;
    expect(tail(little)).toBeLessThan(rarity);
    expect(decades(little)).toBeCloseTo(2 * tail(little), 9);
  });

  test('counts each past day for as much as it is told to, and is held against the kind of account', () => {
    const history = days(repeated(30, 100));
    const usual = (parts: Partial<Amount>, type: Subject['type'] = 'user') =>
      Number(exporting(parts).assess({ ...subject(1e6, history), type })[0]?.facts['usual']);
    expect(usual({ weight: () => 0.01 })).toBeLessThan(usual({}));
    expect(usual({ weight: () => 1 })).toBe(usual({}));
    const population: Amount['population'] = (actor) =>
      actor === 'service' ? { mean: 9, variance: 4 } : POPULATION;
    expect(usual({ population }, 'service')).toBeGreaterThan(usual({ population }));
    expect(usual({ population }, 'integration')).toBe(usual({ population }, 'service'));
  });

  test('is nothing where there is none', () => {
    expect(exporting().assess(subject(0, days(repeated(40, 100))), 0)).toEqual([]);
  });
});

describe('several amounts', () => {
  const two = [amountOf('exports'), amountOf('largest'), amountOf('readsPeak')];
  const loud = withToday(NOBODY, { exports: 50_000, largest: 9e9, readsPeak: 3 });

  test('are told by the one that surprises most, with the limits of all that do', () => {
    for (const amounts of [two, two.toReversed()]) {
      const [signal, ...more] = detectorOf(...amounts).assess(loud);
      expect(more).toEqual([]);
      expect(signal).toMatchObject({ observed: '9,000,000,000 largest in 24 h' });
      expect(signal?.quietIf).toMatch(/^at most [\d,]+ largest in 24 h, [\d,]+ exports in 24 h$/);
      const limits = Object.keys(signal?.facts ?? {}).filter((name) => name.startsWith('limit '));
      expect(limits).toEqual(['limit largest 24 h', 'limit exports 24 h']);
    }
  });

  test('would be quiet with each of them at its limit, and not with one more', () => {
    const amount = fc.oneof(fc.nat(300), fc.nat(1e7));
    const pasts = fc.array(fc.record({ exports: amount, largest: amount }), { maxLength: 40 });
    fc.assert(
      fc.property(amount, amount, pasts, (exports, largest, past) => {
        const history = past.map((features) => pastDay(0, { features }));
        const one = { ...withToday(NOBODY, { exports, largest }), history };
        const detector = detectorOf(...two);
        const [signal] = detector.assess(one);
        fc.pre(signal !== undefined);
        const limit = (feature: Feature, value: number) =>
          Number(signal.facts[`limit ${feature} 24 h`] ?? value);
        const limits = { exports: limit('exports', exports), largest: limit('largest', largest) };
        expect(detector.quieted(one)).toEqual({ ...withToday(NOBODY, limits), history });
        expect(detector.assess(detector.quieted(one))).toEqual([]);
        for (const feature of ['exports', 'largest'] as const)
          if (`limit ${feature} 24 h` in signal.facts)
            expect(
              detector.assess({
                ...withToday(NOBODY, { ...limits, [feature]: limits[feature] + 1 }),
                history,
              }),
            ).toHaveLength(1);
      }),
    );
  });

  test('leave alone who is quiet', () => {
    expect(detectorOf(...two).quieted(NOBODY)).toBe(NOBODY);
  });
});
