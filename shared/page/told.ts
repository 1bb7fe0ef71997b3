import type { Finding, Severity } from '../finding.ts';
import type { Verdict } from '../triage.ts';

export interface Level {
  readonly severity: Severity;
  readonly score: number;
  /** It pages because little else is found in the organisation: what pages anywhere is worse. */
  readonly early?: true;
}

/** What on-call has been told about one entity and what still stands, in the order in which it was told. */
export interface Thread {
  readonly entity: string;
  readonly told: readonly Told[];
  /** Findings that something else which was told speaks for; absent: none. That may be withdrawn. */
  readonly quiet?: readonly Quiet[];
}

/** It deserves a page and joined a thread in silence, or was told and has become clearly worse since. */
export interface Quiet extends Partial<Level> {
  readonly findingId: string;
  readonly day: number;
  /** Absent where there are none, and where older versions kept quiet. */
  readonly alarms?: readonly string[];
  /** How much was taken, at least half of it; absent where that was nothing, and where older versions kept quiet. */
  readonly amount?: number;
}

/** Of one finding: the most that was said of it. */
export interface Told extends Level {
  readonly findingId: string;
  readonly threadId: string;
  /** The finding's UTC day: what was told is near or far by the days of the events, not by the clock. */
  readonly day: number;
  /** When the page went out, by the clock. */
  readonly pagedMs: number;
  /** What had been taken by then, or when it was said that it goes on. */
  readonly taken?: Taken;
  /** Alarms that it had tripped by then; absent where older versions told. */
  readonly alarms?: readonly string[];
  /** That it goes on has been said. */
  readonly continued?: true;
  /** How often it was repeated because nobody had taken it on. */
  readonly repeats?: number;
  /** On-call has heard that people closed it. */
  readonly resolved?: true;
  /** It was told after people had closed it: the revision that they had judged. Less evidence does not close it again. */
  readonly reopened?: number;
}

export interface Taken {
  readonly records: number;
  readonly bytes: number;
  readonly unsized: number;
  /** Shares and destinations; absent where older versions told. */
  readonly waysOut?: number;
  /** All of it as one number; absent where older versions told. */
  readonly amount?: number;
}

/** What a decision needs of a finding. */
export type Judged = Pick<Finding, 'id' | 'day' | 'state' | 'severity' | 'score'> &
  Partial<Pick<Finding, 'exposure' | 'theirs' | 'signals' | 'quiet'>>;

/** What on-call hears of a finding, if anything. */
export type Decision = { readonly kind: 'none' } | Telling;

/** A message to on-call. The thread is named by the finding that opened it. */
export type Telling =
  | News
  /** Nobody has taken it on; the n-th time that this is said. */
  | { readonly kind: 'repeated'; readonly threadId: string; readonly time: number }
  | { readonly kind: 'withdrawn'; readonly threadId: string; readonly from: Level }
  /** People have closed it. */
  | { readonly kind: 'resolved'; readonly threadId: string; readonly from: Level; readonly verdict: Verdict };

/** `reopened`: people had closed the finding before, having judged this revision. */
export type News = { readonly reopened?: number } & (
  | { readonly kind: 'opened'; readonly threadId: string }
  /** `alarm`: it need not be worse, but trips this one, that was not told. */
  | {
      readonly kind: 'escalated';
      readonly threadId: string;
      readonly from: Level;
      readonly alarm?: string;
    }
  /**
   * It goes on: not worse in kind, but much more was taken. Said again, or of a day that nobody was told of, only of far more:
   * than the most that was told of another.
   */
  | {
      readonly kind: 'continued';
      readonly threadId: string;
      readonly from: Taken;
      readonly anotherDay?: true;
    }
);

/** What ends a page, and asks nothing of anybody any more. */
export function isOver(
  decision: Decision,
): decision is Extract<Telling, { readonly kind: 'withdrawn' | 'resolved' }> {
  return decision.kind === 'withdrawn' || decision.kind === 'resolved';
}
