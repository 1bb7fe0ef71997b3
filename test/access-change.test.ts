import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AccessChange,
  changeIn,
  changesNear,
  decodeChange,
  encodeChange,
  fewChanges,
} from '../shared/access-change.ts';
import { STEP_KINDS } from '../shared/profile/steps.ts';
import { readingFor } from '../shared/reading.ts';
import { DAY_MS, dayOf, HOUR_MS } from '../shared/time.ts';
import { CHANGE, DAY } from './fixtures/findings.ts';
import { reading } from './fixtures/readings.ts';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const changes: fc.Arbitrary<AccessChange> = fc.record({
  time: fc.nat(4_000_000_000_000),
  kind: fc.constantFrom(...STEP_KINDS),
  vendor: text,
  tenant: text,
  operation: text,
  eventId: text,
  by: fc.record(
    {
      uid: text,
      email: text,
      name: text,
      sessionName: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
    },
    { requiredKeys: ['uid', 'email', 'name'] },
  ),
  ip: text,
  network: text,
  country: text,
  client: text,
});

describe('a change of access', () => {
  test('is read as it was written, and ordered by time whatever it holds', () => {
    fc.assert(
      fc.property(changes, changes, (one, other) => {
        expect(decodeChange(encodeChange(one))).toEqual(one);
        if (one.time < other.time) expect(encodeChange(one) < encodeChange(other)).toBe(true);
      }),
    );
  });

  test('is what the ledger of the account keeps of it, with who did it from where', () => {
    const done = reading({ kind: 'mfa', operation: 'reset', email: 'omar@example.com', name: 'Omar' });
    const where = { vendor: 'okta', tenant: 'default' };
    expect(changeIn(where, readingFor('target', done, '00u-omar'))).toMatchObject({
      ...where,
      kind: 'mfa',
      operation: 'reset',
      by: { uid: '00u-omar', email: 'omar@example.com', name: 'Omar' },
      ip: '192.0.2.7',
      network: 'AS64500',
      country: 'NL',
      client: 'Chrome on Mac OS X',
    });
    expect(changeIn(where, done)).toBeUndefined();
    expect(changeIn(where, readingFor('target', { ...done, outcome: 'failure' }, 'o'))).toBeUndefined();
    expect(changeIn(where, readingFor('target', { ...done, kind: 'logon' }, 'o'))).toBeUndefined();
  });

  test('is told of its own day and the two after it, once, and of many the newest with the number of the others', () => {
    const at = (day: number, hour: number, eventId = '') => ({
      ...CHANGE,
      eventId,
      time: (DAY + day) * 86_400_000 + hour,
    });
    const days = [-3, -2, -1, 0, 1].map((day) => at(day, 0));
    expect(changesNear(DAY, [...days.toReversed(), ...days]).changes).toEqual(days.slice(1, 4));
    const many = Array.from({ length: 11 }, (_, n) => ({
      ...at(0, n, `c-${n}`),
      by: { ...CHANGE.by, uid: `admin-${n}` },
    }));
    expect(changesNear(DAY, many)).toEqual({ changes: many.slice(3), more: 3 });
  });

  test('that somebody made once is not hidden by what a program makes all day', () => {
    const at = (hour: number, parts: Partial<AccessChange>) => ({
      ...CHANGE,
      eventId: String(hour),
      time: DAY * 86_400_000 + hour * 3_600_000,
      ...parts,
    });
    const reset = at(1, { kind: 'mfa', by: { uid: 'omar', email: '', name: '' } });
    const bot = (hour: number) => at(hour, { kind: 'privilege', by: { uid: 'scim', email: '', name: '' } });
    const roles = Array.from({ length: 20 }, (_, n) => bot(2 + n));
    expect(changesNear(DAY, [reset, ...roles])).toEqual({ changes: [reset, bot(21)], more: 19 });
  });

  test('is remembered as the first and the last of a day, kind and maker', () => {
    const at = (hour: number) =>
      encodeChange({ ...CHANGE, eventId: String(hour), time: DAY * 86_400_000 + hour });
    const all = [1, 2, 3, 4].map(at);
    expect([...fewChanges(all.toReversed(), DAY, 16)]).toEqual([at(1), at(4)]);
    expect([...fewChanges([at(2)], DAY, 16)]).toEqual([at(2)]);
    expect([...fewChanges(all, DAY + 16, 16)]).toEqual([]);
  });

  /** Of few days, makers and kinds, so that many are of one group, and of so many groups that some are too many. */
  const crowds = (days: number, least = 0) =>
    fc.array(
      fc.record({
        time: fc.nat(days * 24 - 1).map((hour) => (DAY - days + 1) * DAY_MS + hour * HOUR_MS),
        kind: fc.constantFrom(...STEP_KINDS),
        by: fc.constantFrom(...'abcd').map((uid) => ({ uid, email: '', name: '' })),
        eventId: fc.constantFrom('1', '2'),
      }),
      { minLength: least, maxLength: 300, size: 'max' },
    );
  const full = (all: readonly Pick<AccessChange, 'time' | 'kind' | 'by' | 'eventId'>[]) =>
    all.map((one) => ({ ...CHANGE, ...one, eventId: `${one.kind} ${one.eventId}` }));

  test('of one set is told the same in whatever order it is known, in order of time', () => {
    fc.assert(
      fc.property(crowds(4).map(full), (all) => {
        const told = changesNear(DAY, all);
        expect(changesNear(DAY, [...all.toReversed(), ...all])).toEqual(told);
        const times = told.changes.map(({ time }) => time);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
        expect(told.changes.length + told.more).toBe(
          new Set(all.filter(({ time }) => time >= (DAY - 2) * DAY_MS).map(encodeChange)).size,
        );
      }),
    );
  });

  test('is remembered the same, whichever part was remembered before the rest came', () => {
    const few = (all: Iterable<string>) => [...fewChanges(all, DAY, 16)];
    const texts = crowds(12, 100).map((all) => full(all).map(encodeChange));
    fc.assert(
      fc.property(texts, fc.nat(300), (all, at) => {
        const whole = few(all);
        expect(few([...few(all.slice(at)), ...few(all.slice(0, at))])).toEqual(whole);
        expect(whole).toEqual(whole.toSorted());
        const groups = whole
          .map(decodeChange)
          .map(({ time, kind, by }) => `${dayOf(time)} ${kind} ${by.uid}`);
        expect(new Set(groups).size).toBeLessThanOrEqual(64);
        expect(whole.at(-1)).toBe(all.toSorted().at(-1));
      }),
    );
  });
});
