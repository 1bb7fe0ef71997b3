import {
  hourKey,
  hourOfPart,
  itemKey,
  type LedgerIndex,
  openKey,
  type StateItem,
  type StateStore,
} from '../../functions/ports/state.ts';
import { addReadings, EMPTY_LEDGER, ledger, readingsOf } from '../../shared/ledger.ts';
import type { Ledger } from '../../shared/ledger-sample.ts';
import { decodeBase, decodeOpen, encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import { EMPTY_PROFILE, type Open, type Profile, stillRecorded } from '../../shared/profile/profile.ts';
import type { Reading } from '../../shared/reading.ts';
import { HOUR_MS } from '../../shared/time.ts';
import { inOrderOfArrival, type Kept } from './order.ts';
import { arrive, judgeAgain, type Relived, type Reliving } from './relive.ts';

/** The account as the table holds it. */
export interface Stored {
  readonly open: StateItem | undefined;
  readonly profile: Profile;
  /** By hour. */
  readonly ledgers: ReadonlyMap<number, StateItem>;
}

/** The account as it is to be, and what of the table it takes along. */
export interface Next extends Relived {
  readonly profile: Profile;
  /** By hour: only those that are not as they should be, or would expire too early. */
  readonly ledgers: ReadonlyMap<number, Ledger>;
  /** Readings of the table that the archive does not hold (yet): live traffic is ahead of it. */
  readonly kept: number;
  /** Readings of the table that today's parsers no longer make of what the archive holds. */
  readonly dropped: number;
  readonly isSame: boolean;
}

/** The profile is read before the ledgers that it vouches for, as the detector does. */
export async function readStored(
  target: Pick<StateStore, 'read'> & LedgerIndex,
  entity: string,
): Promise<Stored> {
  const key = openKey(entity);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const open = (await target.read([key])).get(itemKey(key));
    const baseKey = { entity, part: open?.base ?? '' };
    const base = open?.base === undefined ? undefined : (await target.read([baseKey])).get(itemKey(baseKey));
    // Replaced between the two reads, unless it is gone for good: then nothing of it can be compared.
    const again = (await target.read([key])).get(itemKey(key));
    if (open?.base !== undefined && base === undefined && again?.version !== open.version) continue;
    const profile: Profile = {
      open: open === undefined ? EMPTY_PROFILE.open : decodeOpen(open.bytes),
      base: base === undefined ? EMPTY_PROFILE.base : decodeBase(base.bytes),
    };
    const hours = await target.hours(entity);
    const found = await target.read(hours.map((hour) => hourKey(entity, hour)));
    const ledgers = hours.flatMap((hour) => {
      const item = found.get(itemKey(hourKey(entity, hour)));
      return item === undefined ? [] : [[hour, item] as const];
    });
    return { open, profile, ledgers: new Map(ledgers) };
  }
  throw new LostRebuildError(entity);
}

/** Of what the ledgers hold. */
export function eventIdsIn({ ledgers }: Stored): readonly string[] {
  return [...ledgers.values()].flatMap(({ bytes }) =>
    readingsOf(ledger.decode(bytes)).map(({ eventId }) => eventId),
  );
}

/** What was relived, and of the table what the archive does not explain. */
export async function joined(
  relived: Relived,
  stored: Stored,
  seen: ReadonlySet<string>,
  options: Reliving,
  nowMs: number,
): Promise<Next> {
  const { entity } = options;
  const items = new Map(relived.items);
  const findings = new Map(relived.findings);
  const revs = new Map(relived.revs);
  const built = (hour: number) => decoded(items.get(itemKey(hourKey(entity, hour))));
  const kept: Kept[] = [];
  let dropped = 0;
  const current = [...stored.ledgers].filter(([, item]) => item.expires * 1000 > nowMs);
  for (const [hour, item] of current) {
    const own = built(hour);
    const uids = new Set(readingsOf(own).map(({ uid }) => uid));
    const readings: Reading[] = [];
    for (const reading of readingsOf(ledger.decode(item.bytes))) {
      if (own.lines.size > 0 && addReadings(own, [reading]) === own) continue;
      const isExplained = uids.has(reading.uid) || seen.has(reading.eventId);
      if (isExplained) dropped++;
      else readings.push(reading);
    }
    if (readings.length > 0) kept.push({ hour, readings, expires: item.expires });
  }
  const emails = stored.profile.open.emails;
  const tabled = new Map(current.map(([hour, item]) => [hour, decoded(item)] as const));
  for (const readings of inOrderOfArrival(kept, stored.profile, tabled, nowMs)) {
    const arrivedTime = Math.max(...readings.map(({ time }) => time));
    await arrive(
      { items, findings, revs },
      [{ entity, readings, records: [], arrivedTime, emails }],
      options,
    );
  }
  await judgeAgain({ items, findings, revs }, options, emails, nowMs);
  const profile = profileIn(items, entity, stored.profile.open);
  const hours = new Set([...current.map(([hour]) => hour), ...currentHours(items, entity, nowMs)]);
  const ledgers = new Map(
    [...hours].flatMap((hour) => {
      const wanted = built(hour);
      const item = stored.ledgers.get(hour);
      const lives = items.get(itemKey(hourKey(entity, hour)))?.expires ?? 0;
      const isLeft = lives <= (item?.expires ?? 0) + ABOUT_MS / 1000;
      return isLeft && isSame(ledger.encode(wanted), ledger.encode(decoded(item)))
        ? []
        : [[hour, wanted] as const];
    }),
  );
  return {
    items,
    findings,
    revs,
    profile,
    ledgers,
    kept: kept.flatMap(({ readings }) => readings).length,
    dropped,
    isSame: ledgers.size === 0 && isSameProfile(profile, stored.profile),
  };
}

/**
 * Ledgers, then the base, then the profile that rests on them: as the detector does, on condition that nobody has
 * written in between. Undefined: somebody has. Otherwise the version that findings are to carry, above all revisions
 * `told`: an account that was lost counts from the beginning, and its findings would not be heard.
 */
export async function exchange(
  target: StateStore,
  entity: string,
  stored: Stored,
  next: Next,
  told: number,
): Promise<number | undefined> {
  for (const [hour, wanted] of next.ledgers) {
    const key = hourKey(entity, hour);
    const old = stored.ledgers.get(hour);
    const expires = next.items.get(itemKey(key))?.expires ?? 0;
    const version = old?.version ?? 0;
    const item = { ...key, version: version + 1, bytes: ledger.encode(wanted), expires };
    if (!(await target.write({ ...item, expires: Math.max(expires, old?.expires ?? 0) }, version)))
      return undefined;
  }
  const open = next.items.get(itemKey(openKey(entity)));
  const version = stored.open?.version ?? 0;
  if (open === undefined) return version;
  const newVersion = Math.max(version, Math.floor(told)) + 1;
  if (isSameBase(next.profile, stored.profile)) {
    const { base: _, ...rest } = open;
    const kept = stored.open?.base === undefined ? rest : { ...rest, base: stored.open.base };
    const same = { ...kept, version: newVersion, bytes: encodeOpen(next.profile.open) };
    return (await target.write(same, version)) ? newVersion : undefined;
  }
  const base = open.base === undefined ? undefined : next.items.get(itemKey({ entity, part: open.base }));
  if (base !== undefined) await target.write({ ...base, version: 1 }, 0);
  const item = { ...open, version: newVersion, bytes: encodeOpen(next.profile.open) };
  if (!(await target.write(item, version))) return undefined;
  if (stored.open?.base !== undefined && stored.open.base !== open.base)
    await target.remove({ entity, part: stored.open.base });
  return newVersion;
}

export const MAX_ATTEMPTS = 12;

/** Live traffic was always faster. */
export class LostRebuildError extends Error {
  override readonly name = 'LostRebuildError';
  constructor(entity: string) {
    super(`${entity} changed ${MAX_ATTEMPTS} times while it was being rebuilt: run the same command again.`);
  }
}

function profileIn(items: ReadonlyMap<string, StateItem>, entity: string, before: Open): Profile {
  const open = items.get(itemKey(openKey(entity)));
  if (open === undefined) return EMPTY_PROFILE;
  const base = open.base === undefined ? undefined : items.get(itemKey({ entity, part: open.base }));
  const next: Profile = {
    open: decodeOpen(open.bytes),
    base: base === undefined ? EMPTY_PROFILE.base : decodeBase(base.bytes),
  };
  return { ...next, open: stillRecorded(next, before) };
}

/** Arrivals are known to a quarter of an hour: what is about to expire may be gone already. */
const ABOUT_MS = HOUR_MS;

function currentHours(items: ReadonlyMap<string, StateItem>, entity: string, nowMs: number): number[] {
  return [...items.values()]
    .filter((item) => item.entity === entity && item.expires * 1000 > nowMs + ABOUT_MS)
    .flatMap(({ part }) => hourOfPart(part) ?? []);
}

/** By what they say: another version of zlib writes other bytes of the same. */
function isSameProfile(one: Profile, other: Profile): boolean {
  return isSame(encodeOpen(one.open), encodeOpen(other.open)) && isSameBase(one, other);
}

function isSameBase(one: Profile, other: Profile): boolean {
  return isSame(encodeBase(one.base), encodeBase(other.base));
}

function decoded(item: StateItem | undefined): Ledger {
  return item === undefined ? EMPTY_LEDGER : ledger.decode(item.bytes);
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
