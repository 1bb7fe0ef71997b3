import { DAY_MS, HOUR_MS, parseTime } from '../shared/time.ts';
import { UserError } from './errors.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;
const AGO = /^(\d{1,4})([hd])$/;

/** `2026-06-30`, `2026-06-30T13:00Z` or `24h` and `7d` before now. Of a day its first instant, or its last with `end`. */
export function timeOf(text: string, option: string, nowMs: number, end = false): number {
  const ago = AGO.exec(text);
  if (ago !== null) return nowMs - Number(ago[1]) * (ago[2] === 'd' ? DAY_MS : HOUR_MS);
  const isDay = DATE.test(text);
  const time = parseTime(isDay ? `${text}T00:00Z` : text);
  if (time === undefined)
    throw new UserError(
      `${option} ${text} is not a time: give a day such as 2026-06-30, a time such as 2026-06-30T13:00Z, or 24h or 7d for that long ago.`,
    );
  return isDay && end ? time + DAY_MS - 1 : time;
}

/** Whether a text can only be meant as a time: `--from` takes a run or, with `--to`, a day. */
export function looksLikeTime(text: string): boolean {
  return AGO.test(text) || /^\d{4}-\d\d-\d\d/.test(text);
}
