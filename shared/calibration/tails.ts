import type { ActorClass } from '../activity.ts';
import { rawWorth, type Tail, type Tails, tailOf } from '../population.ts';
import { fitTail, type RawDay } from './fit-tail.ts';

/** Actor-weeks from which a history speaks for itself; below, the shipped tables count as the missing ones. */
export const ENOUGH_WEEKS = 3000;

/** Days that stand for the shipped tables beside so many days of so many actor-weeks. */
export function pseudoDays(days: number, weeks: number): number {
  if (weeks >= ENOUGH_WEEKS) return 0;
  const daysPerWeek = weeks === 0 ? DAYS_PER_WEEK : days / weeks;
  return Math.round((ENOUGH_WEEKS - weeks) * daysPerWeek);
}

/** Active days in a week of a usual account. */
const DAYS_PER_WEEK = 4;
/** Below the first point that a table can have, days need not be told apart. */
const LEAST_DECADES = 0.4;

/**
 * Tail tables of one's own days, pooled with as many pseudo-counts of the shipped tables as are missing to
 * `ENOUGH_WEEKS`: each pseudo-day stands at its quantile of the shipped tail.
 */
export function blendTails(
  days: readonly RawDay[],
  weeks: Readonly<Record<ActorClass, number>>,
  detectors: readonly string[],
  shipped: Tails,
): Tails {
  const of = (actor: ActorClass): Readonly<Record<string, Tail>> => {
    const own = days.filter((day) => day.actor === actor);
    if (own.length === 0) return shipped[actor];
    const pseudo = pseudoDays(own.length, weeks[actor]);
    return Object.fromEntries(
      detectors.flatMap((detector) => {
        const raw = own.flatMap((day) => day.raw[detector] ?? []);
        const all = [...raw, ...quantiles(tailOf(shipped, actor, detector), pseudo)];
        const tail = fitTail(all, own.length + pseudo, detector);
        return tail === undefined ? [] : [[detector, tail]];
      }),
    );
  };
  return { person: of('person'), service: of('service') };
}

function quantiles(tail: Tail, days: number): number[] {
  return Array.from({ length: Math.round(days * 10 ** -LEAST_DECADES) }, (_, i) =>
    rawWorth(tail, Math.log10(days / (i + 0.5))),
  );
}
