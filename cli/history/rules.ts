import type { Activity } from '../../shared/activity.ts';
import { isHoneyHit } from '../../shared/honey-sighting.ts';
import type { RuleSet } from '../../shared/sigma/rule-set.ts';

type Asked = Pick<RuleSet, 'match'>;

/** Asks several rule sets of every event at once; each hit carries the number of its set, for `hitsOf`. */
export function askAll(sets: readonly Asked[]): RuleSet {
  return {
    rules: [],
    find: () => undefined,
    match(vendor, event) {
      const hits = sets.flatMap((set, number) =>
        (set.match(vendor, event) ?? []).map((uid) => `${number} ${uid}`),
      );
      return hits.length === 0 ? undefined : hits;
    },
  };
}

/** The activity as it would have been read with this set alone; honey is no matter of rules. */
export function withHitsOf(activity: Activity, set: number): Activity {
  if (activity.hits === undefined) return activity;
  const { hits, ...rest } = activity;
  const own = hits.flatMap((hit) =>
    isHoneyHit(hit) ? [hit] : hit.startsWith(`${set} `) ? [hit.slice(`${set} `.length)] : [],
  );
  return own.length === 0 ? rest : { ...rest, hits: own };
}
