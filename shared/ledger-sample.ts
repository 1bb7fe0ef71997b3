import { byValue } from './profile/order.ts';
import { isStepKind } from './profile/steps.ts';
import { carriesData, RECORD_BYTES, type Reading, UNKNOWN_EXPORT } from './reading.ts';

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

export const MAX_LINES = 1000;
export const MAX_LINE_BYTES = 240_000;
/** Of one operation: a report in a thousand chunks must not push itself and everything else out of the hour. */
const MAX_READINGS = 16;
/** Readings that stay for what they tell, whatever else the hour has. */
const MAX_TELLING = 24;

/**
 * Keeps the readings ranked below the first one that does not fit. Ranks are compared strictly, so that
 * readings of equal rank stay or go together and a second cut of the same set changes nothing.
 */
export function limit(state: Ledger): Ledger {
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

/**
 * One over the chance that the operation's weightiest reading is ranked below the threshold. What stayed for what it tells
 * stands for itself.
 */
export function sampleWeight(
  [first, ...others]: readonly [Reading, ...Reading[]],
  threshold: number,
): number {
  const weight = Math.max(weightOf(first), ...others.map(weightOf));
  return uniformOf(first) / weight < threshold ? Math.max(1, 1 / (threshold * weight)) : 1;
}
