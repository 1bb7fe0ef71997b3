import { LAG_DAYS } from '../profile/base.ts';
import type { Day } from '../profile/day.ts';
import { addDay, afterRoleChange, NO_MOMENTS, type Predictive, predictive } from '../statistics.ts';
import type { RecordUnit } from '../vendors/vendor.ts';
import { isRoleChange, type Population, priorOf } from './baseline.ts';
import { WORTH } from './worth.ts';

/** A day's amount, in the scales of what was expected of it by then. */
export interface Step {
  readonly day: number;
  readonly amount: number;
  readonly model: Predictive;
  /** Weight of the days that the expectation rests on. */
  readonly n: number;
}

const FLOOR = 0.25;
/** Days that the population's level is worth: that an account lies far from it, day after day, makes it no less steady. */
const LEVEL_DAYS = 0.25;
const CLIP = 3;
const CLIP_FLAGGED = 1;

/** In the vendor's records, everything that a day moved. */
export function amountIn(counts: RecordUnit): (day: Day) => number {
  const worth = WORTH[counts];
  return ({ totals: { records, bytes, unsized } }) => records + bytes / worth.bytes + unsized * worth.unsized;
}

/**
 * Each day held against the days that were final when it came, in one pass: a day is folded eight days after it
 * was judged, as in every other baseline, and never where people have found it to be malicious.
 */
export function steps(days: readonly Day[], population: Population, amountOf: (day: Day) => number): Step[] {
  const active = days.filter((day) => amountOf(day) > 0);
  const prior = priorOf(population, LEVEL_DAYS);
  let moments = NO_MOMENTS;
  let next = 0;
  return active.map((day) => {
    for (; next < active.length; next++) {
      const old = active[next] as Day;
      if (old.day > day.day - LAG_DAYS) break;
      if (old.excluded) continue;
      if (isRoleChange(old)) moments = afterRoleChange(moments);
      const cap = old.flagged ? CLIP_FLAGGED : CLIP;
      moments = addDay(prior, moments, FLOOR, Math.log1p(amountOf(old)), cap);
    }
    return { day: day.day, amount: amountOf(day), model: predictive(prior, moments, FLOOR), n: moments.n };
  });
}
