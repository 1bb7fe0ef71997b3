import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replay } from '../../cli/history/replay.ts';
import { liveIn } from '../../functions/ingest/history/live.ts';
import { mergeInto } from '../../functions/ingest/history/merge.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { itemKey, openKey, type StateItem, type StateStore } from '../../functions/ports/state.ts';
import type { Activity } from '../../shared/activity.ts';
import { decodeOpen } from '../../shared/profile/codec.ts';
import { OPEN_DAYS } from '../../shared/profile/profile.ts';
import { DAY_MS } from '../../shared/time.ts';
import { EPOCH_DAY } from '../arbitraries.ts';
import { exportOn, historyOf } from '../history/activities.ts';
import {
  arrive,
  DAYS,
  foundIn,
  fromTheBeginning,
  itemsFromTheBeginning,
  judged,
  knowledge,
  partsOf,
  reachedBy,
  situations,
  stream,
} from '../history/beside.ts';

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

const BEN = { uid: 'ben', email: 'ben@example.com' };
/** Ana's days, on the first of which she takes Ben's account away. */
const LEAVING: readonly Activity[] = [
  { ...exportOn(0), kind: 'other', operation: 'user.lifecycle.deactivate', target: BEN },
  ...Array.from({ length: 8 }, (_, day) => exportOn(day + 1)),
];

/** Ben refuses to let somebody in at one vendor, as the logs tell; live traffic knows what was taken from another, whence it does not say. */
async function letIn() {
  const ben = { ...BEN, type: 'user' } as const;
  const pushes = Array.from(
    { length: 9 },
    (_, minute): Activity => ({
      ...exportOn(20),
      uid: `${minute}`.padStart(16, 'a'),
      time: exportOn(20).time - (minute + 1) * 60_000,
      kind: 'logon',
      operation: 'user.mfa.okta_verify.deny_push',
      outcome: 'failure',
      actor: ben,
    }),
  );
  const taken: Activity = { ...exportOn(20), vendor: 'salesforce', actor: ben, source: {} };
  const expected = await fromTheBeginning([...pushes, taken]);
  expect(JSON.stringify(expected)).toContain('let-in');
  const items = new Map<string, StateItem>();
  const state = memoryStateStore(items);
  await arrive(state, [taken]);
  return { expected, state, items, pushes };
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
        const expected = await itemsFromTheBeginning(union);
        const reached = reachedBy(history);
        expect(knowledge(items, reached)).toEqual(knowledge(expected, reached));
        expect(foundIn(items)).toEqual(expect.arrayContaining(foundIn(expected)));
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
        const reached = reachedBy(history);
        expect(knowledge(items, reached)).toEqual(await fromTheBeginning(union, reached));
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
        const reached = reachedBy(history);
        expect(knowledge(items, reached)).toEqual(
          await fromTheBeginning(
            union.filter(({ time }) => time < nowMs),
            reached,
          ),
        );
      }),
      { numRuns: 25 },
    );
  });

  test('does not forget that a day was recorded of which nothing is to be said by what it learns', async () => {
    const days = (from: number, until: number, source: Activity['source']) =>
      Array.from(
        { length: until - from },
        (_, i): Activity => ({ ...exportOn(from + i), ...(source && { source }) }),
      );
    const office = { ip: '192.0.2.7', client: 'Chrome on macOS', country: 'NL' };
    const home = { ip: '198.51.100.9', client: 'python-requests', country: 'DE' };
    const items = new Map<string, StateItem>();
    const state = memoryStateStore(items);
    const markOf = () => {
      const open = items.get(itemKey(openKey('actor/okta/default/ana')));
      return open && decodeOpen(open.bytes).marks.get(EPOCH_DAY + DAYS - 1);
    };
    const lately = days(DAYS - 15, DAYS - 1, office);
    await stream(state, [...lately, ...days(DAYS - 1, DAYS, home)], 10);
    expect(markOf()).toMatchObject({ recorded: true, loud: { 'context-novelty': expect.any(Number) } });
    const { written } = await backfill(
      state,
      [...days(0, DAYS - 15, home), ...lately],
      (EPOCH_DAY + DAYS) * DAY_MS,
    );
    expect(written).toBe(1);
    expect(markOf()).toEqual({ recorded: true, flagged: false, loud: {} });
  });

  test('judges whoever left in the logs, though only live traffic knows the account', async () => {
    const nowMs = (EPOCH_DAY + 21) * DAY_MS;
    for (const vendor of ['okta', 'salesforce']) {
      const taken: Activity = { ...exportOn(20), vendor, actor: { ...BEN, type: 'user' } };
      const expected = await fromTheBeginning([...LEAVING, taken]);
      expect(JSON.stringify(expected)).toContain('after-leaving');
      const arrives = (state: StateStore) => arrive(state, [taken]);
      for (const isEarlier of [true, false]) {
        const items = new Map<string, StateItem>();
        const state = memoryStateStore(items);
        if (isEarlier) await arrives(state);
        await backfill(interrupted(state, isEarlier ? [] : [() => arrives(state)]), LEAVING, nowMs);
        expect(knowledge(items), `${vendor}, earlier: ${isEarlier}`).toEqual(expected);
      }
    }
  });

  test('judges all days of such an account that can still change', async () => {
    const nowMs = (EPOCH_DAY + 21) * DAY_MS;
    for (const day of [22 - OPEN_DAYS, 21]) {
      const taken: Activity = { ...exportOn(day), actor: { ...BEN, type: 'user' } };
      const expected = await fromTheBeginning([...LEAVING, taken]);
      expect(JSON.stringify(expected)).toContain('after-leaving');
      const items = new Map<string, StateItem>();
      await arrive(memoryStateStore(items), [taken]);
      await backfill(memoryStateStore(items), LEAVING, nowMs);
      expect(knowledge(items), `day ${day}`).toEqual(expected);
    }
  });

  test('judges whose second factor was refused in the logs, though only live traffic knows what was then taken', async () => {
    const nowMs = (EPOCH_DAY + 21) * DAY_MS;
    const { expected, state, items, pushes } = await letIn();
    await backfill(state, pushes, nowMs);
    expect(knowledge(items)).toEqual(expected);
  });

  test('judges whom only live traffic knows at a vendor by what the logs tell of colleagues there', async () => {
    const nowMs = (EPOCH_DAY + 24) * DAY_MS;
    const of = (uid: string, day: number, ip: string): Activity => ({
      ...exportOn(day),
      uid: `${exportOn(day).uid}${uid}`,
      actor: { uid, type: 'user', email: `${uid}@example.com` },
      source: { ip, client: 'Chrome on macOS' },
    });
    const colleagues = ['ben', 'eva'].flatMap((uid) =>
      Array.from({ length: 20 }, (_, day) => of(uid, day, '198.51.100.9')),
    );
    const history = [...colleagues, { ...of('ana', 3, '192.0.2.7'), vendor: 'salesforce' }];
    // On her second day at Okta she comes from where all of them are.
    const live = [of('ana', 21, '192.0.2.7'), of('ana', 22, '198.51.100.9')];
    const items = new Map<string, StateItem>();
    const state = memoryStateStore(items);
    await stream(state, live, 1);
    const loud = () => {
      const open = items.get(itemKey(openKey('actor/okta/default/ana')));
      return open && decodeOpen(open.bytes).marks.get(EPOCH_DAY + 22)?.loud;
    };
    expect(loud()).toHaveProperty('context-novelty');
    const asked = new Set<string>();
    const read: StateStore['read'] = (keys) => {
      for (const { entity } of keys) asked.add(entity);
      return state.read(keys);
    };
    const elsewhere: Activity = { ...of('ana', 22, '198.51.100.9'), vendor: 'hubspot' };
    await arrive(state, [elsewhere]);
    await backfill({ ...state, read }, history, nowMs);
    expect(loud()).not.toHaveProperty('context-novelty');
    expect(knowledge(items)).toEqual(await fromTheBeginning([...history, ...live, elsewhere]));
    // Of colleagues at a vendor of which the logs hold nothing they tell nothing either.
    expect(asked).not.toContain('actor/hubspot/default/ana');
  });

  test('is not done before it has asked for such an account, however often that fails', async () => {
    const nowMs = (EPOCH_DAY + 21) * DAY_MS;
    const { expected, state, items, pushes } = await letIn();
    let failures = 0;
    const failing: StateStore = {
      ...state,
      read: async (keys) => {
        if (failures < 2 && keys.some(({ entity }) => entity === 'actor/salesforce/default/ben')) {
          failures++;
          throw Object.assign(new Error('throttled'), { $retryable: {} });
        }
        return state.read(keys);
      },
    };
    for (const _ of [1, 2]) await expect(backfill(failing, pushes, nowMs)).rejects.toThrow('throttled');
    await backfill(failing, pushes, nowMs);
    expect(knowledge(items)).toEqual(expected);
  });

  test('fills the others where one account that only live traffic knows is damaged', async () => {
    const items = new Map<string, StateItem>();
    const state = memoryStateStore(items);
    for (const day of [5, 20]) await arrive(state, [{ ...exportOn(day), actor: { ...BEN, type: 'user' } }]);
    const base = [...items.values()].find(
      ({ entity, part }) => entity.endsWith('/ben') && part.startsWith('base'),
    );
    if (base === undefined) throw new Error('ben has no base');
    items.delete(itemKey(base));
    const { written } = await backfill(state, LEAVING, (EPOCH_DAY + 21) * DAY_MS);
    expect(written).toBe(1);
    expect(items.has(itemKey(openKey('actor/okta/default/ana')))).toBe(true);
  });

  test('judges again whom a change of access in the logs concerns, also where the job began on the day before', async () => {
    const nowMs = (EPOCH_DAY + 21) * DAY_MS;
    const reset: Activity = { ...exportOn(20), kind: 'mfa', operation: 'reset', target: BEN };
    const taken: Activity = { ...exportOn(22), vendor: 'salesforce', actor: { ...BEN, type: 'user' } };
    const expected = await fromTheBeginning([reset, taken]);
    expect(JSON.stringify(expected)).toContain('sequence');
    const items = new Map<string, StateItem>();
    const state = memoryStateStore(items);
    await backfill(interrupted(state, [() => arrive(state, [taken])]), [reset], nowMs);
    expect(knowledge(items)).toEqual(expected);
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

  test('leaves it alone as well where it comes once a month, and knows more months than the logs', async () => {
    const months = [0, 30, 60, 90, 120, 150];
    const items = new Map<string, StateItem>();
    const state = memoryStateStore(items);
    await stream(
      state,
      months.map((day) => exportOn(day)),
      10,
    );
    const before = knowledge(items);
    const late = months.filter((day) => day >= 60).map((day) => exportOn(day));
    const { kept } = await backfill(state, late, (EPOCH_DAY + 151) * DAY_MS);
    expect(kept).toEqual(['actor/okta/default/ana']);
    expect(knowledge(items)).toEqual(before);
    // Of what it has forgotten itself nothing need be known.
    const year = Array.from({ length: 11 }, (_, month) => exportOn(month * 30));
    const old = new Map<string, StateItem>();
    await stream(memoryStateStore(old), year, 10);
    const most = await backfill(memoryStateStore(old), year.slice(4), (EPOCH_DAY + 301) * DAY_MS);
    expect(most.kept).toEqual([]);
  });
});
