import { type Activity, countsVolume, type Kind, movesData } from './activity.ts';
import { canonicalJson, eventHash, jsonText, sha256Hex } from './hash.ts';
import { type HoneyDataset, type HoneyIndex, honeyHits, honeyIn, whereOf } from './honey.ts';
import { cleanText } from './text.ts';
import { dayOf, parseTime } from './time.ts';
import { firstText, isObject } from './vendors/field.ts';
import type { Json } from './vendors/vendor.ts';

/**
 * How a honey record that was touched travels: as a hit beside those of match rules, under a name that sorts before
 * all of theirs, so that no number of matches pushes it out of an hour.
 */
const MARK = '#honey ';

/** Of one event: a dump of a dataset names it once, not a million times. */
const MAX_SIGHTED = 4;

/** A honey record found in an event. */
export interface Sighted {
  readonly id: string;
  readonly where: HoneyDataset;
}

/** What is known of an event that holds one. */
export interface Circumstances {
  /** Whose log it is; absent where nobody recognises it. */
  readonly vendor?: string;
  readonly tenant: string;
  readonly hashKey: Uint8Array;
  /** Epoch milliseconds at which it reached the stream; absent for files. */
  readonly arrival?: number;
  /** As it was read, where it was. */
  readonly activity?: Activity;
  /** The document that it came as, where it came by itself. */
  readonly text?: string;
}

export function isHoneyHit(hit: string): boolean {
  return hit.startsWith(MARK);
}

export function hitOf({ id }: Sighted): string {
  return `${MARK}${id}`;
}

export function honeyIdOf(hit: string): string | undefined {
  return isHoneyHit(hit) ? hit.slice(MARK.length) : undefined;
}

/** How many activities hold honey of which dataset, as `vendor dataset`. */
export function sightingsIn(
  activities: readonly Activity[],
  index: HoneyIndex | undefined,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (index === undefined) return counts;
  for (const { hits = [] } of activities) {
    const places = hits.flatMap((hit) => {
      const id = honeyIdOf(hit);
      const where = id === undefined ? undefined : whereOf(id, index);
      return where === undefined ? [] : [`${where.vendor} ${where.dataset}`];
    });
    for (const place of new Set(places)) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

/** One record of each dataset that an event, or a line that is none, holds. */
export function sightedIn(value: Json, index: HoneyIndex): readonly Sighted[] {
  const ids =
    typeof value === 'string'
      ? honeyIn(value, index)
      : isObject(value)
        ? honeyHits(value, index)
        : honeyHits({ value }, index);
  if (ids.length === 0) return NOTHING;
  const byDataset = new Map<number, Sighted>();
  for (const id of ids.toSorted()) {
    const where = whereOf(id, index);
    if (where !== undefined && !byDataset.has(where.code)) byDataset.set(where.code, { id, where });
  }
  return [...byDataset.values()].slice(0, MAX_SIGHTED);
}

const NOTHING: readonly Sighted[] = [];

/**
 * The import of honey is in its vendor's log too: on a day on which some was made, what carries no data out
 * is planting. Everywhere else, and on every other day, nobody has reason to hold one.
 */
export function isPlanting(
  { where }: Sighted,
  vendor: string | undefined,
  time: number,
  kind?: Kind,
): boolean {
  const carries = kind !== undefined && (movesData(kind) || countsVolume(kind));
  const { plantedMs, plantedAgainMs = plantedMs } = where;
  const isOn = (ms: number) => dayOf(time) === dayOf(ms);
  return vendor === where.vendor && !carries && (isOn(plantedMs) || isOn(plantedAgainMs));
}

/**
 * An activity of nobody's, in whose account the finding is kept where the event itself makes none: because it failed,
 * is of no interest otherwise, or cannot be read. It is filed under the vendor that was robbed, one account for each
 * dataset, so that a dump that goes round is one finding a day. Undefined where nothing dates the event.
 */
export function sightingOf(sighted: Sighted, value: Json, from: Circumstances): Activity | undefined {
  const { id, where } = sighted;
  const { activity, arrival, vendor, tenant, hashKey, text } = from;
  const time = activity?.time ?? timeIn(value, arrival);
  if (time === undefined || isPlanting(sighted, vendor, time, activity?.kind)) return undefined;
  const content = activity?.uid ?? canonicalJson(value) ?? id;
  const written = text ?? (isObject(value) || Array.isArray(value) ? jsonText(value) : String(value)) ?? '';
  return {
    uid: eventHash(hashKey, where.vendor, tenant, 'honey', String(where.code), content),
    vendor: where.vendor,
    tenant,
    time,
    kind: 'other',
    operation: `honey in ${vendor ?? 'an unknown log'}: ${activity?.operation ?? nameIn(value)}`,
    outcome: 'success',
    actor: { uid: `honey:${where.dataset}`, type: 'unknown', name: `whoever has ${where.dataset}` },
    resources: [],
    sha256: activity?.sha256 ?? sha256Hex(written),
    ...(activity?.eventId === undefined ? {} : { eventId: activity.eventId }),
    ...(activity?.source === undefined ? {} : { source: activity.source }),
    hits: [hitOf(sighted)],
  };
}

/** Names under which logs say what happened. */
const NAMES = [
  'type_name',
  'eventType',
  'eventName',
  'EVENT_TYPE',
  'event_name',
  'action',
  'operation',
  'type',
];
const MAX_NAME = 40;

function nameIn(value: Json): string {
  const name = isObject(value) ? firstText(value, NAMES) : undefined;
  return name === undefined ? 'not read otherwise' : cleanText(name, MAX_NAME);
}

/** Names under which logs state when something happened. */
const TIMES = [
  'time',
  'timestamp',
  '@timestamp',
  'eventTime',
  'event_time',
  'published',
  'created_at',
  'createdAt',
  'CreatedDate',
  'CreationTime',
  'date',
  'TIMESTAMP',
] as const;

/** The event's own time where it states one that can be, so that its duplicate is dated alike; else its arrival. */
function timeIn(value: Json, arrival: number | undefined): number | undefined {
  const times = isObject(value) ? TIMES.map((name) => parseTime(value[name])) : [];
  const own = times.find((time) => time !== undefined);
  return own !== undefined && (arrival === undefined || own <= arrival) ? own : arrival;
}
