import { describe, expect, test } from 'vitest';
import type { Budget } from '../../functions/ports/budget.ts';
import { NO_NOTICES, type NoticeStore } from '../../functions/ports/notices.ts';

/** What every budget of messages keeps. `make` gives one of which nothing was taken. */
export function budgetContract(name: string, make: () => Promise<Budget>): void {
  describe(`${name} as a budget`, () => {
    test('gives as many as the limit in a window, and as many again in the next, each bucket apart', async () => {
      const budget = await make();
      const take = (windowMs: number, bucket: 'ordinary' | 'critical' = 'ordinary') =>
        budget.take(bucket, 2, windowMs);
      expect([await take(600), await take(600), await take(600)]).toEqual([true, true, false]);
      expect(await take(600, 'critical')).toBe(true);
      expect([await take(1200), await take(1200), await take(1200)]).toEqual([true, true, false]);
      expect(await take(600)).toBe(false);
      expect(await budget.take('ordinary', 0, 1800)).toBe(false);
    });

    test('never gives more than the limit to those who ask at once', async () => {
      const budget = await make();
      const taken = await Promise.all(Array.from({ length: 20 }, () => budget.take('ordinary', 7, 600)));
      expect(taken.filter((one) => one)).toHaveLength(7);
    });
  });
}

/** What every store of notices keeps. `make` gives an empty one. */
export function noticeStoreContract(name: string, make: () => Promise<NoticeStore>): void {
  describe(`${name} as a store of notices`, () => {
    test('keeps what was told, for who read the newest', async () => {
      const store = await make();
      expect(await store.read()).toEqual({ notices: NO_NOTICES, version: 0 });
      const outline = { scope: { actor: 'Ольга' } };
      const notices = {
        guards: [{ kind: 'suppressions', id: 'nightly', name: 'nightly', outline } as const],
        heartbeatMs: 5,
      };
      expect(await store.write(notices, 0)).toBe(true);
      expect(await store.write(NO_NOTICES, 0)).toBe(false);
      expect(await store.read()).toEqual({ notices, version: 1 });
      expect(await store.write({ ...notices, heartbeatMs: 9 }, 1)).toBe(true);
      expect((await store.read()).notices.heartbeatMs).toBe(9);
    });
  });
}
