import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assessArrivals } from '../../../functions/detect/assess-arrivals.ts';
import type { AssessOptions } from '../../../functions/detect/options.ts';
import { organisationsIn } from '../../../functions/detect/organisations.ts';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryStateStore } from '../../../functions/ports/memory/state.ts';
import type { Activity } from '../../../shared/activity.ts';
import { TABLE_DAYS, table } from '../../../shared/organisation.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { dayOf } from '../../../shared/time.ts';
import { at } from '../../fixtures/readings.ts';
import { alert, arrivals, event } from './events.ts';
import { content, deliver, emptyWorld, type World } from './tables.ts';

const OFFICE = 'AS64510';
const logon = (name: string, day: number, asn: number, parts: Partial<Activity> = {}): Activity =>
  event({
    id: `${name} ${day} ${asn}`,
    vendor: 'okta',
    kind: 'logon',
    operation: 'user.session.start',
    time: at(day),
    actor: { uid: name, type: 'user', email: `${name}@example.com` },
    source: { ip: '203.0.113.9', asn },
    resources: [],
    ...parts,
  });

const DAYS = 45;
const COLLEAGUES = 25;
/** Everybody from a network of his own, `using` of them also from the office; Noor from home alone until today. */
function company(using: number): Activity[] {
  return Array.from({ length: DAYS }, (_, day) => [
    ...Array.from({ length: COLLEAGUES }, (_, n) =>
      logon(`user-${n}`, day, n < using && day % 2 === 0 ? 64_510 : 64_520 + n),
    ),
    logon('noor', day, 64_501),
  ]).flat();
}
const newcomer = logon('noor', DAYS, 64_510);

async function worldOf(batches: readonly (readonly Activity[])[]): Promise<World> {
  const world = emptyWorld();
  for (const batch of batches) await deliver(world, arrivals(batch), alert);
  return world;
}
/** The ports of a process that goes on from batch to batch. */
function oneProcess({ state: items, findings }: World) {
  const state = memoryStateStore(items);
  return { state, findings: memoryFindingStore(findings), organisations: organisationsIn(state) };
}

const novelty = (world: World) =>
  content(world)
    .findings.filter(({ entity }) => entity.endsWith('/noor'))
    .flatMap(({ signals }) => signals.filter(({ detector }) => detector === 'context-novelty'));

describe('a network that is new to an account', () => {
  test('surprises where no colleague uses it, and hardly where most do', async () => {
    const [alone] = novelty(await worldOf([company(0), [newcomer]]));
    expect(alone?.facts['network']).toBe(OFFICE);
    const [most] = novelty(await worldOf([company(20), [newcomer]]));
    expect(most?.decades ?? 0).toBeLessThan((alone?.decades ?? 0) / 2);
    const [few] = novelty(await worldOf([company(1), [newcomer]]));
    expect(few?.decades ?? 0).toBeLessThan(alone?.decades ?? 0);
  });

  test('is not made usual for a person by programs that stand there', async () => {
    const programs = (count: number, type: 'user' | 'service') =>
      company(count).map((one) =>
        one.source?.asn === 64_510 ? { ...one, actor: { uid: one.actor.uid, type } } : one,
      );
    const machines = (count: number) =>
      Array.from({ length: DAYS }, (_, day) =>
        Array.from({ length: count }, (_, n) =>
          logon(`sync-${n}`, day, 64_510, { actor: { uid: `sync-${n}`, type: 'service' } }),
        ),
      ).flat();
    const [alone] = novelty(await worldOf([company(0), [newcomer]]));
    expect(novelty(await worldOf([[...company(0), ...machines(10)], [newcomer]]))[0]?.decades).toBe(
      alone?.decades,
    );
    // Who is a person on some days is one of those who make it usual.
    const mixed = await worldOf([programs(20, 'service'), [newcomer]]);
    expect(novelty(mixed)[0]?.decades ?? 0).toBeLessThan((alone?.decades ?? 0) / 2);
  });

  test('is not made usual by colleagues who came there in the last eight days', async () => {
    const moved = company(0).map((one) => {
      const isRecent = one.time >= at(DAYS - 7) && one.actor.uid !== 'noor';
      return isRecent ? { ...one, source: { ip: '203.0.113.9', asn: 64_510 } } : one;
    });
    const [alone] = novelty(await worldOf([company(0), [newcomer]]));
    expect(novelty(await worldOf([moved, [newcomer]]))[0]?.decades).toBe(alone?.decades);
  });

  test('is not made usual by attempts that failed', async () => {
    const failed = company(0).map((one) => ({
      ...one,
      id: `failed ${one.uid}`,
      uid: `${one.uid.slice(1)}0`,
      outcome: 'failure' as const,
      source: { ip: '203.0.113.9', asn: 64_510 },
    }));
    const world = await worldOf([[...company(0), ...failed], [newcomer]]);
    const [alone] = novelty(await worldOf([company(0), [newcomer]]));
    expect(novelty(world)[0]?.decades).toBe(alone?.decades);
  });

  test('of another tenant or vendor says nothing', async () => {
    const elsewhere = company(20).map((one) => ({ ...one, tenant: 'other', uid: `${one.uid.slice(1)}0` }));
    const world = await worldOf([[...company(0), ...elsewhere], [newcomer]]);
    const [alone] = novelty(await worldOf([company(0), [newcomer]]));
    expect(novelty(world)[0]?.decades).toBe(alone?.decades);
  });
});

describe('what is known of an organisation', () => {
  test('is the same whatever the order of the last days, and however they are cut', async () => {
    const all = [...company(8), newcomer];
    const early = all.filter(({ time }) => time < at(DAYS - 4));
    const late = all.filter(({ time }) => time >= at(DAYS - 4));
    const expected = content(await worldOf([early, late]));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(late, { minLength: late.length }),
        fc.integer({ min: 5, max: 60 }),
        async (shuffled, size) => {
          const batches = Array.from({ length: Math.ceil(shuffled.length / size) }, (_, i) =>
            shuffled.slice(i * size, (i + 1) * size),
          );
          const { findings, uses } = content(await worldOf([early, ...batches, ...batches.slice(-1)]));
          expect({ findings, uses }).toEqual({ findings: expected.findings, uses: expected.uses });
        },
      ),
      { numRuns: 4 },
    );
  });

  test('is asked for each day that a late event has judged again, also where that day looks back to other weeks', async () => {
    const turn = Array.from({ length: TABLE_DAYS }, (_, day) => day + TABLE_DAYS).find(
      (day) => dayOf(at(day)) % TABLE_DAYS === 0,
    ) as number;
    // What is usual is what was so eight days ago: of the last day, and of no day before, that is the office.
    const today = turn + 8;
    const before = Array.from({ length: today }, (_, day) => [
      ...Array.from({ length: COLLEAGUES }, (_, n) =>
        logon(`user-${n}`, day, day === turn ? 64_510 : 64_520 + n),
      ),
      ...(day === today - 1 ? [] : [logon('noor', day, 64_501)]),
    ]).flat();
    const [late, last] = [logon('noor', today - 1, 64_501), logon('noor', today, 64_510)];
    const { findings } = content(await worldOf([before, [late], [last]]));
    expect(findings.filter(({ entity }) => entity.endsWith('/noor'))).not.toEqual([]);
    expect(content(await worldOf([before, [last], [late]])).findings).toEqual(findings);
  });

  test('is read again when the next day is judged, also by who has read it before', async () => {
    const world = emptyWorld();
    const ports = oneProcess(world);
    // Day after day through one process.
    for (const [, day] of Map.groupBy([...company(20), newcomer], ({ time }) => dayOf(time)))
      expect((await assessArrivals(arrivals(day), ports, alert)).failed).toEqual([]);
    expect(content(world).findings).toEqual(content(await worldOf([company(20), [newcomer]])).findings);
  });

  test('tells what an account is since when, whichever of its days came first', async () => {
    const tablesAfter = async (days: readonly number[]) => {
      const world = emptyWorld();
      const ports = oneProcess(world);
      for (const day of days)
        expect((await assessArrivals(arrivals([logon('noor', day, 64_501)]), ports, alert)).failed).toEqual(
          [],
        );
      return [...world.state.values()]
        .filter(({ part }) => part.startsWith('uses#'))
        .map(({ part, bytes }) => [part, [...table.decode(bytes).users]])
        .sort();
    };
    const inOrder = await tablesAfter([DAYS, DAYS + 3, DAYS + 4]);
    expect(JSON.stringify(inOrder)).toContain('user');
    expect(await tablesAfter([DAYS + 4, DAYS + 3, DAYS])).toEqual(inOrder);
  });

  test('is written a few times for a batch of hundreds of accounts, none of which takes it from another', async () => {
    const world = emptyWorld();
    const store = memoryStateStore(world.state);
    const outcomes: boolean[] = [];
    const turn = () => new Promise((resume) => setImmediate(resume));
    const state = {
      ...store,
      read: async (keys: Parameters<typeof store.read>[0]) => {
        await turn();
        return store.read(keys);
      },
      write: async (...[item, version]: Parameters<typeof store.write>) => {
        await turn();
        const isWritten = await store.write(item, version);
        if (item.part.startsWith('uses#')) outcomes.push(isWritten);
        return isWritten;
      },
    };
    const ports = {
      state,
      findings: memoryFindingStore(world.findings),
      organisations: organisationsIn(state),
    };
    const batch = Array.from({ length: 200 }, (_, n) => logon(`user-${n}`, 0, 64_520));
    expect((await assessArrivals(arrivals(batch), ports, alert)).failed).toEqual([]);
    expect(outcomes).not.toContain(false);
    expect(outcomes.length).toBeLessThan(160);
    const listed = [...content(world).uses].flatMap(({ users }) => [...(users.get('listed')?.keys() ?? [])]);
    expect(listed.length).toBe(200);
  });

  test('fails for each account whose part of it could not be written, and goes on with the next', async () => {
    const world = emptyWorld();
    const store = memoryStateStore(world.state);
    let isDown = true;
    const state = {
      ...store,
      write: async (...[item, version]: Parameters<typeof store.write>) => {
        if (isDown && item.part.startsWith('uses#')) throw new Error('down');
        return store.write(item, version);
      },
    };
    const ports = {
      state,
      findings: memoryFindingStore(world.findings),
      organisations: organisationsIn(state),
    };
    const batch = arrivals(Array.from({ length: 40 }, (_, n) => logon(`user-${n}`, 0, 64_520)));
    expect((await assessArrivals(batch, ports, alert)).failed.length).toBe(40);
    isDown = false;
    expect((await assessArrivals(batch, ports, alert)).failed).toEqual([]);
    const listed = [...content(world).uses].flatMap(({ users }) => [...(users.get('listed')?.keys() ?? [])]);
    expect(listed.length).toBe(40);
  });

  test('stays small, and is written once per account, value and four weeks', async () => {
    const world = await worldOf([company(20)]);
    const shards = [...world.state.values()].filter(({ part }) => part.startsWith('uses#'));
    expect(shards.length).toBeLessThanOrEqual(8 * Math.ceil(DAYS / 28 + 1));
    for (const { bytes } of shards) expect(bytes.byteLength).toBeLessThan(1024);
    const before = JSON.stringify(shards.map(({ version }) => version));
    await deliver(world, arrivals([logon('user-3', DAYS, 64_523)]), alert);
    const after = [...world.state.values()].filter(({ part }) => part.startsWith('uses#'));
    expect(JSON.stringify(after.map(({ version }) => version))).toBe(before);
  });
});

describe('an organisation in which little else is found', () => {
  const findingOf = (world: World) =>
    content(world).findings.find(({ entity, day }) => entity.endsWith('/noor') && day === dayOf(at(DAYS)));
  /** Drawn around what the newcomer's day scores: half a decade above it. */
  const linesAround = (score: number, quietHeadStart = 1.5): AssessOptions => ({
    ...alert,
    settings: { ...DEFAULT_SETTINGS, reviewScore: score - 0.5, pageScore: score + 0.5, quietHeadStart },
  });
  const played = async (before: readonly Activity[], how: AssessOptions) => {
    const world = emptyWorld();
    for (const batch of [before, [newcomer]]) await deliver(world, arrivals(batch), how);
    return findingOf(world);
  };
  /** On that day so many colleagues take up a network of their own. */
  const moving = (count: number, day: number) =>
    company(0).map((one) => {
      const isMoving = one.time === at(day) && Number(one.actor.uid.slice('user-'.length)) < count;
      return isMoving ? logon(one.actor.uid, day, 64_600 + Number(one.actor.uid.slice(5))) : one;
    });

  test('pages from a lower score on, and says why', async () => {
    const score = (await played(company(0), alert))?.score ?? 0;
    const finding = await played(company(0), linesAround(score));
    const weeks = Math.round((COLLEAGUES * (DAYS - 7)) / 7);
    expect(finding).toMatchObject({
      score,
      severity: 'medium',
      quiet: { found: 0, accountWeeks: weeks, headStart: expect.closeTo(1.23, 1) as number },
    });
    expect(await played(company(0), linesAround(score, 0))).toMatchObject({ severity: 'informational' });
    expect(await played(company(0), linesAround(score, 0))).not.toHaveProperty('quiet');
  });

  test('is none where colleagues were found, but those of the last eight days and the account itself', async () => {
    const score = (await played(company(0), alert))?.score ?? 0;
    const how = linesAround(score);
    const noisy = await played(moving(20, 30), how);
    expect(noisy?.severity).toBe('informational');
    expect(noisy).not.toHaveProperty('quiet');
    expect((await played(moving(2, 30), how))?.quiet).toMatchObject({ found: 2 });
    expect((await played(moving(20, DAYS - 7), how))?.quiet).toMatchObject({ found: 0 });
    const own = company(0).map((one) =>
      one.actor.uid === 'noor' && one.time === at(20) ? logon('noor', 20, 64_700) : one,
    );
    expect((await played(own, how))?.quiet).toMatchObject({ found: 0 });
  });
});
