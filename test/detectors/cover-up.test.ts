import { describe, expect, test } from 'vitest';
import { coverUp } from '../../shared/detectors/cover-up.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

const history = Array.from({ length: 30 }, (_, day) => [reading({ time: at(day) })]);
const cut = (day: number, hour: number, parts: Partial<Reading> = {}) =>
  reading({ time: at(day, hour), eventId: 'cut', kind: 'logging', records: null, datasets: [], ...parts });
const assessed = (...today: readonly Reading[]) =>
  coverUp.assess(subjectOf(lifeOf([...history, today]), FIRST_DAY + 30));

describe('a cover-up', () => {
  test('fires when the log is cut, and more so minutes after data left, or before', () => {
    const [alone] = assessed(cut(30, 15));
    const [after] = assessed(reading({ time: at(30, 14) }), cut(30, 15));
    expect(alone?.facts).toMatchObject({ nearExport: 'no', ownDays: 0 });
    expect(after?.facts).toMatchObject({ nearExport: 'yes' });
    expect(after?.decades).toBeGreaterThan((alone?.decades ?? 0) + 1);
  });

  test('nearly fires when it failed, is another step, or is this account’s daily work', () => {
    expect(assessed(cut(30, 15, { outcome: 'failure' }))).toEqual([]);
    expect(assessed(cut(30, 15, { kind: 'credential' }))).toEqual([]);
    const used = history.map((day, i) => (i % 2 === 0 ? [...day, cut(i, 12)] : day));
    expect(coverUp.assess(subjectOf(lifeOf([...used, [cut(30, 15)]]), FIRST_DAY + 30))).toEqual([]);
  });

  test('is not told of the day after, nor of whom it was done to', () => {
    const days = [...history, [cut(30, 15)], [reading({ time: at(31) })]];
    expect(coverUp.assess(subjectOf(lifeOf(days), FIRST_DAY + 31))).toEqual([]);
    expect(assessed(cut(30, 15, { part: 'target', counterpart: 'admin' }))).toEqual([]);
  });

  test('of a program of which nothing is known is no more telling after it moved data: it may always clear up', () => {
    const first = (actorType: Reading['actorType']) =>
      coverUp.assess(subjectOf(lifeOf([[reading({ actorType }), cut(0, 10, { actorType })]]), FIRST_DAY));
    expect(first('user')[0]).toMatchObject({
      expected: 'nothing is known yet of an account so new',
      facts: { nearExport: 'yes' },
    });
    expect(first('service')[0]?.facts).toMatchObject({ nearExport: 'no' });
    const known = history.map((day) => day.map((one) => ({ ...one, actorType: 'service' as const })));
    const today = [
      reading({ time: at(30, 14), actorType: 'service' }),
      cut(30, 15, { actorType: 'service' }),
    ];
    const later = coverUp.assess(subjectOf(lifeOf([...known, today]), FIRST_DAY + 30));
    expect(later[0]?.facts).toMatchObject({ nearExport: 'yes' });
  });

  test('does not count data that left hours before, or hours afterwards', () => {
    for (const hour of [9, 12, 18])
      expect(assessed(reading({ time: at(30, hour) }), cut(30, 15))[0]?.facts).toMatchObject({
        nearExport: 'no',
      });
  });

  test('counts data that left up to two hours before, or after', () => {
    const leaving = (hour: number) => assessed(reading({ time: at(30, hour) }), cut(30, 15))[0];
    for (const hour of [13, 14, 15, 16, 17])
      expect(leaving(hour), `${hour}`).toMatchObject({
        observed:
          'a log, its retention or an export job was changed or removed within two hours of data leaving',
        facts: { nearExport: 'yes' },
      });
    expect(leaving(12)).toMatchObject({
      observed: 'a log, its retention or an export job was changed or removed',
      expected: 'such a step on 0 of 23 days',
      facts: { nearExport: 'no', days: 23 },
    });
  });

  test('is told of the cut that followed the data, of several', () => {
    const second = cut(30, 20, { eventId: 'second' });
    expect(assessed(cut(30, 3), reading({ time: at(30, 19) }), second)[0]?.facts).toMatchObject({
      nearExport: 'yes',
    });
  });
});
