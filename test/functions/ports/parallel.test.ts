import { expect, test } from 'vitest';
import { settle, throwFirst } from '../../../functions/ports/parallel.ts';

test('whoever needs all of them is told of the first that failed, in their order', async () => {
  const outcomes = await settle([1, 2, 3, 4], 4, async (n) => {
    if (n % 2 === 0) throw new Error(`${n} failed`);
    return 10 * n;
  });
  expect(() => throwFirst(outcomes)).toThrow('2 failed');
  expect(throwFirst(outcomes.filter(({ status }) => status === 'fulfilled'))).toEqual([10, 30]);
  expect(throwFirst([])).toEqual([]);
});
