import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countFresh,
  FULL,
  hashOf,
  type Known,
  learn,
  learnNew,
  MAX_KNOWN_HEAVY,
  MAX_KNOWN_SAMPLE,
  NOTHING_KNOWN,
  novelAmount,
  type Touched,
  touched,
  unite,
} from '../../shared/profile/resources.ts';

const named = (names: Iterable<string>, amount = 1) =>
  touched(new Map([...names].map((name) => [name, amount])));
const range = (from: number, to: number, prefix = 'table') =>
  Array.from({ length: to - from }, (_, i) => `${prefix}:${from + i}`);
const names = fc.uniqueArray(
  fc.nat(90).map((n) => `table:${n}`),
  { maxLength: 48, size: 'max' },
);

describe('what is touched', () => {
  test('depends on no order', () => {
    const amounts = fc.uniqueArray(fc.tuple(fc.nat(300).map(String), fc.nat(5)), {
      maxLength: 200,
      size: 'max',
      selector: ([name]) => name,
    });
    fc.assert(
      fc.property(amounts, amounts, (one, other) => {
        expect(touched(new Map(one.toReversed()))).toEqual(touched(new Map(one)));
        const [a, b] = [touched(new Map(one)), touched(new Map(other))];
        expect(unite([a, b])).toEqual(unite([b, a]));
      }),
    );
  });

  test('is counted exactly in one hour of at most 48 resources, against at most 64 known ones', () => {
    fc.assert(
      fc.property(
        names,
        fc.uniqueArray(
          fc.nat(90).map((n) => `table:${n}`),
          { maxLength: 48, size: 'max' },
        ),
        (old, now) => {
          const known = learn(NOTHING_KNOWN, named(old), 100);
          expect(countFresh([named(now)], known)).toBe(now.filter((name) => !old.includes(name)).length);
        },
      ),
    );
  });

  test('of several hours is counted once each', () => {
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 4 }), (hours) => {
        expect(
          countFresh(
            hours.map((hour) => named(hour)),
            NOTHING_KNOWN,
          ),
        ).toBe(new Set(hours.flat()).size);
      }),
    );
  });

  test.each([100, 1000, 20_000])(
    '%d at once are estimated within four standard errors, and without a bias',
    (count) => {
      const estimates = Array.from({ length: 60 }, (_, seed) =>
        countFresh([named(range(0, count, `${seed}`))], NOTHING_KNOWN),
      );
      const sigma = count / Math.sqrt(46);
      for (const estimate of estimates) expect(Math.abs(estimate - count)).toBeLessThan(4 * sigma);
      const mean = estimates.reduce((sum, one) => sum + one, 0) / estimates.length;
      expect(Math.abs(mean - count)).toBeLessThan(4 * (sigma / Math.sqrt(60)) + count / 40);
    },
  );

  test('keeps what carried most, also where it falls out of the sample', () => {
    const amounts = new Map(range(0, 500).map((name, i) => [name, i === 250 ? 1_000_000 : 1]));
    expect(touched(amounts).heavy[0]).toEqual([hashOf('table:250'), 1_000_000]);
    expect(touched(amounts).sample).toHaveLength(48);
  });
});

describe('what is known', () => {
  /** A hundred days, on each of which some of three hundred resources are touched. */
  const days = fc.array(
    fc.uniqueArray(
      fc.nat(300).map((n) => `table:${n}`),
      { maxLength: 60, size: 'max' },
    ),
    {
      maxLength: 30,
      size: 'max',
    },
  );
  const learnt = (all: readonly (readonly string[])[]): Known =>
    all.reduce((known, one, i) => learn(known, named(one), 100 + i), NOTHING_KNOWN);

  test('has bounds, whatever is touched', () => {
    fc.assert(
      fc.property(days, (all) => {
        const known = learnt(all);
        expect(known.sample.size).toBeLessThanOrEqual(MAX_KNOWN_SAMPLE);
        expect(known.heavy.size).toBeLessThanOrEqual(MAX_KNOWN_HEAVY);
        for (const hash of known.sample.keys()) expect(hash).toBeLessThanOrEqual(known.through);
        for (const hash of known.heavy.keys()) expect(hash).toBeGreaterThan(known.through);
        expect([...known.sample.keys()]).toEqual([...known.sample.keys()].toSorted((a, b) => a - b));
      }),
    );
  });

  test('has no new resource among those that it learnt', () => {
    fc.assert(
      fc.property(days, (all) => {
        const known = learnt(all);
        for (const one of all.slice(-5)) expect(countFresh([named(one)], known)).toBe(0);
      }),
    );
  });

  test('is the same whether a day that brings nothing new is told from others or not', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 40 }), (all, pace) => {
        let known = NOTHING_KNOWN;
        for (const [i, one] of all.entries())
          for (const brought of [named(one), named(one.slice(0, 3), 0)]) {
            const day = 100 + i * pace;
            const next = learn(known, brought, day);
            const slowly = learnNew(known, brought, day);
            expect([...next.sample]).toEqual([...slowly.sample]);
            expect([...next.heavy]).toEqual([...slowly.heavy]);
            expect(next.through).toBe(slowly.through);
            known = next;
          }
      }),
    );
  });

  test('forgets after half a year', () => {
    const known = learn(NOTHING_KNOWN, named(['a']), 100);
    expect(countFresh([named(['a'])], learn(known, named(['b']), 279))).toBe(0);
    expect(countFresh([named(['a'])], learn(known, named(['b']), 280))).toBe(1);
  });

  test('tells data of new resources from data of old ones', () => {
    const known = learn(learn(NOTHING_KNOWN, named(['old']), 100), named(['young']), 108);
    const now: Touched = touched(
      new Map([
        ['old', 5],
        ['young', 70],
        ['new', 900],
      ]),
    );
    expect(novelAmount(now, known, 104)).toBe(970);
    expect(novelAmount(now, known, 109)).toBe(900);
    expect(now.through).toBe(FULL);
  });

  test('of a user of a thousand resources, a new one among those that carry data is seen', () => {
    const known = Array.from({ length: 40 }, (_, i) => range(i * 25, i * 25 + 25)).reduce(
      (state, one, i) => learn(state, named(one), 100 + i),
      NOTHING_KNOWN,
    );
    const secret = touched(new Map([['table:secret', 90_000]]));
    expect(novelAmount(secret, known, 134)).toBe(90_000);
  });
});
