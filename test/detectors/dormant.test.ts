import { describe, expect, test } from 'vitest';
import { dormant } from '../../shared/detectors/dormant.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

const taken = (day: number, parts: Partial<Reading> = {}) => reading({ time: at(day), ...parts });
const history = Array.from({ length: 20 }, (_, day) => [taken(day)]);
const assessed = (...days: readonly (readonly Reading[])[]) => {
  const last = days.at(-1)?.[0]?.time ?? 0;
  return dormant.assess(subjectOf(lifeOf([...history, ...days]), Math.floor(last / 86_400_000)));
};

describe('a dormant account', () => {
  test('fires when it takes data after two months of sleep', () => {
    expect(assessed([taken(75)])[0]).toMatchObject({
      observed: 'the first data after 56 idle days',
      expected: 'at most 1 idle day between active ones',
    });
  });

  test('is the less surprising the shorter it slept, and not at all after a vacation', () => {
    const decades = (day: number) => assessed([taken(day)])[0]?.decades ?? 0;
    expect(decades(85)).toBeGreaterThan(decades(60));
    expect(decades(35)).toBe(0);
  });

  test('nearly fires when it only signs in, or has slept as long before', () => {
    expect(assessed([taken(75, { kind: 'logon', records: null })])).toEqual([]);
    expect(assessed([taken(60)], [taken(61)], [taken(116)])).toEqual([]);
  });

  test('is still one on the second day back, and no longer on the third', () => {
    const logon = (day: number) => taken(day, { kind: 'logon', records: null });
    expect(assessed([logon(75)], [taken(76)])).toHaveLength(1);
    expect(assessed([logon(75)], [logon(76)], [taken(77)])).toEqual([]);
  });

  test('is not woken by what is done to it: a reset some days ahead', () => {
    const reset = taken(72, { kind: 'mfa', records: null, part: 'target', counterpart: 'admin' });
    expect(assessed([reset], [taken(75)])[0]?.facts).toMatchObject({ idleDays: 56 });
  });

  test('is woken by what its owner changed, also where others changed something on that day', () => {
    const own = taken(60, { kind: 'mfa', records: null, eventId: 'own' });
    const reset = taken(60, { kind: 'credential', records: null, part: 'target', counterpart: 'admin' });
    expect(assessed([own, reset], [taken(75)])).toEqual([]);
    const back = [taken(75, { kind: 'logon', records: null })];
    expect(assessed(back, [taken(76)])[0]?.facts).toMatchObject({ idleDays: 56 });
  });

  test('keeps accounts apart: one that nobody knows has not slept', () => {
    expect(dormant.assess(subjectOf(lifeOf([[taken(75)]]), FIRST_DAY + 75))).toEqual([]);
  });

  test('may have slept for longer than profiles look back', () => {
    expect(assessed([taken(19 + 300)])[0]?.observed).toBe('the first data after 300 idle days');
  });

  test('was used before, also on the second day back after longer than profiles look back', () => {
    const back = [taken(19 + 300, { kind: 'logon', records: null })];
    expect(assessed(back, [taken(19 + 301)])[0]).toMatchObject({
      observed: 'the first data after 300 idle days',
      facts: { neverUsed: 'no' },
    });
  });

  test('is none that comes once a quarter, from its second return on', () => {
    const week = (from: number) => Array.from({ length: 5 }, (_, i) => [taken(from + i)]);
    expect(assessed(...week(110).slice(0, 1))[0]?.facts).toMatchObject({ idleDays: 91 });
    expect(assessed(...week(110), [taken(205)])).toEqual([]);
    expect(assessed(...week(110), ...week(205), [taken(300)])).toEqual([]);
    expect(assessed(...week(110), [taken(114 + 150)])[0]?.facts).toMatchObject({ longestGap: 91 });
  });

  test('was no less idle because a thief was there meanwhile, as people have found', () => {
    const back = FIRST_DAY + 100;
    const profile = lifeOf([...history, [taken(60)], [taken(100)]]);
    const days = profile.base.days.map((one) =>
      one.day === FIRST_DAY + 60 ? { ...one, flagged: true, excluded: true as const } : one,
    );
    const [signal] = dormant.assess(subjectOf({ ...profile, base: { ...profile.base, days } }, back));
    expect(signal?.facts).toEqual({ idleDays: 81, longestGap: 1, neverUsed: 'no' });
    expect(dormant.assess(subjectOf(profile, back))).toEqual([]);
  });

  test('may be one that was made weeks ago and never used', () => {
    const made = taken(40, { kind: 'credential', records: null, part: 'target', counterpart: 'admin' });
    const firstUsed = (...days: readonly (readonly Reading[])[]) => {
      const last = Math.floor((days.at(-1)?.[0]?.time ?? 0) / 86_400_000);
      return dormant.assess(subjectOf(lifeOf([[made], ...days]), last));
    };
    expect(firstUsed([taken(75)])[0]).toMatchObject({
      observed: 'the first data of an account that was made 35 days before and never used',
      facts: { idleDays: 35, neverUsed: 'yes' },
    });
    expect(firstUsed([taken(74)], [taken(75)])).toHaveLength(1);
    expect(firstUsed([taken(73)], [taken(75)])).toEqual([]);
    expect(firstUsed([taken(45)])).toEqual([]);
    expect(firstUsed([taken(75, { kind: 'logon', records: null })])).toEqual([]);
  });

  test('is one from three weeks of sleep on, and is never surer than of some months', () => {
    const rested = (idle: number) => assessed([taken(19 + idle)])[0];
    expect(rested(20)).toBeUndefined();
    expect(rested(21)).toMatchObject({ facts: { idleDays: 21, longestGap: 1, neverUsed: 'no' } });
    expect(rested(42)?.decades).toBeGreaterThan(rested(21)?.decades ?? Number.POSITIVE_INFINITY);
    expect(rested(300)?.decades).toBe(rested(200)?.decades);
  });

  test('has slept half as long again as ever before', () => {
    const again = (idle: number) => assessed([taken(60)], [taken(61)], [taken(61 + idle)]);
    expect(again(61)).toEqual([]);
    expect(again(62)[0]?.expected).toBe('at most 41 idle days between active ones');
  });

  test.each<[string, Partial<Reading>]>([
    ['bytes', { records: null, bytes: 5000 }],
    ['an export of unknown size', { records: null, bytes: null }],
  ])('is woken by %s as well', (_what, parts) => {
    expect(assessed([taken(75, parts)])).toHaveLength(1);
  });
});
