import type { Day } from './day.ts';
import { facets } from './day.ts';
import { type Facet, type Facets, smallest } from './hour.ts';

/**
 * An actor's past: a fold over days, in day order, that never changes a day again. Days that may still change
 * are folded onto it for the length of one assessment only, so that judging a day late equals judging it in time.
 */
export interface Base {
  /** Last day that was folded in. */
  readonly through: number;
  /** Active days among the last BASE_DAYS, ascending. */
  readonly days: readonly Day[];
  /** Per facet and value, on which of the last BASE_DAYS it was seen. Bit i: on day `through - i`. */
  readonly seen: Readonly<Record<Facet, ReadonlyMap<string, bigint>>>;
  readonly firstDay: number;
}

export const BASE_DAYS = 72;
/** Values that one facet knows at most. */
export const MAX_KNOWN = 32;
/** New values that one day may add to a facet. */
const MAX_NEW = 8;

export const EMPTY_BASE: Base = {
  through: Number.NEGATIVE_INFINITY,
  days: [],
  seen: facets(() => new Map()),
  firstDay: Number.POSITIVE_INFINITY,
};

export function foldDay(base: Base, day: Day, values: Facets): Base {
  if (day.day <= base.through) throw new Error(`day ${day.day} is folded after day ${base.through}`);
  const shift = Math.min(BASE_DAYS, day.day - base.through);
  return {
    through: day.day,
    days: [...base.days.filter((one) => one.day > day.day - BASE_DAYS), day],
    seen: facets((facet) => foldValues(base.seen[facet], values[facet], shift)),
    firstDay: Math.min(base.firstDay, day.day),
  };
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

export function countDays(days: bigint): number {
  let count = 0;
  for (let rest = days; rest !== 0n; rest &= rest - 1n) count++;
  return count;
}

/** How many days ago the newest sighting was. */
function daysAgo(days: bigint): number {
  let ago = 0;
  for (let rest = days; rest !== 0n && (rest & 1n) === 0n; rest >>= 1n) ago++;
  return ago;
}

/** The days of a bitmap, ascending. */
export function daysOf({ through }: Base, days: bigint): number[] {
  const found: number[] = [];
  for (let ago = BASE_DAYS - 1; ago >= 0; ago--) if ((days >> BigInt(ago)) & 1n) found.push(through - ago);
  return found;
}
