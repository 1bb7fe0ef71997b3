import { untrusted } from '../page/untrusted.ts';
import { hashOf } from '../profile/resources.ts';
import { DAY_MS, dayText } from '../time.ts';
import { plural } from '../words.ts';
import { stopped } from './detectors.ts';
import { SLOT_MS } from './hour.ts';
import type { Matter } from './matter.ts';
import type { Past } from './past.ts';

/** Operations that came on every usual day, and from one day on come no more, while others of the feed do. */
export interface Stopped {
  /** Since the epoch. */
  readonly fromDay: number;
  /** The last usual day without them that has passed. */
  readonly throughDay: number;
  /** It is the last such day of one of them. */
  readonly lasts: boolean;
  readonly names: readonly string[];
  /** How many of these have not stopped because the company is closed. */
  readonly whileOpen: number;
  /** How many operations came on every usual day. */
  readonly regular: number;
}

/** Who is alone in what he does may be away for two days. */
const STOPPED_DAYS = 3;
/** As with a feed that trickles: what is told of, and what that is held against, is remembered. */
const MOST_DAYS = 20;
const WEEKS = 4;
const WEEK = Array.from({ length: 7 }, (_, of) => of);
const LEARNT_DAYS = 7 * WEEKS;
/** Of four weeks the working days, but one. */
const LEAST_DAYS = 19;
/** So many days off count as none: with more of them too little is known. */
const MOST_OFF = 5;
const LEAST_WEEKS = 2;
/** What comes in fewer hours of a day than that, of those in which anything does, somebody has done who may leave it. */
const LEAST_HOURS = 4;
/** So many of the others must still come: of a log that is silent, or of people alone who are away, nothing is told. */
const OTHERS = 0.25;

/** Those that began on or after `fromDay`, each held against the four weeks before it. */
export function stoppedIn(past: Past, today: number, fromDay: number): Stopped[] {
  const came: Came = (name, day) => past.kinds.get(name)?.get(day) !== undefined;
  const hoursOf = arrivalHours(past);
  const isKnown = knownDays(past);
  const sinceDay = Math.min(...[...past.kinds.values()].flatMap((days) => [...days.keys()]));
  const found: Stopped[] = [];
  for (let first = fromDay; first < today; first++) {
    const before = Array.from({ length: LEARNT_DAYS }, (_, ago) => first - 1 - ago);
    const off = daysOff(
      [...past.kinds.keys()],
      before.filter((day) => day >= sinceDay),
      came,
    );
    const usual: Came = (name, day) => {
      const such = first + ((((day - first) % 7) + 7) % 7);
      const weeks = weeksBefore(such).filter((one) => !off.has(one) || came(name, one));
      return weeks.filter((one) => came(name, one)).length >= Math.max(LEAST_WEEKS, weeks.length - 1);
    };
    const isRegular = (name: string) => {
      const days = before.filter((day) => came(name, day));
      if (days.length < LEAST_DAYS - Math.min(MOST_OFF, off.size)) return false;
      const without = before.filter((day) => usual(name, day) && !off.has(day) && !came(name, day));
      if (without.length > 1) return false;
      const busy = days.filter(
        (day) => ones(past.kinds.get(name)?.get(day) ?? 0) >= Math.min(LEAST_HOURS, hoursOf.get(day) ?? 0),
      );
      return 2 * busy.length > days.length;
    };
    const missed = [...past.kinds.keys()].filter(
      (name) =>
        !came(name, first) && usual(name, first) && cameLast(name, first, usual, came) && isRegular(name),
    );
    // As on most days.
    if (missed.length === 0) continue;
    const regular = [...past.kinds.keys()].filter(isRegular);
    const rests = (name: string) => WEEK.some((of) => !usual(name, first + of));
    const resting = regular.filter(rests);
    const lives = (name: string, day: number, among: readonly string[]) => {
      const others = among.filter((other) => other !== name && usual(other, day));
      return others.length > 0 && others.filter((other) => came(other, day)).length >= OTHERS * others.length;
    };
    const gone = missed.flatMap((name) => {
      const days: number[] = [];
      let day = first;
      for (; day < today && day < first + MOST_DAYS && !came(name, day); day++)
        if (usual(name, day) && isKnown(name, day) && lives(name, day, regular)) days.push(day);
      if (days.length < STOPPED_DAYS) return [];
      const open = days.filter((one) => !rests(name) || lives(name, one, resting));
      return [
        { name, throughDay: days.at(-1) ?? first, lasts: day >= today, isOpen: open.length >= STOPPED_DAYS },
      ];
    });
    if (gone.length > 0)
      found.push({
        fromDay: first,
        throughDay: Math.max(...gone.map(({ throughDay }) => throughDay)),
        lasts: gone.some(({ lasts }) => lasts),
        names: gone.map(({ name }) => name).sort(),
        whileOpen: gone.filter(({ isOpen }) => isOpen).length,
        regular: regular.length,
      });
  }
  return found;
}

type Came = (name: string, day: number) => boolean;

/** The same day of each of the weeks that it is held against. */
function weeksBefore(day: number): number[] {
  return Array.from({ length: WEEKS }, (_, week) => day - 7 * (week + 1));
}

/** Days on which hardly anything came of what rests at weekends, and on others of that day of the week did. */
function daysOff(names: readonly string[], before: readonly number[], came: Came): ReadonlySet<number> {
  const resting = names.filter(
    (name) => before.filter((day) => came(name, day)).length <= before.length - WEEKS,
  );
  const counts = new Map(before.map((day) => [day, resting.filter((name) => came(name, day)).length]));
  const usual = (day: number) => {
    const same = before.filter((one) => (day - one) % 7 === 0).map((one) => counts.get(one) ?? 0);
    return same.sort((a, b) => b - a)[1] ?? 0;
  };
  return new Set(before.filter((day) => (counts.get(day) ?? 0) < OTHERS * usual(day)));
}

/** On the usual day before: else it began then. */
function cameLast(name: string, first: number, usual: Came, came: Came): boolean {
  for (let day = first - 1; day >= first - 7; day--) if (usual(name, day)) return came(name, day);
  return false;
}

function arrivalHours({ hours }: Past): ReadonlyMap<number, number> {
  const days = new Map<number, number>();
  for (const [hour, { slots }] of hours) {
    const day = Math.floor(hour / 24);
    if (slots !== 0) days.set(day, (days.get(day) ?? 0) + 1);
  }
  return days;
}

/** Of an hour with too many operations nothing is known of those that it did not keep. */
function knownDays({ hours }: Past): (name: string, day: number) => boolean {
  const least = new Map<number, number>();
  for (const [hour, { through }] of hours) {
    const day = Math.floor(hour / 24);
    if (through !== undefined) least.set(day, Math.min(through, least.get(day) ?? through));
  }
  return (name, day) => hashOf(name) <= (least.get(day) ?? Number.POSITIVE_INFINITY);
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

const DECADES = 1.7;
/**
 * So many at once, and such a share of what comes every day, are no job that was given up. Where a company is
 * closed, what rests at weekends stops, and programs go on.
 */
const GRAVE = 3;
const GRAVE_SHARE = 1 / 3;
const GRAVE_DECADES = 2.7;
const SHOWN = 4;

export function stoppedMatter({ fromDay, throughDay, lasts, names, whileOpen, regular }: Stopped): Matter {
  const isGrave = whileOpen >= GRAVE && whileOpen >= GRAVE_SHARE * regular;
  const told = names.map((name) => name.replace(/^operation /, ''));
  const shown = told.slice(0, SHOWN).map((name) => untrusted(name, 60));
  const more = told.length > SHOWN ? ` and ${told.length - SHOWN} more` : '';
  return {
    matter: 'stopped',
    detector: stopped,
    day: fromDay,
    severity: isGrave ? 'medium' : 'informational',
    surprise: {
      decades: isGrave ? GRAVE_DECADES : DECADES,
      observed: `nothing of ${shown.join(', ')}${more} on ${STOPPED_DAYS} usual days from ${dayText(fromDay)} on, while other events came`,
      expected: `${names.length === 1 ? 'it' : 'each'} on every usual day, as of ${plural(regular, 'operation')} in four weeks`,
      quietIf: 'one such event on one of these days',
      facts: { fromDay: dayText(fromDay), operations: told.slice(0, 16), regular },
    },
    firstTime: fromDay * DAY_MS,
    lastTime: (throughDay + 1) * DAY_MS - SLOT_MS,
    ...(lasts ? { lasts: true } : {}),
  };
}
