import { describe, expect, test } from 'vitest';
import { novelData } from '../../shared/detectors/novel-data.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

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
      observed: expect.stringMatching(/^50,000 records’ worth from resources new to this account in [27] d$/),
      expected: expect.stringMatching(/^any on \d of \d+ days, then about \d+$/),
      facts: { measure: 'novel', observed: 50_000 },
    });
    expect(signal?.decades).toBeGreaterThan(2);
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
});
