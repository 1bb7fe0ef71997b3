import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addReadings, EMPTY_LEDGER, operationsOf } from '../../shared/ledger.ts';
import { summarise } from '../../shared/profile/hour.ts';
import { withoutRepeats } from '../../shared/profile/repeats.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, reading, uid } from '../fixtures/readings.ts';

const MINUTE_MS = 60_000;
/** A program's request for the raw events of a project, so many minutes after nine. */
const request = (minute: number, parts: Partial<Reading> = {}): Reading =>
  reading({
    uid: uid(`${minute} ${JSON.stringify(parts)}`),
    time: at(0) + minute * MINUTE_MS,
    operation: 'raw_event_export.requested',
    actorType: 'service',
    records: null,
    datasets: ['project:Production'],
    ...parts,
  });
const hourOf = (readings: readonly Reading[]) =>
  summarise(operationsOf(addReadings(EMPTY_LEDGER, readings)), false, 0);
const storm = (parts: Partial<Reading> = {}) => Array.from({ length: 30 }, (_, i) => request(i / 2, parts));

describe('what a program asks for again at once', () => {
  test('is one export in ten minutes, and all that it carried may have left each time', () => {
    expect(hourOf(storm())).toMatchObject({ exports: 2, unsized: 2 });
    expect(hourOf(storm())?.carried.network).toEqual([30_000]);
    expect(hourOf([request(0), request(9.9), request(10), request(59)])).toMatchObject({ unsized: 3 });
  });

  test('is not what a person asks for, what states a size, or what may be something else', () => {
    expect(hourOf(storm({ actorType: 'user' }))).toMatchObject({ exports: 30, unsized: 30 });
    expect(hourOf(storm({ actorType: 'unknown' }))).toMatchObject({ unsized: 30 });
    expect(hourOf(storm({ records: 7 }))).toMatchObject({ exports: 30, unsized: 0, records: 210 });
    expect(hourOf(storm({ datasets: [] }))).toMatchObject({ exports: 30, unsized: 30 });
    expect(hourOf(storm({ kind: 'share' }))).toMatchObject({ exports: 30 });
    expect(hourOf(storm().map((one, i) => ({ ...one, datasets: [`project:${i}`] })))).toMatchObject({
      unsized: 30,
    });
  });

  test('is told apart by where it comes from, with what and under which key, and by the operation', () => {
    const facets = ['operation', 'network', 'client', 'app', 'credential'] as const;
    for (const facet of facets)
      expect(hourOf([request(0), request(1, { [facet]: 'another' })]), facet).toMatchObject({ unsized: 2 });
  });

  test('of a sample stands for as many as the one that stands for most', () => {
    const [first, second] = operationsOf(addReadings(EMPTY_LEDGER, [request(0), request(1)]));
    if (first === undefined || second === undefined) throw new Error('There are two.');
    for (const all of [
      [first, { ...second, weight: 3 }],
      [{ ...second, weight: 3 }, first],
    ])
      expect(withoutRepeats(all).map(({ weight }) => weight)).toEqual([3]);
  });

  test('never makes fewer of more, and depends on no order', () => {
    const some = fc.record({
      minute: fc.nat(59),
      records: fc.constantFrom(null, 5),
      actorType: fc.constantFrom('service' as const, 'user' as const),
      network: fc.constantFrom('AS1', 'AS2'),
      datasets: fc.constantFrom([], ['project:a'], ['project:b']),
    });
    fc.assert(
      fc.property(fc.array(some, { minLength: 2, maxLength: 20 }), (all) => {
        const readings = all.map(({ minute, ...parts }) => request(minute, parts));
        const hour = hourOf(readings);
        expect(hourOf(readings.toReversed())).toEqual(hour);
        const fewer = hourOf(readings.slice(1));
        expect(hour?.exports).toBeGreaterThanOrEqual(fewer?.exports ?? 0);
        expect(hour?.unsized).toBeGreaterThanOrEqual(fewer?.unsized ?? 0);
      }),
    );
  });
});
