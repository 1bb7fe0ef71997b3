import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { enumeration } from '../shared/detectors/enumeration.ts';
import { subjectOf } from '../shared/profile/subject.ts';
import { keptDataset } from '../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading } from './fixtures/readings.ts';

const ARN = 'secret:arn:aws:secretsmanager:eu-central-1:123456789012:secret:';

describe('The name of a dataset, as a reading keeps it,', () => {
  test('is no other dataset’s, short, and itself again where somebody copies it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 90 }), fc.string(), fc.string(), (start, left, right) => {
        const [one, other] = [`${start}${left}`, `${start}${right}`];
        const kept = keptDataset(one);
        expect(kept.length).toBeLessThanOrEqual(64);
        expect(kept.isWellFormed() || kept === one).toBe(true);
        expect(keptDataset(kept)).toBe(kept);
        expect(keptDataset(other) === kept).toBe(one === other);
      }),
    );
  });

  test('tells a hundred secrets apart by their ARNs as by their names', () => {
    const usual = Array.from({ length: 30 }, (_, day) => [
      reading({ time: at(day), eventId: `u${day}`, kind: 'read', records: 1, datasets: ['secret:prod/app'] }),
    ]);
    const freshOf = (nameOf: (at: number) => string) => {
      const theft = Array.from({ length: 100 }, (_, nth) =>
        reading({
          time: at(30),
          eventId: `t${nth}`,
          kind: 'read',
          records: 1,
          datasets: [keptDataset(nameOf(nth))],
        }),
      );
      const subject = subjectOf(lifeOf([...usual, theft]), FIRST_DAY + 30);
      return Math.max(0, ...enumeration.assess(subject).map(({ decades }) => decades));
    };
    const byName = freshOf((nth) => `secret:prod/customer${nth}`);
    expect(byName).toBeGreaterThan(3);
    expect(freshOf((nth) => `${ARN}prod/customer${nth}-AbCdEf`)).toBeGreaterThan(0.9 * byName);
  });
});
