import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { windowSum, withFeature } from '../../shared/detectors/features.ts';
import { NO_FEATURES } from '../../shared/profile/day.ts';
import { idleDay, NOBODY, withToday } from '../fixtures/subjects.ts';

test('a feature of a day is set to another amount, and nothing else of the subject', () => {
  const subject = withToday(NOBODY, { novel: 7, exports: 2 });
  expect(withFeature('novel')(subject, 3)).toEqual(withToday(NOBODY, { novel: 3, exports: 2 }));
  expect(subject.today.features.novel).toBe(7);
});

describe('the sum of a feature', () => {
  const day = (date: number, fresh: number) => ({
    ...idleDay(date),
    features: { ...NO_FEATURES, fresh, novel: 9 },
  });

  test('is that of the days which end on one, that one among them', () => {
    const days = [day(3, 1), day(4, 10), day(5, 100), day(6, 1000)];
    expect([1, 2, 3, 9].map((length) => windowSum(days, 5, length, 'fresh'))).toEqual([100, 110, 111, 111]);
    expect(windowSum(days, 8, 2, 'fresh')).toBe(0);
  });

  test('falls apart into those of any two windows that follow one another', () => {
    const days = fc.array(fc.tuple(fc.nat(40), fc.nat(1000)).map(([date, fresh]) => day(date, fresh)));
    fc.assert(
      fc.property(days, fc.nat(40), fc.nat(20), fc.nat(20), (all, until, last, first) => {
        expect(windowSum(all, until, last + first, 'fresh')).toBe(
          windowSum(all, until, last, 'fresh') + windowSum(all, until - last, first, 'fresh'),
        );
      }),
    );
  });
});
