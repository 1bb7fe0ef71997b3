import { describe, expect, test } from 'vitest';
import { capacity } from '../../shared/detectors/capacity.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

/** Some hundred records a day, now more, now less. */
const usual = (day: number) => 60 + (hashOf(String(day)) % 90);
const life = (days: number, records: (day: number) => number) =>
  lifeOf(Array.from({ length: days }, (_, day) => [reading({ time: at(day), records: records(day) })]));
const drip = (from: number, times: number) => (day: number) => usual(day) * (day >= from ? times : 1);
const assessed = (days: number, records: (day: number) => number) =>
  capacity.assess(subjectOf(life(days, records), FIRST_DAY + days - 1));

describe('four weeks of capacity', () => {
  test('fires when four weeks hold several times the four before', () => {
    const [signal] = assessed(80, drip(52, 8));
    expect(signal).toMatchObject({
      observed: expect.stringMatching(/^[\d,]+ records in 28 d$/),
      expected: expect.stringMatching(/^about [\d,]+ in 28 d, by the six weeks before them$/),
    });
  });

  test('nearly fires on half as much again', () => {
    expect(assessed(80, drip(52, 1.5))).toEqual([]);
  });

  test('knows nothing of an account younger than six weeks', () => {
    expect(assessed(40, drip(20, 8))).toEqual([]);
  });

  test('gives an account with a new role the capacity of a busy peer, and no more', () => {
    const role = reading({
      time: at(55, 6),
      kind: 'privilege',
      records: null,
      part: 'target',
      counterpart: 'x',
    });
    const promoted = (times: number) => {
      const days = Array.from({ length: 80 }, (_, day) => [
        ...(day === 55 ? [role] : []),
        reading({ time: at(day), records: drip(56, times)(day) }),
      ]);
      return capacity.assess(subjectOf(lifeOf(days), FIRST_DAY + 79));
    };
    expect(assessed(80, drip(56, 4))).toHaveLength(1);
    expect(promoted(4)).toEqual([]);
    expect(promoted(300)).toHaveLength(1);
  });

  test('is not widened by one huge day before', () => {
    const ahead = (day: number) => (day === 40 ? 1_000_000 : drip(52, 8)(day));
    expect(assessed(80, ahead)).toHaveLength(1);
  });
});
