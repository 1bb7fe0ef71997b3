import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combine, type Part } from '../shared/combine.ts';
import { RECORD_UNITS } from '../shared/vendors/vendor.ts';

const part = (uid: string, excess: number, family?: Part['detector']['family']): Part => ({
  detector: { uid, ...(family === undefined ? {} : { family }) },
  excess,
});
const parts = fc.array(
  fc.record({
    uid: fc.oneof(
      fc.string({ minLength: 1, maxLength: 3 }),
      fc.constantFrom('capacity', 'time-of-week', 'bulk-export', 'new-operation'),
    ),
    family: fc.constantFrom('amount' as const, 'breadth' as const, 'context' as const, undefined),
    excess: fc.float({ min: 0, max: 30, noNaN: true }),
  }),
  { maxLength: 12 },
);
const units = fc.constantFrom(...RECORD_UNITS);
const total = (shares: readonly number[]) => shares.reduce((sum, share) => sum + share, 0);

describe('evidence', () => {
  test('of different kinds adds up whole', () => {
    expect(combine([part('sequence', 2), part('dormant', 1.5), part('novelty', 3, 'context')])).toEqual([
      2, 1.5, 3,
    ]);
  });

  test('of one family counts once, and the rest of it a third', () => {
    expect(combine([part('tool', 0.9, 'context'), part('novelty', 3, 'context')])).toEqual([0.3, 3]);
  });

  test('of how much and of how many things adds up, and an unusual hour is a hint', () => {
    expect(
      combine([
        part('volume', 6, 'amount'),
        part('activity', 3, 'amount'),
        part('enumeration', 2, 'breadth'),
        part('time-of-week', 4),
      ]),
    ).toEqual([6, 1, 2, 2.5]);
  });

  test('of how many objects and of how much is one fact where records are objects: the smaller counts half', () => {
    const [volume, activity] = [part('volume', 6, 'amount'), part('activity', 3, 'amount')];
    const enumeration = (excess: number) => part('enumeration', excess, 'breadth');
    const context = part('novelty', 3, 'context');
    expect(combine([volume, activity, enumeration(2), context], 'objects')).toEqual([6, 1, 1, 3]);
    expect(combine([volume, activity, enumeration(8), context], 'objects')).toEqual([3, 0.5, 8, 3]);
    expect(combine([enumeration(8), context], 'objects')).toEqual([8, 3]);
  });

  test('that an operation is new counts a third as far as it is a bulk export and has been told', () => {
    const bulk = part('bulk-export', 2.5, 'amount');
    expect(combine([bulk, part('new-operation', 2.1)])).toEqual([2.5, 0.7]);
    expect(combine([bulk, part('new-operation', 2.8)])).toEqual([2.5, 1.13]);
    // Beside a larger amount a third of it has been told.
    expect(combine([part('volume', 6, 'amount'), bulk, part('new-operation', 2.7)])).toEqual([6, 0.83, 2.14]);
    expect(combine([bulk, part('sequence', 1)])).toEqual([2.5, 1]);
    expect(combine([bulk, part('new-operation', 2.1)], 'objects')).toEqual([2.5, 2.1]);
  });

  test('of an operation that nobody uses is a hint: with nothing beside it nobody is paged', () => {
    expect(combine([part('new-operation', 2.9), part('sequence', 1)])).toEqual([2.9, 1]);
    expect(combine([part('new-operation', 5)])).toEqual([3]);
  });

  test('of a month beyond anything is a page and no more, and takes nothing from what it stands beside', () => {
    expect(combine([part('capacity', 40, 'amount')])).toEqual([8]);
    const beside = (excess: number) =>
      combine([part('volume', 10, 'amount'), part('capacity', excess, 'amount')]);
    expect(beside(9.99)).toEqual([10, 2.67]);
    expect(beside(10.01)).toEqual([10, 2.67]);
    expect(combine([part('volume', 6, 'amount'), part('capacity', 40, 'amount')])).toEqual([2, 8]);
  });

  test('never counts for more than it says, in any order, and more of it never for less', () => {
    fc.assert(
      fc.property(
        parts,
        fc.nat(11),
        fc.float({ min: 0, max: 5, noNaN: true }),
        units,
        (all, at, more, counts) => {
          const unique = [...new Map(all.map((one) => [one.uid, one])).values()];
          const told = unique.map(({ uid, family, excess }) => part(uid, excess, family));
          const shares = combine(told, counts);
          for (const [i, share] of shares.entries())
            expect(share).toBeLessThanOrEqual((told[i]?.excess ?? 0) + 0.005);
          expect(combine(told.toReversed(), counts)).toEqual(shares.toReversed());
          const raised = told.map((one, i) => (i === at ? { ...one, excess: one.excess + more } : one));
          expect(total(combine(raised, counts))).toBeGreaterThanOrEqual(total(shares) - 0.01 * told.length);
        },
      ),
    );
  });
});
