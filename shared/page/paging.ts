import { isFarMore } from '../exposure.ts';
import { type Finding, isPageWorthy } from '../finding.ts';
import { isHeartbeat } from '../heartbeat.ts';
import { MINUTE_MS } from '../time.ts';
import { phaseOf, type Triage, UNTOUCHED } from '../triage.ts';
import { isWorse, joinedBy, levelOf, mostTaken, takenBy } from './thread.ts';
import type { Decision, Judged, News, Taken, Thread, Told } from './told.ts';
import { alarmsOf, anotherOf } from './tripped.ts';

/** What decides besides the finding and its thread; a backtest knows neither people nor a clock. */
export interface Situation {
  readonly triage?: Triage;
  /** Wall clock, epoch milliseconds. */
  readonly nowMs?: number;
}

/** That an incident goes on is said this long after its page, if the amount has at least doubled. */
export const CONTINUE_AFTER_MS = 30 * MINUTE_MS;
const CONTINUE_FACTOR = 2;
const NONE = { kind: 'none' } as const;

/**
 * Whether on-call hears of a finding, and as what: pages follow incidents, not findings. A finding of an entity
 * that was paged in the last 7 days joins that thread, and pages again only when it is clearly worse, or trips an alarm
 * that was not told in it: a migration that was paged must not hide the thief who comes after it.
 */
export function decide(finding: Judged, { told }: Thread, situation: Situation = {}): Decision {
  const { triage = UNTOUCHED, nowMs } = situation;
  const own = told.find(({ findingId }) => findingId === finding.id);
  if (finding.state === 'withdrawn')
    return own && !own.resolved ? { kind: 'withdrawn', threadId: own.threadId, from: levelOf(own) } : NONE;

  const phase = phaseOf(triage, finding);
  if (phase === 'closed') return closing(own, triage);
  if (!isPageWorthy(finding)) return NONE;
  const news = newsOf(finding, told, own, nowMs);
  const { closed } = triage;
  if (phase !== 'reopened' || closed === undefined || own?.reopened === closed.rev) return news;
  const reopened = closed.rev;
  const from = levelOf(closed);
  // What people closed and new evidence reopened is news, whatever was told before they closed it.
  if (own?.resolved) return { kind: 'escalated', threadId: own.threadId, from, reopened };
  if (news.kind === 'none') return NONE;
  return news.kind === 'escalated' && news.alarm === undefined
    ? { ...news, from, reopened }
    : { ...news, reopened };
}

function newsOf(
  finding: Judged,
  told: readonly Told[],
  own: Told | undefined,
  nowMs: number | undefined,
): News | typeof NONE {
  const joined = joinedBy(finding, told);
  if (joined === undefined) return { kind: 'opened', threadId: finding.id };
  const { threadId, from } = joined;
  if (isWorse(levelOf(finding), from)) return { kind: 'escalated', threadId, from };
  const alarm = anotherOf(alarmsOf(finding), joined.told);
  if (alarm !== undefined) return { kind: 'escalated', threadId, from, alarm };
  if (own === undefined) {
    const most = mostTaken(joined.told);
    return most !== undefined && isFarOver(takenBy(finding), most)
      ? { kind: 'continued', threadId, from: most, anotherDay: true }
      : NONE;
  }
  return nowMs === undefined ? NONE : continuation(finding, own, nowMs);
}

function closing(own: Told | undefined, { closed }: Triage): Decision {
  if (own === undefined || own.resolved || closed === undefined) return NONE;
  // What was told since is not what they have seen.
  if (own.reopened === closed.rev) return NONE;
  return { kind: 'resolved', threadId: own.threadId, from: levelOf(own), verdict: closed.verdict };
}

function continuation(finding: Judged, own: Told, nowMs: number): News | typeof NONE {
  if (own.resolved || own.taken === undefined) return NONE;
  if (nowMs - own.pagedMs < CONTINUE_AFTER_MS) return NONE;
  return (own.continued ? isFarOver : hasMultiplied)(takenBy(finding), own.taken)
    ? { kind: 'continued', threadId: own.threadId, from: own.taken }
    : NONE;
}

/**
 * When a finding has to be looked at again of which far more was taken too soon after its page for that to be said: no
 * revision may come after it. Epoch milliseconds.
 */
export function lookAgainMs(finding: Judged, own: Told | undefined): number | undefined {
  if (own?.taken === undefined || own.resolved || !isFarOver(takenBy(finding), own.taken)) return undefined;
  return own.pagedMs + CONTINUE_AFTER_MS;
}

function isFarOver(now: Taken, before: Taken): boolean {
  return isFarMore(now.amount ?? 0, before.amount);
}

function hasMultiplied(now: Taken, before: Taken): boolean {
  const grew = (of: (taken: Taken) => number) =>
    of(now) > of(before) && of(now) >= CONTINUE_FACTOR * of(before);
  return (
    grew(({ records }) => records) ||
    grew(({ bytes }) => bytes) ||
    grew(({ unsized }) => unsized) ||
    (before.waysOut !== undefined && grew(({ waysOut = 0 }) => waysOut))
  );
}

/** Whether a revision of a finding is put before `alert` at all: whether anything is sent is decided there. */
export function isDue(finding: Pick<Finding, 'state' | 'severity' | 'entity'>): boolean {
  return finding.state === 'withdrawn' || isPageWorthy(finding) || isHeartbeat(finding);
}
