import { untrusted } from '../page/untrusted.ts';
import { DAY_MS, dayText } from '../time.ts';
import { plural } from '../words.ts';
import { stopped } from './detectors.ts';
import { SLOT_MS } from './hour.ts';
import { type Kinds, kindsIn, type Rhythm, rhythmBefore } from './kinds.ts';
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
/** So many of the others must still come: of a log that is silent, or of people alone who are away, nothing is told. */
const OTHERS = 0.25;

/** Those that began on or after `fromDay`, each held against the four weeks before it. */
export function stoppedIn(past: Past, today: number, fromDay: number): Stopped[] {
  const kinds = kindsIn(past);
  const days = Array.from({ length: Math.max(0, today - fromDay) }, (_, at) => fromDay + at);
  return days.flatMap((first) => stoppedOn(first, today, kinds) ?? []);
}

function stoppedOn(first: number, today: number, kinds: Kinds): Stopped | undefined {
  const rhythm = rhythmBefore(first, kinds);
  const missed = kinds.names.filter(
    (name) =>
      !kinds.came(name, first) &&
      rhythm.isUsual(name, first) &&
      cameLast(name, first, kinds, rhythm) &&
      rhythm.isRegular(name),
  );
  // As on most days.
  if (missed.length === 0) return undefined;
  const regular = kinds.names.filter(rhythm.isRegular);
  const gone = missed.flatMap((name) => absenceOf(name, { first, today, kinds, rhythm, regular }) ?? []);
  if (gone.length === 0) return undefined;
  return {
    fromDay: first,
    throughDay: Math.max(...gone.map(({ throughDay }) => throughDay)),
    lasts: gone.some(({ lasts }) => lasts),
    names: gone.map(({ name }) => name).sort(),
    whileOpen: gone.filter(({ isOpen }) => isOpen).length,
    regular: regular.length,
  };
}

/** On the usual day before: else it began then. */
function cameLast(name: string, first: number, { came }: Kinds, { isUsual }: Rhythm): boolean {
  for (let day = first - 1; day >= first - 7; day--) if (isUsual(name, day)) return came(name, day);
  return false;
}

interface Around {
  readonly first: number;
  readonly today: number;
  readonly kinds: Kinds;
  readonly rhythm: Rhythm;
  readonly regular: readonly string[];
}

/** Of one operation: how long it has stayed away while others came, and whether the company was open. */
function absenceOf(name: string, { first, today, kinds, rhythm, regular }: Around) {
  const lives = (day: number, among: readonly string[]) => {
    const others = among.filter((other) => other !== name && rhythm.isUsual(other, day));
    const coming = others.filter((other) => kinds.came(other, day));
    return others.length > 0 && coming.length >= OTHERS * others.length;
  };
  const days: number[] = [];
  let day = first;
  for (; day < today && day < first + MOST_DAYS && !kinds.came(name, day); day++)
    if (rhythm.isUsual(name, day) && kinds.isKnown(name, day) && lives(day, regular)) days.push(day);
  const throughDay = days.at(-1);
  if (throughDay === undefined || days.length < STOPPED_DAYS) return undefined;
  const resting = regular.filter(rhythm.rests);
  const open = days.filter((one) => !rhythm.rests(name) || lives(one, resting));
  return { name, throughDay, lasts: day >= today, isOpen: open.length >= STOPPED_DAYS };
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
