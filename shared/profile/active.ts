import { ACTOR_TYPES, type ActorType } from '../activity.ts';
import { eachFacet, type Facets, type Hour } from './hour.ts';

export type Hours = ReadonlyMap<number, Hour>;

export const HOURS_PER_DAY = 24;

/** The active hours of a day in order, each with which one of the day it is, 0 to 23. */
export type Active = readonly (readonly [at: number, hour: Hour])[];

export function activeOn(hours: Hours, day: number): Active {
  const found: [number, Hour][] = [];
  for (let at = 0; at < HOURS_PER_DAY; at++) {
    const hour = hours.get(day * HOURS_PER_DAY + at);
    if (hour) found.push([at, hour]);
  }
  return found;
}

export function hoursOfDay(hours: Hours, day: number): Hour[] {
  return hoursIn(activeOn(hours, day));
}

export function hoursIn(active: Active): Hour[] {
  return active.map(([, hour]) => hour);
}

/** Every hour of the day with the one before it, as far as they are of the same day. */
export function pairsOf(active: Active): Hour[][] {
  return active.map(([at, hour], i) => {
    const previous = active[i - 1];
    return previous?.[0] === at - 1 ? [previous[1], hour] : [hour];
  });
}

/** As `typeOf` of one hour, over all of them. */
export function typeIn(hours: readonly Hour[]): ActorType {
  const seen = new Set(hours.map(({ type }) => type));
  return ACTOR_TYPES.find((type) => seen.has(type)) ?? 'unknown';
}

export function typeOfDay(hours: Hours, day: number): ActorType {
  return typeIn(hoursOfDay(hours, day));
}

export function valuesOfDay(hours: Hours, day: number): Facets {
  return valuesIn(hoursOfDay(hours, day));
}

export function valuesIn(all: readonly Hour[]): Facets {
  const [only] = all;
  // Those of one hour are in order already.
  if (only !== undefined && all.length === 1) return only.facets;
  return eachFacet((facet) => {
    const first = only?.facets[facet] ?? [];
    // As on most days, on which each hour is like the one before.
    if (all.every((hour) => isSameList(hour.facets[facet], first))) return first;
    return [...new Set(all.flatMap((hour) => hour.facets[facet]))].sort();
  });
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}

/** Hours of the day, 0 to 23, in which data was carried. */
export function carryingHours(hours: Hours, day: number): number[] {
  return carryingIn(activeOn(hours, day));
}

export function carryingIn(active: Active): number[] {
  return active.flatMap(([at, { exports, reads }]) => (exports > 0 || reads > 0 ? [at] : []));
}

/** Of a way out that is opened nothing has left yet. */
export function leavingHours(hours: Hours, day: number): number[] {
  return carryingHours(hours, day).filter((at) => {
    const hour = hours.get(day * HOURS_PER_DAY + at);
    const opened = hour?.steps.some(({ kind, byOther }) => kind === 'destination' && !byOther) ? 1 : 0;
    return hour !== undefined && hour.exports + hour.reads > opened;
  });
}
