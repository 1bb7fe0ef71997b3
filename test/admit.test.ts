import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Activity, type Draft, KINDS } from '../shared/activity.ts';
import { admit, isMixedUp, type Origin } from '../shared/admit.ts';
import { eventHash, sha256Hex } from '../shared/hash.ts';
import { isHostile } from '../shared/text.ts';

const TIME = Date.UTC(2026, 2, 2);
const EVENT = { b: 1, a: 2 };
const ORIGIN: Origin = { vendor: 'okta', tenant: 'acme', hashKey: new Uint8Array(32).fill(3), arrival: TIME };
const DRAFT: Draft = {
  identity: { kind: 'event', id: 'e1' },
  time: TIME,
  kind: 'logon',
  operation: 'user.session.start',
  outcome: 'success',
  actor: { uid: 'u1', type: 'user' },
  resources: [],
};

function admitted(draft: Partial<Draft> = {}, origin: Partial<Origin> = {}, event = EVENT): Activity {
  const admission = admit({ ...DRAFT, ...draft }, event, { ...ORIGIN, ...origin });
  if (admission.kind !== 'admitted') throw new Error(`${admission.path}: ${admission.reason}`);
  return admission.activity;
}

function refusedAt(draft: Partial<Draft>, origin: Partial<Origin> = {}): string | undefined {
  const admission = admit({ ...DRAFT, ...draft }, EVENT, { ...ORIGIN, ...origin });
  return admission.kind === 'malformed' ? admission.path : undefined;
}

function repairedAt(draft: Partial<Draft>): string[] {
  const admission = admit({ ...DRAFT, ...draft }, EVENT, ORIGIN);
  return admission.kind === 'admitted' ? admission.repairs.map(({ path }) => path) : [];
}

describe('an activity of a text with replaced bytes', () => {
  const cut = 'x\ufffd';
  const { actor } = DRAFT;
  test.each<[string, Partial<Draft>]>([
    ['the id of its event', { identity: { kind: 'event', id: cut } }],
    ['the id of its actor', { actor: { ...actor, uid: cut } }],
    ['his address', { actor: { ...actor, email: cut } }],
    ['another name of his', { actor: { ...actor, alias: cut } }],
    ['his credential', { actor: { ...actor, credential: cut } }],
    ['the id of whom it is done to', { target: { uid: cut } }],
    ['her address', { target: { uid: 'u2', email: cut } }],
    ['another name of hers', { target: { uid: 'u2', alias: cut } }],
  ])('may be another’s where they are in %s', (_, draft) => {
    const activity = { ...admitted(), ...draft } as Activity;
    expect(isMixedUp(activity)).toBe(true);
    expect(isMixedUp({ ...admitted(), target: { uid: 'u2' } })).toBe(false);
    expect(isMixedUp({ ...admitted(), actor: { ...actor, name: cut } })).toBe(false);
  });
});

describe('identity', () => {
  test('is the keyed hash of vendor, tenant, kind of id and id, of an event with its second', () => {
    const second = TIME / 1000;
    expect(admitted().uid).toBe(eventHash(ORIGIN.hashKey, 'okta', 'acme', 'event', `e1 ${second}`));
    expect(admitted({ identity: { kind: 'operation', id: 'e1' } }).uid).toBe(
      eventHash(ORIGIN.hashKey, 'okta', 'acme', 'operation', 'e1'),
    );
    const others = [
      admitted({ identity: { kind: 'operation', id: 'e1' } }),
      admitted({ identity: { kind: 'event', id: 'e2' } }),
      admitted({}, { vendor: 'salesforce' }),
      admitted({}, { tenant: 'other' }),
      admitted({}, { hashKey: new Uint8Array(32) }),
    ];
    expect(new Set([admitted(), ...others].map(({ uid }) => uid)).size).toBe(6);
  });

  test('tells events of one id apart that lie seconds apart, and no chunks of an operation', () => {
    const uidAt = (time: number, kind: 'event' | 'operation') =>
      admitted({ time, identity: { kind, id: 'e1' } }).uid;
    expect(uidAt(TIME, 'event')).toBe(uidAt(TIME + 999, 'event'));
    expect(uidAt(TIME, 'event')).not.toBe(uidAt(TIME + 1000, 'event'));
    expect(uidAt(TIME, 'operation')).toBe(uidAt(TIME + 1000, 'operation'));
  });

  test('of an event without a time is its id, whenever it arrives', () => {
    const { time: _, ...undated } = DRAFT;
    const uidOf = (undatedTime: number) => {
      const admission = admit(undated, EVENT, { ...ORIGIN, undatedTime });
      return admission.kind === 'admitted' ? admission.activity.uid : admission.reason;
    };
    expect(uidOf(TIME + 5000)).toBe(uidOf(TIME));
  });

  test('is the content where there is no id, in whatever order it was written', () => {
    const { identity: _, ...anonymous } = DRAFT;
    const uidOf = (event: object) => {
      const admission = admit(anonymous, { ...event }, ORIGIN);
      return admission.kind === 'admitted' ? admission.activity.uid : admission.reason;
    };
    expect(uidOf({ a: 2, b: 1 })).toBe(uidOf({ b: 1, a: 2 }));
    expect(uidOf({ a: 2, b: 1 })).not.toBe(uidOf({ a: 2, b: 2 }));
  });

  test('comes with evidence of the raw event where data moved or was read', () => {
    for (const kind of KINDS) {
      const evidence = ['export', 'share', 'destination', 'read', 'list'].includes(kind);
      expect(admitted({ kind }).sha256).toBe(evidence ? sha256Hex('{"b":1,"a":2}') : undefined);
    }
    const alone = admit({ ...DRAFT, kind: 'export' }, EVENT, ORIGIN, '{"b": 1, "a": 2}');
    expect(alone).toMatchObject({ activity: { sha256: sha256Hex('{"b": 1, "a": 2}') } });
  });
});

describe('limits', () => {
  const BAD_IDS = ['', 'a'.repeat(257), 'a\u0000', 'a\u202eb', 'a\nb', 'a\tb', '\udc00'];

  test.each(BAD_IDS)('refuse %j as an id', (id) => {
    expect(refusedAt({ actor: { uid: id, type: 'user' } })).toBe('actor.uid');
    expect(refusedAt({ actor: { uid: 'u1', type: 'user', email: id } })).toBe('actor.email');
    expect(refusedAt({}, { tenant: id })).toBe('tenant');
  });

  test.each(BAD_IDS.slice(1))(
    'judge an event whose operation or own id is %j: callers may choose both',
    (id) => {
      expect(repairedAt({ operation: id, identity: { kind: 'event', id }, eventId: id })).toEqual([
        'operation',
        'identity.id',
        'eventId',
      ]);
      const { operation, identity, eventId } = admitted({
        operation: id,
        identity: { kind: 'operation', id },
        eventId: id,
      });
      expect([operation, identity?.id].map((one) => refusedAt({ operation: one ?? '' }))).toEqual([
        undefined,
        undefined,
      ]);
      expect(operation.length).toBeLessThanOrEqual(256);
      expect(isHostile(operation)).toBe(false);
      expect(eventId).toBeUndefined();
    },
  );

  test('tell events apart by ids that differ in what is cleaned or cut', () => {
    const ids = [
      'a'.repeat(300),
      `${'a'.repeat(299)}b`,
      'x\u202e',
      'x\u202d',
      'x\udc00',
      'x\udc01',
      'x\ufffd',
    ];
    const uids = ids.map((id) => admitted({ identity: { kind: 'operation', id } }).uid);
    expect(new Set(uids).size).toBe(ids.length);
  });

  test('refuse an operation and an id that are empty, and leave out an empty id of the event', () => {
    expect(refusedAt({ operation: '' })).toBe('operation');
    expect(refusedAt({ identity: { kind: 'operation', id: '' } })).toBe('identity.id');
    expect(admitted({ eventId: '' })).not.toHaveProperty('eventId');
  });

  test('accept an id of 256 characters', () => {
    expect(refusedAt({ operation: 'a'.repeat(256) })).toBeUndefined();
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'leave out a count that is %d, and judge the event all the same',
    (count) => {
      expect(repairedAt({ volume: { records: count } })).toEqual(['volume.records']);
      expect(admitted({ volume: { records: count } })).not.toHaveProperty('volume');
      expect(repairedAt({ volume: { records: 1, bytes: count } })).toEqual(['volume.bytes']);
      expect(admitted({ volume: { records: 1, bytes: count } }).volume).toEqual({ records: 1 });
    },
  );

  test('cap a count at what can be added exactly, and tell zero from unknown', () => {
    expect(admitted({ volume: { records: 1e300 } }).volume).toEqual({ records: Number.MAX_SAFE_INTEGER });
    expect(admitted({ volume: { records: 0 } }).volume).toEqual({ records: 0 });
    expect(admitted()).not.toHaveProperty('volume');
  });

  test('refuse what is dated more than 10 minutes after its arrival, or in no year of ours', () => {
    expect(refusedAt({ time: TIME + 600_000 })).toBeUndefined();
    expect(refusedAt({ time: TIME + 600_001 })).toBe('time');
    expect(refusedAt({ time: Date.UTC(1999, 0, 1) })).toBe('time');
    expect(refusedAt({ time: Number.NaN })).toBe('time');
  });

  test('refuse what states no time, unless the caller dates it: then it is said', () => {
    const { time: _, ...undated } = DRAFT;
    const admitAs = (origin: Partial<Origin>) => admit(undated, EVENT, { ...ORIGIN, ...origin });
    const reason = 'expected a time between 2000 and 2099';
    expect(admitAs({})).toEqual({ kind: 'malformed', path: 'time', reason });
    const { arrival: _arrival, ...file } = ORIGIN;
    expect(admit(undated, EVENT, { ...file, undatedTime: TIME })).toEqual({
      kind: 'admitted',
      activity: { ...admitted(), uid: eventHash(ORIGIN.hashKey, 'okta', 'acme', 'event', 'e1') },
      repairs: [
        {
          kind: 'malformed',
          path: 'time',
          reason:
            'states no time that can be read, or none from 2000 to 2099; dated 2026-03-02T00:00:00.000Z',
        },
      ],
    });
    expect(admitted({}, { undatedTime: TIME - 1 }).time).toBe(TIME);
    expect(admitAs({ undatedTime: Number.NaN })).toMatchObject({ kind: 'malformed', path: 'time', reason });
  });

  test('write e-mail addresses in lower case', () => {
    expect(admitted({ actor: { uid: 'u1', type: 'user', email: 'Alice@Example.com' } }).actor.email).toBe(
      'alice@example.com',
    );
  });

  test('leave out an alias that is not clean, and a target that is told by one', () => {
    const admitBoth = (alias: string) =>
      admitted({ kind: 'credential', actor: { uid: 'u1', type: 'user', alias }, target: { alias } });
    const { actor, target } = admitBoth('123456789012/bob');
    expect([actor.alias, target?.alias]).toEqual(['123456789012/bob', '123456789012/bob']);
    const bad = admitBoth('bob\u202e');
    expect(bad.actor).not.toHaveProperty('alias');
    expect(bad).not.toHaveProperty('target');
  });

  test.each(['\u202e', 'x'.repeat(1_000_000)])('clean what is only shown, and say where', (bad) => {
    const draft: Partial<Draft> = {
      actor: { uid: 'u1', type: 'user', name: bad, app: bad },
      source: { ip: bad, country: bad, asOrg: bad, client: bad },
      resources: [{ type: bad, uid: bad, name: bad }],
      session: bad,
    };
    expect(repairedAt(draft)).toEqual([
      'actor.name',
      'actor.app',
      'resources.type',
      'resources.uid',
      'resources.name',
      'source.ip',
      'source.country',
      'source.asOrg',
      'source.client',
      'session',
    ]);
    const text = JSON.stringify(admitted(draft));
    expect(isHostile(text)).toBe(false);
    expect(text.length).toBeLessThan(4000);
  });

  test.each(BAD_IDS)(
    'leave a target or credential out that is %j, and judge the event all the same',
    (bad) => {
      const [uid, email] = ['u2', 'b@example.com'];
      for (const target of [{ uid: bad }, { uid: bad, email }, { uid, email: bad }, { email: bad }]) {
        expect(repairedAt({ target })).toEqual(['target']);
        expect(admitted({ target })).not.toHaveProperty('target');
      }
      const actor = { uid: 'u1', type: 'user', credential: bad } as const;
      expect(repairedAt({ actor })).toEqual(['actor.credential']);
      expect(admitted({ actor }).actor).toEqual({ uid: 'u1', type: 'user' });
    },
  );

  test('keep a clean target, its address in lower case, and a clean credential', () => {
    const actor = { uid: 'u1', type: 'user', credential: 'key-1' } as const;
    const target = { uid: 'u2', email: 'Bob@Example.com' };
    expect(repairedAt({ actor, target })).toEqual([]);
    expect(admitted({ actor, target })).toMatchObject({
      actor,
      target: { uid: 'u2', email: 'bob@example.com' },
    });
    expect(admitted({ target: { email: 'Bob@Example.com' } }).target).toEqual({ email: 'bob@example.com' });
    expect(admitted({ target: { uid: 'u2' } }).target).toEqual({ uid: 'u2' });
  });

  test('repair nothing that is clean', () => {
    expect(
      repairedAt({ actor: { uid: 'u1', type: 'user', name: 'Zoë Müller' }, session: 'a'.repeat(256) }),
    ).toEqual([]);
  });
});

describe('resources', () => {
  const resource = fc.record({
    type: fc.constantFrom('app', 'user'),
    uid: fc.constantFrom(...'abcdefghijklm'),
    name: fc.constantFrom('x', 'y'),
  });

  test('are the same in whatever order and however often they are listed', () => {
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (resources, ranks) => {
        const shuffled = [...resources, ...resources.slice(0, 3)]
          .map((item) => ({ item, rank: ranks.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ item }) => item);
        const once = admitted({ resources }).resources;
        expect(admitted({ resources: shuffled }).resources).toEqual(once);
        expect(once.length).toBe(
          Math.min(16, new Set(resources.map(({ type, uid }) => `${type} ${uid}`)).size),
        );
      }),
    );
  });

  test('are the first 15, sorted, and one that stands for all others', () => {
    const uids = Array.from({ length: 20 }, (_, index) => `app-${String(index).padStart(2, '0')}`);
    const listed = (all: readonly string[]) =>
      admitted({ resources: all.map((uid) => ({ type: 'app', uid })) }).resources.map(({ uid }) => uid);
    expect(listed(uids.slice(0, 16))).toEqual(uids.slice(0, 16));
    const [others = '', ...more] = listed(uids.toReversed()).slice(15);
    expect(listed(uids).slice(0, 15)).toEqual(uids.slice(0, 15));
    expect(others).toMatch(/^5~[0-9a-f]{8}$/);
    expect(more).toEqual([]);
    expect(listed([...uids.slice(0, 19), 'people'])).not.toContain(others);
    const [groups, users] = ['group', 'user'].map((type) =>
      admitted({
        resources: uids.map((uid, at) => ({ type: at < 15 ? 'app' : type, uid })),
      }).resources.at(-1),
    );
    expect(groups?.uid).not.toBe(users?.uid);
  });

  test('of one uid but two types stay two', () => {
    const resources = [
      { type: 'user', uid: 'a' },
      { type: 'app', uid: 'a' },
    ];
    expect(admitted({ resources }).resources).toEqual(resources.toReversed());
  });
});
