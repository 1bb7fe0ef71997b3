import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Arrival } from '../../../functions/detect/arrivals.ts';
import { assessArrivals } from '../../../functions/detect/assess-arrivals.ts';
import { isTransient } from '../../../functions/detect/errors.ts';
import { profileMemory } from '../../../functions/detect/profile-memory.ts';
import { commitProfiles } from '../../../functions/detect/profiles.ts';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryStateStore } from '../../../functions/ports/memory/state.ts';
import {
  hourKey,
  itemKey,
  openKey,
  type StateItem,
  type StateStore,
} from '../../../functions/ports/state.ts';
import { judgeBy } from '../../../shared/assess.ts';
import { hashOf } from '../../../shared/profile/resources.ts';
import type { Reading } from '../../../shared/reading.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { DAY_MS, hourOf } from '../../../shared/time.ts';
import { at, FIRST_DAY, reading, uid } from '../../fixtures/readings.ts';
import { Throttled } from './faults.ts';
import {
  content,
  copy,
  deliver,
  deliverShard,
  faults,
  findingsOf,
  options,
  shardsOf,
  type World,
} from './tables.ts';

const MARA = 'actor/salesforce/default/mara';
const NOOR = 'actor/salesforce/default/noor';
const judgeFor = () => judgeBy(DEFAULT_SETTINGS);

const arrivalOf = (
  entity: string,
  readings: readonly Reading[],
  records: readonly number[] = [0],
): Arrival => ({
  entity,
  readings,
  records,
  arrivedTime: Math.max(...readings.map(({ time }) => time)),
});

/** Thirty ordinary days of one actor. */
const ordinary: World = { state: new Map(), findings: new Map() };
await deliver(ordinary, [
  arrivalOf(
    MARA,
    Array.from({ length: 30 }, (_, day) => reading({ time: at(day) })),
  ),
]);

/** Few operations in few hours over five days, so that batches meet. */
const readings: fc.Arbitrary<Reading> = fc
  .record({
    operation: fc.nat(4),
    day: fc.constantFrom(28, 31, 32, 33),
    hour: fc.constantFrom(0, 9, 10, 23),
    eventId: fc.constantFrom('first', 'second'),
    records: fc.constantFrom(null, 40, 90_000),
    network: fc.constantFrom('AS64500', 'AS64511'),
    outcome: fc.constantFrom('success', 'success', 'failure'),
    name: fc.constantFrom('Mara Lind', 'Mara'),
    dataset: fc.constantFrom('report:Accounts', 'report:Cases'),
  })
  .map(({ operation, day, hour, outcome, dataset, ...parts }) =>
    reading({
      ...parts,
      uid: uid(`operation ${operation}`),
      spans: operation % 2 === 0,
      time: at(day, hour),
      outcome: outcome as Reading['outcome'],
      datasets: [dataset],
    }),
  );
const batch = fc.array(readings, { minLength: 1, maxLength: 6 });
const shards = shardsOf(batch);
test('what a process remembers of profiles changes no byte in the tables, whoever writes in between', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(batch, fc.nat(2)), { minLength: 3, maxLength: 8 }), async (all) => {
      const bare = copy(ordinary);
      const kept = copy(ordinary);
      const memories = [profileMemory(), profileMemory(), undefined];
      for (const [one, process] of all) {
        const arrivals = [arrivalOf(MARA, one)];
        await deliver(bare, arrivals);
        const profiles = memories[process];
        const state = memoryStateStore(kept.state);
        const findings = memoryFindingStore(kept.findings);
        const ports = profiles === undefined ? { state, findings } : { state, findings, profiles };
        expect((await assessArrivals(arrivals, ports, options)).failed).toEqual([]);
      }
      expect(kept).toEqual(bare);
    }),
    { numRuns: 100 },
  );
});

describe('batches of one actor, on several shards at once', () => {
  test('end in the tables that one batch after another ends in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), shards, async (scheduler, all) => {
        const world = copy(ordinary);
        const turn = () => scheduler.schedule(Promise.resolve());
        const runs = all.map((batches) =>
          deliverShard(
            world,
            batches.map((one) => [arrivalOf(MARA, one)]),
            [],
            turn,
          ),
        );
        await scheduler.waitFor(Promise.all(runs));
        expect(content(world)).toEqual(await inOrder(all));
      }),
      { numRuns: 40 },
    );
  });

  test('end in the same tables wherever a process dies or a call is throttled', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        shards,
        fc.array(fc.array(faults, { maxLength: 4 }), { minLength: 3, maxLength: 3 }),
        async (scheduler, all, plans) => {
          const world = copy(ordinary);
          const turn = () => scheduler.schedule(Promise.resolve());
          const runs = all.map((batches, shard) =>
            deliverShard(
              world,
              batches.map((one) => [arrivalOf(MARA, one)]),
              plans[shard] ?? [],
              turn,
            ),
          );
          await scheduler.waitFor(Promise.all(runs));
          expect(content(world)).toEqual(await inOrder(all));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('end in the same tables after a death at any single call', async () => {
    const loot = [
      reading({ time: at(33), uid: uid('loot'), records: 90_000, network: 'AS64511', spans: true }),
    ];
    const late = [reading({ time: at(28, 23), uid: uid('late'), records: 5 }), ...loot];
    const expected = await inOrder([[loot, late]]);
    expect(expected.findings.length).toBeGreaterThan(0);
    for (let call = 0; call < 30; call++)
      for (const kind of ['dies', 'throttles'] as const)
        for (const afterEffect of [false, true]) {
          const world = copy(ordinary);
          const batches = [loot, late].map((one) => [arrivalOf(MARA, one)]);
          await deliverShard(world, batches, [[{ call, kind, afterEffect }]], async () => {});
          expect(content(world), `${kind} at call ${call}`).toEqual(expected);
        }
  });

  test('end in the same tables if another batch is delivered between any two reads of a repeated one', async () => {
    const first = [arrivalOf(MARA, [reading({ time: at(30), uid: uid('first'), records: 7 })])];
    const second = [arrivalOf(MARA, [reading({ time: at(30), uid: uid('second'), records: 90_000 })])];
    const expected = await inOrder([[first, second].map(([one]) => one?.readings ?? [])]);
    for (const order of ['asked', 'reversed'])
      for (let moment = 0; moment < 6; moment++) {
        const world = copy(ordinary);
        await deliver(world, first);
        const store = memoryStateStore(world.state);
        let reads = 0;
        const state: StateStore = {
          ...store,
          read: async (keys) => {
            const items = new Map<string, StateItem>();
            for (const key of order === 'asked' ? keys : keys.toReversed()) {
              if (reads++ === moment) await deliver(world, second);
              for (const [name, item] of await store.read([key])) items.set(name, item);
            }
            return items;
          },
        };
        await assessArrivals(first, { state, findings: memoryFindingStore(world.findings) }, options);
        if (reads > moment) expect(content(world), `${order}, at read ${moment}`).toEqual(expected);
      }
  });

  async function inOrder(all: readonly (readonly (readonly Reading[])[])[]) {
    const world = copy(ordinary);
    for (const one of all.flat()) await deliver(world, [arrivalOf(MARA, one)]);
    return content(world);
  }
});

describe('an actor', () => {
  /** What colleagues do counts for each other, so it is one of another organisation. */
  const ELSEWHERE = NOOR.replace('/default/', '/elsewhere/');

  test('is told apart from every other: batches of two end in what each has alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 3 }), batch, async (mara, noor) => {
        const both = copy(ordinary);
        for (const one of mara) await deliver(both, [arrivalOf(MARA, one), arrivalOf(ELSEWHERE, noor)]);
        const alone = copy(ordinary);
        for (const one of mara) await deliver(alone, [arrivalOf(MARA, one)]);
        const other: World = { state: new Map(), findings: new Map() };
        await deliver(other, [arrivalOf(ELSEWHERE, noor)]);
        const [first, second] = [content(alone), content(other)];
        expect(content(both)).toEqual({
          profiles: [...first.profiles, ...second.profiles],
          ledgers: [...first.ledgers, ...second.ledgers],
          findings: [...first.findings, ...second.findings].sort((a, b) => (a.id < b.id ? -1 : 1)),
          // Each in the tables of his own organisation.
          uses: [...first.uses, ...second.uses].sort((a, b) => (a.key < b.key ? -1 : 1)),
          persons: [],
        });
      }),
      { numRuns: 40 },
    );
  });

  test('has no profile while nothing succeeded', async () => {
    const world: World = { state: new Map(), findings: new Map() };
    await deliver(world, [arrivalOf(NOOR, [reading({ outcome: 'failure' })])]);
    expect([...world.state.values()].map(({ part }) => part)).toEqual([`hour#${hourOf(at(0))}`]);
  });
});

describe('a finding', () => {
  const loot = reading({ time: at(30), uid: uid('loot'), records: 90_000, network: 'AS64511' });

  test('is written again for evidence that only its ledger shows', async () => {
    const world = copy(ordinary);
    await deliver(world, [arrivalOf(MARA, [loot])]);
    const [before] = findingsOf(world.findings);
    await deliver(world, [arrivalOf(MARA, [{ ...loot, eventId: 'chunk', datasets: ['report:Cases'] }])]);
    const [after] = findingsOf(world.findings);
    expect(before?.exposure.datasets.map(({ name }) => name)).toEqual(['report:Accounts']);
    expect(after?.exposure.datasets.map(({ name }) => name)).toEqual(['report:Accounts', 'report:Cases']);
  });

  test('is told as its day was judged last by whoever lost a race for it', async () => {
    const own = [arrivalOf(MARA, [loot])];
    const more = { uid: uid('more'), network: 'AS64499', client: 'python-requests' };
    const other = [arrivalOf(MARA, [reading({ ...more, time: at(30, 3), records: 400_000 })])];
    const [alone, inOrder, world] = [copy(ordinary), copy(ordinary), copy(ordinary)];
    await deliver(alone, own);
    for (const one of [other, own]) await deliver(inOrder, one);
    const store = memoryStateStore(world.state);
    let raced = false;
    const state: StateStore = {
      ...store,
      write: async (item, expected) => {
        if (item.part === 'open' && !raced) {
          raced = true;
          await deliver(world, other);
        }
        return store.write(item, expected);
      },
    };
    const ports = { state, findings: memoryFindingStore(world.findings) };
    const { failed, lostRaces } = await assessArrivals(own, ports, options);
    expect({ failed, lostRaces }).toEqual({ failed: [], lostRaces: 1 });
    const signalsIn = ({ findings }: World) => findingsOf(findings).map(({ signals }) => signals);
    expect(signalsIn(world)).toEqual(signalsIn(inOrder));
    expect(signalsIn(world)).not.toEqual(signalsIn(alone));
    expect(content(world)).toEqual(content(inOrder));
  });

  test('of a day is still there after the day has become final', async () => {
    const world = copy(ordinary);
    await deliver(world, [arrivalOf(MARA, [loot])]);
    const before = findingsOf(world.findings);
    for (let day = 31; day < 45; day++) await deliver(world, [arrivalOf(MARA, [reading({ time: at(day) })])]);
    expect(findingsOf(world.findings).find(({ id }) => id === before[0]?.id)).toEqual(before[0]);
  });
});

describe('an operation in two hours', () => {
  test('is counted once, whichever of them arrives first', async () => {
    const parts = { uid: uid('long report'), spans: true, records: 500 };
    const [begun, ended] = [reading({ ...parts, time: at(30, 23) }), reading({ ...parts, time: at(31, 0) })];
    const [together, inOrder, reversed] = [copy(ordinary), copy(ordinary), copy(ordinary)];
    await deliver(together, [arrivalOf(MARA, [begun, ended])]);
    for (const one of [begun, ended]) await deliver(inOrder, [arrivalOf(MARA, [one])]);
    for (const one of [ended, begun]) await deliver(reversed, [arrivalOf(MARA, [one])]);
    expect(content(inOrder)).toEqual(content(together));
    expect(content(reversed)).toEqual(content(together));
  });
});

describe('an event from before the horizon', () => {
  test('is counted and kept in its ledger, and changes neither profile nor the findings made in time', async () => {
    const world = copy(ordinary);
    const before = content(world);
    const old = arrivalOf(MARA, [reading({ time: at(20, 3), uid: uid('old'), records: 1e6 })]);
    const { committed } = await deliver(world, [old]);
    expect(committed).toMatchObject([{ historical: 1, fromDay: undefined, version: 31 }]);
    expect(content(world).profiles).toEqual(before.profiles);
    const { findings } = content(world);
    expect(findings.filter(({ historical }) => historical !== true)).toEqual(before.findings);
    expect(world.state.has(itemKey(hourKey(MARA, hourOf(at(20, 3)))))).toBe(true);
  });

  test('is one exactly six days late, and is not one a millisecond earlier', async () => {
    for (const [time, historical] of [
      [at(29) - 6 * 86_400_000, 0],
      [at(29) - 6 * 86_400_000 - 1, 1],
    ] as const) {
      const { committed } = await deliver(copy(ordinary), [
        arrivalOf(MARA, [reading({ time, uid: uid('x') })]),
      ]);
      expect(committed).toMatchObject([{ historical }]);
    }
  });

  test('cannot tell an hour anew whose ledger has expired', async () => {
    const world = copy(ordinary);
    const before = content(world);
    world.state.delete(itemKey(hourKey(MARA, hourOf(at(27)))));
    const late = arrivalOf(MARA, [reading({ time: at(27), uid: uid('late'), records: 1 })]);
    const { committed } = await deliver(world, [late]);
    expect(committed).toMatchObject([{ historical: 1 }]);
    expect(content(world).profiles).toEqual(before.profiles);
  });
});

describe('an error of one entity', () => {
  const arrivals = [
    arrivalOf(MARA, [reading({ time: at(30) })], [4, 7]),
    arrivalOf(NOOR, [reading({ time: at(30) })], [2, 5]),
  ];

  test('that is permanent leaves the others alone, whether it is in a stored item or in a write', async () => {
    const damaged = copy(ordinary);
    const key = itemKey(openKey(MARA));
    damaged.state.set(key, { ...(damaged.state.get(key) as StateItem), bytes: Uint8Array.of(1, 2, 3) });
    const stored = await commitProfiles(memoryStateStore(damaged.state), arrivals, judgeFor);
    const refusing: StateStore = {
      ...memoryStateStore(copy(ordinary).state),
      write: async ({ entity }) => {
        if (entity === MARA)
          throw Object.assign(new Error('too large'), { name: 'ValidationException', $metadata: {} });
        return true;
      },
    };
    for (const { committed, refused } of [stored, await commitProfiles(refusing, arrivals, judgeFor)]) {
      expect(committed.map(({ arrival }) => arrival.entity)).toEqual([NOOR]);
      expect(refused.map(({ arrival }) => arrival.entity)).toEqual([MARA]);
      expect(isTransient(refused[0]?.error)).toBe(false);
    }
  });

  test('names the records to deliver again', async () => {
    const world = copy(ordinary);
    const store = memoryStateStore(world.state);
    const throttled: StateStore = {
      ...store,
      write: async (item, expected) => {
        if (item.entity === NOOR) throw new Throttled();
        return store.write(item, expected);
      },
    };
    const { committed, refused } = await commitProfiles(throttled, arrivals, judgeFor);
    expect(committed.map(({ arrival }) => arrival.entity)).toEqual([MARA]);
    expect(refused).toMatchObject([{ arrival: { entity: NOOR, records: [2, 5] } }]);
    expect(isTransient(refused[0]?.error)).toBe(true);
  });

  test('whose base is gone for good is permanent, and says what to do', async () => {
    const world = copy(ordinary);
    for (const [key, { part }] of world.state) if (part.startsWith('base#')) world.state.delete(key);
    const { committed, refused } = await commitProfiles(memoryStateStore(world.state), arrivals, judgeFor);
    expect(committed.map(({ arrival }) => arrival.entity)).toEqual([NOOR]);
    expect(String(refused[0]?.error)).toMatch(
      /rests on base#[0-9a-f]{16}, which is not in the state table: rebuild/,
    );
    expect(isTransient(refused[0]?.error)).toBe(false);
  });
});

describe('a lost race', () => {
  const arrival = arrivalOf(MARA, [reading({ time: at(30) })]);
  const losing = (times: number) => {
    const store = memoryStateStore(copy(ordinary).state);
    let lost = 0;
    return {
      ...store,
      write: async (item: StateItem, expected: number) => lost++ >= times && store.write(item, expected),
    };
  };

  test('is run again from the read, and counted', async () => {
    const { committed, refused, races } = await commitProfiles(losing(3), [arrival], judgeFor);
    expect({ committed: committed.length, refused, races }).toEqual({ committed: 1, refused: [], races: 3 });
  });

  test('is left to the mapping after a dozen attempts', async () => {
    expect((await commitProfiles(losing(11), [arrival], judgeFor)).committed).toHaveLength(1);
    expect((await commitProfiles(losing(12), [arrival], judgeFor)).refused).toHaveLength(1);
    const { committed, refused } = await commitProfiles(losing(1000), [arrival], judgeFor);
    expect(committed).toEqual([]);
    expect(String(refused[0]?.error)).toContain('changed 12 times while it was being updated');
    expect(isTransient(refused[0]?.error)).toBe(true);
  });
});

describe('what the state table holds of an actor', () => {
  test('is one base at most, and its version rises with every day of a batch', async () => {
    const world = copy(ordinary);
    for (let day = 30; day < 50; day++) {
      await deliver(world, [arrivalOf(MARA, [reading({ time: at(day) })])]);
      const parts = [...world.state.values()].map(({ part }) => part);
      expect(parts.filter((part) => part.startsWith('base#'))).toHaveLength(1);
      expect(world.state.get(itemKey(openKey(MARA)))?.version).toBe(day + 1);
    }
  });

  test('expires: ledgers 14 days after they arrived, profiles 400 days after the last event, tables after 140', async () => {
    const world: World = { state: new Map(), findings: new Map() };
    await deliver(world, [{ ...arrivalOf(MARA, [reading({ time: at(0) })]), arrivedTime: at(3) }]);
    const expires = Object.fromEntries(
      [...world.state.values()].map((item) => [item.part, item.expires * 1000]),
    );
    expect(expires).toEqual({
      open: at(400),
      [`hour#${hourOf(at(0))}`]: at(17),
      [`uses#${Math.floor(FIRST_DAY / 28)}#${hashOf(MARA) % 8}`]: (FIRST_DAY + 140) * DAY_MS,
    });
    for (const item of ordinary.state.values())
      if (item.part.startsWith('base#')) expect(item.expires * 1000).toBeGreaterThan(at(29 + 400));
  });
});
