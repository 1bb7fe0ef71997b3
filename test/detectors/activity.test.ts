import { describe, expect, test } from 'vitest';
import { activity } from '../../shared/detectors/activity.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading, uid } from '../fixtures/readings.ts';
import { NOBODY, withToday } from '../fixtures/subjects.ts';

const many = (count: number, day: number, parts: Partial<Reading> = {}): Reading[] =>
  Array.from({ length: count }, (_, i) =>
    reading({ time: at(day), uid: uid(`${day} ${i} ${parts.kind}`), eventId: `${i}`, ...parts }),
  );
const page = { kind: 'read', records: 10 } as const;
const history = Array.from({ length: 30 }, (_, day) => [...many(2, day), ...many(6, day, page)]);
const assessed = (...today: readonly Reading[]) =>
  activity.assess(subjectOf(lifeOf([...history, today]), FIRST_DAY + 30));

describe('activity', () => {
  test('fires when a person who makes two exports a day makes sixty', () => {
    const [signal, ...more] = assessed(...many(60, 30));
    expect(more).toEqual([]);
    expect(signal).toMatchObject({
      observed: '60 exports or shares in 24 h',
      expected: expect.stringMatching(/^about \d in 24 h, at most 2, from \d+ days that had any$/),
      facts: { measure: 'exports', observed: 60 },
    });
    expect(signal?.decades).toBeGreaterThan(3);
  });

  test('fires on pages that are read faster than a person can, however small they are', () => {
    const scraped = many(400, 30, { ...page, records: 1 });
    expect(assessed(...scraped)[0]?.facts).toMatchObject({ measure: 'reads', window: '2 h' });
  });

  test('nearly fires on half as much again, and on sixty reads over a day that are five in any two hours', () => {
    expect(assessed(...many(3, 30), ...many(9, 30, page))).toEqual([]);
    const slow = Array.from({ length: 12 }, (_, i) =>
      many(5, 30, page).map((one, n) => ({ ...one, time: at(30, 2 * i), uid: uid(`${i} ${n}`) })),
    ).flat();
    expect(assessed(...slow)).toEqual([]);
  });

  test.each(['exports', 'readsPeak'] as const)(
    'expects more %s of a service that it does not know',
    (feature) => {
      const unknown = withToday(NOBODY, { [feature]: 2000 });
      const [person] = activity.assess(unknown);
      const [service] = activity.assess({ ...unknown, type: 'service' });
      expect(service?.facts['usual']).toBeGreaterThan(Number(person?.facts['usual']));
      expect(service?.decades).toBeLessThan(person?.decades ?? 0);
    },
  );

  test('counts what succeeded, and only what this account did', () => {
    expect(assessed(...many(60, 30, { outcome: 'failure' }))).toEqual([]);
    expect(assessed(...many(60, 30, { part: 'target', counterpart: 'ana' }))).toEqual([]);
  });
});
