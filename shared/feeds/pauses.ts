import { DAY_MS, HOUR_MS } from '../time.ts';
import { PAST_DAYS } from './past.ts';

/** A time without anything; `toMs` is absent while it lasts. */
export interface Pause {
  readonly fromMs: number;
  readonly toMs?: number;
}

/** A pause that is longer than its feed's rhythm explains. */
export interface Silence extends Pause {
  /** How long it lasted, or has lasted so far. */
  readonly lengthMs: number;
  /** Longest pause that is usual: the second longest of eight weeks, because one exception is no habit. */
  readonly usualMs: number;
  /** Hours of the week that were mostly busy before, and passed without anything. */
  readonly missedHours: number;
  /** From this length on it is a silence. */
  readonly limitMs: number;
}

/** Below twice, so that it is found within twice its usual longest pause, time to look included. */
const FACTOR = 1.65;
const LEAST_USUAL_MS = HOUR_MS;
/** Two weekends have to be known, and several pauses. */
const LEAST_DAYS = 14;
const LEAST_PAUSES = 4;
/** An hour of the week is busy if something came in it in three weeks of four. */
const BUSY_SHARE = 0.75;
/** A day off is no silence: more busy hours than the fullest day has must pass, and a fifth more. */
const DAY_OFF = 1.2;
const HOURS_PER_WEEK = 168;

/** What the feed's own past says of a pause that began at `fromMs`. */
interface Rhythm {
  readonly usualMs: number;
  /** Busy hours of the week, numbered from the epoch's own. */
  readonly busy: ReadonlySet<number>;
  readonly limitHours: number;
}

/**
 * Silences that began on or after `sinceMs`, and the one that lasts. `times`: when something came, ascending.
 * Each is held against the eight weeks before it, so that what is found of it does not change later.
 */
export function silencesOf(times: readonly number[], nowMs: number, sinceMs: number): Silence[] {
  const found: Silence[] = [];
  for (const [at, fromMs] of times.entries()) {
    const toMs = times[at + 1];
    const lengthMs = (toMs ?? nowMs) - fromMs;
    if (lengthMs <= LEAST_USUAL_MS * FACTOR || (toMs !== undefined && fromMs < sinceMs)) continue;
    const rhythm = rhythmOf(times.slice(0, at + 1));
    const silence = rhythm && judge({ fromMs, ...(toMs === undefined ? {} : { toMs }) }, lengthMs, rhythm);
    if (silence !== undefined) found.push(silence);
  }
  return found;
}

function judge(pause: Pause, lengthMs: number, rhythm: Rhythm): Silence | undefined {
  const { usualMs } = rhythm;
  const limitMs = Math.min(usualMs * FACTOR, busyLimitMs(pause.fromMs, rhythm, usualMs * FACTOR));
  if (lengthMs < limitMs) return undefined;
  const missedHours = missed(pause.fromMs, pause.fromMs + lengthMs, rhythm.busy);
  return { ...pause, lengthMs, usualMs, missedHours, limitMs };
}

/** When the feed is not known well enough yet: undefined. */
function rhythmOf(before: readonly number[]): Rhythm | undefined {
  const last = before.at(-1) ?? 0;
  const window = before.filter((time) => time > last - PAST_DAYS * DAY_MS);
  const first = window[0] ?? last;
  if (last - first < LEAST_DAYS * DAY_MS) return undefined;
  const pauses = window
    .slice(1)
    .map((time, at) => ({ fromMs: window[at] ?? time, toMs: time }))
    .filter(({ fromMs, toMs }) => toMs - fromMs > LEAST_USUAL_MS / 2);
  const lengths = pauses.map(({ fromMs, toMs }) => toMs - fromMs).sort((a, b) => b - a);
  const usualMs = Math.max(LEAST_USUAL_MS, lengths[1] ?? 0);
  // Of what comes once a fortnight nothing is known after a month.
  if (window.length <= LEAST_PAUSES || last - first < LEAST_PAUSES * usualMs) return undefined;
  const busy = busyHours(window, first, last);
  const missedBefore = pauses.map(({ fromMs, toMs }) => missed(fromMs, toMs, busy)).sort((a, b) => b - a);
  return { usualMs, busy, limitHours: 1 + DAY_OFF * Math.max(missedBefore[1] ?? 0, fullestDay(busy)) };
}

function busyHours(window: readonly number[], first: number, last: number): ReadonlySet<number> {
  const weeks = Math.floor((last - first) / (HOURS_PER_WEEK * HOUR_MS));
  const seen = new Map<number, Set<number>>();
  for (const time of window) {
    const hour = Math.floor(time / HOUR_MS);
    const week = Math.floor((last - time) / (HOURS_PER_WEEK * HOUR_MS));
    if (week >= weeks) continue;
    const ofWeek = hour % HOURS_PER_WEEK;
    seen.set(ofWeek, (seen.get(ofWeek) ?? new Set()).add(week));
  }
  return new Set([...seen].flatMap(([hour, of]) => (of.size >= BUSY_SHARE * weeks ? [hour] : [])));
}

function fullestDay(busy: ReadonlySet<number>): number {
  const days = Map.groupBy(busy, (hour) => Math.floor(hour / 24));
  return Math.max(0, ...[...days.values()].map((hours) => hours.length));
}

/** Busy hours that lie wholly within a time. */
function missed(fromMs: number, toMs: number, busy: ReadonlySet<number>): number {
  const first = Math.floor(fromMs / HOUR_MS) + 1;
  const last = Math.floor(toMs / HOUR_MS) - 1;
  const weeks = Math.max(0, Math.floor((last - first + 1) / HOURS_PER_WEEK));
  let count = weeks * busy.size;
  for (let hour = first + weeks * HOURS_PER_WEEK; hour <= last; hour++)
    if (busy.has(hour % HOURS_PER_WEEK)) count++;
  return count;
}

/** How long a pause may be until too many busy hours have passed; `mostMs` if it may be that long. */
function busyLimitMs(fromMs: number, { busy, limitHours }: Rhythm, mostMs: number): number {
  if (busy.size === 0) return mostMs;
  let passed = 0;
  for (let hour = Math.floor(fromMs / HOUR_MS) + 1; (hour + 1) * HOUR_MS - fromMs < mostMs; hour++) {
    if (busy.has(hour % HOURS_PER_WEEK)) passed++;
    if (passed > limitHours) return (hour + 1) * HOUR_MS - fromMs;
  }
  return mostMs;
}
