import { describe, expect, test } from 'vitest';
import type { FindingStore } from '../../functions/ports/findings.ts';
import type { Told } from '../../shared/page/paging.ts';
import { DAY_MS } from '../../shared/time.ts';
import { DAY, FINDING, findingOf, withdrawn } from '../fixtures/findings.ts';

const NOW = 1_800_000_000_000;
const TOLD: Told = {
  findingId: FINDING.id,
  threadId: FINDING.id,
  severity: 'critical',
  score: 12.41,
  day: FINDING.day,
  pagedMs: NOW,
};

/** What every findings store keeps. `make` gives an empty one. */
export function findingStoreContract(name: string, make: () => Promise<FindingStore>): void {
  describe(`${name} as a findings store`, () => {
    test('gives back a finding whole, and nothing for an unknown id', async () => {
      const store = await make();
      expect(await store.upsert(FINDING, 3, NOW)).toBe('written');
      expect(await store.get(FINDING.id)).toEqual({
        finding: FINDING,
        rev: 3,
        status: 'new',
        due: true,
        told: undefined,
      });
      expect(await store.get('OF-0000-00000000')).toBeUndefined();
    });

    test('keeps the newest revision, in whatever order revisions come', async () => {
      const store = await make();
      await store.upsert(findingOf({ score: 9 }), 5, NOW);
      expect(await store.upsert(findingOf({ score: 8 }), 4, NOW)).toBe('superseded');
      expect(await store.upsert(findingOf({ score: 8 }), 5, NOW)).toBe('superseded');
      expect((await store.get(FINDING.id))?.finding.score).toBe(9);
      expect(await store.upsert(findingOf({ score: 10 }), 6, NOW)).toBe('written');
      expect((await store.get(FINDING.id))?.finding.score).toBe(10);
    });

    test('marks what pages or was withdrawn, and nothing else', async () => {
      const store = await make();
      await store.upsert(findingOf({ id: 'OF-A', severity: 'medium' }), 1, NOW);
      await store.upsert(findingOf({ id: 'OF-B', severity: 'informational' }), 1, NOW);
      await store.upsert(withdrawn({ id: 'OF-C' }), 1, NOW);
      expect((await store.due(NOW, 10)).map(({ id }) => id).sort()).toEqual(['OF-A', 'OF-C']);
    });

    test('leaves an older revision due when a newer one is not worth a page', async () => {
      const store = await make();
      await store.upsert(FINDING, 1, NOW);
      await store.upsert(findingOf({ severity: 'informational' }), 2, NOW + 5);
      expect(await store.due(NOW, 10)).toEqual([{ id: FINDING.id, sinceMs: NOW }]);
    });

    test('counts the wait from the first mark, not from the latest revision', async () => {
      const store = await make();
      await store.upsert(FINDING, 1, NOW);
      await store.upsert(findingOf({ score: 13 }), 2, NOW + 9_000);
      expect(await store.due(NOW + 9_000, 10)).toEqual([{ id: FINDING.id, sinceMs: NOW }]);
    });

    test('lists what is due by age, longest waiting first, up to a limit', async () => {
      const store = await make();
      const ids = Array.from({ length: 12 }, (_, n) => `OF-${String.fromCharCode(65 + n)}`);
      for (const [n, id] of ids.entries()) await store.upsert(findingOf({ id }), 1, NOW - n * 1000);
      const due = await store.due(NOW - 3_000, 5);
      expect(due).toEqual([11, 10, 9, 8, 7].map((n) => ({ id: ids[n], sinceMs: NOW - n * 1000 })));
      expect((await store.due(NOW - 3_000, 100)).length).toBe(9);
    });

    test('settles the revision that was told, and no other', async () => {
      const store = await make();
      await store.upsert(FINDING, 1, NOW);
      await store.upsert(findingOf({ score: 13 }), 2, NOW);
      expect(await store.settle(FINDING.id, 1, TOLD)).toBe(false);
      expect(await store.get(FINDING.id)).toMatchObject({ due: true, told: undefined });
      expect(await store.settle(FINDING.id, 2, TOLD)).toBe(true);
      expect(await store.get(FINDING.id)).toMatchObject({ due: false, told: TOLD });
      expect(await store.due(NOW, 10)).toEqual([]);
    });

    test('settles nothing that does not exist', async () => {
      const store = await make();
      expect(await store.settle(FINDING.id, 1, TOLD)).toBe(false);
      expect(await store.get(FINDING.id)).toBeUndefined();
    });

    test('marks a settled finding again, with a new age, when a newer revision comes', async () => {
      const store = await make();
      await store.upsert(FINDING, 1, NOW);
      await store.settle(FINDING.id, 1, TOLD);
      await store.upsert(findingOf({ score: 16 }), 2, NOW + 60_000);
      expect(await store.due(NOW + 60_000, 10)).toEqual([{ id: FINDING.id, sinceMs: NOW + 60_000 }]);
      expect(await store.get(FINDING.id)).toMatchObject({ due: true, told: TOLD });
    });

    test('forgets what was told once it is taken back', async () => {
      const store = await make();
      await store.upsert(FINDING, 1, NOW);
      await store.settle(FINDING.id, 1, TOLD);
      await store.settle(FINDING.id, 1, undefined);
      expect((await store.get(FINDING.id))?.told).toBeUndefined();
    });

    test('finds by entity, severity and month, time, and the beginning of an id, newest first', async () => {
      const store = await make();
      const older = findingOf({ id: 'OF-7K2Q-0LDER000', day: DAY - 1 });
      const lastMonth = findingOf({ id: 'OF-9999-00000000', day: DAY - 20, severity: 'high' });
      const other = findingOf({ id: 'OF-8888-00000000', entity: 'actor/okta/default/2', severity: 'medium' });
      for (const finding of [older, lastMonth, FINDING, other]) await store.upsert(finding, 1, NOW);
      const ids = (found: Awaited<ReturnType<FindingStore['recent']>>) =>
        found.map(({ finding }) => finding.id);

      expect(ids(await store.byEntity(FINDING.entity, 10))).toEqual([FINDING.id, older.id, lastMonth.id]);
      expect(ids(await store.byEntity(FINDING.entity, 1))).toEqual([FINDING.id]);
      expect(ids(await store.byMonth('critical', '2026-11', 10))).toEqual([FINDING.id, older.id]);
      expect(ids(await store.byMonth('high', '2026-10', 10))).toEqual([lastMonth.id]);
      expect(ids(await store.byMonth('high', '2026-11', 10))).toEqual([]);

      const span = { fromMs: FINDING.lastTime - 2 * DAY_MS, toMs: FINDING.lastTime };
      expect(ids(await store.recent(span, 10)).sort()).toEqual([older.id, FINDING.id, other.id].sort());
      expect(ids(await store.recent({ ...span, toMs: span.toMs - 1 }, 10))).toEqual([older.id]);
      expect(ids(await store.recent({ ...span, fromMs: 0 + lastMonth.lastTime }, 10)).at(-1)).toBe(
        lastMonth.id,
      );

      expect(ids(await store.findByPrefix('OF-7K2Q', 10))).toEqual([FINDING.id, older.id]);
      expect(ids(await store.findByPrefix(FINDING.id, 10))).toEqual([FINDING.id]);
      expect(ids(await store.findByPrefix('OF-ZZZZ', 10))).toEqual([]);
    });

    test('follows severity when a revision changes it', async () => {
      const store = await make();
      await store.upsert(findingOf({ severity: 'medium' }), 1, NOW);
      await store.upsert(FINDING, 2, NOW);
      expect(await store.byMonth('medium', '2026-11', 10)).toEqual([]);
      expect(await store.byMonth('critical', '2026-11', 10)).toHaveLength(1);
    });
  });
}
