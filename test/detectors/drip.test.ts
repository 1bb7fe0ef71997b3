import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountIn, steps } from '../../shared/detectors/drip.ts';
import type { Day } from '../../shared/profile/day.ts';
import { addDay, afterRoleChange, NO_MOMENTS, predictive } from '../../shared/statistics.ts';
import { idleDay, NONE } from '../fixtures/subjects.ts';

const POPULATION = { mean: 4.5, variance: 4 };
const PRIOR = { m0: 4.5, k0: 0.25, a0: 1.5, b0: 3 };
const records = ({ totals }: Day) => totals.records;

/** Of days with gaps, some without data, some paged, some with a new role. */
const lives = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 10 }),
      amount: fc.oneof(fc.constant(0), fc.nat(300), fc.nat(1e7)),
      flagged: fc.boolean(),
      role: fc.constantFrom('none', 'own', 'given'),
    }),
    { maxLength: 60 },
  )
  .map((all) => {
    let date = 0;
    return all.map(({ gap, amount, flagged, role }): Day => {
      date += gap;
      return {
        ...idleDay(date),
        flagged,
        totals: { ...NONE, records: amount },
        steps: role === 'none' ? [] : [{ kind: 'privilege', byOther: role === 'given', hour: date * 24 }],
      };
    });
  });

/** What was expected of a day, told anew from all days before it. */
function expected(days: readonly Day[], until: number) {
  const known = days.filter((day) => day.day <= until - 8 && records(day) > 0);
  return known.reduce((state, day) => {
    const before = day.steps.some(({ byOther }) => byOther) ? afterRoleChange(state) : state;
    return addDay(PRIOR, before, 0.25, Math.log1p(records(day)), day.flagged ? 1 : 3);
  }, NO_MOMENTS);
}

describe('the steps of a life', () => {
  test('do not take how far an account lies from others for its own unsteadiness', () => {
    const days = (records: number) =>
      Array.from(
        { length: 40 },
        (_, day): Day => ({ ...idleDay(day), totals: { ...NONE, records: records * (1 + (day % 3)) } }),
      );
    const spread = (level: number) => steps(days(level), POPULATION, records).at(-1)?.model.s ?? 0;
    expect(spread(100_000)).toBeLessThan(1.8 * spread(90));
  });

  test('hold each day with any against all that lay eight days back, as if that had been told anew', () => {
    fc.assert(
      fc.property(lives, (days) => {
        const active = days.filter((day) => records(day) > 0);
        expect(steps(days, POPULATION, records)).toEqual(
          active.map((day) => {
            const moments = expected(days, day.day);
            return {
              day: day.day,
              amount: records(day),
              model: predictive(PRIOR, moments, 0.25),
              n: moments.n,
            };
          }),
        );
      }),
    );
  });
});

describe('what a day moved', () => {
  const day: Day = { ...idleDay(0), totals: { records: 7, bytes: 600_000, unsized: 3 } };

  test('is counted in rows of a kilobyte, of which an export of unknown size holds a thousand', () => {
    expect(amountIn('rows')(day)).toBe(7 + 600 + 3000);
  });

  test('is counted in files of two hundred kilobytes, of which an export of unknown size holds ten', () => {
    expect(amountIn('objects')(day)).toBe(7 + 3 + 30);
  });
});
