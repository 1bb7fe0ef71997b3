import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { memo } from '../shared/memo.ts';

describe('What is remembered of an object', () => {
  const sums = memo<{ readonly parts: readonly number[] }, number>();

  it('is of that object, and of none that is equal', () => {
    const [one, other] = [{ parts: [1, 2] }, { parts: [1, 2] }];
    sums.keep(one, 3);
    expect(sums.of(one)).toBe(3);
    expect(sums.of(other)).toBeUndefined();
    sums.keep(one, 4);
    expect(sums.of(one)).toBe(4);
  });

  it('is told apart from what else is remembered of it', () => {
    const one = { parts: [1, 2] };
    sums.keep(one, 3);
    expect(memo<object, number>().of(one)).toBeUndefined();
  });

  it('is not seen by whoever compares, copies or writes it', () => {
    const one = { parts: [1, 2] };
    sums.keep(one, 3);
    expect(isDeepStrictEqual(one, { parts: [1, 2] })).toBe(true);
    expect(one).toStrictEqual({ parts: [1, 2] });
    expect(sums.of({ ...one })).toBeUndefined();
    expect(JSON.stringify(one)).toBe('{"parts":[1,2]}');
  });

  it('is nothing where the object is frozen', () => {
    const one = Object.freeze({ parts: [1, 2] });
    sums.keep(one, 3);
    expect(sums.of(one)).toBeUndefined();
  });
});
