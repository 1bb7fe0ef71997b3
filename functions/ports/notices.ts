import type { Setting } from '../../shared/settings/document.ts';
import type { Settings } from '../../shared/settings.ts';

/** What `alert` has told that is about no finding: one item of the findings table, in none of its indexes. */
export interface NoticeStore {
  /** Strongly consistent. Version 0: nothing has been told yet. */
  read(): Promise<{ readonly notices: Notices; readonly version: number }>;
  /** False, and nothing is written, if somebody else has written since `version` was read. */
  write(notices: Notices, version: number): Promise<boolean>;
}

export interface Notices {
  /** Outlines of the suppressions that on-call knows of; what an earlier version wrote is whole. */
  readonly suppressions: readonly Setting[];
  /** The lines that on-call knows of; absent until they were first looked at. */
  readonly lines?: Settings;
  /** When the last heartbeat went out; null: none is due before its time has passed once. */
  readonly heartbeatMs: number | null;
}

export const NO_NOTICES: Notices = { suppressions: [], heartbeatMs: null };
