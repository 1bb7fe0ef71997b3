import { existsSync, readdirSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spanOf } from '../../cli/history/read-history.ts';
import { replay } from '../../cli/history/replay.ts';
import { askAll, withHitsOf } from '../../cli/history/rules.ts';
import { lineOf, openSpool } from '../../cli/history/spool.ts';
import type { Activity } from '../../shared/activity.ts';
import { JUDGING } from '../../shared/assess.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { dayOf } from '../../shared/time.ts';
import { exportOn, historyOf, lives } from './activities.ts';

const SMALL = { batchActivities: 7, heldCharacters: 2000 };
const judged = {
  hashKey: new Uint8Array(32).fill(3),
  settings: { ...DEFAULT_SETTINGS, reviewScore: 1, pageScore: 2 },
  judging: JUDGING,
};

describe('a spool', () => {
  test('gives back what was put in, day by day, and holds no more than a batch', async () => {
    await fc.assert(
      fc.asyncProperty(lives(10, 80), async (all) => {
        const spool = await openSpool(SMALL);
        const longest = Math.max(...all.map((one) => JSON.stringify(one).length));
        for (const activity of all) {
          await spool.add(lineOf(activity));
          expect(spool.heldCharacters()).toBeLessThanOrEqual(SMALL.heldCharacters + longest + 1);
        }
        const days = await spool.days();
        expect([...days.keys()]).toEqual([...days.keys()].toSorted((a, b) => a - b));
        for (const [day, count] of days) {
          const batches: (readonly Activity[])[] = [];
          for await (const batch of spool.read(day)) batches.push(batch);
          expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(SMALL.batchActivities);
          expect(batches.flat()).toEqual(all.filter(({ time }) => dayOf(time) === day));
          expect(batches.flat().length).toBe(count);
        }
        spool.remove();
      }),
      { numRuns: 20 },
    );
  });

  test('leaves nothing behind', async () => {
    const spool = await openSpool();
    await spool.add(lineOf(exportOn(0)));
    await spool.days();
    expect(readdirSync(spool.folder)).toHaveLength(1);
    expect(statSync(spool.folder).mode & 0o077).toBe(0);
    spool.remove();
    expect(existsSync(spool.folder)).toBe(false);
  });
});

describe('a replay', () => {
  test('finds the same whatever the order of the log and the size of its batches', async () => {
    await fc.assert(
      fc.asyncProperty(lives(30, 120), fc.integer({ min: 1, max: 30 }), async (all, batchActivities) => {
        const ordered = await historyOf(all.toSorted((a, b) => a.time - b.time));
        const mixed = await historyOf(
          all.toSorted((a, b) =>
            a.uid.split('').reverse().join('') < b.uid.split('').reverse().join('') ? -1 : 1,
          ),
          { ...SMALL, batchActivities },
        );
        const expected = await replay(ordered, judged);
        const actual = await replay(mixed, judged);
        // What was withdrawn in between depends on what was seen in between.
        const open = ({ findings }: typeof actual) => findings.filter(({ state }) => state === 'open');
        expect(open(actual)).toEqual(open(expected));
        for (const { spool } of [ordered, mixed]) spool.remove();
      }),
      { numRuns: 15 },
    );
  });

  test('keeps ledgers of open days only, however long the log', async () => {
    const history = await historyOf(Array.from({ length: 60 }, (_, day) => exportOn(day)));
    const { items } = await replay(history, judged);
    history.spool.remove();
    const ledgers = [...items.values()].filter(({ part }) => part.startsWith('hour#'));
    expect(ledgers.length).toBeGreaterThan(0);
    expect(ledgers.length).toBeLessThanOrEqual(9);
  });
});

describe('several rule sets', () => {
  const one = { match: () => ['a', 'b'] };
  const other = { match: () => ['b c'] };
  const none = { match: () => undefined };

  test('are told apart after one reading', () => {
    const hits = askAll([one, none, other]).match('okta', {});
    const activity = { ...exportOn(0), hits: hits ?? [] };
    expect(withHitsOf(activity, 0).hits).toEqual(['a', 'b']);
    expect(withHitsOf(activity, 1)).not.toHaveProperty('hits');
    expect(withHitsOf(activity, 2).hits).toEqual(['b c']);
  });

  test('that match nothing leave no trace', () => {
    expect(askAll([none, none]).match('okta', {})).toBeUndefined();
  });
});

describe('weeks', () => {
  const days = (...all: number[]) => ({ days: new Map(all.map((day) => [day, 1])) });

  test('are those in which the logs say anything', () => {
    expect(spanOf(days(0, 3, 13))).toMatchObject({ first: 0, last: 13, weeks: (1 + 3 + 7) / 7 });
    expect(spanOf(days(0, 700)).weeks).toBe(8 / 7);
    expect(spanOf(days(5)).weeks).toBe(1 / 7);
  });
});
