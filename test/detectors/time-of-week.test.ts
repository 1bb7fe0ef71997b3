import fc from 'fast-check';
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
      observed: 'data left between 03:00 and 03:59 UTC on a weekday',
      expected: 'mostly between 09:00 and 16:59 UTC',
      quietIf: 'data leaves at the usual hours',
    });
  });

  test('fires at a weekend on which nobody works', () => {
    expect(assessed(47, 11)[0]).toMatchObject({
      observed: 'data left between 11:00 and 11:59 UTC on a weekend day',
      expected: 'none on a weekend day',
      quietIf: 'no data on this weekend day',
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
    expect(always(0)?.expected.split(';')[0]).toBe('mostly between 01:00 and 23:59 UTC');
    expect(always(5)?.expected.split(';')[0]).toBe('mostly between 00:00 and 04:59 or 06:00 and 23:59 UTC');
    expect(always(5)?.facts['usualHours']).not.toContain('05:00');
    expect(said(5, (hour) => (hour === 5 ? 0 : 40))?.expected.split(';')[0]).toBe(
      'mostly between 00:00 and 04:59 or 06:00 and 23:59 UTC',
    );
    expect(said(0, (hour) => (hour === 0 || hour === 23 ? 0 : 40))?.expected.split(';')[0]).toBe(
      'mostly between 01:00 and 22:59 UTC',
    );
  });

  test('never names an hour within, or at the end of, what it calls usual', () => {
    const counts = fc.oneof(fc.nat(4), fc.nat(40));
    const rhythms = fc.array(counts, { minLength: 48, maxLength: 48 });
    const hours = fc.uniqueArray(fc.nat(23), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rhythms, hours, fc.nat(6), fc.constantFrom(0, 0.5, 1), (rhythm, hours, weekday, free) => {
        const subject = { ...NOBODY, day: FIRST_DAY + 49 + weekday, hours, rhythm };
        for (const { observed, expected, facts } of timeOfWeek.assess(subject, free)) {
          const [told] = spansIn(observed);
          expect(told).toEqual([Number(facts['hour']), Number(facts['hour'])]);
          for (const [from, last] of spansIn(expected)) {
            expect(from).toBeLessThanOrEqual(last);
            expect(from <= Number(facts['hour']) && Number(facts['hour']) <= last).toBe(false);
          }
          expect(facts['usualHours']).not.toContain(`${String(facts['hour']).padStart(2, '0')}:00`);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('calls no hour usual that would be unusual itself', () => {
    const said = (once: number) =>
      timeOfWeek.assess({
        ...NOBODY,
        day: FIRST_DAY + 49,
        hours: [3],
        rhythm: Array.from({ length: 48 }, (_, hour) => (hour === 10 ? 8 : hour === once ? 1 : 0)),
      })[0];
    expect(said(20)?.facts['usualHours']).toEqual(['10:00']);
    expect(said(11)?.facts['usualHours']).toEqual(['10:00', '11:00']);
  });

  test('tells how seldom an hour is that it has seen, or one near it', () => {
    const said = (rare: number) =>
      timeOfWeek.assess({
        ...NOBODY,
        day: FIRST_DAY + 49,
        hours: [rare],
        rhythm: Array.from({ length: 48 }, (_, hour) => (hour === 10 ? 40 : hour === 20 ? 2 : 0)),
      })[0]?.expected;
    expect(said(20)).toBe('mostly between 10:00 and 10:59 UTC; around then on about 5 % of days');
    expect(said(21)).toBe('mostly between 10:00 and 10:59 UTC; around then on about 2 % of days');
    expect(said(3)).toBe('mostly between 10:00 and 10:59 UTC');
  });

  test('calls no hour usual that is as unusual as the one that it tells', () => {
    const rhythm = Array.from(
      { length: 48 },
      (_, hour) => (hour === 8 || hour === 15 ? 2 : 0) + (hour === 11 ? 9 : 0),
    );
    const said = (rare: number) =>
      timeOfWeek.assess({ ...NOBODY, day: FIRST_DAY + 49, hours: [rare], rhythm }, 0)[0];
    expect(said(8)?.facts['usualHours']).toEqual(['11:00']);
    expect(said(8)?.expected).toBe('mostly between 11:00 and 11:59 UTC; around then on about 16 % of days');
    expect(said(11)?.expected).toMatch(/^around then on about \d+ % of days$/);
  });

  test('says seldom, not none, of a weekend on which some data has left', () => {
    const said = (days: number) =>
      timeOfWeek.assess({
        ...NOBODY,
        day: FIRST_DAY + 47,
        hours: [11],
        rhythm: Array.from({ length: 48 }, (_, hour) => (hour === 10 ? 40 : hour === 39 ? days : 0)),
      })[0]?.expected;
    expect(said(1)).toBe('seldom any at any hour of a weekend day');
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
      expected: 'mostly between 06:00 and 08:59 or 20:00 and 22:59 UTC',
      facts: { hour: 14, weekend: 'no', usualHours: ['06:00', '07:00', '08:00', '20:00', '21:00', '22:00'] },
    });
  });

  test('leaves an hour out of the usual ones that it worked in once', () => {
    const once = office(49).map((day, i) => (i === 2 ? [...day, reading({ time: at(i, 23) })] : day));
    expect(assessed(49, 3, once)[0]?.expected).toBe('mostly between 09:00 and 16:59 UTC');
  });
});

/** Each `14:00 and 15:59` as its first hour and its last. */
function spansIn(text: string): [from: number, last: number][] {
  return [...text.matchAll(/(\d\d):00 and (\d\d):59/g)].map(([, from, last]) => [Number(from), Number(last)]);
}
