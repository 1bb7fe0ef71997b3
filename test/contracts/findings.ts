import { describe, expect, test } from 'vitest';
import type { FindingStore } from '../../functions/ports/findings.ts';
import type { LedgerEntry } from '../../shared/finding-ledger.ts';
import type { Told } from '../../shared/page/told.ts';
import { DAY_MS } from '../../shared/time.ts';
import { type Action, act, type Status, UNTOUCHED } from '../../shared/triage.ts';
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

const at = (rev: number, triageVersion = 0) => ({ rev, triageVersion });
const BY = { by: 'omar', atMs: NOW };

/** What people have made of the finding, after these actions. */
async function acted(store: FindingStore, ...actions: readonly Action[]): Promise<boolean> {
  const before = await store.get(FINDING.id);
  if (before === undefined) throw new Error('nothing to act on');
  const triage = actions.reduce((now, action) => {
    const { finding, rev } = before;
    const done = act(now, action, { ...finding, rev }, BY);
    if (done.kind === 'refused') throw new Error(done.reason);
    return done.triage;
  }, before.triage);
  return store.record(before, triage, actions.some(({ kind }) => kind === 'close') ? NOW : undefined);
}

/** What every findings store keeps. `make` gives an empty one. */
export function findingStoreContract(name: string, make: () => Promise<FindingStore>): void {
  describe(`${name} as a findings store`, () => {
    test('gives back a finding whole, and nothing for an unknown id', async () => {
      const store = await make();
      expect(await store.upsert(FINDING, 3, NOW, NOW - 5)).toBe('written');
      expect(await store.get(FINDING.id)).toEqual({
        finding: FINDING,
        rev: 3,
        status: 'new',
        triage: UNTOUCHED,
        triageVersion: 0,
        due: true,
        told: undefined,
        suppressedBy: undefined,
        later: undefined,
        arrivedMs: NOW - 5,
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
      expect(await store.settle(FINDING.id, at(1), { told: TOLD })).toBe(false);
      expect(await store.get(FINDING.id)).toMatchObject({ due: true, told: undefined });
      expect(await store.settle(FINDING.id, at(2), { told: TOLD })).toBe(true);
      expect(await store.get(FINDING.id)).toMatchObject({ due: false, told: TOLD });
      expect(await store.due(NOW, 10)).toEqual([]);
    });

    test('settles nothing that does not exist', async () => {
      const store = await make();
      expect(await store.settle(FINDING.id, at(1), { told: TOLD })).toBe(false);
      expect(await store.get(FINDING.id)).toBeUndefined();
    });

    test('marks a settled finding again, with a new age, when a newer revision comes', async () => {
      const store = await make();
      await store.upsert(FINDING, 1, NOW);
      await store.settle(FINDING.id, at(1), { told: TOLD });
      await store.upsert(findingOf({ score: 16 }), 2, NOW + 60_000);
      expect(await store.due(NOW + 60_000, 10)).toEqual([{ id: FINDING.id, sinceMs: NOW + 60_000 }]);
      expect(await store.get(FINDING.id)).toMatchObject({ due: true, told: TOLD });
    });

    test('forgets what was told once it is taken back', async () => {
      const store = await make();
      await store.upsert(FINDING, 1, NOW);
      await store.settle(FINDING.id, at(1), { told: TOLD });
      await store.settle(FINDING.id, at(1), { told: undefined });
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
      expect(ids(await store.recent(span, 10, 'high')).sort()).toEqual([older.id, FINDING.id].sort());
      expect(ids(await store.recent({ ...span, fromMs: 0 + lastMonth.lastTime }, 10)).at(-1)).toBe(
        lastMonth.id,
      );

      for (const prefix of ['OF-7', 'OF-7K', 'OF-7K2', 'OF-7K2Q', 'OF-7K2Q-'])
        expect(ids(await store.findByPrefix(prefix, 10))).toEqual([FINDING.id, older.id]);
      expect(ids(await store.findByPrefix('OF-7K2Q-9', 10))).toEqual([FINDING.id]);
      expect(await store.findByPrefix('OF-', 10)).toEqual([]);
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

    test('keeps the ledger of the newest revision apart, and lists findings without it', async () => {
      const store = await make();
      const entry: LedgerEntry = {
        time: NOW,
        kind: 'export',
        operation: 'ReportExported',
        datasets: ['report:Контакты'],
        records: null,
        bytes: 12,
        ip: '192.0.2.7',
        client: '',
        app: '',
        session: 's-1',
        events: [{ eventId: 'e-1', sha256: 'ab' }],
      };
      await store.upsert({ ...FINDING, ledger: { entries: [entry], more: 3 } }, 2, NOW);
      await store.upsert({ ...FINDING, ledger: { entries: [], more: 0 } }, 1, NOW);
      expect(await store.ledgerOf(FINDING.id)).toEqual({ entries: [entry], more: 3 });
      expect(await store.ledgerOf('OF-0000-00000000')).toBeUndefined();
      expect((await store.get(FINDING.id))?.finding).toEqual(FINDING);
      const listed = await store.byEntity(FINDING.entity, 10);
      expect(listed.map(({ finding }) => finding)).toEqual([FINDING]);
    });

    test('keeps what people wrote beside what detect and alert write, in any order', async () => {
      const store = await make();
      await store.upsert(FINDING, 1, NOW);
      expect(await acted(store, { kind: 'assign', assignee: 'mara' })).toBe(true);
      await store.upsert(findingOf({ score: 13 }), 2, NOW);
      await store.settle(FINDING.id, at(2, 1), { told: TOLD });
      expect(await acted(store, { kind: 'note', text: 'Called her.' })).toBe(true);
      expect(await store.get(FINDING.id)).toMatchObject({
        finding: { score: 13 },
        rev: 2,
        told: TOLD,
        status: 'in progress',
        triageVersion: 2,
        triage: { assignee: 'mara', notes: [{ by: 'omar', text: 'Called her.' }] },
      });
    });

    test('records for nobody who was overtaken, and nothing about what does not exist', async () => {
      const store = await make();
      await store.upsert(FINDING, 1, NOW);
      const before = await store.get(FINDING.id);
      if (before === undefined) throw new Error('it was just written');
      expect(await store.record(before, UNTOUCHED)).toBe(true);
      expect(await store.record(before, { ...UNTOUCHED, assignee: 'late' })).toBe(false);
      expect((await store.get(FINDING.id))?.triage.assignee).toBe('');
      const none = { ...before, finding: findingOf({ id: 'OF-0000-00000000' }) };
      expect(await store.record(none, UNTOUCHED)).toBe(false);
      expect(await store.get('OF-0000-00000000')).toBeUndefined();
    });

    test('puts a finding before alert when people close it, and keeps the mark from who read before that', async () => {
      const store = await make();
      await store.upsert(FINDING, 1, NOW);
      await acted(store, { kind: 'close', verdict: 'benign' });
      expect(await store.settle(FINDING.id, at(1, 0), { told: TOLD })).toBe(false);
      expect(await store.get(FINDING.id)).toMatchObject({ due: true, status: 'closed' });
      expect(await store.settle(FINDING.id, at(1, 1), { told: TOLD })).toBe(true);
      expect(await store.get(FINDING.id)).toMatchObject({ due: false });
    });

    test('lists by the status that people gave, and says what new evidence reopened', async () => {
      const store = await make();
      await store.upsert(FINDING, 1, NOW);
      await acted(store, { kind: 'close', verdict: 'false positive' });
      const listed = async (status: Status) =>
        (await store.byStatus(status, '2026-11', 10)).map((one) => [one.finding.id, one.status]);
      expect(await listed('closed')).toEqual([[FINDING.id, 'closed']]);
      expect(await listed('new')).toEqual([]);
      await store.upsert(findingOf({ score: FINDING.score + 3 }), 2, NOW);
      expect(await listed('closed')).toEqual([[FINDING.id, 'reopened']]);
    });

    test('keeps what waits in its queue until its time, and notes what suppressed it', async () => {
      const store = await make();
      await store.upsert(FINDING, 1, NOW);
      await store.settle(FINDING.id, at(1), { told: TOLD, later: { queue: 'repeat', atMs: NOW + 9 } });
      expect(await store.waiting('repeat', NOW + 8, 10)).toEqual([]);
      expect(await store.waiting('repeat', NOW + 9, 10)).toEqual([{ id: FINDING.id, sinceMs: NOW + 9 }]);
      expect(await store.waiting('digest', NOW + 9, 10)).toEqual([]);
      await store.settle(FINDING.id, at(1), { told: undefined, suppressedBy: 'nightly' });
      expect(await store.waiting('repeat', NOW + 9, 10)).toEqual([]);
      expect(await store.get(FINDING.id)).toMatchObject({ suppressedBy: 'nightly', later: undefined });
    });
  });
}
