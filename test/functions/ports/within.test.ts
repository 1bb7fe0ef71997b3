import { describe, expect, test, vi } from 'vitest';
import { within } from '../../../functions/ports/within.ts';

describe('work within a time', () => {
  test('gives what it gives, or why it failed, and leaves no timer', async () => {
    vi.useFakeTimers();
    try {
      await expect(within(Promise.resolve(7), 1000)).resolves.toBe(7);
      await expect(within(Promise.reject(new Error('throttled')), 1000)).rejects.toThrow('throttled');
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('fails where it takes longer, and whatever becomes of it then is heard by nobody', async () => {
    let fail = (_: Error) => {};
    const work = new Promise<never>((_, reject) => {
      fail = reject;
    });
    await expect(within(work, 1)).rejects.toThrow('no answer within 1 ms');
    fail(new Error('at last'));
    await new Promise(setImmediate);
  });
});
