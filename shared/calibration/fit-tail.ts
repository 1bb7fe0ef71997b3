import type { ActorClass } from '../activity.ts';
import { roundToHundredths } from '../combine.ts';
import type { Tail } from '../population.ts';

/** Raw decades of every detector on one benign day of one actor; detectors that said nothing are absent. */
export interface RawDay {
  readonly actor: ActorClass;
  readonly raw: Readonly<Record<string, number>>;
}

/** Decades at which the table has points, as far as enough days exceed them. */
const GRID = [0.5, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.5, 4];
/** Days that have to exceed a point for it to be believed. */
const MIN_EXCEEDING = 12;
/** What a table may make of a detector's own word: that others hardly ever show anything makes little of a little. */
interface Most {
  /** Decades, up to the last point. */
  readonly added: number;
  /** A slope that is fatter or thinner than MIN_SLOPE and this is not believed of so few days. */
  readonly slope: number;
}
const MOST: Most = { added: 1.5, slope: 1.2 };
/** Of hours less, in lives that keep theirs strictly: who works at an hour on a third of his days may do so again. */
const MOST_OF: Readonly<Record<string, Most>> = { 'time-of-week': { added: 0.75, slope: 1 } };
const MIN_SLOPE = 0.25;
/** Days that the slope beyond the last point is fitted to. */
const TAIL_DAYS = 40;

/**
 * The tail table of a detector on benign days: empirical up to where data ends, exponential beyond. `values`: raw decades of
 * the days on which it said anything, of `days` in all.
 */
export function fitTail(values: readonly number[], days: number, detector: string): Tail | undefined {
  const most = MOST_OF[detector] ?? MOST;
  const ordered = values.toSorted((a, b) => b - a);
  const points: [number, number][] = [];
  for (const decades of GRID) {
    const exceeding = Math.floor(days * 10 ** -decades);
    const raw = ordered[exceeding - 1];
    if (exceeding < MIN_EXCEEDING || raw === undefined) continue;
    // What many days share is as rare as it is, and no rarer for being the most that there is.
    if (raw <= (points.at(-1)?.[0] ?? 0) + 0.01) continue;
    points.push([roundToHundredths(raw), Math.min(decades, roundToHundredths(raw + most.added))]);
  }
  if (points.length === 0) return rareTail(ordered, days, most);
  return { points, slope: slopeBeyond(ordered, points.at(-1)?.[0] ?? 0, most) };
}

/** Too seldom for a point of the grid: where it speaks at all is one. */
function rareTail(ordered: readonly number[], days: number, most: Most): Tail | undefined {
  const least = ordered.at(-1);
  if (least === undefined || ordered.length < MIN_EXCEEDING || least <= 0) return undefined;
  const decades = roundToHundredths(Math.min(-Math.log10(ordered.length / days), least + most.added));
  return { points: [[roundToHundredths(least), decades]], slope: slopeBeyond(ordered, least, most) };
}

/** Of an exponential tail: one over the mean excess, by maximum likelihood over the largest values. */
function slopeBeyond(ordered: readonly number[], from: number, most: Most): number {
  const beyond = ordered.filter((value) => value > from);
  const largest = (beyond.length >= MIN_EXCEEDING ? beyond : ordered).slice(0, TAIL_DAYS);
  const threshold = largest.at(-1) ?? 0;
  const excess = largest.reduce((sum, value) => sum + value - threshold, 0) / Math.max(1, largest.length - 1);
  const slope = 1 / (Math.max(1e-6, excess) * Math.LN10);
  return roundToHundredths(Math.min(most.slope, Math.max(MIN_SLOPE, slope)));
}
