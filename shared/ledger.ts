import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Mergeable } from './mergeable.ts';
import { decodeReading, encodeReading, type Reading } from './reading.ts';

/**
 * The set of readings of one entity in one hour. Merging is set union; beyond the limits the set becomes a
 * weighted bottom-k sample (Cohen & Kaplan 2007, "Summarizing data using bottom-k sketches"): each reading's
 * rank is its operation's keyed hash as a number in (0,1), divided by its records, and those with the smallest
 * ranks stay. What stays is a pure function of the set, whatever the order of arrival.
 */
export interface Ledger {
  /** Encoded readings. */
  readonly lines: ReadonlySet<string>;
  /** Smallest rank ever left out: 0 < threshold, or Infinity while the set is complete. */
  readonly threshold: number;
}

const MAX_LINES = 1000;
const MAX_LINE_BYTES = 240_000;

export const EMPTY_LEDGER: Ledger = { lines: new Set(), threshold: Number.POSITIVE_INFINITY };

export const ledger: Mergeable<Ledger, Reading> = {
  empty: EMPTY_LEDGER,
  observe: (state, reading) => addLines(state, [encodeReading(reading)]),
  merge: (left, right) =>
    limit(new Set([...left.lines, ...right.lines]), Math.min(left.threshold, right.threshold)),
  encode: ({ lines, threshold }) =>
    deflateRawSync(`${Number.isFinite(threshold) ? threshold : ''}\n${[...lines].sort().join('\n')}`),
  decode: (bytes) => {
    const [threshold, ...lines] = inflateRawSync(bytes).toString().split('\n');
    return {
      lines: new Set(lines.filter((line) => line !== '')),
      threshold: threshold ? Number(threshold) : Number.POSITIVE_INFINITY,
    };
  },
  // Incompressible text grows by at most 5 bytes per 16 KiB block when deflated.
  maxBytes: MAX_LINE_BYTES + MAX_LINES + 200,
};

/** As `observe` for many; gives back the same object if nothing was new. */
export function addReadings(state: Ledger, readings: readonly Reading[]): Ledger {
  return addLines(state, readings.map(encodeReading));
}

function addLines(state: Ledger, lines: readonly string[]): Ledger {
  const fresh = lines.filter((line) => !state.lines.has(line));
  if (fresh.length === 0) return state;
  return limit(new Set([...state.lines, ...fresh]), state.threshold);
}

/**
 * Keeps the readings ranked below the first one that does not fit. Ranks are compared strictly, so that
 * readings of equal rank stay or go together and a second cut of the same set changes nothing.
 */
function limit(lines: ReadonlySet<string>, threshold: number): Ledger {
  if (threshold === Number.POSITIVE_INFINITY && fits(lines)) return { lines, threshold };
  const ranked = Array.from(lines, (line) => ({ line, rank: rankOf(decodeReading(line)) })).sort(
    (a, b) => a.rank - b.rank,
  );
  let bytes = 0;
  const overflow = ranked.find(({ line }, index) => {
    bytes += Buffer.byteLength(line);
    return index >= MAX_LINES || bytes > MAX_LINE_BYTES;
  });
  const cut = Math.min(threshold, overflow?.rank ?? threshold);
  return { lines: new Set(ranked.filter(({ rank }) => rank < cut).map(({ line }) => line)), threshold: cut };
}

function fits(lines: ReadonlySet<string>): boolean {
  if (lines.size > MAX_LINES) return false;
  let bytes = 0;
  for (const line of lines) bytes += Buffer.byteLength(line);
  return bytes <= MAX_LINE_BYTES;
}

function rankOf({ uid, records }: Reading): number {
  const uniform = (Number.parseInt(uid.slice(0, 12), 16) + 0.5) / 2 ** 48;
  return uniform / Math.max(1, records ?? 1);
}

/** One operation: its readings merged field by field. */
export interface Operation extends Reading {
  /** Readings disagree on the volume: chunks repeat theirs, so a re-used id was given another one. */
  readonly conflict: boolean;
  /** How many operations of the whole set this one stands for: 1, or more in a sample (Horvitz-Thompson). */
  readonly weight: number;
}

/**
 * The operations whose hour this is. An operation that already has a reading in the hour before belongs there;
 * readings of the hour after complete the ones that begin here.
 */
export function operationsOf(
  own: Ledger,
  before: Ledger = EMPTY_LEDGER,
  after: Ledger = EMPTY_LEDGER,
): Operation[] {
  const earlier = new Set(readingsOf(before).filter(spans).map(uidOf));
  const groups = new Map<string, Reading[]>();
  for (const reading of readingsOf(own)) if (!earlier.has(reading.uid)) push(groups, reading);
  for (const reading of readingsOf(after))
    if (spans(reading) && groups.get(reading.uid)?.some(spans)) push(groups, reading);
  return [...groups.values()].map((readings) => mergeReadings(readings, own.threshold)).sort(byTime);
}

/** Whether an operation of this hour may have readings in a neighbouring one. */
export function hasSpans(ledger: Ledger): boolean {
  return readingsOf(ledger).some(spans);
}

function push(groups: Map<string, Reading[]>, reading: Reading): void {
  const group = groups.get(reading.uid);
  if (group) group.push(reading);
  else groups.set(reading.uid, [reading]);
}

/** A failed attempt neither begins an operation nor continues one. */
const spans = (reading: Reading) => reading.spans && reading.outcome !== 'failure';
const uidOf = (reading: Reading) => reading.uid;
const byTime = (a: Operation, b: Operation) => a.time - b.time || (a.uid < b.uid ? -1 : 1);

export function readingsOf({ lines }: Ledger): Reading[] {
  return Array.from(lines, decodeReading);
}

/** Volume: the largest; time: the earliest; datasets: all; the rest from the most authoritative reading. */
function mergeReadings(readings: readonly Reading[], threshold: number): Operation {
  const ordered = readings.toSorted(
    (a, b) => b.revision - a.revision || (encodeReading(a) < encodeReading(b) ? -1 : 1),
  );
  const [best] = ordered;
  if (best === undefined) throw new Error('an operation without readings');
  const records = largest(ordered.map((r) => r.records));
  const bytes = largest(ordered.map((r) => r.bytes));
  const merged: Reading = {
    ...best,
    time: Math.min(...ordered.map((r) => r.time)),
    outcome: ordered.find((r) => r.outcome === 'success')?.outcome ?? best.outcome,
    records,
    bytes,
    datasets: [...new Set(ordered.flatMap((r) => r.datasets))].sort(),
  };
  return {
    ...merged,
    conflict: disagree(ordered.map((r) => r.records)) || disagree(ordered.map((r) => r.bytes)),
    weight: Number.isFinite(threshold) ? Math.max(1, 1 / (threshold * Math.max(1, records ?? 1))) : 1,
  };
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
