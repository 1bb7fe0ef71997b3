import { classOf } from '../context.ts';
import type { Day } from '../profile/day.ts';
import { LAG_DAYS, type Subject } from '../profile/subject.ts';
import { addDay, afterRoleChange, NO_MOMENTS, type Predictive, predictive } from '../statistics.ts';
import { type Population, priorOf } from './baseline.ts';

/** A day's amount, in the scales of what was expected of it by then. */
export interface Step {
  readonly day: number;
  readonly amount: number;
  readonly model: Predictive;
  /** Weight of the days that the expectation rests on. */
  readonly n: number;
}

/** What a day of an unknown actor moves, as log1p of records. */
export function dailyPopulation({ type }: Subject): Population {
  return classOf(type) === 'service' ? { mean: 7, variance: 6 } : { mean: 4.5, variance: 4 };
}

const UNKNOWN_RECORDS = 1000;
const FLOOR = 0.25;
const CLIP = 3;
const CLIP_FLAGGED = 1;

/** In records; what states no size counts as in the other detectors. */
export function dailyAmount({ totals: { records, bytes, unsized } }: Day): number {
  return records + bytes / 1000 + unsized * UNKNOWN_RECORDS;
}

/**
 * Each day held against the days that were final when it came, in one pass: a day is folded eight days after it
 * was judged, as in every other baseline.
 */
export function steps(days: readonly Day[], population: Population, amountOf: (day: Day) => number): Step[] {
  const active = days.filter((day) => amountOf(day) > 0);
  const prior = priorOf(population);
  let moments = NO_MOMENTS;
  let next = 0;
  return active.map((day) => {
    for (; next < active.length; next++) {
      const old = active[next] as Day;
      if (old.day > day.day - LAG_DAYS) break;
      if (old.steps.some(({ kind, byOther }) => kind === 'privilege' && byOther))
        moments = afterRoleChange(moments);
      const cap = old.flagged ? CLIP_FLAGGED : CLIP;
      moments = addDay(prior, moments, FLOOR, Math.log1p(amountOf(old)), cap);
    }
    return { day: day.day, amount: amountOf(day), model: predictive(prior, moments, FLOOR), n: moments.n };
  });
}
