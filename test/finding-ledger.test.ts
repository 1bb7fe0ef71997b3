import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FindingLedger, ledgerOf } from '../shared/finding-ledger.ts';
import { addReadings, EMPTY_LEDGER, operationsOf } from '../shared/ledger.ts';
import type { Ledger } from '../shared/ledger-sample.ts';
import type { Reading } from '../shared/reading.ts';
import { readings } from './arbitraries.ts';
import { at, reading, uid } from './fixtures/readings.ts';

function ledgerAfter(all: readonly Reading[]): FindingLedger {
  return ledgerOf(operationsOf(addReadings(EMPTY_LEDGER, all)));
}

describe("a finding's ledger", () => {
  test('keeps every export, share and destination with where, from where, and how the vendor names it', () => {
    const { entries, more } = ledgerAfter([
      reading({ eventId: 'e-1', sha256: 'aa', session: 's-1', app: 'Loader', credential: 'key-1' }),
      reading({ time: at(0) + 1, eventId: 'e-2', kind: 'share', records: null, datasets: ['file:Plan'] }),
      reading({ time: at(0) + 2, eventId: 'e-3', kind: 'destination', records: null }),
      reading({ time: at(0) + 3, eventId: 'e-4', kind: 'logon' }),
      reading({ time: at(0) + 4, eventId: 'e-5', outcome: 'failure' }),
    ]);
    expect(more).toBe(0);
    expect(entries.map(({ kind, records, events }) => [kind, records, events[0]?.eventId])).toEqual([
      ['export', 100, 'e-1'],
      ['share', null, 'e-2'],
      ['destination', null, 'e-3'],
    ]);
    expect(entries[1]).not.toHaveProperty('credential');
    expect(entries[0]).toMatchObject({
      datasets: ['report:Accounts'],
      ip: '192.0.2.7',
      client: 'Chrome on Mac OS X',
      app: 'Loader',
      credential: 'key-1',
      session: 's-1',
      events: [{ eventId: 'e-1', sha256: 'aa' }],
    });
  });

  test('lists an operation once with each of its events, also where a newer parser read one again', () => {
    const chunk = { uid: uid('report'), spans: true };
    const { entries } = ledgerAfter([
      reading({ ...chunk, eventId: 'c-1', sha256: 'aa' }),
      reading({ ...chunk, time: at(0) + 9, eventId: 'c-2', sha256: 'bb' }),
      reading({ ...chunk, eventId: 'c-1', sha256: 'aa', revision: 2, client: 'Chrome' }),
    ]);
    expect(entries).toHaveLength(1);
    expect(entries[0]?.records).toBe(100);
    expect(entries[0]?.events).toEqual([
      { eventId: 'c-1', sha256: 'aa' },
      { eventId: 'c-2', sha256: 'bb' },
    ]);
  });

  test('is a pure function of the set of events: order and repetition change nothing', () => {
    fc.assert(
      fc.property(
        fc.array(readings({ days: 0.04, operations: 30 }), { maxLength: 60, size: 'max' }),
        fc.nat(),
        (all, seed) => {
          const again = [...all, ...all].toSorted(
            (a, b) => ((a.time * 31 + seed) % 97) - ((b.time * 31 + seed) % 97),
          );
          expect(ledgerAfter(again)).toEqual(ledgerAfter(all));
        },
      ),
    );
  });

  test('never says less when an operation is added: each is listed or counted', () => {
    const total = ({ entries, more }: FindingLedger) => entries.length + more;
    fc.assert(
      fc.property(
        fc.array(readings({ days: 0.04, operations: 30 }), { maxLength: 60, size: 'max' }),
        readings({ days: 0.04, operations: 30 }),
        (all, one) => {
          const added = {
            ...one,
            uid: uid('another'),
            part: 'actor' as const,
            kind: 'export' as const,
            outcome: 'success' as const,
          };
          expect(total(ledgerAfter([...all, added]))).toBe(total(ledgerAfter(all)) + 1);
        },
      ),
    );
  });

  test('fits an item whatever the names hold: shares and large exports stay, and the rest is counted', () => {
    const noise = (n: number, length: number) =>
      Array.from({ length }, (_, i) =>
        String.fromCodePoint(0x4e00 + ((n * 7919 + i * 104_729) % 20_000)),
      ).join('');
    const operations = Array.from({ length: 20 }, (_, hour) => hour).flatMap((hour) => {
      const ledger: Ledger = addReadings(
        EMPTY_LEDGER,
        Array.from({ length: 260 }, (_, n) =>
          reading({
            uid: uid(`${hour}-${n}`),
            time: at(0) + n,
            eventId: noise(n + hour, 128),
            client: noise(n, 64),
            records: 40 + n,
            kind: n === 7 ? 'share' : 'export',
          }),
        ),
      );
      return operationsOf(ledger);
    });
    const ledger = ledgerOf(operations);
    expect(deflateRawSync(JSON.stringify(ledger)).length).toBeLessThan(380_000);
    expect(ledger.entries.filter(({ kind }) => kind === 'share')).toHaveLength(20);
    const smallest = Math.min(
      ...ledger.entries.map(({ kind, records }) => (kind === 'share' ? 999 : (records ?? 0))),
    );
    expect(smallest).toBeGreaterThan(200);
    expect(ledger.entries.length + ledger.more).toBe(operations.length);
  });

  const names = (text: string): Partial<Reading> => ({ client: text, app: text, session: text });
  /** Everything is told, and no name is longer than it must be. */
  const least: Partial<Reading> = {
    ...{ operation: 'o', datasets: [], ip: '', client: '', eventId: 'e' },
    ...{ network: 'n', country: 'c', credential: 'k', session: 's', sessionName: 's' },
    ...{ records: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER },
  };
  const lines: Record<string, readonly Partial<Reading>[]> = {
    'lines with hardly a name': [least],
    'long names': [names('Chrome on Mac OS X'.repeat(90))],
    'names of characters that JSON writes as six': [names('\u0001'.repeat(700))],
    'names of characters that take three bytes': [names('漢'.repeat(700))],
    'many datasets': [{ ...least, datasets: Array.from({ length: 400 }, (_, n) => n.toString(36)) }],
    'many events': Array.from({ length: 16 }, (_, n) => ({ ...least, eventId: n.toString(36) })),
  };
  test.each(Object.entries(lines))('is cut as soon as it is too long for an item: %s', (_, parts) => {
    const operation = (n: number) => {
      const told = parts.map((one) => reading({ ...one, uid: uid(`${n}`), time: at(0) + n }));
      return operationsOf(addReadings(EMPTY_LEDGER, told));
    };
    const [line] = ledgerOf(operation(0)).entries;
    const fitting = Math.floor(360_000 / (Buffer.byteLength(JSON.stringify(line)) + 1));
    const all = Array.from({ length: fitting + 1 }, (_, n) => operation(n)).flat();
    const lengths = (some: typeof all) => {
      const { entries, more } = ledgerOf(some);
      return [entries.length, more, Buffer.byteLength(JSON.stringify(entries)) <= 360_001];
    };
    expect(lengths(all.slice(1))).toEqual([fitting, 0, true]);
    expect(lengths(all)).toEqual([fitting, 1, true]);
  });
});
