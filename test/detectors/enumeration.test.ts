import { describe, expect, test } from 'vitest';
import { enumeration } from '../../shared/detectors/enumeration.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading, uid } from '../fixtures/readings.ts';
import { NOBODY, pastDay, withToday } from '../fixtures/subjects.ts';

const listed = (day: number, names: readonly string[], hour = 9): Reading[] =>
  names.map((name) =>
    reading({
      time: at(day, hour),
      uid: uid(`${day} ${name}`),
      kind: 'list',
      records: null,
      datasets: [name],
    }),
  );
const tables = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `table:${from + i}`);
/** Works with five of ten tables a day, and meets a new one each week. */
const history = Array.from({ length: 40 }, (_, day) =>
  listed(day, [...tables((day % 2) * 5, (day % 2) * 5 + 5), `week:${Math.floor(day / 7)}`]),
);
const assessed = (...today: readonly Reading[]) =>
  enumeration.assess(subjectOf(lifeOf([...history, today]), FIRST_DAY + 40));

describe('enumeration', () => {
  test('fires when forty tables are looked at that this account never touched', () => {
    const [signal] = assessed(...listed(40, tables(100, 140)));
    expect(signal?.observed).toMatch(/^about 40 new resources in (?:2 h|24 h)$/);
    expect(signal?.decades).toBeGreaterThan(3);
  });

  test('fires also beyond what a sample holds', () => {
    const [signal] = assessed(...listed(40, tables(100, 900)));
    expect(Number(signal?.facts['observed'])).toBeGreaterThan(400);
  });

  test('nearly fires when all the usual ones are looked at again, with two new ones', () => {
    expect(assessed(...listed(40, [...tables(0, 10), 'table:a', 'table:b']))).toEqual([]);
    expect(assessed(...listed(40, tables(0, 10)), ...listed(40, tables(0, 10), 15))).toEqual([]);
  });

  test('expects many new ones of an account in its first days, and not hundreds', () => {
    const first = lifeOf([listed(0, tables(0, 12))]);
    expect(enumeration.assess(subjectOf(first, FIRST_DAY))).toEqual([]);
    const searched = lifeOf([listed(0, tables(0, 400))]);
    expect(enumeration.assess(subjectOf(searched, FIRST_DAY))).toHaveLength(1);
  });

  test('expects as few of an account as of others from its fifteenth day on', () => {
    const aged = (days: number) =>
      enumeration.assess({ ...withToday(NOBODY, { fresh: 12 }), firstDay: NOBODY.day - days });
    expect(aged(13)).toEqual([]);
    expect(aged(14)).toHaveLength(1);
  });

  test('is more surprised by a service, whose work is always the same', () => {
    const settled = { ...withToday(NOBODY, { fresh: 12 }), firstDay: NOBODY.day - 30 };
    const [person] = enumeration.assess(settled);
    const [service] = enumeration.assess({ ...settled, type: 'service' });
    expect(service?.decades).toBeGreaterThan(person?.decades ?? Number.POSITIVE_INFINITY);
  });

  test('learns little from days on which all is new to an account', () => {
    const first = NOBODY.day - 40;
    const history = Array.from({ length: 33 }, (_, i) =>
      pastDay(0, { day: first + i, features: { fresh: i < 14 ? 40 : 2 } }),
    );
    const limitOf = (firstDay: number) =>
      enumeration.assess({ ...withToday(NOBODY, { fresh: 5000 }), firstDay, history })[0]?.facts[
        'limit fresh 24 h'
      ];
    // Fourteen days older, it has settled before them.
    expect(limitOf(first)).toBeLessThan(Number(limitOf(first - 14)));
  });
});
