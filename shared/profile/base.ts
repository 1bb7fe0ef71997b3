import type { Day } from './day.ts';
import { eachFacet, type Facet, type Facets } from './hour.ts';
import { smallest } from './order.ts';
import { type Known, learn, NOTHING_KNOWN, type Touched } from './resources.ts';

/**
 * An actor's past: a fold over days, in day order, that never changes a day again. Days that may still change
 * are folded onto it for the length of one assessment only, so that judging a day late equals judging it in time.
 */
export interface Base {
  /** Last day that was folded in. */
  readonly through: number;
  /** Active days among the last BASE_DAYS, and the one before them, which tells how long it slept; ascending. */
  readonly days: readonly Day[];
  /** Per facet and value, on which of the last BASE_DAYS it was seen, by `agesOf` each of them. */
  readonly seen: Readonly<Record<Facet, ReadonlyMap<string, bigint>>>;
  /** On which day each of these values was seen first, as far as they were not forgotten in between. */
  readonly first: Readonly<Record<Facet, ReadonlyMap<string, number>>>;
  readonly known: Known;
  /** How often data was carried in each hour of the day, on weekdays and at weekends: 48 faded counts of days. */
  readonly rhythm: readonly number[];
  readonly firstDay: number;
}

/** What a day brings besides its measures. */
export interface Brought {
  readonly values: Facets;
  readonly resources: Touched;
  /** Hours of the day in which data was carried. */
  readonly hours: readonly number[];
}

export const BASE_DAYS = 72;
/**
 * What defines normal on a day are the eight weeks that end so many days before it: not the last 7 days (DETECTION section 2),
 * which are those that late events may still change.
 */
export const LAG_DAYS = 8;
export const WINDOW_DAYS = 56;
/**
 * An absence counts as at most so many days: habits do not fade while nobody is there. Else whoever comes back from months of
 * leave, or once a quarter, would be an account without a past, and nothing of a thief in his place new.
 */
const MAX_ABSENCE = 14;
/** Values that one facet knows at most. */
export const MAX_KNOWN = 32;
/** New values that one day may add to a facet. */
const MAX_NEW = 8;

export const EMPTY_BASE: Base = {
  through: Number.NEGATIVE_INFINITY,
  days: [],
  seen: eachFacet(() => new Map()),
  first: eachFacet(() => new Map()),
  known: NOTHING_KNOWN,
  rhythm: [],
  firstDay: Number.POSITIVE_INFINITY,
};

/** Of a day that people have found to be malicious only that it was: where a thief came from is new when he comes again. */
export function foldDay(base: Base, day: Day, { values, resources, hours }: Brought): Base {
  if (day.day <= base.through) throw new Error(`day ${day.day} is folded after day ${base.through}`);
  const shift = absence(base.through, day.day);
  const isTaught = day.excluded === undefined;
  const seen = eachFacet((facet) => foldValues(base.seen[facet], isTaught ? values[facet] : [], shift));
  return {
    through: day.day,
    days: [...lastOf(base.days, day.day), day],
    seen,
    first: eachFacet((facet) => firstOf(base.first[facet], seen[facet], day.day)),
    known: isTaught ? learn(base.known, resources, day.day) : base.known,
    rhythm: isTaught ? foldRhythm(base.rhythm, day.day, hours) : base.rhythm,
    firstDay: Math.min(base.firstDay, day.day),
  };
}

function lastOf(days: readonly Day[], on: number): readonly Day[] {
  const first = agesOf(days, on).findIndex((age) => age < BASE_DAYS);
  return days.slice(Math.max(0, first - 1));
}

/** Of a profile's days, ascending, those that habits still hold on a day that follows them. */
export function heldOn<One extends Pick<Day, 'day'>>(days: readonly One[], on: number): One[] {
  const ages = agesOf(days, on);
  return days.filter((_, at) => (ages[at] ?? 0) < BASE_DAYS);
}

/** Of each of a profile's days how long it is ago, as habits count, on a day that follows them. */
export function agesOf(days: readonly Pick<Day, 'day'>[], on: number): number[] {
  const ages = new Array<number>(days.length).fill(0);
  let age = 0;
  let next = on;
  for (let at = days.length - 1; at >= 0; at--) {
    const day = days[at]?.day ?? next;
    age += absence(day, next);
    ages[at] = age;
    next = day;
  }
  return ages;
}

/** From one active day to the next. */
function absence(from: number, to: number): number {
  return Math.min(MAX_ABSENCE, to - from);
}

/** On most days the values are those of the day before. */
function firstOf(
  first: ReadonlyMap<string, number>,
  seen: ReadonlyMap<string, unknown>,
  day: number,
): ReadonlyMap<string, number> {
  let same = first.size === seen.size;
  for (const value of seen.keys()) same &&= first.has(value);
  return same ? first : new Map(Array.from(seen.keys(), (value) => [value, first.get(value) ?? day]));
}

export const RHYTHM_LENGTH = 48;
/** Share of a rhythm that an active day leaves standing. */
const RHYTHM_RETENTION = 0.97;

/** 1970-01-01 was a Thursday. */
export function isWeekend(day: number): boolean {
  return (((day + 3) % 7) + 7) % 7 >= 5;
}

function foldRhythm(rhythm: readonly number[], day: number, hours: readonly number[]): readonly number[] {
  if (hours.length === 0) return rhythm;
  const offset = isWeekend(day) ? 24 : 0;
  const next = rhythm.length === 0 ? new Array<number>(RHYTHM_LENGTH).fill(0) : [...rhythm];
  for (let hour = 0; hour < 24; hour++) {
    const old = next[offset + hour] ?? 0;
    const now = hours.includes(hour) ? 1 : 0;
    // Most hours of most rhythms: nothing fades from nothing.
    if (old > 0 || now > 0) next[offset + hour] = Math.round((old * RHYTHM_RETENTION + now) * 100) / 100;
  }
  return next;
}

const ALL_DAYS = (1n << BigInt(BASE_DAYS)) - 1n;

function foldValues(
  seen: ReadonlyMap<string, bigint>,
  today: readonly string[],
  shift: number,
): Map<string, bigint> {
  const next = new Map<string, bigint>();
  for (const [value, days] of seen) {
    const shifted = (days << BigInt(shift)) & ALL_DAYS;
    if (shifted !== 0n) next.set(value, shifted);
  }
  const fresh = smallest(
    today.filter((value) => !next.has(value)),
    MAX_NEW,
  );
  for (const value of today) if (next.has(value)) next.set(value, (next.get(value) ?? 0n) | 1n);
  for (const value of fresh) next.set(value, 1n);
  return evict(next);
}

/** Fewest days first, then the one not seen for longest, then by name. */
function evict(seen: Map<string, bigint>): Map<string, bigint> {
  if (seen.size <= MAX_KNOWN) return seen;
  const ranked = [...seen].sort(
    ([a, left], [b, right]) =>
      countDays(right) - countDays(left) || daysAgo(left) - daysAgo(right) || (a < b ? 1 : -1),
  );
  return new Map(ranked.slice(0, MAX_KNOWN));
}

/** 32 days at once, as numbers: every step of a BigInt makes a new one. */
export function countDays(days: bigint): number {
  let count = 0;
  for (let rest = days; rest !== 0n; rest >>= 32n) count += countOnes(Number(BigInt.asUintN(32, rest)));
  return count;
}

/** Each bit is counted beside its neighbour, then pairs, then fours (Warren, "Hacker's Delight", figure 5-2). */
function countOnes(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** How many days ago the newest sighting was. */
function daysAgo(days: bigint): number {
  let ago = 0;
  for (let rest = days; rest !== 0n && (rest & 1n) === 0n; rest >>= 1n) ago++;
  return ago;
}

/** The bits of a base's bitmaps that are the active days from one to another. */
export function bitsOf({ through, days }: Pick<Base, 'through' | 'days'>, from: number, to: number): bigint {
  let bits = 0n;
  for (const [at, age] of agesOf(days, through).entries()) {
    const day = days[at]?.day ?? to + 1;
    if (day >= from && day <= to) bits |= 1n << BigInt(age);
  }
  return bits;
}

/** Those that are days from one to another as habits count them, for whom the last active day is never long ago. */
export function habitBits({ through }: Pick<Base, 'through'>, day: number, from: number, to: number): bigint {
  if (!Number.isFinite(through)) return 0n;
  const last = day - absence(through, day);
  const nearest = Math.max(0, last - to);
  const farthest = last - from;
  if (farthest < nearest) return 0n;
  return ((1n << BigInt(farthest + 1)) - 1n) & ~((1n << BigInt(nearest)) - 1n);
}
