import { addHundredths } from '../assess.ts';
import { amountOf, exposureTold, isFarMore, waysOutOf } from '../exposure.ts';
import { isEarly, isPageWorthy, rankOf } from '../finding.ts';
import type { Decision, Judged, Level, News, Quiet, Taken, Telling, Thread, Told } from './told.ts';
import { alarmsOf, anotherOf } from './tripped.ts';

export const THREAD_DAYS = 7;
export const SCORE_STEP = 3;
/** Far above what a week's thread can hold: at most one finding a day, each of which has to be clearly worse. */
export const MAX_TOLD = 32;

/** The thread that a finding belongs to, and what it has to be worse than to be news; undefined: to none. */
export function joinedBy({ id, day }: Pick<Judged, 'id' | 'day'>, told: readonly Told[]): Joined | undefined {
  const own = told.find(({ findingId }) => findingId === id);
  // What people have closed keeps no other day quiet.
  const standing = told.filter((one) => !one.resolved || one === own);
  const near = standing.filter((one) => isNear(one, day));
  // A finding stays in the thread in which it was told first.
  const joined = own ?? near.at(-1);
  if (joined === undefined) return undefined;
  // A late day can lie near two threads: it is news only if it is worse than both.
  const threads = new Set(near.map(({ threadId }) => threadId));
  const all = standing.filter(({ threadId }) => threads.has(threadId));
  return { threadId: joined.threadId, from: highest(all), told: all };
}

export interface Joined {
  readonly threadId: string;
  readonly from: Level;
  readonly told: readonly Told[];
}

function isNear({ day }: Pick<Told, 'day'>, other: number): boolean {
  return Math.abs(day - other) < THREAD_DAYS;
}

/** The thread after the message went out. Deciding again on the same finding then says nothing new. */
export function tell(thread: Thread, finding: Judged, decision: Decision, pagedMs: number): Thread {
  if (decision.kind === 'none') return hush(thread, finding);
  const own = thread.told.find(({ findingId }) => findingId === finding.id);
  const others = thread.told.filter((one) => one !== own);
  const rest = { entity: thread.entity, ...quietWithout(thread, finding.id) };
  if (decision.kind === 'withdrawn') return { ...rest, told: others };
  return { ...rest, told: [...others, toldBy(finding, decision, own, pagedMs)].slice(-MAX_TOLD) };
}

function toldBy(
  finding: Judged,
  decision: Exclude<Telling, { readonly kind: 'withdrawn' }>,
  own: Told | undefined,
  pagedMs: number,
): Told {
  const { resolved: _, ...standing } = own ?? {};
  switch (decision.kind) {
    case 'opened':
    case 'escalated':
      return {
        findingId: finding.id,
        threadId: decision.threadId,
        ...highest([...(own ? [own] : []), levelOf(finding)]),
        day: finding.day,
        pagedMs,
        ...(finding.exposure === undefined ? {} : { taken: takenBy(finding) }),
        alarms: [...new Set([...(own?.alarms ?? []), ...alarmsOf(finding)])],
        ...reopenedBy(decision, own),
        // Twice as many accounts mostly take twice as much: of a change that is news already, and not to be said twice each time.
        ...(own?.continued && finding.theirs !== undefined ? { continued: true } : {}),
      };
    case 'continued':
      return {
        ...bare(finding, decision, pagedMs),
        ...standing,
        ...(finding.exposure === undefined ? {} : { taken: takenBy(finding) }),
        ...reopenedBy(decision, own),
        continued: true,
      };
    case 'repeated':
      return { ...bare(finding, decision, pagedMs), ...standing, repeats: decision.time };
    case 'resolved':
      return { ...bare(finding, decision, pagedMs), ...standing, resolved: true };
  }
}

function reopenedBy(news: News, own: Told | undefined): Pick<Told, 'reopened'> {
  const { reopened = own?.reopened } = news;
  return reopened === undefined ? {} : { reopened };
}

function bare(finding: Judged, { threadId }: { readonly threadId: string }, pagedMs: number): Told {
  const alarms = alarmsOf(finding);
  return { findingId: finding.id, threadId, ...levelOf(finding), day: finding.day, pagedMs, alarms };
}

export function takenBy({ exposure, ...finding }: Judged): Taken {
  if (exposure === undefined) return { records: 0, bytes: 0, unsized: 0 };
  const told = exposureTold({ exposure, ...finding });
  return {
    records: told.records.lower,
    bytes: told.bytes.lower,
    unsized: told.unsized,
    waysOut: waysOutOf(told),
    amount: amountOf(told),
  };
}

/** Undefined where it was not written down of any. */
export function mostTaken(told: readonly Told[]): Taken | undefined {
  const all = told.map(({ taken }) => taken);
  if (all.some((one) => one?.amount === undefined)) return undefined;
  return all.reduce((most, one) => ((one?.amount ?? 0) > (most?.amount ?? 0) ? one : most));
}

/**
 * Findings that were kept quiet, and are news now that what spoke for them is gone, the worst first. Not where people have closed what
 * they joined: whoever did has seen the account.
 */
export function orphansOf({ told, quiet = [] }: Thread): readonly Quiet[] {
  const orphans = quiet.filter(({ findingId, day, severity, score, early, alarms = [], amount = 0 }) => {
    if (told.some((one) => one.resolved && isNear(one, day))) return false;
    const joined = joinedBy({ id: findingId, day }, told);
    if (joined === undefined || severity === undefined || score === undefined) return joined === undefined;
    const level = { severity, score, ...(early ? { early } : {}) };
    if (isWorse(level, joined.from) || anotherOf(alarms, joined.told) !== undefined) return true;
    const isTold = told.some((one) => one.findingId === findingId);
    return !isTold && isFarMore(amount, mostTaken(joined.told)?.amount);
  });
  // One page for all of them, where the worst is told first.
  return orphans.toSorted((a, b) => rankIn(b) - rankIn(a) || (b.score ?? 0) - (a.score ?? 0));
}

function rankIn({ severity = 'informational', early }: Pick<Quiet, 'severity' | 'early'>): number {
  return rankOf(severity) - (early ? 0.5 : 0);
}

/** Remembers what is kept quiet, as long as it deserves a page. The same thread if nothing changes. */
function hush(thread: Thread, finding: Judged): Thread {
  const { told, quiet = [] } = thread;
  const known = quiet.find(({ findingId }) => findingId === finding.id);
  const own = told.find(({ findingId }) => findingId === finding.id);
  const isQuiet =
    finding.state === 'open' &&
    isPageWorthy(finding) &&
    (own === undefined || isWorse(levelOf(finding), own));
  if (!isQuiet && known === undefined) return thread;
  const others = { entity: thread.entity, told, ...quietWithout(thread, finding.id) };
  if (!isQuiet) return others;
  const alarms = alarmsOf(finding);
  const level = levelOf(finding);
  const isSame = known?.score === level.score && rankIn(known) === rankIn(level);
  const { amount = 0 } = takenBy(finding);
  const isMore = amount > 2 * (known?.amount ?? 0);
  if (isSame && !isMore && String(known.alarms ?? []) === String(alarms)) return thread;
  const one: Quiet = {
    findingId: finding.id,
    day: finding.day,
    ...level,
    ...(alarms.length === 0 ? {} : { alarms }),
    ...(amount === 0 ? {} : { amount }),
  };
  return { ...others, quiet: [...(others.quiet ?? []), one].slice(-MAX_TOLD) };
}

/** What people have closed or suppressed does not wait for anything any more. The same thread if it never did. */
export function dismiss(thread: Thread, id: string): Thread {
  if (!thread.quiet?.some(({ findingId }) => findingId === id)) return thread;
  return { entity: thread.entity, told: thread.told, ...quietWithout(thread, id) };
}

function quietWithout({ quiet = [] }: Thread, id: string): Pick<Thread, 'quiet'> {
  const others = quiet.filter(({ findingId }) => findingId !== id);
  return others.length === 0 ? {} : { quiet: others };
}

export function isWorse(finding: Level, than: Level): boolean {
  return rankIn(finding) > rankIn(than) || finding.score >= addHundredths([than.score, SCORE_STEP]);
}

export function levelOf(one: Level & Pick<Judged, 'quiet'>): Level {
  const { severity, score, early } = one;
  return { severity, score, ...(early || isEarly(one) ? { early: true } : {}) };
}

function highest(levels: readonly Level[]): Level {
  return levels.reduce<Level>(
    (most, level) => ({
      ...levelOf(rankIn(level) > rankIn(most) ? level : most),
      score: Math.max(level.score, most.score),
    }),
    { severity: 'informational', score: 0 },
  );
}
