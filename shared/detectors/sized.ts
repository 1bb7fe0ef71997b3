import type { Day } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';

type Sized = Pick<Day, 'totals'>;

/**
 * Of files and messages most are told without a size, and some, such as what an application copies, with one. A day on which
 * none had one says nothing of sizes: a file that states none is a kilobyte there, and a thousandth of any that states its own.
 */
export function tellsSize({ totals }: Sized, { context }: Pick<Subject, 'context'>): boolean {
  return context.counts === 'rows' || totals.bytes > 0;
}

/** Whether a day of the past is told as the window of so many days is that ends on this one. */
export function isComparable(past: Sized, subject: Subject, days: number): boolean {
  return !windowTellsSize(subject, days) || tellsSize(past, subject);
}

export function windowTellsSize(subject: Subject, days: number): boolean {
  const window = [...subject.past.filter(({ day }) => day > subject.day - days), subject.today];
  return window.some((one) => tellsSize(one, subject));
}

/** For a sum of daily rises: without sizes where no day before these weeks has told any. */
export function inKnownUnits(subject: Subject): Subject {
  const { day, today, past, context } = subject;
  const isKnown = past.some((one) => one.day <= day - WEEKS_DAYS && tellsSize(one, subject));
  if (context.counts === 'rows' || isKnown) return subject;
  return { ...subject, today: withoutSize(today), past: past.map(withoutSize) };
}

const WEEKS_DAYS = 28;

function withoutSize(day: Day): Day {
  return { ...day, totals: { ...day.totals, bytes: 0 } };
}
