import type { Context } from '../context.ts';
import type { Facet } from '../profile/hour.ts';
import type { Sighting, Subject } from '../profile/subject.ts';
import { plural } from '../words.ts';

/** Days of use after which a value is half as surprising. Days of use, not of age: waiting makes nothing usual. */
const HALF_LIFE_DAYS = 3;
/** Days on which a value was seen that make it a habit. */
const HABIT_DAYS = 5;
/** Below this many observed days everything is new and nothing is novel. */
export const MIN_DAYS = 3;
const SHOWN = 3;

/**
 * P(v) = (days + alpha) / (n + alpha) for a value seen on so many of n days, in decades: a value never seen shares what
 * is left over for new ones, `alpha`, in pseudo-days. Counts distinct days, never events: an attacker's three hundred
 * events must not make his network usual (DETECTION section 2).
 */
export function surpriseOf(
  subject: Subject,
  facet: Facet,
  { days, seenDays }: Sighting,
  alpha: Alpha,
): number {
  const { observedDays, usual } = subject;
  // Whoever has a habit has none of a value seen once: to sign in ahead of the theft makes nothing usual.
  const hasHabit = Math.max(0, ...usual[facet].values()) >= HABIT_DAYS;
  const habit = hasHabit ? Math.max(0, days - 1) : days;
  const probability = (habit + alpha.ofValue) / (observedDays[facet] + alpha.ofAll);
  return -Math.log10(probability) * 0.5 ** (seenDays / HALF_LIFE_DAYS);
}

export interface Alpha {
  /** Of all new values, and the share of this one in it. */
  readonly ofAll: number;
  readonly ofValue: number;
}

/** As it would be on an ordinary day: the value that the actor uses most. */
export function asUsual(subject: Subject, facet: Facet, sighting: Sighting): Sighting {
  const [value] = usualValues(subject, facet);
  if (value === undefined) return sighting;
  const days = subject.usual[facet].get(value) ?? 0;
  return { ...sighting, value, days, seenDays: Math.max(days, sighting.seenDays) };
}

/** The values seen on most days, most usual first; none that the day used, and that only days which paged knew. */
export function usualValues({ usual, facets }: Subject, facet: Facet): string[] {
  const isPaged = (value: string) => facets[facet].some((one) => one.value === value && one.pagedDays);
  return [...usual[facet]]
    .filter(([value, days]) => days > 0 && !isPaged(value))
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .slice(0, SHOWN)
    .map(([value]) => value);
}

/** How many colleagues do it too; in its first eight days nothing is known of an organisation. */
export function othersText({ popularity, noise }: Context, operation: string): string {
  const percent = Math.round(100 * popularity('operation', operation));
  if (percent > 0) return `used by ${percent} % of the other accounts`;
  return noise().accountWeeks > 0 ? 'used by hardly anybody else' : 'not yet known who else uses it';
}

export function useText({ seenDays, pagedDays = 0 }: Pick<Sighting, 'seenDays' | 'pagedDays'>): string {
  if (pagedDays > 0) return `used on ${plural(pagedDays, 'day')} before, which paged`;
  return seenDays === 0 ? 'new today' : `used on ${plural(seenDays, 'day')} before`;
}
