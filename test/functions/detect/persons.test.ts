import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assessArrivals } from '../../../functions/detect/assess-arrivals.ts';
import { personKey } from '../../../functions/detect/persons.ts';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryStateStore } from '../../../functions/ports/memory/state.ts';
import { itemKey, openKey } from '../../../functions/ports/state.ts';
import type { Activity } from '../../../shared/activity.ts';
import { personEntity } from '../../../shared/entity.ts';
import { decodeOpen } from '../../../shared/profile/codec.ts';
import { dayOf } from '../../../shared/time.ts';
import { at } from '../../fixtures/readings.ts';
import { alert, arrivals, event } from './events.ts';
import { Throttled } from './faults.ts';
import { content, copy, deliver, deliverShard, emptyWorld, faults, shardsOf, type World } from './tables.ts';

const SALESFORCE = 'actor/salesforce/default/mara';
const OKTA = 'actor/okta/default/00u-mara';
const ADMIN = 'actor/okta/default/00u-admin';

const admin = { uid: '00u-admin', type: 'user', email: 'admin@example.com' } as const;
const mara = { uid: '00u-mara', type: 'user', email: 'mara@example.com' } as const;
const okta = { vendor: 'okta', resources: [] } as const;

const reset = (day: number, hour = 9): Activity =>
  event({
    ...okta,
    id: `reset ${day} ${hour}`,
    kind: 'mfa',
    operation: 'user.mfa.factor.reset_all',
    time: at(day, hour),
    actor: admin,
    target: { uid: mara.uid, email: mara.email },
    source: { ip: '198.51.100.43', client: 'Chrome on Windows' },
  });
const logon = (day: number, hour = 8): Activity =>
  event({
    ...okta,
    id: `logon ${day} ${hour}`,
    kind: 'logon',
    operation: 'user.session.start',
    time: at(day, hour),
    actor: mara,
  });
const taken = (day: number, hour = 10, records = 100): Activity =>
  event({ id: `export ${day} ${hour} ${records}`, time: at(day, hour), volume: { records } });

/** Forty ordinary days at both vendors. */
const ordinary: World = emptyWorld();
await deliver(
  ordinary,
  arrivals(Array.from({ length: 40 }, (_, day) => [logon(day), taken(day)]).flat()),
  alert,
);

const worldOf = async (...batches: readonly (readonly Activity[])[]) => {
  const world = copy(ordinary);
  for (const batch of batches) await deliver(world, arrivals(batch), alert);
  return world;
};
const found = (world: World) =>
  content(world).findings.map(({ entity, signals }) => [entity, signals.map(({ detector }) => detector)]);

describe('a factor reset at one vendor', () => {
  test('counts for an export of the same person at another one', async () => {
    expect(found(await worldOf([taken(40)]))).toEqual([]);
    const world = await worldOf([reset(40)], [taken(40)]);
    expect(found(world)).toContainEqual([SALESFORCE, ['sequence']]);
    expect(content(world).persons).toContainEqual({
      key: itemKey(personKey(personEntity('mara@example.com'))),
      steps: [expect.any(String)],
      changes: [expect.stringContaining('00u-admin')],
      accounts: [OKTA, SALESFORCE],
      refusals: [],
      closures: [],
    });
  });

  test('counts whichever of the two arrives first, together or apart, and once however often they come', async () => {
    const expected = content(await worldOf([reset(40)], [taken(40)]));
    for (const batches of [
      [[taken(40)], [reset(40)]],
      [[taken(40), reset(40)]],
      [[reset(40), taken(40)]],
      [[reset(40)], [taken(40)], [reset(40)], [taken(40), reset(40)]],
    ])
      expect(content(await worldOf(...batches))).toEqual(expected);
  });

  test('is named in the finding of either account with who made it, when, from where and how', async () => {
    const changes = [
      {
        time: at(40),
        kind: 'mfa',
        vendor: 'okta',
        tenant: 'default',
        operation: 'user.mfa.factor.reset_all',
        eventId: '',
        by: { uid: '00u-admin', email: 'admin@example.com', name: '' },
        ip: '198.51.100.43',
        network: '198.51.100.0/24',
        country: '',
        client: 'Chrome on Windows',
      },
    ];
    const used = event({ id: 'used', vendor: 'okta', time: at(40, 10), actor: mara });
    const world = content(await worldOf([reset(40)], [taken(40), used]));
    const told = world.findings.filter(({ entity }) => [SALESFORCE, OKTA].includes(entity));
    expect(told.map(({ entity, changes }) => [entity, changes])).toEqual([
      [OKTA, changes],
      [SALESFORCE, changes],
    ]);
  });

  test('is named the day after, also where the vendor tells the account by its id alone', async () => {
    const make = { vendor: 'salesforce', target: { uid: 'mara' }, actor: { ...admin, uid: 'boss' } };
    const silent = { ...reset(40, 23), ...make } as const;
    for (const batches of [
      [[silent], [taken(41, 1)]],
      [[taken(41, 1)], [silent]],
      [[silent, taken(41, 1)]],
    ]) {
      const { findings } = content(await worldOf(...batches));
      const one = findings.find(({ entity, day }) => entity === SALESFORCE && day === dayOf(at(41)));
      expect(one?.changes).toMatchObject([{ time: at(40, 23), by: { uid: 'boss', email: admin.email } }]);
    }
  });

  test('is named where the vendor tells the account by an alias, whichever arrives first', async () => {
    const made = {
      ...reset(40, 9),
      vendor: 'aws',
      kind: 'credential',
      operation: 'CreateAccessKey',
      target: { alias: '123456789012/bob' },
    } as const;
    const bob = { uid: 'AIDABOB', type: 'user', alias: '123456789012/bob' } as const;
    const exported = { ...taken(40), vendor: 'aws', actor: bob } as const;
    for (const batches of [[[made], [exported]], [[exported], [made]], [[made, exported]]]) {
      const { findings } = content(await worldOf(...batches));
      const one = findings.find(({ entity }) => entity === 'actor/aws/default/AIDABOB');
      expect(one?.changes).toMatchObject([{ operation: 'CreateAccessKey', by: { email: admin.email } }]);
    }
  });

  test('counts also for an account that nobody knew, whichever arrives first', async () => {
    const world = async (...batches: readonly (readonly Activity[])[]) => {
      const empty = emptyWorld();
      for (const batch of batches) await deliver(empty, arrivals(batch), alert);
      return content(empty);
    };
    const expected = await world([reset(40)], [taken(40)]);
    expect(expected.findings.map(({ entity }) => entity)).toContain(SALESFORCE);
    expect(await world([taken(40)], [reset(40)])).toEqual(expected);
    expect(await world([taken(40), reset(40)])).toEqual(expected);
  });

  test('counts for an account that goes by a longer name, and of that one for no other, whichever arrives first', async () => {
    const named = (email: string, vendor = 'salesforce') =>
      ({ ...taken(40), vendor, actor: { uid: 'new', type: 'user', email } }) as const;
    const heard = async (...batches: readonly (readonly Activity[])[]) =>
      found(await worldOf(...batches)).filter(([, detectors]) => detectors?.includes('sequence'));
    const longer = named('mara@example.com.prod');
    for (const batches of [[[reset(40)], [longer]], [[longer], [reset(40)]], [[longer, reset(40)]]])
      expect(await heard(...batches)).toEqual([['actor/salesforce/default/new', ['sequence']]]);
    for (const [email, vendor] of [
      ['mara+slack@example.com', 'slack'],
      ['mara+crm@example.com.prod', 'salesforce'],
    ] as const)
      expect(await heard([reset(40)], [named(email, vendor)])).toHaveLength(1);
    expect(await heard([reset(40)], [named('mara@example.com.prod', 'slack')])).toEqual([]);
    expect(await heard([reset(40)], [named('mara@example.com.br')])).toEqual([]);
    expect(await heard([reset(40)], [named('omar+mara@example.com')])).toEqual([]);
    const ofTest = { ...reset(40), target: { uid: '00u-test', email: 'mara+test@example.com' } };
    expect(await heard([ofTest], [taken(40)])).toEqual([]);
  });

  describe('however many accounts of longer names the person has at one vendor', () => {
    const tests = Array.from({ length: 30 }, (_, n) => ({
      ...logon(40),
      eventId: `test ${n}`,
      vendor: 'auth0',
      actor: { uid: `test-${n}`, type: 'user', email: `mara+${n}@example.com` } as const,
    }));

    test('counts, and all of them are entered that come at once', async () => {
      for (const batches of [
        [tests, [taken(40)], [reset(40)]],
        [[taken(40)], [reset(40)], tests],
      ])
        expect(found(await worldOf(...batches))).toContainEqual([SALESFORCE, ['sequence']]);
    });

    test('they push no account of another vendor out', async () => {
      const fresh = { ...taken(40), vendor: 'zendesk', actor: { ...mara, uid: 'new' } } as const;
      const world = await worldOf(...tests.map((one) => [one]), [fresh]);
      const key = itemKey(personKey(personEntity('mara@example.com')));
      const { accounts = [] } = content(world).persons.find((one) => one.key === key) ?? {};
      expect(accounts).toHaveLength(24);
      for (const one of [OKTA, SALESFORCE, 'actor/zendesk/default/new']) expect(accounts).toContain(one);
    });
  });

  test('counts for an account of a longer name that has had another one, or is named by what somebody does to it', async () => {
    const as = (email: string, hour: number) =>
      ({ ...taken(40, hour), vendor: 'salesforce', actor: { uid: 'new', type: 'user', email } }) as const;
    const renamed = [
      as('lena@example.com', 8),
      as('lena.old@example.com', 7),
      as('mara+crm@example.com.prod', 10),
    ];
    const granted: Activity = {
      ...reset(39),
      eventId: 'role',
      vendor: 'salesforce',
      kind: 'privilege',
      target: { uid: 'new', email: 'mara+crm@example.com.prod' },
    };
    const unnamed = { ...as('', 10), actor: { uid: 'new', type: 'user' } } as const;
    for (const batches of [renamed.map((one) => [one]), [[granted], [unnamed]]])
      expect(found(await worldOf(...batches, [reset(40)]))).toContainEqual([
        'actor/salesforce/default/new',
        expect.arrayContaining(['sequence']),
      ]);
  });

  test('does not count where a log was changed or a way out opened there: those are that vendor’s own', async () => {
    for (const kind of ['logging', 'destination'] as const) {
      const world = await worldOf([{ ...reset(40), kind }], [taken(40)]);
      expect(found(world), kind).toEqual([]);
      expect(content(world).persons.flatMap(({ steps }) => steps)).toEqual([]);
    }
  });

  test('counts past midnight, and neither days later nor for another person', async () => {
    expect(found(await worldOf([reset(40, 23)], [taken(41, 1)]))).toContainEqual([
      SALESFORCE,
      ['sequence', 'time-of-week'],
    ]);
    expect(found(await worldOf([reset(40)], [taken(43)]))).toEqual([]);
    const other = { ...reset(40), target: { uid: '00u-noor', email: 'noor@example.com' } };
    expect(found(await worldOf([other], [taken(40)]))).toEqual([]);
  });

  test('comes again with what the batch brought to an account that could not be judged for it', async () => {
    const world = await worldOf([taken(40)]);
    const findings = memoryFindingStore(world.findings);
    const ports = {
      state: memoryStateStore(world.state),
      findings: {
        upsert: async (...parts: Parameters<typeof findings.upsert>) => {
          if (parts[0].entity === SALESFORCE) throw new Throttled();
          return findings.upsert(...parts);
        },
      },
    };
    const { failed } = await assessArrivals(arrivals([reset(40), taken(41)]), ports, alert);
    expect(failed.map(({ arrival }) => [arrival.entity, arrival.records])).toEqual([[SALESFORCE, [0, 1]]]);
    const same = await assessArrivals(arrivals([taken(40, 11), logon(40), reset(40)]), ports, alert);
    expect(same.failed.map(({ arrival }) => [arrival.entity, arrival.records])).toEqual([
      [SALESFORCE, [0, 2]],
    ]);
  });

  test('counts after the export for nothing', async () => {
    expect(found(await worldOf([taken(40, 9), reset(40, 12)]))).toEqual([]);
  });

  test('that failed is no reset', async () => {
    expect(found(await worldOf([{ ...reset(40), outcome: 'failure' }], [taken(40)]))).toEqual([]);
  });

  test('is kept for as long after the newest that is known of the person, whatever comes late', async () => {
    const kept = async (...batches: readonly (readonly number[])[]) => {
      const world = emptyWorld();
      for (const days of batches) await deliver(world, arrivals(days.map((day) => reset(day))), alert);
      const { expires = 0 } = world.state.get(itemKey(personKey(personEntity('mara@example.com')))) ?? {};
      return Math.floor((expires - at(0, 9) / 1000) / 86_400);
    };
    for (const batches of [[[42]], [[40], [42]], [[42], [40]], [[42, 40]]])
      expect(await kept(...batches), JSON.stringify(batches)).toBe(42 + 400);
  });
});

describe('what an administrator does to another account', () => {
  const steps = ({ state }: World, entity: string) => {
    const item = state.get(itemKey(openKey(entity)));
    if (item === undefined) return undefined;
    return [...decodeOpen(item.bytes).hours.values()].flatMap((hour) => hour.steps);
  };

  test('is a step of that account, made by another, and none of his own', async () => {
    const world = await worldOf([reset(40)]);
    expect(steps(world, OKTA)).toEqual([{ kind: 'mfa', byOther: true, hour: at(40) / 3_600_000 }]);
    expect(steps(world, ADMIN)).toEqual([]);
    expect(content(world).persons.filter(({ steps: all = [] }) => all.length > 0)).toMatchObject([
      { key: itemKey(personKey(personEntity(mara.email))) },
    ]);
  });

  test('is another thing than what he does to his own', async () => {
    const { target: _, ...own } = reset(40);
    expect(steps(await worldOf([own]), ADMIN)).toMatchObject([{ kind: 'mfa', byOther: false }]);
  });

  test('makes no account older than the day on which it was done, nor a network usual', async () => {
    const item = (await worldOf([reset(40)])).state.get(itemKey(openKey(OKTA)));
    const hour = item && decodeOpen(item.bytes).hours.get(at(40) / 3_600_000);
    expect(hour).toMatchObject({
      exports: 0,
      reads: 0,
      facets: { network: [], client: [] },
      type: 'unknown',
    });
  });
});

const refused = (day: number, hour = 9, minute = 50): Activity =>
  event({
    ...okta,
    id: `refused ${day} ${hour} ${minute}`,
    kind: 'logon',
    operation: 'user.mfa.okta_verify.deny_push',
    outcome: 'failure',
    time: at(day, hour) + minute * 60_000,
    actor: mara,
    source: { ip: '198.51.100.99' },
  });

describe('a second factor that is refused again and again', () => {
  const office = Array.from({ length: 40 }, (_, day) => [
    { ...logon(day), uid: `a${String(day).padStart(15, '0')}`, source: { ip: '192.0.2.10' } },
    { ...taken(day), uid: `b${String(day).padStart(15, '0')}`, source: { ip: '192.0.2.10' } },
  ]).flat();
  const pushes = Array.from({ length: 8 }, (_, at) => refused(40, 9, 50 + at));
  const entered: Activity = { ...logon(40, 10), source: { ip: '198.51.100.99' } };
  const stolen: Activity = { ...taken(40, 10), source: { ip: '198.51.100.99' } };
  const worldWith = async (...batches: readonly (readonly Activity[])[]) => {
    const world = emptyWorld();
    for (const batch of [office, ...batches]) await deliver(world, arrivals(batch), alert);
    return world;
  };
  const lettingIn = async (...batches: readonly (readonly Activity[])[]) =>
    content(await worldWith(...batches)).findings.flatMap(({ entity, signals }) =>
      signals.some(({ detector }) => detector === 'let-in') ? [entity] : [],
    );

  test('counts past the hour, at every vendor at which its network then works, whatever arrives first', async () => {
    const expected = [OKTA, SALESFORCE].sort();
    expect((await lettingIn(pushes, [entered], [stolen])).sort()).toEqual(expected);
    expect((await lettingIn([stolen], [entered], pushes.toReversed(), pushes)).sort()).toEqual(expected);
    const [first, second] = [
      await worldWith(pushes, [entered, stolen]),
      await worldWith([stolen, ...pushes], [entered]),
    ];
    expect(content(second)).toEqual(content(first));
    const signals = content(first).findings.flatMap((finding) => finding.signals);
    expect(signals.find(({ detector }) => detector === 'let-in')?.observed).toBe(
      '8 refused sign-ins within the hour, then let in, through 198.51.100.0/24, which the account does not use',
    );
  });

  test('is nothing where nobody was let in, where the owner goes on at his desk, or where a password was wrong', async () => {
    expect(await lettingIn(pushes)).toEqual([]);
    expect(await lettingIn(pushes, [{ ...taken(40, 10), source: { ip: '192.0.2.10' } }])).toEqual([]);
    const wrong = pushes.map((one) => ({ ...one, operation: 'user.session.start' }));
    expect(await lettingIn(wrong, [stolen])).toEqual([]);
    const accepted = pushes.map((one) => ({ ...one, outcome: 'success' as const }));
    expect(await lettingIn(accepted, [stolen])).toEqual([]);
    expect(await lettingIn(pushes.slice(0, 2), [stolen])).toEqual([]);
  });
});

const lifecycle =
  (word: string) =>
  (day: number, hour = 9, minute = 0): Activity =>
    event({
      ...okta,
      id: `${word} ${day} ${hour} ${minute}`,
      kind: word === 'deactivate' ? 'other' : 'privilege',
      operation: `user.lifecycle.${word}`,
      time: at(day, hour) + minute * 60_000,
      actor: admin,
      target: { uid: mara.uid, email: mara.email },
    });
const deactivated = lifecycle('deactivate');
const reactivated = lifecycle('reactivate');

describe('an account that is deactivated at one vendor', () => {
  const telling = async (...batches: readonly (readonly Activity[])[]) => {
    const { findings } = content(await worldOf(...batches));
    return findings.flatMap(({ entity, day, signals }) =>
      signals.some(({ detector }) => detector === 'after-leaving') ? [`${entity} ${day - dayOf(at(0))}`] : [],
    );
  };
  const stolen = (day: number, hour = 14): Activity => ({
    ...taken(day, hour, 5000),
    source: { ip: '198.51.100.99' },
  });

  test('counts for what the same person takes at another one, weeks later as well', async () => {
    expect(await telling([deactivated(40)], [stolen(40)])).toEqual([`${SALESFORCE} 40`]);
    expect(await telling([deactivated(40)], [stolen(68)])).toEqual([`${SALESFORCE} 68`]);
    expect(await telling([deactivated(40)], [stolen(131)])).toEqual([]);
    expect(await telling([stolen(40)])).toEqual([]);
  });

  test('counts whichever of the two arrives first, together or apart, and once however often they come', async () => {
    for (const day of [40, 43, 47]) {
      const [gone, theft] = [deactivated(40), stolen(day)];
      const expected = content(await worldOf([gone], [theft]));
      for (const batches of [[[theft], [gone]], [[theft, gone]], [[gone], [theft], [gone], [theft, gone]]])
        expect(content(await worldOf(...batches)), `day ${day}`).toEqual(expected);
    }
  });

  test('counts no more once it is given back, whichever arrives first', async () => {
    const all = [[deactivated(40)], [reactivated(42)], [stolen(43)]];
    for (const order of [all, all.toReversed(), [all.flat()], [all[2], all[0], all[1]] as typeof all])
      expect(await telling(...order)).toEqual([]);
    expect(await telling([deactivated(40), reactivated(42), stolen(41)])).toEqual([`${SALESFORCE} 41`]);
    expect(await telling([reactivated(40), deactivated(41), stolen(42)])).toEqual([`${SALESFORCE} 42`]);
  });

  test('counts not for what was done before it, within the hour, by another person, or in vain', async () => {
    expect(await telling([stolen(40, 8), deactivated(40)])).toEqual([]);
    expect(await telling([stolen(40, 9), deactivated(40)])).toEqual([]);
    const other = { ...deactivated(40), target: { uid: '00u-noor', email: 'noor@example.com' } };
    expect(await telling([other], [stolen(40)])).toEqual([]);
    expect(await telling([deactivated(40)], [{ ...stolen(40), outcome: 'failure' }])).toEqual([]);
    expect(await telling([{ ...deactivated(40), outcome: 'failure' }], [stolen(40)])).toEqual([]);
    // What is done to it is nothing that it does.
    expect(await telling([deactivated(40)], [reset(41)])).toEqual([]);
  });

  test('is no change of its access, and nothing that it does', async () => {
    const world = await worldOf([deactivated(40)]);
    expect(content(world).persons.find(({ accounts = [] }) => accounts.includes(SALESFORCE))).toMatchObject({
      steps: [],
      closures: [expect.stringMatching(/ 1 okta$/)],
    });
    const item = world.state.get(itemKey(openKey(OKTA)));
    expect(item && decodeOpen(item.bytes).hours.has(at(40) / 3_600_000)).toBe(false);
  });
});

/** Few events of two people at two vendors, so that batches meet. */
const events: fc.Arbitrary<Activity> = fc
  .record({
    make: fc.constantFrom(reset, logon, taken, refused, deactivated, reactivated),
    day: fc.constantFrom(36, 39, 40, 41),
    hour: fc.constantFrom(0, 9, 10, 23),
  })
  .map(({ make, day, hour }) => make(day, hour));
const batch = fc.array(events, { minLength: 1, maxLength: 5 });
const shards = shardsOf(batch);

describe('events of a person at two vendors, each a batch of its own', () => {
  const stolen = (day: number, hour: number): Activity => ({
    ...taken(day, hour, 5000),
    source: { ip: '198.51.100.99' },
  });
  const acts: fc.Arbitrary<Activity> = fc
    .record({
      make: fc.constantFrom(reset, stolen, stolen, refused, deactivated, reactivated),
      day: fc.integer({ min: 40, max: 45 }),
      hour: fc.constantFrom(0, 9, 10, 23),
    })
    .map(({ make, day, hour }) => make(day, hour));
  const lives = fc
    .uniqueArray(acts, { minLength: 2, maxLength: 6, selector: ({ uid }) => uid })
    .chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );

  test('end in the same tables, and in findings that name the same, in whatever order they come', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async ([all, shuffled]) => {
        const inTime = all.toSorted((one, other) => one.time - other.time).map((one) => [one]);
        const expected = content(await worldOf(...inTime));
        expect(content(await worldOf(...shuffled.map((one) => [one])))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['a reset factor', reset(42, 23), taken(43), 'sequence', [43]],
    ['an account that was taken away', deactivated(42), stolen(43, 10), 'after-leaving', [43, 50]],
  ])(
    'of %s count on days that are still open, where its own is not any more',
    async (_, news, then, detector, days) => {
      const told = ({ findings }: ReturnType<typeof content>) =>
        findings
          .filter(
            (one) => one.entity === SALESFORCE && one.signals.some((said) => said.detector === detector),
          )
          .map(({ day }) => day - dayOf(at(0)));
      const later = [[taken(42, 8)], [then], [taken(50)]];
      expect(told(content(await worldOf(...later)))).toEqual([]);
      expect(told(content(await worldOf(...later, [news])))).toEqual(days);
      expect(told(content(await worldOf([news], ...later)))).toEqual(days);
    },
  );
});

describe('events of a person at two vendors, on several shards at once', () => {
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
            deliverShard(world, batches.map(arrivals), plans[shard] ?? [], turn, alert),
          );
          await scheduler.waitFor(Promise.all(runs));
          expect(content(world)).toEqual(content(await worldOf(...all.flat())));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('end in the same tables after a death at any single call', async () => {
    for (const order of [
      [taken(40), reset(40)],
      [reset(40), taken(40)],
    ]) {
      const batches = order.map((one) => arrivals([one]));
      const expected = content(await worldOf(...order.map((one) => [one])));
      for (let call = 0; call < 40; call++)
        for (const afterEffect of [false, true]) {
          const world = copy(ordinary);
          await deliverShard(world, batches, [[{ call, kind: 'dies', afterEffect }]], async () => {}, alert);
          expect(content(world), `dies at call ${call}`).toEqual(expected);
        }
    }
  });
});
