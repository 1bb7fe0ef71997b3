import { describe, expect, test } from 'vitest';
import { scoresOf } from '../../cli/evaluate/methods.ts';
import { assess } from '../../shared/assess.ts';
import { severityOf } from '../../shared/finding.ts';
import { NO_FEATURES } from '../../shared/profile/day.ts';
import { DEFAULT_SETTINGS, headStartOf } from '../../shared/settings.ts';
import { idleDay, NOBODY, NONE } from '../fixtures/subjects.ts';

const SETTLED = { ...NOBODY, firstDay: NOBODY.day - 21 };
/** Pages only where much was taken, or may have been. */
const BETWEEN = 5.5;
const scored = (totals: Partial<typeof NONE>, outside = 0, counts: 'rows' | 'objects' = 'rows') => {
  const today = {
    ...idleDay(NOBODY.day),
    totals: { ...NONE, ...totals },
    features: { ...NO_FEATURES, outside },
  };
  const subject = { ...SETTLED, today, context: { ...NOBODY.context, counts } };
  return scoresOf(
    'actor/okta/default/alice',
    subject,
    { ...assess(subject), score: BETWEEN },
    DEFAULT_SETTINGS,
  ).outflow;
};

describe('the score that Outflow is compared by', () => {
  test('is ahead where less pages: where much was taken, or an unknown number of rows may have been', () => {
    const ahead = BETWEEN + DEFAULT_SETTINGS.pageScore - DEFAULT_SETTINGS.largeExposurePageScore;
    expect(scored({ records: 10 })).toBe(BETWEEN);
    expect(scored({ records: DEFAULT_SETTINGS.largeExposureRecords })).toBe(ahead);
    expect(scored({ unsized: 1 })).toBe(ahead);
    expect(scored({}, 1)).toBe(ahead);
    expect(scored({ unsized: 1 }, 1, 'objects')).toBe(BETWEEN);
  });

  test('reaches the page line exactly where the finding would page', () => {
    const records = { known: 0, operationsWithout: 1, lower: 0, about: 0, upper: null };
    expect(severityOf({ score: BETWEEN }, { records, mayBeLarge: true }, DEFAULT_SETTINGS)).toBe('medium');
    expect(scored({ unsized: 1 })).toBeGreaterThanOrEqual(DEFAULT_SETTINGS.pageScore);
    expect(severityOf({ score: BETWEEN }, { records }, DEFAULT_SETTINGS)).toBe('informational');
    expect(scored({ records: 10 })).toBeLessThan(DEFAULT_SETTINGS.pageScore);
  });

  test('is ahead as well where little else is found in the organisation, if it would be recorded at all', () => {
    const noise = { accountWeeks: 270, days: 60, found: 0 };
    const at = (score: number) => {
      const subject = { ...SETTLED, context: { ...NOBODY.context, noise: () => noise } };
      return (
        scoresOf('actor/okta/default/alice', subject, { ...assess(subject), score }, DEFAULT_SETTINGS)
          .outflow - score
      );
    };
    expect(at(4)).toBeCloseTo(headStartOf(noise, DEFAULT_SETTINGS), 9);
    expect(at(4)).toBeGreaterThan(1);
    expect(at(DEFAULT_SETTINGS.reviewScore - 0.01)).toBeCloseTo(0, 9);
  });

  test('is ahead for an account whose past is short, and for no address', () => {
    const of = (entity: string, days: number) => {
      const subject = { ...NOBODY, firstDay: NOBODY.day - days };
      return scoresOf(entity, subject, { ...assess(subject), score: 4 }, DEFAULT_SETTINGS).outflow - 4;
    };
    expect(of('actor/okta/default/alice', 20)).toBe(DEFAULT_SETTINGS.quietHeadStart);
    expect(of('actor/okta/default/alice', 21)).toBe(0);
    expect(of('source/okta/default/192.0.2.1', 0)).toBe(0);
  });
});
