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

  test('of one set is told the same in whatever order it is known', () => {
    const near = changes.map((one) => ({ ...one, time: DAY * 86_400_000 + (one.time % 1000) }));
    fc.assert(
      fc.property(fc.array(near, { maxLength: 12 }), (all) => {
        expect(changesNear(DAY, all.toReversed())).toEqual(changesNear(DAY, all));
      }),
    );
  });
});
