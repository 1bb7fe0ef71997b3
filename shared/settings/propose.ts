import { parseEntity } from '../entity.ts';
import { operationIn } from '../profile/hour.ts';
import { carriesData, type Reading } from '../reading.ts';
import { sum } from '../statistics.ts';
import { dayOf, dayText, HOUR_MS } from '../time.ts';
import { type Contract, LISTED, type Listed } from './contract.ts';

/** What one account did, as a batch of the log brought it. */
export interface History {
  readonly entity: string;
  readonly readings: readonly Reading[];
}

export interface Proposal {
  readonly contract: Contract;
  /** On which the account was active. */
  readonly days: number;
  /** On how many of them each value was seen: what came once may be a mistake, or an intruder. */
  readonly seenDays: Readonly<Record<Listed, ReadonlyMap<string, number>>>;
  /** The same of each hour of the day, UTC. */
  readonly hourDays: ReadonlyMap<number, number>;
  readonly leftOut: ReadonlyMap<Listed, LeftOut>;
  /** What the daily volume was made of: it is that of one day, which may have been a theft. Absent where there is none. */
  readonly busiest?: Busiest;
}

export interface Busiest {
  readonly day: number;
  readonly records: number;
  /** Of the next busiest day; 0 where there is no other. */
  readonly next: number;
}

/** A list that limits nothing, or that ordinary work would leave on one of the next days. */
export interface LeftOut {
  readonly values: number;
  /** Of them those that came first in the last third of the days. */
  readonly late: number;
}

/** With fewer active days nobody knows what a machine does at the end of a week. */
export const LEAST_DAYS = 7;
const MAX_VALUES = 50;
/** Lists of names that a program may make up: of a table for each day, of an export for each week. */
const MADE_UP: ReadonlySet<Listed> = new Set(['datasets', 'operations']);
/** A window of more hours tells nothing from the rest of the day. */
const MAX_HOURS = 18;
const ROOM = 2;

/**
 * What each service account and integration has done so far, as a contract for its owner to read, narrow and
 * accept: its networks, countries, clients, datasets, operations and hours, and twice the records of its busiest day. Names that
 * still were new in the last third of the days are no list: the next day would break it.
 */
export function proposedContracts(histories: readonly History[], author: string): Proposal[] {
  const byEntity = new Map<string, Reading[]>();
  for (const { entity, readings } of histories) {
    const all = byEntity.get(entity) ?? [];
    byEntity.set(entity, all);
    for (const reading of readings)
      if (reading.outcome !== 'failure' && reading.part === 'actor') all.push(reading);
  }
  return [...byEntity]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([entity, readings]) => proposalOf(entity, readings, author) ?? []);
}

function proposalOf(entity: string, readings: readonly Reading[], author: string): Proposal | undefined {
  const isMachine = readings.some(({ actorType }) => actorType === 'service' || actorType === 'integration');
  const days = [...new Set(readings.map(({ time }) => dayOf(time)))].sort((a, b) => a - b);
  const [first, last] = [days[0], days.at(-1)];
  if (!isMachine || first === undefined || last === undefined || days.length < LEAST_DAYS) return undefined;
  const owner = parseEntity(entity);
  if (owner.kind !== 'actor') return undefined;
  const { vendor, tenant, uid: actor } = owner;
  const seen: Readonly<Record<Listed, DaysOf<string>>> = {
    networks: daysOf(readings, ({ network }) => [network]),
    countries: daysOf(readings, ({ country }) => (/^[A-Z]{2}$/.test(country) ? [country] : [])),
    clients: daysOf(readings, ({ client }) => [client]),
    datasets: daysOf(readings.filter(carriesData), ({ datasets }) => datasets),
    operations: daysOf(readings, (reading) => [operationIn(reading)]),
  };
  const lateDay = days[Math.ceil((days.length * 2) / 3)] ?? last;
  const leftOut = new Map(LISTED.flatMap((name) => leftOutOf(name, seen[name], lateDay)));
  const hourDays = daysOf(readings, ({ time }) => [hourOfDay(time)]);
  const hoursUtc = hoursOf([...hourDays.keys()]);
  const busiest = busiestOf(readings);
  const contract: Contract = {
    vendor,
    tenant,
    actor,
    ...listsOf(seen, leftOut),
    ...(hoursUtc === undefined ? {} : { hoursUtc }),
    ...(busiest === undefined ? {} : { dailyRecords: roundUp(ROOM * busiest.records) }),
    author,
    reason: `What it did on ${days.length} days from ${dayText(first)} to ${dayText(last)}`,
    fromDay: dayText(last + 1),
  };
  const seenDays: Proposal['seenDays'] = {
    networks: counted(seen.networks),
    countries: counted(seen.countries),
    clients: counted(seen.clients),
    datasets: counted(seen.datasets),
    operations: counted(seen.operations),
  };
  return {
    contract,
    days: days.length,
    seenDays,
    hourDays: counted(hourDays),
    leftOut,
    ...(busiest && { busiest }),
  };
}

type DaysOf<Value> = ReadonlyMap<Value, ReadonlySet<number>>;

function daysOf<Value>(
  readings: readonly Reading[],
  valuesOf: (reading: Reading) => readonly Value[],
): DaysOf<Value> {
  const days = new Map<Value, Set<number>>();
  for (const reading of readings)
    for (const value of valuesOf(reading))
      if (value !== '') days.set(value, (days.get(value) ?? new Set()).add(dayOf(reading.time)));
  return days;
}

function counted<Value>(days: DaysOf<Value>): ReadonlyMap<Value, number> {
  return new Map([...days].map(([value, seen]) => [value, seen.size]));
}

function hourOfDay(time: number): number {
  return Math.floor(time / HOUR_MS) % 24;
}

function leftOutOf(name: Listed, seen: DaysOf<string>, lateDay: number): [Listed, LeftOut][] {
  const late = [...seen.values()].filter((days) => Math.min(...days) >= lateDay).length;
  const isLeft = seen.size > MAX_VALUES || (MADE_UP.has(name) && late > 0);
  return isLeft ? [[name, { values: seen.size, late }]] : [];
}

function listsOf(
  seen: Readonly<Record<Listed, DaysOf<string>>>,
  leftOut: Proposal['leftOut'],
): Pick<Contract, Listed> {
  const kept = LISTED.filter((name) => seen[name].size > 0 && !leftOut.has(name));
  return Object.fromEntries(kept.map((name) => [name, [...seen[name].keys()].sort()]));
}

/** The shortest stretch of the clock that holds every active hour, also over midnight. */
function hoursOf(active: readonly number[]): readonly [number, number] | undefined {
  const hours = active.toSorted((a, b) => a - b);
  const gaps = hours.map((hour, n) => {
    const next = hours[(n + 1) % hours.length] ?? hour;
    return { after: hour, next, length: (next - hour + 24) % 24 || 24 };
  });
  const widest = gaps.reduce((most, gap) => (gap.length > most.length ? gap : most));
  if (24 - widest.length + 1 > MAX_HOURS) return undefined;
  return [widest.next, (widest.after + 1) % 24];
}

function busiestOf(readings: readonly Reading[]): Busiest | undefined {
  const byDay = new Map<number, Map<string, number>>();
  for (const { time, uid, records } of readings.filter(carriesData)) {
    if (records === null) continue;
    const operations = byDay.get(dayOf(time)) ?? new Map<string, number>();
    byDay.set(dayOf(time), operations);
    // Chunks of one operation repeat its size.
    operations.set(uid, Math.max(records, operations.get(uid) ?? 0));
  }
  const [most, next] = Array.from(byDay, ([day, operations]) => ({
    day,
    records: sum([...operations.values()]),
  })).sort((one, other) => other.records - one.records || one.day - other.day);
  return most === undefined || most.records === 0 ? undefined : { ...most, next: next?.records ?? 0 };
}

/** To two digits, because nobody's quota is 154,683. */
function roundUp(amount: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(amount)) - 1);
  return Math.ceil(amount / unit) * unit;
}
