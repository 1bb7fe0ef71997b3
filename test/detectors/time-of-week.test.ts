import { describe, expect, test } from 'vitest';
import { timeOfWeek } from '../../shared/detectors/time-of-week.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';
import { NOBODY } from '../fixtures/subjects.ts';

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

  test('knows a rhythm after eight days, and is never surer than of what nobody does', () => {
    const knowing = (days: number) => ({
      ...NOBODY,
      day: FIRST_DAY + 49,
      hours: [3],
      rhythm: Array.from({ length: 48 }, (_, hour) => (hour === 10 ? days : 0)),
    });
    expect(timeOfWeek.assess(knowing(7))).toEqual([]);
    expect(timeOfWeek.assess(knowing(8))).toHaveLength(1);
    expect(timeOfWeek.assess(knowing(4000))[0]?.decades).toBe(timeOfWeek.assess(knowing(5000))[0]?.decades);
  });

  test('knows an hour by the two before it and after it, the nearer the better, and tells of the rarest', () => {
    const [weekday, weekend] = [FIRST_DAY + 49, FIRST_DAY + 47];
    const said = (hours: readonly number[], day = weekday) =>
      timeOfWeek.assess(
        { ...NOBODY, day, hours, rhythm: Array.from({ length: 48 }, (_, hour) => (hour === 10 ? 40 : 0)) },
        0,
      )[0];
    const decades = (hour: number) => said([hour])?.decades ?? 0;
    expect([decades(9), decades(8), decades(7)]).toEqual([decades(11), decades(12), decades(13)]);
    expect(decades(12)).toBeGreaterThan(decades(11));
    expect(decades(13)).toBeGreaterThan(decades(12));
    expect(said([11, 12])?.facts['hour']).toBe(12);
    expect(said([12, 11])?.facts['hour']).toBe(12);
    expect(said([20, 11, 3])?.facts).toMatchObject({ hour: 3, weekend: 'no', usualHours: ['10:00'] });
    expect(said([10], weekend)?.facts).toMatchObject({ hour: 10, weekend: 'yes', usualHours: [] });
  });

  test('never calls usual the hour that it tells', () => {
    const said = (rare: number, seen: (hour: number) => number, day = FIRST_DAY + 49) =>
      timeOfWeek.assess(
        {
          ...NOBODY,
          day,
          hours: [rare],
          rhythm: Array.from({ length: 48 }, (_, hour) => (hour >= 24 ? 0 : seen(hour))),
        },
        0,
      )[0];
    const always = (rare: number) => said(rare, (hour) => (hour === rare ? 6 : 40));
    expect(always(0)?.expected).toBe('mostly 01:00 to 24:00 UTC');
    expect(always(5)?.expected).toBe('mostly 00:00 to 05:00 or 06:00 to 24:00 UTC');
    expect(always(5)?.facts['usualHours']).not.toContain('05:00');
    expect(said(5, (hour) => (hour === 5 ? 0 : 40))?.expected).toBe(
      'mostly 00:00 to 05:00 or 06:00 to 24:00 UTC',
    );
    expect(said(0, (hour) => (hour === 0 || hour === 23 ? 0 : 40))?.expected).toBe(
      'mostly 01:00 to 23:00 UTC',
    );
  });

  test('says seldom, not none, of a weekend on which some data has left', () => {
    const said = (days: number) =>
      timeOfWeek.assess({
        ...NOBODY,
        day: FIRST_DAY + 47,
        hours: [11],
        rhythm: Array.from({ length: 48 }, (_, hour) => (hour === 10 ? 40 : hour === 39 ? days : 0)),
      })[0]?.expected;
    expect(said(1)).toBe('seldom any on a weekend day');
    expect(said(0)).toBe('none on a weekend day');
  });

  test('counts the hours beside midnight as neighbours', () => {
    const late = Array.from({ length: 49 }, (_, day) =>
      [23, 22].map((hour) => reading({ time: at(day, hour) })),
    );
    expect(assessed(49, 0, late)).toEqual([]);
    expect(assessed(49, 3, late)).toHaveLength(1);
  });

  test('tells hours of work as runs, and the end of the last one', () => {
    const shifts = Array.from({ length: 49 }, (_, day) =>
      [6, 7, 8, 20, 21, 22].map((hour) => reading({ time: at(day, hour) })),
    );
    expect(assessed(49, 14, shifts)[0]).toMatchObject({
      expected: 'mostly 06:00 to 09:00 or 20:00 to 23:00 UTC',
      facts: { hour: 14, weekend: 'no', usualHours: ['06:00', '07:00', '08:00', '20:00', '21:00', '22:00'] },
    });
  });

  test('leaves an hour out of the usual ones that it worked in once', () => {
    const once = office(49).map((day, i) => (i === 2 ? [...day, reading({ time: at(i, 23) })] : day));
    expect(assessed(49, 3, once)[0]?.expected).toBe('mostly 09:00 to 17:00 UTC');
  });
});
