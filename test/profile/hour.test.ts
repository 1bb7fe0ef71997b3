import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addReadings, EMPTY_LEDGER, operationsOf } from '../../shared/ledger.ts';
import { decodeOpen, encodeOpen } from '../../shared/profile/codec.ts';
import { HOURS_PER_DAY, reduceDay, typeOfDay } from '../../shared/profile/day.ts';
import { FACETS, type Hour, smallest, summarise } from '../../shared/profile/hour.ts';
import { OPEN_DAYS } from '../../shared/profile/profile.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, reading, uid } from '../fixtures/readings.ts';

const hourOf = (...all: Reading[]) => summarise(operationsOf(addReadings(EMPTY_LEDGER, all)), false);
const other = (name: string, parts: Partial<Reading>) => reading({ uid: uid(name), eventId: name, ...parts });

describe('the summary of an hour', () => {
  test('measures every operation once: by records, else by bytes, else as of unknown size', () => {
    expect(
      hourOf(
        other('a', { records: 7, bytes: 1e9 }),
        other('b', { records: null, bytes: 500 }),
        other('c', { records: null, kind: 'read' }),
        other('d', { records: null, kind: 'share' }),
        other('e', { records: null, kind: 'logon' }),
        other('f', { records: 9, outcome: 'failure' }),
      ),
    ).toMatchObject({ exports: 4, records: 7, bytes: 500, unsized: 1 });
  });

  test('is nothing where nothing succeeded, and something where it may have', () => {
    expect(hourOf(reading({ outcome: 'failure' }))).toBeUndefined();
    expect(hourOf(reading({ outcome: 'unknown' }))).toMatchObject({ records: 100 });
    expect(summarise([], true)).toMatchObject({ exports: 0, spans: true, type: 'unknown' });
  });

  test('has the context of what succeeded, without what is not told', () => {
    const failed = other('x', { outcome: 'failure', network: 'AS64511', actorType: 'user' });
    const service = other('y', { actorType: 'service', network: '', app: 'Sync' });
    expect(hourOf(failed, service)).toMatchObject({
      type: 'service',
      facets: { network: [], country: ['NL'], app: ['Sync'] },
    });
  });

  test('takes an actor for a person where one event does', () => {
    const types = ['integration', 'user', 'unknown'] as const;
    const hours = types.map((actorType) => hourOf(other(actorType, { actorType })) as Hour);
    expect(hourOf(...types.map((actorType) => other(actorType, { actorType })))).toMatchObject({
      type: 'user',
    });
    const days = new Map(hours.map((one, i) => [FIRST_DAY * HOURS_PER_DAY + i, one]));
    expect(typeOfDay(days, FIRST_DAY)).toBe('user');
    expect(typeOfDay(new Map(), FIRST_DAY)).toBe('unknown');
  });

  test('keeps eight values of each facet, whatever the order', () => {
    const clients = Array.from({ length: 20 }, (_, i) => other(`${i}`, { client: `client ${i}` }));
    const kept = hourOf(...clients)?.facets.client;
    expect(kept).toEqual(
      smallest(
        clients.map(({ client }) => client),
        8,
      ),
    );
  });

  test('keeps long values short and apart', () => {
    const long = '漢'.repeat(40);
    const clients = [`${long}a`, `${long}b`, 'x'.repeat(48), 'x'.repeat(49)];
    const kept = hourOf(...clients.map((client) => other(client, { client })))?.facets.client ?? [];
    expect(new Set(kept).size).toBe(4);
    expect(kept).toContain('x'.repeat(48));
    for (const value of kept) {
      expect(Buffer.byteLength(value)).toBeLessThanOrEqual(48);
      expect(value.isWellFormed() && !value.includes('\uFFFD')).toBe(true);
    }
  });
});

describe('the smallest values', () => {
  test('do not depend on order, and more values never bring one back', () => {
    const values = fc.uniqueArray(fc.string(), { maxLength: 30 });
    fc.assert(
      fc.property(values, fc.string(), (all, more) => {
        const kept = smallest(all, 8);
        expect(kept).toHaveLength(Math.min(8, all.length));
        expect(smallest(all.toReversed(), 8)).toEqual(kept);
        const grown = smallest(new Set([...all, more]), 8);
        for (const value of grown) expect(value === more || kept.includes(value)).toBe(true);
      }),
    );
  });
});

describe('a day', () => {
  const hourWith = (records: number): Hour => ({ ...(hourOf(reading()) as Hour), records });
  const first = FIRST_DAY * HOURS_PER_DAY;

  test('sums its 24 hours and no others, and peaks over two neighbouring ones', () => {
    const hours = new Map([
      [first - 1, hourWith(1e6)],
      [first, hourWith(10)],
      [first + 5, hourWith(30)],
      [first + 6, hourWith(20)],
      [first + 8, hourWith(45)],
      [first + 23, hourWith(44)],
      [first + 24, hourWith(1e6)],
    ]);
    expect(reduceDay(hours, FIRST_DAY, true)).toMatchObject({
      day: FIRST_DAY,
      flagged: true,
      totals: { records: 149 },
      peaks: { records: 50 },
    });
  });
});

describe('the open part of a profile', () => {
  test('fits a DynamoDB item however many values a hostile actor shows', () => {
    const full = (hour: number): Hour => ({
      ...(hourOf(reading()) as Hour),
      records: Number.MAX_SAFE_INTEGER,
      facets: facetsOfHour(hour),
    });
    const facetsOfHour = (hour: number) => {
      const values = (facet: string) =>
        hourOf(
          ...Array.from({ length: 8 }, (_, i) => other(`${i}`, { client: noise(`${facet} ${hour} ${i}`) })),
        )?.facets.client ?? [];
      return { network: values('n'), country: values('c'), client: values('l'), app: values('a') };
    };
    const hours = new Map(
      Array.from({ length: OPEN_DAYS * HOURS_PER_DAY }, (_, i) => [FIRST_DAY * HOURS_PER_DAY + i, full(i)]),
    );
    const open = { newestTime: at(7), hours, marks: new Map() };
    expect(encodeOpen(open).byteLength).toBeLessThan(400_000);
    expect(decodeOpen(encodeOpen(open)).hours).toEqual(hours);
    for (const facet of FACETS) expect(full(0).facets[facet]).toHaveLength(8);
  });
});

/** 64 letters that deflate cannot shorten much. */
function noise(seed: string): string {
  return Array.from({ length: 4 }, (_, i) => uid(`${seed} ${i}`))
    .join('')
    .replace(/../g, (pair) =>
      String.fromCharCode(0x4e00 + Number.parseInt(pair, 16) * 80, 0x4e00 + Number.parseInt(pair, 16) * 37),
    );
}
