import { ACTOR_TYPES, type ActorType } from '../activity.ts';
import { FACETS, type Facet, type Facets, type Hour } from './hour.ts';

/** What is measured of a day's outflow. */
export const MEASURES = ['records', 'bytes', 'unsized'] as const;
export type Measure = (typeof MEASURES)[number];
export type Amounts = Readonly<Record<Measure, number>>;

/** A UTC day of an actor, reduced to what later days are held against. */
export interface Day {
  /** Days since the epoch. */
  readonly day: number;
  /** The score crossed the page line: as evidence of what is normal this day counts for less. */
  readonly flagged: boolean;
  readonly totals: Amounts;
  /** Largest amount in any two neighbouring hours of the day. */
  readonly peaks: Amounts;
}

export type Hours = ReadonlyMap<number, Hour>;

export const HOURS_PER_DAY = 24;

export function hoursOfDay(hours: Hours, day: number): Hour[] {
  const found: Hour[] = [];
  for (let hour = day * HOURS_PER_DAY; hour < (day + 1) * HOURS_PER_DAY; hour++) {
    const one = hours.get(hour);
    if (one) found.push(one);
  }
  return found;
}

export function reduceDay(hours: Hours, day: number, flagged: boolean): Day {
  return {
    day,
    flagged,
    totals: amounts((measure) => sum(hoursOfDay(hours, day).map((hour) => hour[measure]))),
    peaks: amounts((measure) => peak(hours, day, measure)),
  };
}

function peak(hours: Hours, day: number, measure: Measure): number {
  let most = 0;
  let previous = 0;
  for (let hour = day * HOURS_PER_DAY; hour < (day + 1) * HOURS_PER_DAY; hour++) {
    const amount = hours.get(hour)?.[measure] ?? 0;
    most = Math.max(most, previous + amount);
    previous = amount;
  }
  return most;
}

/** As `typeOf` of one hour, over all of them. */
export function typeOfDay(hours: Hours, day: number): ActorType {
  const seen = new Set(hoursOfDay(hours, day).map(({ type }) => type));
  return ACTOR_TYPES.find((type) => seen.has(type)) ?? 'unknown';
}

export function valuesOfDay(hours: Hours, day: number): Facets {
  const all = hoursOfDay(hours, day);
  const union = (facet: Facet) => [...new Set(all.flatMap((hour) => hour.facets[facet]))].sort();
  return { network: union('network'), country: union('country'), client: union('client'), app: union('app') };
}

export function amounts(of: (measure: Measure) => number): Amounts {
  return { records: of('records'), bytes: of('bytes'), unsized: of('unsized') };
}

export function facets<T>(of: (facet: Facet) => T): Record<Facet, T> {
  return Object.fromEntries(FACETS.map((facet) => [facet, of(facet)])) as Record<Facet, T>;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
