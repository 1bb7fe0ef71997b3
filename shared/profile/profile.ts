import { memo } from '../memo.ts';
import { DAY_MS, dayOf } from '../time.ts';
import { type Active, activeOn, carryingIn, HOURS_PER_DAY, type Hours, hoursIn, valuesIn } from './active.ts';
import { type Base, EMPTY_BASE, foldDay } from './base.ts';
import { NOT_LOUD, NOTHING_SAID, type Said } from './day.ts';
import type { Hour } from './hour.ts';
import { reduce, touchedOf } from './reduce.ts';

/**
 * What is known of one actor. `open` are the hours that late events may still change; `base` are the final
 * days. Both are assigned from ledgers, never added to, so that writing the same hour twice changes nothing.
 */
export interface Profile {
  readonly open: Open;
  readonly base: Base;
}

export interface Open {
  /** Of the newest event that did not fail; of an address, of the newest attempt. */
  readonly newestTime: number | undefined;
  /** Hours of the last OPEN_DAYS that saw activity, by hours since the epoch. */
  readonly hours: Hours;
  readonly marks: ReadonlyMap<number, Mark>;
  /** E-mail addresses of the person behind the account, the first two by name. */
  readonly emails: readonly string[];
}

/** Addresses that a profile keeps: some people have an old one. */
export const MAX_EMAILS = 4;

/** What was said of a day. */
export interface Mark extends Said {
  /** A finding was recorded once; it stays so, and a later score below the line withdraws it. */
  readonly recorded: boolean;
}

/** Events up to this much older than the profile's newest change it; older ones of that day only where it holds their hour. */
export const HORIZON_DAYS = 6;
/** Days that stay open: the newest, the six that the horizon can reach back to, and one to spare. */
export const OPEN_DAYS = 8;

export const EMPTY_PROFILE: Profile = {
  open: { newestTime: undefined, hours: new Map(), marks: new Map(), emails: [] },
  base: EMPTY_BASE,
};

/** Judges one day of a profile as it stands. */
export type Judge = (profile: Profile, day: number) => Mark;

export function newestDay({ open }: Profile): number {
  return open.newestTime === undefined ? Number.NEGATIVE_INFINITY : dayOf(open.newestTime);
}

export function isHistorical({ open }: Profile, time: number): boolean {
  return open.newestTime !== undefined && time < open.newestTime - HORIZON_DAYS * DAY_MS;
}

/** An hour as its ledger now tells it; undefined where nothing in it succeeded. */
export interface TouchedHour {
  readonly hour: number;
  readonly summary: Hour | undefined;
  /** Newest event of the hour that did not fail. */
  readonly newestTime: number | undefined;
}

/**
 * Assigns the given hours, day by day in order: moves the days that thereby become final into the base, and
 * judges again every open day that the change can reach. `again`: days to judge although none of their hours
 * changed, because what is known beside the profile has.
 */
export function assignHours(
  profile: Profile,
  touched: readonly TouchedHour[],
  judge: Judge,
  again: readonly number[] = [],
): Profile {
  const days = [...new Set([...touched.map(({ hour }) => dayOfHour(hour)), ...again])].sort((a, b) => a - b);
  return days.reduce((current, day) => {
    if (day <= current.base.through) return current;
    const ofDay = touched.filter(({ hour }) => dayOfHour(hour) === day);
    return judgeFrom(foldFinalDays(assignDay(current, ofDay)), day, judge);
  }, profile);
}

export function dayOfHour(hour: number): number {
  return Math.floor(hour / HOURS_PER_DAY);
}

function assignDay({ open, base }: Profile, touched: readonly TouchedHour[]): Profile {
  const hours = new Map(open.hours);
  for (const { hour, summary } of touched) {
    if (summary) hours.set(hour, summary);
    else hours.delete(hour);
  }
  return {
    base,
    open: { ...open, hours, newestTime: newestOf([open, ...touched]) },
  };
}

function newestOf(all: readonly Pick<Open, 'newestTime'>[]): number | undefined {
  const times = all.flatMap(({ newestTime }) => newestTime ?? []);
  return times.length > 0 ? Math.max(...times) : undefined;
}

function foldFinalDays(profile: Profile): Profile {
  const lastFinal = newestDay(profile) - OPEN_DAYS;
  const base = foldThrough(profile, lastFinal);
  if (base === profile.base) return profile;
  const isOpen = ([day]: readonly [number, unknown]) => day > lastFinal;
  const hours = new Map([...profile.open.hours].filter(([hour]) => dayOfHour(hour) > lastFinal));
  return { base, open: { ...profile.open, hours, marks: new Map([...profile.open.marks].filter(isOpen)) } };
}

/** Open days in order, and what folding them onto a base gave. */
interface Folded {
  readonly days: readonly OpenDay[];
  readonly base: Base;
}

/** All that folding one day rests on. */
interface OpenDay {
  readonly day: number;
  readonly active: Active;
  readonly said: Said;
}

/** Remembering is only speed: an hour, a mark or a base that changes is another one. */
const FOLDED = memo<Base, Folded>();

/** The base with the open days up to `lastDay` folded onto it. Between two batches only the newest day is another. */
export function foldThrough({ open, base }: Profile, lastDay: number): Base {
  const days = activeDays({ open, base })
    .filter((day) => day <= lastDay)
    .map((day) => openDay(open, day));
  if (days.length === 0) return base;
  const known = FOLDED.of(base);
  const begun = known?.days.every((one, at) => isSameDay(one, days[at])) ? known : { days: [], base };
  const folded = days.slice(begun.days.length).reduce(foldOpen, begun.base);
  // Who asks of an earlier day must not make the others be folded anew.
  if (known === undefined || known.days.length <= days.length) FOLDED.keep(base, { days, base: folded });
  return folded;
}

function openDay({ hours, marks }: Open, day: number): OpenDay {
  return { day, active: activeOn(hours, day), said: marks.get(day) ?? NOTHING_SAID };
}

function isSameDay(one: OpenDay, other: OpenDay | undefined): boolean {
  return (
    one.day === other?.day &&
    one.said === other.said &&
    one.active.length === other.active.length &&
    one.active.every(([at, hour], i) => at === other.active[i]?.[0] && hour === other.active[i][1])
  );
}

function foldOpen(past: Base, { day, active, said }: OpenDay): Base {
  const all = hoursIn(active);
  const resources = touchedOf(all);
  return foldDay(past, reduce(active, day, said, past, resources), {
    values: valuesIn(all),
    resources,
    hours: carryingIn(active),
  });
}

/** Open days that saw activity, ascending. */
export function activeDays({ open }: Profile): number[] {
  const days = new Set<number>();
  for (const hour of open.hours.keys()) days.add(dayOfHour(hour));
  return [...days].sort((a, b) => a - b);
}

/**
 * Once recorded, a day stays recorded: a finding that late evidence refutes is withdrawn, not forgotten. A day
 * whose hours a newer reading emptied has nothing left to be flagged for.
 */
function judgeFrom(profile: Profile, from: number, judge: Judge): Profile {
  const active = new Set(activeDays(profile));
  const days = [...new Set([...active, ...profile.open.marks.keys()])]
    .filter((day) => day >= from)
    .sort((a, b) => a - b);
  return days.reduce((current, day) => {
    const said = active.has(day) ? judge(current, day) : QUIET;
    const mark = { ...said, recorded: said.recorded || (current.open.marks.get(day)?.recorded ?? false) };
    return {
      base: current.base,
      open: { ...current.open, marks: new Map(current.open.marks).set(day, mark) },
    };
  }, profile);
}

const QUIET: Mark = { recorded: false, flagged: false, loud: NOT_LOUD };

/**
 * A profile that was built anew, with the open days recorded that were: a day whose finding was recorded once stays so,
 * and is withdrawn where nothing is found any more. A quiet day has no mark to begin with.
 */
export function stillRecorded({ open, base }: Profile, before: Open): Open {
  const marks = new Map(open.marks);
  for (const [day, { recorded }] of before.marks)
    if (recorded && day > base.through) marks.set(day, { ...(marks.get(day) ?? QUIET), recorded });
  return { ...open, marks };
}
