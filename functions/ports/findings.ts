import type { Finding, Severity } from '../../shared/finding.ts';
import type { FindingLedger } from '../../shared/finding-ledger.ts';
import type { Told } from '../../shared/page/told.ts';
import type { Phase, Status, Triage } from '../../shared/triage.ts';

/**
 * The findings table. Three groups of attributes, one writer each, so that nobody overwrites another's: `detect`
 * the projection, `alert` what was told and what waits, triage status, verdict, assignee, notes and history. The
 * outbox mark is set by whoever has news, and removed by `alert` only if neither has newer news by then.
 */
export interface FindingStore
  extends FindingWriter,
    Outbox,
    DueFindings,
    WaitingFindings,
    TriageStore,
    FindingReader {}

/** For `detect`. */
export interface FindingWriter {
  /**
   * Puts this revision in place of an older one; a newer one stays, which is a success as well. A revision
   * that `isDue` marks the finding for `alert` in the same write; one that is not leaves an older mark alone.
   * The ledger goes first, in an item of its own: whoever sees the finding finds a ledger at least as new.
   * `arrivedMs`: when the newest of the events that led to it reached the stream.
   */
  upsert(finding: Finding, rev: number, nowMs: number, arrivedMs?: number): Promise<'written' | 'superseded'>;
}

/** For `alert`. */
export interface Outbox {
  /** Strongly consistent. */
  get(id: string): Promise<StoredFinding | undefined>;
  /**
   * Removes the mark and notes what became of it, in place of what was noted before. False, and nothing is
   * written, if `detect` or triage have written since `version` was read.
   */
  settle(id: string, version: FindingVersion, settled: Settled): Promise<boolean>;
}

/** Of both writers who can have news. */
export type FindingVersion = Pick<StoredFinding, 'rev' | 'triageVersion'>;

export interface Settled {
  /** What stands of this finding's page; undefined: none. */
  readonly told: Told | undefined;
  /** The suppression that keeps it from on-call. */
  readonly suppressedBy?: string;
  /** It is not settled for good: somebody has to come back to it. */
  readonly later?: Later;
}

export interface Later {
  /** `digest`: waits to leave with others. `repeat`: paged as CRITICAL, and nobody has taken it on yet. */
  readonly queue: Queue;
  readonly atMs: number;
}

export type Queue = 'digest' | 'repeat';

/** For `watch`. */
export interface DueFindings {
  /** Findings marked at or before `beforeMs`, longest waiting first. Eventually consistent. */
  due(beforeMs: number, limit: number): Promise<readonly Due[]>;
}

/** For `alert`, when `watch` wakes it. */
export interface WaitingFindings {
  /** Findings of a queue whose time has come, longest waiting first. Eventually consistent. */
  waiting(queue: Queue, beforeMs: number, limit: number): Promise<readonly Due[]>;
}

/** For triage. */
export interface TriageStore {
  /** Strongly consistent. */
  get(id: string): Promise<StoredFinding | undefined>;
  /**
   * Puts what people have made of the finding in place of what stood under `version` (0: nothing yet). With
   * `markMs` on-call is to hear of it. False, and nothing is written, if somebody else was faster.
   */
  record(stored: StoredFinding, triage: Triage, markMs?: number): Promise<boolean>;
}

/** For analysts. Newest first, eventually consistent. */
export interface FindingReader {
  get(id: string): Promise<StoredFinding | undefined>;
  /** Everything that left, as far as it fits. */
  ledgerOf(id: string): Promise<FindingLedger | undefined>;
  byEntity(entity: string, limit: number): Promise<readonly StoredFinding[]>;
  /** `month`: `YYYY-MM`. */
  byMonth(severity: Severity, month: string, limit: number): Promise<readonly StoredFinding[]>;
  /** By the status that people gave it: what new evidence reopened stands under `closed`. */
  byStatus(status: Status, month: string, limit: number): Promise<readonly StoredFinding[]>;
  /** Of that severity and above, by the time of their last event. */
  recent(span: Span, limit: number, least?: Severity): Promise<readonly StoredFinding[]>;
  /** At least one character after `OF-`; `idPrefix` makes one of what people type. */
  findByPrefix(prefix: string, limit: number): Promise<readonly StoredFinding[]>;
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface StoredFinding {
  readonly finding: Finding;
  readonly rev: number;
  /** What people see: `reopened` is derived from the triage and the finding as it stands. */
  readonly status: Phase;
  readonly triage: Triage;
  /** Counts what people have written; 0: nothing. */
  readonly triageVersion: number;
  /** Waits in the outbox. */
  readonly due: boolean;
  /** The page about this finding that stands. */
  readonly told: Told | undefined;
  readonly suppressedBy: string | undefined;
  readonly later: Later | undefined;
  /** When the newest of its events reached the stream, as far as it is known. */
  readonly arrivedMs: number | undefined;
}

/** Whether people keep it from on-call: what a change tells for it is told. */
export function isKeptBack({ suppressedBy }: Pick<StoredFinding, 'suppressedBy'>): boolean {
  return suppressedBy !== undefined && !suppressedBy.startsWith('OF-');
}

export interface Due {
  readonly id: string;
  /** When it was marked, or its time came, by the writer's clock. */
  readonly sinceMs: number;
}
