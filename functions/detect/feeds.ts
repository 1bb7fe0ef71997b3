import type { Activity } from '../../shared/activity.ts';
import type { Decoded, StreamRecord } from '../../shared/decode.ts';
import { feedEntity } from '../../shared/entity.ts';
import { EMPTY_HOUR, enterFacts, type FeedFact, type FeedHour, feedHour } from '../../shared/feeds/hour.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { DAY_MS, HOUR_MS, hourOf } from '../../shared/time.ts';
import { FEEDS_ENTITY, hourPart } from '../ports/feeds.ts';
import { settle } from '../ports/parallel.ts';
import { itemKey, type StateKey, type StateStore } from '../ports/state.ts';
import { LostRaceError, MAX_ATTEMPTS } from './update-item.ts';

/** What a batch brings of one feed and hour of arrival. */
export interface FeedArrival {
  readonly feed: string;
  readonly hour: number;
  readonly facts: readonly FeedFact[];
  /** Position in the batch of the first record of it. */
  readonly record: number;
}

export interface FeedFailure {
  readonly arrival: FeedArrival;
  readonly error: unknown;
}

/** `watch` reads the last days; the rest is for whoever looks for the reason of a gap. */
const KEPT_DAYS = 14;
const LISTED_DAYS = 400;
const RENEWED_DAYS = 200;
const IN_FLIGHT = 16;
/** Of one document and reason: more of them say no more. */
const MAX_COUNTED = 1000;

/** Whatever is said of a batch's records, by feed and hour of arrival. What no vendor recognises is of no feed. */
export function feedArrivals(records: readonly StreamRecord[], decoded: Decoded): FeedArrival[] {
  const groups = new Map<string, FeedArrival & { readonly facts: FeedFact[]; record: number }>();
  const add = (vendor: string, tenant: string, record: number, fact: FeedFact) => {
    const feed = feedEntity(vendor, tenant);
    const hour = hourOf(fact.arrivedMs);
    const key = `${hour} ${feed}`;
    const group = groups.get(key) ?? { feed, hour, facts: [], record };
    groups.set(key, group);
    group.facts.push(fact);
    // What could not be read is told after what could, whichever came first.
    group.record = Math.min(group.record, record);
  };
  for (const { activity, record, arrival } of decoded.activities)
    add(activity.vendor, activity.tenant, record, eventFact(activity, arrival));
  for (const { vendor, tenant = 'default', record } of decoded.ignored)
    if (vendor !== undefined)
      add(vendor, tenant, record, { kind: 'ignored', arrivedMs: records[record]?.arrival ?? 0 });
  for (const one of decoded.malformed) {
    const { vendor, tenant = 'default', record, processed } = one;
    const { sequenceNumber = '', arrival: arrivedMs = 0 } = records[record] ?? {};
    if (vendor === undefined || processed) continue;
    for (let n = 0; n < Math.min(one.count, MAX_COUNTED); n++) {
      const hash = hashOf(`${sequenceNumber} ${one.path} ${one.reason} ${n}`);
      add(vendor, tenant, record, { kind: 'unreadable', arrivedMs, hash });
    }
  }
  return [...groups.values()];
}

function eventFact({ uid, time, operation, fields = [] }: Activity, arrivedMs: number): FeedFact {
  return {
    kind: 'event',
    arrivedMs,
    time,
    hash: Number.parseInt(uid.slice(0, 8), 16),
    names: [`operation ${operation}`, ...fields.map((name) => `field ${name}`)],
  };
}

/**
 * What a process knows to be stored, by item. What is stored only grows, so whatever is in here need not be read to be
 * known: what brings nothing new to it brings nothing new at all.
 */
export type FeedMemory = Map<string, FeedHour>;
/** Some hours of a few hundred feeds. */
const MAX_REMEMBERED = 1000;

/**
 * Enters them into the items of this shard, one for each feed and hour, and only where they bring something new. The
 * items of a shard have one writer at a time as a rule; others lose a race and try again.
 */
export async function enterFeeds(
  store: StateStore,
  arrivals: readonly FeedArrival[],
  shard: string,
  memory: FeedMemory = new Map(),
): Promise<readonly FeedFailure[]> {
  if (memory.size > MAX_REMEMBERED) memory.clear();
  const outcomes = await settle(arrivals, IN_FLIGHT, (one) => enterOne(store, one, shard, memory));
  return outcomes.flatMap((outcome, at) => {
    const arrival = arrivals[at];
    return outcome.status === 'rejected' && arrival !== undefined
      ? [{ arrival, error: outcome.reason as unknown }]
      : [];
  });
}

async function enterOne(
  store: StateStore,
  { feed, hour, facts }: FeedArrival,
  shard: string,
  memory: FeedMemory,
): Promise<void> {
  const key: StateKey = { entity: feed, part: hourPart(hour, shard) };
  const expires = seconds(hour * HOUR_MS + KEPT_DAYS * DAY_MS);
  const remembered = memory.get(itemKey(key));
  if (remembered !== undefined && enterFacts(remembered, facts) === remembered) return;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const stored = (await store.read([key])).get(itemKey(key));
    const old = stored === undefined ? EMPTY_HOUR : feedHour.decode(stored.bytes);
    const next = enterFacts(old, facts);
    if (next === old) {
      memory.set(itemKey(key), old);
      return;
    }
    // Before the hour is there: after a crash in between, the hour is new again, and the feed is listed then.
    if (stored === undefined) await list(store, feed, hour);
    const version = stored?.version ?? 0;
    const item = { ...key, version: version + 1, bytes: feedHour.encode(next), expires };
    if (await store.write(item, version)) {
      memory.set(itemKey(key), next);
      return;
    }
  }
  throw new LostRaceError(`The item ${itemKey(key)}`);
}

/** So that `watch` finds the feed without looking through the table. */
async function list(store: StateStore, feed: string, hour: number): Promise<void> {
  const key: StateKey = { entity: FEEDS_ENTITY, part: feed };
  const stored = (await store.read([key])).get(itemKey(key));
  if (stored !== undefined && stored.expires > seconds(hour * HOUR_MS + RENEWED_DAYS * DAY_MS)) return;
  const version = stored?.version ?? 0;
  const expires = seconds(hour * HOUR_MS + LISTED_DAYS * DAY_MS);
  // Whoever was faster has written the same.
  await store.write({ ...key, version: version + 1, bytes: Buffer.from('{}'), expires }, version);
}

function seconds(timeMs: number): number {
  return Math.ceil(timeMs / 1000);
}
