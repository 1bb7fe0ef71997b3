import { type Hours, hoursOfDay, valuesOfDay } from './active.ts';
import { type Base, bitsOf, EMPTY_BASE } from './base.ts';
import { type Day, type Feature, MEASURES, NOTHING_SAID } from './day.ts';
import { FACETS } from './hour.ts';
import { foldThrough, type Profile } from './profile.ts';
import { reduceDay, touchedOf } from './reduce.ts';
import type { Known, Touched } from './resources.ts';

/** Features of a day that rest on nothing but the day. */
const OWN: readonly Feature[] = ['exports', 'readsPeak', 'largest', 'failedPeak', 'succeededPeak', 'outside'];

/**
 * Whether the hours of a day, as its ledgers tell them after some of it came too late, hold nothing beyond what the
 * profile learnt of it in time: then it only came again. Part of a day may come again, so less counts as that too, of
 * the same data and from where the account was that day. What rules matched a profile does not keep, so it is news.
 */
export function isLearnt(profile: Profile, day: number, hours: Hours): boolean {
  const past = foldThrough(profile, day);
  const learnt = past.days.find((one) => one.day === day);
  if (learnt === undefined) return false;
  const all = hoursOfDay(hours, day);
  if (all.some(({ hits, attempts }) => hits.length + attempts.entered.length > 0)) return false;
  // Of a malicious day the profile keeps no more than how much it was.
  if (learnt.excluded) return isWithin(reduceDay(hours, day, NOTHING_SAID, EMPTY_BASE), learnt);
  const bit = bitsOf(past, day, day);
  const values = valuesOfDay(hours, day);
  const isKnown = FACETS.filter((facet) => facet !== 'operation' || knowsOperations(past, bit)).every(
    (facet) => values[facet].every((value) => ((past.seen[facet].get(value) ?? 0n) & bit) !== 0n),
  );
  return (
    isKnown &&
    isUsed(touchedOf(all), past.known, day) &&
    isWithin(reduceDay(hours, day, NOTHING_SAID, EMPTY_BASE), learnt)
  );
}

/** Of a day that an older version folded it is not known by which operations data left. */
function knowsOperations({ seen }: Base, bit: bigint): boolean {
  return [...seen.operation.values()].some((days) => (days & bit) !== 0n);
}

/** Of each resource, as far as it would be known, that it was used on the day or around it. */
function isUsed({ sample, heavy }: Touched, known: Known, day: number): boolean {
  const hashes = [...sample.filter((hash) => hash <= known.through), ...heavy.map(([hash]) => hash)];
  return hashes.every((hash) => {
    const used = known.sample.get(hash) ?? known.heavy.get(hash);
    return used !== undefined && used[0] <= day && day <= used[1];
  });
}

function isWithin(day: Day, learnt: Day): boolean {
  const steps = new Set(learnt.steps.map((step) => JSON.stringify(step)));
  return (
    MEASURES.every((measure) => day.totals[measure] <= learnt.totals[measure]) &&
    OWN.every((feature) => day.features[feature] <= learnt.features[feature]) &&
    day.steps.every((step) => steps.has(JSON.stringify(step)))
  );
}
