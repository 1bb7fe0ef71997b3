import { expect, test } from 'vitest';
import { seededRandom, uuid } from '../../cli/corpus/random.ts';

const draw = (count: number, next: () => number): number[] => Array.from({ length: count }, next);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test('gives these very values for this seed, on any machine', () => {
  const random = seededRandom('outflow');
  expect(draw(4, () => random.between(0, 999))).toEqual([828, 790, 590, 457]);
  expect(draw(3, () => random.logNormal(300, 0.8))).toEqual([1211, 345, 78]);
  expect(draw(6, () => random.poisson(2))).toEqual([4, 4, 1, 1, 1, 4]);
  expect(uuid(random)).toBe('c516074c-ab35-4605-b1d0-28f8f228896e');
});

test('gives a fork that depends on its label and not on what was drawn', () => {
  const fresh = seededRandom(1);
  const used = seededRandom(1);
  draw(100, used.uniform);
  expect(used.fork('a').text(20, 'ab')).toBe(fresh.fork('a').text(20, 'ab'));
  expect(used.fork('a').text(20, 'ab')).not.toBe(fresh.fork('b').text(20, 'ab'));
});

test('has the distributions it names', () => {
  const random = seededRandom(7);
  const dice = draw(6000, () => random.between(1, 6));
  expect([...new Set(dice)].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(mean(dice)).toBeCloseTo(3.5, 1);
  const counts = draw(6000, () => random.poisson(3));
  expect(mean(counts)).toBeCloseTo(3, 0);
  expect(mean(counts.map((count) => (count - 3) ** 2))).toBeCloseTo(3, 0);
  const rows = draw(6001, () => random.logNormal(500, 0.5)).sort((a, b) => a - b);
  expect(Math.abs((rows[3000] ?? 0) - 500)).toBeLessThan(25);
  // One standard deviation up is the 84.1th percentile.
  expect(Math.abs((rows[5048] ?? 0) / 500 - Math.exp(0.5))).toBeLessThan(0.1);
});

test('names the empty list it cannot pick from', () => {
  expect(() => seededRandom(1).pick([])).toThrow('list is empty');
});

test('writes identifiers of version 4', () => {
  expect(uuid(seededRandom(3))).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});
