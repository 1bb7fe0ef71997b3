import type { Mergeable } from '../../../shared/mergeable.ts';
import { table } from '../../../shared/organisation.ts';
import { person } from '../../../shared/person.ts';
import { heldOn } from '../../../shared/profile/base.ts';
import { decodeBase, decodeOpen, encodeOpen } from '../../../shared/profile/codec.ts';
import { MEASURES, NOTHING_SAID } from '../../../shared/profile/day.ts';
import {
  activeDays,
  EMPTY_PROFILE,
  type Open,
  type Profile,
  stillRecorded,
} from '../../../shared/profile/profile.ts';
import { reduceDay } from '../../../shared/profile/reduce.ts';
import { PERSON_PART } from '../../detect/persons.ts';
import { memoryStateStore } from '../../ports/memory/state.ts';
import { isTable } from '../../ports/organisations.ts';
import { settle, throwFirst } from '../../ports/parallel.ts';
import { HOUR_PART, hourKey, itemKey, openKey, type StateItem, type StateStore } from '../../ports/state.ts';
import { bringHours, type Live, unitedBytes } from './live.ts';
import { judgeOthers } from './others.ts';
import { type Judgement, judgeArrivals } from './replay.ts';

export interface MergeOptions extends Judgement {
  /** What has expired by then is left out; epoch milliseconds. */
  readonly nowMs: number;
  readonly onEntity?: () => void;
}

export interface Merged {
  /** Profiles that are new or replaced. */
  readonly written: number;
  /** Those that were as they should be. */
  readonly unchanged: number;
  /** Left as they are: they know days that the history does not. */
  readonly kept: readonly string[];
  /** Last active more than 400 days ago. */
  readonly expired: number;
}

/** What a replay built: its items, and the names of the ledgers of each account among them. */
interface Replay {
  readonly items: Map<string, StateItem>;
  readonly ledgers: ReadonlyMap<string, readonly string[]>;
}

type Outcome = 'written' | 'unchanged' | 'kept' | 'expired';

const ENTITIES_IN_FLIGHT = 16;
const MAX_ATTEMPTS = 12;

/** An account after the other, in an order that is the same whoever goes on. */
export interface Merging {
  /** Number of accounts. */
  readonly accounts: number;
  /** People and tables, which come first. */
  shared(): Promise<void>;
  /** The accounts from one number up to another. */
  accountsOf(from: number, to: number): Promise<Merged>;
}

/** Puts what a replay built into the state table, people and tables first. */
export async function mergeInto(
  target: StateStore,
  items: Map<string, StateItem>,
  live: Pick<Live, 'versions'>,
  options: MergeOptions,
): Promise<Merged> {
  const merging = merge(target, items, live, options);
  await merging.shared();
  return merging.accountsOf(0, merging.accounts);
}

/**
 * An account is exchanged as a whole, on condition that live traffic has not touched it since it was read; else what
 * came is brought in, and it is tried again.
 */
export function merge(
  target: StateStore,
  items: Map<string, StateItem>,
  live: Pick<Live, 'versions'>,
  options: MergeOptions,
): Merging {
  const wanted = [...items.values()];
  const isCurrent = ({ expires }: StateItem) => expires * 1000 > options.nowMs;
  const opens = wanted
    .filter(({ part }) => part === 'open')
    .sort((a, b) => (a.entity < b.entity ? -1 : Number(a.entity > b.entity)));
  const replayed = { items, ledgers: ledgersByEntity(wanted) };
  return {
    accounts: opens.length,
    shared: async () => {
      const shared = wanted.flatMap((item) => {
        const kind = sharedKind(item);
        return kind === undefined || !isCurrent(item) ? [] : [() => mergeShared(target, item, kind)];
      });
      throwFirst(await settle(shared, ENTITIES_IN_FLIGHT, (mergeOne) => mergeOne()));
      await judgeOthers(
        target,
        wanted.filter(isCurrent),
        new Set(opens.map(({ entity }) => entity)),
        options,
      );
    },
    accountsOf: async (from, to) => {
      const some = opens.slice(from, to);
      const outcomes = throwFirst(
        await settle(some, ENTITIES_IN_FLIGHT, async (open): Promise<Outcome> => {
          const outcome = isCurrent(open)
            ? await mergeEntity(target, replayed, open.entity, live.versions.get(open.entity), options)
            : 'expired';
          options.onEntity?.();
          return outcome;
        }),
      );
      const count = (one: Outcome) => outcomes.filter((outcome) => outcome === one).length;
      return {
        written: count('written'),
        unchanged: count('unchanged'),
        expired: count('expired'),
        kept: some.flatMap(({ entity }, index) => (outcomes[index] === 'kept' ? [entity] : [])),
      };
    },
  };
}

function ledgersByEntity(items: readonly StateItem[]): Map<string, string[]> {
  const ledgers = new Map<string, string[]>();
  for (const { entity, part } of items)
    if (part.startsWith(HOUR_PART)) {
      const own = ledgers.get(entity);
      if (own) own.push(part);
      else ledgers.set(entity, [part]);
    }
  return ledgers;
}

interface Bytes {
  unite(one: Uint8Array, other: Uint8Array): Uint8Array;
}

function bytesOf<State, Item>({ merge, encode, decode }: Mergeable<State, Item>): Bytes {
  return { unite: (one, other) => encode(merge(decode(one), decode(other))) };
}

function sharedKind({ part }: StateItem): Bytes | undefined {
  if (part === PERSON_PART) return bytesOf(person);
  return isTable(part) ? bytesOf(table) : undefined;
}

/** People and tables of organisations: sets, whose union is right whoever writes it last. */
async function mergeShared(target: StateStore, item: StateItem, { unite }: Bytes): Promise<void> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const stored = (await target.read([item])).get(itemKey(item));
    const bytes = stored === undefined ? item.bytes : unite(stored.bytes, item.bytes);
    if (stored !== undefined && isSame(bytes, stored.bytes)) return;
    const expires = Math.max(item.expires, stored?.expires ?? 0);
    const version = stored?.version ?? 0;
    if (await target.write({ ...item, version: version + 1, bytes, expires }, version)) return;
  }
  throw new LostBackfillError(itemKey(item));
}

/** Live traffic was always faster. */
class LostBackfillError extends Error {
  override readonly name = 'LostBackfillError';
  constructor(key: string) {
    super(`${key} changed ${MAX_ATTEMPTS} times while it was being filled: run the same command again.`);
  }
}

async function mergeEntity(
  target: StateStore,
  replayed: Replay,
  entity: string,
  broughtVersion: number | undefined,
  options: MergeOptions,
): Promise<Outcome> {
  const built = memoryStateStore(replayed.items);
  let brought = broughtVersion ?? 0;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const stored = (await target.read([openKey(entity)])).get(itemKey(openKey(entity)));
    if (stored !== undefined && stored.version !== brought) {
      await bringNews(target, built, stored, options);
      brought = stored.version;
    }
    const outcome = await exchange(target, built, replayed, entity, stored, options.nowMs);
    if (outcome !== 'lost') return outcome;
  }
  throw new LostBackfillError(entity);
}

/** What live traffic has told of the account since its ledgers were read. */
async function bringNews(
  target: StateStore,
  built: StateStore,
  stored: StateItem,
  judgement: Judgement,
): Promise<void> {
  const { hours, emails } = decodeOpen(stored.bytes);
  const arrival = await bringHours(target, built, { entity: stored.entity, emails }, [...hours.keys()]);
  await judgeArrivals([arrival], built, judgement);
}

/** Ledgers first, then the base, then the profile that rests on them: as the detector itself does. */
async function exchange(
  target: StateStore,
  built: StateStore,
  replayed: Replay,
  entity: string,
  stored: StateItem | undefined,
  nowMs: number,
): Promise<Outcome | 'lost'> {
  const now = await profileIn(target, stored);
  if (now === undefined) return 'lost';
  const open = (await built.read([openKey(entity)])).get(itemKey(openKey(entity)));
  const next = await profileIn(built, open);
  if (open === undefined || next === undefined) throw new Error(`the replay lost ${entity}`);
  if (!knowsAll(next, now)) return 'kept';
  const bytes = encodeOpen(recordedAs(now, next));
  const isKnown = stored !== undefined && isSame(bytes, stored.bytes) && stored.base === open.base;
  if (!(await writeLedgers(target, ledgersOf(next, replayed, entity), nowMs))) return 'lost';
  if (isKnown) return 'unchanged';
  const base = open.base === undefined ? undefined : replayed.items.get(itemKey({ entity, part: open.base }));
  if (base !== undefined) await target.write({ ...base, version: 1 }, 0);
  const version = stored?.version ?? 0;
  if (!(await target.write({ ...open, version: version + 1, bytes }, version))) return 'lost';
  if (stored?.base !== undefined && stored.base !== open.base)
    await target.remove({ entity, part: stored.base });
  return 'written';
}

/** Undefined: its base was replaced between the two reads. */
async function profileIn(store: StateStore, open: StateItem | undefined): Promise<Profile | undefined> {
  if (open === undefined) return EMPTY_PROFILE;
  if (open.base === undefined) return { open: decodeOpen(open.bytes), base: EMPTY_PROFILE.base };
  const key = { entity: open.entity, part: open.base };
  const base = (await store.read([key])).get(itemKey(key));
  return base && { open: decodeOpen(open.bytes), base: decodeBase(base.bytes) };
}

/** Final days cannot be told again: a profile that lacks one of them, or part of one, must not take its place. */
function knowsAll({ open, base }: Profile, { base: known }: Profile): boolean {
  const days = new Map(
    [
      ...base.days,
      ...activeDays({ open, base }).map((day) => reduceDay(open.hours, day, NOTHING_SAID, base)),
    ].map((day) => [day.day, day]),
  );
  const all = [...new Map([...base.days, ...known.days].map((one) => [one.day, one])).values()];
  const held = new Set(
    heldOn(
      all.sort((a, b) => a.day - b.day),
      Math.max(base.through, known.through),
    ).map(({ day }) => day),
  );
  return known.days
    .filter(({ day }) => held.has(day))
    .every(({ day, totals }) => {
      const own = days.get(day)?.totals;
      return own !== undefined && MEASURES.every((measure) => own[measure] >= totals[measure]);
    });
}

/** Only live traffic writes findings: days of the history stay unrecorded until an event of theirs arrives. */
function recordedAs({ open: before }: Profile, { open, base }: Profile): Open {
  const marks = new Map([...open.marks].map(([day, mark]) => [day, { ...mark, recorded: false }]));
  return stillRecorded({ base, open: { ...open, marks } }, before);
}

/** Also of hours of which the profile says nothing, because all of it failed. */
function ledgersOf({ open }: Profile, { items, ledgers }: Replay, entity: string): StateItem[] {
  const parts = new Set(ledgers.get(entity));
  for (const hour of open.hours.keys()) parts.add(hourKey(entity, hour).part);
  return [...parts].flatMap((part) => items.get(itemKey({ entity, part })) ?? []);
}

/** Of hours that late events may still change; false if live traffic was faster. */
async function writeLedgers(target: StateStore, own: readonly StateItem[], nowMs: number): Promise<boolean> {
  const wanted = own.filter(({ expires }) => expires * 1000 > nowMs);
  const found = await target.read(wanted);
  for (const item of wanted) {
    const stored = found.get(itemKey(item));
    const bytes = unitedBytes(item, stored);
    if (stored !== undefined && isSame(bytes, stored.bytes)) continue;
    const version = stored?.version ?? 0;
    const expires = Math.max(item.expires, stored?.expires ?? 0);
    if (!(await target.write({ ...item, version: version + 1, bytes, expires }, version))) return false;
  }
  return true;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
