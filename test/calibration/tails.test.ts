import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RawDay } from '../../shared/calibration/fit-tail.ts';
import { blendTails, ENOUGH_WEEKS, pseudoDays } from '../../shared/calibration/tails.ts';
import { DETECTORS } from '../../shared/detectors/index.ts';
import { calibrated, tailOf } from '../../shared/population.ts';
import { DEFAULT_TAILS } from '../../shared/tails.ts';

const detectors = DETECTORS.map(({ uid }) => uid);
/** By their own days alone: of so many weeks the shipped tables have no say. */
const fitTails = (days: readonly RawDay[], of: readonly string[], shipped = DEFAULT_TAILS) =>
  blendTails(days, { person: ENOUGH_WEEKS, service: ENOUGH_WEEKS }, of, shipped);
const quiet = (days: number): RawDay[] => Array.from({ length: days }, () => ({ actor: 'person', raw: {} }));
/** Days whose raw decades are worth half of what they say. */
const doubled = (days: number): RawDay[] =>
  Array.from({ length: days }, (_, i) => ({
    actor: 'person',
    raw: { volume: 2 * Math.log10(days / (i + 0.5)) },
  }));

describe('tails of a history that is too short', () => {
  test('are the shipped ones where there is no day at all', () => {
    const weeks = { person: 0, service: 0 };
    expect(blendTails([], weeks, detectors, DEFAULT_TAILS)).toEqual(DEFAULT_TAILS);
  });

  test('are close to the shipped ones, for every detector and at every height', () => {
    const blended = blendTails(quiet(4), { person: 1, service: 0 }, detectors, DEFAULT_TAILS);
    for (const uid of detectors)
      fc.assert(
        fc.property(fc.double({ min: 0.5, max: 8, noNaN: true }), (raw) => {
          const shipped = calibrated(tailOf(DEFAULT_TAILS, 'person', uid), raw);
          const own = calibrated(tailOf(blended, 'person', uid), raw);
          // What scores rest on; 3,000 actor-weeks believe no point beyond three decades.
          if (shipped > 1.5 && shipped < 3)
            expect(Math.abs(own - shipped), `${uid} ${raw}`).toBeLessThan(0.5);
        }),
        { numRuns: 60 },
      );
  });

  test('move towards the own days as these become more', () => {
    const worth = [10, 300, 1000, 2900].map((weeks) => {
      const days = doubled(weeks * 4);
      const tails = blendTails(days, { person: weeks, service: 0 }, ['volume'], DEFAULT_TAILS);
      return calibrated(tailOf(tails, 'person', 'volume'), 4.2);
    });
    expect(worth).toEqual(worth.toSorted((a, b) => b - a));
    expect(new Set(worth).size).toBe(worth.length);
  });
});

test('a history that is long enough speaks for itself', () => {
  const days = doubled(4 * ENOUGH_WEEKS);
  expect(pseudoDays(days.length, ENOUGH_WEEKS)).toBe(0);
  const others = { person: { volume: { points: [[9, 0.1]], slope: 0.1 } }, service: {} } as const;
  const { person } = fitTails(days, detectors);
  expect(Object.keys(person)).toEqual(['volume']);
  expect(fitTails(days, detectors, others).person).toEqual(person);
});

test('the most that a detector says, which many days share, is worth as much as it is rare', () => {
  const tied = (raw: number, count: number): RawDay[] =>
    Array.from({ length: count }, () => ({ actor: 'person', raw: { dormant: raw } }));
  const worthOf = (raw: number, count: number) =>
    calibrated(
      tailOf(fitTails([...tied(raw, count), ...quiet(45_000 - count)], ['dormant']), 'person', 'dormant'),
      raw,
    );
  // One day in 150 and one in 750.
  expect(worthOf(1.7, 300)).toBeCloseTo(Math.log10(150), 0);
  expect(worthOf(2.5, 60)).toBeCloseTo(Math.log10(750), 0);
  expect(worthOf(1.7, 300)).toBeLessThan(2.4);
  expect(worthOf(2.5, 60)).toBeLessThan(3.1);
});

test('hours add no more than three quarters of a decade to their own word, fitted or shipped', () => {
  const regular: RawDay[] = Array.from({ length: 20 }, (_, i) => ({
    actor: 'person',
    raw: { 'time-of-week': 0.4 + i / 100, volume: 0.4 + i / 100 },
  }));
  const fitted = fitTails([...regular, ...quiet(45_000)], ['time-of-week', 'volume']);
  const added = (tails: typeof fitted, actor: 'person' | 'service', raw: number) =>
    calibrated(tailOf(tails, actor, 'time-of-week'), raw) - raw;
  for (const raw of [0.1, 0.5, 1, 2.5, 6]) {
    expect(added(fitted, 'person', raw)).toBeLessThan(0.76);
    for (const actor of ['person', 'service'] as const)
      expect(added(DEFAULT_TAILS, actor, raw)).toBeLessThan(0.76);
  }
  expect(calibrated(tailOf(fitted, 'person', 'volume'), 0.5)).toBeGreaterThan(1.5);
});
