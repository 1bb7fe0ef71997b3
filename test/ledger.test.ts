import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../shared/activity.ts';
import { exposureOf } from '../shared/exposure.ts';
import { hitOf } from '../shared/honey-sighting.ts';
import { addReadings, EMPTY_LEDGER, ledger, operationsOf } from '../shared/ledger.ts';
import { sizeOf } from '../shared/ledger-sample.ts';
import { summarise } from '../shared/profile/hour.ts';
import { encodeReading, type Reading } from '../shared/reading.ts';
import { DATASETS, honey } from './fixtures/honey.ts';
import { at, live, reading, uid } from './fixtures/readings.ts';
import { mergeableLaws } from './laws/mergeable.ts';

const chunk = (sequence: number, parts: Partial<Reading> = {}) =>
  reading({
    uid: uid('large report'),
    spans: true,
    time: at(0) + sequence * 1000,
    eventId: `chunk-${sequence}`,
    records: 5_000_000,
    ...parts,
  });
const chunks = (count: number) => Array.from({ length: count }, (_, sequence) => chunk(sequence));
const failures = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    reading({
      uid: uid(`failure ${i}`),
      eventId: `f-${i}`,
      kind: 'logon',
      outcome: 'failure',
      records: null,
    }),
  );
const HONEY = hitOf({ id: honey().id, where: DATASETS[0] });
const hourOf = (readings: readonly Reading[]) => operationsOf(addReadings(EMPTY_LEDGER, readings));

test('an operation is shared with outsiders where one of its readings says so, whichever is believed', () => {
  const shared = { uid: uid('shared'), kind: 'share', records: null } as const;
  for (const [told, silent] of [
    [1, 2],
    [2, 1],
  ])
    expect(
      hourOf([
        reading({ ...shared, revision: told ?? 0, outside: true }),
        reading({ ...shared, revision: silent ?? 0, outside: false }),
      ]),
    ).toMatchObject([{ outside: true }]);
});

describe('an hour that overflows', () => {
  test('keeps a report that arrives in two thousand chunks, and what happens beside it', () => {
    const small = reading({ uid: uid('small'), eventId: 'small', records: 20 });
    const operations = hourOf([...chunks(2000), small]);
    const alone = { weight: 1, sampled: false, conflict: false, time: at(0) };
    expect(operations.toSorted((a, b) => (a.records ?? 0) - (b.records ?? 0))).toMatchObject([
      { ...alone, records: 20 },
      { ...alone, records: 5_000_000 },
    ]);
  });

  test('keeps an export of unknown size among fifty thousand failures', () => {
    const exported = reading({ uid: uid('export'), eventId: 'export', records: null, client: 'curl' });
    const operations = hourOf([exported, ...failures(50_000)]);
    expect(operations.length).toBeLessThan(1001);
    expect(operations.find(({ uid: id }) => id === exported.uid)).toMatchObject({ weight: 1 });
    expect(summarise(operations, false, 0)).toMatchObject({
      exports: 1,
      unsized: 1,
      facets: { client: ['curl'] },
    });
  });

  test('keeps the one logon that worked among fifty thousand that failed', () => {
    const worked = reading({
      uid: uid('worked'),
      eventId: 'w',
      kind: 'logon',
      records: null,
      network: 'AS64511',
    });
    const operations = hourOf([...failures(50_000), worked]);
    expect(operations.find(({ uid: id }) => id === worked.uid)).toMatchObject({ weight: 1 });
  });

  test('keeps the most bytes of an operation in many chunks', () => {
    const growing = Array.from({ length: 40 }, (_, i) => chunk(i, { records: 5, bytes: i * 1000 }));
    expect(hourOf(growing)).toMatchObject([{ records: 5, bytes: 39_000, conflict: true }]);
  });

  test('keeps the one large file among thousands of small ones', () => {
    const files = Array.from({ length: 3000 }, (_, i) =>
      reading({ uid: uid(`file ${i}`), eventId: `${i}`, records: null, bytes: 20_000 }),
    );
    const large = reading({ uid: uid('dump'), eventId: 'dump', records: null, bytes: 90_000_000_000 });
    expect(hourOf([...files, large]).find(({ bytes }) => bytes === large.bytes)).toMatchObject({ weight: 1 });
  });

  test('keeps the one honey record that was touched among exports of millions', () => {
    const exported = Array.from({ length: 3000 }, (_, i) =>
      reading({ uid: uid(`export ${i}`), eventId: `${i}`, records: 5_000_000 }),
    );
    const touched = reading({ uid: uid('touched'), eventId: 't', kind: 'read', records: 1, hits: [HONEY] });
    const kept = (one: Reading) => hourOf([...exported, one]).find(({ uid: id }) => id === one.uid);
    expect(kept(touched)).toMatchObject({ weight: 1, hits: [HONEY] });
  });

  test.each([
    ['a rule was met by', { hits: ['outflow-1'] }],
    ['stopped the log', { kind: 'logging' }],
    ['made a key', { kind: 'credential' }],
    ['changed the access of somebody else', { kind: 'mfa', counterpart: 'bob' }],
    ['came from another network', { kind: 'list', network: 'AS64511' }],
  ] as const)('keeps the one call that %s among thousands of reads', (_, change) => {
    const reads = Array.from({ length: 5000 }, (_, i) =>
      reading({ uid: uid(`read ${i}`), eventId: `${i}`, kind: 'read', records: 5000, network: 'AS64500' }),
    );
    const telling = {
      uid: uid('one'),
      eventId: 'one',
      kind: 'other',
      records: 0,
      network: 'AS64500',
    } as const;
    const one = reading({ ...telling, ...change });
    const kept = (flood: readonly Reading[]) => hourOf(flood).find(({ uid: id }) => id === one.uid);
    expect(kept([one, ...reads])).toMatchObject({ weight: 1 });
    // Nor can another one like it, or a flood of them, hide a network, a rule or a change of access altogether.
    const like = reads.map((read) => ({ ...one, uid: read.uid, eventId: read.eventId }));
    expect(hourOf([...reads.slice(0, 2500), ...like.slice(2500)]).map(({ kind }) => kind)).toContain(
      one.kind,
    );
    // What says nothing of its own is one of many, and so is what failed, or what an address tells.
    expect(kept([reading(telling), ...reads])).toBeUndefined();
    expect(kept([{ ...one, outcome: 'failure' }, ...reads])).toBeUndefined();
    expect(kept([{ ...one, part: 'source' }, ...reads])).toBeUndefined();
  });

  test('keeps changes of access before rules, and rules before networks, where there are more than two dozen', () => {
    const few = { kind: 'other', records: 0, network: '' } as const;
    const read = { ...few, kind: 'read', records: 5000 } as const;
    const each = (count: number, name: string, parts: (i: number) => Partial<Reading>) =>
      Array.from({ length: count }, (_, i) =>
        reading({ uid: uid(`${name} ${i}`), eventId: `${name} ${i}`, ...parts(i) }),
      );
    const reads = each(5000, 'read', () => read);
    const networks = each(30, 'network', (i) => ({ ...few, network: `AS${64_500 + i}` }));
    const rules = each(30, 'rule', (i) => ({ ...few, hits: [`rule-${10 + i}`] }));
    const own = each(1, 'own', () => ({ ...few, kind: 'mfa' }));
    const ofOthers = each(3000, 'other', () => ({ ...few, kind: 'mfa', counterpart: 'bob' }));
    const told = (all: readonly Reading[]) => {
      const kept = hourOf([...reads, ...all]);
      return {
        own: kept.filter(({ kind, counterpart }) => kind === 'mfa' && counterpart === '').length,
        rules: kept.filter(({ hits }) => hits.length > 0).length,
        networks: kept.filter(({ network }) => network !== '').length,
      };
    };
    expect(told([...networks, ...rules, ...own, ...ofOthers])).toEqual({ own: 1, rules: 22, networks: 0 });
    expect(told([...networks, ...rules.slice(0, 9), ...own])).toEqual({ own: 1, rules: 9, networks: 14 });
    // By whom it was done to no network is known of this account's own.
    const elsewhere = networks.map((one) => ({ ...one, part: 'target' as const }));
    expect(told(elsewhere)).toMatchObject({ networks: 0 });
  });

  test('keeps what one chunk of a crowd tells, and a way out to outsiders', () => {
    const telling = chunk(99, { records: 1, hits: ['outflow-1'] });
    const crowd = [...chunks(60).map((one) => ({ ...one, records: 9000 })), telling];
    expect([...addReadings(EMPTY_LEDGER, crowd).lines.values()]).toContainEqual(telling);
    const reads = Array.from({ length: 5000 }, (_, i) =>
      reading({ uid: uid(`read ${i}`), eventId: `${i}`, kind: 'read', records: 5_000_000 }),
    );
    const share = reading({ uid: uid('share'), eventId: 's', kind: 'share', records: null });
    const shares = (one: Reading) => hourOf([...reads, one]).filter(({ kind }) => kind === 'share').length;
    expect(shares({ ...share, outside: true })).toBe(1);
    expect(shares(share)).toBe(0);
  });

  test.each([
    ['a thousand lines', 'n', 1000],
    ['as many as it has room for, where they are long', 'n'.repeat(128), undefined],
  ])('is whole up to %s, and a sample from the next on', (_, name, most) => {
    const line = (i: number) => reading({ uid: uid(`line ${i}`), eventId: String(1000 + i), name });
    const room = most ?? Math.floor(240_000 / Buffer.byteLength(encodeReading(line(0)))) - 24;
    expect(room).toBeLessThanOrEqual(1000);
    const lines = Array.from({ length: room + 1 }, (_, i) => line(i));
    const whole = addReadings(EMPTY_LEDGER, lines.slice(1));
    expect(whole).toMatchObject({ lines: { size: room }, threshold: Number.POSITIVE_INFINITY });
    const sample = addReadings(EMPTY_LEDGER, lines);
    expect(sample.lines.size).toBe(room);
    expect(Number.isFinite(sample.threshold)).toBe(true);
  });

  test('keeps sixteen readings of one operation, and is no sample for that', () => {
    const whole = addReadings(EMPTY_LEDGER, chunks(16));
    expect(whole.lines.size).toBe(16);
    const crowd = addReadings(EMPTY_LEDGER, chunks(17).toReversed());
    expect(crowd).toEqual({ ...whole, widestBytes: crowd.widestBytes });
    expect(addReadings(crowd, chunks(3))).toBe(crowd);
  });

  test('says that it is a sample also where everything kept stands for itself', () => {
    const large = Array.from({ length: 700 }, (_, i) =>
      reading({ uid: uid(`large ${i}`), eventId: `${i}`, records: 1_000_000 }),
    );
    const operations = hourOf([...large, ...failures(3000)]);
    expect(operations.every(({ sampled }) => sampled)).toBe(true);
    expect(exposureOf(operations)).toMatchObject({ sampled: true, records: { upper: null } });
    expect(exposureOf(hourOf(large))).toMatchObject({ sampled: false, records: { upper: 700_000_000 } });
  });

  test('keeps as many for their rank as for what they tell, also where every line is as long as one can be', () => {
    const long = (length: number) => '\u6f22'.repeat(length);
    const wide = (i: number) =>
      reading({
        uid: uid(`wide ${i}`),
        eventId: `${i}`.padEnd(128, '\u6f22'),
        datasets: Array.from({ length: 8 }, (_, n) => `${n}${long(63)}`),
        ip: '0'.repeat(45),
        sha256: '0'.repeat(64),
        ...{ email: long(128), name: long(128), counterpart: long(128) },
        ...{ operation: long(64), network: long(64), country: long(64), client: long(64), app: long(64) },
        ...{ session: long(64), sessionName: long(64), credential: long(64) },
        hits: Array.from({ length: 12 }, (_, n) => `${n}`.padEnd(40, '0')),
      });
    const kept = addReadings(
      EMPTY_LEDGER,
      Array.from({ length: 200 }, (_, i) => wide(i)),
    );
    expect(kept.lines.size).toBeGreaterThan(15);
    expect(kept.lines.size).toBeLessThan(60);
    expect(ledger.encode(kept).byteLength).toBeLessThanOrEqual(ledger.maxBytes);
  });

  test('shares its room by the longest line, whichever came first', () => {
    const wide = reading({ uid: uid('wide'), eventId: 'w'.repeat(128), name: '\u{1F600}'.repeat(64) });
    const many = failures(900);
    const first = addReadings(addReadings(EMPTY_LEDGER, [wide]), many);
    const last = addReadings(addReadings(EMPTY_LEDGER, many), [wide]);
    expect(first).toEqual(last);
    expect(first.lines.size).toBeLessThan(900);
  });
});

describe('a batch', () => {
  test('of two hundred thousand events of one actor and hour is taken in', () => {
    const many = Array.from({ length: 200_000 }, (_, i) =>
      reading({ uid: uid(String(i)), time: at(0) + i, records: 1 }),
    );
    const { profile } = live([many]);
    expect(profile.open.newestTime).toBe(at(0) + 199_999);
    const exports = [...profile.open.hours.values()][0]?.exports ?? 0;
    expect(Math.abs(exports / 200_000 - 1)).toBeLessThan(0.2);
  });
});

describe('an operation that is tried again', () => {
  test('has succeeded if one attempt did, and has the records of all', () => {
    const tries = ['failure', 'success', 'failure'].map((outcome, i) =>
      chunk(i, { outcome: outcome as Reading['outcome'], records: i === 1 ? 5 : null }),
    );
    expect(hourOf(tries)).toMatchObject([{ outcome: 'success', records: 5, conflict: false }]);
    expect(hourOf(tries.filter(({ outcome }) => outcome === 'failure'))).toMatchObject([
      { outcome: 'failure' },
    ]);
  });

  test('has failed in its own hour, whatever was begun in the hour before', () => {
    // Whether that hour is read depends on what came with the attempt: an hour in which all failed is not kept.
    const failed = addReadings(EMPTY_LEDGER, [chunk(1, { outcome: 'failure' })]);
    const begun = addReadings(EMPTY_LEDGER, [chunk(0, {})]);
    expect(operationsOf(failed, begun)).toEqual(operationsOf(failed));
    expect(operationsOf(failed, begun)).toMatchObject([{ outcome: 'failure' }]);
    const goesOn = addReadings(EMPTY_LEDGER, [chunk(1, {})]);
    expect(operationsOf(goesOn, begun)).toEqual([]);
  });
});

describe('an operation of several readings', () => {
  const only = (...readings: readonly Reading[]) => {
    const [operation, ...more] = hourOf(readings);
    expect(more).toEqual([]);
    return operation;
  };

  test('is told by the events that have a name, the earliest first, each once', () => {
    const again = chunk(1, { revision: 2 });
    const unnamed = chunk(3, { eventId: '', records: 7 });
    const hashed = chunk(4, { eventId: '', sha256: 'abc' });
    expect(only(chunk(2), again, hashed, chunk(0), unnamed, chunk(1))?.events).toEqual([
      { eventId: 'chunk-0', sha256: '' },
      { eventId: 'chunk-1', sha256: '' },
      { eventId: 'chunk-2', sha256: '' },
      { eventId: '', sha256: 'abc' },
    ]);
    expect(only(unnamed)?.events).toEqual([]);
  });

  test('has the datasets of all, in order, and the rules of the best, but honey of any', () => {
    const best = chunk(1, { revision: 2, datasets: ['b', 'c'], hits: ['rule-2'] });
    const old = chunk(0, { datasets: ['c', 'a'], hits: ['rule-1'] });
    expect(only(best, old)).toMatchObject({ datasets: ['a', 'b', 'c'], hits: ['rule-2'] });
    const touched = { ...old, hits: ['rule-1', HONEY] };
    expect(only(best, touched)?.hits).toEqual([HONEY, 'rule-2'].sort());
  });

  test('came from where it succeeded, whatever a newer parser says of an attempt that failed', () => {
    const worked = chunk(1, { network: 'AS64501' });
    const failed = chunk(0, { outcome: 'failure', revision: 9, network: 'AS64502' });
    expect(only(failed, worked)).toMatchObject({ network: 'AS64501', time: failed.time });
  });

  test('has its largest volume, of records and of bytes each, and a conflict where either differs', () => {
    const parts = (records: number | null, bytes: number | null, n: number) => chunk(n, { records, bytes });
    const told = { records: 5, bytes: 90 };
    expect(only(parts(5, 90, 0), parts(5, 70, 1))).toMatchObject({ ...told, conflict: true });
    expect(only(parts(5, 90, 0), parts(3, 90, 1))).toMatchObject({ ...told, conflict: true });
    expect(only(parts(5, 90, 0), parts(null, null, 1))).toMatchObject({ ...told, conflict: false });
  });

  test('stands among others by its time, and at the same time by its name', () => {
    const names = ['a', 'b', 'c'].map(uid).toSorted();
    const [first = '', second = '', third = ''] = names;
    const all = [
      reading({ uid: third, time: at(0) + 5 }),
      reading({ uid: second, time: at(0) + 5 }),
      reading({ uid: first, time: at(0) + 9 }),
    ];
    for (const readings of [all, all.toReversed()])
      expect(hourOf(readings).map(({ uid: id }) => id)).toEqual([second, third, first]);
  });
});

test('the size of a reading is its records, else its bytes in kilobytes, else that of a large one', () => {
  expect(sizeOf({ records: 5, bytes: 9_000_000 })).toBe(5);
  expect(sizeOf({ records: null, bytes: 9000 })).toBe(9);
  expect(sizeOf({ records: null, bytes: null })).toBe(1000);
});

describe('an operation that goes on in the hour after', () => {
  test('stands for as many others as its own hour says, however large it ends', () => {
    const own = addReadings(EMPTY_LEDGER, [
      ...Array.from({ length: 3000 }, (_, i) =>
        reading({ uid: uid(`own ${i}`), eventId: `${i}`, spans: true, records: 10 }),
      ),
    ]);
    const [kept] = operationsOf(own);
    const after = addReadings(EMPTY_LEDGER, [
      reading({ uid: kept?.uid ?? '', spans: true, time: at(0, 10), records: 1_000_000 }),
    ]);
    const completed = operationsOf(own, EMPTY_LEDGER, after).find(({ uid: id }) => id === kept?.uid);
    expect(completed).toMatchObject({ records: 1_000_000, weight: kept?.weight });
    expect(kept?.weight).toBeGreaterThan(2);
  });
});

/** Few operations with very many readings of several volumes, in lines of different lengths. */
const crowds = fc
  .record({
    operation: fc.nat(4),
    sequence: fc.nat(400),
    records: fc.constantFrom(null, 1, 50, 5_000_000),
    bytes: fc.constantFrom(null, 10, 1e9),
    outcome: fc.constantFrom('success', 'failure', 'unknown'),
    name: fc.constantFrom('', 'n'.repeat(128)),
    revision: fc.nat(1),
  })
  .map(({ operation, sequence, outcome, ...parts }) =>
    chunk(sequence, { uid: uid(String(operation)), outcome: outcome as Reading['outcome'], ...parts }),
  );
mergeableLaws('a ledger of operations in many chunks', ledger, crowds, { maxLength: 400, numRuns: 25 });

/** The same in so many operations that the hour becomes a sample. */
const crowded = fc
  .tuple(crowds, fc.nat(5_000_000))
  .map(([one, n]) => ({ ...one, uid: uid(String(n % 3 === 0 ? n % 5 : n)), datasets: ['d'.repeat(3000)] }));
mergeableLaws('a sampled ledger of operations in many chunks', ledger, crowded, {
  minLength: 120,
  maxLength: 200,
  numRuns: 5,
});

/** Of a sample the rules, networks and changes of access, of which there are more than it keeps for what they tell. */
const telling = fc
  .record({
    n: fc.nat(5_000_000),
    hits: fc.array(
      fc.nat(40).map((rule) => `rule-${rule}`),
      { maxLength: 4 },
    ),
    network: fc.nat(30).map((n) => `AS${64_500 + n}`),
    kind: fc.constantFrom(...KINDS),
    part: fc.constantFrom('actor', 'actor', 'target', 'source'),
    outcome: fc.constantFrom('success', 'success', 'failure', 'unknown'),
    outside: fc.boolean(),
    counterpart: fc.constantFrom('', 'ana'),
    records: fc.constantFrom(null, 1, 5_000_000),
  })
  .map(({ n, ...parts }) => ({
    ...chunk(n, { uid: uid(String(n % 3 === 0 ? n % 5 : n)), datasets: ['d'.repeat(3000)] }),
    ...(parts as Partial<Reading>),
  }));
mergeableLaws('a sampled ledger that has more to tell than it keeps', ledger, telling, {
  minLength: 120,
  maxLength: 200,
  numRuns: 5,
});
