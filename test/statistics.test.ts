import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDay,
  type Moments,
  NO_MOMENTS,
  normalTailDecades,
  type Prior,
  poissonTailDecades,
  predictive,
  rateDecades,
  studentTailDecades,
  tailDecades,
} from '../shared/statistics.ts';

describe('decades of the normal tail', () => {
  // Computed with 60 digits from the series (A&S 26.2.10) and the continued fraction (26.2.14).
  test.each([
    [0, 0.301029995663981],
    [0.5, 0.510691989265241],
    [1, 0.79954554149197],
    [1.959964, 1.60206000702437],
    [2.999, 2.86827340612322],
    [3, 2.86969903592937],
    [3.001, 2.87112506938653],
    [5, 6.54264567239065],
    [10, 23.1180534054861],
    [38, 315.539789703963],
    [100, 2173.87154286903],
  ])('at z = %d are %d', (z, decades) => {
    expect(Math.abs(normalTailDecades(z) - decades)).toBeLessThan(1e-11 * (1 + decades));
  });

  test('never fall as z grows, and do not jump where the method changes', () => {
    const z = fc.double({ min: 0, max: 60, noNaN: true });
    fc.assert(
      fc.property(fc.oneof(z, fc.double({ min: 2.99, max: 3.01, noNaN: true })), z, (from, step) => {
        expect(normalTailDecades(from + step)).toBeGreaterThanOrEqual(normalTailDecades(from) - 1e-12);
      }),
    );
    expect(Math.abs(normalTailDecades(3) - normalTailDecades(3 - 1e-12))).toBeLessThan(1e-10);
  });

  test('stay finite for the largest amounts there are', () => {
    expect(Number.isFinite(normalTailDecades(1e100))).toBe(true);
  });
});

describe("decades of Student's t tail", () => {
  // Exact tails, integrated numerically.
  test.each([
    [0.5, 4, 0.492596],
    [1, 4, 0.728273],
    [2, 4, 1.236136],
    [4, 4, 2.093393],
    [15, 4, 4.240003],
    [1, 10, 0.768412],
    [4, 10, 2.899917],
    [15, 10, 7.757422],
    [2, 28, 1.558421],
    [8, 28, 8.286691],
    [4, 44, 3.922647],
    [15, 44, 18.484918],
  ])('at t = %d with %d degrees of freedom are within 3 %% of %d', (t, degreesOfFreedom, exact) => {
    const decades = studentTailDecades(t, degreesOfFreedom);
    expect(Math.abs(decades / exact - 1)).toBeLessThan(0.03);
    // Where it matters, from two decades on, the approximation errs on the quiet side.
    if (exact > 2) expect(decades).toBeLessThan(exact);
  });

  test.each([0, -0, -1, -1e300])('are zero at t = %d: being quiet is no surprise', (t) => {
    expect(studentTailDecades(t, 4)).toBe(0);
  });

  test('never fall as t grows', () => {
    const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(amount, amount, fc.double({ min: 4, max: 50, noNaN: true }), (t, step, nu) => {
        expect(studentTailDecades(t + step, nu)).toBeGreaterThanOrEqual(studentTailDecades(t, nu) - 1e-9);
      }),
    );
  });
});

const prior: Prior = { m0: 4.5, k0: 1, a0: 2, b0: 8 };
const FLOOR = 0.25;
const learn = (days: readonly number[], cap = 3): Moments =>
  days.reduce((moments, x) => addDay(prior, moments, FLOOR, x, cap), NO_MOMENTS);
const daily = fc.double({ min: 0, max: 40, noNaN: true });
const days = fc.array(daily, { minLength: 1, maxLength: 60, size: 'max' });

describe('the predictive distribution', () => {
  test('of an actor without days is the prior', () => {
    expect(predictive(prior, NO_MOMENTS, FLOOR)).toEqual({ mu: 4.5, s: Math.sqrt(8), nu: 4 });
  });

  test('follows the textbook for three days (Murphy 2007, section 3.5)', () => {
    const { mu, s, nu } = predictive(prior, { n: 3, m: 6, m2: 2 }, FLOOR);
    expect(mu).toBeCloseTo((4.5 + 18) / 4, 12);
    expect(nu).toBe(7);
    const bn = 8 + 1 + (3 * 1.5 ** 2) / 8;
    expect(s).toBeCloseTo(Math.sqrt((bn * 5) / (3.5 * 4)), 12);
  });

  test('is never narrower than its floor', () => {
    fc.assert(
      fc.property(days, (all) => {
        expect(predictive(prior, learn(all), FLOOR).s).toBeGreaterThanOrEqual(FLOOR);
      }),
    );
    expect(predictive({ ...prior, b0: 1e-9 }, learn(Array(40).fill(4.5)), FLOOR).s).toBe(FLOOR);
  });

  test('comes to lie where the days are', () => {
    const { mu, s } = predictive(prior, learn(Array(56).fill(7)), FLOOR);
    expect(mu).toBeCloseTo(7, 0);
    expect(s).toBeLessThan(1);
    expect(tailDecades(7, { mu, s, nu: 40 })).toBeLessThan(0.5);
  });
});

describe('adding a day', () => {
  test('gives the weighted mean and squares of the days, each faded by 2.5 % a day', () => {
    fc.assert(
      fc.property(fc.array(daily, { minLength: 1, maxLength: 13 }), (all) => {
        const weights = all.map((_, i) => 0.975 ** (all.length - 1 - i));
        const weigh = (of: (x: number) => number) =>
          all.reduce((sum, x, i) => sum + (weights[i] ?? 0) * of(x), 0);
        const mean = weigh((x) => x) / weigh(() => 1);
        const { n, m, m2 } = learn(all);
        expect(n).toBeCloseTo(
          weigh(() => 1),
          9,
        );
        expect(m).toBeCloseTo(mean, 9);
        expect(m2).toBeCloseTo(
          weigh((x) => (x - mean) ** 2),
          6,
        );
      }),
    );
  });

  test('lets older days fade: the weight never passes 40 days', () => {
    expect(learn(Array(1000).fill(5)).n).toBeLessThanOrEqual(40);
    expect(learn(Array(1000).fill(5)).n).toBeGreaterThan(39);
  });

  test('takes the first 13 days as they are and clips from then on', () => {
    const before = learn(Array(13).fill(5));
    expect(before.n).toBeLessThan(12);
    expect(addDay(prior, before, FLOOR, 30, 1)).toEqual(addDay(prior, before, FLOOR, 30, 3));
    const after = learn(Array(15).fill(5));
    expect(after.n).toBeGreaterThan(12);
    const { mu, s } = predictive(prior, after, FLOOR);
    expect(addDay(prior, after, FLOOR, 30, 3)).toEqual(addDay(prior, after, FLOOR, mu + 3 * s, 3));
    expect(addDay(prior, after, FLOOR, 30, 1).m).toBeLessThan(addDay(prior, after, FLOOR, 30, 3).m);
  });

  test('never clips a quiet day', () => {
    fc.assert(
      fc.property(days, daily, (all, x) => {
        const state = learn(all);
        fc.pre(x <= predictive(prior, state, FLOOR).mu);
        expect(addDay(prior, state, FLOOR, x, 1)).toEqual(addDay(prior, state, FLOOR, x, 3));
      }),
    );
  });

  test('moves the expectation less the harder it clips, and gives finite moments', () => {
    fc.assert(
      fc.property(days, daily, (all, x) => {
        const hard = predictive(prior, addDay(prior, learn(all), FLOOR, x, 1), FLOOR);
        const soft = predictive(prior, addDay(prior, learn(all), FLOOR, x, 3), FLOOR);
        expect(hard.mu).toBeLessThanOrEqual(soft.mu + 1e-9);
        for (const value of [hard.mu, hard.s, hard.nu]) expect(Number.isFinite(value)).toBe(true);
      }),
    );
  });
});

describe('a day of less weight', () => {
  test('of weight one is an ordinary day, and of a tenth moves a tenth as much', () => {
    fc.assert(
      fc.property(fc.array(daily, { maxLength: 30, size: 'max' }), daily, (days, x) => {
        const known = learn(days);
        expect(addDay(prior, known, FLOOR, x, 3, 1)).toEqual(addDay(prior, known, FLOOR, x, 3));
        const light = addDay(prior, known, FLOOR, x, 3, 0.1);
        expect(light.n).toBeCloseTo(known.n * 0.975 + 0.1, 9);
        const whole = addDay(prior, known, FLOOR, x, 3);
        expect(Math.abs(light.m - known.m)).toBeLessThanOrEqual(Math.abs(whole.m - known.m) + 1e-9);
      }),
    );
  });

  test('gives the mean and spread of days that are counted by weight', () => {
    // Without retention three days of weight 0.5, 1 and 0.25; with it each is faded by the days after it.
    const weights = [0.5 * 0.975 ** 2, 0.975, 0.25];
    const amounts = [2, 5, 3];
    const { n, m, m2 } = [0.5, 1, 0.25].reduce(
      (state, weight, i) => addDay(prior, state, FLOOR, amounts[i] ?? 0, 3, weight),
      NO_MOMENTS,
    );
    const total = weights.reduce((sum, one) => sum + one, 0);
    const mean = weights.reduce((sum, one, i) => sum + one * (amounts[i] ?? 0), 0) / total;
    expect(n).toBeCloseTo(total, 12);
    expect(m).toBeCloseTo(mean, 12);
    expect(m2).toBeCloseTo(
      weights.reduce((sum, one, i) => sum + one * ((amounts[i] ?? 0) - mean) ** 2, 0),
      12,
    );
  });
});

describe('decades of a Poisson tail', () => {
  /** By the definition, in logarithms, from the smallest term up. */
  const exact = (k: number, lambda: number) => {
    const terms: number[] = [];
    let log = -lambda;
    for (let i = 1; i <= k + 3000; i++) {
      log += Math.log(lambda) - Math.log(i);
      if (i >= k) terms.push(log);
    }
    const most = Math.max(...terms);
    return (
      -(most + Math.log(terms.toReversed().reduce((sum, one) => sum + Math.exp(one - most), 0))) / Math.LN10
    );
  };

  test.each([
    [1, 0.7],
    [3, 0.7],
    [20, 0.7],
    [12, 4],
    [50, 40],
    [300, 40],
    [1200, 800],
  ])('of at least %d where %d are expected are those of the exact sum', (k, lambda) => {
    expect(poissonTailDecades(k, lambda)).toBeCloseTo(exact(k, lambda), 6);
  });

  test('are none where no more came than expected, and never fall as more do', () => {
    const lambda = fc.nat(5000).map((n) => 0.1 + n / 100);
    fc.assert(
      fc.property(lambda, fc.nat(400), (mean, k) => {
        if (k <= mean) expect(poissonTailDecades(k, mean)).toBe(0);
        expect(poissonTailDecades(k + 1, mean)).toBeGreaterThanOrEqual(poissonTailDecades(k, mean));
        expect(poissonTailDecades(k, mean + 1)).toBeLessThanOrEqual(poissonTailDecades(k, mean) + 1e-9);
      }),
    );
  });
});

describe('decades of a rate', () => {
  test('are the peers’ where nothing is known, and one’s own after many days', () => {
    expect(rateDecades(0, 0, 0.01, 20)).toBeCloseTo(2, 12);
    expect(rateDecades(100, 1000, 0.01, 20)).toBeCloseTo(-Math.log10(100.2 / 1020), 12);
  });

  test('are never negative, fall with every day that showed it and rise with every day that did not', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.integer({ min: 1, max: 999 }), (k, more, thousandths) => {
        const rate = thousandths / 1000;
        const of = (seen: number, days: number) => rateDecades(seen, days, rate, 20);
        expect(of(k, k + more)).toBeGreaterThanOrEqual(0);
        expect(of(k + 1, k + 1 + more)).toBeLessThanOrEqual(of(k, k + more + 1));
        expect(of(k, k + more + 1)).toBeGreaterThanOrEqual(of(k, k + more));
      }),
    );
  });
});
