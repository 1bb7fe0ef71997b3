import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrated, rawWorth, type Tail, tailOf } from '../shared/population.ts';
import { DEFAULT_TAILS } from '../shared/tails.ts';
import { tail } from './laws/subjects.ts';

const raw = fc.nat(40_000).map((n) => n / 1000);
const shipped = Object.values(DEFAULT_TAILS).flatMap((tails): Tail[] => Object.values(tails));
const anyTail = fc.oneof(tail, fc.constantFrom({ points: [], slope: 1 }, ...shipped));

describe('a population’s tail', () => {
  test('is worth nothing at nothing, and never falls as raw decades rise', () => {
    fc.assert(
      fc.property(anyTail, raw, raw, (one, from, step) => {
        expect(calibrated(one, 0)).toBe(0);
        expect(calibrated(one, from + step)).toBeGreaterThanOrEqual(calibrated(one, from) - 1e-9);
        expect(rawWorth(one, from + step)).toBeGreaterThanOrEqual(rawWorth(one, from) - 1e-9);
      }),
    );
  });

  test('is read backwards to the same raw decades', () => {
    fc.assert(
      fc.property(anyTail, raw, (one, decades) => {
        expect(calibrated(one, rawWorth(one, decades))).toBeCloseTo(decades, 6);
        expect(rawWorth(one, calibrated(one, decades))).toBeCloseTo(decades, 6);
      }),
    );
  });

  test('goes through its points, straight between them, and on at its slope', () => {
    const one = {
      points: [
        [2, 1],
        [6, 2],
      ] as const,
      slope: 0.25,
    };
    expect([0, 1, 2, 4, 6, 10].map((value) => calibrated(one, value))).toEqual([0, 0.5, 1, 1.5, 2, 3]);
  });

  test('that nobody has fitted changes nothing', () => {
    expect(calibrated(tailOf({ person: {}, service: {} }, 'person', 'volume'), 7.25)).toBe(7.25);
  });
});

test('A program that does something new is rarer than a person who does', () => {
  const worth = (actor: 'person' | 'service', detector: string) =>
    calibrated(tailOf(DEFAULT_TAILS, actor, detector), 3);
  for (const detector of ['context-novelty', 'enumeration', 'tripwire'])
    expect(worth('service', detector)).toBeGreaterThan(worth('person', detector) + 0.5);
  // Four weeks of a program vary more, and only people go on leave.
  expect(worth('service', 'capacity')).toBeLessThan(worth('person', 'capacity'));
  expect(Object.keys(DEFAULT_TAILS.service)).not.toContain('dormant');
});
