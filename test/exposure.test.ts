import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addExposures, amountOf, type Exposure, exposureOf } from '../shared/exposure.ts';
import { addReadings, EMPTY_LEDGER, type Operation, operationsOf } from '../shared/ledger.ts';
import { amountText, takenLines } from '../shared/page/taken.ts';
import type { Reading } from '../shared/reading.ts';
import { boundsLines } from '../shared/report/answers.ts';
import { RECORDS } from '../shared/vendors/nouns.ts';
import type { RecordUnit } from '../shared/vendors/vendor.ts';
import { readings } from './arbitraries.ts';
import { at, reading, uid } from './fixtures/readings.ts';

const operations = (all: readonly Reading[]) => operationsOf(addReadings(EMPTY_LEDGER, all));
const hour = fc
  .array(readings({ days: 1 / 24, operations: 25 }), { maxLength: 40, size: 'max' })
  .map(operations);
/** As an hour that overflowed leaves them. */
const sampledHour = fc
  .tuple(hour, fc.array(fc.double({ min: 1, max: 50, noNaN: true }), { minLength: 40, maxLength: 40 }))
  .map(([all, weights]) => all.map((one, i) => ({ ...one, sampled: true, weight: weights[i] ?? 1 })));
const hours = fc.oneof(hour, sampledHour);
const sizes = ['records', 'bytes'] as const;
const takesNothing = ({ outcome, part }: Operation) => outcome === 'failure' || part !== 'actor';

describe('exposure', () => {
  test('has a lower bound that is known, never above the estimate', () => {
    fc.assert(
      fc.property(hours, (all) => {
        const exposure = exposureOf(all);
        for (const size of sizes) {
          const { known, lower, about, upper } = exposure[size];
          expect(lower).toBe(known);
          expect(about).toBeGreaterThanOrEqual(lower);
          if (upper !== null) expect(upper).toBeGreaterThanOrEqual(about);
        }
      }),
    );
  });

  test('names the operation of the exports of unknown size, where that is one for all, also of several days', () => {
    const clone = (n: number, operation: string): Reading =>
      reading({ time: at(0), uid: uid(`${n}`), eventId: `${n}`, operation, records: null });
    const look = reading({
      time: at(0),
      uid: uid('look'),
      operation: 'repo.view',
      kind: 'read',
      records: null,
    });
    const clones = exposureOf(operations([clone(1, 'git.clone'), clone(2, 'git.clone'), look]));
    expect(clones).toMatchObject({ unsizedExports: 2, unsizedOperation: 'git.clone' });
    const both = exposureOf(operations([clone(1, 'git.clone'), clone(2, 'repo.download_zip')]));
    expect(both).not.toHaveProperty('unsizedOperation');
    const looked = exposureOf(operations([look]));
    expect(looked).not.toHaveProperty('unsizedOperation');
    expect(addExposures([clones, looked, clones]).unsizedOperation).toBe('git.clone');
    expect(addExposures([clones, both])).not.toHaveProperty('unsizedOperation');
    const { unsizedOperation: _, ...older } = clones;
    expect(addExposures([older, clones])).not.toHaveProperty('unsizedOperation');
  });

  test('has an upper bound exactly where all that carried data states its size, none is missing and nothing was opened', () => {
    fc.assert(
      fc.property(hours, (all) => {
        const exposure = exposureOf(all);
        const sized = all.filter((one) => !takesNothing(one) && /^(export|read|list)$/.test(one.kind));
        const isOpen = all.some((one) => !takesNothing(one) && /^(share|destination)$/.test(one.kind));
        for (const size of sizes) {
          const complete =
            !isOpen && sized.every((one) => one[size] !== null) && !all.some(({ sampled }) => sampled);
          expect(exposure[size].upper === null).toBe(!complete);
          if (complete) expect(exposure[size].upper).toBe(exposure[size].known);
        }
      }),
    );
  });

  test('of several days has the sums, and an upper bound where each has one and nothing was opened', () => {
    fc.assert(
      fc.property(hours, hours, (one, other) => {
        const parts = [one, other].map((all) => exposureOf(all));
        const sum = addExposures(parts);
        const total = (of: (part: Exposure) => number) => parts.reduce((all, part) => all + of(part), 0);
        expect(sum.operations).toBe(total((part) => part.operations));
        expect(sum.waysOut).toBe(total((part) => part.waysOut ?? 0));
        for (const size of sizes) {
          const isBounded = parts.every((part) => part[size].upper !== null);
          expect(sum[size].lower).toBe(total((part) => part[size].lower));
          expect(sum[size].upper).toBe(isBounded ? total((part) => part[size].upper ?? 0) : null);
        }
      }),
    );
    const closed = exposureOf(operations([reading({ records: 7 })]));
    const opened = exposureOf(operations([reading({ kind: 'share', records: null })]));
    expect(addExposures([closed, closed]).records.upper).toBe(14);
    expect(addExposures([closed, opened]).records.upper).toBeNull();
    // As findings of before waysOut state it, by where it went.
    const { waysOut: _, ...older } = { ...closed, destinations: ['outside.example'] };
    expect(addExposures([closed, older]).records.upper).toBeNull();
  });

  test('counts each operation that states nothing, so that unknown never reads as zero', () => {
    fc.assert(
      fc.property(hour, (all) => {
        const { unsized, records, bytes } = exposureOf(all);
        expect(unsized).toBeLessThanOrEqual(Math.min(records.operationsWithout, bytes.operationsWithout));
        if (unsized > 0) expect([records.upper, bytes.upper]).toEqual([null, null]);
      }),
    );
    expect(exposureOf(operations([reading({ records: null })]))).toMatchObject({
      operations: 1,
      exports: 1,
      unsized: 1,
      unsizedExports: 1,
      records: { known: 0, operationsWithout: 1, lower: 0, upper: null },
    });
    const looked = reading({ kind: 'read', records: null, eventId: 'looked' });
    const both = exposureOf(operations([reading({ records: null }), looked, reading({ eventId: 'sized' })]));
    expect(both).toMatchObject({ unsized: 2, unsizedExports: 1 });
    // Of what an older version wrote it is not known which.
    const { unsizedExports: _, ...older } = both;
    expect(addExposures([both, both]).unsizedExports).toBe(2);
    expect(addExposures([both, older])).not.toHaveProperty('unsizedExports');
  });

  test('may be large where one export of rows says nothing of its size, and only there', () => {
    const isStanding = (operation: string) => operation === 'data_pipeline.created';
    const mayBeLarge = (parts: Partial<Reading>, counts: RecordUnit = 'rows') =>
      exposureOf(operations([reading({ records: 7, uid: 'sized' }), reading(parts)]), { counts, isStanding })
        .mayBeLarge;
    expect(mayBeLarge({ records: null })).toBe(true);
    expect(mayBeLarge({ records: null, kind: 'share', outside: true })).toBe(true);
    expect(mayBeLarge({ records: null, kind: 'share', outside: true }, 'objects')).toBeUndefined();
    expect(mayBeLarge({ records: null, kind: 'share' })).toBeUndefined();
    expect(mayBeLarge({ records: null }, 'objects')).toBeUndefined();
    expect(mayBeLarge({ records: null, bytes: 12 })).toBeUndefined();
    // A log that tells bytes alone does not tell how many rows a gigabyte was.
    expect(mayBeLarge({ records: null, bytes: 999_999_999 })).toBeUndefined();
    expect(mayBeLarge({ records: null, bytes: 1e9 })).toBe(true);
    expect(mayBeLarge({ records: 12, bytes: 1e9 })).toBeUndefined();
    expect(mayBeLarge({ records: null, bytes: 1e9 }, 'objects')).toBeUndefined();
    expect(mayBeLarge({ records: null, kind: 'read' })).toBeUndefined();
    expect(mayBeLarge({ records: null, kind: 'destination' })).toBeUndefined();
    const standing = { records: null, kind: 'destination', operation: 'data_pipeline.created' } as const;
    expect(mayBeLarge(standing)).toBe(true);
    expect(mayBeLarge({ ...standing, outcome: 'failure' })).toBeUndefined();
    expect(mayBeLarge(standing, 'objects')).toBeUndefined();
    expect(mayBeLarge({ records: null, outcome: 'failure' })).toBeUndefined();
    const unknown = exposureOf(operations([reading({ records: null })]));
    expect(addExposures([NOTHING, unknown]).mayBeLarge).toBe(true);
    expect(addExposures([NOTHING, NOTHING]).mayBeLarge).toBeUndefined();
  });

  test('takes nothing from failed operations and from what carries no data', () => {
    fc.assert(
      fc.property(hours, (all) => {
        const carrying = all.filter(
          (one) => !takesNothing(one) && /^(export|read|list|share|destination)$/.test(one.kind),
        );
        const { sampled: _, ...exposure } = exposureOf(all);
        const { sampled: __, records, bytes, ...rest } = exposureOf(carrying);
        expect(exposure).toMatchObject(rest);
        expect(exposure.records.known).toBe(records.known);
        expect(exposure.bytes.known).toBe(bytes.known);
      }),
    );
    expect(exposureOf(operations([reading({ outcome: 'failure' })]))).toMatchObject({
      operations: 0,
      firstTime: null,
      records: { known: 0, upper: 0 },
    });
  });

  test('names a share as a way out, asks no size of it and bounds what it opened by nothing', () => {
    const shared = reading({ kind: 'share', records: null, datasets: ['report:Pipeline'] });
    const unnamed = reading({
      kind: 'destination',
      records: null,
      datasets: [],
      operation: 'webhook.create',
      eventId: 'w',
    });
    expect(exposureOf(operations([shared, unnamed]))).toMatchObject({
      operations: 2,
      exports: 0,
      unsized: 0,
      destinations: ['report:Pipeline', 'webhook.create'],
      waysOut: 2,
      records: { known: 0, operationsWithout: 0, lower: 0, upper: null },
      bytes: { known: 0, operationsWithout: 0, lower: 0, upper: null },
    });
  });

  test('is open above with one share beside exports that all state their size', () => {
    const share = reading({ uid: uid('s'), kind: 'share', records: null });
    const sized = exposureOf(operations([reading({ records: 7 })]));
    expect(sized).toMatchObject({ waysOut: 0, records: { upper: 7 } });
    const both = exposureOf(operations([reading({ records: 7 }), share]));
    expect(both).toMatchObject({ waysOut: 1, records: { known: 7, upper: null } });
    expect(amountText(both, RECORDS)).toBe('at least 7 records');
  });

  test('of an older version, which bounded shares by zero, is open above once it is added up', () => {
    const { waysOut: _, ...old } = exposureOf(operations([reading({ kind: 'share', records: null })]));
    const bounded = { ...old, records: { ...old.records, upper: 0 }, bytes: { ...old.bytes, upper: 0 } };
    expect(addExposures([bounded])).toMatchObject({ waysOut: 1, records: { upper: null } });
  });

  test('never lets a page or a report deny a share', () => {
    const shares = Array.from({ length: 12 }, (_, i) =>
      reading({ uid: uid(`s${i}`), eventId: `${i}`, kind: 'share', records: null }),
    );
    const exposure = exposureOf(operations(shares));
    expect(takenLines(exposure, RECORDS)[0]).toBe(
      '12 shares or ways out: what they opened has no size in the log, so no upper bound',
    );
    expect(boundsLines(exposure, RECORDS)).toEqual([
      'No size is known; no upper bound can be given.',
      '12 operations carried data, 0 of them exports; 0 state their size.',
      '12 shares or ways out: what they opened has no size in the log. Whoever was let in may take all of it, so no upper bound.',
    ]);
  });

  test('lists the datasets by size, twelve at the most, and counts the rest', () => {
    const many = Array.from({ length: 15 }, (_, i) =>
      reading({ uid: uid(`d${i}`), eventId: `${i}`, datasets: [`report:${i}`], records: i * 10 }),
    );
    const { datasets, moreDatasets } = exposureOf(operations(many));
    expect(datasets.map(({ name }) => name).slice(0, 2)).toEqual(['report:14', 'report:13']);
    expect(datasets).toHaveLength(12);
    expect(moreDatasets).toBe(3);
  });

  test('adds up ten thousand files of one day', () => {
    const [file] = operations([reading({ records: 1 })]);
    const files = Array.from({ length: 10_000 }, (_, i) => ({
      ...(file as Operation),
      datasets: [`file:${i}`, 'drive'],
    }));
    expect(exposureOf(files)).toMatchObject({
      datasets: [
        { name: 'drive', operations: 10_000, records: 10_000 },
        { operations: 1, records: 1 },
        ...Array(10).fill({}),
      ],
      moreDatasets: 9_989,
    });
  });

  test('names where data was sent by what was shared or set up, and by nothing that was read', () => {
    const all = operations([
      reading({ uid: uid('r'), datasets: ['report:Read'] }),
      reading({ uid: uid('s'), kind: 'share', datasets: ['file:Shared'] }),
      reading({ uid: uid('d'), kind: 'destination', operation: 'sync.created', datasets: [] }),
    ]);
    expect(exposureOf(all).destinations).toEqual(['file:Shared', 'sync.created']);
  });

  test('names the place that an export went to, and not the one that it came from', () => {
    const exported = (...datasets: readonly string[]) =>
      reading({ uid: uid(datasets.join()), kind: 'export', datasets, records: 7 });
    const unload = exposureOf(operations([exported('bucket:out', 'table:p.d.customers')]));
    expect(unload).toMatchObject({ waysOut: 0, destinations: ['bucket:out'], records: { upper: 7 } });
    expect(exposureOf(operations([exported('stage:OUT', 'table:T')])).destinations).toEqual(['stage:OUT']);
    expect(exposureOf(operations([exported('destination:DROPBOX', 'product:Drive')])).destinations).toEqual([
      'destination:DROPBOX',
    ]);
    for (const datasets of [['bucket:source'], ['bucket:source', 'role:r'], ['stage:OUT'], ['table:T']])
      expect(exposureOf(operations([exported(...datasets)])).destinations).toEqual([]);
    const read = reading({ kind: 'read', datasets: ['bucket:b', 'table:t'] });
    expect(exposureOf(operations([read])).destinations).toEqual([]);
  });

  test('names places before what was shared, of one finding and of several', () => {
    const shares = Array.from({ length: 12 }, (_, i) =>
      reading({ uid: uid(`s${i}`), eventId: `${i}`, kind: 'share', datasets: [`_${i}`] }),
    );
    const unload = reading({ uid: uid('u'), datasets: ['bucket:out', 'table:t'] });
    const both = exposureOf(operations([...shares, unload]));
    expect(both.destinations).toHaveLength(12);
    expect(both.destinations[0]).toBe('bucket:out');
    const sum = addExposures([exposureOf(operations(shares)), exposureOf(operations([unload]))]);
    expect(sum.destinations[0]).toBe('bucket:out');
  });

  test('counts operations of which two readings disagree', () => {
    const one = [
      reading({ uid: uid('x'), records: 5 }),
      reading({ uid: uid('x'), records: 9, eventId: 'e-2' }),
    ];
    const all = operations([...one, reading({ uid: uid('y') })]);
    expect(exposureOf(all).conflicts).toBe(all.filter(({ conflict }) => conflict).length);
    expect(exposureOf(all).conflicts).toBe(1);
  });

  test('lists datasets of equal size by name', () => {
    const named = ['b', 'c', 'a'].map((name) => reading({ uid: uid(name), datasets: [`report:${name}`] }));
    expect(exposureOf(operations(named)).datasets.map(({ name }) => name)).toEqual([
      'report:a',
      'report:b',
      'report:c',
    ]);
  });

  test('lists of datasets that state no size those first that most operations touched', () => {
    const touching = (name: string, count: number) =>
      Array.from({ length: count }, (_, i) =>
        reading({ uid: uid(`${name} ${i}`), eventId: `${name} ${i}`, datasets: [name], records: null }),
      );
    const all = operations([...touching('a', 1), ...touching('b', 3), ...touching('c', 2)]);
    expect(exposureOf(all).datasets).toEqual([
      { name: 'b', operations: 3, records: 0, unsized: 3 },
      { name: 'c', operations: 2, records: 0, unsized: 2 },
      { name: 'a', operations: 1, records: 0, unsized: 1 },
    ]);
  });

  test('does not count as taken what a share or a destination says of its size', () => {
    const out = (['share', 'destination'] as const).map((kind) =>
      reading({ uid: uid(kind), kind, records: 500, bytes: 9 }),
    );
    expect(exposureOf(operations([...out, reading({ records: 7, bytes: 1 })]))).toMatchObject({
      records: { known: 7, upper: null },
      bytes: { known: 1, upper: null },
      datasets: [{ records: 1007 }],
    });
  });

  test('names twelve ways out at the most, each once, in order', () => {
    const numbers = Array.from({ length: 14 }, (_, i) => 23 - i);
    const all = numbers.flatMap((n) =>
      [0, 1].map((again) =>
        reading({
          uid: uid(`${n} ${again}`),
          time: at(0) + 100 - n,
          eventId: `${n} ${again}`,
          kind: 'share',
          datasets: [`file:${n}`],
        }),
      ),
    );
    expect(exposureOf(operations(all)).destinations).toEqual(
      numbers
        .toReversed()
        .slice(0, 12)
        .map((n) => `file:${n}`),
    );
  });

  test('spans from the first to the last operation that carried data', () => {
    const all = [3, 1, 2].map((n) => reading({ uid: uid(`t${n}`), time: at(0, 9) + n }));
    const logon = reading({ kind: 'logon', time: at(0, 9), eventId: 'logon' });
    expect(exposureOf(operations([...all, logon]))).toMatchObject({
      firstTime: at(0, 9) + 1,
      lastTime: at(0, 9) + 3,
    });
  });

  test('is unknown above where an hour is a sample of which nothing kept carried data', () => {
    const [logon] = operations([reading({ kind: 'logon', records: null })]);
    expect(exposureOf([{ ...(logon as Operation), sampled: true }])).toMatchObject({
      sampled: true,
      records: { upper: null },
    });
  });
});

const log = fc.array(readings({ days: 1 / 24, operations: 25 }), { maxLength: 40, size: 'max' });
/** Of an operation that the log does not hold yet: what one event states of another's size is not added to it. */
const fresh = readings({ days: 1 / 24, operations: 25 }).map((one) => ({
  ...one,
  uid: uid(`fresh ${one.eventId}`),
}));
const noCount = { records: null, bytes: null };
const above = (upper: number | null) => upper ?? Number.POSITIVE_INFINITY;

describe('the numbers of an exposure', () => {
  test('an event without a count never lowers the upper bound nor raises what is known', () => {
    fc.assert(
      fc.property(log, fresh, (events, event) => {
        const before = exposureOf(operations(events));
        const after = exposureOf(operations([...events, { ...event, ...noCount }]));
        for (const size of sizes) {
          expect(above(after[size].upper)).toBeGreaterThanOrEqual(above(before[size].upper));
          expect(after[size].known).toBe(before[size].known);
          expect(after[size].lower).toBe(before[size].lower);
        }
        expect(after.unsized).toBeGreaterThanOrEqual(before.unsized);
      }),
    );
  });

  test('a further event without a count of a known operation changes no number', () => {
    fc.assert(
      fc.property(log, fc.nat(), (events, pick) => {
        const chosen = events[pick % Math.max(1, events.length)];
        if (chosen === undefined) return;
        const before = exposureOf(operations(events));
        const repeated = { ...chosen, ...noCount, eventId: 'chunk' };
        const after = exposureOf(operations([...events, repeated]));
        for (const size of sizes) {
          expect(above(after[size].upper)).toBeGreaterThanOrEqual(above(before[size].upper));
          expect(after[size].known).toBe(before[size].known);
        }
      }),
    );
  });

  test('order and repetition of events change nothing', () => {
    fc.assert(
      fc.property(
        log.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray(events, { minLength: events.length }),
            fc.subarray(events),
          ),
        ),
        ([events, shuffled, again]) => {
          expect(exposureOf(operations([...again, ...shuffled]))).toEqual(exposureOf(operations(events)));
        },
      ),
    );
  });

  test('are sums of what events state, each operation once at its largest', () => {
    fc.assert(
      fc.property(log, (events) => {
        const all = operations(events);
        const exposure = exposureOf(all);
        for (const size of sizes) {
          const stated = events.flatMap((one) => one[size] ?? []);
          const most = [...Map.groupBy(events, (one) => one.uid).values()].reduce(
            (sum, own) => sum + Math.max(0, ...own.map((one) => one[size] ?? 0)),
            0,
          );
          expect(exposure[size].known).toBeLessThanOrEqual(most);
          if (stated.length === 0) expect(exposure[size].known).toBe(0);
        }
        // A share can state records as well: they belong to its dataset, and not to what was taken.
        const statedRecords = all.reduce((sum, { records }) => sum + (records ?? 0), 0);
        for (const { records } of exposure.datasets) expect(records).toBeLessThanOrEqual(statedRecords);
      }),
    );
  });

  test('stand in no sentence that no event gave: unknown is called unknown', () => {
    fc.assert(
      fc.property(log, (events) => {
        const exposure = exposureOf(operations(events.map((one) => ({ ...one, ...noCount }))));
        const amount = amountText(exposure, RECORDS);
        if (exposure.unsized > 0)
          expect(amount).toMatch(
            /^an unknown amount of data \((?:\d+ exports?)?(?: and )?(?:\d+ reads?)? of unknown size\)$/,
          );
        else expect(amount).toBeUndefined();
        if (exposure.unsized > 0) expect(boundsLines(exposure, RECORDS).join(' ')).toMatch(/no upper bound/);
      }),
    );
  });
});

const NOTHING = exposureOf([]);
const exposures = hours.map(exposureOf);
const numbers = ({ operations: o, exports: e, records, bytes, unsized, ...more }: Exposure) => [
  o,
  e,
  unsized,
  more.unsizedExports ?? Number.NaN,
  more.waysOut ?? Number.NaN,
  more.conflicts,
  ...[records, bytes].flatMap((bounds) => [
    bounds.known,
    bounds.operationsWithout,
    bounds.lower,
    bounds.about,
  ]),
];

describe('exposures of one incident', () => {
  test('add up, in any order, with the empty one as zero', () => {
    fc.assert(
      fc.property(exposures, exposures, (a, b) => {
        const sum = addExposures([a, b]);
        expect(numbers(sum)).toEqual(numbers(a).map((value, i) => value + (numbers(b)[i] ?? Number.NaN)));
        expect(addExposures([b, a])).toEqual(sum);
        expect(addExposures([a, NOTHING])).toEqual(a);
        for (const size of sizes) {
          const bounds = [a[size].upper, b[size].upper];
          expect(sum[size].upper).toBe(bounds.includes(null) ? null : Number(bounds[0]) + Number(bounds[1]));
        }
        expect(sum.sampled).toBe(a.sampled || b.sampled);
      }),
    );
    expect(addExposures([])).toEqual(NOTHING);
  });

  test('name a dataset of two days once, with what both took', () => {
    const day = (n: number) => exposureOf(operations([reading({ time: at(n), records: 70 })]));
    expect(addExposures([day(0), day(1)])).toMatchObject({
      datasets: [{ name: 'report:Accounts', operations: 2, records: 140, unsized: 0 }],
      moreDatasets: 0,
      firstTime: at(0),
      lastTime: at(1),
    });
  });
});

describe('the exposure of several findings', () => {
  test('says of a dataset how many operations of unknown size touched it, of all days', () => {
    const day = (n: number, count: number) =>
      exposureOf(
        operations(
          Array.from({ length: count }, (_, i) =>
            reading({ uid: uid(`${n} ${i}`), eventId: `${i}`, time: at(n), records: null }),
          ),
        ),
      );
    expect(addExposures([day(0, 2), day(1, 3)]).datasets).toEqual([
      { name: 'report:Accounts', operations: 5, records: 0, unsized: 5 },
    ]);
  });

  const of = (names: readonly string[], kind: Reading['kind']) =>
    exposureOf(
      operations(names.map((name) => reading({ uid: uid(name), kind, datasets: [`file:${name}`] }))),
    );
  const names = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => String(from + i).padStart(2, '0'));

  test('says of days whose lists may lack the same datasets that there are at most so many more', () => {
    const many = of(names(0, 20), 'export');
    expect(addExposures([many, many])).toMatchObject({ moreDatasets: 16, moreIsAtMost: true });
    expect(addExposures([many, of(names(0, 3), 'export')])).toMatchObject({ moreIsAtMost: true });
    for (const certain of [[many], [many, of(names(30, 3), 'export')], [of(names(0, 9), 'export')]])
      expect(addExposures(certain)).not.toHaveProperty('moreIsAtMost');
  });

  test('is one number to compare by: records, kilobytes, and a thousand for what has no size', () => {
    const amount = (parts: Partial<Reading>) =>
      amountOf(exposureOf(operations([reading({ kind: 'export', ...parts })])));
    expect(amount({ records: 40, bytes: null })).toBe(40);
    expect(amount({ records: 40, bytes: 60_000 })).toBe(100);
    expect(amount({ records: null, bytes: null })).toBe(1000);
    expect(amount({ kind: 'read', records: null, bytes: null })).toBe(0);
    expect(amount({ kind: 'share', records: null, bytes: null })).toBe(1000);
  });

  test('lists twelve datasets and destinations at the most, and counts the other datasets', () => {
    const sum = addExposures([of(names(0, 10), 'share'), of(names(10, 10), 'share')]);
    expect(sum.datasets).toHaveLength(12);
    expect(sum.moreDatasets).toBe(8);
    const first = names(0, 12).map((name) => `file:${name}`);
    expect(sum.destinations).toEqual(first);
    const overlapping = [of(names(10, 10), 'share'), of(names(0, 12), 'share')];
    expect(addExposures(overlapping).destinations).toEqual(first);
    expect(addExposures([of(names(0, 20), 'export'), of(names(20, 13), 'export')]).moreDatasets).toBe(
      8 + 1 + 12,
    );
  });
});
