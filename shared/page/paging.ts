import { addHundredths } from '../assess.ts';
import { type Finding, rankOf, type Severity } from '../finding.ts';

/**
 * Whether on-call hears of a finding, and as what: pages follow incidents, not findings. A finding of an entity
 * that was paged in the last 7 days joins that thread, and pages again only when it is clearly worse.
 */
export type Decision = { readonly kind: 'none' } | Telling;

/** A message to on-call. The thread is named by the finding that opened it. */
export type Telling =
  | { readonly kind: 'opened'; readonly threadId: string }
  | { readonly kind: 'escalated'; readonly threadId: string; readonly from: Level }
  | { readonly kind: 'withdrawn'; readonly threadId: string; readonly from: Level };

export interface Level {
  readonly severity: Severity;
  readonly score: number;
}

/** What on-call has been told about one entity and what still stands, in the order in which it was told. */
export interface Thread {
  readonly entity: string;
  readonly told: readonly Told[];
  /** Findings that deserve a page and joined a thread in silence; absent: none. What speaks for them may be withdrawn. */
  readonly quiet?: readonly Quiet[];
}

export interface Quiet {
  readonly findingId: string;
  readonly day: number;
}

/** Of one finding: the most that was said of it. */
export interface Told extends Level {
  readonly findingId: string;
  readonly threadId: string;
  /** The finding's UTC day: what was told is near or far by the days of the events, not by the clock. */
  readonly day: number;
  /** When the page went out, by the clock. */
  readonly pagedMs: number;
}

/** What a decision needs of a finding. */
export type Judged = Pick<Finding, 'id' | 'day' | 'state' | 'severity' | 'score'>;

export const THREAD_DAYS = 7;
export const SCORE_STEP = 3;
/** Far above what a week's thread can hold: at most one finding a day, each of which has to be clearly worse. */
export const MAX_TOLD = 32;

const NONE: Decision = { kind: 'none' };

export function decide(finding: Judged, { told }: Thread): Decision {
  const own = told.find(({ findingId }) => findingId === finding.id);
  if (finding.state === 'withdrawn')
    return own ? { kind: 'withdrawn', threadId: own.threadId, from: levelOf(own) } : NONE;
  if (!isPageWorthy(finding)) return NONE;

  const near = told.filter(({ day }) => Math.abs(finding.day - day) < THREAD_DAYS);
  // A finding stays in the thread in which it was told first.
  const joined = own ?? near.at(-1);
  if (joined === undefined) return { kind: 'opened', threadId: finding.id };

  // A late day can lie near two threads: it is news only if it is worse than both.
  const threads = new Set(near.map(({ threadId }) => threadId));
  const from = highest(told.filter(({ threadId }) => threads.has(threadId)));
  return isWorse(finding, from) ? { kind: 'escalated', threadId: joined.threadId, from } : NONE;
}

/** The thread after the message went out. Deciding again on the same finding then says nothing new. */
export function tell(thread: Thread, finding: Judged, decision: Decision, pagedMs: number): Thread {
  if (decision.kind === 'none') return hush(thread, finding);
  const others = thread.told.filter(({ findingId }) => findingId !== finding.id);
  const rest = { entity: thread.entity, ...quietWithout(thread, finding.id) };
  if (decision.kind === 'withdrawn') return { ...rest, told: others };
  const own = thread.told.filter(({ findingId }) => findingId === finding.id);
  const told: Told = {
    findingId: finding.id,
    threadId: decision.threadId,
    ...highest([...own, finding]),
    day: finding.day,
    pagedMs,
  };
  return { ...rest, told: [...others, told].slice(-MAX_TOLD) };
}

/** Findings that joined in silence, and of which nothing that on-call was told stands any more: they are news now. */
export function orphansOf({ told, quiet = [] }: Thread): readonly Quiet[] {
  return quiet.filter(({ day }) => !told.some((one) => Math.abs(day - one.day) < THREAD_DAYS));
}

/** Remembers what joins in silence, as long as it deserves a page. The same thread if nothing changes. */
function hush(thread: Thread, finding: Judged): Thread {
  const { told, quiet = [] } = thread;
  const isQuiet = quiet.some(({ findingId }) => findingId === finding.id);
  const joins =
    finding.state === 'open' &&
    isPageWorthy(finding) &&
    !told.some(({ findingId }) => findingId === finding.id);
  if (joins === isQuiet) return thread;
  if (!joins) return { entity: thread.entity, told, ...quietWithout(thread, finding.id) };
  return { ...thread, quiet: [...quiet, { findingId: finding.id, day: finding.day }].slice(-MAX_TOLD) };
}

function quietWithout({ quiet = [] }: Thread, id: string): Pick<Thread, 'quiet'> {
  const others = quiet.filter(({ findingId }) => findingId !== id);
  return others.length === 0 ? {} : { quiet: others };
}

/** Whether a revision of a finding is put before `alert` at all: whether anything is sent is decided there. */
export function isDue(finding: Pick<Finding, 'state' | 'severity'>): boolean {
  return finding.state === 'withdrawn' || isPageWorthy(finding);
}

function isPageWorthy({ severity }: Pick<Finding, 'severity'>): boolean {
  return rankOf(severity) >= rankOf('medium');
}

function isWorse(finding: Level, than: Level): boolean {
  return (
    rankOf(finding.severity) > rankOf(than.severity) ||
    finding.score >= addHundredths([than.score, SCORE_STEP])
  );
}

function levelOf({ severity, score }: Level): Level {
  return { severity, score };
}

function highest(levels: readonly Level[]): Level {
  return levels.reduce<Level>(
    (most, { severity, score }) => ({
      severity: rankOf(severity) > rankOf(most.severity) ? severity : most.severity,
      score: Math.max(score, most.score),
    }),
    { severity: 'informational', score: 0 },
  );
}
