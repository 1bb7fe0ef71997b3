import { describe, expect, test } from 'vitest';
import {
  carryingHours,
  HOURS_PER_DAY,
  hoursOfDay,
  typeOfDay,
  valuesOfDay,
} from '../../shared/profile/active.ts';
import { type Base, EMPTY_BASE } from '../../shared/profile/base.ts';
import { type Day, FEATURES, features, NO_FEATURES, NOTHING_SAID } from '../../shared/profile/day.ts';
import { eachFacet, type Facet } from '../../shared/profile/hour.ts';
import { enteredOn, reduceDay } from '../../shared/profile/reduce.ts';
import { learn, NOTHING_KNOWN, touched } from '../../shared/profile/resources.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, hoursOf, reading, uid } from '../fixtures/readings.ts';
import { NONE } from '../fixtures/subjects.ts';

const on = (hour: number, name: string, parts: Partial<Reading> = {}) =>
  reading({ time: at(0, hour), uid: uid(name), eventId: name, ...parts });

const dayOf = (readings: readonly Reading[], past: Base = EMPTY_BASE): Day =>
  reduceDay(hoursOf(...readings), FIRST_DAY, NOTHING_SAID, past);
const featuresOf = (readings: readonly Reading[], past?: Base) => dayOf(readings, past).features;
/** On the days before which these resources were used first, so many days ago. */
const knowing = (used: Readonly<Record<string, number>>): Base => ({
  ...EMPTY_BASE,
  known: Object.entries(used)
    .toSorted(([, a], [, b]) => b - a)
    .reduce(
      (known, [name, ago]) => learn(known, touched(new Map([[name, 1]])), FIRST_DAY - ago),
      NOTHING_KNOWN,
    ),
});

describe('what a day is measured by', () => {
  test('are its exports, its largest one, and its reads in two neighbouring hours', () => {
    const readings = [
      on(9, 'a', { records: 50 }),
      on(10, 'b', { kind: 'share', records: null, outside: true }),
      on(11, 'c', { records: 70 }),
      ...[9, 10, 10.5, 12].map((hour) => on(hour, `r${hour}`, { kind: 'read', records: 1 })),
      on(14, 'failed', { outcome: 'failure', records: 900 }),
    ];
    expect(dayOf(readings)).toMatchObject({
      totals: { records: 124, bytes: 0, unsized: 0 },
      peaks: { records: 72 },
      features: { exports: 3, largest: 70, readsPeak: 3, outside: 1 },
    });
  });

  test('are bytes and exports of unknown size as well, each also in two hours', () => {
    const readings = [
      ...[9, 10, 12].map((hour) => on(hour, `b${hour}`, { records: null, bytes: 500 })),
      ...[9, 12, 13, 14].map((hour) => on(hour, `u${hour}`, { records: null })),
    ];
    expect(dayOf(readings)).toMatchObject({
      totals: { records: 0, bytes: 1500, unsized: 4 },
      peaks: { records: 0, bytes: 1000, unsized: 2 },
    });
  });

  test('are the resources that it had not touched before, once each, and how many of them in two hours', () => {
    const used = (hour: number, ...datasets: readonly string[]) =>
      on(hour, `${hour} ${datasets}`, { kind: 'list', records: null, datasets });
    const readings = [
      used(9, 'a', 'known'),
      used(10, 'b', 'a'),
      used(11, 'c'),
      used(12, 'd', 'e'),
      used(20, 'f'),
    ];
    expect(featuresOf(readings, knowing({ known: 30 }))).toMatchObject({ fresh: 6, freshPeak: 3 });
    expect(featuresOf(readings)).toMatchObject({ fresh: 7, freshPeak: 3 });
  });

  test('is what left from resources that were first used within a week, the day itself among it', () => {
    const readings = ['old', 'week', 'young', 'new'].map((name, i) =>
      on(9 + i, name, { datasets: [name], records: 10 ** i }),
    );
    expect(featuresOf(readings, knowing({ old: 7, week: 6, young: 1 })).novel).toBe(1110);
  });

  test.each<[Facet, 'youngNetwork' | 'youngClient' | 'youngCredential']>([
    ['network', 'youngNetwork'],
    ['client', 'youngClient'],
    ['credential', 'youngCredential'],
  ])('is what left by each %s of less than two weeks, half of it after five days', (facet, feature) => {
    const past = (value: string, ago: number): Base => ({
      ...EMPTY_BASE,
      first: eachFacet((one) => new Map(one === facet ? [[value, FIRST_DAY - ago]] : [])),
    });
    const readings = [9, 15].map((hour) => on(hour, `${hour}`, { [facet]: 'x', records: 500 }));
    const through = (ago: number) => featuresOf(readings, past('x', ago))[feature];
    expect(featuresOf(readings, past('y', 20))[feature]).toBe(1000);
    expect([0, 5, 10, 13, 14].map(through)).toEqual([1000, 500, 250, Math.round(1000 * 0.5 ** 2.6), 0]);
    const logon = on(9, 'logon', { kind: 'logon', records: null, [facet]: 'x' });
    expect(featuresOf([logon])[feature]).toBe(0);
  });

  test('are of an address the accounts that failed and that succeeded, in two hours', () => {
    const tried = (hour: number, counterpart: string, outcome: Reading['outcome']) =>
      on(hour, `${hour} ${counterpart}`, {
        part: 'source',
        kind: 'logon',
        records: null,
        counterpart,
        outcome,
      });
    const readings = [
      tried(9, 'ana', 'failure'),
      tried(9.1, 'noor', 'failure'),
      tried(10, 'omar', 'failure'),
      tried(12, 'omar', 'success'),
      tried(13, 'ana', 'success'),
    ];
    expect(featuresOf(readings)).toMatchObject({ failedPeak: 3, succeededPeak: 2 });
  });

  test('are its steps, and what was said of it', () => {
    const step = on(9, 'step', { kind: 'mfa', records: null });
    const hours = hoursOf(step, on(11, 'too', { kind: 'mfa', records: null }));
    const said = { flagged: true, excluded: true as const, loud: { volume: 2 } };
    const hour = FIRST_DAY * HOURS_PER_DAY;
    expect(reduceDay(hours, FIRST_DAY, said, EMPTY_BASE)).toMatchObject({
      ...said,
      steps: [{ hour: hour + 9 }, { hour: hour + 11 }],
    });
    expect(dayOf([step])).not.toHaveProperty('excluded');
  });
});

describe('the hours of a day', () => {
  const around = hoursOf(...[-1, 0, 23, 24].map((hour) => on(hour, `${hour}`, { network: `AS${hour + 1}` })));

  test('are its own, in order, and none of the days beside it', () => {
    expect(hoursOfDay(around, FIRST_DAY)).toHaveLength(2);
    expect(carryingHours(around, FIRST_DAY)).toEqual([0, 23]);
    expect(valuesOfDay(around, FIRST_DAY).network).toEqual(['AS1', 'AS24']);
    expect(valuesOfDay(around, FIRST_DAY + 1).network).toEqual(['AS25']);
    expect(valuesOfDay(around, FIRST_DAY + 2).network).toEqual([]);
  });

  test('carry data where something was exported or read, and not by a logon', () => {
    const kinds = hoursOf(
      on(5, 'a', { kind: 'read' }),
      on(6, 'b', { kind: 'logon', records: null }),
      on(7, 'c'),
    );
    expect(carryingHours(kinds, FIRST_DAY)).toEqual([5, 7]);
  });

  test('show each value once, in order', () => {
    const hours = hoursOf(...['b', 'a', 'b'].map((app, i) => on(9 + i, `${i}`, { app })));
    expect(valuesOfDay(hours, FIRST_DAY).app).toEqual(['a', 'b']);
  });

  test('are of a person where any of them is', () => {
    const typeIn = (...types: readonly Reading['actorType'][]) =>
      typeOfDay(hoursOf(...types.map((actorType, i) => on(9 + i, `${i}`, { actorType }))), FIRST_DAY);
    expect(typeIn('service', 'user')).toBe('user');
    expect(typeIn('integration')).toBe('integration');
    expect(typeOfDay(hoursOf(on(24, 'next')), FIRST_DAY)).toBe('unknown');
  });
});

test('each feature is told by its name and its place, in the order in which they are stored', () => {
  const told = features((feature, at) => 100 * FEATURES.indexOf(feature) + at);
  expect(Object.entries(told)).toEqual(FEATURES.map((feature, at) => [feature, 101 * at]));
});

test('a day of no hours is as quiet as can be', () => {
  expect(dayOf([])).toMatchObject({ totals: NONE, peaks: NONE, features: NO_FEATURES, steps: [] });
});

describe('attempts at an address', () => {
  const tried = (account: string, hour: number, outcome: Reading['outcome'] = 'failure') =>
    on(hour, `${account} ${outcome} ${hour}`, {
      part: 'source',
      kind: 'logon',
      records: null,
      counterpart: account,
      outcome,
    });
  const accounts = (count: number) => Array.from({ length: count }, (_, n) => `account-${n}`);
  const failing = (count: number, hour: number) => accounts(count).map((one) => tried(one, hour));

  test('count an account once, also where it fails in one hour and the next', () => {
    expect(featuresOf([...failing(12, 10.9), ...failing(12, 11.1)]).failedPeak).toBe(12);
    expect(featuresOf([...failing(12, 10.9), ...failing(14, 11.1)]).failedPeak).toBe(14);
    const others = accounts(30).slice(20);
    expect(featuresOf([...failing(5, 10.9), ...others.map((one) => tried(one, 11.1))]).failedPeak).toBe(15);
    expect(featuresOf([...failing(12, 10.9), ...failing(12, 12.1)]).failedPeak).toBe(12);
    // Of many by estimate, within what both hours state exactly.
    const many = featuresOf([...failing(60, 10.9), ...failing(60, 11.1)]).failedPeak;
    expect(many).toBeGreaterThanOrEqual(60);
    expect(many).toBeLessThan(110);
    for (let count = 17; count < 60; count += 3) {
      const others = accounts(2 * count).slice(count);
      const pair = [...failing(count, 10.9), ...others.map((one) => tried(one, 11.1))];
      expect(featuresOf(pair).failedPeak).toBeGreaterThanOrEqual(count);
      expect(featuresOf(pair).failedPeak).toBeLessThanOrEqual(2 * count);
    }
  });

  test('let in who succeeds while others fail, or in the hour after, and nobody before or much later', () => {
    const entered = (...readings: readonly Reading[]) => enteredOn(hoursOf(...readings), FIRST_DAY);
    const spray = failing(12, 10.9);
    expect(entered(...spray, tried('ana', 10.95, 'success'))).toEqual(['ana']);
    expect(entered(...spray, tried('ana', 11.1, 'success'))).toEqual(['ana']);
    expect(entered(...spray, tried('ana', 10.1, 'success'))).toEqual([]);
    expect(entered(...spray, tried('ana', 12.1, 'success'))).toEqual([]);
    expect(entered(tried('ana', 11.1, 'success'))).toEqual([]);
    // An hour in which nobody failed lets in nobody after it.
    expect(entered(tried('noor', 10.2, 'success'), tried('ana', 11.1, 'success'))).toEqual([]);
    expect(
      entered(tried('noor', 10.2, 'success'), ...failing(3, 11.5), tried('ana', 11.1, 'success')),
    ).toEqual([]);
  });
});
