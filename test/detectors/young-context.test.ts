import { describe, expect, test } from 'vitest';
import { NO_CONTEXT } from '../../shared/context.ts';
import { youngContext } from '../../shared/detectors/young-context.ts';
import { eachFacet } from '../../shared/profile/hour.ts';
import { type Sighting, type Subject, subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { rateDecades, tailDecades } from '../../shared/statistics.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';
import { NOBODY, NONE, pastDay, withToday } from '../fixtures/subjects.ts';

const taken = (day: number, parts: Partial<Reading> = {}) => reading({ time: at(day), ...parts });
const history = Array.from({ length: 40 }, (_, day) => [taken(day)]);
const assessed = (life: readonly (readonly Reading[])[]) =>
  youngContext.assess(subjectOf(lifeOf(life), FIRST_DAY + life.length - 1));
const AWAY = { network: 'AS64511', eventId: 'away' };

describe('a young context', () => {
  test('fires when as much as ever, and more, leaves through a network of today', () => {
    const [signal] = assessed([...history, [taken(40), taken(40, { ...AWAY, records: 30_000 })]]);
    expect(signal).toMatchObject({
      observed: expect.stringMatching(/^30,000 records through new networks in (?:2|28) d$/),
      facts: { measure: 'youngNetwork', network: ['AS64511'] },
    });
  });

  test('sees it through a new client or key as well, and does not count one event twice', () => {
    for (const [parts, feature] of [
      [{ client: 'python-requests' }, 'youngClient'],
      [{ credential: 'key-9' }, 'youngCredential'],
    ] as const) {
      const known = history.map((day) => day.map((one) => ({ ...one, credential: 'key-1' })));
      const today = [taken(40, { credential: 'key-1', ...parts, records: 30_000 })];
      expect(assessed([...known, today])[0]?.facts).toMatchObject({ measure: feature });
    }
    const both = { ...AWAY, client: 'python-requests', records: 30_000 };
    const one = assessed([...history, [taken(40, { ...AWAY, records: 30_000 })]])[0];
    expect(assessed([...history, [taken(40, both)]])[0]?.decades).toBe(one?.decades);
  });

  test('names all that is new, so that nothing of it is taken for explained', () => {
    const both = { ...AWAY, client: 'python-requests', records: 30_000 };
    const facts = assessed([...history, [taken(40, both)]])[0]?.facts;
    expect(facts).toMatchObject({ network: ['AS64511'], client: ['python-requests'] });
  });

  test('names what the window holds: of two days what today shows, of four weeks what came up in the last week as well', () => {
    const seldom = history.map((day, at) =>
      at === 36 ? [...day, taken(at, { ...AWAY, network: 'AS64512' })] : day,
    );
    const waysOf = (records: number, life = seldom) =>
      assessed([...life, [taken(40, { ...AWAY, records })]])[0]?.facts['network'];
    expect(waysOf(30_000)).toEqual(['AS64511', 'AS64512']);
    expect(waysOf(30_000, history)).toEqual(['AS64511']);
    // Where the four weeks say nothing, only today's.
    const busy = seldom.map((day, at) =>
      at > 20 && at < 33
        ? [...day, taken(at, { ...AWAY, network: `AS6460${at % 10}`, records: 40_000 })]
        : day,
    );
    const [signal] = assessed([...busy, [taken(40, { ...AWAY, records: 120_000 })]]);
    expect(signal?.facts).toMatchObject({ network: ['AS64511'], window: '2 d' });
  });

  test('nearly fires when the same amount leaves the usual way, or a logon comes from the new one', () => {
    expect(assessed([...history, [taken(40, { records: 30_000 })]])).toEqual([]);
    const logon = taken(40, { ...AWAY, kind: 'logon', records: null });
    expect(assessed([...history, [taken(40), logon]])).toEqual([]);
  });

  test('counts less the more colleagues use the new network, and nothing where half of them do', () => {
    const through = (share: number) =>
      youngContext.assess(
        subjectOf(lifeOf([...history, [taken(40, { ...AWAY, records: 30_000 })]]), FIRST_DAY + 40, {
          ...NO_CONTEXT,
          popularity: () => share,
        }),
      )[0]?.facts['observed'];
    expect(through(0)).toBe(30_000);
    expect(through(0.05)).toBe(15_000);
    expect(through(0.5)).toBeUndefined();
  });

  test('says nothing while the account is as young as all that it uses', () => {
    const life = (days: number) => [
      ...history.slice(0, days),
      [taken(days), taken(days, { ...AWAY, records: 300_000 })],
    ];
    expect(assessed(life(13))).toEqual([]);
    expect(assessed(life(14))).toHaveLength(1);
  });

  test('does not count what left while the account itself was young', () => {
    const short = Array.from({ length: 20 }, (_, day) => [taken(day, { records: 5000 })]);
    const [signal] = assessed([...short, [taken(20, { ...AWAY, records: 30_000 })]]);
    expect(signal?.facts).toMatchObject({ observed: 30_000 });
  });

  test('holds a network new for two weeks, less every day', () => {
    const later = (days: number) => [
      ...history,
      [taken(40), taken(40, { ...AWAY, kind: 'logon', records: null })],
      ...Array.from({ length: days - 1 }, (_, i) => [taken(41 + i)]),
      [taken(40 + days, { ...AWAY, records: 30_000 })],
    ];
    const decades = (days: number) => assessed(later(days))[0]?.decades ?? 0;
    expect(decades(1)).toBeGreaterThan(decades(8));
    expect(decades(14)).toBe(0);
  });

  const through = (networks: readonly Sighting[], parts: Partial<Subject> = {}): Subject => ({
    ...withToday(NOBODY, { youngNetwork: 40_000 }),
    firstDay: NOBODY.day - 60,
    observedDays: eachFacet(() => 20),
    facets: { ...eachFacet(() => []), network: networks },
    ...parts,
  });
  const sighting = (value: string, days: number, carried: number): Sighting => ({
    value,
    days,
    seenDays: days,
    carried,
  });

  test('tells clones as clones, and how much of them counts where others use the network as well', () => {
    const clones = { ...NOBODY.today, totals: { ...NONE, unsized: 40 } };
    const told = (share: number) =>
      youngContext.assess(
        through([sighting('rare', 0, 10)], {
          today: { ...clones, features: { ...clones.features, youngNetwork: 40_000 } },
          context: { ...NO_CONTEXT, popularity: () => share },
        }),
      )[0];
    expect(told(0)?.observed).toBe('40 exports of unknown size through new networks in 2 d');
    expect(told(0)?.expected).toBe(
      'none, as on most days of accounts of its kind; if any, less than one export of unknown size',
    );
    expect(told(0.05)?.observed).toBe(
      '40 exports of unknown size through new networks in 2 d, of which 50 % count: others use them too',
    );
  });

  test('counts of several new networks each by what went through it, and none that is known', () => {
    const popularity = (_: string, value: string) => (value === 'common' ? 0.05 : 0);
    const context = { ...NO_CONTEXT, popularity };
    const observed = (...networks: readonly Sighting[]) =>
      youngContext.assess(through(networks, { context }))[0]?.facts['observed'];
    expect(observed(sighting('rare', 0, 10))).toBe(40_000);
    expect(observed(sighting('common', 0, 10))).toBe(20_000);
    const both = [sighting('rare', 2, 10), sighting('common', 0, 30)];
    expect(observed(...both)).toBe(25_000);
    expect(observed(...both, sighting('known', 3, 1e6))).toBe(25_000);
    expect(observed(sighting('known', 3, 1e6))).toBe(40_000);
  });

  test('says whether it is held against its own days or those of others, where it had new ways on a few', () => {
    const away = history.map((day, at) =>
      at === 20 ? [...day, taken(at, { ...AWAY, network: 'AS64512' })] : day,
    );
    const today = [taken(40, { ...AWAY, records: 900_000 })];
    const few = away.filter((_, at) => at === 20).flat();
    const sparse = history.map((_, at) =>
      at === 20 ? few : at % 12 === 0 ? [taken(at)] : [taken(at, { kind: 'logon', records: null })],
    );
    expect(assessed([...away, today])[0]?.expected).toMatch(/ as on any of its days$/);
    expect(assessed([...sparse, today])[0]?.expected).toMatch(/ for accounts of its kind$/);
  });

  test('speaks of networks from three days on that tell one', () => {
    const knowing = (days: number) =>
      youngContext.assess(through([sighting('rare', 0, 10)], { observedDays: eachFacet(() => days) }));
    expect(knowing(2)).toEqual([]);
    expect(knowing(3)[0]?.expected).toMatch(
      /^none, as on most days of accounts of its kind; if any, about \d+\b/,
    );
  });

  test('learns nothing of the first two weeks of an account, in which every way is new', () => {
    const history = Array.from({ length: 50 }, (_, i) => pastDay(0, { day: NOBODY.day - 60 + i }));
    const [signal] = youngContext.assess(through([sighting('rare', 0, 10)], { history }));
    expect(signal?.facts['days']).toBe(36);
  });

  test('knows of an account without a past what others move, and how seldom by a new way', () => {
    const [signal] = youngContext.assess(through([sighting('rare', 0, 10)]));
    const tail = tailDecades(Math.log1p(40_000), { mu: 4.5, s: 2, nu: 200 });
    expect(signal?.decades).toBeCloseTo(tail + rateDecades(0, 0, 0.06, 8), 9);
  });

  test('expects as much as ever leaves, in records, in bytes or in exports of unknown size', () => {
    const usual = (totals: Partial<typeof NONE>) => {
      const history = Array.from({ length: 20 }, (_, i) =>
        pastDay(0, { day: NOBODY.day - 30 + i, totals: { ...NONE, ...totals } }),
      );
      return youngContext.assess(through([sighting('rare', 0, 10)], { history }))[0]?.facts['usual'];
    };
    expect(usual({ records: 4000 })).toBeGreaterThan(1000);
    expect(usual({ bytes: 4_000_000 })).toBe(usual({ records: 4000 }));
    expect(usual({ unsized: 4 })).toBe(usual({ records: 4000 }));
    expect(usual({ records: 1000, bytes: 1_000_000, unsized: 2 })).toBe(usual({ records: 4000 }));
  });
});
