import { deflate, inflate } from '../deflate.ts';
import type { Mergeable } from '../mergeable.ts';
import { hashOf } from '../profile/resources.ts';
import { HOUR_MS, hourOf, MINUTE_MS } from '../time.ts';

/**
 * What reached the stream of one feed (a vendor's log of one tenant) within an hour. Like a ledger it is a pure
 * function of the set of what came: events are counted by a sample of their hashes, so that one that is delivered
 * again counts once, and nothing is ever added to.
 */
export interface FeedHour {
  /** A bit for each five minutes of the hour in which anything arrived. */
  readonly slots: number;
  /** The smallest hashes of events, and how many minutes after it happened each of them came. */
  readonly sample: ReadonlyMap<number, number>;
  /** The smallest hashes of what could not be read. */
  readonly unreadable: ReadonlySet<number>;
  /** Names of operations and fields, as `operation user.session.start` and `field client.ipAddress`. */
  readonly names: ReadonlySet<string>;
  /** Hours since the epoch in which the events happened, of the week before the arrival. */
  readonly eventHours: ReadonlySet<number>;
}

/** One thing that arrived. All facts of one `FeedHour` arrived in the same hour. */
export type FeedFact =
  | {
      readonly kind: 'event';
      readonly arrivedMs: number;
      /** 32 bits that tell it from others, the same whenever it is read. */
      readonly hash: number;
      readonly time: number;
      readonly names: readonly string[];
    }
  | { readonly kind: 'unreadable'; readonly arrivedMs: number; readonly hash: number }
  /** Shows that the feed lives. */
  | { readonly kind: 'ignored'; readonly arrivedMs: number };

export const SLOT_MS = 5 * MINUTE_MS;
/**
 * From these the number is estimated, to a third in an hour and closer in a day; below it is exact. More of them would
 * tell little and be written more often.
 */
const MAX_SAMPLE = 8;
const MAX_UNREADABLE = 16;
const MAX_NAMES = 96;
const MAX_NAME_LENGTH = 80;
const EVENT_HOURS = 7 * 24;

export const EMPTY_HOUR: FeedHour = {
  slots: 0,
  sample: new Map(),
  unreadable: new Set(),
  names: new Set(),
  eventHours: new Set(),
};

export const feedHour: Mergeable<FeedHour, FeedFact> = {
  empty: EMPTY_HOUR,
  observe: (state, fact) => enterFacts(state, [fact]),
  merge: (left, right) => ({
    slots: left.slots | right.slots,
    sample: smallest(earlier(left.sample, right.sample)),
    unreadable: fewest(new Set([...left.unreadable, ...right.unreadable])),
    names: fewNames(new Set([...left.names, ...right.names])),
    eventHours: new Set([...left.eventHours, ...right.eventHours]),
  }),
  encode: ({ slots, sample, unreadable, names, eventHours }) =>
    deflate(
      JSON.stringify([
        slots,
        [...sample].sort(([a], [b]) => a - b),
        [...unreadable].sort((a, b) => a - b),
        [...names].sort(),
        [...eventHours].sort((a, b) => a - b),
      ]),
    ),
  decode: (bytes) => {
    // Written by `encode` above and by nothing else.
    const [slots, sample, unreadable, names, eventHours] = JSON.parse(inflate(bytes)) as [
      number,
      [number, number][],
      number[],
      string[],
      number[],
    ];
    return {
      slots,
      sample: new Map(sample),
      unreadable: new Set(unreadable),
      names: new Set(names),
      eventHours: new Set(eventHours),
    };
  },
  maxBytes: 24_000,
};

/** The same object if all of it was known. */
export function enterFacts(state: FeedHour, facts: readonly FeedFact[]): FeedHour {
  let slots = state.slots;
  const sample = new Map(state.sample);
  const unreadable = new Set(state.unreadable);
  const names = new Set(state.names);
  const eventHours = new Set(state.eventHours);
  for (const fact of facts) {
    slots |= 1 << Math.floor((fact.arrivedMs % HOUR_MS) / SLOT_MS);
    if (fact.kind === 'unreadable') unreadable.add(fact.hash);
    if (fact.kind !== 'event') continue;
    const lateMinutes = Math.max(0, Math.round((fact.arrivedMs - fact.time) / MINUTE_MS));
    sample.set(fact.hash, Math.min(lateMinutes, sample.get(fact.hash) ?? lateMinutes));
    for (const name of fact.names) names.add(name.slice(0, MAX_NAME_LENGTH));
    const hour = hourOf(fact.time);
    if (hour > hourOf(fact.arrivedMs) - EVENT_HOURS) eventHours.add(hour);
  }
  const next = {
    slots,
    sample: smallest(sample),
    unreadable: fewest(unreadable),
    names: fewNames(names),
    eventHours,
  };
  return isSame(state, next) ? state : next;
}

/** Events that the hour knows of: exact as long as all of them are in the sample. */
export function eventsIn({ sample }: FeedHour): number {
  return estimate([...sample.keys()], MAX_SAMPLE);
}

export function unreadableIn({ unreadable }: FeedHour): number {
  return estimate([...unreadable], MAX_UNREADABLE);
}

/** The k-th smallest of uniform hashes tells how many there are (Bar-Yossef et al. 2002). */
function estimate(hashes: readonly number[], most: number): number {
  if (hashes.length < most) return hashes.length;
  const last = hashes.reduce((largest, one) => Math.max(largest, one), 0);
  return Math.round(((most - 1) * 2 ** 32) / Math.max(1, last));
}

function earlier(left: ReadonlyMap<number, number>, right: ReadonlyMap<number, number>): Map<number, number> {
  const all = new Map(left);
  for (const [hash, minutes] of right) all.set(hash, Math.min(minutes, all.get(hash) ?? minutes));
  return all;
}

function smallest(sample: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  if (sample.size <= MAX_SAMPLE) return sample;
  return new Map([...sample].sort(([a], [b]) => a - b).slice(0, MAX_SAMPLE));
}

function fewest(hashes: ReadonlySet<number>): ReadonlySet<number> {
  if (hashes.size <= MAX_UNREADABLE) return hashes;
  return new Set([...hashes].sort((a, b) => a - b).slice(0, MAX_UNREADABLE));
}

const OPERATION = 'operation ';

export function isOperation(name: string): boolean {
  return name.startsWith(OPERATION);
}

/**
 * Operations before fields, and by hash, not by age: which names of too many are kept must not depend on the order in which
 * they came.
 */
export function fewNames(names: ReadonlySet<string>, most = MAX_NAMES): ReadonlySet<string> {
  if (names.size <= most) return names;
  return new Set([...names].sort(byKeeping).slice(0, most));
}

function byKeeping(a: string, b: string): number {
  return Number(isOperation(b)) - Number(isOperation(a)) || hashOf(a) - hashOf(b) || (a < b ? -1 : 1);
}

/** Operations up to this hash are told of the hour where they came; undefined where all are. */
export function toldThrough({ names }: FeedHour): number | undefined {
  if (names.size < MAX_NAMES || ![...names].every(isOperation)) return undefined;
  return Math.max(...Array.from(names, hashOf));
}

function isSame(left: FeedHour, right: FeedHour): boolean {
  return (
    left.slots === right.slots &&
    left.sample.size === right.sample.size &&
    [...right.sample].every(([hash, minutes]) => left.sample.get(hash) === minutes) &&
    isSameSet(left.unreadable, right.unreadable) &&
    isSameSet(left.names, right.names) &&
    isSameSet(left.eventHours, right.eventHours)
  );
}

function isSameSet<T>(left: ReadonlySet<T>, right: ReadonlySet<T>): boolean {
  return left.size === right.size && [...right].every((one) => left.has(one));
}
