import type { ActorType } from '../activity.ts';
import { daysOf } from './base.ts';
import { type Amounts, amounts, type Day, facets, reduceDay, sum, typeOfDay, valuesOfDay } from './day.ts';
import type { Facet } from './hour.ts';
import { foldThrough, type Profile } from './profile.ts';

/** One actor on one day, as detectors see it. The windows are fixed relative to the day, not to now. */
export interface Subject {
  readonly day: number;
  /** What the actor was on that day: an account can act both as a person and through an application. */
  readonly type: ActorType;
  readonly today: Day;
  /** Sums over the day and the six before it. */
  readonly week: Amounts;
  /** Active days that may define normal, ascending, each with the week that ended on it. */
  readonly history: readonly (Day & { readonly week: Amounts })[];
  readonly facets: Readonly<Record<Facet, readonly Sighting[]>>;
  /** On how many days of `history` each value of a facet was seen. */
  readonly usual: Readonly<Record<Facet, ReadonlyMap<string, number>>>;
  /** On how many days of `history` a facet had any value: vendors do not log every facet on every event. */
  readonly observedDays: Readonly<Record<Facet, number>>;
}

/** A facet's value on the day. */
export interface Sighting {
  readonly value: string;
  /** Days of `history` on which it was seen. */
  readonly days: number;
  /** Days before this one on which it was seen at all, as far as the profile reaches; 0: it is new today. */
  readonly seenDays: number;
}

/** What was seen in the last 7 days does not define normal (DETECTION section 2). */
export const LAG_DAYS = 8;
export const WINDOW_DAYS = 56;
const WEEK_DAYS = 7;

export function subjectOf(profile: Profile, day: number): Subject {
  const { open } = profile;
  const past = foldThrough(profile, day - 1);
  const today = reduceDay(open.hours, day, open.marks.get(day)?.flagged ?? false);
  const days = [...past.days, today];
  const isHistory = (one: number) => one >= day - WINDOW_DAYS && one <= day - LAG_DAYS;
  const values = valuesOfDay(open.hours, day);
  return {
    day,
    type: typeOfDay(open.hours, day),
    today,
    week: weekOf(days, day),
    history: days.filter((one) => isHistory(one.day)).map((one) => ({ ...one, week: weekOf(days, one.day) })),
    facets: facets((facet) =>
      values[facet].map((value) => {
        const seen = daysOf(past, past.seen[facet].get(value) ?? 0n);
        return { value, days: seen.filter(isHistory).length, seenDays: seen.length };
      }),
    ),
    usual: facets(
      (facet) =>
        new Map(
          [...past.seen[facet]].map(([value, seen]) => [value, daysOf(past, seen).filter(isHistory).length]),
        ),
    ),
    observedDays: facets((facet) => {
      const any = [...past.seen[facet].values()].reduce((union, seen) => union | seen, 0n);
      return daysOf(past, any).filter(isHistory).length;
    }),
  };
}

/** Without earlier days that crossed the page line: they have been told, and must not make the days after them loud. */
function weekOf(days: readonly Day[], day: number): Amounts {
  const week = days.filter(
    (one) => one.day === day || (one.day > day - WEEK_DAYS && one.day < day && !one.flagged),
  );
  return amounts((measure) => sum(week.map(({ totals }) => totals[measure])));
}
