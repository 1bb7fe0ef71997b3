import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exposureOf } from '../shared/exposure.ts';
import { addReadings, EMPTY_LEDGER, ledger, operationsOf } from '../shared/ledger.ts';
import { summarise } from '../shared/profile/hour.ts';
import type { Reading } from '../shared/reading.ts';
import { at, live, reading, uid } from './fixtures/readings.ts';
import { mergeableLaws } from './laws/mergeable.ts';

const chunk = (sequence: number, parts: Partial<Reading> = {}) =>
  reading({
    uid: uid('large report'),
    spans: true,
    time: at(0) + sequence * 1000,
    eventId: `chunk-${sequence}`,
    records: 5_000_000,
    ...parts,
  });
const chunks = (count: number) => Array.from({ length: count }, (_, sequence) => chunk(sequence));
const failures = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    reading({
      uid: uid(`failure ${i}`),
      eventId: `f-${i}`,
      kind: 'logon',
      outcome: 'failure',
      records: null,
    }),
  );
const hourOf = (readings: readonly Reading[]) => operationsOf(addReadings(EMPTY_LEDGER, readings));

describe('an hour that overflows', () => {
  test('keeps a report that arrives in two thousand chunks, and what happens beside it', () => {
    const small = reading({ uid: uid('small'), eventId: 'small', records: 20 });
    const operations = hourOf([...chunks(2000), small]);
    const alone = { weight: 1, sampled: false, conflict: false, time: at(0) };
    expect(operations.toSorted((a, b) => (a.records ?? 0) - (b.records ?? 0))).toMatchObject([
      { ...alone, records: 20 },
      { ...alone, records: 5_000_000 },
    ]);
  });

  test('keeps an export of unknown size among fifty thousand failures', () => {
    const exported = reading({ uid: uid('export'), eventId: 'export', records: null, client: 'curl' });
    const operations = hourOf([exported, ...failures(50_000)]);
    expect(operations.length).toBeLessThan(1001);
    expect(operations.find(({ uid: id }) => id === exported.uid)).toMatchObject({ weight: 1 });
    expect(summarise(operations, false, 0)).toMatchObject({
      exports: 1,
      unsized: 1,
      facets: { client: ['curl'] },
    });
  });

  test('keeps the one logon that worked among fifty thousand that failed', () => {
    const worked = reading({
      uid: uid('worked'),
      eventId: 'w',
      kind: 'logon',
      records: null,
      network: 'AS64511',
    });
    const operations = hourOf([...failures(50_000), worked]);
    expect(operations.find(({ uid: id }) => id === worked.uid)).toMatchObject({ weight: 1 });
  });

  test('keeps the most bytes of an operation in many chunks', () => {
    const growing = Array.from({ length: 40 }, (_, i) => chunk(i, { records: 5, bytes: i * 1000 }));
    expect(hourOf(growing)).toMatchObject([{ records: 5, bytes: 39_000, conflict: true }]);
  });

  test('keeps the one large file among thousands of small ones', () => {
    const files = Array.from({ length: 3000 }, (_, i) =>
      reading({ uid: uid(`file ${i}`), eventId: `${i}`, records: null, bytes: 20_000 }),
    );
    const large = reading({ uid: uid('dump'), eventId: 'dump', records: null, bytes: 90_000_000_000 });
    expect(hourOf([...files, large]).find(({ bytes }) => bytes === large.bytes)).toMatchObject({ weight: 1 });
  });

  test('says that it is a sample also where everything kept stands for itself', () => {
    const large = Array.from({ length: 700 }, (_, i) =>
      reading({ uid: uid(`large ${i}`), eventId: `${i}`, records: 1_000_000 }),
    );
    const operations = hourOf([...large, ...failures(3000)]);
    expect(operations.every(({ sampled }) => sampled)).toBe(true);
    expect(exposureOf(operations)).toMatchObject({ sampled: true, records: { upper: null } });
    expect(exposureOf(hourOf(large))).toMatchObject({ sampled: false, records: { upper: 700_000_000 } });
  });

  test('shares its room by the longest line, whichever came first', () => {
    const wide = reading({ uid: uid('wide'), eventId: 'w'.repeat(128), name: '\u{1F600}'.repeat(64) });
    const many = failures(900);
    const first = addReadings(addReadings(EMPTY_LEDGER, [wide]), many);
    const last = addReadings(addReadings(EMPTY_LEDGER, many), [wide]);
    expect(first).toEqual(last);
    expect(first.lines.size).toBeLessThan(900);
  });
});

describe('a batch', () => {
  test('of two hundred thousand events of one actor and hour is taken in', () => {
    const many = Array.from({ length: 200_000 }, (_, i) =>
      reading({ uid: uid(String(i)), time: at(0) + i, records: 1 }),
    );
    const { profile } = live([many]);
    expect(profile.open.newestTime).toBe(at(0) + 199_999);
    const exports = [...profile.open.hours.values()][0]?.exports ?? 0;
    expect(Math.abs(exports / 200_000 - 1)).toBeLessThan(0.2);
  });
});

describe('an operation that is tried again', () => {
  test('has succeeded if one attempt did, and has the records of all', () => {
    const tries = ['failure', 'success', 'failure'].map((outcome, i) =>
      chunk(i, { outcome: outcome as Reading['outcome'], records: i === 1 ? 5 : null }),
    );
    expect(hourOf(tries)).toMatchObject([{ outcome: 'success', records: 5, conflict: false }]);
    expect(hourOf(tries.filter(({ outcome }) => outcome === 'failure'))).toMatchObject([
      { outcome: 'failure' },
    ]);
  });
});

describe('an operation that goes on in the hour after', () => {
  test('stands for as many others as its own hour says, however large it ends', () => {
    const own = addReadings(EMPTY_LEDGER, [
      ...Array.from({ length: 3000 }, (_, i) =>
        reading({ uid: uid(`own ${i}`), eventId: `${i}`, spans: true, records: 10 }),
      ),
    ]);
    const [kept] = operationsOf(own);
    const after = addReadings(EMPTY_LEDGER, [
      reading({ uid: kept?.uid ?? '', spans: true, time: at(0, 10), records: 1_000_000 }),
    ]);
    const completed = operationsOf(own, EMPTY_LEDGER, after).find(({ uid: id }) => id === kept?.uid);
    expect(completed).toMatchObject({ records: 1_000_000, weight: kept?.weight });
    expect(kept?.weight).toBeGreaterThan(2);
  });
});

/** Few operations with very many readings of several volumes, in lines of different lengths. */
const crowds = fc
  .record({
    operation: fc.nat(4),
    sequence: fc.nat(400),
    records: fc.constantFrom(null, 1, 50, 5_000_000),
    bytes: fc.constantFrom(null, 10, 1e9),
    outcome: fc.constantFrom('success', 'failure', 'unknown'),
    name: fc.constantFrom('', 'n'.repeat(128)),
    revision: fc.nat(1),
  })
  .map(({ operation, sequence, outcome, ...parts }) =>
    chunk(sequence, { uid: uid(String(operation)), outcome: outcome as Reading['outcome'], ...parts }),
  );
mergeableLaws('a ledger of operations in many chunks', ledger, crowds, { maxLength: 400, numRuns: 25 });

/** The same in so many operations that the hour becomes a sample. */
const crowded = fc
  .tuple(crowds, fc.nat(5_000_000))
  .map(([one, n]) => ({ ...one, uid: uid(String(n % 3 === 0 ? n % 5 : n)), datasets: ['d'.repeat(3000)] }));
mergeableLaws('a sampled ledger of operations in many chunks', ledger, crowded, {
  minLength: 120,
  maxLength: 200,
  numRuns: 5,
});
