import { addReadings, EMPTY_LEDGER, hasSpans, type Operation, operationsOf } from './ledger.ts';
import type { Ledger } from './ledger-sample.ts';
import { HOURS_PER_DAY } from './profile/active.ts';
import { type Hour, summarise } from './profile/hour.ts';
import {
  assignHours,
  dayOfHour,
  isHistorical,
  type Judge,
  type Open,
  type Profile,
  type TouchedHour,
} from './profile/profile.ts';
import type { Reading } from './reading.ts';
import { hourOf } from './time.ts';

export type Ledgers = ReadonlyMap<number, Ledger>;

/** One actor's stored state as it was read, and what a batch makes of it. */
export interface Advance {
  /** Ledgers that the batch added to, by hour. */
  readonly changed: Ledgers;
  readonly profile: Profile;
  /** Earliest day whose finding may differ; undefined where the batch reaches no open day. */
  readonly fromDay: number | undefined;
  /** The readings of hours that the profile holds, or that are not older than its horizon. */
  readonly live: readonly Reading[];
  /** The others: kept in the ledger, without effect on the baseline. */
  readonly historical: number;
}

/** The hours that readings fall into, ascending. */
export function touchedHours(readings: readonly Reading[]): number[] {
  return [...new Set(readings.map(({ time }) => hourOf(time)))].sort((a, b) => a - b);
}

function byHour(readings: readonly Reading[]): [number, Reading[]][] {
  return [...Map.groupBy(readings, ({ time }) => hourOf(time))].sort(([a], [b]) => a - b);
}

/**
 * Further hours whose ledgers decide what the touched ones hold: an operation with several events may begin in
 * the hour before and go on in the hour after, and those hours' own neighbours decide where it belongs.
 */
export function neighbourHours(readings: readonly Reading[], open: Open): number[] {
  const touched = touchedHours(readings);
  const spanning = new Set(readings.filter(({ spans }) => spans).map(({ time }) => hourOf(time)));
  const near = touched
    .filter((hour) => spanning.has(hour) || open.hours.get(hour)?.spans)
    .flatMap((hour) => [hour - 2, hour - 1, hour + 1, hour + 2]);
  return [...new Set(near)]
    .filter((hour) => !touched.includes(hour) && open.hours.get(hour)?.spans)
    .sort((a, b) => a - b);
}

/**
 * Pure: readings in, state out. Bringing nothing new still assigns the touched hours: that heals a crash. `again`:
 * days to judge although none of their hours changed.
 */
export function advance(
  readings: readonly Reading[],
  profile: Profile,
  stored: Ledgers,
  judge: Judge,
  again: readonly number[] = [],
): Advance {
  const changed = new Map<number, Ledger>();
  const broughtByHour = byHour(readings);
  for (const [hour, brought] of broughtByHour) {
    const before = stored.get(hour) ?? EMPTY_LEDGER;
    const after = addReadings(before, brought);
    if (after !== before) changed.set(hour, after);
  }
  const liveByHour = new Map(
    broughtByHour.filter(([hour, brought]) => isInTime(hour, brought, profile, stored)),
  );
  const live =
    liveByHour.size === broughtByHour.length
      ? readings
      : readings.filter(({ time }) => liveByHour.has(hourOf(time)));
  // An hour of which all came too late decides nothing, as it would not if it came in a batch of its own.
  const ledgers = new Map(
    [...stored, ...changed].filter(
      ([hour]) => liveByHour.has(hour) || (profile.open.hours.has(hour) && stored.has(hour)),
    ),
  );
  const touched = reassigned([...liveByHour.keys()], ledgers, profile).map((hour) =>
    touchedHour(ledgers, hour, liveByHour.get(hour) ?? []),
  );
  const next = assignHours(profile, touched, judge, again);
  const days = [...touched.map(({ hour }) => dayOfHour(hour)), ...again];
  return {
    changed,
    profile: next,
    fromDay: days.length === 0 ? undefined : Math.min(...days),
    live,
    historical: readings.length - live.length,
  };
}

/**
 * A ledger says one thing of an hour, so what comes for an hour that the profile holds belongs to it, however late. Not
 * once the day before is final, in which an operation of the hour may have begun; nor once that ledger has expired:
 * then the hour cannot be told anew, and what the profile holds of it is final.
 */
function isInTime(hour: number, brought: readonly Reading[], profile: Profile, stored: Ledgers): boolean {
  const { open, base } = profile;
  if (open.hours.has(hour) && !stored.has(hour)) return false;
  return (
    (open.hours.has(hour) && dayOfHour(hour) - 1 > base.through) ||
    brought.some(({ time }) => !isHistorical(profile, time))
  );
}

/** Touched hours, and the neighbours that share operations with them. */
function reassigned(touched: readonly number[], ledgers: Ledgers, { open }: Profile): number[] {
  const near = touched
    // Also where a sample has just dropped the last operation that reached into a neighbour.
    .filter((hour) => hasSpans(ledgers.get(hour) ?? EMPTY_LEDGER) || open.hours.get(hour)?.spans)
    .flatMap((hour) => [hour - 1, hour + 1])
    .filter((hour) => ledgers.has(hour) && open.hours.get(hour)?.spans);
  return [...new Set([...touched, ...near])].sort((a, b) => a - b);
}

/** `live`: what arrived of the hour. */
function touchedHour(ledgers: Ledgers, hour: number, live: readonly Reading[]): TouchedHour {
  const own = ledgers.get(hour) ?? EMPTY_LEDGER;
  return {
    hour,
    summary: summaryOfHour(ledgers, hour),
    newestTime: newestTimeOf([...own.lines.values(), ...live]),
  };
}

/**
 * Of readings as they arrive, not only of those kept: a sample may drop the newest. What failed makes no account
 * older, but an address: it is known by nothing else.
 */
function newestTimeOf(readings: Iterable<Reading>): number | undefined {
  let newest: number | undefined;
  for (const { outcome, part, time } of readings)
    if ((outcome !== 'failure' || part === 'source') && (newest === undefined || time > newest))
      newest = time;
  return newest;
}

/** What the hour's ledger and its neighbours tell of it. */
export function summaryOfHour(ledgers: Ledgers, hour: number): Hour | undefined {
  return summarise(operationsOfHour(ledgers, hour), hasSpans(ledgers.get(hour) ?? EMPTY_LEDGER), hour);
}

function operationsOfHour(ledgers: Ledgers, hour: number): Operation[] {
  return operationsOf(ledgers.get(hour) ?? EMPTY_LEDGER, ledgers.get(hour - 1), ledgers.get(hour + 1));
}

/** Days whose finding is to be written again: recorded ones, from the earliest touched to the newest. */
export function recordedDays({ open: { marks } }: Profile, fromDay: number): number[] {
  return [...marks]
    .flatMap(([day, { recorded }]) => (recorded && day >= fromDay ? [day] : []))
    .sort((a, b) => a - b);
}

/**
 * Hours whose ledgers hold a day's operations: its active hours and one on either side. Of the hour before, the profile
 * knows no more once that day is final; what began there goes on in this day all the same.
 */
export function hoursOfFinding({ open, base }: Profile, day: number): number[] {
  const first = day * HOURS_PER_DAY;
  const hours: number[] = [];
  const isFinal = day - 1 <= base.through;
  if (open.hours.has(first - 1) || (isFinal && open.hours.get(first)?.spans)) hours.push(first - 1);
  for (let hour = first; hour <= first + HOURS_PER_DAY; hour++) if (open.hours.has(hour)) hours.push(hour);
  return hours;
}

/** Hours of the two days before in which somebody else changed the account's access, the newest: each is a ledger to read. */
export function hoursOfChanges({ open, base }: Profile, day: number): number[] {
  const first = (day - CHANGE_DAYS) * HOURS_PER_DAY;
  const last = day * HOURS_PER_DAY;
  const steps = [
    ...[...open.hours.values()].flatMap((hour) => hour.steps),
    ...base.days.flatMap((one) => one.steps),
  ];
  const hours = steps.filter(({ byOther, hour }) => byOther && hour >= first && hour < last);
  return [...new Set(hours.map(({ hour }) => hour))].sort((a, b) => a - b).slice(-MAX_CHANGE_HOURS);
}

const CHANGE_DAYS = 2;
const MAX_CHANGE_HOURS = 8;

export function operationsOfDay(ledgers: Ledgers, day: number): Operation[] {
  const operations: Operation[] = [];
  for (let hour = day * HOURS_PER_DAY; hour < (day + 1) * HOURS_PER_DAY; hour++)
    operations.push(...operationsOfHour(ledgers, hour));
  return operations;
}
