import { DAY_MS, dateText, dayOf } from '../../shared/time.ts';

/** Days are counted from 1970-01-01, UTC. */
export function parseDay(text: string): number {
  const timeMs = Date.parse(`${text}T00:00:00Z`);
  if (!Number.isFinite(timeMs) || dateText(timeMs) !== text)
    throw new Error(`"${text}" is not a date: write it as YYYY-MM-DD.`);
  return dayOf(timeMs);
}

/** Monday to Friday; 1970-01-01 was a Thursday. */
export function isWeekday(day: number): boolean {
  return weekdayOf(day) < 5;
}

/** 0 is Monday. */
export function weekdayOf(day: number): number {
  return (day + 3) % 7;
}

/** The last Monday-to-Friday of its month, when books are closed. */
export function isClosingDay(day: number): boolean {
  if (!isWeekday(day)) return false;
  const untilNextWeekday = weekdayOf(day) === 4 ? 3 : 1;
  return monthOf(day) !== monthOf(day + untilNextWeekday);
}

function monthOf(day: number): number {
  return new Date(day * DAY_MS).getUTCMonth();
}
