import { untrusted } from '../page/untrusted.ts';
import { minuteText } from '../page/view.ts';
import { poissonTailDecades } from '../statistics.ts';
import { DAY_MS, dayOf, dayText, HOUR_MS, MINUTE_MS } from '../time.ts';
import { grouped, plural } from '../words.ts';
import { drift, gap, lateness, silence } from './detectors.ts';
import { SLOT_MS } from './hour.ts';
import type { Matter } from './matter.ts';
import { ageDays, arrivalsOf, daysOfPast, type FeedDay, type Past } from './past.ts';
import { type Silence, silencesOf } from './pauses.ts';
import { stoppedIn, stoppedMatter } from './stopped.ts';
import { trickleMatter, tricklesOf } from './trickle.ts';

export interface Situation {
  readonly past: Past;
  /** Up to when it is known what arrived. */
  readonly nowMs: number;
  /** What the owner says that the feed may be quiet for, in place of what was learnt. */
  readonly silentHours?: number;
}

/** Days that are judged again: what came late for them has come by then. */
export const JUDGED_DAYS = 8;
/** Below this age of a feed nothing in it is new. */
const LEAST_AGE_DAYS = 21;

/** Everything that is wrong with a feed. Pure: the same past gives the same matters, whenever it is asked. */
export function mattersOf(situation: Situation): Matter[] {
  const quiet = silences(situation);
  const all = [
    ...quiet,
    ...trickles(situation, quiet),
    ...kindsThatStopped(situation),
    ...gaps(situation),
    ...daysOfNews(situation).flatMap(([day, one, before]) => [
      ...late(day, one, before),
      ...unreadable(day, one, before),
    ]),
    ...news(situation),
  ];
  const byKey = Map.groupBy(all, ({ matter, day }) => `${matter} ${day}`);
  return [...byKey.values()].flatMap((same) =>
    same.sort((a, b) => b.surprise.decades - a.surprise.decades || b.lastTime - a.lastTime).slice(0, 1),
  );
}

function sinceMs({ past, nowMs }: Situation): number {
  const days = past.told.map(({ day }) => day);
  return Math.min(dayOf(nowMs) - JUDGED_DAYS, ...days) * DAY_MS;
}

function silences(situation: Situation): Matter[] {
  const { past, nowMs, silentHours } = situation;
  const times = arrivalsOf(past);
  if (silentHours !== undefined)
    return stated(times.length > 0 ? times : [past.watchedSinceMs ?? nowMs], silentHours, situation);
  return silencesOf(times, nowMs, sinceMs(situation)).map((one) =>
    silent(one, `pauses of up to ${duration(one.usualMs)}`, `an event within ${duration(one.limitMs)}`),
  );
}

function stated(times: readonly number[], silentHours: number, situation: Situation): Matter[] {
  const limitMs = silentHours * HOUR_MS;
  const since = sinceMs(situation);
  return times.flatMap((fromMs, at) => {
    const toMs = times[at + 1];
    const lengthMs = (toMs ?? situation.nowMs) - fromMs;
    if (lengthMs < limitMs || (toMs !== undefined && fromMs < since)) return [];
    const end = toMs === undefined ? {} : { toMs };
    return [
      silent(
        { fromMs, ...end, lengthMs, limitMs, usualMs: limitMs, missedHours: 0 },
        `an event within ${duration(limitMs)}, as the settings state`,
        `an event within ${duration(limitMs)}`,
      ),
    ];
  });
}

/** What simulated feeds exceed their limit by mistake in: about one week in fifty. */
const AT_LIMIT = 1.7;
const MOST_LIMITS = 3;

/** Says the same for long: a finding that changed every minute would be told of every minute. */
function silent(one: Silence, expected: string, quietIf: string): Matter {
  const { fromMs, toMs, lengthMs, limitMs, missedHours, usualMs } = one;
  const limits = Math.min(MOST_LIMITS, Math.floor(lengthMs / limitMs));
  const busy =
    toMs !== undefined && missedHours > 0 ? `; ${plural(missedHours, 'usually busy hour')} went by` : '';
  const observed =
    toMs === undefined
      ? `nothing since ${minuteText(fromMs)} UTC`
      : `nothing from ${minuteText(fromMs)} to ${minuteText(toMs)} UTC, ${duration(lengthMs)}; it has begun again${busy}`;
  return {
    matter: 'silence',
    detector: silence,
    day: dayOf(fromMs),
    severity: 'medium',
    surprise: {
      decades: AT_LIMIT + limits - 1,
      observed,
      expected,
      quietIf,
      facts: { sinceMs: fromMs, usualMinutes: minutes(usualMs), limitMinutes: minutes(limitMs) },
    },
    firstTime: fromMs,
    lastTime: toMs ?? fromMs,
    ...(toMs === undefined ? { lasts: true } : {}),
  };
}

function trickles(situation: Situation, quiet: readonly Matter[]): Matter[] {
  const { past, nowMs, silentHours = 0 } = situation;
  const isSilent = (day: number) =>
    quiet.some(({ firstTime, lastTime }) => firstTime <= day * DAY_MS && lastTime >= (day + 1) * DAY_MS);
  return (
    tricklesOf(arrivalsOf(past), dayOf(nowMs), dayOf(sinceMs(situation)), isSilent)
      // Where nothing at all may come for so long, little may.
      .filter(({ fromDay, throughDay }) => (throughDay + 1 - fromDay) * 24 > silentHours)
      .map(trickleMatter)
  );
}

function kindsThatStopped(situation: Situation): Matter[] {
  const { past, nowMs, silentHours = 0 } = situation;
  return stoppedIn(past, dayOf(nowMs), dayOf(sinceMs(situation)))
    .filter(({ fromDay, throughDay }) => (throughDay + 1 - fromDay) * 24 > silentHours)
    .map(stoppedMatter);
}

/** So long after it, nothing of a time is expected any more. */
const SETTLE_MS = DAY_MS;
const SETTLE_FACTOR = 3;

/** Times of which no event has come, although later ones have: the same rhythm, by when events happened. */
function gaps(situation: Situation): Matter[] {
  const { past, nowMs } = situation;
  const lateMs = [...daysOfPast(past).values()].map(({ lateMinutes }) => lateMinutes * MINUTE_MS);
  const settledMs = nowMs - Math.max(SETTLE_MS, SETTLE_FACTOR * second(lateMs));
  const times = [...past.eventHours].sort((a, b) => a - b).map((hour) => hour * HOUR_MS);
  return silencesOf(times, nowMs, sinceMs(situation)).flatMap(
    ({ fromMs, toMs, lengthMs, usualMs, limitMs }) => {
      if (toMs === undefined || toMs > settledMs) return [];
      return [
        {
          matter: 'gap',
          detector: gap,
          day: dayOf(fromMs),
          severity: 'medium' as const,
          surprise: {
            decades: AT_LIMIT + Math.min(MOST_LIMITS, Math.floor(lengthMs / limitMs)) - 1,
            observed: `no event of the time from ${minuteText(fromMs + HOUR_MS)} to ${minuteText(toMs)} UTC has come`,
            expected: `pauses of up to ${duration(usualMs)}`,
            quietIf: 'events of that time, however late',
            facts: { fromMs: fromMs + HOUR_MS, toMs, usualMinutes: minutes(usualMs) },
          },
          firstTime: fromMs,
          lastTime: toMs,
        },
      ];
    },
  );
}

type DayOfNews = readonly [day: number, one: FeedDay, before: readonly FeedDay[]];

/** The days that are judged, each with the eight weeks before it. */
function daysOfNews(situation: Situation): DayOfNews[] {
  const days = daysOfPast(situation.past);
  const first = dayOf(sinceMs(situation));
  return [...days]
    .filter(([day]) => day >= first && ageDays(situation.past, day * DAY_MS) >= LEAST_AGE_DAYS)
    .map(([day, one]) => [day, one, [...days].filter(([other]) => other < day).map(([, other]) => other)]);
}

const LEAST_EVENTS = 20;
const LATE_FACTOR = 3;
const LEAST_LATE_MINUTES = 60;
/** From then on events are judged as history, and never page by themselves. */
const HORIZON_MINUTES = 6 * 24 * 60;

function late(day: number, { events, lateMinutes }: FeedDay, before: readonly FeedDay[]): Matter[] {
  const usual = second(before.map((one) => one.lateMinutes));
  const limit = Math.max(LATE_FACTOR * usual, usual + LEAST_LATE_MINUTES);
  if (events < LEAST_EVENTS || lateMinutes < limit) return [];
  return [
    {
      matter: 'lateness',
      detector: lateness,
      day,
      severity: lateMinutes >= HORIZON_MINUTES ? 'medium' : 'informational',
      surprise: {
        decades: AT_LIMIT,
        observed: `events came ${duration(lateMinutes * MINUTE_MS)} after they happened, in the middle`,
        expected: `at most ${duration(usual * MINUTE_MS)} on other days`,
        quietIf: `less than ${duration(limit * MINUTE_MS)}`,
        facts: { lateMinutes, usualMinutes: usual },
      },
      ...wholeDay(day),
    },
  ];
}

const LEAST_UNREADABLE = 5;
const LEAST_SHARE = 0.05;
const GRAVE_SHARE = 0.2;

function unreadable(day: number, one: FeedDay, before: readonly FeedDay[]): Matter[] {
  const shareOf = (of: FeedDay) => of.unreadable / Math.max(1, of.events + of.unreadable);
  const share = shareOf(one);
  const usual = second(before.map(shareOf));
  const limit = Math.max(LEAST_SHARE, LATE_FACTOR * usual);
  if (one.unreadable < LEAST_UNREADABLE || share < limit) return [];
  const percent = (part: number) => `${Math.round(part * 100)} %`;
  return [
    {
      matter: 'unreadable',
      detector: drift,
      day,
      severity: share >= GRAVE_SHARE ? 'medium' : 'informational',
      surprise: {
        decades: AT_LIMIT,
        observed: `${percent(share)} of the day cannot be read: about ${grouped(one.unreadable)} of ${grouped(one.events + one.unreadable)} events`,
        expected: `at most ${percent(usual)} on other days`,
        quietIf: `less than ${percent(limit)}`,
        facts: { unreadable: one.unreadable, events: one.events },
      },
      ...wholeDay(day),
    },
  ];
}

const NEWS_DAYS = 28;
/** As if one new name came in fifty days where none ever did. */
const LEAST_RATE = 0.02;
const LEAST_DECADES = 1.6;
const SHOWN_NAMES = 4;

/** More operations and fields that the feed never had than are usual for it. */
function news(situation: Situation): Matter[] {
  const { past } = situation;
  const sinceDay = Math.floor((past.sinceHour ?? 0) / 24);
  const byDay = Map.groupBy(past.names, ([, day]) => day);
  const first = dayOf(sinceMs(situation));
  return [...byDay].flatMap(([day, named]) => {
    if (day < first || ageDays(past, day * DAY_MS) < LEAST_AGE_DAYS) return [];
    // The first two weeks of a feed tell everything for the first time.
    const from = Math.max(day - NEWS_DAYS, sinceDay + 14);
    const before = [...past.names.values()].filter((one) => one >= from && one < day).length;
    const usual = Math.max(LEAST_RATE, before / Math.max(1, day - from));
    const decades = Math.min(6, poissonTailDecades(named.length, usual));
    if (decades < LEAST_DECADES) return [];
    const names = named.map(([name]) => name).sort();
    const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
    return [
      {
        matter: 'drift',
        detector: drift,
        day,
        severity: 'informational' as const,
        surprise: {
          decades: Math.round(decades * 100) / 100,
          observed: `never seen before: ${names
            .slice(0, SHOWN_NAMES)
            .map((name) => untrusted(name, 60))
            .join(', ')}${more}`,
          expected: `about ${usual.toFixed(2)} new operations or fields a day`,
          quietIf: 'operations and fields that the feed had before',
          facts: { names: names.slice(0, 16), day: dayText(day) },
        },
        ...wholeDay(day),
      },
    ];
  });
}

function wholeDay(day: number): Pick<Matter, 'firstTime' | 'lastTime'> {
  return { firstTime: day * DAY_MS, lastTime: (day + 1) * DAY_MS - SLOT_MS };
}

/** One exception is no habit. */
function second(values: readonly number[]): number {
  return values.toSorted((a, b) => b - a)[1] ?? 0;
}

function minutes(ms: number): number {
  return Math.round(ms / MINUTE_MS);
}

/** `45 min`, `7 h`, `3 d`. */
export function duration(ms: number): string {
  if (ms < 2 * HOUR_MS) return `${minutes(ms)} min`;
  return ms < 3 * DAY_MS ? `${Math.round(ms / HOUR_MS)} h` : `${Math.round(ms / DAY_MS)} d`;
}
