import type { Day } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';

type Sized = Pick<Day, 'totals'>;
type Judged = Pick<Subject, 'context' | 'today'>;

/**
 * Of files and messages most are told without a size, and some, such as what an application copies, with one. A day on which
 * none had one says nothing of sizes: a file that states none is a kilobyte there, and a thousandth of any that states its own.
 */
export function tellsSize({ totals }: Sized, { context }: Pick<Subject, 'context'>): boolean {
  return context.counts === 'rows' || totals.bytes > 0;
}

/** Whether a day of the past is told as this one is. */
export function isComparable(past: Sized, subject: Judged): boolean {
  return !tellsSize(subject.today, subject) || tellsSize(past, subject);
}

/** Days that four weeks are held against lie further back. */
const WEEKS_DAYS = 28;

/**
 * For sums of weeks: without sizes where no day before these weeks has told any. Accounts of its kind are what `volume` holds
 * sizes against.
 */
export function inKnownUnits(subject: Subject): Subject {
  const { day, today, past } = subject;
  const before = past.filter((one) => one.day <= day - WEEKS_DAYS);
  if (!tellsSize(today, subject) || before.some((one) => tellsSize(one, subject))) return subject;
  return { ...subject, today: withoutSize(today), past: past.map(withoutSize) };
}

function withoutSize(day: Day): Day {
  return { ...day, totals: { ...day.totals, bytes: 0 } };
}
