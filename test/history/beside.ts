import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect } from 'vitest';
import { addresses } from '../../cli/addresses.ts';
import { groupByEntity } from '../../functions/detect/arrivals.ts';
import { assessArrivals } from '../../functions/detect/assess-arrivals.ts';
import { KEEPS_NOTHING } from '../../functions/ingest/history/replay.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { itemKey, type StateItem, type StateStore } from '../../functions/ports/state.ts';
import type { Activity } from '../../shared/activity.ts';
import { JUDGING } from '../../shared/assess.ts';
import { table } from '../../shared/organisation.ts';
import { decodeBase, decodeOpen, encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import type { Day } from '../../shared/profile/day.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY_MS, dayOf } from '../../shared/time.ts';
import { EPOCH_DAY } from '../arbitraries.ts';
import { lives } from './activities.ts';

/** A stack with live traffic that is filled in from logs of the past, and what it should then know. */

export const DAYS = 40;
export const judged = {
  hashKey: new Uint8Array(32).fill(7),
  settings: { ...DEFAULT_SETTINGS, reviewScore: 1, pageScore: 2, service: DEFAULT_SETTINGS.service },
  judging: JUDGING,
};
export const { enrich } = addresses();

export async function arrive(state: StateStore, activities: readonly Activity[]): Promise<void> {
  const arrived = activities.map((activity, record) => ({ activity, record, arrival: activity.time }));
  const ports = { state, findings: KEEPS_NOTHING };
  const { failed } = await assessArrivals(groupByEntity(arrived, enrich), ports, { ...judged, now: () => 0 });
  expect(failed).toEqual([]);
}

/** As the stream brings them: a few at a time. */
export async function stream(
  state: StateStore,
  activities: readonly Activity[],
  size: number,
): Promise<void> {
  for (let start = 0; start < activities.length; start += size)
    await arrive(state, activities.slice(start, start + size));
}

/**
 * All that later days are judged by, in canonical form, but for what was found: `recorded` and `found` tell of findings,
 * also of those that nobody would be told of who had known the past. `reached`: people whose days are as they should be;
 * what was said of days of others is left out.
 */
export function knowledge(items: ReadonlyMap<string, StateItem>, reached?: ReadonlySet<string>) {
  const known: Record<string, unknown> = {};
  for (const [key, item] of items) {
    if (item.part === 'open') {
      const open = decodeOpen(item.bytes);
      const isReached = reached?.has(key.split(/[/ ]/)[3] ?? '') ?? true;
      const marks = new Map([...open.marks].map(([day, mark]) => [day, { ...mark, recorded: false }]));
      const base = item.base && items.get(itemKey({ entity: item.entity, part: item.base }));
      const said = (day: Day): Day => (isReached ? day : { ...day, flagged: false, loud: {} });
      const final = base ? decodeBase(base.bytes) : undefined;
      known[key] = {
        open: text(encodeOpen({ ...open, marks: isReached ? marks : new Map() })),
        base: final ? text(encodeBase({ ...final, days: final.days.map(said) })) : '',
      };
    } else if (item.part === 'person') known[key] = text(item.bytes);
    else if (item.part.startsWith('uses#')) {
      const users = new Map([...table.decode(item.bytes).users].filter(([name]) => name !== 'found'));
      known[key] = text(table.encode({ users }));
    }
  }
  return known;
}

/**
 * Of whom the history tells anything. In a table that nobody can list, days of others stay as live traffic judged them, by
 * what was known of their colleagues until then.
 */
export function reachedBy(history: readonly Activity[]): ReadonlySet<string> {
  return new Set(history.flatMap(({ actor, target }) => [actor.uid, target?.uid ?? '']));
}

/** In which tables of the organisation which account stands as found. */
export function foundIn(items: ReadonlyMap<string, StateItem>): string[] {
  return [...items].flatMap(([key, { part, bytes }]) =>
    part.startsWith('uses#')
      ? [...(table.decode(bytes).users.get('found')?.keys() ?? [])].map((account) => `${key} ${account}`)
      : [],
  );
}

const text = (bytes: Uint8Array) => inflateRawSync(bytes).toString();
const inOrder = (all: readonly Activity[]) => all.toSorted((a, b) => a.time - b.time);

export const situations = fc.record({
  all: lives(DAYS, 160),
  /** The stack goes live on this day; the logs end so many days later; it is filled so many days later. */
  liveDay: fc.integer({ min: 20, max: 30 }),
  logDays: fc.integer({ min: -2, max: 7 }),
  fillDays: fc.integer({ min: 1, max: 7 }),
  /** Of the events that are live as well, the logs lack one in so many. */
  lacks: fc.integer({ min: 2, max: 6 }),
  size: fc.integer({ min: 1, max: 20 }),
});

export function partsOf({
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
export async function fromTheBeginning(activities: readonly Activity[], reached?: ReadonlySet<string>) {
  return knowledge(await itemsFromTheBeginning(activities), reached);
}

export async function itemsFromTheBeginning(activities: readonly Activity[]) {
  const items = new Map<string, StateItem>();
  const byDay = Map.groupBy(activities, ({ time }) => dayOf(time));
  for (const day of byDay.values()) await arrive(memoryStateStore(items), day);
  return items;
}
