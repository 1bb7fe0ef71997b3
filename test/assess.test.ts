import { describe, expect, test } from 'vitest';
import { addHundredths, assess, judgeBy } from '../shared/assess.ts';
import type { Detector } from '../shared/detectors/detector.ts';
import { subjectOf } from '../shared/profile/subject.ts';
import { DEFAULT_SETTINGS } from '../shared/settings.ts';
import { at, FIRST_DAY, lifeOf, reading } from './fixtures/readings.ts';

const day = FIRST_DAY + 30;
const loot = reading({ time: at(30), records: 90_000, network: 'AS64511' });
const profile = lifeOf([...Array.from({ length: 30 }, (_, i) => [reading({ time: at(i) })]), [loot]]);
const subject = subjectOf(profile, day);

const detector = (uid: string, ...decades: readonly number[]): Detector => ({
  uid,
  title: uid,
  technique: { uid: 'T1213', name: '', tactic: { uid: 'TA0009', name: '' } },
  runbook: [],
  entity: 'actor',
  assess: () => decades.map((one) => ({ decades: one, observed: '', expected: '', quietIf: '', facts: {} })),
});

describe('an assessment', () => {
  test('adds what each signal has above one and a half decades, in whole hundredths, largest first', () => {
    const { score, signals } = assess(subject, [
      detector('b', 2.004, 1.5, 1.504),
      detector('a', 2.004),
      detector('c', 9.999, 0),
    ]);
    expect(signals.map(({ detector: uid, decades, score: one }) => [uid, decades, one])).toEqual([
      ['c', 10, 8.5],
      ['a', 2, 0.5],
      ['b', 2, 0.5],
    ]);
    expect(score).toBe(9.5);
  });

  test('of a day without signals is zero', () => {
    expect(assess(subject, [detector('quiet')])).toEqual({ day, score: 0, signals: [] });
  });

  test('adds without the dust of binary fractions', () => {
    expect(addHundredths([0.1, 0.2])).toBe(0.3);
    expect(addHundredths([1.1, 2.2, -1.5])).toBe(1.8);
  });
});

describe('a day', () => {
  const { score } = assess(subject);
  test.each([
    [0, true],
    [0.01, false],
  ])('%d below its threshold is recorded, and flagged: %s', (above, said) => {
    const threshold = addHundredths([score, above]);
    const mark = (settings: object) => judgeBy({ ...DEFAULT_SETTINGS, ...settings })(profile, day);
    expect(mark({ reviewScore: threshold }).recorded).toBe(said);
    expect(mark({ pageScore: threshold }).flagged).toBe(said);
  });
});
