import { type ActorClass, classOf } from '../activity.ts';
import type { ContextOf } from '../assess.ts';
import { NO_CONTEXT } from '../context.ts';
import { amountIn } from '../detectors/drip.ts';
import type { Hours } from '../profile/active.ts';
import { typeOfDay } from '../profile/active.ts';
import { countDays, isWeekend } from '../profile/base.ts';
import { eachFacet, type Facet, type Hour } from '../profile/hour.ts';
import { dayOfHour, foldThrough, type Profile } from '../profile/profile.ts';
import { sum } from '../statistics.ts';

/** An account whose past is known, and what it would go on to do if nobody interfered. */
export interface Life {
  /** As it stands before the first day. */
  readonly profile: Profile;
  readonly firstDay: number;
  /** The hours of each further day, as the owner alone would fill them. */
  readonly ordinary: (day: number) => Hours;
  readonly contextOf: ContextOf;
  /** Records of the median day that had any. */
  readonly normalDay: number;
  /** What an attacker knows of the owner's ways. */
  readonly ways: Ways;
}

/** What is most usual of an actor: whoever keeps to it shows nothing new. */
export interface Ways {
  readonly kind: ActorClass;
  readonly type: Hour['type'];
  readonly facets: Readonly<Record<Facet, string | undefined>>;
  /** The dataset, by hash, that has been in use for longest. */
  readonly dataset: number | undefined;
  /** Hours of the day, 0 to 23, in which data is usually carried on weekdays and at weekends. */
  readonly hours: Readonly<Record<'weekday' | 'weekend', readonly number[]>>;
  /** Takes data out by export rather than by reading. */
  readonly exports: boolean;
  /** None of its operations took more than one record: a log of files opened has no larger ones. */
  readonly singly: boolean;
}

/** Whole weeks, so that weekdays stay what they are; the shorter where no more is known. */
const PERIODS_DAYS = [28, 7];
/** Days with records below which nothing is called normal. */
const MIN_DAYS = 10;

/**
 * `hours`: what the account did lately, hour by hour, for up to four weeks. The days to come repeat them. Undefined
 * where too few days state records for a normal day to be known, or most of what is moved states none.
 */
export function lifeOf(
  profile: Profile,
  hours: Hours,
  firstDay: number,
  contextOf: ContextOf = () => NO_CONTEXT,
): Life | undefined {
  const { days } = foldThrough(profile, firstDay - 1);
  const amounts = days.map(({ totals }) => totals.records).filter((records) => records > 0);
  const normalDay = amounts.sort((a, b) => a - b)[Math.floor(amounts.length / 2)];
  if (normalDay === undefined || amounts.length < MIN_DAYS) return undefined;
  // In records nothing can be said of an account that moves most of its data without stating how many.
  if (sum(amounts) < sum(days.map(amountIn('rows'))) / 2) return undefined;
  const earliest = Math.min(...[...hours.keys()].map(dayOfHour));
  const period = PERIODS_DAYS.find((length) => earliest <= firstDay - length + 6) ?? 7;
  return {
    profile,
    firstDay,
    ordinary: (day) => shifted(hours, day, firstDay, period),
    contextOf,
    normalDay,
    ways: waysOf(profile, hours, firstDay),
  };
}

/** The day that lies whole periods before. */
function shifted(hours: Hours, day: number, firstDay: number, period: number): Hours {
  const back = period * Math.ceil((day - firstDay + 1) / period);
  const found = new Map<number, Hour>();
  for (let hour = day * 24; hour < (day + 1) * 24; hour++) {
    const own = hours.get(hour - back * 24);
    // Nobody changes roles and factors every four weeks.
    if (own !== undefined) found.set(hour, { ...own, steps: [], hits: [] });
  }
  return found;
}

function waysOf(profile: Profile, hours: Hours, firstDay: number): Ways {
  const { seen, known, rhythm } = foldThrough(profile, firstDay - 1);
  const all = [...hours.values()];
  const lastDay = Math.max(...[...hours.keys()].map(dayOfHour));
  const type = typeOfDay(hours, lastDay);
  const weekday = usualHours(rhythm.slice(0, 24));
  const weekend = usualHours(rhythm.slice(24));
  return {
    kind: classOf(type),
    type,
    facets: eachFacet((facet) => most([...seen[facet]], ([, days]) => countDays(days))?.[0]),
    dataset: most([...known.sample, ...known.heavy], ([, [first, last]]) => last - first)?.[0],
    hours: { weekday, weekend: weekend.length > 0 ? weekend : weekday },
    exports: sum(all.map((hour) => hour.exports)) >= sum(all.map((hour) => hour.reads)),
    singly: all.every(({ largest }) => largest <= 1),
  };
}

/** At least half as often as in the most usual hour. */
function usualHours(rhythm: readonly number[]): number[] {
  const peak = Math.max(0, ...rhythm);
  return peak === 0 ? [] : rhythm.flatMap((share, hour) => (share >= peak / 2 ? [hour] : []));
}

export function usualHoursOn({ hours }: Ways, day: number): readonly number[] {
  return isWeekend(day) ? hours.weekend : hours.weekday;
}

function most<T>(all: readonly T[], of: (one: T) => number): T | undefined {
  return all.reduce<T | undefined>(
    (best, one) => (best === undefined || of(one) > of(best) ? one : best),
    undefined,
  );
}
