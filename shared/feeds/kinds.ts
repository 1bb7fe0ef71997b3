import { hashOf } from '../profile/resources.ts';
import type { Past } from './past.ts';

/** What a feed remembers of its operations. Days are those on which events arrived, since the epoch. */
export interface Kinds {
  readonly names: readonly string[];
  readonly came: (name: string, day: number) => boolean;
  /** In so many hours of the day. */
  readonly hours: (name: string, day: number) => number;
  /** In which anything came. */
  readonly anyHours: (day: number) => number;
  /** Whether it would be known that it came: of an hour with too many operations nothing is of those that it did not keep. */
  readonly isKnown: (name: string, day: number) => boolean;
  /** The first day of all; infinite where nothing came. */
  readonly sinceDay: number;
}

export function kindsIn({ kinds, hours }: Past): Kinds {
  const anyHours = new Map<number, number>();
  const keptThrough = new Map<number, number>();
  for (const [hour, { slots, through }] of hours) {
    const day = Math.floor(hour / 24);
    if (slots !== 0) anyHours.set(day, (anyHours.get(day) ?? 0) + 1);
    if (through !== undefined) keptThrough.set(day, Math.min(through, keptThrough.get(day) ?? through));
  }
  return {
    names: [...kinds.keys()],
    came: (name, day) => kinds.get(name)?.get(day) !== undefined,
    hours: (name, day) => ones(kinds.get(name)?.get(day) ?? 0),
    anyHours: (day) => anyHours.get(day) ?? 0,
    isKnown: (name, day) => hashOf(name) <= (keptThrough.get(day) ?? Number.POSITIVE_INFINITY),
    sinceDay: Math.min(...[...kinds.values()].flatMap((days) => [...days.keys()])),
  };
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** How operations came in the four weeks before a day. */
export interface Rhythm {
  /** Whether it comes on that day of the week. */
  readonly isUsual: (name: string, day: number) => boolean;
  /** It came on every usual day, but for one, and all over it. */
  readonly isRegular: (name: string) => boolean;
  /** There are days of the week on which it does not come. */
  readonly rests: (name: string) => boolean;
}

const WEEKS = 4;
const WEEK = Array.from({ length: 7 }, (_, of) => of);
/** Of four weeks the working days, but one. */
const LEAST_DAYS = 19;
/** So many days off count as none: with more of them too little is known. */
const MOST_OFF = 5;
const LEAST_WEEKS = 2;
/** What comes in fewer hours of a day than that, of those in which anything does, somebody has done who may leave it. */
const LEAST_HOURS = 4;

export function rhythmBefore(first: number, kinds: Kinds): Rhythm {
  const { came, hours, anyHours } = kinds;
  const before = Array.from({ length: 7 * WEEKS }, (_, ago) => first - 1 - ago);
  const off = daysOff(before, kinds);
  const isUsual = (name: string, day: number) => {
    const same = before.filter((one) => (one - day) % 7 === 0 && (!off.has(one) || came(name, one)));
    return same.filter((one) => came(name, one)).length >= Math.max(LEAST_WEEKS, same.length - 1);
  };
  return {
    isUsual,
    isRegular: (name) => {
      const days = before.filter((day) => came(name, day));
      if (days.length < LEAST_DAYS - Math.min(MOST_OFF, off.size)) return false;
      const without = before.filter((day) => isUsual(name, day) && !off.has(day) && !came(name, day));
      const busy = days.filter((day) => hours(name, day) >= Math.min(LEAST_HOURS, anyHours(day)));
      return without.length <= 1 && 2 * busy.length > days.length;
    },
    rests: (name) => WEEK.some((of) => !isUsual(name, first + of)),
  };
}

/** So much less than usual. */
const OFF = 0.25;

/** Days on which hardly anything came of what rests at weekends, and on others of that day of the week did. */
function daysOff(before: readonly number[], { names, came, sinceDay }: Kinds): ReadonlySet<number> {
  const known = before.filter((day) => day >= sinceDay);
  const resting = names.filter(
    (name) => known.filter((day) => came(name, day)).length <= known.length - WEEKS,
  );
  const counts = new Map(known.map((day) => [day, resting.filter((name) => came(name, day)).length]));
  const usual = (day: number) => {
    const same = known.filter((one) => (day - one) % 7 === 0).map((one) => counts.get(one) ?? 0);
    return same.sort((a, b) => b - a)[1] ?? 0;
  };
  return new Set(known.filter((day) => (counts.get(day) ?? 0) < OFF * usual(day)));
}
