import { LEDGER_DAYS } from '../../functions/detect/write-profile.ts';
import { summaryOfHour } from '../../shared/advance.ts';
import type { Ledger } from '../../shared/ledger-sample.ts';
import { isLearnt } from '../../shared/profile/learnt.ts';
import { dayOfHour, type Profile } from '../../shared/profile/profile.ts';
import type { Reading } from '../../shared/reading.ts';
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';

/** Of one hour, what the archive does not hold, and when the hour's ledger expires, in seconds since the epoch. */
export interface Kept {
  readonly hour: number;
  readonly readings: readonly Reading[];
  readonly expires: number;
}

/**
 * What is kept, in the order in which it came: what comes too late for a profile comes after what it is too late for. A
 * ledger expires so long after its last arrival, unless something came too late for its day and all of that day's were
 * renewed: then what the profile has not learnt is what came last.
 */
export function inOrderOfArrival(
  kept: readonly Kept[],
  profile: Profile,
  ledgers: ReadonlyMap<number, Ledger>,
  nowMs: number,
): (readonly Reading[])[] {
  const arrivalOf = ({ hour, expires }: Kept): number => {
    const arrivedMs = expires * 1000 - LEDGER_DAYS * DAY_MS;
    if (arrivedMs <= nowMs) return arrivedMs;
    return isInProfile(hour, profile, ledgers) ? hour * HOUR_MS : Number.POSITIVE_INFINITY;
  };
  return [...Map.groupBy(kept, arrivalOf)]
    .sort(([a], [b]) => a - b)
    .map(([, group]) => group.flatMap(({ readings }) => readings));
}

function isInProfile(hour: number, profile: Profile, ledgers: ReadonlyMap<number, Ledger>): boolean {
  const summary = summaryOfHour(ledgers, hour);
  return summary === undefined || isLearnt(profile, dayOfHour(hour), new Map([[hour, summary]]));
}
