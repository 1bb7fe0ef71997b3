import { deflate, inflate } from '../deflate.ts';
import { DAY_MS, dayOf, HOUR_MS } from '../time.ts';
import {
  eventsIn,
  type FeedHour,
  fewNames,
  isOperation,
  SLOT_MS,
  toldThrough,
  unreadableIn,
} from './hour.ts';

/**
 * What is remembered of a feed: eight weeks of its hours, each a few numbers. A pure function of the hours that were
 * ever folded in, because each is assigned as a whole; folding one again, fuller or not, needs no other.
 */
export interface Past {
  /** By the hour of arrival, since the epoch. */
  readonly hours: ReadonlyMap<number, HourSummary>;
  /** Hours in which events happened. */
  readonly eventHours: ReadonlySet<number>;
  /** Operations and fields, and the day on which each first arrived. */
  readonly names: ReadonlyMap<string, number>;
  /** Of operations the hours of each day in which they came, as bits. */
  readonly kinds: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** The first hour of all; undefined where nothing ever came. */
  readonly sinceHour: number | undefined;
  /** When it was first looked at: from then on it is expected, whether or not anything ever came. */
  readonly watchedSinceMs: number | undefined;
  /** What was found of this feed, and may have to be taken back. */
  readonly told: readonly Told[];
}

export interface HourSummary {
  readonly slots: number;
  readonly events: number;
  readonly unreadable: number;
  /** Of the events, between happening and arriving. */
  readonly lateMinutes: number;
  /** Operations of a greater hash may have come as well; absent where none has. */
  readonly through?: number;
}

/** One finding of the feed: what it is about, and its day. */
export interface Told {
  readonly matter: string;
  readonly day: number;
  /** The one whose finding tells it. */
  readonly under?: { readonly matter: string; readonly day: number };
}

export const EMPTY_PAST: Past = {
  hours: new Map(),
  eventHours: new Set(),
  names: new Map(),
  kinds: new Map(),
  sinceHour: undefined,
  watchedSinceMs: undefined,
  told: [],
};

export const PAST_DAYS = 56;
const MAX_NAMES = 1500;
/** By hash as well, so that which they are depends on no order. */
const MAX_KINDS = 200;
const FORMAT = 1;

/** `hours`: by hour of arrival, all shards of each merged. */
export function fold(past: Past, hours: ReadonlyMap<number, FeedHour>): Past {
  const all = new Map(past.hours);
  const eventHours = new Set(past.eventHours);
  const names = new Map(past.names);
  let sinceHour = past.sinceHour;
  for (const [hour, one] of hours) {
    all.set(hour, summarise(one));
    sinceHour = Math.min(sinceHour ?? hour, hour);
    for (const eventHour of one.eventHours) eventHours.add(eventHour);
    const day = Math.floor(hour / 24);
    for (const name of one.names) names.set(name, Math.min(day, names.get(name) ?? day));
  }
  const newest = [...all.keys()].reduce((latest, hour) => Math.max(latest, hour), 0);
  const oldest = newest - PAST_DAYS * 24;
  const kept = fewNames(new Set(names.keys()), MAX_NAMES);
  return {
    hours: new Map([...all].filter(([hour]) => hour > oldest)),
    eventHours: new Set([...eventHours].filter((hour) => hour > oldest)),
    names: new Map([...names].filter(([name]) => kept.has(name))),
    kinds: foldKinds(past.kinds, hours, fewNames(new Set([...kept].filter(isOperation)), MAX_KINDS), oldest),
    sinceHour,
    watchedSinceMs: past.watchedSinceMs,
    told: past.told,
  };
}

/** Of each hour that is folded in, whether each of them came in it. */
function foldKinds(
  past: Past['kinds'],
  hours: ReadonlyMap<number, FeedHour>,
  kept: ReadonlySet<string>,
  oldestHour: number,
): Past['kinds'] {
  const kinds = new Map<string, ReadonlyMap<number, number>>();
  for (const name of kept) {
    const days = new Map(past.get(name));
    for (const [hour, { names }] of hours) {
      const day = Math.floor(hour / 24);
      const bit = 1 << (hour % 24);
      const others = (days.get(day) ?? 0) & ~bit;
      days.set(day, names.has(name) ? others | bit : others);
    }
    const told = [...days].filter(([day, bits]) => bits !== 0 && day * 24 > oldestHour);
    if (told.length > 0) kinds.set(name, new Map(told.sort(([a], [b]) => a - b)));
  }
  return kinds;
}

function summarise(one: FeedHour): HourSummary {
  const late = [...one.sample.values()].sort((a, b) => a - b);
  const through = toldThrough(one);
  return {
    slots: one.slots,
    events: eventsIn(one),
    unreadable: unreadableIn(one),
    lateMinutes: late[Math.floor(late.length / 2)] ?? 0,
    ...(through === undefined ? {} : { through }),
  };
}

/** When anything arrived, to five minutes, ascending. */
export function arrivalsOf({ hours }: Past): number[] {
  const times: number[] = [];
  for (const hour of [...hours.keys()].sort((a, b) => a - b)) {
    const slots = hours.get(hour)?.slots ?? 0;
    for (let slot = 0; slot * SLOT_MS < HOUR_MS; slot++)
      if ((slots >> slot) & 1) times.push(hour * HOUR_MS + slot * SLOT_MS);
  }
  return times;
}

/** What came on a day. */
export interface FeedDay {
  readonly events: number;
  readonly unreadable: number;
  /** Median of the hours', weighted by their events. */
  readonly lateMinutes: number;
}

export function daysOfPast({ hours }: Past): ReadonlyMap<number, FeedDay> {
  const byDay = Map.groupBy(hours, ([hour]) => dayOf(hour * HOUR_MS));
  return new Map(
    [...byDay].map(([day, all]) => {
      const summaries = all.map(([, summary]) => summary);
      const total = (of: (one: HourSummary) => number) => summaries.reduce((sum, one) => sum + of(one), 0);
      return [
        day,
        {
          events: total(({ events }) => events),
          unreadable: total(({ unreadable }) => unreadable),
          lateMinutes: weightedMedian(summaries),
        },
      ];
    }),
  );
}

function weightedMedian(summaries: readonly HourSummary[]): number {
  const half = summaries.reduce((sum, { events }) => sum + events, 0) / 2;
  let seen = 0;
  for (const { lateMinutes, events } of summaries.toSorted((a, b) => a.lateMinutes - b.lateMinutes)) {
    seen += events;
    if (events > 0 && seen >= half) return lateMinutes;
  }
  return 0;
}

/** Whether a feed is known for so long that a week of it is no news. */
export function ageDays({ sinceHour }: Past, nowMs: number): number {
  return sinceHour === undefined ? 0 : (nowMs - sinceHour * HOUR_MS) / DAY_MS;
}

export function encodePast({
  hours,
  eventHours,
  names,
  kinds,
  sinceHour,
  watchedSinceMs,
  told,
}: Past): Uint8Array {
  return deflate(
    JSON.stringify([
      FORMAT,
      [...hours]
        .sort(([a], [b]) => a - b)
        .map(([hour, { slots, events, unreadable, lateMinutes, through }]) => [
          hour,
          slots,
          events,
          unreadable,
          lateMinutes,
          ...(through === undefined ? [] : [through]),
        ]),
      [...eventHours].sort((a, b) => a - b),
      [...names].sort(([a], [b]) => (a < b ? -1 : 1)),
      sinceHour ?? null,
      watchedSinceMs ?? null,
      told.map(({ matter, day, under }) => [
        matter,
        day,
        ...(under === undefined ? [] : [under.matter, under.day]),
      ]),
      [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, days]) => [name, ...[...days].flat()]),
    ]),
  );
}

export function decodePast(bytes: Uint8Array): Past {
  // Written by `encodePast` above and by nothing else.
  const [format, hours, eventHours, names, sinceHour, watchedSinceMs, told, kinds = []] = JSON.parse(
    inflate(bytes),
  ) as [
    number,
    [number, number, number, number, number, number?][],
    number[],
    [string, number][],
    number | null,
    number | null,
    [string, number, string?, number?][],
    // Not before kinds were told apart.
    [string, ...number[]][]?,
  ];
  if (format !== FORMAT) throw new Error(`the past of a feed has format ${format}, expected ${FORMAT}`);
  return {
    hours: new Map(
      hours.map(([hour, slots, events, unreadable, lateMinutes, through]) => [
        hour,
        { slots, events, unreadable, lateMinutes, ...(through === undefined ? {} : { through }) },
      ]),
    ),
    eventHours: new Set(eventHours),
    names: new Map(names),
    kinds: new Map(
      kinds.map(([name, ...flat]) => [
        name,
        new Map(flat.flatMap((day, at) => (at % 2 === 0 ? [[day, flat[at + 1] ?? 0] as const] : []))),
      ]),
    ),
    sinceHour: sinceHour ?? undefined,
    watchedSinceMs: watchedSinceMs ?? undefined,
    told: told.map(([matter, day, under, underDay = day]) => ({
      matter,
      day,
      ...(under === undefined ? {} : { under: { matter: under, day: underDay } }),
    })),
  };
}
