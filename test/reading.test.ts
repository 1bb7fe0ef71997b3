import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Activity } from '../shared/activity.ts';
import { NO_CONTEXT } from '../shared/context.ts';
import { enumeration } from '../shared/detectors/enumeration.ts';
import { tripwire } from '../shared/detectors/tripwire.ts';
import { subjectOf } from '../shared/profile/subject.ts';
import { keptDataset, toReading } from '../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading } from './fixtures/readings.ts';

const activity: Activity = {
  uid: '0123456789abcdef',
  vendor: 'snowflake',
  tenant: 'default',
  time: at(0),
  kind: 'read',
  operation: 'SELECT',
  outcome: 'success',
  actor: { uid: 'etl', type: 'service' },
  resources: [],
};
const ARN = 'secret:arn:aws:secretsmanager:eu-central-1:123456789012:secret:';

describe('The datasets of an operation', () => {
  const tables = Array.from({ length: 12 }, (_, nth) => `a${String(nth).padStart(2, '0')}`);
  const datasetsOf = (names: readonly string[]) => {
    const draft = { ...activity, resources: names.map((uid) => ({ type: 'table', uid })) };
    return toReading(draft, undefined, 1).datasets;
  };

  test('are eight at most, and the last of those that are more stands for all others', () => {
    expect(datasetsOf(tables.slice(0, 8))).toEqual(tables.slice(0, 8).map((name) => `table:${name}`));
    const all = datasetsOf(tables);
    expect(all.slice(0, 7)).toEqual(datasetsOf(tables.slice(0, 7)));
    expect(all.slice(7)).toEqual([expect.stringMatching(/^others:5~[0-9a-f]{8}$/)]);
    expect(datasetsOf(tables.toReversed())).toEqual(all);
  });

  test('hide none that is not in a contract behind as many as are', () => {
    const contract = { ...NO_CONTEXT, contract: { datasets: datasetsOf(tables).concat('table:a00') } };
    const strange = (names: readonly string[]) => {
      const day = [reading({ time: at(5), kind: 'read', records: 9, datasets: datasetsOf(names) })];
      const signals = tripwire.assess(subjectOf(lifeOf([...none, day]), FIRST_DAY + 5, contract));
      return signals.map(({ facts }) => facts['rule']);
    };
    const none = Array.from({ length: 5 }, () => []);
    expect(strange(tables)).toEqual([]);
    expect(strange(['people'])).toEqual(['contract: dataset']);
    expect(strange([...tables, 'people'])).toEqual(['contract: dataset']);
  });
});

describe('The name of a dataset, as a reading keeps it,', () => {
  test('is no other dataset’s, short, and itself again where somebody copies it', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200, size: 'max' }),
        fc.string(),
        fc.string(),
        (start, left, right) => {
          const [one, other] = [`${start}${left}`, `${start}${right}`];
          const kept = keptDataset(one);
          expect(kept.length).toBeLessThanOrEqual(64);
          expect(kept.isWellFormed() || kept === one).toBe(true);
          expect(keptDataset(kept)).toBe(kept);
          expect(keptDataset(other) === kept).toBe(one === other);
        },
      ),
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
