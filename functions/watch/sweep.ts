import type { DueFindings } from '../ports/findings.ts';
import type { Nudge, Nudged } from '../ports/nudge.ts';

export interface WatchPorts {
  readonly findings: DueFindings;
  readonly nudge: Nudge;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
}

export interface WatchOptions {
  /** Younger marks are left to the nudge of `detect`, which is on its way. */
  readonly minAgeMs: number;
}

export interface Swept extends Nudged {
  readonly due: number;
  /** How long the longest waiting finding has been due; 0 without any. */
  readonly oldestMs: number;
}

/** Longest waiting first, so what a sweep leaves over is first in the next. */
export const MAX_SWEPT = 1000;

/** Brings up every finding whose page is overdue, whatever became of its first nudge. */
export async function sweep(
  { findings, nudge, now }: WatchPorts,
  { minAgeMs }: WatchOptions,
): Promise<Swept> {
  const nowMs = now();
  const due = await findings.due(nowMs - minAgeMs, MAX_SWEPT);
  const nudged = await nudge(due.map(({ id }) => id));
  const [oldest] = due;
  return { ...nudged, due: due.length, oldestMs: oldest === undefined ? 0 : nowMs - oldest.sinceMs };
}
