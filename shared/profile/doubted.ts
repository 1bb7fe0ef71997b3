import { type Base, bitsOf, countDays } from './base.ts';
import type { Facet } from './hour.ts';

/** Days by which a value is known although every one of them paged: whoever moves is not asked about it for ever. */
const PAGED_DAYS = 3;
/** The flags of younger days may still change. */
const FINAL_DAYS = 8;

/**
 * Whether all that is known of a value, on a day, are one or two days before it that paged. Who took something and was not
 * stopped comes again from the same place, and there it is still not his.
 */
export function doubtedOn(past: Base, day: number): (facet: Facet, value: string) => boolean {
  const paged = past.days
    .filter((one) => one.flagged && one.day <= day - FINAL_DAYS)
    .reduce((bits, one) => bits | bitsOf(past, one.day, one.day), 0n);
  if (paged === 0n) return () => false;
  return (facet, value) => {
    const seen = past.seen[facet].get(value) ?? 0n;
    return (seen & ~paged) === 0n && countDays(seen) < PAGED_DAYS;
  };
}
