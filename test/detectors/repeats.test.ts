import { describe, expect, test } from 'vitest';
import { activity } from '../../shared/detectors/activity.ts';
import { bulkExport } from '../../shared/detectors/bulk-export.ts';
import { volume } from '../../shared/detectors/volume.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

/** Two exports a night for five weeks; then `count` requests, one every thirty seconds. */
const life = (count: number, parts: Partial<Reading> = {}, project = (_: number) => 'project:Production') => {
  const export_ = (time: number, n: number) =>
    reading({
      time,
      eventId: `${n}`,
      operation: 'raw_event_export.requested',
      actorType: 'service',
      records: null,
      datasets: [project(n)],
      ...parts,
    });
  const nights = Array.from({ length: 35 }, (_, day) => [export_(at(day, 2), 0), export_(at(day, 3), 1)]);
  const storm = Array.from({ length: count }, (_, n) => export_(at(35, 2) + n * 30_000, n));
  return subjectOf(lifeOf([...nights, storm]), FIRST_DAY + 35);
};
const observed = (...of: Parameters<typeof life>) =>
  [volume, activity].map((detector) => detector.assess(life(...of), 0)[0]?.observed);
const NOTE = 'those asked for again within 10 minutes once';

describe('a program that asks for the same export again and again', () => {
  test('is held to have taken it once in ten minutes, and that is said', () => {
    expect(volume.assess(life(30))).toEqual([]);
    expect(activity.assess(life(30))).toEqual([]);
    // For three quarters of an hour.
    expect(observed(90)).toEqual([
      expect.stringMatching(new RegExp(`^5 exports of unknown size in (?:2|24) h, ${NOTE}$`)),
      `5 exports or shares in 24 h, ${NOTE}`,
    ]);
  });

  test('is told with all of them where they may differ, as those of a person do', () => {
    for (const all of [observed(30, {}, (n) => `project:${n}`), observed(30, { actorType: 'user' })])
      expect(all).toEqual([
        expect.stringMatching(/^30 exports of unknown size in (?:2|24) h$/),
        '30 exports or shares in 24 h',
      ]);
    expect(volume.assess(life(30, { actorType: 'user' }))).toHaveLength(1);
  });

  test('is as loud by what it takes, and through what, however often it asks', () => {
    const context = { ...life(1).context, isBulk: () => true };
    const bulk = (count: number) =>
      bulkExport.assess({ ...life(count, { operation: 'events' }), context }, 0)[0]?.decades;
    expect(bulk(30)).toBe(bulk(1));
    const carried = (count: number) =>
      life(count, { network: 'AS64511' }).facets.network.map((one) => one.carried);
    expect(carried(30)).toEqual([30_000]);
  });
});
