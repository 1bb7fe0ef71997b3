import { describe, expect, test } from 'vitest';
import { timeOfWeek } from '../../shared/detectors/time-of-week.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

/** FIRST_DAY is a Monday; works on weekdays from nine to five. */
const office = (days: number) =>
  Array.from({ length: days }, (_, day) =>
    day % 7 >= 5 ? [] : [9, 11, 14, 16].map((hour) => reading({ time: at(day, hour) })),
  );
const assessed = (day: number, hour: number, history = office(day)) =>
  timeOfWeek.assess(subjectOf(lifeOf([...history, [reading({ time: at(day, hour) })]]), FIRST_DAY + day));

describe('the time of the week', () => {
  test('fires when data leaves at three in the morning', () => {
    expect(assessed(49, 3)[0]).toMatchObject({
      observed: 'data left at 03:00 UTC on a weekday',
      expected: 'mostly 09:00 to 17:00 UTC',
    });
  });

  test('fires at a weekend on which nobody works', () => {
    expect(assessed(47, 11)[0]).toMatchObject({
      observed: 'data left at 11:00 UTC on a weekend day',
      expected: 'none on a weekend day',
    });
  });

  test('nearly fires in the hours of work, beside them, and by a logon at night', () => {
    for (const hour of [9, 10, 14, 15]) expect(assessed(49, hour), `${hour}`).toEqual([]);
    const logon = reading({ time: at(49, 3), kind: 'logon', records: null });
    expect(timeOfWeek.assess(subjectOf(lifeOf([...office(49), [logon]]), FIRST_DAY + 49))).toEqual([]);
  });

  test('takes two hours after work for a long day, and three for something else', () => {
    for (const hour of [17, 18]) expect(assessed(49, hour), `${hour}`).toEqual([]);
    expect(assessed(49, 19)).toHaveLength(1);
  });

  test('says nothing before it knows a rhythm, nor of an account that works at night', () => {
    expect(assessed(4, 3)).toEqual([]);
    const nights = Array.from({ length: 49 }, (_, day) => [reading({ time: at(day, 3) })]);
    expect(assessed(49, 3, nights)).toEqual([]);
  });

  test('counts once, however many hours are unusual', () => {
    const night = [1, 3, 5].map((hour) => reading({ time: at(49, hour) }));
    const [all, ...more] = timeOfWeek.assess(subjectOf(lifeOf([...office(49), night]), FIRST_DAY + 49));
    expect(more).toEqual([]);
    expect(all?.decades).toBe(assessed(49, 1)[0]?.decades);
  });
});
