import { describe, expect, test } from 'vitest';
import { activity } from '../../shared/detectors/activity.ts';
import { outsideSharing } from '../../shared/detectors/outside-sharing.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading, uid } from '../fixtures/readings.ts';

const shared = (day: number, files: number, outside: boolean): Reading[] =>
  Array.from({ length: files }, (_, i) =>
    reading({
      time: at(day) + i * 1000,
      uid: uid(`${day} ${i} ${outside}`),
      kind: 'share',
      records: null,
      datasets: [`file:${day}-${i}`],
      outside,
    }),
  );
/** Three files a day for colleagues. */
const inside = Array.from({ length: 40 }, (_, day) => shared(day, 3, false));
const assessed = (history: readonly Reading[][], today: readonly Reading[], day = 40) =>
  outsideSharing.assess(subjectOf(lifeOf([...history, [...today]]), FIRST_DAY + day));

describe('sharing with outsiders', () => {
  test('fires when two dozen files are opened to somebody outside by whoever never did that', () => {
    const [signal] = assessed(inside, shared(40, 24, true));
    expect(signal).toMatchObject({
      observed: expect.stringMatching(/^24 shares with outsiders or with anybody in (?:24 h|7 d)$/),
      expected: expect.stringMatching(/^none, as on each of the \d+ days that count; if any, about 2$/),
      facts: { measure: 'outside', observed: 24 },
    });
    expect(signal?.decades).toBeGreaterThan(3.5);
  });

  test('nearly fires for one file, and says nothing of as many for colleagues', () => {
    const [one] = assessed(inside, shared(40, 1, true));
    expect(one?.decades).toBeLessThan(2.5);
    expect(assessed(inside, shared(40, 24, false))).toEqual([]);
  });

  test('expects it of whoever works with partners every day', () => {
    const partners = Array.from({ length: 40 }, (_, day) => shared(day, 1 + ((day * 7) % 5), true));
    expect(assessed(partners, shared(40, 5, true))).toEqual([]);
    expect(assessed(partners, shared(40, 400, true))[0]?.decades).toBeGreaterThan(3);
  });

  test('hears what goes out file by file over a week', () => {
    const drip = [38, 39].map((day) => shared(day, 6, true));
    const [alone] = assessed(inside, shared(40, 6, true));
    const [signal] = assessed([...inside.slice(0, 38), ...drip], shared(40, 6, true));
    expect(signal).toMatchObject({ facts: { window: '7 d', observed: 18 } });
    expect(alone?.facts['window']).toBe('24 h');
  });

  test('holds a young account that never shared before against its peers, by how much it was', () => {
    const decades = (files: number) =>
      assessed(inside.slice(0, 4), shared(4, files, true), 4)[0]?.decades ?? 0;
    expect(decades(1)).toBeCloseTo(1.3, 1);
    expect(decades(10)).toBeGreaterThan(decades(1) + 1);
    expect(assessed([], shared(0, 24, true), 0)[0]?.expected).toMatch(
      /^none, as on most days of accounts of its kind/,
    );
  });

  test('says nothing of one that did before, until five days of it may define what is normal', () => {
    const partner = (days: number) => [shared(0, 3, true), ...inside.slice(1, days)];
    expect(assessed(partner(11), shared(11, 24, true), 11)).toEqual([]);
    expect(assessed(partner(12), shared(12, 24, true), 12)).toHaveLength(1);
  });

  test('takes no attempt that failed for a share', () => {
    const refused = shared(40, 24, true).map((one) => ({ ...one, outcome: 'failure' as const }));
    expect(assessed(inside, [...refused, ...shared(40, 1, false)])).toEqual([]);
  });

  test('calls quiet what is quiet beside the days before it, however much there was', () => {
    const week = (day: number) => shared(day, 3, day % 7 === 1 || day % 7 === 2);
    const twice = Array.from({ length: 60 }, (_, day) => week(day));
    const subject = subjectOf(lifeOf([...twice, shared(60, 3, true)]), FIRST_DAY + 60);
    const features = { ...subject.today.features, outside: Number.MAX_SAFE_INTEGER };
    const most = { ...subject, today: { ...subject.today, features } };
    expect(outsideSharing.assess(outsideSharing.quieted(most))).toEqual([]);
  });

  test('calls quiet what is quiet', () => {
    const subject = subjectOf(lifeOf([...inside, shared(40, 24, true)]), FIRST_DAY + 40);
    expect(outsideSharing.assess(outsideSharing.quieted(subject))).toEqual([]);
    expect(activity.assess(outsideSharing.quieted(subject))).toEqual(activity.assess(subject));
  });
});
