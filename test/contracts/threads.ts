import { describe, expect, test } from 'vitest';
import type { ThreadStore } from '../../functions/ports/threads.ts';
import { FINDING } from '../fixtures/findings.ts';

const { entity } = FINDING;
const claimOf = (token: string, nowMs: number) => ({ token, nowMs, untilMs: nowMs + 60_000 });
const THREAD = {
  entity,
  told: [
    {
      findingId: FINDING.id,
      threadId: FINDING.id,
      severity: 'high',
      score: 8.4,
      day: FINDING.day,
      pagedMs: 1000,
    },
  ],
  quiet: [{ findingId: 'OF-0000-QUIET000', day: FINDING.day + 1 }],
} as const;

/** What every thread store keeps. `make` gives an empty one. */
export function threadStoreContract(name: string, make: () => Promise<ThreadStore>): void {
  describe(`${name} as a thread store`, () => {
    test('begins each thread empty and gives back what was written', async () => {
      const store = await make();
      expect(await store.claim(entity, claimOf('a', 0))).toEqual({ entity, told: [] });
      expect(await store.write(THREAD, 'a')).toBe(true);
      await store.release(entity, 'a');
      expect(await store.claim(entity, claimOf('b', 0))).toEqual(THREAD);
    });

    test('gives a claim to one at a time, and keeps entities apart', async () => {
      const store = await make();
      const claims = await Promise.all(
        ['a', 'b', 'c', 'd'].map((token) => store.claim(entity, claimOf(token, 0))),
      );
      expect(claims.filter((thread) => thread !== undefined)).toHaveLength(1);
      expect(await store.claim('actor/okta/default/other', claimOf('e', 0))).toBeDefined();
    });

    test('gives a claim that was not released to the next one once its time is over', async () => {
      const store = await make();
      await store.claim(entity, claimOf('a', 0));
      expect(await store.claim(entity, claimOf('b', 59_999))).toBeUndefined();
      expect(await store.claim(entity, claimOf('b', 60_000))).toBeDefined();
    });

    test('lets the holder claim again, which prolongs the claim', async () => {
      const store = await make();
      await store.claim(entity, claimOf('a', 0));
      expect(await store.claim(entity, claimOf('a', 30_000))).toBeDefined();
      expect(await store.claim(entity, claimOf('b', 70_000))).toBeUndefined();
    });

    test('takes nothing from whoever lost the claim, written or released', async () => {
      const store = await make();
      await store.claim(entity, claimOf('a', 0));
      await store.claim(entity, claimOf('b', 60_000));
      expect(await store.write(THREAD, 'a')).toBe(false);
      await store.release(entity, 'a');
      expect(await store.claim(entity, claimOf('c', 60_001))).toBeUndefined();
      await store.release(entity, 'b');
      expect(await store.write(THREAD, 'b')).toBe(false);
      expect(await store.claim(entity, claimOf('c', 60_002))).toEqual({ entity, told: [] });
    });
  });
}
