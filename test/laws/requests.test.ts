import { describe, expect, test } from 'vitest';
import { meteredState } from '../../cli/cost/metered-state.ts';
import { newMeter, type Units, type Used } from '../../cli/cost/usage.ts';
import { assessArrivals } from '../../functions/detect/assess-arrivals.ts';
import { organisationsIn } from '../../functions/detect/organisations.ts';
import { rememberImmutable } from '../../functions/ports/immutable.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { shardsOf } from '../../functions/ports/organisations.ts';
import { inSegments } from '../../functions/ports/segments.ts';
import { itemKey, type StateItem, type StateKey } from '../../functions/ports/state.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import type { Reading } from '../../shared/reading.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { at, reading, uid } from '../fixtures/readings.ts';

const options = { hashKey: new Uint8Array(32), settings: DEFAULT_SETTINGS, now: () => 0 };
const entityOf = (actor: number) => `actor/salesforce/example/005${String(actor).padStart(12, '0')}`;

/** A person's working day: some reports looked at, one taken out. */
function workday(day: number, actor = 0): Reading[] {
  const hours = [8, 9, 11, 14, 16];
  return hours.map((hour, n) =>
    reading({
      time: at(day, hour) + actor,
      uid: uid(`${actor} ${day} ${hour}`),
      kind: n === 3 ? 'export' : 'read',
      records: 40 + (day % 7),
      datasets: [`report:${(day + n) % 5}`],
    }),
  );
}

/** One process of detect on a table of these items, with everything that it asks for counted. */
function process(items: Map<string, StateItem>) {
  const meter = newMeter();
  const state = inSegments(rememberImmutable(meteredState(items, meter)));
  const ports = { state, findings: memoryFindingStore(), organisations: organisationsIn(state) };
  const deliver = async (readings: readonly Reading[], actors: readonly number[]): Promise<Used> => {
    const arrivals = actors.map((actor) => ({
      entity: entityOf(actor),
      readings,
      records: [0],
      arrivedTime: readings[0]?.time ?? 0,
      emails: [],
      personNews: [],
    }));
    const { failed } = await assessArrivals(arrivals, ports, options);
    expect(failed).toEqual([]);
    return meter.take();
  };
  return { deliver, state };
}

/** Somebody's state after so many days, and the process that has seen them. */
async function lived(days: number) {
  const items = new Map<string, StateItem>();
  const { deliver } = process(items);
  for (let day = 0; day < days; day++) await deliver(workday(day), [0]);
  return { items, deliver };
}

const OWN = ['ledgers', 'profiles', 'profile history'] as const;
const own = (used: Used, name: keyof Units) => OWN.reduce((sum, store) => sum + used[store][name], 0);

describe('an account, hour and batch', () => {
  test('costs three item reads and two item writes at most, and the two together three write units', async () => {
    const { items } = await lived(45);
    // A process that remembers nothing: the profile, its history and the ledger of the hour.
    const { deliver } = process(items);
    await deliver([reading({ time: at(45, 8), uid: uid('first of the day') })], [0]);
    const fresh = process(items);
    const used = await fresh.deliver([reading({ time: at(45, 8) + 1, uid: uid('another') })], [0]);
    expect([used.profiles.reads, used['profile history'].reads, used.ledgers.reads]).toEqual([1, 1, 1]);
    expect([used.profiles.writes, used['profile history'].writes, used.ledgers.writes]).toEqual([1, 0, 1]);
    expect(own(used, 'writeUnits')).toBeLessThanOrEqual(3);
    // The history never changes under its name, so the same process reads it once.
    const again = await fresh.deliver([reading({ time: at(45, 8) + 2, uid: uid('one more') })], [0]);
    expect([own(again, 'reads'), own(again, 'writes')]).toEqual([2, 2]);
  });

  test('asks nothing of the tables of its organisation once it stands in them', async () => {
    const { deliver } = await lived(47);
    const today = (hour: number) => deliver([reading({ time: at(47, hour), uid: uid(`${hour}`) })], [0]);
    await today(8);
    expect((await today(9))['organisation tables']).toMatchObject({ reads: 0, writes: 0 });
  });

  test('costs one more of each a day, when a day becomes final', async () => {
    const { deliver } = await lived(45);
    const used = await deliver(workday(45), [0]);
    expect(used['profile history']).toMatchObject({ reads: 0, writes: 2 });
    expect(own(used, 'reads')).toBe(1 + 5);
    expect(own(used, 'writes')).toBe(5 + 1 + 2);
  });
});

/** A table of so many accounts like this one: the items of the others are made when they are asked for. */
class Crowd extends Map<string, StateItem> {
  readonly like: ReadonlyMap<string, StateItem>;
  readonly accounts: number;
  constructor(like: ReadonlyMap<string, StateItem>, accounts: number) {
    super();
    this.like = like;
    this.accounts = accounts;
  }
  override get(key: string): StateItem | undefined {
    const written = super.get(key);
    if (written !== undefined) return written;
    const [entity = '', part = ''] = key.split(' ');
    const actor = Number(/\/005(\d{12})$/.exec(entity)?.[1] ?? Number.NaN);
    const like = actor < this.accounts ? this.like.get(itemKey({ entity: entityOf(0), part })) : undefined;
    return like && { ...like, entity };
  }
}

const PARTS = shardsOf('', 0).length;
/** The first from this one on who stands in that part of the organisation's tables: as many meet in each, whatever the size. */
function inPart(part: number, actor: number): number {
  return hashOf(entityOf(actor)) % PARTS === part ? actor : inPart(part, actor + 1);
}

describe('what an event asks of the tables', () => {
  test('is the same among a thousand accounts and among a million', async () => {
    const { items } = await lived(45);
    const counted = [];
    for (const size of [1_000, 30_000, 1_000_000]) {
      const crowd = new Crowd(items, size);
      const actors = Array.from({ length: PARTS }, (_, part) =>
        Array.from({ length: 5 }, (_, n) => inPart(part, Math.floor(((n * PARTS + part) * size) / 50))),
      ).flat();
      // Of each what it is enters the tables once; how many are in each other's way then is chance.
      await process(crowd).deliver([reading({ time: at(45, 7), uid: uid('first of the day') })], actors);
      const { deliver } = process(crowd);
      // The tables of the organisation are read once a day by each process, however many accounts there are, and then the part
      // that an account is entered in: once for all of a batch that meet there.
      const { 'organisation tables': tables, ...used } = await deliver(
        [reading({ time: at(45, 8), uid: uid('today') })],
        actors,
      );
      expect(tables.reads).toBeLessThan(4 * PARTS + actors.length);
      counted.push({ tables: tables.reads, used });
    }
    expect(counted[1]).toEqual(counted[0]);
    expect(counted[2]).toEqual(counted[0]);
  });

  test('is the same on day 45 and on day 365, and so is what is stored', async () => {
    const measure = async (days: number) => {
      const { items, deliver } = await lived(days);
      const used = await deliver(workday(days), [0]);
      const size = (key: StateKey) => items.get(itemKey(key))?.bytes.length ?? 0;
      const open = items.get(itemKey({ entity: entityOf(0), part: 'open' }));
      const base = { entity: entityOf(0), part: open?.base ?? '' };
      return {
        used: [own(used, 'reads'), own(used, 'writes')],
        open: size({ ...base, part: 'open' }),
        base: size(base),
      };
    };
    const [young, old] = [await measure(45), await measure(365)];
    expect(old.used).toEqual(young.used);
    console.log(`day 45: open ${young.open} B, base ${young.base} B; day 365: ${old.open} B, ${old.base} B`);
    expect(old.open).toBeLessThan(young.open * 1.2);
    expect(old.base).toBeLessThan(4096);
  });
});
