import { describe, expect, test } from 'vitest';
import { HOURS_PER_DAY } from '../../shared/profile/active.ts';
import { eachFacet } from '../../shared/profile/hour.ts';
import { isLearnt } from '../../shared/profile/learnt.ts';
import type { Profile } from '../../shared/profile/profile.ts';
import type { Reading } from '../../shared/reading.ts';
import { HOUR_MS } from '../../shared/time.ts';
import { at, FIRST_DAY, hoursOf, live, reading, uid } from '../fixtures/readings.ts';

const DAY = 5;
const named = (name: string, parts: Partial<Reading> = {}) =>
  reading({ uid: uid(name), eventId: name, time: at(DAY), ...parts });

/** A life of thirty days, of which the one in question is long final. */
function lifeWith(day: readonly Reading[], others: readonly Reading[] = []): Profile {
  const days = Array.from({ length: 30 }, (_, date) => [
    ...(date === DAY ? day : [reading({ time: at(date) })]),
    ...others.filter(({ time }) => Math.floor(time / HOUR_MS / HOURS_PER_DAY) === FIRST_DAY + date),
  ]);
  return live(days.filter((all) => all.length > 0)).profile;
}
const learnt = (day: readonly Reading[], again: readonly Reading[], others?: readonly Reading[]) =>
  isLearnt(lifeWith(day, others), FIRST_DAY + DAY, hoursOf(...again));

const morning = named('morning', { records: 300 });
const unsized = named('unsized', { records: null, time: at(DAY, 15), datasets: ['report:Cases'] });
const token = named('token', { kind: 'credential', records: null, datasets: [] });
const day = [morning, unsized, token];

describe('a day that comes again', () => {
  test('is learnt whole or in part, whether it is final or open', () => {
    expect(learnt(day, day)).toBe(true);
    for (const one of day) expect(learnt(day, [one])).toBe(true);
    const today = reading({ time: at(29) });
    expect(isLearnt(lifeWith(day), FIRST_DAY + 29, hoursOf(today))).toBe(true);
    expect(isLearnt(lifeWith(day), FIRST_DAY + 29, hoursOf({ ...today, records: 101 }))).toBe(false);
  });

  test('is learnt by how much it was where people have found it to be malicious: nothing else is kept of it', () => {
    const { open, base } = lifeWith(day);
    const days = base.days.map((one) =>
      one.day === FIRST_DAY + DAY ? { ...one, excluded: true as const } : one,
    );
    const seen = eachFacet(() => new Map<string, bigint>());
    const again = (all: readonly Reading[]) =>
      isLearnt({ open, base: { ...base, days, seen } }, FIRST_DAY + DAY, hoursOf(...all));
    expect(again(day)).toBe(true);
    expect(again([{ ...morning, records: 301 }])).toBe(false);
  });

  test('is not learnt where the profile knows of nothing on it', () => {
    expect(learnt([], [morning])).toBe(false);
  });

  test.each<[string, Partial<Reading>]>([
    ['more records', { records: 301 }],
    ['bytes', { records: null, bytes: 1 }],
    ['another network', { network: 'AS64511' }],
    ['another country', { country: 'DE' }],
    ['another client', { client: 'curl' }],
    ['an application', { app: 'Loader' }],
    ['a credential', { credential: 'key-1' }],
    ['another operation', { operation: 'BulkExported' }],
    ['another report', { datasets: ['report:Salaries'] }],
    ['a rule that matched', { hits: ['outflow-1'] }],
  ])('is news with %s', (_, parts) => {
    expect(learnt(day, [{ ...morning, ...parts }, unsized, token])).toBe(false);
  });

  test('is learnt of a day that was folded before operations were kept', () => {
    const { open, base } = lifeWith(day);
    const older = { open, base: { ...base, seen: { ...base.seen, operation: new Map<string, bigint>() } } };
    expect(isLearnt(older, FIRST_DAY + DAY, hoursOf(...day))).toBe(true);
    expect(isLearnt(older, FIRST_DAY + DAY, hoursOf({ ...morning, network: 'AS64511' }))).toBe(false);
  });

  test.each<[string, readonly Reading[]]>([
    ['one more of unknown size', [named('more', { records: null })]],
    ['one more that moves nothing itself', [named('more', { kind: 'share', records: null })]],
    ['reads', [named('more', { kind: 'read', records: 0 })]],
    ['another step', [named('more', { kind: 'mfa', records: null, datasets: [] })]],
    ['the same step by another', [{ ...token, uid: uid('more'), part: 'target', counterpart: 'ana' }]],
    ['the same step later', [{ ...token, uid: uid('more'), time: at(DAY, 11) }]],
  ])('is news with %s beside it', (_, more) => {
    expect(learnt(day, [...day, ...more])).toBe(false);
    expect(learnt([...day, ...more], [...day, ...more])).toBe(true);
  });

  test('is news where as much leaves in one larger piece', () => {
    const pieces = [named('a', { records: 50 }), named('b', { records: 50 })];
    expect(learnt(pieces, [named('c', { records: 100 })])).toBe(false);
  });

  test('is news where what was shared with colleagues is shared with outsiders', () => {
    const shared = (outside: boolean) => [named('a', { kind: 'share', records: null, outside })];
    expect(learnt(shared(false), shared(true))).toBe(false);
    expect(learnt(shared(true), shared(true))).toBe(true);
    expect(learnt(shared(true), shared(false))).toBe(true);
  });

  test('is no news for a report that was used before it and after it, and is for one of only one side', () => {
    const using = (day: number) => reading({ time: at(day, 12), eventId: 'x', datasets: ['report:Other'] });
    const again = [{ ...morning, datasets: ['report:Other'] }];
    expect(learnt(day, again, [using(2), using(8)])).toBe(true);
    expect(learnt(day, again, [using(2)])).toBe(false);
    expect(learnt(day, again, [using(8)])).toBe(false);
  });

  test('knows a value by the days on which it was seen, not by those around it', () => {
    const from = (day: number) => reading({ time: at(day, 12), eventId: 'x', network: 'AS64511' });
    expect(learnt(day, [{ ...morning, network: 'AS64511' }], [from(4), from(6)])).toBe(false);
    expect(learnt([...day, from(DAY)], [{ ...morning, network: 'AS64511' }])).toBe(true);
  });

  test('knows of what carries no data itself only where it belongs: among the resources used', () => {
    const shared = (...datasets: readonly string[]) =>
      datasets.map((name) => named(name, { kind: 'share', records: null, datasets: [name] }));
    const names = (from: number) => Array.from({ length: 40 }, (_, i) => `file:${from + i}`);
    expect(learnt(shared('a'), shared('a'))).toBe(true);
    expect(learnt(shared('a'), shared('b'))).toBe(false);
    // Of more than a profile keeps, those are not asked for that it has not kept.
    const before = [0, 40, 80].flatMap((from, i) =>
      shared(...names(from)).map((one) => ({ ...one, time: at(2 + i, 12) })),
    );
    expect(learnt(shared(...names(120)), shared(...names(120)), before)).toBe(true);
    expect(learnt(shared(...names(120)), shared(...names(160)), before)).toBe(false);
  });

  test('of which the profile knows nothing is news, also where it shows no place and no resource', () => {
    const nowhere = { network: '', country: '', client: '', datasets: [] };
    expect(learnt([], [named('x', { ...nowhere, kind: 'other', records: null })])).toBe(false);
  });

  test('of an address is news with one more account that failed, and with any that got in', () => {
    const tried = (name: string, parts: Partial<Reading> = {}) =>
      named(name, {
        kind: 'logon',
        part: 'source',
        outcome: 'failure',
        records: null,
        datasets: [],
        counterpart: name,
        ...parts,
      });
    const failures = [tried('ana'), tried('noor')];
    expect(learnt(failures, failures)).toBe(true);
    expect(learnt(failures, [...failures, tried('omar')])).toBe(false);
    const entered = [...failures, tried('ana', { uid: uid('in'), outcome: 'success', time: at(DAY) + 1 })];
    expect(learnt(entered, entered)).toBe(false);
  });
});
