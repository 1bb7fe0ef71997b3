import fc from 'fast-check';
import { ACTOR_TYPES, KINDS, OUTCOMES } from '../shared/activity.ts';
import { sha256Hex } from '../shared/hash.ts';
import type { Reading } from '../shared/reading.ts';
import { DAY_MS } from '../shared/time.ts';

/** 2026-01-05, a Monday. */
export const EPOCH_DAY = 20_458;

const hex = (digits: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits });

/** So many that an hour of them is a sample. */
const manyDatasets = fc
  .uniqueArray(fc.nat(400), { maxLength: 8 })
  .map((all) => all.map((n) => `table:${n}`).sort());

/** Any reading of one actor within `days` days; few operations, so that several readings share one. */
export function readings(options: {
  readonly days: number;
  readonly operations: number;
}): fc.Arbitrary<Reading> {
  return (
    fc
      .record({
        // The identity's kind is part of what is hashed, so a uid either always spans or never does.
        uid: fc.nat(options.operations - 1).map((n) => sha256Hex(String(n)).slice(0, 16)),
        time: fc.nat(Math.floor(options.days * DAY_MS) - 1).map((offset) => EPOCH_DAY * DAY_MS + offset),
        spans: fc.constant(false),
        revision: fc.nat(2),
        kind: fc.constantFrom(...KINDS),
        operation: fc.constantFrom('ReportExported', 'user.session.start', 'board.exported'),
        outcome: fc.constantFrom(...OUTCOMES),
        records: fc.option(fc.nat(1_000_000)),
        bytes: fc.option(fc.nat(1_000_000_000)),
        datasets: fc.oneof(fc.subarray(['report:Accounts', 'report:Cases', 'project:web']), manyDatasets),
        ip: fc.constantFrom('', '192.0.2.7', '198.51.100.9'),
        network: fc.constantFrom('', 'AS64500', 'AS64501', '203.0.113.0/24'),
        country: fc.constantFrom('', 'NL', 'US'),
        client: fc.constantFrom('', 'Chrome on macOS', 'python-requests'),
        app: fc.constantFrom('', 'Loader'),
        actorType: fc.constantFrom(...ACTOR_TYPES),
        email: fc.constant('mara@example.com'),
        name: fc.constantFrom('Mara Lind', ''),
        eventId: hex(8),
        sha256: hex(8),
        session: fc.constantFrom('', 's-1', 's-2'),
        sessionName: fc.constantFrom('', '', 'mara@example.com'),
        credential: fc.constantFrom('', '', 'key-1', 'key-2'),
        hosting: fc.boolean(),
        outside: fc.boolean(),
        hits: fc.subarray(['outflow-1', 'outflow-2']),
        part: fc.constantFrom('actor', 'actor', 'actor', 'target', 'source'),
        counterpart: fc.constantFrom('', 'ana', 'noor', 'omar'),
      })
      // Addresses and accounts have ledgers of their own, so that the two share no operation.
      .map((reading) => {
        if (reading.part === 'source')
          return { ...reading, uid: sha256Hex(`source ${reading.uid}`).slice(0, 16) };
        return { ...reading, spans: reading.uid.charCodeAt(0) % 2 === 0 };
      })
  );
}

/** In batches of these sizes, which come again and again. */
export function cut<Item>(all: readonly Item[], sizes: readonly number[]): Item[][] {
  const batches: Item[][] = [];
  for (let start = 0, i = 0; start < all.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    batches.push(all.slice(start, start + size));
    start += size;
  }
  return batches;
}
