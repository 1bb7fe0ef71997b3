import { expect, test } from 'vitest';
import { rateInterval } from '../../shared/calibration/rate.ts';

// Halves of the quantiles of chi-square with 2 n and 2 n + 2 degrees of freedom (Garwood 1936).
test.each([
  [0, 0, 3.689],
  [1, 0.02532, 5.572],
  [2, 0.2422, 7.225],
  [10, 4.795, 18.39],
  [100, 81.36, 121.6],
])('of %i false incidents the interval is exact', (count, low, high) => {
  const found = rateInterval(count, 1000);
  expect(found.rate).toBe(count);
  expect(found.low / (low || 1)).toBeCloseTo(low === 0 ? 0 : 1, 3);
  expect(found.high / high).toBeCloseTo(1, 3);
});

test('of many it is found as well, and of no weeks there is none', () => {
  const { low, high } = rateInterval(5000, 1000);
  expect([Math.round(low), Math.round(high)]).toEqual([4862, 5141]);
  expect(rateInterval(0, 0)).toEqual({ rate: 0, low: 0, high: 0 });
});
