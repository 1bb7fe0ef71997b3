import { describe, expect, test } from 'vitest';
import { enterFeeds } from '../../../functions/detect/feeds.ts';
import { memoryFeedReader } from '../../../functions/ports/memory/feeds.ts';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryStateStore } from '../../../functions/ports/memory/state.ts';
import { shardOf } from '../../../functions/ports/organisations.ts';
import { itemKey, type StateItem } from '../../../functions/ports/state.ts';
import { type FeedOptions, watchFeeds } from '../../../functions/watch/feeds.ts';
import type { FeedFact } from '../../../shared/feeds/hour.ts';
import { EMPTY_TABLE, enter, TABLE_DAYS, table } from '../../../shared/organisation.ts';
import { hashOf } from '../../../shared/profile/resources.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf, MINUTE_MS } from '../../../shared/time.ts';
import { FINDING, findingOf } from '../../fixtures/findings.ts';

const FEED = 'feed/okta/example';
const START_MS = Date.parse('2026-01-05T00:00:00Z');
const at = (day: number, hour = 0) => START_MS + day * DAY_MS + hour * HOUR_MS;

function world() {
  const items = new Map<string, StateItem>();
  const state = memoryStateStore(items);
  const findings = memoryFindingStore();
  const arrive = (arrivedMs: number, parts: Partial<FeedFact & { kind: 'event' }> = {}, shard = '0') => {
    const hash = hashOf(`${arrivedMs} ${shard}`);
    const fact: FeedFact = {
      kind: 'event',
      arrivedMs,
      time: arrivedMs - 5 * MINUTE_MS,
      hash,
      names: ['operation user.session.start'],
      ...parts,
    };
    return enterFeeds(state, [{ feed: FEED, hour: hourOf(arrivedMs), facts: [fact], record: 0 }], shard);
  };
  const look = (nowMs: number, options: Partial<FeedOptions> = {}) =>
    watchFeeds(
      { state, feeds: memoryFeedReader(items), findings },
      {
        hashKey: new Uint8Array(32),
        expectations: [],
        settings: DEFAULT_SETTINGS,
        nowMs,
        readThroughMs: nowMs,
        ...options,
      },
    );
  const found = async () =>
    (await findings.recent({ fromMs: 0, toMs: at(1000) }, 100)).map(({ finding, due, rev }) => ({
      entity: finding.entity,
      state: finding.state,
      severity: finding.severity,
      observed: finding.signals[0]?.observed,
      due,
      rev,
    }));
  /** An event every hour of those days, looked at once a day as a stack would, but more rarely. */
  const live = async (from: number, to: number) => {
    for (let day = from; day < to; day++) {
      for (let hour = 0; hour < 24; hour++) await arrive(at(day, hour), {}, String(hour % 2));
      await look(at(day, 23.5));
    }
  };
  return { items, findings, arrive, look, found, live };
}

const SILENT = {
  entity: `${FEED}/silence`,
  state: 'open',
  severity: 'medium',
  observed: 'nothing since 2026-01-25 23:00 UTC',
  due: true,
  rev: 1,
};

describe('a feed that stops', () => {
  test('is a finding that on-call is told of, written once however often it is looked at', async () => {
    const { live, look, found } = world();
    await live(0, 21);
    expect(await look(at(21, 0.5))).toEqual({ feeds: 1, written: 0, failed: [] });
    expect((await look(at(21, 1))).written).toBe(1);
    expect(await found()).toEqual([SILENT]);
    expect((await look(at(21, 1.2))).written).toBe(0);
    expect((await look(at(21, 2))).written).toBe(0);
  });

  test('and begins again is the same finding, which says so', async () => {
    const { live, look, arrive, found } = world();
    await live(0, 21);
    await look(at(21, 3));
    await arrive(at(21, 8));
    await look(at(21, 8.1));
    expect(await found()).toEqual([
      {
        ...SILENT,
        observed: expect.stringMatching(
          /^nothing from 2026-01-25 23:00 to 2026-01-26 08:00 UTC, 9 h; it has/,
        ),
        rev: expect.any(Number),
      },
    ]);
  });

  test('is taken back if its events were only waiting to be read', async () => {
    const { live, look, arrive, found } = world();
    await live(0, 21);
    await look(at(21, 5));
    for (let hour = 0; hour < 6; hour++) await arrive(at(21, hour));
    await look(at(21, 5.5));
    expect(await found()).toMatchObject([{ state: 'withdrawn', severity: 'informational', due: true }]);
  });

  test('is not called silent because detect is behind', async () => {
    const { live, look } = world();
    await live(0, 21);
    expect((await look(at(21, 9), { readThroughMs: at(21, 0) })).written).toBe(0);
    expect((await look(at(21, 9))).written).toBe(1);
  });

  test('goes on being one finding for as long as it lasts, and is let go of once it is long over', async () => {
    const { live, look, found, items } = world();
    await live(0, 21);
    for (let day = 21; day < 45; day++) await look(at(day, 12));
    expect(await found()).toMatchObject([{ ...SILENT, rev: expect.any(Number) }]);
    await live(45, 60);
    const all = await found();
    expect(all.filter(({ entity }) => entity.endsWith('/silence'))).toMatchObject([
      { state: 'open', observed: expect.stringContaining('it has begun again') },
    ]);
    expect([...items.values()].filter(({ part }) => part === 'past')).toHaveLength(1);
  });
});

describe('what the settings state', () => {
  const stated = (silentHours: number) => ({
    expectations: [{ vendor: 'okta', tenant: 'example', silentHours }],
  });

  test('goes before what was learnt', async () => {
    const { live, look } = world();
    await live(0, 21);
    expect((await look(at(21, 9), stated(48))).written).toBe(0);
    expect((await look(at(23, 0), stated(48))).written).toBe(1);
  });

  test('holds for a feed that has never come, from the first look on', async () => {
    const { look, found } = world();
    expect(await look(at(0), stated(6))).toEqual({ feeds: 1, written: 0, failed: [] });
    expect((await look(at(0, 5), stated(6))).written).toBe(0);
    expect((await look(at(0, 6), stated(6))).written).toBe(1);
    expect(await found()).toMatchObject([{ entity: `${FEED}/silence`, severity: 'medium' }]);
  });
});

test('a feed whose item cannot be read stops no other', async () => {
  const { items, arrive, look } = world();
  await arrive(at(0));
  const damaged = {
    entity: 'feed/box/example',
    part: 'past',
    version: 1,
    bytes: Buffer.from('?'),
    expires: 0,
  };
  items.set('feed/box/example past', damaged);
  items.set('feeds feed/box/example', { ...damaged, entity: 'feeds', part: 'feed/box/example' });
  expect(await look(at(0, 1))).toMatchObject({ feeds: 2, failed: [{ feed: 'feed/box/example' }] });
  expect([...items.keys()]).toContain(`${FEED} past`);
});

test('two looks at once write one finding', async () => {
  const { live, look, found } = world();
  await live(0, 21);
  const both = await Promise.all([look(at(21, 4)), look(at(21, 4))]);
  expect(both.reduce((sum, { written }) => sum + written, 0)).toBe(1);
  expect(await found()).toMatchObject([{ rev: 1 }]);
});

describe('what several accounts take up together', () => {
  const DAY = Math.floor(at(25) / DAY_MS);
  const entityOf = (n: number) => `actor/okta/example/user-${n}`;
  const [, novelty] = FINDING.signals;

  /** Forty accounts, of which eight appear in one new network today, and some more later. */
  async function office(later = 0) {
    const all = world();
    await all.arrive(at(25));
    const joins = (n: number) => {
      if (n < 8) return [DAY];
      return n < 8 + later ? [DAY + 12] : [];
    };
    takeUp(all, 'network AS64510', joins);
    return all;
  }
  function takeUp(
    { items }: ReturnType<typeof world>,
    what: string,
    joins: (n: number) => readonly number[],
  ) {
    for (let n = 0; n < 40; n++) {
      const account = hashOf(entityOf(n));
      const key = shardOf('organisation/okta/example', Math.floor(DAY / TABLE_DAYS), account);
      const name = `${key.entity} ${key.part}`;
      const old = items.get(name);
      const uses = [
        { name: '', account, day: DAY - 20 },
        ...joins(n).map((day) => ({ name: what, account, day })),
      ];
      const bytes = table.encode(enter(old === undefined ? EMPTY_TABLE : table.decode(old.bytes), uses));
      items.set(name, { ...key, version: 1, bytes, expires: 0 });
    }
  }
  const member = (n: number, severity: 'medium' | 'high' | 'critical', network = 'AS64510') =>
    findingOf({
      id: `OF-MEMB-${n}`,
      entity: entityOf(n),
      vendor: 'okta',
      tenant: 'example',
      day: DAY,
      firstTime: at(25),
      lastTime: at(25),
      severity,
      signals: novelty === undefined ? [] : [{ ...novelty, facts: { network } }],
    });

  test('is one finding for review, and pages as soon as a finding of theirs rests on it', async () => {
    const { look, findings } = await office();
    await look(at(25, 1));
    const entity = 'feed/any/any/common-cause network AS64510';
    const [quiet] = await findings.byEntity(entity, 2);
    expect(quiet).toMatchObject({ due: false, finding: { severity: 'informational', vendor: 'okta' } });
    await findings.upsert(member(1, 'medium'), 1, 0);
    await findings.upsert(member(2, 'high'), 1, 0);
    // Of one who took it up unseen, whose page `alert` would leave to it too; and of one who was robbed there.
    await findings.upsert(member(30, 'high'), 1, 0);
    const robbed = {
      ...member(3, 'critical'),
      signals: [...FINDING.signals.slice(0, 1), ...member(3, 'high').signals],
    };
    await findings.upsert(robbed, 1, 0);
    await look(at(25, 2));
    const all = await findings.byEntity(entity, 2);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ due: true, finding: { severity: 'high' } });
    expect(all[0]?.finding.signals[0]?.observed).toContain(
      '8 of 40 accounts of okta took up network AS64510; 3 findings',
    );
    expect((await look(at(25, 3))).written).toBe(0);
  });

  test('is left nothing that people keep from on-call, and all that another change told', async () => {
    const { look, findings } = await office();
    await findings.upsert(member(1, 'medium'), 1, 0);
    await findings.upsert(member(2, 'critical'), 1, 0);
    for (const [n, suppressedBy] of [
      [1, 'OF-CHAN-GE'],
      [2, 'nightly-backup'],
    ] as const)
      await findings.settle(`OF-MEMB-${n}`, { rev: 1, triageVersion: 0 }, { told: undefined, suppressedBy });
    await look(at(25, 2));
    const [stored] = await findings.byEntity('feed/any/any/common-cause network AS64510', 2);
    expect(stored?.finding).toMatchObject({ severity: 'medium', score: FINDING.score });
  });

  test('in the first week of a log is told as soon as a page rests on it, also a theft, and not taken back for what came after', async () => {
    const early = world();
    const { arrive, look, findings } = early;
    const since = DAY - 20;
    await arrive(at(25 - 15));
    takeUp(early, 'network AS64510', (n) => (n < 8 ? [since + 5] : []));
    takeUp(early, 'client Vivaldi on Linux', (n) => (n < 20 ? [since + 5] : []));
    expect((await look(at(10, 1.1))).written).toBe(0);
    const thief = { ...member(1, 'high'), day: since + 5, firstTime: at(10), lastTime: at(10) };
    await findings.upsert(thief, 1, 0);
    expect((await look(at(10, 1.2))).written).toBe(1);
    const entity = 'feed/any/any/common-cause network AS64510';
    expect(await findings.byEntity(entity, 2)).toMatchObject([
      { due: true, finding: { severity: 'high', day: since + 5, state: 'open' } },
    ]);
    const small = { ...thief, severity: 'high' as const, signals: [], lastTime: at(10) + MINUTE_MS };
    for (let n = 0; n < 310; n++)
      await findings.upsert({ ...small, id: `OF-SMAL-${n}`, entity: entityOf(100 + n) }, 1, 0);
    await look(at(10, 1.3));
    expect(await findings.byEntity(entity, 2)).toMatchObject([{ finding: { state: 'open' } }]);
  });

  test('is found for the worst of theirs, however many small findings came after it', async () => {
    const { look, findings } = await office();
    const small = Array.from({ length: 310 }, (_, n) => ({
      ...member(30 + n, 'medium'),
      signals: [],
      lastTime: at(25) + MINUTE_MS,
    }));
    for (const one of small) await findings.upsert(one, 1, 0);
    await findings.upsert(member(1, 'critical'), 1, 0);
    await look(at(25, 2));
    const [stored] = await findings.byEntity('feed/any/any/common-cause network AS64510', 2);
    expect(stored).toMatchObject({ due: true, finding: { severity: 'critical' } });
  });

  test('is told once where it is several networks, whichever is seen first and for as long as it is looked for', async () => {
    const world = await office();
    const { look, findings } = world;
    const entity = (network: string) => `feed/any/any/common-cause network ${network}`;
    const stored = async (network: string) => (await findings.byEntity(entity(network), 2)).at(0);
    await findings.upsert(member(1, 'medium'), 1, 0);
    await look(at(25, 1));
    expect(await stored('AS64510')).toMatchObject({ due: true, finding: { severity: 'medium' } });
    // By the number of accounts it would come first.
    takeUp(world, 'network AS64509', (n) => (n >= 8 && n < 20 ? [DAY] : []));
    takeUp(world, 'network AS64511', (n) => (n >= 20 && n < 28 ? [DAY + 2] : []));
    await findings.upsert(member(9, 'high', 'AS64509'), 1, 0);
    await findings.upsert({ ...member(21, 'high', 'AS64511'), day: DAY + 2 }, 1, 0);
    for (let day = 25; day < 44; day++) {
      await look(at(day, 2));
      expect(await stored('AS64510')).toMatchObject({ finding: { severity: 'high', state: 'open' } });
      expect(await stored('AS64509')).toMatchObject({
        due: false,
        finding: { severity: 'informational', state: 'open' },
      });
      if (day > 26)
        expect(await stored('AS64511')).toMatchObject({
          due: false,
          finding: { severity: 'informational', state: 'open' },
        });
    }
    expect((await stored('AS64510'))?.finding.signals[0]?.observed).toContain(
      'took up network AS64510, and network AS64509, network AS64511; 3 findings of theirs: ',
    );
  });

  test.each([0, 3])(
    'is let go of after two weeks, and its finding stays, though %d joined late',
    async (later) => {
      const { look, findings } = await office(later);
      for (let day = 25; day < 50; day++) await look(at(day, 1));
      const [stored] = await findings.byEntity('feed/any/any/common-cause network AS64510', 2);
      expect(stored?.finding.state).toBe('open');
    },
  );
});

describe('a theft in parts', () => {
  const DAY = dayOf(at(25));
  const [volume] = FINDING.signals;
  const part = (n: number) =>
    findingOf({
      id: `OF-PART-${n}`,
      entity: `actor/okta/example/00u${n}`,
      vendor: 'okta',
      tenant: 'example',
      day: DAY,
      firstTime: at(25),
      lastTime: at(25),
      severity: 'informational',
      score: 3.5,
      signals: volume === undefined ? [] : [{ ...volume, score: 3.5 }],
    });

  /** Accounts of the log, by a name in the organisation's tables, on a day. */
  const enterAll = (items: Map<string, StateItem>, name: string, accounts: number, day: number) => {
    for (let n = 0; n < accounts; n++) {
      const account = hashOf(`actor/okta/example/old${n}`);
      const key = shardOf('organisation/okta/example', Math.floor(day / TABLE_DAYS), account);
      const old = items.get(itemKey(key));
      const before = old === undefined ? EMPTY_TABLE : table.decode(old.bytes);
      const bytes = table.encode(enter(before, [{ name, account, day }]));
      items.set(itemKey(key), { ...key, version: 1, bytes, expires: 0 });
    }
  };
  const watched = (since: number) => {
    const one = world();
    enterAll(one.items, 'watched', 30, since);
    return one;
  };
  const crowdOf = async ({ findings }: ReturnType<typeof world>) =>
    (await findings.byEntity('feed/okta/example/crowd', 2))[0];

  test('by many accounts on one day is one page, written once, every quarter of an hour', async () => {
    const one = watched(DAY - 40);
    const { look, findings } = one;
    for (let n = 0; n < 12; n++) await findings.upsert(part(n), 1, 0);
    expect((await look(at(25, 1.1))).written).toBe(0);
    expect((await look(at(25, 1.25))).written).toBe(1);
    expect(await crowdOf(one)).toMatchObject({
      due: true,
      finding: { severity: 'medium', day: DAY, vendor: 'okta' },
    });
    expect((await look(at(25, 1.5))).written).toBe(0);
    await findings.upsert(part(12), 1, 0);
    expect((await look(at(25, 1.75))).written).toBe(1);
  });

  test('is taken back where more that is known leaves fewer, also on the day after', async () => {
    const one = watched(DAY - 40);
    const { look, findings } = one;
    for (let n = 0; n < 12; n++) await findings.upsert(part(n), 1, 0);
    await look(at(25, 1.25));
    for (let n = 0; n < 6; n++) await findings.upsert({ ...part(n), state: 'withdrawn' }, 2, 0);
    expect((await look(at(26, 1.25))).written).toBe(1);
    expect(await crowdOf(one)).toMatchObject({ due: true, finding: { state: 'withdrawn' } });
    expect((await look(at(26, 1.5))).written).toBe(0);
  });

  test('is left to what they have taken up together only once that pages', async () => {
    const one = watched(DAY - 40);
    const { items, arrive, look, findings } = one;
    await arrive(at(25));
    enterAll(items, '', 40, DAY - 20);
    enterAll(items, 'network AS64510', 12, DAY);
    const context = { ...FINDING.context, network: ['AS64510'] };
    for (let n = 0; n < 12; n++) await findings.upsert({ ...part(n), context }, 1, 0);
    await look(at(25, 1.25));
    expect(await crowdOf(one)).toMatchObject({ due: true, finding: { state: 'open' } });
    const [, novelty] = FINDING.signals;
    const signals = novelty === undefined ? [] : [{ ...novelty, facts: { network: 'AS64510' } }];
    await findings.upsert({ ...part(20), context, severity: 'medium', score: 6.5, signals }, 1, 0);
    await look(at(25, 1.5));
    expect(await crowdOf(one)).toMatchObject({ finding: { state: 'withdrawn' } });
    const [change] = await findings.byEntity('feed/any/any/common-cause network AS64510', 2);
    expect(change).toMatchObject({ due: true, finding: { severity: 'medium' } });
    // What tells them is told to nobody any more.
    if (change === undefined) throw new Error('no change');
    await findings.settle(change.finding.id, change, { told: undefined, suppressedBy: 'moving' });
    await look(at(25, 1.75));
    expect(await crowdOf(one)).toMatchObject({ due: true, finding: { state: 'open' } });
  });

  test('stands where one that was counted comes to page by itself', async () => {
    const one = watched(DAY - 40);
    const { look, findings } = one;
    for (let n = 0; n < 8; n++) await findings.upsert(part(n), 1, 0);
    await look(at(25, 1.25));
    await findings.upsert({ ...part(0), severity: 'high', score: 9 }, 2, 0);
    await look(at(25, 1.5));
    const stored = await crowdOf(one);
    expect(stored).toMatchObject({ finding: { state: 'open' } });
    expect(stored?.finding.signals[0]?.observed).toMatch(/^8 accounts on .*, 7 of them too little to page: /);
    expect((await look(at(25, 1.75))).written).toBe(0);
  });

  test('stands where more is found than is read at once', async () => {
    const one = watched(DAY - 40);
    const { look, findings } = one;
    for (let n = 0; n < 12; n++) await findings.upsert(part(n), 1, 0);
    await look(at(25, 1.25));
    const later = { firstTime: at(25, 5), lastTime: at(25, 5), signals: [] };
    for (let n = 0; n < 1000; n++) await findings.upsert({ ...part(1000 + n), ...later }, 1, 0);
    expect((await look(at(26, 1.25))).written).toBe(0);
    expect(await crowdOf(one)).toMatchObject({ finding: { state: 'open' } });
  });

  test.each([
    ['as many are found every day', 40, 150],
    ['the log has been watched for less than three weeks', 20, 0],
  ])('is none where %s', async (_, since, found) => {
    const { items, look, findings } = watched(DAY - since);
    enterAll(items, 'found', found, DAY - 20);
    for (let n = 0; n < 12; n++) await findings.upsert(part(n), 1, 0);
    expect((await look(at(25, 1.25))).written).toBe(0);
  });
});

test('a process that knows what is stored asks for nothing, and never misses what is new', async () => {
  const items = new Map<string, StateItem>();
  const store = memoryStateStore(items);
  let reads = 0;
  const read: typeof store.read = (keys) => {
    reads++;
    return store.read(keys);
  };
  const memory = new Map();
  const enter = (fact: FeedFact, own = memory) =>
    enterFeeds({ ...store, read }, [{ feed: FEED, hour: hourOf(at(0)), facts: [fact], record: 0 }], '0', own);
  const event = (hash: number): FeedFact => ({
    kind: 'event',
    arrivedMs: at(0),
    time: at(0),
    hash,
    names: [],
  });
  await enter(event(1));
  const before = reads;
  await enter(event(1));
  expect(reads).toBe(before);
  // Another process has written meanwhile: what is new is merged with what it wrote.
  await enter({ kind: 'ignored', arrivedMs: at(0, 0.5) }, new Map());
  await enter(event(2));
  const hours = await memoryFeedReader(items).hoursOf(FEED, 0);
  expect([...hours.values()].map(({ slots, sample }) => [slots, sample.size])).toEqual([[0b1000001, 2]]);
});
