import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ACTOR_TYPES } from '../activity.ts';
import type { Base } from './base.ts';
import { type Amounts, type Day, facets, MEASURES } from './day.ts';
import { FACETS, type Facet, type Hour } from './hour.ts';
import type { Open } from './profile.ts';

/**
 * Profile parts as bytes: JSON of positional arrays, deflated. Facet values stand once in a table and are
 * referred to by index. Keys are sorted, so equal parts have equal bytes.
 */
const OPEN_FORMAT = 1;
const BASE_FORMAT = 1;

type HourTuple = [number, number, number, number, number, number, 0 | 1, number, number[][]];
type OpenTuple = [number, number | null, string[], HourTuple[], [number, number, number][]];

export function encodeOpen({ newestTime, hours, marks }: Open): Uint8Array {
  const values = [
    ...new Set([...hours.values()].flatMap((hour) => FACETS.flatMap((facet) => hour.facets[facet]))),
  ].sort();
  const index = new Map(values.map((value, i) => [value, i]));
  const tuple: OpenTuple = [
    OPEN_FORMAT,
    newestTime ?? null,
    values,
    [...hours]
      .sort(byKey)
      .map(([at, hour]) => [
        at,
        hour.exports,
        hour.unsized,
        hour.records,
        hour.bytes,
        hour.conflicts,
        hour.spans ? 1 : 0,
        ACTOR_TYPES.indexOf(hour.type),
        FACETS.map((facet) => hour.facets[facet].map((value) => index.get(value) ?? 0)),
      ]),
    // A day of which nothing was said needs no mark.
    [...marks]
      .filter(([, mark]) => mark.recorded || mark.flagged)
      .sort(byKey)
      .map(([day, mark]) => [day, mark.recorded ? 1 : 0, mark.flagged ? 1 : 0]),
  ];
  return deflateRawSync(JSON.stringify(tuple));
}

export function decodeOpen(bytes: Uint8Array): Open {
  const [format, newestTime, values, hours, marks] = parse<OpenTuple>(bytes);
  if (format !== OPEN_FORMAT)
    throw new Error(`profile part "open" has format ${format}, this version reads ${OPEN_FORMAT}`);
  return {
    newestTime: newestTime ?? undefined,
    hours: new Map(hours.map((tuple) => [tuple[0], decodeHour(tuple, values)])),
    marks: new Map(
      marks.map(([day, recorded, flagged]) => [day, { recorded: recorded === 1, flagged: flagged === 1 }]),
    ),
  };
}

function decodeHour(tuple: HourTuple, values: readonly string[]): Hour {
  const [, exports, unsized, records, bytes, conflicts, spans, type, indexes] = tuple;
  const of = (facet: Facet) => (indexes[FACETS.indexOf(facet)] ?? []).map((index) => values[index] ?? '');
  return {
    exports,
    unsized,
    records,
    bytes,
    conflicts,
    spans: spans === 1,
    type: ACTOR_TYPES[type] ?? 'unknown',
    facets: facets(of),
  };
}

type DayTuple = [number, 0 | 1, number[], number[]];
type BaseTuple = [number, number, number, DayTuple[], [string, string][][]];

export function encodeBase({ through, firstDay, days, seen }: Base): Uint8Array {
  const tuple: BaseTuple = [
    BASE_FORMAT,
    through,
    firstDay,
    days.map((day) => [
      day.day,
      day.flagged ? 1 : 0,
      MEASURES.map((m) => day.totals[m]),
      MEASURES.map((m) => day.peaks[m]),
    ]),
    FACETS.map((facet) => [...seen[facet]].sort(byName).map(([value, bits]) => [value, bits.toString(36)])),
  ];
  return deflateRawSync(JSON.stringify(tuple));
}

export function decodeBase(bytes: Uint8Array): Base {
  const [format, through, firstDay, days, seen] = parse<BaseTuple>(bytes);
  if (format !== BASE_FORMAT)
    throw new Error(`profile part "base" has format ${format}, this version reads ${BASE_FORMAT}`);
  return {
    through,
    firstDay,
    days: days.map(decodeDay),
    seen: facets(
      (facet) =>
        new Map((seen[FACETS.indexOf(facet)] ?? []).map(([value, bits]) => [value, parseBits(bits)])),
    ),
  };
}

function decodeDay([day, flagged, totals, peaks]: DayTuple): Day {
  return { day, flagged: flagged === 1, totals: decodeAmounts(totals), peaks: decodeAmounts(peaks) };
}

function decodeAmounts([records = 0, bytes = 0, unsized = 0]: readonly number[]): Amounts {
  return { records, bytes, unsized };
}

function parseBits(text: string): bigint {
  let bits = 0n;
  for (const digit of text) bits = bits * 36n + BigInt(Number.parseInt(digit, 36));
  return bits;
}

function byKey([a]: readonly [number, unknown], [b]: readonly [number, unknown]): number {
  return a - b;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** Items are written by the encoders above and by nothing else; their format number is checked by the caller. */
function parse<T>(bytes: Uint8Array): T {
  return JSON.parse(inflateRawSync(bytes).toString()) as T;
}
