import type { Day } from '../profile/day.ts';
import {
  addDay,
  afterRoleChange,
  NO_MOMENTS,
  type Predictive,
  type Prior,
  predictive,
  tailDecades,
} from '../statistics.ts';

/** What an actor of its kind that nobody knows does in a day, as log1p of an amount. */
export interface Population {
  readonly mean: number;
  readonly variance: number;
}

/** What an amount is held against. */
export interface Baseline {
  readonly model: Predictive;
  /** As far from all that it did as accounts of its kind lie from each other: what its own few days may excuse at most. */
  readonly widest: Predictive;
  /** Days of the actor's own that it rests on. */
  readonly days: number;
}

/** A day of the past, as far as one amount is concerned. */
export interface Past {
  readonly day: Day;
  readonly amount: number;
  /** How much it counts as evidence of what is normal; 1 unless told. */
  readonly weight?: number;
}

/** Before that many own days the population alone decides: with so few, the predictive tail excuses any amount. */
export const MIN_OWN_DAYS = 5;
/** As good as normal: the population is not estimated from a few days. */
const POPULATION_FREEDOM = 200;

/** Clip of an ordinary day and of one that crossed the page line, in scales above its own expectation. */
const CLIP = 3;
const CLIP_FLAGGED = 1;

/**
 * The predictive distribution of log1p of the next amount: a Normal-inverse-gamma model with a peer prior, replayed
 * over the days that had any, in order (DETECTION section 2). `floor`: nobody is so regular that less would be noise.
 */
export function baselineOf(past: readonly Past[], population: Population, floor: number): Baseline {
  const prior = priorOf(population);
  const days = past.filter(({ amount }) => amount > 0);
  const around = (mu: number) => ({ mu, s: Math.sqrt(population.variance), nu: POPULATION_FREEDOM });
  if (days.length < MIN_OWN_DAYS) {
    const model = around(population.mean);
    return { model, widest: model, days: days.length };
  }
  const moments = days.reduce((state, { day, amount, weight = 1 }) => {
    const cap = day.flagged ? CLIP_FLAGGED : CLIP;
    return addDay(
      prior,
      isRoleChange(day) ? afterRoleChange(state) : state,
      floor,
      Math.log1p(amount),
      cap,
      weight,
    );
  }, NO_MOMENTS);
  const model = predictive(prior, moments, floor);
  const told = days.filter(({ day }) => !day.flagged).map(({ amount }) => Math.log1p(amount));
  return { model, widest: around(Math.max(population.mean, model.mu, ...told)), days: days.length };
}

/**
 * Decades of log1p of an amount, or a larger one. The tail of few days is so heavy that it excuses anything, where the
 * population alone would not: one more ordinary day must not make a theft ordinary.
 */
export function decadesAt({ model, widest }: Pick<Baseline, 'model' | 'widest'>, x: number): number {
  return Math.max(tailDecades(x, model), tailDecades(x, widest));
}

/** Worth one day's mean, unless told, and three of spread, so that an actor's own days soon outweigh it. */
export function priorOf({ mean, variance }: Population, levelDays = 1): Prior {
  return { m0: mean, k0: levelDays, a0: 1.5, b0: variance * 0.75 };
}

/**
 * Somebody else gave the account another role. Made by another only: whoever could widen his own baseline at will
 * would.
 */
export function isRoleChange({ steps }: Day): boolean {
  return steps.some(({ kind, byOther }) => kind === 'privilege' && byOther);
}

/** The largest whole amount up to `observed` whose surprise is at most `free`, by bisection: surprise never falls. */
export function quietLimit(observed: number, surprise: (amount: number) => number, free: number): number {
  let quiet = 0;
  let loud = observed;
  while (loud - quiet > 1) {
    const middle = Math.floor((quiet + loud) / 2);
    // Beyond 2^53 not every whole number exists.
    if (middle === quiet || middle === loud) break;
    if (surprise(middle) > free) loud = middle;
    else quiet = middle;
  }
  return quiet;
}
