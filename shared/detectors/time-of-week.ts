import { isWeekend } from '../profile/base.ts';
import { sum } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';
import { either } from '../words.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { TECHNIQUES } from './techniques.ts';

/** Data leaves at an hour at which this actor moves none: at night, or at a weekend. */
export const timeOfWeek: Detector = {
  uid: 'time-of-week',
  title: 'Data left at an unusual hour',
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
    // What this says is unusual must not stand among the usual: of who works at all hours one is still the rarest.
    const usual = usualHours(subject).filter((hour) => hour !== rarest.hour);
    return [
      {
        decades: rarest.decades,
        observed: `data left at ${clock(rarest.hour)} UTC on a ${weekpart(subject)}`,
        expected: usual.length === 0 ? fewText(subject) : `mostly ${either(runsOf(usual, rarest.hour))} UTC`,
        quietIf: 'data leaves at the usual hours',
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
  readonly decades: number;
}

/** Nearby hours count as well: nobody's day ends on the minute. Once per day, however many hours are unusual. */
function raritiesOf({ hours, day, rhythm }: Subject): Rarity[] {
  const offset = isWeekend(day) ? 24 : 0;
  const at = (hour: number) => rhythm[offset + ((hour + 24) % 24)] ?? 0;
  // The most active hour of the week bounds how many days the rhythm rests on.
  const days = Math.max(0, ...rhythm) + sum(rhythm) / 48;
  if (days < MIN_DAYS) return [];
  return hours
    .map((hour) => {
      const seen =
        at(hour) + NEAR.reduce((sum, weight, i) => sum + weight * (at(hour - i - 1) + at(hour + i + 1)), 0);
      const share = (seen + PEER_RATE * PEER_DAYS) / (days + PEER_DAYS);
      return { hour, decades: Math.min(CAP, Math.max(0, -Math.log10(share))) };
    })
    .sort((a, b) => b.decades - a.decades || a.hour - b.hour);
}

function usualHours({ rhythm, day }: Subject): number[] {
  const offset = isWeekend(day) ? 24 : 0;
  const most = Math.max(0, ...rhythm);
  return Array.from({ length: 24 }, (_, hour) => hour).filter(
    (hour) => (rhythm[offset + hour] ?? 0) > USUAL_SHARE * most,
  );
}

/** `06:00 to 12:00`, for each run of hours; an hour or two without anything do not end one, but for the one told. */
function runsOf(hours: readonly number[], told: number): string[] {
  const isApart = (from: number, to: number) => to - from > NEAR.length + 1 || (from < told && told < to);
  const begins = hours.filter((hour, i) => isApart(hours[i - 1] ?? -24, hour));
  const ends = hours.filter((hour, i) => isApart(hour, hours[i + 1] ?? 48));
  return begins.map((from, i) => `${clock(from)} to ${clock((ends[i] ?? from) + 1)}`);
}

function fewText(subject: Subject): string {
  const offset = isWeekend(subject.day) ? 24 : 0;
  const any = subject.rhythm.slice(offset, offset + 24).some((days) => days > 0);
  return `${any ? 'seldom any' : 'none'} on a ${weekpart(subject)}`;
}

function weekpart({ day }: Subject): string {
  return isWeekend(day) ? 'weekend day' : 'weekday';
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
