import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DETECTORS } from '../../shared/detectors/index.ts';
import { addReadings, EMPTY_LEDGER, operationsOf } from '../../shared/ledger.ts';
import { HOURS_PER_DAY, typeOfDay } from '../../shared/profile/active.ts';
import { EMPTY_BASE } from '../../shared/profile/base.ts';
import { decodeOpen, encodeOpen } from '../../shared/profile/codec.ts';
import { FACETS, type Hour, shownBy, summarise } from '../../shared/profile/hour.ts';
import { smallest } from '../../shared/profile/order.ts';
import { placed } from '../../shared/profile/placed.ts';
import { OPEN_DAYS } from '../../shared/profile/profile.ts';
import { reduceDay } from '../../shared/profile/reduce.ts';
import { FULL, hashOf } from '../../shared/profile/resources.ts';
import { STEP_KINDS } from '../../shared/profile/steps.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, reading, uid } from '../fixtures/readings.ts';

const hourOf = (...all: Reading[]) => summarise(operationsOf(addReadings(EMPTY_LEDGER, all)), false, 0);
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
    ).toMatchObject({ exports: 3, reads: 1, records: 7, bytes: 500, unsized: 0, largest: 7 });
    expect(hourOf(other('a', { records: null }))).toMatchObject({ exports: 1, unsized: 1, largest: 0 });
  });

  test('counts what was shared with outsiders, as far as it was', () => {
    const share = (id: string, parts: Partial<Reading>) =>
      other(id, { kind: 'share', records: null, outside: true, ...parts });
    const refused = share('c', { outcome: 'failure' });
    expect(hourOf(share('a', {}), share('b', {}), refused, share('d', { outside: false }))).toMatchObject({
      exports: 3,
      outside: 2,
    });
  });

  test('is nothing where nothing succeeded, and something where it may have', () => {
    expect(hourOf(reading({ outcome: 'failure' }))).toBeUndefined();
    expect(hourOf(reading({ outcome: 'unknown' }))).toMatchObject({ records: 100 });
    expect(summarise([], true, 0)).toMatchObject({ exports: 0, spans: true, type: 'unknown' });
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

  test('keeps eight clients, the smallest by hash, whatever the order', () => {
    const clients = Array.from({ length: 20 }, (_, i) =>
      other(`${i}`, { kind: 'logon', records: null, client: `client ${i}` }),
    );
    const names = clients.map(({ client }) => client);
    expect(hourOf(...clients)?.facets.client).toEqual(smallest(names, 8));
    expect(hourOf(...clients.toReversed())?.facets.client).toEqual(smallest(names, 8));
  });

  test('keeps the networks that most was carried through, however many others a flood brings', () => {
    const flood = Array.from({ length: 200 }, (_, i) =>
      other(`${i}`, { kind: 'logon', records: null, network: `AS${i}` }),
    );
    const carrying = [1, 2, 3, 4, 5].map((n) =>
      other(`export ${n}`, { network: `AS6451${n}`, records: n * 100 }),
    );
    for (const all of [
      [...flood, ...carrying],
      [...carrying, ...flood.toReversed()],
    ]) {
      const hour = hourOf(...all);
      expect(hour?.facets.network).toHaveLength(8);
      expect(
        hour?.facets.network.flatMap((value, i) =>
          (hour.carried.network[i] ?? 0) > 0 ? [[value, hour.carried.network[i]]] : [],
        ),
      ).toEqual([
        ['AS64512', 200],
        ['AS64513', 300],
        ['AS64514', 400],
        ['AS64515', 500],
      ]);
    }
  });

  test('says of a sample how much there will have been', () => {
    const sample = operationsOf(
      addReadings(EMPTY_LEDGER, [
        other('a', { records: 7 }),
        other('b', { records: null, bytes: 500 }),
        other('c', { records: null }),
        other('d', { kind: 'read', records: 3, datasets: ['report:Other'] }),
      ]),
    ).map((one) => ({ ...one, weight: 2.6 }));
    expect(summarise(sample, false, 0)).toMatchObject({
      exports: 8,
      reads: 3,
      unsized: 3,
      records: 26,
      bytes: 1300,
      largest: 7,
      // Seven and three records, half a kilobyte, and a thousand for what states nothing.
      carried: { network: [2627] },
      resources: {
        heavy: [
          [hashOf('report:Accounts'), 2619],
          [hashOf('report:Other'), 8],
        ],
      },
    });
  });

  test('shares out what was carried among the datasets, and counts a read of unknown size for a screenful', () => {
    const hour = hourOf(
      other('a', { records: 90, datasets: ['x', 'y', 'z'] }),
      other('b', { kind: 'list', records: null, datasets: ['x'] }),
      other('c', { kind: 'share', records: 700, datasets: ['shared'] }),
      other('d', { records: 50, datasets: [] }),
    );
    const heavy = new Map(hour?.resources.heavy);
    expect(['x', 'y', 'z', 'shared'].map((name) => heavy.get(hashOf(name)))).toEqual([40, 30, 30, undefined]);
    expect(hour?.resources.sample).toContain(hashOf('shared'));
    expect(hour?.carried.network).toEqual([150]);
  });

  test('has the rules that anything matched which did not fail, and no eight of them hide a ninth', () => {
    const rules = Array.from({ length: 30 }, (_, i) => `rule-${39 - i}`);
    const failed = other('failed', { outcome: 'failure', hits: ['rule-00'] });
    const events = Array.from({ length: 5 }, (_, i) =>
      other(`${i}`, { hits: rules.slice(6 * i, 6 * i + 6) }),
    );
    expect(hourOf(failed, ...events.slice(0, 2))?.hits).toEqual(rules.slice(0, 12).toReversed());
    expect(hourOf(failed, ...events)?.hits).toEqual(rules.toReversed().slice(0, 24));
  });

  test('says in which network machines were rented where he was there himself, and got in', () => {
    // The provider of a network need not rent out all of it.
    const elsewhere = [other('a', {}), other('of its own', { network: 'AS64511' })];
    const rented = (parts: Partial<Reading>) =>
      hourOf(...elsewhere, other('b', { network: 'AS64511', hosting: true, ...parts }))?.hosting;
    expect(rented({})).toEqual(['AS64511']);
    // An application that he uses, or a job under his name, is nowhere else.
    expect(rented({ actorType: 'integration' })).toEqual([]);
    expect(rented({ actorType: 'service' })).toEqual([]);
    expect(rented({ outcome: 'failure' })).toEqual([]);
    expect(rented({ part: 'target' })).toEqual([]);
    expect(rented({ kind: 'logon', outcome: 'unknown' })).toEqual([]);
    expect(rented({ kind: 'mfa', outcome: 'unknown' })).toEqual([]);
    expect(rented({ kind: 'read', outcome: 'unknown' })).toEqual(['AS64511']);
  });

  test('takes the type and the places of what he did himself alone', () => {
    const others = { network: 'AS64511', actorType: 'user' } as const;
    const done = other('a', { actorType: 'service' });
    for (const part of ['target', 'source'] as const)
      expect(hourOf(done, other('b', { ...others, part }))).toMatchObject({
        type: 'service',
        facets: { network: ['AS64500'] },
      });
    expect(shownBy(other('b', { ...others, part: 'target' }))).toBeUndefined();
    expect(shownBy(other('b', { ...others, outcome: 'failure' }))).toBeUndefined();
    expect(shownBy(other('b', { ...others, client: 'c'.repeat(49) }))).toEqual({
      network: 'AS64511',
      country: 'NL',
      client: expect.stringMatching(/^c{39}~[0-9a-f]{8}$/),
      app: '',
      credential: '',
      operation: 'ReportExported',
    });
  });

  test('knows by which operations data left: not by lists, by sign-ins or by what failed', () => {
    const by = (parts: Partial<Reading>) => hourOf(other('a', parts))?.facets.operation;
    expect(by({ operation: 'Bulk' })).toEqual(['Bulk']);
    for (const kind of ['read', 'share', 'destination'] as const)
      expect(by({ operation: kind, kind }), kind).toEqual([kind]);
    for (const kind of ['list', 'logon', 'mfa', 'other'] as const)
      expect(by({ operation: kind, kind }), kind).toEqual([]);
    expect(
      hourOf(other('a', {}), other('b', { operation: 'Bulk', outcome: 'failure' }))?.facets.operation,
    ).toEqual(['ReportExported']);
  });

  test('keeps of many operations shares and destinations, then exports, then what carried most', () => {
    const by = (operation: string, kind: Reading['kind'], records: number | null) =>
      other(operation, { operation, kind, records });
    const reads = Array.from({ length: 9 }, (_, n) => by(`read ${n}`, 'read', 100 + n));
    const all = [
      by('ModifySnapshotAttribute', 'share', null),
      by('CreateSink', 'destination', null),
      by('export', 'export', 1),
      ...reads,
    ];
    const kept = ['CreateSink', 'ModifySnapshotAttribute', 'export', 'read 6', 'read 7', 'read 8'];
    expect(hourOf(...all)?.facets.operation).toEqual(kept);
    expect(hourOf(...all.toReversed())?.facets.operation).toEqual(kept);
    expect(hourOf(by('x'.repeat(40), 'read', 1))?.facets.operation).toEqual(['x'.repeat(40)]);
    expect(hourOf(by('x'.repeat(41), 'read', 1))?.facets.operation).toEqual([
      expect.stringMatching(/^x{31}~[0-9a-f]{8}$/),
    ]);
  });

  test('counts single customers, and weighs only what carried more than a few records', () => {
    const opened = (n: number) =>
      other(`opened ${n}`, { kind: 'read', records: 1, datasets: ['object:Contact', `record:003${n}`] });
    const report = other('report', { kind: 'export', records: 50_000, datasets: ['report:Accounts'] });
    const whole = other('whole', { kind: 'export', records: 5_000, datasets: ['organization:1'] });
    const few = other('few', { kind: 'export', records: 100, datasets: ['organization:2'] });
    const more = other('more', { kind: 'export', records: 101, datasets: ['organization:3'] });
    const hour = hourOf(...Array.from({ length: 20 }, (_, n) => opened(n)), report, whole, few, more);
    expect(hour?.resources.sample).toHaveLength(25);
    expect(hour?.resources.heavy).toEqual([
      [hashOf('report:Accounts'), 50_000],
      [hashOf('organization:1'), 5_000],
      [hashOf('organization:3'), 101],
      [hashOf('object:Contact'), expect.any(Number)],
    ]);
  });

  test('counts the changes of others’ access and of roles through each network, and no others', () => {
    const act = (name: string, parts: Partial<Reading>) =>
      other(name, { kind: 'mfa', records: null, counterpart: 'omar', network: 'AS64500', ...parts });
    const hour = hourOf(
      act('reset', {}),
      act('key', { kind: 'credential', network: 'AS64577' }),
      act('role', { kind: 'privilege', counterpart: '', network: 'AS64577' }),
      act('failed', { outcome: 'failure' }),
      act('own factor', { counterpart: '' }),
      act('own key', { kind: 'credential', counterpart: '' }),
      act('of others', { part: 'target' }),
      act('share', { kind: 'share' }),
      act('log', { kind: 'logging' }),
    );
    expect(hour?.facets.network).toEqual(['AS64500', 'AS64577']);
    expect(hour?.granted).toEqual([1, 2]);
  });

  describe('of a log that names an address where somebody signs in, and nowhere else', () => {
    const START = at(0);
    const signIn = (network: string, minute: number, parts: Partial<Reading> = {}) =>
      other(`in ${network} ${minute}`, {
        kind: 'logon',
        records: null,
        time: START + minute * 60_000,
        network,
        country: 'BR',
        client: 'Firefox on Windows',
        ...parts,
      });
    const blind = (minute: number, parts: Partial<Reading> = {}) =>
      other(`blind ${minute} ${JSON.stringify(parts)}`, {
        time: START + minute * 60_000,
        ip: '',
        network: '',
        country: '',
        client: '',
        ...parts,
      });
    const carriedBy = (...all: Reading[]) => {
      const hour = hourOf(...all);
      return Object.fromEntries((hour?.facets.network ?? []).map((n, i) => [n, hour?.carried.network[i]]));
    };

    test('takes what a person does to come from where he signed in last before it', () => {
      const [office, away] = [signIn('AS64500', 5), signIn('AS64511', 30)];
      expect(carriedBy(blind(2), office, blind(10), away, blind(30), blind(50))).toEqual({
        AS64500: 100,
        AS64511: 200,
      });
      const hour = hourOf(away, blind(40));
      expect(hour?.carried).toMatchObject({ country: [100], client: [100] });
      expect(hourOf(away, blind(40, { client: 'curl' }))?.facets.client).toEqual([
        'Firefox on Windows',
        'curl',
      ]);
      const role = blind(40, { kind: 'privilege', records: null });
      expect(hourOf(away, role)?.granted).toEqual([1]);
    });

    test('takes nothing to come from a sign-in that was refused, that began another session, or of somebody else', () => {
      const none = { AS64511: 0 };
      expect(carriedBy(signIn('AS64511', 5), blind(10, { session: 'one' }))).toEqual(none);
      expect(carriedBy(signIn('AS64511', 5, { session: 'two' }), blind(10, { session: 'one' }))).toEqual(
        none,
      );
      expect(carriedBy(signIn('AS64511', 5, { session: 'one' }), blind(10, { session: 'one' }))).toEqual({
        AS64511: 100,
      });
      expect(carriedBy(signIn('AS64511', 5), blind(10, { actorType: 'service' }))).toEqual(none);
      expect(carriedBy(signIn('AS64511', 5), blind(10, { country: 'NL' }))).toEqual(none);
      expect(carriedBy(signIn('AS64511', 5, { outcome: 'failure' }), blind(10))).toEqual({});
    });

    test('takes of two sign-ins at one moment the same, whichever came first', () => {
      const [one, two] = [signIn('AS64500', 5), signIn('AS64511', 5)];
      const operations = [one, two, blind(10)];
      const seen = [operations, operations.toReversed()].map(
        (all) =>
          placed(
            all.map((reading) => ({ ...reading, conflict: false, weight: 1, sampled: false, events: [] })),
          ).find(({ kind }) => kind !== 'logon')?.network,
      );
      expect(seen[0]).toMatch(/^AS/);
      expect(seen[1]).toBe(seen[0]);
    });

    test('takes nothing that was done to a person to come from there, nor his own from a sign-in that was done to him', () => {
      const placedOf = (...all: Reading[]) =>
        placed(
          all.map((reading) => ({ ...reading, conflict: false, weight: 1, sampled: false, events: [] })),
        ).at(-1)?.network;
      expect(placedOf(signIn('AS64511', 5), blind(10))).toBe('AS64511');
      expect(placedOf(signIn('AS64511', 5), blind(10, { part: 'target' }))).toBe('');
      expect(placedOf(signIn('AS64511', 5, { part: 'target' }), blind(10))).toBe('');
    });

    test('takes no attempt to sign in to come from there: it may be somebody else’s', () => {
      const tried = (minute: number) =>
        blind(minute, { kind: 'logon', records: null, outcome: 'failure', session: '' });
      const again = signIn('AS64511', 50);
      expect(hourOf(signIn('AS64511', 5), again)?.refused).toEqual([0]);
      expect(hourOf(signIn('AS64511', 5), tried(10), tried(11), tried(12), again)?.refused).toEqual([0]);
    });
  });

  test('counts the sign-ins that were refused before one was not, through each network, by the operation refused most', () => {
    const tried = (minute: number, parts: Partial<Reading>) =>
      other(`tried ${minute} ${JSON.stringify(parts)}`, {
        kind: 'logon',
        operation: 'push',
        outcome: 'failure',
        records: null,
        network: 'AS64577',
        time: reading({}).time + minute * 60_000,
        ...parts,
      });
    const hour = hourOf(
      tried(0, { outcome: 'success' }),
      tried(1, {}),
      tried(2, {}),
      tried(2, { operation: 'session' }),
      tried(3, {}),
      tried(4, { outcome: 'success' }),
      // After it, from where nothing was accepted, of another account from this address, and what was no sign-in.
      tried(5, {}),
      tried(1, { network: 'AS64588' }),
      tried(1, { part: 'source' }),
      tried(1, { kind: 'export' }),
      tried(6, { network: 'AS64500', outcome: 'success' }),
    );
    expect(hour?.facets.network).toEqual(['AS64500', 'AS64577']);
    expect(hour?.refused).toEqual([0, 3]);
  });

  test('keeps of an address how many accounts failed and succeeded, each once, and who may have been let in', () => {
    const tried = (counterpart: string, outcome: Reading['outcome'], minute: number) =>
      other(`${counterpart} ${minute}`, {
        part: 'source',
        kind: 'logon',
        records: null,
        counterpart,
        outcome,
        time: at(0, 9 + minute / 60),
      });
    const hour = hourOf(
      tried('early', 'success', 1),
      tried('ana', 'failure', 2),
      tried('ana', 'failure', 3),
      tried('noor', 'failure', 4),
      tried('ana', 'success', 5),
      tried('ana', 'success', 6),
      tried('omar', 'success', 7),
      tried('half', 'unknown', 8),
    );
    expect(hour?.attempts).toEqual({
      failed: 2,
      succeeded: 3,
      entered: ['ana', 'omar'],
      signedIn: ['ana', 'early', 'omar'],
      tried: { sample: [hashOf('ana'), hashOf('noor')].sort((a, b) => a - b), through: FULL },
    });
    expect(hourOf(tried('ana', 'success', 5))?.attempts).toEqual({
      failed: 0,
      succeeded: 1,
      entered: [],
      signedIn: ['ana'],
    });
    const many = ['a', 'b', 'c', 'd', 'e', 'f'];
    const flood = hourOf(tried('x', 'failure', 0), ...many.map((name) => tried(name, 'success', 9)));
    expect(flood?.attempts.entered).toEqual(smallest(many, 4));
    expect(hourOf(tried('ana', 'failure', 2))).toMatchObject({ attempts: { failed: 1 } });
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
    expect(reduceDay(hours, FIRST_DAY, { flagged: true, loud: { volume: 2 } }, EMPTY_BASE)).toMatchObject({
      day: FIRST_DAY,
      flagged: true,
      totals: { records: 149 },
      peaks: { records: 50 },
    });
  });
});

describe('the open part of a profile', () => {
  test('fits a DynamoDB item however many values a hostile actor shows', () => {
    const hours = new Map(
      Array.from({ length: OPEN_DAYS * HOURS_PER_DAY }, (_, i) => {
        const hour = FIRST_DAY * HOURS_PER_DAY + i;
        return [hour, hostileHour(hour)];
      }),
    );
    const marks = new Map(
      Array.from({ length: OPEN_DAYS }, (_, i) => [
        FIRST_DAY + i,
        {
          recorded: true,
          flagged: true,
          loud: Object.fromEntries(DETECTORS.map(({ uid: name }, n) => [name, 3.17 + n + i / 100])),
        },
      ]),
    );
    const open = { newestTime: at(7), hours, marks, emails: ['a@example.com', 'b@example.com'] };
    const bytes = encodeOpen(open).byteLength;
    console.log(`a hostile actor's open part: ${bytes} bytes`);
    expect(bytes).toBeLessThan(395_000);
    expect(decodeOpen(encodeOpen(open))).toEqual(open);
    for (const facet of FACETS) expect(hostileHour(0).facets[facet].length).toBeGreaterThanOrEqual(4);
    expect(hostileHour(0).resources.sample).toHaveLength(48);
  });
});

/** An hour in which everything is as many, as long and as random as it can be. */
function hostileHour(hour: number): Hour {
  const all = Array.from({ length: 60 }, (_, i) => {
    const text = (name: string) => noise(`${name} ${hour} ${i}`);
    return other(`${hour} ${i}`, {
      kind: i % 6 === 0 ? (STEP_KINDS[(i / 6) % STEP_KINDS.length] ?? 'mfa') : 'export',
      part: i % 12 === 0 ? 'target' : 'actor',
      records: hashOf(text('records')) * 100_003,
      datasets: Array.from({ length: 8 }, (_, n) => text(`dataset ${n}`)),
      network: text('network'),
      country: text('country'),
      client: text('client'),
      app: text('app'),
      credential: text('credential'),
      operation: text('operation'),
      hits: Array.from({ length: 8 }, (_, n) => noise(`rule ${(i + n) % 24}`).slice(0, 36)),
      hosting: true,
    });
  });
  const summary = summarise(operationsOf(addReadings(EMPTY_LEDGER, all)), true, hour);
  if (summary === undefined) throw new Error('an hour of exports is no hour');
  return summary;
}

/** 64 printable letters that deflate cannot shorten much. */
function noise(seed: string): string {
  let state = hashOf(seed);
  return Array.from({ length: 64 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return String.fromCharCode(35 + ((state >>> 16) % 56));
  }).join('');
}
