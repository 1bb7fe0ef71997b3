import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Context, NO_CONTEXT } from '../../shared/context.ts';
import { FREE_DECADES } from '../../shared/detectors/detector.ts';
import { newOperation } from '../../shared/detectors/new-operation.ts';
import { MAX_KNOWN } from '../../shared/profile/base.ts';
import { type Sighting, type Subject, subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';
import { NOBODY } from '../fixtures/subjects.ts';

const by = (day: number, operation: string, parts: Partial<Reading> = {}) =>
  reading({ time: at(day), eventId: operation, operation, ...parts });
const ordinary = (days: number) => Array.from({ length: days }, (_, day) => [by(day, 'ReportExported')]);
const judged = (life: readonly (readonly Reading[])[], context?: Context) =>
  subjectOf(lifeOf(life), FIRST_DAY + life.length - 1, context);
const assessed = (life: readonly (readonly Reading[])[], context?: Context) =>
  newOperation.assess(judged(life, context));
const usedBy = (share: number): Context => ({
  ...NO_CONTEXT,
  noise: () => ({ accountWeeks: 20, days: 14, found: 0 }),
  popularity: (facet, value) => (facet === 'operation' && value === 'BulkExported' ? share : 0),
});

describe('a new operation', () => {
  test('fires when data leaves by one that neither the account nor anybody else uses', () => {
    const [signal, ...more] = assessed([...ordinary(30), [by(30, 'BulkExported')]]);
    expect(more).toEqual([]);
    // 23 days that define normal: (0.5 x 0.01) / 23.5.
    expect(signal?.decades).toBeCloseTo(-Math.log10(0.005 / 23.5), 9);
    expect(signal).toMatchObject({
      observed: 'operation BulkExported (new today; not yet known who else uses it)',
      expected: 'operation ReportExported',
      quietIf: 'operation ReportExported',
      facts: {
        operation: 'BulkExported',
        'operation seenDays': 0,
        'operation usual': ['ReportExported'],
        'operation observedDays': 23,
        'operation popularity': 0,
      },
    });
  });

  test('fires as loudly weeks after a day that paged, on which it was used for the first time', () => {
    const theft = (day: number) => [by(day, 'BulkExported', { records: 50_000, network: 'AS64511' })];
    const [again] = assessed([...ordinary(30).with(15, theft(15)), theft(30)]);
    expect(again?.decades).toBeCloseTo(-Math.log10(0.005 / 23.5), 9);
    expect(again).toMatchObject({
      observed: expect.stringContaining('used on 1 day before, which paged'),
      expected: 'operation ReportExported',
    });
    // One quiet use is one of those after which another is to be expected.
    const [quiet] = assessed([...ordinary(30).with(15, [by(15, 'BulkExported')]), theft(30)]);
    expect(quiet?.decades).toBeCloseTo(-Math.log10(0.015 / 23.5) * 0.5 ** (1 / 3), 9);
  });

  test('counts a tenth of that for a young account, whose colleagues may have begun to use it as well', () => {
    const young = (days: number, share = 0) =>
      assessed([...ordinary(days), [by(days, 'BulkExported')]], usedBy(share))[0];
    expect(young(2)).toBeUndefined();
    expect(young(9)?.decades).toBeCloseTo(-Math.log10(0.05 / 7.5), 9);
    expect(young(9, 0.2)?.decades).toBeCloseTo(-Math.log10(0.3 / 7.5), 9);
    expect(young(10)?.decades).toBeCloseTo(-Math.log10(0.005 / 3.5), 9);
  });

  test('is quiet about what the account uses, and about lists, sign-ins and what failed', () => {
    expect(assessed([...ordinary(30), [by(30, 'ReportExported')]])).toEqual([]);
    const other = (parts: Partial<Reading>) =>
      assessed([...ordinary(30), [by(30, 'ReportExported'), by(30, 'Other', parts)]]);
    for (const kind of ['list', 'logon', 'credential', 'other'] as const)
      expect(other({ kind, records: null }), kind).toEqual([]);
    expect(other({ outcome: 'failure' })).toEqual([]);
    for (const kind of ['read', 'export', 'share', 'destination'] as const)
      expect(other({ kind, records: null }), kind).toHaveLength(1);
  });

  test('is the less surprising the more others use it, and says how many do', () => {
    const decades = (share: number) =>
      assessed([...ordinary(30), [by(30, 'BulkExported')]], usedBy(share))[0];
    const shares = [0, 0.05, 0.2, 0.33];
    const all = shares.map((share) => decades(share)?.decades ?? 0);
    expect(all).toEqual(all.toSorted((a, b) => b - a));
    expect(new Set(all).size).toBe(shares.length);
    // A fifth of the others use it, and people take up what three times as many might.
    expect(all[2]).toBeCloseTo(-Math.log10((0.5 * 0.6) / 23.5), 9);
    expect(decades(0.2)?.observed).toContain('used by 20 % of the other accounts');
  });

  test('expects another one of whoever used many just once', () => {
    const curious = ordinary(30).map((day, i) =>
      i % 3 === 0 && i < 23 ? [...day, by(i, `Once ${i}`)] : day,
    );
    const [steady] = assessed([...ordinary(30), [by(30, 'BulkExported')]]);
    const [tried] = assessed([...curious, [by(30, 'BulkExported')]]);
    // Eight of them: (0.5 + 8) instead of 0.5.
    expect((steady?.decades ?? 0) - (tried?.decades ?? 0)).toBeCloseTo(Math.log10(8.5 / 0.5), 9);
  });

  test('tells of all that are new, the most surprising first', () => {
    const [signal] = assessed(
      [...ordinary(30), [by(30, 'ZShareSnapshot'), by(30, 'AppRenamed'), by(30, 'ReportExported')]],
      usedBy(0.3),
    );
    expect(signal?.observed).toBe(
      'operation AppRenamed (new today; used by hardly anybody else), and 1 more',
    );
    expect(signal?.facts['operations']).toEqual(['AppRenamed', 'ZShareSnapshot']);
  });

  test('wears off with use: half after three days, nothing after two weeks', () => {
    const decades = (used: number) => {
      const young = Array.from({ length: used + 1 }, (_, i) => [by(30 + i, 'BulkExported')]);
      return assessed([...ordinary(30), ...young])[0]?.decades ?? 0;
    };
    expect(decades(3) / decades(0)).toBeCloseTo(0.5, 1);
    expect(decades(14)).toBe(0);
  });

  test('counts days on which no data left: who only signs in for weeks is no likelier to open a way out', () => {
    const signsIn = (day: number) => by(day, 'logon', { kind: 'logon', records: null });
    const held = (exports: number, logons: number) =>
      assessed([
        ...ordinary(exports),
        ...Array.from({ length: logons }, (_, i) => [signsIn(exports + i)]),
        [by(exports + logons, 'BulkExported')],
      ])[0];
    // 33 days that define normal, whatever was done on them.
    const wanted = -Math.log10(0.005 / 33.5);
    for (const exports of [0, 2, 33]) expect(held(exports, 40 - exports)?.decades).toBeCloseTo(wanted, 9);
    expect(held(0, 40)?.expected).toBe('no data by any operation');
    expect(held(2, 38)?.expected).toBe('operation ReportExported');
    expect(held(0, 2)).toBeUndefined();
    // Of one that was used, how often it comes among those by which data left.
    const again = assessed([
      ...ordinary(3),
      [by(3, 'BulkExported')],
      ...Array.from({ length: 36 }, (_, i) => [signsIn(4 + i)]),
      [by(40, 'BulkExported')],
    ]);
    expect(again).toEqual([]);
  });

  test('is silent where an account uses more operations than a profile keeps', () => {
    const known = (count: number): Subject => ({
      ...NOBODY,
      facets: { ...NOBODY.facets, operation: [sighting('BulkExported')] },
      usual: {
        ...NOBODY.usual,
        operation: new Map(Array.from({ length: count }, (_, i) => [`Operation ${i}`, 20])),
      },
      observedDays: { ...NOBODY.observedDays, operation: 40 },
    });
    expect(newOperation.assess(known(MAX_KNOWN - 1))).toHaveLength(1);
    expect(newOperation.assess(known(MAX_KNOWN))).toEqual([]);
  });

  test('would be quiet with the usual operation, or without any where even that is surprising', () => {
    const subject = judged([...ordinary(30), [by(30, 'BulkExported')]]);
    expect(newOperation.quieted(subject).facets.operation).toMatchObject([
      { value: 'ReportExported', days: 23 },
    ]);
    const fickle: Subject = {
      ...subject,
      usual: { ...subject.usual, operation: new Map([['Once', 1]]) },
      observedDays: { ...subject.observedDays, operation: 40 },
    };
    const [signal] = newOperation.assess(fickle);
    expect(signal?.quietIf).toBe('no data at all: no operation is usual for it');
    expect(newOperation.quieted(fickle).facets.operation).toEqual([]);
    expect(newOperation.quieted(fickle).facets.network).toEqual(subject.facets.network);
  });

  test('is quiet once the day is as it says, however the account has lived', () => {
    const names = fc.constantFrom('A', 'B', 'C', 'D', 'BulkExported');
    const lives = fc.array(fc.array(names, { maxLength: 3 }), { minLength: 12, maxLength: 45 });
    fc.assert(
      fc.property(
        lives,
        fc.array(names, { minLength: 1, maxLength: 3 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (life, today, share) => {
          const days = [...life, today].map((operations, day) =>
            operations.map((name, n) => by(day, name, { eventId: `${n}` })),
          );
          const subject = judged(days, usedBy(share));
          const [signal] = newOperation.assess(subject);
          expect(newOperation.assess(newOperation.quieted(subject))).toEqual([]);
          if (signal !== undefined) expect(signal.decades).toBeGreaterThan(FREE_DECADES);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function sighting(value: string): Sighting {
  return { value, days: 0, seenDays: 0, carried: 100 };
}
