import type { Finding, Severity } from '../../shared/finding.ts';
import type { Told } from '../../shared/page/paging.ts';

/**
 * The findings table. Three groups of attributes, one writer each, so that nobody overwrites another's:
 * `detect` the projection and the outbox marker, `alert` what was told and the marker's removal, triage (issue 5)
 * status, verdict and notes.
 */
export interface FindingStore extends FindingWriter, Outbox, DueFindings, FindingReader {}

/** For `detect`. */
export interface FindingWriter {
  /**
   * Puts this revision in place of an older one; a newer one stays, which is a success as well. A revision
   * that `isDue` marks the finding for `alert` in the same write; one that is not leaves an older mark alone.
   */
  upsert(finding: Finding, rev: number, nowMs: number): Promise<'written' | 'superseded'>;
}

/** For `alert`. */
export interface Outbox {
  /** Strongly consistent. */
  get(id: string): Promise<StoredFinding | undefined>;
  /**
   * Removes the mark and notes what stands of this finding's page (undefined: none). False, and nothing is
   * written, if the stored revision is not `rev` any more.
   */
  settle(id: string, rev: number, told: Told | undefined): Promise<boolean>;
}

/** For `watch`. */
export interface DueFindings {
  /** Findings marked at or before `beforeMs`, longest waiting first. Eventually consistent. */
  due(beforeMs: number, limit: number): Promise<readonly Due[]>;
}

/** For analysts. Newest first, eventually consistent. */
export interface FindingReader {
  get(id: string): Promise<StoredFinding | undefined>;
  byEntity(entity: string, limit: number): Promise<readonly StoredFinding[]>;
  /** `month`: `YYYY-MM`. */
  byMonth(severity: Severity, month: string, limit: number): Promise<readonly StoredFinding[]>;
  /** Of every severity, by the time of their last event. */
  recent(span: Span, limit: number): Promise<readonly StoredFinding[]>;
  /** Reads the whole table unless the prefix is a whole id: ids are spread by hash, no index can order them. */
  findByPrefix(prefix: string, limit: number): Promise<readonly StoredFinding[]>;
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface StoredFinding {
  readonly finding: Finding;
  readonly rev: number;
  /** `new` until triage says otherwise. */
  readonly status: string;
  /** Waits in the outbox. */
  readonly due: boolean;
  /** The page about this finding that stands. */
  readonly told: Told | undefined;
}

export interface Due {
  readonly id: string;
  /** When it was marked, by `detect`'s clock. */
  readonly sinceMs: number;
}
