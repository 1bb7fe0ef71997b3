import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rememberImmutable } from '../../functions/ports/immutable.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { inSegments } from '../../functions/ports/segments.ts';
import { itemKey, type StateItem, type StateStore } from '../../functions/ports/state.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { addReadings, EMPTY_LEDGER, ledger } from '../../shared/ledger.ts';
import type { Ledger } from '../../shared/ledger-sample.ts';
import { EPOCH_DAY, readings } from '../arbitraries.ts';
import { stateStoreContract } from '../contracts/state.ts';

stateStoreContract('memory in segments', async () => inSegments(rememberImmutable(memoryStateStore())));

const key = { entity: 'actor/snowflake/example/LOADER', part: `hour#${EPOCH_DAY * 24 + 9}` };
const [sample] = fc.sample(readings({ days: 1, operations: 1 }), { numRuns: 1, seed: 11 });

/** The n-th event of a program that works without a pause; every one weighs something else. */
function event(n: number) {
  if (sample === undefined) throw new Error('no sample');
  const hash = sha256Hex(`event ${n}`);
  const records = (Number.parseInt(hash.slice(0, 6), 16) % 5000) + 1;
  return { ...sample, uid: hash.slice(0, 16), eventId: hash, kind: 'export', records } as const;
}

const events = (from: number, count: number) => Array.from({ length: count }, (_, n) => event(from + n));

/** As `detect` does it: read, add, write on condition, again if somebody was faster. */
async function add(store: StateStore, from: number, count: number, expires = 2_000_000_000): Promise<void> {
  for (;;) {
    const stored = (await store.read([key])).get(itemKey(key));
    const before = stored === undefined ? EMPTY_LEDGER : ledger.decode(stored.bytes);
    const version = stored?.version ?? 0;
    const bytes = ledger.encode(addReadings(before, events(from, count)));
    if (await store.write({ ...key, version: version + 1, bytes, expires }, version)) return;
  }
}

async function stored(store: StateStore): Promise<Ledger> {
  const item = (await store.read([key])).get(itemKey(key));
  return item === undefined ? EMPTY_LEDGER : ledger.decode(item.bytes);
}

const sorted = ({ lines, ...rest }: Ledger) => ({ ...rest, lines: [...lines].sort() });

/** What is written, in DynamoDB's write units, without the names of items and attributes. */
function counting(store: StateStore): { readonly store: StateStore; readonly units: () => number } {
  let units = 0;
  const write = (item: StateItem, expected: number) => {
    units += Math.ceil(item.bytes.length / 1024);
    return store.write(item, expected);
  };
  return { store: { ...store, write }, units: () => units };
}

describe('a ledger in segments', () => {
  test('is read from the table where that was set back and holds another under the same version', async () => {
    const items = new Map<string, StateItem>();
    const mine = inSegments(memoryStateStore(items));
    await add(mine, 0, 60);
    const earlier = new Map(items);
    await add(mine, 60, 60);
    items.clear();
    for (const [name, item] of earlier) items.set(name, item);
    const others = inSegments(memoryStateStore(items));
    await add(others, 1000, 60);
    expect(sorted(await stored(mine))).toEqual(sorted(await stored(inSegments(memoryStateStore(items)))));
    expect((await stored(mine)).lines.size).toBe(120);
    await add(mine, 2000, 60);
    expect((await stored(others)).lines.size).toBe(180);
  });

  test('is what was written, whoever wrote it and whatever else was remembered, also where it is a sample', async () => {
    const steps = fc.array(fc.record({ count: fc.integer({ min: 1, max: 400 }), writer: fc.nat(2) }), {
      minLength: 1,
      maxLength: 14,
    });
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(200_000), async (all, maxBytes) => {
        const table = memoryStateStore();
        // Processes with a memory of their own, one of them with next to none.
        const writers = [maxBytes, 64, 1_000_000].map((most) => inSegments(rememberImmutable(table, most)));
        let [expected, from]: [Ledger, number] = [EMPTY_LEDGER, 0];
        for (const { count, writer } of all) {
          const store = writers[writer];
          if (store === undefined) throw new Error('no writer');
          await add(store, from, count);
          expected = addReadings(expected, events(from, count));
          from += count;
          for (const reader of writers) expect(sorted(await stored(reader))).toEqual(sorted(expected));
        }
      }),
      { numRuns: 12 },
    );
  });

  test('lets one of two writers win, and loses nothing of the other', async () => {
    const table = memoryStateStore();
    const [one, other] = [inSegments(table), inSegments(rememberImmutable(table))];
    await add(one, 0, 300);
    await Promise.all([add(one, 300, 90), add(other, 390, 90)]);
    expect(sorted(await stored(other))).toEqual(sorted(addReadings(EMPTY_LEDGER, events(0, 480))));
  });

  test('costs a few units for each batch, however many lines there are', async () => {
    const whole = counting(memoryStateStore());
    const parts = counting(memoryStateStore());
    const store = inSegments(parts.store);
    for (let batch = 0; batch < 150; batch++) {
      await add(whole.store, batch * 6, 6);
      await add(store, batch * 6, 6);
    }
    console.log(`150 batches of 6 events: ${whole.units()} write units whole, ${parts.units()} in segments`);
    expect(parts.units()).toBeLessThan(150 * 3);
    expect(parts.units()).toBeLessThan(whole.units() / 7);
  });

  test('is read without the segments that this process has read or written before', async () => {
    const table = memoryStateStore();
    const asked: string[] = [];
    const watched: StateStore = {
      ...table,
      read: (keys) => {
        asked.push(...keys.map(({ part }) => part));
        return table.read(keys);
      },
    };
    const store = inSegments(rememberImmutable(watched));
    await add(store, 0, 500);
    asked.length = 0;
    await add(store, 500, 5);
    expect(asked).toEqual([key.part]);
  });

  test('lives as long as it was last said to, with all its segments, which are written again for it once', async () => {
    const day = 86_400;
    for (const later of [1, 29, 31, 400]) {
      const { store: table, units } = counting(memoryStateStore());
      const items = (table as ReturnType<typeof memoryStateStore>).items;
      await add(inSegments(rememberImmutable(table)), 0, 500, 2_000_000_000);
      const store = inSegments(rememberImmutable(table));
      const before = units();
      await add(store, 500, 1, 2_000_000_000 + later * day);
      const renewing = units() - before;
      for (const { expires } of items.values())
        expect(expires).toBeGreaterThanOrEqual(2_000_000_000 + later * day);
      await add(store, 501, 1, 2_000_000_000 + later * day);
      expect(units() - before - renewing).toBeLessThan(4);
      expect(sorted(await stored(store))).toEqual(sorted(addReadings(EMPTY_LEDGER, events(0, 502))));
    }
  });

  test('whose segment somebody else has stored already, to live shorter, takes it along', async () => {
    const table = memoryStateStore();
    const [slow, fast] = [inSegments(table), inSegments(table)];
    await add(slow, 0, 100, 2_000_000_000);
    // Whoever loses the race has written the segment of a head that was never stored.
    const lost = {
      ...table,
      write: async (item: StateItem, expected: number) =>
        item.part === key.part ? false : table.write(item, expected),
    };
    const loser = inSegments(lost);
    const before = (await loser.read([key])).get(itemKey(key)) as StateItem;
    const bytes = ledger.encode(addReadings(ledger.decode(before.bytes), events(100, 60)));
    expect(await loser.write({ ...before, version: before.version + 1, bytes }, before.version)).toBe(false);
    await add(fast, 100, 60, 2_000_000_000 + 76 * 86_400);
    for (const { part, expires } of table.items.values())
      expect(expires, part).toBeGreaterThanOrEqual(2_000_000_000 + 76 * 86_400);
  });

  test('is given back as it was written by the one who wrote it', async () => {
    const store = inSegments(rememberImmutable(memoryStateStore()));
    await add(store, 0, 200);
    const [first, second] = [await store.read([key]), await store.read([key])].map((one) =>
      one.get(itemKey(key)),
    );
    expect(first?.bytes).toBe(second?.bytes);
    expect(sorted(await stored(store))).toEqual(sorted(addReadings(EMPTY_LEDGER, events(0, 200))));
  });

  test('that is small is one item, as it always was', async () => {
    const table = memoryStateStore();
    await add(inSegments(table), 0, 4);
    expect([...table.items.values()].map(({ part }) => part)).toEqual([key.part]);
    expect(sorted(await stored(table))).toEqual(sorted(addReadings(EMPTY_LEDGER, events(0, 4))));
  });
});
