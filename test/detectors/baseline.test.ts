import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  baselineOf,
  decadesAt,
  isRoleChange,
  type Past,
  priorOf,
  quietLimit,
} from '../../shared/detectors/baseline.ts';
import { STEP_KINDS } from '../../shared/profile/steps.ts';
import { addDay, afterRoleChange, NO_MOMENTS, predictive, tailDecades } from '../../shared/statistics.ts';
import { idleDay } from '../fixtures/subjects.ts';

const POPULATION = { mean: 4, variance: 9 };
const OTHERS = { mu: 4, s: 3, nu: 200 };
const past: fc.Arbitrary<Past> = fc
  .record({
    amount: fc.oneof(fc.constant(0), fc.nat(300), fc.nat(1e8)),
    flagged: fc.boolean(),
    byOther: fc.constantFrom(undefined, true, false),
    weight: fc.constantFrom(undefined, 1, 0.1),
  })
  .map(({ amount, flagged, byOther, weight }) => ({
    day: {
      ...idleDay(0),
      flagged,
      steps: byOther === undefined ? [] : [{ kind: 'privilege', byOther, hour: 0 }],
    },
    amount,
    ...(weight === undefined ? {} : { weight }),
  }));
const some = fc.array(past, { maxLength: 40 });
const withAny = (all: readonly Past[]) => all.filter(({ amount }) => amount > 0);

describe('a baseline', () => {
  test('is what others do, before five days had any', () => {
    fc.assert(
      fc.property(some, (all) => {
        const any = withAny(all);
        fc.pre(any.length < 5);
        expect(baselineOf(all, POPULATION, 0.3)).toEqual({ model: OTHERS, widest: OTHERS, days: any.length });
      }),
    );
  });

  test('is replayed from the fifth on, day by day, with a new role where somebody else gave it', () => {
    fc.assert(
      fc.property(some, (all) => {
        const any = withAny(all);
        fc.pre(any.length >= 5);
        const moments = any.reduce((state, { day, amount, weight }) => {
          const before = day.steps.some(({ byOther }) => byOther) ? afterRoleChange(state) : state;
          return addDay(
            priorOf(POPULATION),
            before,
            0.3,
            Math.log1p(amount),
            day.flagged ? 1 : 3,
            weight ?? 1,
          );
        }, NO_MOMENTS);
        const { model, days } = baselineOf(all, POPULATION, 0.3);
        expect(model).toEqual(predictive(priorOf(POPULATION), moments, 0.3));
        expect(days).toBe(any.length);
      }),
    );
  });

  test('excuses by its few days at most what lies as far from all of them as others lie from each other', () => {
    fc.assert(
      fc.property(some, (all) => {
        const any = withAny(all);
        fc.pre(any.length >= 5);
        const { model, widest } = baselineOf(all, POPULATION, 0.3);
        const told = any.filter(({ day }) => !day.flagged).map(({ amount }) => Math.log1p(amount));
        expect(widest).toEqual({ ...OTHERS, mu: Math.max(4, model.mu, ...told) });
      }),
    );
  });

  test('weighs what others do like one day, and three of their spread', () => {
    expect(priorOf(POPULATION)).toEqual({ m0: 4, k0: 1, a0: 1.5, b0: 6.75 });
    expect(priorOf(POPULATION, 0.25)).toEqual({ m0: 4, k0: 0.25, a0: 1.5, b0: 6.75 });
  });
});

test('decades are those of the tail that is surprised more', () => {
  const steady = { mu: 4, s: 0.3, nu: 90 };
  const few = { mu: 4, s: 3, nu: 2 };
  expect(decadesAt({ model: steady, widest: OTHERS }, 9)).toBe(tailDecades(9, steady));
  expect(decadesAt({ model: few, widest: OTHERS }, 30)).toBe(tailDecades(30, OTHERS));
});

test('a role changes by privileges that somebody else gave, whatever else happened that day', () => {
  const day = (...steps: Parameters<typeof isRoleChange>[0]['steps']) =>
    isRoleChange({ ...idleDay(0), steps });
  for (const kind of STEP_KINDS)
    for (const byOther of [true, false])
      expect(day({ kind, byOther, hour: 0 })).toBe(kind === 'privilege' && byOther);
  const given = { kind: 'privilege', byOther: true, hour: 3 } as const;
  expect(day({ kind: 'mfa', byOther: false, hour: 1 }, given)).toBe(true);
  expect(day()).toBe(false);
});

describe('the largest quiet amount', () => {
  test('is one less than the first that is too much', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.nat(1e9), (first, more) => {
        expect(quietLimit(first + more, (amount) => (amount >= first ? 2 : 1), 1)).toBe(first - 1);
      }),
    );
  });

  test('is found also where not every whole number exists', () => {
    expect(quietLimit(2 ** 60, (amount) => (amount > 2 ** 59 ? 2 : 0), 1)).toBe(2 ** 59);
    expect(quietLimit(2 ** 60, () => 0, 1)).toBeLessThan(2 ** 60);
    expect(quietLimit(0, () => 2, 1)).toBe(0);
  });
});
