import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addresses } from '../../cli/addresses.ts';
import { liveIn } from '../../cli/backfill/live.ts';
import { mergeInto } from '../../cli/backfill/merge.ts';
import { KEEPS_NOTHING, replay } from '../../cli/history/replay.ts';
import { groupByEntity } from '../../functions/detect/arrivals.ts';
import { assessArrivals } from '../../functions/detect/assess-arrivals.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { itemKey, type StateItem, type StateStore } from '../../functions/ports/state.ts';
import type { Activity } from '../../shared/activity.ts';
import { JUDGING } from '../../shared/assess.ts';
import { decodeBase, decodeOpen, encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY_MS, dayOf } from '../../shared/time.ts';
import { EPOCH_DAY } from '../arbitraries.ts';
import { exportOn, historyOf, lives } from '../history/activities.ts';

const DAYS = 40;
const judged = {
  hashKey: new Uint8Array(32).fill(7),
  settings: { ...DEFAULT_SETTINGS, reviewScore: 1, pageScore: 2, service: DEFAULT_SETTINGS.service },
  judging: JUDGING,
};
const { enrich } = addresses();

async function arrive(state: StateStore, activities: readonly Activity[]): Promise<void> {
  const arrived = activities.map((activity, record) => ({ activity, record, arrival: activity.time }));
  const ports = { state, findings: KEEPS_NOTHING };
  const { failed } = await assessArrivals(groupByEntity(arrived, enrich), ports, { ...judged, now: () => 0 });
  expect(failed).toEqual([]);
}

/** As the stream brings them: a few at a time. */
async function stream(state: StateStore, activities: readonly Activity[], size: number): Promise<void> {
  for (let start = 0; start < activities.length; start += size)
    await arrive(state, activities.slice(start, start + size));
}

async function backfill(target: StateStore, history: readonly Activity[], nowMs: number) {
  const read = await historyOf(history, { batchActivities: 25, heldCharacters: 5000 });
  try {
    const live = liveIn(target, nowMs);
    const { items } = await replay(read, { ...judged, join: live.join });
    return await mergeInto(target, items, live, { ...judged, nowMs });
  } finally {
    read.spool.remove();
  }
}

/** All that later days are judged by, in canonical form. `recorded` tells of findings, not of the profile. */
function knowledge(items: ReadonlyMap<string, StateItem>) {
  const known: Record<string, unknown> = {};
  for (const [key, item] of items) {
    if (item.part === 'open') {
      const open = decodeOpen(item.bytes);
      const marks = new Map([...open.marks].map(([day, mark]) => [day, { ...mark, recorded: false }]));
      const base = item.base && items.get(itemKey({ entity: item.entity, part: item.base }));
      known[key] = {
        open: text(encodeOpen({ ...open, marks })),
        base: base ? text(encodeBase(decodeBase(base.bytes))) : '',
      };
    } else if (item.part === 'person' || item.part.startsWith('uses#')) known[key] = text(item.bytes);
  }
  return known;
}

const text = (bytes: Uint8Array) => inflateRawSync(bytes).toString();
const inOrder = (all: readonly Activity[]) => all.toSorted((a, b) => a.time - b.time);

/** The first writes of a process each let something else happen before them. */
function interrupted(store: StateStore, before: readonly (() => Promise<void>)[]): StateStore {
  const rest = [...before];
  return {
    ...store,
    write: async (item, expected) => {
      await rest.shift()?.();
      return store.write(item, expected);
    },
  };
}

const situations = fc.record({
  all: lives(DAYS, 160),
  /** The stack goes live on this day; the logs end so many days later; it is filled so many days later. */
  liveDay: fc.integer({ min: 20, max: 30 }),
  logDays: fc.integer({ min: -2, max: 7 }),
  fillDays: fc.integer({ min: 1, max: 7 }),
  /** Of the events that are live as well, the logs lack one in so many. */
  lacks: fc.integer({ min: 2, max: 6 }),
  size: fc.integer({ min: 1, max: 20 }),
});

function partsOf({
  all,
  liveDay,
  logDays,
  fillDays,
  lacks,
}: typeof situations extends fc.Arbitrary<infer T> ? T : never) {
  const at = (day: number) => (EPOCH_DAY + day) * DAY_MS;
  const ordered = inOrder(all);
  const live = ordered.filter(({ time }) => time >= at(liveDay));
  const nowMs = at(liveDay + fillDays);
  const logged = ordered.filter(({ time }) => time < Math.min(nowMs, at(liveDay + logDays)));
  const history = logged.filter(({ time }, index) => time < at(liveDay) || index % lacks !== 0);
  return {
    history,
    before: live.filter(({ time }) => time < nowMs),
    after: live.filter(({ time }) => time >= nowMs),
    union: ordered.filter((one) => history.includes(one) || live.includes(one)),
    nowMs,
  };
}

/** Day by day, without anything live: what a table would hold had it been there from the beginning. */
async function fromTheBeginning(activities: readonly Activity[]) {
  const items = new Map<string, StateItem>();
  const byDay = Map.groupBy(activities, ({ time }) => dayOf(time));
  for (const day of byDay.values()) await arrive(memoryStateStore(items), day);
  return knowledge(items);
}

describe('a backfill', () => {
  test('beside live traffic ends in the profiles that a stack from the beginning would have', async () => {
    await fc.assert(
      fc.asyncProperty(situations, async (situation) => {
        const { history, before, after, union, nowMs } = partsOf(situation);
        const items = new Map<string, StateItem>();
        const state = memoryStateStore(items);
        await stream(state, before, situation.size);
        await backfill(state, history, nowMs);
        await stream(state, after, situation.size);
        expect(knowledge(items)).toEqual(await fromTheBeginning(union));
      }),
      { numRuns: 25 },
    );
  });

  test('is not disturbed by events that arrive while it writes', async () => {
    await fc.assert(
      fc.asyncProperty(situations, async (situation) => {
        const { history, before, after, union, nowMs } = partsOf(situation);
        const items = new Map<string, StateItem>();
        const state = memoryStateStore(items);
        await stream(state, before, situation.size);
        // No more than a day: a profile that has folded days which the logs lack is kept, as the last test says.
        const during = after.filter(({ time }) => time < nowMs + DAY_MS).slice(0, 12);
        const arrivals = Array.from(
          { length: 6 },
          (_, i) => () => arrive(state, during.slice(2 * i, 2 * i + 2)),
        );
        await backfill(interrupted(state, arrivals), history, nowMs);
        await stream(state, after, situation.size);
        expect(knowledge(items)).toEqual(await fromTheBeginning(union));
      }),
      { numRuns: 25 },
    );
  });

  test('that was stopped anywhere and is run again, or is run twice, changes nothing more', async () => {
    await fc.assert(
      fc.asyncProperty(situations, fc.nat(60), async (situation, stopped) => {
        const { history, before, union, nowMs } = partsOf({ ...situation, all: situation.all });
        const items = new Map<string, StateItem>();
        const state = memoryStateStore(items);
        await stream(state, before, situation.size);
        let writes = 0;
        const breaking: StateStore = {
          ...state,
          write: async (item, expected) => {
            if (writes++ === stopped) throw new Error('stopped');
            return state.write(item, expected);
          },
        };
        await backfill(breaking, history, nowMs).catch((error: Error) =>
          expect(error.message).toBe('stopped'),
        );
        await backfill(state, history, nowMs);
        const once = knowledge(items);
        const again = await backfill(state, history, nowMs);
        expect(again).toMatchObject({ written: 0, kept: [] });
        expect(knowledge(items)).toEqual(once);
        expect(once).toEqual(await fromTheBeginning(union.filter(({ time }) => time < nowMs)));
      }),
      { numRuns: 25 },
    );
  });

  test('leaves a profile alone that knows final days which the logs do not hold', async () => {
    const all = Array.from({ length: DAYS }, (_, day): Activity => exportOn(day));
    const items = new Map<string, StateItem>();
    const state = memoryStateStore(items);
    await stream(state, all, 10);
    const before = knowledge(items);
    const early = all.filter(({ time }) => time < (EPOCH_DAY + 20) * DAY_MS);
    const { kept, written } = await backfill(state, early, (EPOCH_DAY + DAYS) * DAY_MS);
    expect(kept).toEqual(['actor/okta/default/ana']);
    expect(written).toBe(0);
    expect(knowledge(items)).toEqual(before);
  });
});
