import { agesOf, type Base, countDays, LAG_DAYS } from './base.ts';
import type { Day } from './day.ts';
import type { Facet } from './hour.ts';

/** Days by which a value is known although every one of them paged: whoever moves is not asked about it for ever. */
const PAGED_DAYS = 3;

/**
 * Whether all that is known of a value, on a day, are one or two days before it that paged. Who took something and was not
 * stopped comes again from the same place, and there it is still not his. Who comes once a month has more days than are held.
 */
export function doubtedOn(past: Base, day: number): (facet: Facet, value: string) => boolean {
  // The flags of younger days may still change.
  const isPaged = (one: Day) => one.flagged && one.day <= day - LAG_DAYS;
  if (!past.days.some(isPaged)) return () => false;
  const ages = agesOf(past.days, past.through);
  const paged = past.days.reduce(
    (bits, one, at) => (isPaged(one) ? bits | (1n << BigInt(ages[at] ?? 0)) : bits),
    0n,
  );
  const held = past.days[0]?.day ?? day;
  return (facet, value) => {
    const seen = past.seen[facet].get(value) ?? 0n;
    const first = past.first[facet].get(value) ?? day;
    return (seen & ~paged) === 0n && countDays(seen) < PAGED_DAYS && first >= held;
  };
}
