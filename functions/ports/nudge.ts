import { messageOf } from '../../shared/text.ts';

/**
 * Asks `alert` to look at findings now instead of when `watch` next sweeps. Never throws: a lost nudge costs a
 * minute, and nothing else.
 */
export type Nudge = (findingIds: readonly string[]) => Promise<Nudged>;

export interface Nudged {
  /** Findings that `alert` was asked about. */
  readonly asked: number;
  readonly failed: number;
  /** Of the first failure; empty without one. */
  readonly reason: string;
}

/** What `alert` is invoked with by `detect`, triage and `watch`. */
export interface AlertEvent {
  readonly findingIds: readonly string[];
}

/** What `watch` invokes `alert` with every minute: to do what no finding asks for by itself. */
export interface ChoresEvent {
  readonly chores: true;
}

/** Wakes `alert` for its chores. Throws if it cannot be invoked. */
export type Wake = () => Promise<void>;

/** So few that `alert` is done with them in a fraction of its time limit. */
export const IDS_PER_NUDGE = 25;

/** Splits, counts and catches, for any way of invoking. */
export function nudgeBy(invoke: (event: AlertEvent) => Promise<void>): Nudge {
  return async (findingIds) => {
    let failed = 0;
    let reason = '';
    for (let start = 0; start < findingIds.length; start += IDS_PER_NUDGE) {
      const ids = findingIds.slice(start, start + IDS_PER_NUDGE);
      try {
        await invoke({ findingIds: ids });
      } catch (error) {
        failed += ids.length;
        reason ||= messageOf(error);
      }
    }
    return { asked: findingIds.length - failed, failed, reason };
  };
}
