import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../shared/hash.ts';
import {
  addReadings,
  EMPTY_LEDGER,
  hasSpans,
  ledger,
  type Operation,
  operationsOf,
} from '../../shared/ledger.ts';
import { summarise } from '../../shared/profile/hour.ts';
import type { Reading } from '../../shared/reading.ts';
import { readings } from '../arbitraries.ts';
import { mergeableLaws } from './mergeable.ts';

mergeableLaws('a ledger', ledger, readings({ days: 1, operations: 40 }), { maxLength: 60 });

/** Texts so long that some dozen readings reach the size limit and the ledger becomes a sample. */
const bulky = readings({ days: 1, operations: 2_000_000 }).map((reading) => ({
  ...reading,
  name: 'n'.repeat(3000),
  datasets: Array.from({ length: 8 }, (_, i) => `report:${String(i).repeat(57)}`),
}));
mergeableLaws('a ledger beyond its limits', ledger, bulky, {
  minLength: 120,
  maxLength: 200,
  numRuns: 5,
});

describe('a ledger beyond its limits', () => {
  const [sample] = fc.sample(readings({ days: 1, operations: 1 }), { numRuns: 1, seed: 7 });
  const many = Array.from({ length: 6000 }, (_, i): Reading => {
    const hash = sha256Hex(String(i));
    const records = (Number.parseInt(hash.slice(16, 24), 16) % 1000) + 1;
    return { ...(sample as Reading), uid: hash.slice(0, 16), kind: 'export', outcome: 'success', records };
  });
  const operations = operationsOf(addReadings(EMPTY_LEDGER, many));
  const sum = (of: (one: Operation) => number) => operations.reduce((total, one) => total + of(one), 0);
  const total = many.reduce((all, { records }) => all + (records ?? 0), 0);

  test('keeps some hundred readings, a thousand at the most', () => {
    expect(operations.length).toBeLessThanOrEqual(1000);
    expect(operations.length).toBeGreaterThan(500);
  });

  test('estimates records and operations from the sample, and knows less than there was', () => {
    expect(Math.abs(sum(({ records, weight }) => (records ?? 0) * weight) / total - 1)).toBeLessThan(0.1);
    expect(Math.abs(sum(({ weight }) => weight) / many.length - 1)).toBeLessThan(0.15);
    expect(sum(({ records }) => records ?? 0)).toBeLessThan(total);
  });
});

describe('readings of one operation', () => {
  const [sample] = fc.sample(readings({ days: 1, operations: 1 }), { numRuns: 1, seed: 1 });
  const one = (change: Partial<Reading>): Reading => ({
    ...(sample as Reading),
    spans: true,
    kind: 'export',
    outcome: 'success',
    bytes: null,
    revision: 1,
    ...change,
  });
  const chunks = [1, 2, 3].map((sequence) =>
    one({ records: 5000, eventId: `chunk-${sequence}`, time: 1e12 + sequence }),
  );

  test('count their volume once, and from the earliest time', () => {
    const [operation, ...rest] = operationsOf(addReadings(EMPTY_LEDGER, chunks));
    expect(rest).toEqual([]);
    expect(operation).toMatchObject({ records: 5000, time: 1e12 + 1, conflict: false });
  });

  test('take the largest volume and tell the conflict when they disagree', () => {
    const forged = [...chunks, one({ records: 90_000, eventId: 'again' })];
    expect(operationsOf(addReadings(EMPTY_LEDGER, forged))).toMatchObject([
      { records: 90_000, conflict: true },
    ]);
  });

  test('belong to the hour in which the operation began', () => {
    const begin = addReadings(EMPTY_LEDGER, chunks.slice(0, 1));
    const end = addReadings(EMPTY_LEDGER, [one({ records: 6000, eventId: 'late chunk' })]);
    expect(operationsOf(end, begin)).toEqual([]);
    expect(operationsOf(begin, EMPTY_LEDGER, end)).toMatchObject([{ records: 6000 }]);
  });

  test('believe the reading of the newest parser', () => {
    const old = one({ records: 5000, revision: 1, operation: 'aaa' });
    const corrected = one({ records: 5000, revision: 2, operation: 'zzz' });
    expect(operationsOf(addReadings(EMPTY_LEDGER, [corrected, old]))).toMatchObject([{ operation: 'zzz' }]);
  });
});

describe('chunks in neighbouring hours (counterexamples that the profile laws found)', () => {
  const [sample] = fc.sample(readings({ days: 1, operations: 1 }), { numRuns: 1, seed: 1 });
  const at = (hour: number, change: Partial<Reading>): Reading => ({
    ...(sample as Reading),
    spans: true,
    kind: 'export',
    revision: 0,
    outcome: 'success',
    time: hour * 3_600_000,
    ...change,
  });
  const hour = (...all: Reading[]) => addReadings(EMPTY_LEDGER, all);

  test('a failed attempt in the hour before does not take the operation with it', () => {
    const [operation] = operationsOf(hour(at(2, {})), hour(at(1, { outcome: 'failure' })));
    expect(operation).toMatchObject({ outcome: 'success' });
  });

  test('a failed attempt is not completed by a success in the hour after', () => {
    const [operation] = operationsOf(hour(at(1, { outcome: 'failure' })), EMPTY_LEDGER, hour(at(2, {})));
    expect(operation).toMatchObject({ outcome: 'failure' });
  });

  test('an hour whose operations all began before stays visible to the hour after', () => {
    const middle = hour(at(2, {}), at(2, { uid: 'ffffffffffffffff', spans: false, outcome: 'failure' }));
    expect(summarise(operationsOf(middle, hour(at(1, {}))), hasSpans(middle), 0)).toMatchObject({
      exports: 0,
      spans: true,
    });
  });
});
