import { describe, expect, test } from 'vitest';
import { kindsIn, rhythmBefore } from '../../shared/feeds/kinds.ts';
import { EMPTY_PAST } from '../../shared/feeds/past.ts';

/** A Monday. */
const FIRST = 20_608;
const MONDAYS = [7, 14, 21, 28].map((ago) => FIRST - ago);
const WORKING = Array.from({ length: 28 }, (_, ago) => FIRST - 1 - ago).filter(
  (day) => (day - FIRST + 28) % 7 < 5,
);
const ALL_DAY = 0xffffff;

/** Of each name the days on which it came. */
function rhythmOf(days: Readonly<Record<string, readonly number[]>>) {
  const kinds = new Map(
    Object.entries(days).map(([name, own]) => [name, new Map(own.map((day) => [day, ALL_DAY] as const))]),
  );
  return rhythmBefore(FIRST, kindsIn({ ...EMPTY_PAST, kinds }));
}

describe('the rhythm of kinds of events', () => {
  const without = (...off: readonly number[]) => WORKING.filter((day) => !off.includes(day));
  const [newest = 0, second = 0, third = 0] = MONDAYS;
  const others = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, without(newest, second)]));

  test('takes a day off for no day without it', () => {
    const rhythm = rhythmOf(others);
    expect([rhythm.isUsual('a', FIRST), rhythm.isRegular('a'), rhythm.rests('a')]).toEqual([
      true,
      true,
      true,
    ]);
    expect(rhythm.isUsual('a', FIRST + 5)).toBe(false);
  });

  test('knows a kind by no single day of the week, however many of the others were days off', () => {
    expect(rhythmOf({ ...others, once: without(newest, second, third) }).isUsual('once', FIRST)).toBe(false);
    // Of four that were no days off one may be without it.
    expect(rhythmOf({ a: WORKING, once: without(third) }).isUsual('once', FIRST)).toBe(true);
    expect(rhythmOf({ a: WORKING, once: without(second, third) }).isUsual('once', FIRST)).toBe(false);
  });
});
