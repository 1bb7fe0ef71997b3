import type { Day } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { TECHNIQUES } from './techniques.ts';

/** An account that slept for weeks takes data: nobody misses its owner. */
export const dormant: Detector = {
  uid: 'dormant',
  title: 'Data left through an account that had long been idle',
  technique: TECHNIQUES.cloudAccounts,
  runbook: [
    'Does the owner still work here, and did he ask for access again?',
    'Look for a password or factor reset just before the first sign-in.',
    'Disable the account until its owner answers.',
    'Likeliest harmless cause: a return from leave, or a task that comes once a quarter.',
  ],
  entity: 'actor',
  assess: (subject, free = FREE_DECADES) => {
    const idle = idleDays(subject);
    const decades = decadesOf(subject, idle);
    if (decades <= free) return [];
    return [
      {
        decades,
        observed: `the first data after ${idle} idle days`,
        expected: `at most ${longestGap(subject)} idle days between active ones`,
        quietIf: 'no data leaves on the first days back',
        facts: { idleDays: idle, longestGap: longestGap(subject) },
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

function decadesOf({ today, ...subject }: Subject, idle: number): number {
  if (!movedAny(today)) return 0;
  if (idle < Math.max(MIN_IDLE_DAYS, 1.5 * longestGap({ today, ...subject }))) return 0;
  return Math.min(CAP, BASE_DECADES + PER_DOUBLING * Math.log2(idle / MIN_IDLE_DAYS));
}

function movedAny({ totals: { records, bytes, unsized }, features: { exports } }: Day): boolean {
  return records + bytes + unsized + exports > 0;
}

/** Days between the last activity and the return, where the return is at most two days ago. */
function idleDays({ day, past }: Subject): number {
  const active = [...activeDays(past), day];
  const back = active.filter((one) => one > day - BACK_DAYS)[0] ?? day;
  const before = active.filter((one) => one <= day - BACK_DAYS).at(-1);
  return before === undefined ? 0 : Math.max(0, back - before);
}

/** A day on which something was only done to the account, such as a reset of its factor, is no day of its owner's. */
function activeDays(past: readonly Day[]): number[] {
  return past
    .filter((one) => one.steps.length === 0 || one.steps.some(({ byOther }) => !byOther) || movedAny(one))
    .map((one) => one.day);
}

/** Among the gaps before the last one. */
function longestGap({ day, past }: Subject): number {
  const active = activeDays(past).filter((one) => one <= day - BACK_DAYS);
  return active.slice(1).reduce((most, one, at) => Math.max(most, one - (active[at] ?? one)), 0);
}
