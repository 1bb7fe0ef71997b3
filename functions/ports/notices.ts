import type { Setting } from '../../shared/settings/document.ts';
import { type Guard, guardOf, linesGuard } from '../../shared/settings/guard.ts';
import type { Settings } from '../../shared/settings.ts';

/** What `alert` has told that is about no finding: one item of the findings table, in none of its indexes. */
export interface NoticeStore {
  /** Strongly consistent. Version 0: nothing has been told yet. */
  read(): Promise<{ readonly notices: Notices; readonly version: number }>;
  /** False, and nothing is written, if somebody else has written since `version` was read. */
  write(notices: Notices, version: number): Promise<boolean>;
}

export interface Notices {
  /** What on-call knows of all that decides how much is told. */
  readonly guards: readonly Guard[];
  /** When the last heartbeat went out; null: none is due before its time has passed once. */
  readonly heartbeatMs: number | null;
}

export const NO_NOTICES: Notices = { guards: [], heartbeatMs: null };

/** As an earlier version kept them: suppressions, whole or as outlines, and the lines. */
export interface EarlierNotices {
  readonly suppressions: readonly Setting[];
  readonly lines?: Settings;
  readonly heartbeatMs: number | null;
}

export function noticesOf(stored: Notices | EarlierNotices): Notices {
  if ('guards' in stored) return { guards: stored.guards, heartbeatMs: stored.heartbeatMs };
  const { suppressions, lines, heartbeatMs } = stored;
  const guards = suppressions.flatMap((one) => guardOf(one) ?? []);
  return { guards: [...guards, ...(lines === undefined ? [] : [linesGuard(lines)])], heartbeatMs };
}
