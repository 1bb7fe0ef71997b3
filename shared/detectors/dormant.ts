import type { Day } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';
import { plural } from '../words.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { TECHNIQUES } from './techniques.ts';

export const dormant: Detector = {
  uid: 'dormant',
  title: 'Data left through an account that had long been idle',
  finds:
    'Data taken by an account that slept for weeks, or was made weeks ago and never used: nobody misses its owner.',
  technique: TECHNIQUES.cloudAccounts,
  runbook: [
    'Does the owner still work here, and did he ask for access again? Who made an account that was never used, and for what?',
    'Look for a password or factor reset just before the first sign-in.',
    'Disable the account until its owner answers.',
    'Likeliest harmless cause: a return from leave, or a task that comes once a quarter.',
  ],
  entity: 'actor',
  assess: (subject, free = FREE_DECADES) => {
    if (!movedAny(subject.today)) return [];
    const idle = idleDays(subject);
    const decades = decadesOf(subject, idle);
    if (decades <= free) return [];
    const neverUsed = ownDaysBefore(subject).length === 0;
    const gap = longestGap(subject);
    return [
      {
        decades,
        observed: neverUsed
          ? `the first data of an account that was made ${plural(idle, 'day')} before and never used`
          : `the first data after ${plural(idle, 'idle day')}`,
        expected: neverUsed
          ? 'an account that is used when it is made'
          : `at most ${plural(gap, 'idle day')} between active ones`,
        quietIf: 'no data leaves on the first days',
        facts: { idleDays: idle, longestGap: gap, neverUsed: neverUsed ? 'yes' : 'no' },
      },
    ];
  },
  quieted: (subject) => ({
    ...subject,
    today: {
      ...subject.today,
      totals: { records: 0, bytes: 0, unsized: 0 },
      features: { ...subject.today.features, exports: 0 },
    },
  }),
};

/** Shorter absences are vacations. */
const MIN_IDLE_DAYS = 21;
/** Decades at that length, and per doubling of it: absences get rarer with their length. */
const BASE_DECADES = 1.2;
const PER_DOUBLING = 0.8;
const CAP = 3.5;
/** The first days back count like the first. */
const BACK_DAYS = 2;

function decadesOf(subject: Subject, idle: number): number {
  if (idle < MIN_IDLE_DAYS || idle < 1.5 * longestGap(subject)) return 0;
  return Math.min(CAP, BASE_DECADES + PER_DOUBLING * Math.log2(idle / MIN_IDLE_DAYS));
}

function movedAny({ totals: { records, bytes, unsized }, features: { exports } }: Day): boolean {
  return records + bytes + unsized + exports > 0;
}

/**
 * Days between the last activity and the return, where the return is at most two days ago. Of an account that was never
 * active: since it was first heard of, by what others did to it.
 */
function idleDays({ day, past, firstDay }: Subject): number {
  const back = activeDays(past).find((one) => one > day - BACK_DAYS) ?? day;
  return back - (ownDaysBefore({ day, past }).at(-1) ?? firstDay);
}

/**
 * A day on which something was only done to the account, such as a reset of its factor, is no day of its owner's, nor is one
 * that people have found to be a thief's.
 */
function activeDays(past: readonly Day[]): number[] {
  return past
    .filter(({ excluded }) => !excluded)
    .filter((one) => one.steps.length === 0 || one.steps.some(({ byOther }) => !byOther) || movedAny(one))
    .map((one) => one.day);
}

function ownDaysBefore({ day, past }: Pick<Subject, 'day' | 'past'>): number[] {
  return activeDays(past).filter((one) => one <= day - BACK_DAYS);
}

/** Among the gaps before the last one. */
function longestGap(subject: Subject): number {
  const active = ownDaysBefore(subject);
  return active.slice(1).reduce((most, one, at) => Math.max(most, one - (active[at] ?? one)), 0);
}
