import { describe, expect, test } from 'vitest';
import { twoPlaces } from '../../shared/detectors/two-places.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';
import { NOBODY } from '../fixtures/subjects.ts';

const here = (day: number, hour: number) => reading({ time: at(day, hour) });
const away = (day: number, hour: number, parts: Partial<Reading> = {}) =>
  reading({ time: at(day, hour), eventId: 'away', network: 'AS64511', ...parts });
const history = Array.from({ length: 30 }, (_, day) => [here(day, 9)]);
const assessed = (today: readonly Reading[], before: readonly (readonly Reading[])[] = history) =>
  twoPlaces.assess(subjectOf(lifeOf([...before, today]), FIRST_DAY + before.length));

describe('two places', () => {
  test('fire when the account works from a new network while its owner works from the usual one', () => {
    expect(assessed([here(30, 9), away(30, 9)])[0]).toMatchObject({
      observed: 'a new network and a usual one within the same hour, in 1 hour of the day',
      facts: { overlapHours: 1 },
    });
    const all = [9, 10, 11, 12].flatMap((hour) => [here(30, hour), away(30, hour)]);
    expect(assessed(all)[0]?.decades).toBeGreaterThan(assessed([here(30, 9), away(30, 9)])[0]?.decades ?? 0);
  });

  test('nearly fire when one comes after the other: somebody has moved', () => {
    expect(assessed([here(30, 9), away(30, 12), away(30, 13)])).toEqual([]);
    expect(assessed([away(30, 9), away(30, 10)])).toEqual([]);
  });

  test('do not fire on an attempt that failed, nor between two networks that are both usual', () => {
    expect(assessed([here(30, 9), away(30, 9, { outcome: 'failure' })])).toEqual([]);
    const both = history.map((day, i) => [...day, away(i, 10)]);
    expect(assessed([here(30, 9), away(30, 9)], both)).toEqual([]);
  });

  test('say nothing of an account that nobody knows', () => {
    expect(assessed([here(3, 9), away(3, 9)], history.slice(0, 3))).toEqual([]);
  });

  test('are told from five days on that tell a network, and never surer than of a whole day', () => {
    const knowing = (network: number, overlapHours = 1) =>
      twoPlaces.assess({ ...NOBODY, overlapHours, observedDays: { ...NOBODY.observedDays, network } })[0];
    expect(knowing(4)).toBeUndefined();
    expect(knowing(5)).toBeDefined();
    expect(knowing(5, 2)?.decades).toBeGreaterThan(knowing(5, 1)?.decades ?? Number.POSITIVE_INFINITY);
    expect(knowing(5, 24)?.decades).toBe(knowing(5, 23)?.decades);
  });
});
