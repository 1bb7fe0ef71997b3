import { HOURS_PER_DAY, type Hours } from './active.ts';
import { countDays } from './base.ts';
import type { Facet, Hour } from './hour.ts';

/** `of`: a count for each of an hour's networks. */
export function throughNetworks(
  hours: readonly Hour[],
  of: (hour: Hour) => readonly number[],
): ReadonlyMap<string, number> {
  const through = new Map<string, number>();
  for (const hour of hours)
    for (const [at, network] of hour.facets.network.entries()) {
      const count = of(hour)[at] ?? 0;
      if (count > 0) through.set(network, (through.get(network) ?? 0) + count);
    }
  return through;
}

/** Days of use that make a network an old one. */
const OLD_DAYS = 3;

/**
 * Hours in which a network new to the account was used beside one that it has long used. Neighbouring hours count as one
 * time: a session need not log something in every hour. `sightings`: on which days a value was seen, as bits of the base.
 */
export function overlapOf(
  hours: Hours,
  day: number,
  sightings: (facet: Facet, value: string) => bigint,
  inHabit: bigint,
): number {
  const kindsAt = (hour: number) => {
    const values = hours.get(hour)?.facets.network ?? [];
    const seen = values.map((value) => sightings('network', value));
    return {
      isNew: seen.some((bits) => bits === 0n),
      isOld: seen.some((bits) => countDays(bits & inHabit) >= OLD_DAYS),
    };
  };
  const all = Array.from({ length: HOURS_PER_DAY }, (_, at) => kindsAt(day * HOURS_PER_DAY + at));
  return all.filter(
    ({ isNew }, at) => isNew && all.slice(Math.max(0, at - 1), at + 2).some(({ isOld }) => isOld),
  ).length;
}
