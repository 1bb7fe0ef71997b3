import { describe, expect, test } from 'vitest';
import { ruleMatch } from '../../shared/detectors/rule-match.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

const detector = ruleMatch((uid) => ({ loud: 6, quiet: 1 })[uid] ?? 0);
const assessed = (...hits: readonly string[]) =>
  detector.assess(subjectOf(lifeOf([[reading({ time: at(0), hits })]]), FIRST_DAY));

describe('a matched rule', () => {
  test('fires with the weight of the heaviest, and names them', () => {
    expect(assessed('quiet', 'loud')).toMatchObject([
      { decades: 6, observed: 'rule loud, quiet matched', facts: { rules: ['loud', 'quiet'] } },
    ]);
  });

  test('nearly fires on one that weighs too little, or that nobody has weighed', () => {
    expect(assessed('quiet')).toEqual([]);
    expect(assessed('unknown')).toEqual([]);
    expect(assessed()).toEqual([]);
  });

  test('does not count what failed', () => {
    const failed = reading({ time: at(0), hits: ['loud'], outcome: 'failure' });
    const there = reading({ time: at(0), eventId: 'there' });
    expect(detector.assess(subjectOf(lifeOf([[failed, there]]), FIRST_DAY))).toEqual([]);
  });
});
