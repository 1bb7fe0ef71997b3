import { type Advance, advance, type Ledgers, neighbourHours, touchedHours } from '../../shared/advance.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { EMPTY_LEDGER, ledger } from '../../shared/ledger.ts';
import { decodeBase, decodeOpen, encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import { EMPTY_PROFILE, type Judge, type Profile } from '../../shared/profile/profile.ts';
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';
import { settle } from '../ports/parallel.ts';
import { itemKey, type StateItem, type StateKey, type StateStore } from '../ports/state.ts';
import type { Arrival } from './arrivals.ts';

/** An arrival whose effect is stored: ledgers first, then the base, then the profile that rests on them. */
export interface Committed {
  readonly arrival: Arrival;
  readonly profile: Profile;
  /** Version of the stored profile; findings projected from it carry it as their revision. */
  readonly version: number;
  readonly fromDay: number | undefined;
  readonly historical: number;
}

export interface Refused {
  readonly arrival: Arrival;
  readonly error: unknown;
}

/** More lost races than this in a row, and the records are left for the mapping's own retry. */
const MAX_ATTEMPTS = 12;
const WRITES_IN_FLIGHT = 32;

/** Ledgers outlive the horizon by 8 days, profiles their actor's last activity by 400. */
const LEDGER_DAYS = 14;
const OPEN_DAYS_KEPT = 400;
const BASE_DAYS_KEPT = 430;

/**
 * Optimistic, per entity: read everything, compute, write conditionally; whoever loses a race starts again from
 * the read. The profile is read before the ledgers it is computed from, so its version vouches for them.
 */
export async function commitProfiles(
  store: StateStore,
  arrivals: readonly Arrival[],
  judge: Judge,
): Promise<{
  readonly committed: readonly Committed[];
  readonly refused: readonly Refused[];
  readonly races: number;
}> {
  const committed: Committed[] = [];
  const refused: Refused[] = [];
  let races = 0;
  let pending = arrivals;
  for (let attempt = 1; pending.length > 0; attempt++) {
    const snapshots = await readSnapshots(store, pending);
    const outcomes = await settle(snapshots, WRITES_IN_FLIGHT, (snapshot) =>
      commitOne(store, snapshot, judge),
    );
    const lost: Arrival[] = [];
    for (const [index, outcome] of outcomes.entries()) {
      const arrival = pending[index] as Arrival;
      if (outcome.status === 'rejected') refused.push({ arrival, error: outcome.reason });
      else if (outcome.value !== 'lost') committed.push(outcome.value);
      else if (attempt === MAX_ATTEMPTS) refused.push({ arrival, error: new LostRaceError(arrival.entity) });
      else lost.push(arrival);
    }
    races += lost.length;
    pending = lost;
  }
  return { committed, refused, races };
}

/** Another writer was always faster: worth a retry by the mapping. */
export class LostRaceError extends Error {
  override readonly name = 'LostRaceError';
  readonly $retryable = {};
  constructor(entity: string) {
    super(`The state of ${entity} changed ${MAX_ATTEMPTS} times while it was being updated.`);
  }
}

interface Snapshot {
  readonly arrival: Arrival;
  /** The entity's items that were read, by part. */
  readonly items: Parts;
}

type Parts = ReadonlyMap<string, StateItem>;

/** Two round trips for the whole batch: profiles and touched ledgers, then what these refer to. */
async function readSnapshots(store: StateStore, arrivals: readonly Arrival[]): Promise<Snapshot[]> {
  const firstKeys = arrivals.map(({ entity, readings }) => [
    openKey(entity),
    ...touchedHours(readings).map((hour) => hourKey(entity, hour)),
  ]);
  const first = await store.read(firstKeys.flat());
  const furtherKeys = arrivals.map((arrival) =>
    furtherKeysOf(arrival, first.get(itemKey(openKey(arrival.entity)))),
  );
  const second = await store.read(furtherKeys.flat());
  const found = new Map([...first, ...second]);
  return arrivals.map((arrival, index) => ({
    arrival,
    items: partsOf(found, [...(firstKeys[index] ?? []), ...(furtherKeys[index] ?? [])]),
  }));
}

function furtherKeysOf({ entity, readings }: Arrival, open: StateItem | undefined): StateKey[] {
  if (open === undefined) return [];
  const profile: Profile = { open: decodeOpen(open.bytes), base: EMPTY_PROFILE.base };
  const hours = neighbourHours(readings, profile).map((hour) => hourKey(entity, hour));
  return open.base === undefined ? hours : [{ entity, part: open.base }, ...hours];
}

function partsOf(found: ReadonlyMap<string, StateItem>, keys: readonly StateKey[]): Parts {
  const parts = new Map<string, StateItem>();
  for (const key of keys) {
    const item = found.get(itemKey(key));
    if (item) parts.set(item.part, item);
  }
  return parts;
}

async function commitOne(
  store: StateStore,
  { arrival, items }: Snapshot,
  judge: Judge,
): Promise<Committed | 'lost'> {
  const open = items.get(OPEN_PART);
  const base = open?.base === undefined ? undefined : items.get(open.base);
  // A faster writer has replaced the base between the two reads.
  if (open?.base !== undefined && base === undefined) return 'lost';

  const profile: Profile = {
    open: open ? decodeOpen(open.bytes) : EMPTY_PROFILE.open,
    base: base ? decodeBase(base.bytes) : EMPTY_PROFILE.base,
  };
  const next = advance(arrival.readings, profile, ledgersOf(items), judge);
  if (!(await writeLedgers(store, arrival, next, items))) return 'lost';
  const version = await writeProfile(store, arrival.entity, next.profile, profile, open);
  if (version === 'lost') return 'lost';
  return { arrival, profile: next.profile, version, fromDay: next.fromDay, historical: next.historical };
}

const OPEN_PART = 'open';
const HOUR_PART = 'hour#';

function ledgersOf(items: Parts): Ledgers {
  const hours = [...items.values()].filter(({ part }) => part.startsWith(HOUR_PART));
  return new Map(
    hours.map(({ part, bytes }) => [Number(part.slice(HOUR_PART.length)), ledger.decode(bytes)]),
  );
}

async function writeLedgers(
  store: StateStore,
  { entity, arrivedTime }: Arrival,
  { changed }: Advance,
  items: Parts,
): Promise<boolean> {
  for (const [hour, state] of changed) {
    const key = hourKey(entity, hour);
    const expected = items.get(key.part)?.version ?? 0;
    const until = Math.max(arrivedTime, hour * HOUR_MS) + LEDGER_DAYS * DAY_MS;
    const item = { ...key, version: expected + 1, bytes: ledger.encode(state), expires: seconds(until) };
    if (!(await store.write(item, expected))) return false;
  }
  return true;
}

/**
 * The base is immutable and named by its content: racing writers of the same days write the same item, and an
 * `open` always finds the very base that it was computed with. The one it replaces is removed afterwards.
 */
async function writeProfile(
  store: StateStore,
  entity: string,
  next: Profile,
  previous: Profile,
  stored: StateItem | undefined,
): Promise<number | 'lost'> {
  const version = stored?.version ?? 0;
  if (next.open.who === undefined) return version;
  const bytes = encodeOpen(next.open);
  const baseChanged = next.base !== previous.base;
  if (stored && !baseChanged && Buffer.compare(bytes, stored.bytes) === 0) return version;

  const base = baseChanged ? await writeBase(store, entity, next) : stored?.base;
  const expires = seconds(next.open.who.time + OPEN_DAYS_KEPT * DAY_MS);
  const item: StateItem = {
    ...openKey(entity),
    version: version + 1,
    bytes,
    expires,
    ...(base === undefined ? {} : { base }),
  };
  if (!(await store.write(item, version))) return 'lost';
  if (stored?.base !== undefined && stored.base !== base) await store.remove({ entity, part: stored.base });
  return version + 1;
}

async function writeBase(store: StateStore, entity: string, { open, base }: Profile): Promise<string> {
  const bytes = encodeBase(base);
  const part = `base#${sha256Hex(bytes).slice(0, 16)}`;
  const expires = seconds((open.who?.time ?? 0) + BASE_DAYS_KEPT * DAY_MS);
  await store.write({ entity, part, version: 1, bytes, expires }, 0);
  return part;
}

export function openKey(entity: string): StateKey {
  return { entity, part: OPEN_PART };
}

export function hourKey(entity: string, hour: number): StateKey {
  return { entity, part: `${HOUR_PART}${hour}` };
}

function seconds(timeMs: number): number {
  return Math.ceil(timeMs / 1000);
}

export async function readLedgers(
  store: StateStore,
  entity: string,
  hours: readonly number[],
): Promise<Ledgers> {
  const items = await store.read(hours.map((hour) => hourKey(entity, hour)));
  return new Map(hours.map((hour) => [hour, decodeLedger(items.get(itemKey(hourKey(entity, hour))))]));
}

function decodeLedger(item: StateItem | undefined) {
  return item ? ledger.decode(item.bytes) : EMPTY_LEDGER;
}
