import type { Detector } from './detectors/detector.ts';

/** What a detector would add to a score by itself, in decades above what is free. */
export interface Part {
  readonly detector: Pick<Detector, 'uid' | 'family'>;
  readonly excess: number;
}

/**
 * What one kind of evidence tells twice counts once. Within a family the largest counts whole and each other a third:
 * a large export is also a busy day and a slow rise. All that speaks of amounts alone counts whole up to a limit, then
 * a fifth: at an operable alert budget amounts alone are what data projects look like, too, so that a page needs
 * either an extreme one or something else beside it: a new context, a change of access, an unusual hour.
 */
export function combine(parts: readonly Part[]): number[] {
  const shares = new Map<Part, number>();
  for (const [family, own] of Map.groupBy(parts, ({ detector: { family, uid } }) => family ?? uid)) {
    let room = LIMITS.get(family) ?? Number.POSITIVE_INFINITY;
    const beyond = BEYOND.get(family) ?? 0;
    const ordered = own.toSorted((a, b) => b.excess - a.excess || (a.detector.uid < b.detector.uid ? -1 : 1));
    for (const [rank, part] of ordered.entries()) {
      const wanted = rank === 0 ? part.excess : part.excess * OTHERS;
      shares.set(part, wanted <= room ? wanted : room + beyond * (wanted - room));
      room = Math.max(0, room - wanted);
    }
  }
  return parts.map((part) => roundToHundredths(shares.get(part) ?? 0));
}

const OTHERS = 1 / 3;
/** An unusual hour is never more than a hint. */
const LIMITS: ReadonlyMap<string, number> = new Map([
  ['amount', 3.5],
  ['time-of-week', 2.5],
]);
/** Weight of what lies beyond a limit. */
const BEYOND: ReadonlyMap<string, number> = new Map([['amount', 0.5]]);

export function roundToHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
