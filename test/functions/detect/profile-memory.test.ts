import { expect, test } from 'vitest';
import { profileMemory } from '../../../functions/detect/profile-memory.ts';
import type { Remembered } from '../../../functions/ports/remembered.ts';
import { addReadings, EMPTY_LEDGER, ledger } from '../../../shared/ledger.ts';
import { encodeBase, encodeOpen } from '../../../shared/profile/codec.ts';
import { at, live, reading, uid } from '../../fixtures/readings.ts';

/** Of items that say the same, and were read twice each, how many of the last are still what they were. */
function keptOf(memory: Remembered<unknown>, part: string, bytes: Uint8Array): number {
  const read = (n: number) => memory.read({ entity: `actor/${n}`, part, version: 1, bytes, expires: 0 });
  const values = Array.from({ length: 60 }, (_, n) => [read(n), read(n)][1]).toReversed();
  const forgotten = values.findIndex((value, n) => read(values.length - 1 - n) !== value);
  return forgotten === -1 ? values.length : forgotten;
}

/** Every hour of eight weeks, always the same: deflated, next to nothing. */
const { profile } = live(
  Array.from({ length: 56 }, (_, day) =>
    Array.from({ length: 24 }, (_, hour) => reading({ time: at(day, hour) })),
  ),
);

const busy = addReadings(
  EMPTY_LEDGER,
  Array.from({ length: 900 }, (_, n) => reading({ uid: uid(`${n}`) })),
);

test('what is kept of profiles is bounded by what they take in memory, however little they take in the table', () => {
  const memory = profileMemory(2_000_000);
  // Open: a quarter of a megabyte each; a base a quarter of that; a full ledger more than a megabyte.
  expect(keptOf(memory.open, 'open', encodeOpen(profile.open))).within(5, 10);
  expect(keptOf(memory.base, 'base', encodeBase(profile.base))).within(20, 40);
  expect(keptOf(memory.ledger, 'hour#1', ledger.encode(busy))).within(1, 2);
});
