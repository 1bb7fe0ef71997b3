import { describe, expect, test } from 'vitest';
import {
  countFresh,
  FULL,
  hashOf,
  type Known,
  learn,
  NOTHING_KNOWN,
  NOTHING_TOUCHED,
  novelAmount,
  type Touched,
  touched,
  type Used,
  unite,
  uniteSamples,
} from '../../shared/profile/resources.ts';

const DAY = 1000;
const heavyOf = (...amounts: readonly [string, number][]) => touched(new Map(amounts)).heavy;
const knowing = (parts: Partial<Known>): Known => ({ ...NOTHING_KNOWN, ...parts });
const used = (hashes: readonly number[], first: number, last: number) =>
  hashes.map((hash): [number, Used] => [hash, [first, last]]);
const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
const touching = (parts: Partial<Touched>): Touched => ({ ...NOTHING_TOUCHED, ...parts });

describe('what was touched in an hour', () => {
  test('names what carried data, largest first and then by hash, twelve at the most', () => {
    const [a, b] = [hashOf('a'), hashOf('b')].toSorted((left, right) => left - right);
    expect(heavyOf(['a', 5], ['b', 5], ['c', 70], ['none', 0])).toEqual([
      [hashOf('c'), 70],
      [a, 5],
      [b, 5],
    ]);
    const many = range(1, 20).map((n): [string, number] => [`table:${n}`, n]);
    expect(heavyOf(...many).map(([, amount]) => amount)).toEqual(range(9, 12).toReversed());
  });

  test('is a whole sample up to 48 resources, and from the next on one up to its largest hash', () => {
    const of = (count: number) => touched(new Map(range(0, count).map((n) => [`table:${n}`, 1])));
    const hashes = (count: number) =>
      range(0, count)
        .map((n) => hashOf(`table:${n}`))
        .toSorted((a, b) => a - b);
    expect(of(48)).toMatchObject({ sample: hashes(48), through: FULL });
    const kept = hashes(49).slice(0, 48);
    expect(of(49)).toMatchObject({ sample: kept, through: kept.at(-1) });
  });
});

describe('what was touched in several hours', () => {
  const one = touching({
    sample: [10, 30],
    through: 30,
    heavy: [
      [10, 4],
      [90, 2],
    ],
  });
  const other = touching({ sample: [10, 20, 40], through: FULL, heavy: [[90, 7]] });

  test('has all their data, and of their samples what all would have kept', () => {
    expect(unite([one, other])).toEqual({
      sample: [10, 20, 30],
      through: 30,
      heavy: [
        [90, 9],
        [10, 4],
      ],
    });
    expect(uniteSamples([other, one])).toEqual({ sample: [10, 20, 30], through: 30 });
    expect(unite([one])).toBe(one);
    expect(unite([])).toEqual(NOTHING_TOUCHED);
  });

  test('is new as far as no sample was left out, and estimated beyond that', () => {
    expect(countFresh([other], NOTHING_KNOWN)).toBe(3);
    expect(countFresh([other], knowing({ sample: new Map(used([20], 1, 1)) }))).toBe(2);
    const half = { sample: [10, 20, FULL / 2 + 1], through: FULL };
    expect(countFresh([half, { sample: [30], through: FULL / 2 }], NOTHING_KNOWN)).toBe(6);
    expect(countFresh([half], knowing({ through: FULL / 4 }))).toBe(8);
  });
});

describe('data of resources', () => {
  test('is novel where they are not known, or only since the day that is asked for', () => {
    const known = knowing({
      sample: new Map([...used([1], DAY - 5, DAY), ...used([2], DAY - 4, DAY)]),
      heavy: new Map([...used([3], DAY - 5, DAY), ...used([4], DAY - 4, DAY)]),
    });
    const heavy = [1, 2, 3, 4, 5].map((hash): [number, number] => [hash, 10 ** hash]);
    expect(novelAmount(touching({ heavy }), known, DAY - 4)).toBe(100 + 10_000 + 100_000);
  });
});

describe('what is learnt of a day', () => {
  test('is that known resources were used again, since the day on which they were new', () => {
    const known = knowing({
      through: 50,
      sample: new Map(used([10], 1, 900)),
      heavy: new Map(used([90], 2, 900)),
    });
    const next = learn(known, touching({ sample: [10, 70], heavy: [[90, 3]] }), DAY);
    expect(next).toEqual({
      through: 50,
      sample: new Map(used([10], 1, DAY)),
      heavy: new Map(used([90], 2, DAY)),
    });
  });

  test('is what is new below the limit, and beyond it what carried data', () => {
    const known = knowing({ through: 50 });
    expect(learn(known, touching({ sample: [10, 70], heavy: [[90, 3]] }), DAY)).toEqual({
      through: 50,
      sample: new Map(used([10], DAY, DAY)),
      heavy: new Map(used([90], DAY, DAY)),
    });
  });

  test('pushes the largest hash out of a full sample, unless it carried data', () => {
    const known = knowing({ sample: new Map(used(range(101, 64), 1, 900)) });
    const next = learn(known, touching({ sample: [5] }), DAY);
    expect(next.through).toBe(163);
    expect([...next.sample.keys()]).toEqual([5, ...range(101, 63)]);
    expect(next.heavy.size).toBe(0);
    const carried = learn(known, touching({ sample: [5], heavy: [[164, 9]] }), DAY);
    expect([...carried.heavy]).toEqual(used([164], 1, DAY));
  });

  test('pushes out of 32 the one that was not used for longest, then the one that is known least long', () => {
    const gone = (...others: readonly [number, Used][]) => {
      const heavy = new Map([...used(range(200, 32 - others.length), 1, 900), ...others]);
      const next = learn(knowing({ through: 50, heavy }), touching({ heavy: [[999, 1]] }), DAY);
      expect(next.heavy.size).toBe(32);
      expect([...next.heavy.keys()]).toEqual([...next.heavy.keys()].toSorted((a, b) => a - b));
      return [...heavy.keys()].filter((hash) => !next.heavy.has(hash));
    };
    expect(gone([300, [2, 899]])).toEqual([300]);
    expect(gone([300, [1, 899]], [301, [800, 900]])).toEqual([300]);
    expect(gone([150, [2, 900]])).toEqual([150]);
    expect(gone()).toEqual([231]);
  });
});
