import { LAG_DAYS, WINDOW_DAYS } from '../profile/base.ts';
import type { Day } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';
import { either } from '../words.ts';

/** `of the last week or older than eight weeks`: why days that the profile knows do not tell what is normal. */
export function uncountedText({ day }: Pick<Subject, 'day'>, days: readonly Day[]): string {
  const reasons = new Set(days.map((one) => reasonOf(day, one)));
  return either(REASONS.filter((reason) => reasons.has(reason)));
}

const REASONS = [
  'of the last week',
  'older than eight weeks',
  'set apart by a verdict',
  'among its first',
] as const;

function reasonOf(today: number, { day, excluded }: Day): (typeof REASONS)[number] {
  if (excluded) return 'set apart by a verdict';
  if (day > today - LAG_DAYS) return 'of the last week';
  return day < today - WINDOW_DAYS ? 'older than eight weeks' : 'among its first';
}
