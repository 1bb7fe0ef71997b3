import { deflate, inflate } from './deflate.ts';
import { isHoneyHit } from './honey-sighting.ts';
import { type Ledger, limit, MAX_LINE_BYTES, MAX_LINES, sampleWeight } from './ledger-sample.ts';
import type { Mergeable } from './mergeable.ts';
import { decodeReading, encodeReading, type Reading } from './reading.ts';

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

function largest(values: readonly (number | null)[]): number | null {
  return values.reduce(
    (most, value) => (value === null || (most !== null && most >= value) ? most : value),
    null,
  );
}

function disagree(values: readonly (number | null)[]): boolean {
  return new Set(values.filter((value) => value !== null)).size > 1;
}
