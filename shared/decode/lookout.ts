import type { Activity } from '../activity.ts';
import type { HoneyIndex } from '../honey.ts';
import { hitOf, isPlanting, type Sighted, sightedIn, sightingOf } from '../honey-sighting.ts';
import type { RuleSet } from '../sigma/rule-set.ts';
import { known } from '../vendors/field.ts';
import type { Json, JsonObject } from '../vendors/vendor.ts';
import { fieldsOf, isSampled } from './fields.ts';

/** What is asked of a raw event as long as it is there: rules that it meets, honey that it holds, names of its fields. */
export interface Lookout {
  /** The activity of an event with what was found in it; behind it sightings that would be lost with it. */
  readonly marked: (activity: Activity, event: JsonObject, at: Place) => Activity[];
  /** Sightings in what makes no activity. */
  readonly sightings: (value: Json, at: Place) => Activity[];
}

/** Where and when it was read. */
export interface Place {
  readonly vendor: string | undefined;
  readonly tenant: string;
  readonly arrival: number | undefined;
  /** The text of the document, where the event is all of it. */
  readonly text: string | undefined;
}

export interface LookoutOptions {
  readonly hashKey: Uint8Array;
  readonly rules?: RuleSet;
  readonly honey?: HoneyIndex;
  readonly namesFields?: boolean;
}

export function createLookout({ hashKey, rules, honey, namesFields = false }: LookoutOptions): Lookout {
  function sightingsOf(
    sighted: readonly Sighted[],
    value: Json,
    place: Place,
    activity?: Activity,
  ): Activity[] {
    return sighted.flatMap((one) => sightingOf(one, value, known({ ...place, hashKey, activity })) ?? []);
  }

  return {
    marked(activity, event, place) {
      const matched = rules?.match(activity.vendor, event);
      const sighted = honey === undefined ? NO_HONEY : sightedIn(event, honey);
      const touched = sighted.filter(
        (one) => !isPlanting(one, activity.vendor, activity.time, activity.kind),
      );
      // What failed says nothing of the account, so that honey in it would be lost with it.
      const isFailed = activity.outcome === 'failure';
      const hits = [...(isFailed ? [] : touched.map(hitOf)), ...(matched ?? [])].sort();
      const fields = namesFields && isSampled(activity) ? fieldsOf(event) : undefined;
      const marked =
        hits.length === 0 && fields === undefined
          ? activity
          : known({ ...activity, hits: hits.length === 0 ? undefined : hits, fields });
      return isFailed ? [marked, ...sightingsOf(touched, event, place, activity)] : [marked];
    },
    sightings: (value, place) =>
      honey === undefined ? NO_ACTIVITIES : sightingsOf(sightedIn(value, honey), value, place),
  };
}

const NO_HONEY: readonly Sighted[] = [];
const NO_ACTIVITIES: Activity[] = [];
