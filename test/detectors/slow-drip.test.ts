import { describe, expect, test } from 'vitest';
import { slowDrip } from '../../shared/detectors/slow-drip.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

/** Some hundred records a day, now more, now less. */
const usual = (day: number) => 60 + (hashOf(String(day)) % 90);
const life = (days: number, records: (day: number) => number) =>
  lifeOf(Array.from({ length: days }, (_, day) => [reading({ time: at(day), records: records(day) })]));
const drip = (from: number, times: number) => (day: number) => usual(day) * (day >= from ? times : 1);
const assessed = (days: number, records: (day: number) => number) =>
  slowDrip.assess(subjectOf(life(days, records), FIRST_DAY + days - 1));

describe('a slow drip', () => {
  test('fires when three times the usual leaves on each of twenty days, none of which is loud by itself', () => {
    const [signal] = assessed(70, drip(50, 3));
    expect(signal).toMatchObject({
      observed: expect.stringMatching(/^[\d,]+ records since \d+ days ago, on \d+ days$/),
      facts: { measure: 'records' },
    });
    expect(signal?.decades).toBeGreaterThan(2);
  });

  test('grows from day to day, and ends when the account is quiet again', () => {
    const decades = (days: number, records = drip(50, 3)) => assessed(days, records)[0]?.decades ?? 0;
    expect(decades(66)).toBeGreaterThan(decades(56));
    const over = (day: number) => usual(day) * (day >= 50 && day < 56 ? 3 : 1);
    expect(decades(70, over)).toBe(0);
  });

  test('nearly fires on an ordinary life, and is silent on a day without data', () => {
    for (const days of [40, 55, 70]) expect(assessed(days, usual), `${days}`).toEqual([]);
    const silent = (day: number) => (day === 69 ? 0 : drip(50, 3)(day));
    expect(assessed(70, silent)).toEqual([]);
  });
});
