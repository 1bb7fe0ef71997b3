import { isWeekend } from '../profile/base.ts';
import type { Subject } from '../profile/subject.ts';
import { sum } from '../statistics.ts';
import { either } from '../words.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { TECHNIQUES } from './techniques.ts';

export const timeOfWeek: Detector = {
  uid: 'time-of-week',
  title: 'Data left at an unusual hour',
  finds: 'Data that left at an hour of the day or on a day of the week on which the account moves none.',
  technique: TECHNIQUES.scheduled,
  runbook: [
    'Compare with the owner’s calendar and time zone: was he at work?',
    'Is there another session at the same time from the usual place?',
    'Likeliest harmless cause: travel to another time zone, or a deadline.',
  ],
  entity: 'actor',
  assess: (subject, free = FREE_DECADES) => {
    const [rarest] = raritiesOf(subject).filter(({ decades }) => decades > free);
    if (rarest === undefined) return [];
    const usual = usualHours(subject, rarest);
    return [
      {
        decades: rarest.decades,
        observed: `data left between ${spanText(rarest.hour)} UTC on a ${weekpart(subject)}`,
        expected: expectedText(subject, usual, rarest),
        quietIf: usual.length > 0 ? 'data leaves at the usual hours' : `no data on this ${weekpart(subject)}`,
        facts: {
          hour: rarest.hour,
          weekend: isWeekend(subject.day) ? 'yes' : 'no',
          usualHours: usual.map(clock),
        },
      },
    ];
  },
  quieted: (subject) => ({ ...subject, hours: [] }),
};

const CAP = 2.5;
/** Active days below which no rhythm is known. */
const MIN_DAYS = 8;
/** Peers move data in any given hour of any week about this often. */
const PEER_RATE = 0.02;
const PEER_DAYS = 4;
const USUAL_SHARE = 0.1;
/** How much an hour tells of the next one, and of the one after that. */
const NEAR = [0.5, 0.2];

interface Rarity {
  readonly hour: number;
  /** It, or an hour near it, was used before. */
  readonly isSeen: boolean;
  readonly decades: number;
}

/** Once per day, however many hours are unusual. */
function raritiesOf(subject: Subject): Rarity[] {
  return subject.hours
    .map((hour) => ({ hour, isSeen: seenAt(subject, hour) > 0, decades: decadesAt(subject, hour) }))
    .sort((a, b) => b.decades - a.decades || a.hour - b.hour);
}

/** Days on which it was used. Nearby hours count as well: nobody's day ends on the minute. */
function seenAt({ day, rhythm }: Subject, hour: number): number {
  const offset = isWeekend(day) ? 24 : 0;
  const at = (one: number) => rhythm[offset + ((one + 24) % 24)] ?? 0;
  return at(hour) + NEAR.reduce((sum, weight, i) => sum + weight * (at(hour - i - 1) + at(hour + i + 1)), 0);
}

function decadesAt(subject: Subject, hour: number): number {
  // The most active hour of the week bounds how many days the rhythm rests on.
  const days = Math.max(0, ...subject.rhythm) + sum(subject.rhythm) / 48;
  if (days < MIN_DAYS) return 0;
  const share = (seenAt(subject, hour) + PEER_RATE * PEER_DAYS) / (days + PEER_DAYS);
  return Math.min(CAP, Math.max(0, -Math.log10(share)));
}

/**
 * Used, not unusual themselves, because an hour that a thin rhythm has once is none of its habits, and none as unusual as
 * the one that is told: of who works at all hours one is still the rarest.
 */
function usualHours(subject: Subject, told: Rarity): number[] {
  const { rhythm, day } = subject;
  const offset = isWeekend(day) ? 24 : 0;
  const most = Math.max(0, ...rhythm);
  return Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => {
    const decades = decadesAt(subject, hour);
    return (
      (rhythm[offset + hour] ?? 0) > USUAL_SHARE * most && decades <= FREE_DECADES && decades < told.decades
    );
  });
}

/** `06:00 and 11:59`, for each run of hours; an hour or two without anything do not end one, but for the one told. */
function runsOf(hours: readonly number[], told: number): string[] {
  const isApart = (from: number, to: number) => to - from > NEAR.length + 1 || (from < told && told < to);
  const begins = hours.filter((hour, i) => isApart(hours[i - 1] ?? -24, hour));
  const ends = hours.filter((hour, i) => isApart(hour, hours[i + 1] ?? 48));
  return begins.map((from, i) => spanText(from, ends[i]));
}

function expectedText(subject: Subject, usual: readonly number[], { hour, isSeen, decades }: Rarity): string {
  const parts = [
    ...(usual.length > 0 ? [`mostly between ${either(runsOf(usual, hour))} UTC`] : []),
    ...(isSeen ? [`around then on about ${Math.round(100 * 10 ** -decades)} % of days`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : fewText(subject);
}

function fewText(subject: Subject): string {
  const offset = isWeekend(subject.day) ? 24 : 0;
  const any = subject.rhythm.slice(offset, offset + 24).some((days) => days > 0);
  return `${any ? 'seldom any at any hour of' : 'none on'} a ${weekpart(subject)}`;
}

function weekpart({ day }: Subject): string {
  return isWeekend(day) ? 'weekend day' : 'weekday';
}

/** Both ends included, so that no hour is the end of one span and the beginning of another. */
function spanText(from: number, last = from): string {
  return `${clock(from)} and ${clock(last).replace(/00$/, '59')}`;
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
