import { deflate, inflate } from './deflate.ts';
import { isHoneyHit } from './honey-sighting.ts';
import type { Mergeable } from './mergeable.ts';
import { byValue } from './profile/order.ts';
import { isStepKind } from './profile/steps.ts';
import {
  carriesData,
  decodeReading,
  encodeReading,
  RECORD_BYTES,
  type Reading,
  UNKNOWN_EXPORT,
} from './reading.ts';

/**
 * The set of readings of one entity in one hour. Merging is set union; beyond the limits the set becomes a
 * weighted bottom-k sample (Cohen & Kaplan 2007, "Summarizing data using bottom-k sketches"): each reading's
 * rank is its operation's keyed hash as a number in (0,1), divided by its weight, and those with the smallest
 * ranks stay, and of what one event of is enough the first. What stays is a pure function of the set, whatever the
 * order of arrival.
 */
export interface Ledger {
  /** Readings by their encoded form, which is their identity. */
  readonly lines: Lines;
  /** Smallest rank ever left out: 0 < threshold, or Infinity while the set is complete. */
  readonly threshold: number;
  /** Bytes of the longest line ever seen, kept or not: it decides how many lines fit, whatever their order. */
  readonly widestBytes: number;
}

export type Lines = ReadonlyMap<string, Reading>;

const MAX_LINES = 1000;
const MAX_LINE_BYTES = 240_000;
/** Of one operation: a report in a thousand chunks must not push itself and everything else out of the hour. */
const MAX_READINGS = 16;
/** Readings that stay for what they tell, whatever else the hour has. */
const MAX_TELLING = 24;

export const EMPTY_LEDGER: Ledger = {
  lines: new Map(),
  threshold: Number.POSITIVE_INFINITY,
  widestBytes: 0,
};

export const ledger: Mergeable<Ledger, Reading> = {
  empty: EMPTY_LEDGER,
  observe: (state, reading) => addReadings(state, [reading]),
  merge: (left, right) =>
    limit({
      lines: new Map([...left.lines, ...right.lines]),
      threshold: Math.min(left.threshold, right.threshold),
      widestBytes: Math.max(left.widestBytes, right.widestBytes),
    }),
  encode: ({ lines, threshold, widestBytes }) => {
    const head = `${Number.isFinite(threshold) ? threshold : ''} ${widestBytes}`;
    return deflate([head, ...[...lines.keys()].sort()].join('\n'));
  },
  decode: (bytes) => {
    const [head = '', ...lines] = inflate(bytes).split('\n');
    const [threshold, widestBytes] = head.split(' ');
    return {
      lines: new Map(lines.map((line) => [line, decodeReading(line)])),
      threshold: threshold ? Number(threshold) : Number.POSITIVE_INFINITY,
      widestBytes: Number(widestBytes),
    };
  },
  // Incompressible text grows by at most 5 bytes per 16 KiB block when deflated.
  maxBytes: MAX_LINE_BYTES + MAX_LINES + 200,
};

/** As `observe` for many; gives back the same object if nothing was new. */
export function addReadings(state: Ledger, readings: readonly Reading[]): Ledger {
  const lines = new Map(state.lines);
  let widestBytes = state.widestBytes;
  for (const reading of readings) {
    const line = encodeReading(reading);
    if (lines.has(line)) continue;
    lines.set(line, reading);
    widestBytes = Math.max(widestBytes, Buffer.byteLength(line));
  }
  return lines.size === state.lines.size ? state : limit({ ...state, lines, widestBytes });
}

/**
 * Keeps the readings ranked below the first one that does not fit. Ranks are compared strictly, so that
 * readings of equal rank stay or go together and a second cut of the same set changes nothing.
 */
function limit(state: Ledger): Ledger {
  const { lines, threshold, widestBytes } = state;
  const capacity = Math.min(MAX_LINES, Math.floor(MAX_LINE_BYTES / widestBytes) - MAX_TELLING);
  const complete = threshold === Number.POSITIVE_INFINITY;
  if (complete && lines.size <= capacity && !hasCrowd(lines)) return state;
  const all = Array.from(lines, ([line, reading]) => toRanked(line, reading)).sort(byRank);
  const ranked = dropCrowds(all);
  const cut = Math.min(threshold, ranked[capacity]?.rank ?? threshold);
  return {
    lines: new Map(
      [...ranked.filter(({ rank }) => rank < cut), ...tellingIn(all)].map(({ line, reading }) => [
        line,
        reading,
      ]),
    ),
    threshold: cut,
    widestBytes,
  };
}

/**
 * A busy program reads thousands of things in an hour, and one call that stops the log must not drown in them: of each
 * change of access, each rule that was met and each network the first by rank, in this order where there are too many.
 */
function tellingIn(ranked: readonly Ranked[]): Ranked[] {
  const first = new Map<string, Ranked>();
  for (const one of ranked) {
    const { kind, part, counterpart, outcome, outside, hits, network } = one.reading;
    if (outcome === 'failure' || part === 'source') continue;
    const told = hits.map((hit) => `2${hit}`);
    if (isStepKind(kind) || outside) told.push(`1${kind} ${part} ${counterpart === ''}`);
    if (part === 'actor' && network !== '') told.push(`3${network}`);
    for (const what of told) if (!first.has(what)) first.set(what, one);
  }
  return [...first]
    .sort(byValue)
    .slice(0, MAX_TELLING)
    .map(([, one]) => one);
}

interface Ranked {
  readonly line: string;
  readonly reading: Reading;
  readonly rank: number;
  readonly bytes: number;
}

function toRanked(line: string, reading: Reading): Ranked {
  return { line, reading, rank: uniformOf(reading) / weightOf(reading), bytes: reading.bytes ?? 0 };
}

/**
 * Within one operation: the most records, then the most bytes, then the earliest. A cut by rank takes the end off
 * this order, so cutting by rank and by number give the same in either order.
 */
function byRank(a: Ranked, b: Ranked): number {
  return a.rank - b.rank || b.bytes - a.bytes || (a.line < b.line ? -1 : 1);
}

function hasCrowd(lines: Lines): boolean {
  if (lines.size <= MAX_READINGS) return false;
  const counts = new Map<string, number>();
  for (const { uid } of lines.values()) {
    const count = (counts.get(uid) ?? 0) + 1;
    if (count > MAX_READINGS) return true;
    counts.set(uid, count);
  }
  return false;
}

function dropCrowds(ranked: readonly Ranked[]): Ranked[] {
  const counts = new Map<string, number>();
  return ranked.filter(({ reading: { uid } }) => {
    const count = (counts.get(uid) ?? 0) + 1;
    counts.set(uid, count);
    return count <= MAX_READINGS;
  });
}

function uniformOf({ uid }: Reading): number {
  return (Number.parseInt(uid.slice(0, 12), 16) + 0.5) / 2 ** 48;
}

/**
 * What carries data outweighs what an attacker can make at will: a flood of failures or clicks must not wash one
 * export out of the sample. An export of unknown size counts like a large one.
 */
function weightOf(reading: Reading): number {
  if (reading.outcome === 'failure') return 1;
  return carriesData(reading) ? CARRIED * Math.max(1, sizeOf(reading)) : SUCCEEDED;
}

/** In records, or in what they would be at a kilobyte each; unknown counts like a large one. */
export function sizeOf({ records, bytes }: Pick<Reading, 'records' | 'bytes'>): number {
  return records ?? (bytes === null ? UNKNOWN_EXPORT : bytes / RECORD_BYTES);
}

const SUCCEEDED = 100;
const CARRIED = 10_000;

/** One operation: its readings merged field by field. */
export interface Operation extends Reading {
  /** Readings disagree on the volume: chunks repeat theirs, so a re-used id was given another one. */
  readonly conflict: boolean;
  /** How many operations of the whole set this one stands for: 1, or more in a sample (Horvitz-Thompson). */
  readonly weight: number;
  /** The hour's ledger is a sample: there were operations of which nothing is known. */
  readonly sampled: boolean;
  /** The vendor's events that told it, earliest first, each once. */
  readonly events: readonly EventRef[];
}

export interface EventRef {
  readonly eventId: string;
  readonly sha256: string;
}

/**
 * The operations whose hour this is. An operation that already has a reading in the hour before belongs there, but for
 * attempts that failed, which belong to their own hour; readings of the hour after complete the ones that begin here.
 */
export function operationsOf(
  own: Ledger,
  before: Ledger = EMPTY_LEDGER,
  after: Ledger = EMPTY_LEDGER,
): Operation[] {
  const earlier = new Set(readingsOf(before).filter(spans).map(uidOf));
  const groups = new Map<string, [Reading, ...Reading[]]>();
  for (const reading of own.lines.values())
    if (!(spans(reading) && earlier.has(reading.uid))) push(groups, reading);
  const sampled = Number.isFinite(own.threshold);
  const weights = new Map<string, number>();
  if (sampled) for (const [uid, readings] of groups) weights.set(uid, sampleWeight(readings, own.threshold));
  for (const reading of after.lines.values())
    if (spans(reading) && groups.get(reading.uid)?.some(spans)) push(groups, reading);
  return Array.from(groups, ([uid, readings]) => merged(readings, weights.get(uid) ?? 1, sampled)).sort(
    byTime,
  );
}

/** Whether an operation of this hour may have readings in a neighbouring one. */
export function hasSpans({ lines }: Ledger): boolean {
  for (const reading of lines.values()) if (spans(reading)) return true;
  return false;
}

function push(groups: Map<string, [Reading, ...Reading[]]>, reading: Reading): void {
  const group = groups.get(reading.uid);
  if (group) group.push(reading);
  else groups.set(reading.uid, [reading]);
}

/** A failed attempt neither begins an operation nor continues one. */
const spans = (reading: Reading) => reading.spans && reading.outcome !== 'failure';
const uidOf = (reading: Reading) => reading.uid;
const byTime = (a: Operation, b: Operation) => a.time - b.time || (a.uid < b.uid ? -1 : 1);

export function readingsOf({ lines }: Ledger): Reading[] {
  return [...lines.values()];
}

/**
 * Volume: the largest; time: the earliest; datasets: all; the rest from the most authoritative reading, of those that
 * succeeded where any did: an attempt that failed elsewhere must not say where the operation came from.
 */
function merged(readings: readonly Reading[], weight: number, sampled: boolean): Operation {
  const [only] = readings;
  // As nearly every operation is told: there is nothing to merge.
  if (only !== undefined && readings.length === 1)
    return { ...only, conflict: false, weight, sampled, events: eventsOf(readings) };
  const ordered = readings.toSorted(
    (a, b) =>
      Number(b.outcome === 'success') - Number(a.outcome === 'success') ||
      b.revision - a.revision ||
      (encodeReading(a) < encodeReading(b) ? -1 : 1),
  );
  const [best] = ordered;
  if (best === undefined) throw new Error('an operation without readings');
  const records = largest(ordered.map((r) => r.records));
  const bytes = largest(ordered.map((r) => r.bytes));
  return {
    ...best,
    time: Math.min(...ordered.map((r) => r.time)),
    records,
    bytes,
    datasets: [...new Set(ordered.flatMap((r) => r.datasets))].sort(),
    hits: hitsOf(best, ordered),
    outside: ordered.some(({ outside }) => outside),
    conflict: disagree(ordered.map((r) => r.records)) || disagree(ordered.map((r) => r.bytes)),
    weight,
    sampled,
    events: eventsOf(ordered),
  };
}

/** Rules as the best reading met them; honey in any chunk of the operation is honey of the operation. */
function hitsOf(best: Reading, all: readonly Reading[]): readonly string[] {
  const honey = all.flatMap(({ hits }) => hits.filter(isHoneyHit));
  return honey.length === 0 ? best.hits : [...new Set([...honey, ...best.hits])].sort();
}

/** An event that a newer parser read again is still one event. */
function eventsOf(readings: readonly Reading[]): EventRef[] {
  const named = readings.filter(({ eventId, sha256 }) => eventId !== '' || sha256 !== '');
  if (named.length > 1) named.sort((a, b) => a.time - b.time);
  const events = named.map(({ eventId, sha256 }) => ({ eventId, sha256 }));
  if (events.length <= 1) return events;
  return [...new Map(events.map((one) => [`${one.eventId} ${one.sha256}`, one])).values()];
}

/**
 * One over the chance that the operation's weightiest reading is ranked below the threshold. What stayed for what it tells
 * stands for itself.
 */
function sampleWeight([first, ...others]: readonly [Reading, ...Reading[]], threshold: number): number {
  const weight = Math.max(weightOf(first), ...others.map(weightOf));
  return uniformOf(first) / weight < threshold ? Math.max(1, 1 / (threshold * weight)) : 1;
}

function largest(values: readonly (number | null)[]): number | null {
  return values.reduce(
    (most, value) => (value === null || (most !== null && most >= value) ? most : value),
    null,
  );
}

function disagree(values: readonly (number | null)[]): boolean {
  return new Set(values.filter((value) => value !== null)).size > 1;
}
