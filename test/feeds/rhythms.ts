import { type Random, seededRandom } from '../../cli/corpus/random.ts';
import { SLOT_MS } from '../../shared/feeds/hour.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts';

/** How feeds deliver, with what happens to them in ordinary life; nothing in it is a fault. */

/** A Monday, 00:00 UTC. */
export const START_MS = Date.parse('2026-01-05T00:00:00Z');
export const RHYTHMS = ['nightly', 'business hours', 'hourly files'] as const;
export type Rhythm = (typeof RHYTHMS)[number];

/** When something arrived in so many days, in slots of five minutes, ascending. */
export function lifeOf(rhythm: Rhythm, days: number, seed: string): number[] {
  const random = seededRandom(`${rhythm} ${seed}`);
  const times = Array.from({ length: days }, (_, day) =>
    dayOfLife[rhythm](START_MS + day * DAY_MS, day, random),
  ).flat();
  return [...new Set(times.map((time) => Math.floor(time / SLOT_MS) * SLOT_MS))].sort((a, b) => a - b);
}

const dayOfLife: Readonly<Record<Rhythm, (startMs: number, day: number, random: Random) => number[]>> = {
  /** At about two; one night in twenty hours later, one in a hundred not at all. */
  nightly: (startMs, _, random) => {
    if (random.chance(0.01)) return [];
    const delayed = random.chance(0.05) ? random.between(60, 420) : 0;
    const begin = startMs + 2 * HOUR_MS + (random.between(0, 40) + delayed) * MINUTE_MS;
    return Array.from({ length: random.between(1, 6) }, (_, n) => begin + n * SLOT_MS);
  },
  /** People at work, in lunch breaks less, on one weekday in thirty not at all, on a weekend now and then. */
  'business hours': (startMs, day, random) => {
    const isWeekend = day % 7 >= 5;
    if (isWeekend ? !random.chance(0.05) : random.chance(1 / 30)) return [];
    const events = random.poisson(isWeekend ? 3 : 60);
    return Array.from(
      { length: events },
      () => startMs + 7 * HOUR_MS + random.between(0, 11 * 60) * MINUTE_MS,
    );
  },
  /** A few minutes past the hour; two in a hundred are left out, and each thirtieth comes up to an hour late. */
  'hourly files': (startMs, _, random) =>
    Array.from({ length: 24 }, (_, hour) => hour).flatMap((hour) =>
      random.chance(0.02)
        ? []
        : [
            startMs +
              hour * HOUR_MS +
              (random.between(3, 12) + (random.chance(1 / 30) ? random.between(10, 60) : 0)) * MINUTE_MS,
          ],
    ),
};
