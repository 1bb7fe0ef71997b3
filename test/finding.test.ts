import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hoursOfFinding, operationsOfDay } from '../shared/advance.ts';
import { addHundredths, assess, markOf } from '../shared/assess.ts';
import { NO_CONTEXT } from '../shared/context.ts';
import { actorEntity, parseEntity, personEntity, sourceEntity } from '../shared/entity.ts';
import { exposureOf } from '../shared/exposure.ts';
import { type Finding, findingId, idPrefix, SEVERITIES, severityOf, shortId } from '../shared/finding.ts';
import { fromLines } from '../shared/page/view.ts';
import { subjectOf } from '../shared/profile/subject.ts';
import { project } from '../shared/project.ts';
import { decodeReading, encodeReading, type Reading, readingFor } from '../shared/reading.ts';
import { DEFAULT_SETTINGS, type Settings } from '../shared/settings.ts';
import { HOUR_MS } from '../shared/time.ts';
import { RECORD_UNITS } from '../shared/vendors/vendor.ts';
import { readings } from './arbitraries.ts';
import { at, FIRST_DAY, live, reading, uid } from './fixtures/readings.ts';

const hashKey = new Uint8Array(32).fill(7);
const ENTITY = 'actor/salesforce/default/0055g00000ABCDE';

/** The finding of a day, from everything that was ever seen. */
function findingOf(
  batches: readonly (readonly Reading[])[],
  day: number,
  settings = DEFAULT_SETTINGS,
  context = NO_CONTEXT,
): Finding {
  const { profile, ledgers } = live(batches);
  const known = new Map(
    [...ledgers].filter(([hour]) => hoursOfFinding(profile, FIRST_DAY + day).includes(hour)),
  );
  const operations = operationsOfDay(known, FIRST_DAY + day);
  return project({
    entity: ENTITY,
    profile,
    day: FIRST_DAY + day,
    operations,
    settings,
    hashKey,
    context,
  });
}

const history = Array.from({ length: 30 }, (_, day) => [reading({ time: at(day) })]);
const loot = Array.from({ length: 30 }, (_, i) =>
  reading({
    time: at(30) + i * 60_000,
    uid: uid(`loot ${i}`),
    records: 20_000 - i,
    network: 'AS64511',
    ip: `198.51.100.${i}`,
    client: 'curl',
  }),
);
const finding = findingOf([...history, loot], 30);

describe('the finding of an address', () => {
  const tried = Array.from({ length: 20 }, (_, i) =>
    readingFor(
      'source',
      reading({
        time: at(0) + i * 60_000,
        uid: uid(`try ${i}`),
        kind: 'logon',
        outcome: 'failure',
        records: null,
        ip: '203.0.113.9',
        network: 'AS64511',
        country: 'NL',
        client: 'curl',
        hosting: true,
      }),
      `user ${i}`,
    ),
  );
  const of = (all: readonly Reading[], entity = sourceEntity('okta', 'acme', '203.0.113.9')) => {
    const { profile, ledgers } = live([all]);
    const operations = operationsOfDay(ledgers, FIRST_DAY);
    return project({ entity, profile, day: FIRST_DAY, operations, settings: DEFAULT_SETTINGS, hashKey });
  };

  test('names its network, and that it rents out machines, also where every attempt failed', () => {
    const found = of(tried);
    expect(found).toMatchObject({
      context: { network: ['AS64511'], country: ['NL'], client: ['curl'], ip: ['203.0.113.9'] },
      rented: ['AS64511'],
    });
    expect(fromLines(found)).toEqual([
      'network AS64511 (rents out machines); address 203.0.113.9',
      'country NL; client curl',
    ]);
  });

  test('names neither where nothing tells them', () => {
    const plain = of(tried.map((one) => ({ ...one, network: '', country: '', client: '', hosting: false })));
    expect(plain).not.toHaveProperty('rented');
    expect(fromLines(plain)).toEqual(['address 203.0.113.9']);
    const own = of([reading({ time: at(0), hosting: true })], ENTITY);
    expect(own).not.toHaveProperty('rented');
  });
});

describe('the id of a finding', () => {
  test('is a function of entity and day alone, in letters that can be read out', () => {
    const entity = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(entity, entity, fc.nat(40_000), fc.nat(40_000), (one, other, day, otherDay) => {
        const id = findingId(hashKey, one, day);
        expect(id).toMatch(/^OF-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{8}$/);
        expect(id.startsWith(shortId(id)) && shortId(id)).toMatch(/^OF-\w{4}-\w\w$/);
        expect(findingId(hashKey, other, otherDay) === id).toBe(one === other && day === otherDay);
        expect(findingId(new Uint8Array(32), one, day)).not.toBe(id);
      }),
    );
  });

  test('is found by any beginning of it, however it is typed', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(40_000), fc.integer({ min: 4, max: 16 }), (entity, day, length) => {
        const id = findingId(hashKey, entity, day);
        const begun = id.slice(0, length).replace(/-$/, '');
        const bare = begun.slice('OF-'.length).replace('-', '');
        for (const typed of [begun, begun.toLowerCase(), ` ${bare} `, `of${bare}`, bare.toLowerCase()])
          expect(idPrefix(typed)).toBe(begun);
      }),
    );
  });

  test.each([
    ['[OF-7K2Q-9M]', 'OF-7K2Q-9M'],
    ['of 7k2q 9m', 'OF-7K2Q-9M'],
    ['OF-OILo-i', 'OF-0110-1'],
    ['OFOF', 'OF-0F'],
  ])('is found as it was copied or heard: %j', (typed, prefix) => {
    expect(idPrefix(typed)).toBe(prefix);
  });

  test.each(['', 'OF-', ' - ', '[]', '7K2Q9MABCDEF0', 'OF-7K2Q-9MABCDEFG', '7K2U', 'user', '7K2Q_9M'])(
    'does not begin with %j',
    (typed) => {
      expect(idPrefix(typed)).toBeUndefined();
    },
  );

  test('uses all 60 bits: every letter occurs at every place', () => {
    const ids = Array.from({ length: 2000 }, (_, day) => findingId(hashKey, ENTITY, day).replaceAll('-', ''));
    for (let place = 2; place < 14; place++)
      expect(new Set(ids.map((id) => id[place])).size, `place ${place}`).toBe(32);
  });

  test('does not change between versions, because replays must land on it', () => {
    expect(findingId(hashKey, ENTITY, 20_765)).toBe('OF-KV8V-EXSNVP2T');
  });
});

describe('a reading', () => {
  test('is read as it was written, also as earlier versions wrote it', () => {
    fc.assert(
      fc.property(readings({ days: 1, operations: 9 }), (one) => {
        expect(decodeReading(encodeReading(one))).toEqual(one);
        const { sessionName: _, ...before } = one;
        const old = JSON.parse(encodeReading({ ...one, sessionName: '' }));
        expect(old).toHaveLength(one.outside ? 27 : 26);
        expect(decodeReading(JSON.stringify(old))).toEqual({ ...before, sessionName: '' });
      }),
    );
  });
});

describe('severity', () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    pageScore: 6,
    highScore: 8,
    criticalScore: 11,
    largeExposureRecords: 100_000,
    largeExposurePageScore: 4,
  };
  const small = exposureOf([]);
  const large = { ...small, records: { ...small.records, lower: 100_000 } };
  test.each([
    [0, 'informational', 'informational'],
    [3.99, 'informational', 'informational'],
    [4, 'informational', 'medium'],
    [5.99, 'informational', 'medium'],
    [6, 'medium', 'high'],
    [7.99, 'medium', 'high'],
    [8, 'high', 'critical'],
    [10.99, 'high', 'critical'],
    [11, 'critical', 'critical'],
    [99, 'critical', 'critical'],
  ])('of score %d is %s, and %s where 100,000 records are known to be taken', (score, few, many) => {
    expect(severityOf({ score }, small, settings)).toBe(few);
    expect(severityOf({ score }, large, settings)).toBe(many);
    const almost = { ...small, records: { ...small.records, lower: 99_999, about: 1e9 } };
    expect(severityOf({ score }, almost, settings)).toBe(few);
    // What may have been everything pages as early, and says no worse.
    const unknown = severityOf({ score }, { ...small, mayBeLarge: true }, settings);
    expect(unknown).toBe(few === 'informational' ? many : few);
  });

  test('is that of a page from a lower score on in a quiet organisation, and no worse', () => {
    const quiet = { headStart: 1.2, pageScore: 4.8, elsewhere: 6, accountWeeks: 90, found: 0 };
    expect(severityOf({ score: 4.79, quiet }, small, settings)).toBe('informational');
    expect(severityOf({ score: 4.8, quiet }, small, settings)).toBe('medium');
    expect(severityOf({ score: 7.99, quiet }, small, settings)).toBe('medium');
    // What is large already pages from a lower score on: the one does not add to the other.
    expect(severityOf({ score: 3.99, quiet }, large, settings)).toBe('informational');
  });

  test('of a day is learnt from by the line of everywhere, whatever is found of others', () => {
    const { profile } = live([...history, loot]);
    const context = { ...NO_CONTEXT, noise: () => ({ accountWeeks: 900, days: 60, found: 0 }) };
    const subject = subjectOf(profile, FIRST_DAY + 30, context);
    const assessment = { ...assess(subject), score: 5 };
    const { totals } = subject.today;
    const little = {
      ...subject,
      today: { ...subject.today, totals: { ...totals, records: 1, bytes: 0, unsized: 0 } },
    };
    expect(markOf(assessment, little, DEFAULT_SETTINGS).flagged).toBe(false);
    // Bytes by the gigabyte may be any number of rows.
    const bytes = {
      ...little,
      today: { ...little.today, totals: { ...totals, records: 0, bytes: 1e9, unsized: 0 } },
    };
    expect(markOf(assessment, bytes, DEFAULT_SETTINGS).flagged).toBe(true);
    const files = { ...bytes, context: { ...context, counts: 'objects' as const } };
    expect(markOf(assessment, files, DEFAULT_SETTINGS).flagged).toBe(false);
  });

  test('pages from a lower score on while the past of its account is short, which is told with it', () => {
    const lines = { ...DEFAULT_SETTINGS, reviewScore: 0.1, pageScore: 3, largeExposurePageScore: 3 };
    const much = (days: number) => reading({ time: at(days), uid: uid('much'), records: 90_000 });
    const of = (days: number, settings = lines) =>
      findingOf([...history.slice(0, days), [much(days)]], days, settings, NO_CONTEXT).quiet;
    expect(of(20)).toEqual({
      headStart: 1.5,
      pageScore: 1.5,
      elsewhere: 3,
      accountWeeks: 0,
      found: 0,
      knownDays: 20,
    });
    expect(of(0)?.knownDays).toBe(0);
    expect(of(21)).toBeUndefined();
    expect(of(20, { ...lines, quietHeadStart: 0 })).toBeUndefined();
    // Where the organisation says less, the account's own past does.
    const calmer = { ...NO_CONTEXT, noise: () => ({ accountWeeks: 60, days: 20, found: 0 }) };
    expect(findingOf([...history.slice(0, 20), [much(20)]], 20, lines, calmer).quiet).toMatchObject({
      headStart: 1.5,
      knownDays: 20,
    });
    // Where the organisation alone says as much, that is told.
    const calm = { ...NO_CONTEXT, noise: () => ({ accountWeeks: 900, days: 60, found: 0 }) };
    const told = findingOf([...history.slice(0, 20), [much(20)]], 20, lines, calm).quiet;
    expect(told).toMatchObject({ headStart: 1.5, accountWeeks: 900 });
    expect(told).not.toHaveProperty('knownDays');
  });

  test('is told of a quiet organisation only where that makes a difference for its size', () => {
    const context = { ...NO_CONTEXT, noise: () => ({ accountWeeks: 20, days: 14, found: 0 }) };
    const of = (parts: Partial<Reading>, lines: Partial<Settings>) =>
      findingOf(
        [...history, [reading({ time: at(30), uid: uid('much'), ...parts })]],
        30,
        { ...DEFAULT_SETTINGS, reviewScore: 0.1, pageScore: 3, largeExposurePageScore: 1, ...lines },
        context,
      );
    expect(of({ records: 90_000 }, {}).quiet).toMatchObject({ elsewhere: 3, found: 0 });
    expect(of({ records: null }, {})).not.toHaveProperty('quiet');
    expect(of({ records: null }, { largeExposurePageScore: 3 }).quiet).toMatchObject({ elsewhere: 3 });
  });

  test('of a line below that of large amounts is not raised by them', () => {
    const low = { ...settings, pageScore: 3, highScore: 9 };
    for (const taken of [small, large, { ...small, mayBeLarge: true } as const])
      expect(severityOf({ score: 3 }, taken, low)).not.toBe('informational');
    expect(severityOf({ score: 2.99 }, large, low)).toBe('informational');
  });

  test('is that of a page where later days remember the day as one that was told, and only there', () => {
    const day = fc.array(readings({ days: 1 / 24, operations: 12 }), { minLength: 1, maxLength: 12 });
    const line = fc.constantFrom(0.5, 1, 2, 3, 5, 8);
    fc.assert(
      fc.property(day, line, line, fc.constantFrom(...RECORD_UNITS), (drafts, page, large, counts) => {
        const lines = { ...DEFAULT_SETTINGS, largeExposureRecords: 1000, largeExposurePageScore: large };
        const settings = { ...lines, pageScore: page, service: { ...lines.service, pageScore: page } };
        const all = drafts.map((one) => ({ ...one, hits: [], time: at(30) + (one.time % HOUR_MS) }));
        const context = { ...NO_CONTEXT, counts };
        const { profile } = live([...history, all]);
        const subject = subjectOf(profile, FIRST_DAY + 30, context);
        const { severity } = findingOf([...history, all], 30, settings, context);
        const { flagged } = markOf(assess(subject), subject, settings);
        expect(flagged).toBe(severity !== 'informational');
      }),
      { numRuns: 200 },
    );
  });
});

describe('a finding', () => {
  test('tells what was taken, by whom, from where and how much', () => {
    expect(finding).toMatchObject({
      id: findingId(hashKey, ENTITY, FIRST_DAY + 30),
      vendor: 'salesforce',
      tenant: 'default',
      actor: { uid: '0055g00000ABCDE', type: 'user', email: 'mara@example.com', name: 'Mara Lind' },
      state: 'open',
      severity: 'critical',
      context: { network: ['AS64511'], client: ['curl'], app: [] },
      exposure: { exports: 30, records: { known: 599_565 } },
      firstTime: at(30),
      lastTime: at(30) + 29 * 60_000,
    });
    expect(finding.signals.map(({ detector }) => detector)).toEqual(
      expect.arrayContaining(['context-novelty', 'volume']),
    );
    expect(finding.score).toBe(addHundredths(finding.signals.map(({ score }) => score)));
    expect(SEVERITIES.indexOf(finding.severity)).toBe(3);
  });

  test('shows the twenty largest operations in order of time, and eight addresses', () => {
    expect(finding.evidence.map(({ records }) => records)).toEqual(
      Array.from({ length: 20 }, (_, i) => 20_000 - i),
    );
    expect(finding.context.ip).toHaveLength(8);
    const logons = Array.from({ length: 30 }, (_, i) =>
      reading({ time: at(30, 11) + i, uid: uid(`l ${i}`), kind: 'logon', records: null }),
    );
    const carried = reading({ time: at(30), records: 0 });
    const { evidence } = findingOf([...history, [...logons, carried]], 30);
    expect(evidence).toHaveLength(20);
    expect(evidence[0]).toMatchObject({ records: 0, time: at(30) });
    expect(evidence.at(-1)).toMatchObject({ time: at(30, 11) + 29 });
  });

  test('shows exports before reads, and both before what carries no data', () => {
    const many = (kind: Reading['kind'], records: number | null) =>
      Array.from({ length: 15 }, (_, i) =>
        reading({
          time: at(30) + i * 1000,
          uid: uid(`${kind} ${i}`),
          eventId: `${kind} ${i}`,
          kind,
          records,
        }),
      );
    const { evidence } = findingOf(
      [...history, [...many('logon', null), ...many('read', 900), ...many('export', 5)]],
      30,
    );
    const count = (kind: string) => evidence.filter(({ eventId }) => eventId.startsWith(kind)).length;
    expect([count('export'), count('read'), count('logon')]).toEqual([15, 5, 0]);
  });

  test('names each address once, those of new networks first, in order, and none where none is known', () => {
    const from = (ip: string, network = 'AS64500') =>
      reading({ time: at(30), uid: uid(`from ${ip}`), ip, network });
    const usual = Array.from({ length: 9 }, (_, n) => `192.0.2.${n + 1}`);
    const strange = ['198.51.100.7', '203.0.113.4'];
    const day = [...usual, ...usual, ''].map((ip) => from(ip));
    expect(findingOf([...history, [...day, ...loot.slice(0, 1)]], 30).context.ip).not.toContain('');
    const { context } = findingOf([...history, [...day, ...strange.map((ip) => from(ip, 'AS64577'))]], 30);
    expect(context.ip).toEqual([...strange, ...usual.slice(0, 6)]);
  });

  test('shows eight datasets of one operation, and counts all of them', () => {
    const chunks = Array.from({ length: 12 }, (_, i) =>
      reading({
        time: at(30),
        uid: uid('query'),
        spans: true,
        eventId: `${i}`,
        datasets: [`object:${i}`],
        records: 90_000,
      }),
    );
    const { evidence, exposure } = findingOf([...history, chunks], 30);
    expect(evidence).toHaveLength(1);
    expect(evidence[0]?.datasets).toHaveLength(8);
    expect(exposure.datasets).toHaveLength(12);
  });

  test('has the addresses, times and names of what the account did, not of who did something to it', () => {
    const by = { ip: '198.51.100.43', client: 'Edge', email: 'omar@example.com', name: 'Omar' };
    const done = (time: number) =>
      readingFor('target', reading({ ...by, time, eventId: 'reset', kind: 'mfa', records: null }), 'omar');
    const upon = findingOf([...history, [...loot, done(at(30, 1)), done(at(30, 23))]], 30);
    const { actor, context, firstTime, lastTime } = finding;
    expect(upon).toMatchObject({ actor, context, firstTime, lastTime });
    expect(upon).toMatchObject({ changes: [{ time: at(30, 23) }], moreChanges: 1 });
    const others = findingOf([...history, [done(at(30, 1)), done(at(30, 23))]], 30);
    expect(others).toMatchObject({
      actor: { email: '', name: '' },
      context: { ip: [] },
      firstTime: at(30, 1),
      lastTime: at(30, 23),
    });
    expect(others.evidence.map(({ by }) => by)).toMatchObject([{ uid: 'omar' }, { uid: 'omar' }]);
  });

  test('has the names of the sessions of the account, those first that carried most, at most eight', () => {
    const of = (sessionName: string, records: number | null, part: 'actor' | 'target' = 'actor') =>
      reading({ time: at(30), uid: uid(`${sessionName} ${records}`), sessionName, records, part });
    const few = [of('b', 10), of('carol', 9000), of('b', 20), of('', 1e6), of('boss', 1e6, 'target')];
    const told = findingOf([...history, few], 30);
    expect(told.sessionNames).toEqual(['carol', 'b']);
    expect(told.evidence.flatMap(({ sessionName = [] }) => sessionName)).toEqual(
      expect.arrayContaining(['b', 'carol', 'boss']),
    );
    expect(told.ledger?.entries.flatMap(({ sessionName = [] }) => sessionName).sort()).toEqual([
      'b',
      'b',
      'carol',
    ]);
    const many = Array.from({ length: 20 }, (_, n) => of(`s-${n}`, n));
    expect(findingOf([...history, many], 30).sessionNames).toEqual(
      Array.from({ length: 8 }, (_, n) => `s-${19 - n}`),
    );
    expect(finding).not.toHaveProperty('sessionNames');
  });

  test('shows nothing that failed', () => {
    const failed = { outcome: 'failure', ip: '203.0.113.9', email: 'other@example.com' } as const;
    const refused = reading({
      ...failed,
      time: at(30, 23),
      uid: uid('refused'),
      records: 1e6,
      network: 'AS64509',
    });
    expect(findingOf([...history, [...loot, refused]], 30)).toEqual(finding);
  });

  test('does not count again what began the evening before', () => {
    const night = [reading({ time: at(29, 23.9), uid: uid('night'), spans: true, records: 50_000 })];
    const morning = [reading({ time: at(30, 0.1), uid: uid('night'), spans: true, records: 50_000 })];
    expect(findingOf([...history, night, morning, loot], 30).exposure.records.known).toBe(599_565);
    expect(findingOf([...history, night, morning, loot], 29).exposure.records.known).toBe(50_100);
  });

  test('shows nothing of an attempt that failed in the same hour', () => {
    const refused = reading({
      time: at(30) + 1,
      uid: uid('refused'),
      ip: '192.0.2.1',
      outcome: 'failure',
      name: 'No',
    });
    expect(findingOf([...history, [...loot.slice(0, 3), refused]], 30)).toEqual(
      findingOf([...history, loot.slice(0, 3)], 30),
    );
  });

  test('names its actor as the last event of the day does that names anybody, and nobody where none does', () => {
    const named = reading({ time: at(30, 10), eventId: 'named', email: 'new@example.com', name: 'Mara New' });
    const silent = reading({ time: at(30, 11), eventId: 'silent', email: '', name: '' });
    expect(findingOf([...history, [...loot, named, silent]], 30).actor).toMatchObject({
      email: 'new@example.com',
      name: 'Mara New',
    });
    expect(findingOf([[silent]], 30).actor).toMatchObject({ email: '', name: '' });
  });

  test('shows evidence of one moment in one order, in whatever order it came', () => {
    const moment = ['a', 'b', 'c'].map((name) => reading({ time: at(30), uid: uid(name), eventId: name }));
    const { profile, ledgers } = live([moment]);
    const operations = operationsOfDay(ledgers, FIRST_DAY + 30);
    const of = (given: typeof operations) =>
      project({
        entity: ENTITY,
        profile,
        day: FIRST_DAY + 30,
        operations: given,
        settings: DEFAULT_SETTINGS,
        hashKey,
      }).evidence;
    expect(of(operations)).toHaveLength(3);
    expect(of(operations.toReversed())).toEqual(of(operations));
  });

  test('of an address is of the address, shows what failed from it, and names nobody', () => {
    const failed = reading({
      time: at(30),
      kind: 'logon',
      records: null,
      outcome: 'failure',
      name: 'Mara Lind',
    });
    const { profile, ledgers } = live([...history, [failed]]);
    const operations = operationsOfDay(ledgers, FIRST_DAY + 30);
    const of = (entity: string) =>
      project({ entity, profile, day: FIRST_DAY + 30, operations, settings: DEFAULT_SETTINGS, hashKey });
    expect(of(sourceEntity('okta', 'acme', '192.0.2.7'))).toMatchObject({
      vendor: 'okta',
      tenant: 'acme',
      actor: { uid: '192.0.2.7', email: '', name: '' },
      evidence: [{ time: at(30) }],
      firstTime: at(30),
      lastTime: at(30),
    });
    expect(of(ENTITY)).toMatchObject({ vendor: 'salesforce', evidence: [] });
    expect(() => of(personEntity('mara@example.com'))).toThrow('a person has no days');
  });

  test('is open at the review line and withdrawn below it', () => {
    const of = (reviewScore: number) =>
      findingOf([...history, loot], 30, { ...DEFAULT_SETTINGS, reviewScore }).state;
    expect(of(finding.score)).toBe('open');
    expect(of(finding.score + 0.01)).toBe('withdrawn');
  });

  test('is withdrawn where its day is ordinary after all', () => {
    expect(findingOf([...history, [reading({ time: at(30) })]], 30)).toMatchObject({
      state: 'withdrawn',
      severity: 'informational',
      signals: [],
      score: 0,
    });
  });

  test('of a day that a newer parser emptied has bounds of its day and no content', () => {
    const refused = loot.map((one) => ({ ...one, outcome: 'failure' as const }));
    expect(findingOf([...history, refused], 30)).toMatchObject({
      state: 'withdrawn',
      actor: { type: 'unknown', email: '', name: '' },
      evidence: [],
      firstTime: (FIRST_DAY + 31) * 86_400_000 - 1,
      lastTime: (FIRST_DAY + 30) * 86_400_000,
    });
  });

  test('of one day does not change with what the actor is called, or is, on later days', () => {
    const later = reading({ time: at(32), name: 'Renamed', email: 'new@example.com', actorType: 'service' });
    expect(findingOf([...history, loot, [later]], 30)).toEqual(finding);
    expect(findingOf([...history, [later], loot], 30)).toEqual(finding);
  });

  test('is the same whatever the order in which the last days arrive', () => {
    const days = fc.array(readings({ days: 6, operations: 30 }), {
      minLength: 1,
      maxLength: 30,
      size: 'max',
    });
    fc.assert(
      fc.property(days, fc.array(fc.nat(1000), { minLength: 30, maxLength: 30 }), (all, order) => {
        const start = Math.min(...all.map(({ time }) => time));
        const moved = all.map((one) => ({ ...one, time: one.time - (start - at(0)) }));
        const inOrder = moved.toSorted((a, b) => a.time - b.time).map((one) => [one]);
        const shuffled = moved
          .map((one, i) => ({ one, key: order[i] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => [one]);
        for (let day = 0; day < 6; day++) expect(findingOf(shuffled, day)).toEqual(findingOf(inOrder, day));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the key of an actor, a person or an address', () => {
  const id = fc.oneof(
    fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
    fc.string({
      minLength: 1,
      maxLength: 6,
      unit: fc.constantFrom('/', '%', '2', 'F', 'f', ' ', '#', 'a', '.'),
    }),
  );
  test('tells any two apart, and can be read back', () => {
    fc.assert(
      fc.property(fc.tuple(id, id, id), fc.tuple(id, id, id), (a, b) => {
        const entityOf = ([vendor, tenant, actor]: readonly [string, string, string]) =>
          actorEntity({ vendor, tenant, actor: { uid: actor } });
        expect(entityOf(a) === entityOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
        expect(parseEntity(entityOf(a))).toEqual({
          kind: 'actor',
          vendor: a[0],
          tenant: a[1],
          uid: a[2],
        });
        const source = sourceEntity(...a);
        expect(source === sourceEntity(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
        expect(parseEntity(source)).toEqual({ kind: 'source', vendor: a[0], tenant: a[1], address: a[2] });
        expect(personEntity(a[2]) === personEntity(b[2])).toBe(a[2] === b[2]);
        expect(parseEntity(personEntity(a[2]))).toEqual({ kind: 'person', email: a[2] });
      }),
      { numRuns: 1000 },
    );
  });

  test('fits a DynamoDB partition key for every id that is accepted', () => {
    for (const letter of ['漢', '/', '%', 'a', '😀']) {
      const longest = letter.repeat(256 / letter.length);
      const entity = actorEntity({
        vendor: 'x'.repeat(31),
        tenant: longest,
        actor: { uid: longest },
      });
      expect(Buffer.byteLength(entity)).toBeLessThanOrEqual(2048);
    }
  });

  test.each([
    'source/192.0.2.7',
    'actor/okta/example',
    'actor/okta/example/a/b',
    'person/a/b',
    'feed/a/b/c/d',
    '',
  ])('is not %j', (entity) => {
    expect(() => parseEntity(entity)).toThrow(`not an entity: ${entity}`);
  });
});

test('names an operation in full that a profile had to cut', () => {
  const operation = 'application.user_membership.show_password';
  const taken = loot.map((one) => ({ ...one, operation }));
  const { signals } = findingOf([...history, taken], 30);
  const told = signals.find(({ detector }) => detector === 'new-operation');
  expect(told?.observed).toContain(`operation ${operation} (new today`);
  expect(told?.facts['operation']).toMatch(/~[0-9a-f]{8}$/);
  expect(JSON.stringify(signals.map(({ observed }) => observed))).not.toMatch(/~[0-9a-f]{8}/);
});
