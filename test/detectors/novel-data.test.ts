import { describe, expect, test } from 'vitest';
import { novelData } from '../../shared/detectors/novel-data.ts';
import { MAX_HEAVY } from '../../shared/profile/resources.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';
import { NOBODY, pastDay, withToday } from '../fixtures/subjects.ts';

const taken = (day: number, dataset: string, records = 100) =>
  reading({ time: at(day), eventId: dataset, datasets: [dataset], records });
const history = Array.from({ length: 40 }, (_, day) => [
  taken(day, 'report:Accounts'),
  taken(day, `report:${day % 4}`),
]);
const assessed = (...today: readonly ReturnType<typeof taken>[]) =>
  novelData.assess(subjectOf(lifeOf([...history, today]), FIRST_DAY + 40));

describe('novel data', () => {
  test('fires when much leaves from a report that this account never had a use for', () => {
    const [signal] = assessed(taken(40, 'report:Salaries', 50_000));
    expect(signal).toMatchObject({
      observed: expect.stringMatching(/^50,000 records from resources new to this account in [27] d$/),
      expected: expect.stringMatching(/^any on \d of \d+ days, then about \d+ for accounts of its kind$/),
      facts: { measure: 'novel', observed: 50_000 },
    });
    expect(signal?.decades).toBeGreaterThan(2);
  });

  test('says that it is told at least so much where an hour touched more than a profile keeps amounts of', () => {
    const many = (count: number) =>
      assessed(...Array.from({ length: count }, (_, i) => taken(40, `report:new ${i}`, 10_000)))[0]?.observed;
    expect(many(MAX_HEAVY)).toMatch(/^120,000 records from/);
    expect(many(MAX_HEAVY + 1)).toMatch(/^at least 120,000 records from/);
  });

  test('nearly fires when a little does, or as much from what it always uses', () => {
    expect(assessed(taken(40, 'report:Salaries', 20))[0]?.decades ?? 0).toBeLessThan(1.5);
    expect(assessed(taken(40, 'report:Accounts', 50_000))).toEqual([]);
  });

  test('says nothing of an account in its first three weeks', () => {
    const young = [...history.slice(0, 15), [taken(15, 'report:Salaries', 50_000)]];
    expect(novelData.assess(subjectOf(lifeOf(young), FIRST_DAY + 15))).toEqual([]);
  });

  test('calls quiet what is quiet, of two windows over the same days', () => {
    const days = [...history, [taken(40, 'report:a', 3000)], [taken(41, 'report:b', 60_000)]];
    const subject = subjectOf(lifeOf(days), FIRST_DAY + 41);
    expect(novelData.assess(subject)).toHaveLength(1);
    expect(novelData.assess(novelData.quieted(subject))).toEqual([]);
  });

  test('expects more of a service, and says so of an account that never had any', () => {
    const history = Array.from({ length: 20 }, (_, i) => pastDay(100, { day: NOBODY.day - 30 + i }));
    const settled = { ...withToday(NOBODY, { novel: 5_000_000 }), firstDay: NOBODY.day - 60, history };
    const [person] = novelData.assess(settled);
    const [service] = novelData.assess({ ...settled, type: 'service' });
    expect(person?.expected).toMatch(/^none, as on each of the 20 days known of it; if any, about \d+\b/);
    expect(Number(service?.facts['usual'])).toBeGreaterThan(Number(person?.facts['usual']));
  });

  test('speaks from three weeks and five known days on', () => {
    const known = (days: number, age: number) => {
      const history = Array.from({ length: days }, () => pastDay(100, { day: NOBODY.day - 8 }));
      return novelData.assess({
        ...withToday(NOBODY, { novel: 5_000_000 }),
        firstDay: NOBODY.day - age,
        history,
      });
    };
    expect(known(5, 21)).toHaveLength(1);
    expect(known(4, 21)).toEqual([]);
    expect(known(5, 20)).toEqual([]);
  });

  test('takes the first week of an account for no sign of what it is used to', () => {
    const since = (firstDay: number) => {
      const history = Array.from({ length: 20 }, (_, i) => pastDay(100, { day: NOBODY.day - 40 + i }));
      return novelData.assess({ ...withToday(NOBODY, { novel: 5_000_000 }), firstDay, history })[0]?.facts[
        'days'
      ];
    };
    expect(since(NOBODY.day - 47)).toBe(20);
    expect(since(NOBODY.day - 40)).toBe(13);
  });
});
