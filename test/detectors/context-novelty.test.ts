import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Context, NO_CONTEXT } from '../../shared/context.ts';
import { contextNovelty } from '../../shared/detectors/context-novelty.ts';
import { FREE_DECADES } from '../../shared/detectors/detector.ts';
import { eachFacet, WAYS, type Way } from '../../shared/profile/hour.ts';
import { type Sighting, type Subject, subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';
import { NOBODY } from '../fixtures/subjects.ts';

const logon = (day: number, parts: Partial<Reading> = {}) =>
  reading({ time: at(day), kind: 'logon', records: null, ...parts });
const ordinary = (days: number) => Array.from({ length: days }, (_, day) => [logon(day)]);
const assessed = (life: readonly (readonly Reading[])[]) =>
  contextNovelty.assess(subjectOf(lifeOf(life), FIRST_DAY + life.length - 1));
/** What novelty amounts to at most. */
const CAP = 10;
const NEW = {
  network: 'AS64511',
  country: 'US',
  client: 'python-requests',
  app: 'Loader',
  credential: 'key-2',
};

describe('context novelty', () => {
  test('fires when a known person appears from a new network with a new client', () => {
    const [signal, ...more] = assessed([...ordinary(30), [logon(30, NEW)]]);
    expect(more).toEqual([]);
    expect(signal).toMatchObject({
      decades: expect.closeTo(9.5, 0),
      observed: expect.stringContaining('client python-requests (new today)'),
      expected: expect.stringContaining('client Chrome on Mac OS X'),
      quietIf: expect.stringContaining('client Chrome on Mac OS X'),
      facts: {
        network: 'AS64511',
        'network seenDays': 0,
        'network usual': ['AS64500'],
        'network observedDays': 23,
      },
    });
  });

  test('fires also where the account was away for months, and where it comes once a month', () => {
    const away = [...ordinary(20), ...Array.from({ length: 120 }, () => []), [logon(140)], [logon(141, NEW)]];
    expect(assessed(away)[0]?.decades).toBeGreaterThan(9);
    expect(assessed([...away.slice(0, 141), [logon(141)]])).toEqual([]);
    const monthly = Array.from({ length: 211 }, (_, day) =>
      day % 30 === 0 ? [logon(day, day === 210 ? NEW : {})] : [],
    );
    expect(assessed(monthly)[0]?.decades).toBeGreaterThan(7);
  });

  test('finds nothing in the usual context, nor in one that was usual half of the time', () => {
    expect(assessed([...ordinary(30), [logon(30)]])).toEqual([]);
    const home = { network: 'AS64501', country: 'DE' };
    const both = Array.from({ length: 30 }, (_, day) => [logon(day, day % 2 ? home : {})]);
    expect(assessed([...both, [logon(30, home)]])).toEqual([]);
  });

  test('finds nothing where an event does not tell its context', () => {
    expect(
      assessed([
        ...ordinary(30),
        [logon(30, { network: '', country: '', client: '', app: '', credential: '' })],
      ]),
    ).toEqual([]);
  });

  test('takes one facet whole, the second at 0.6, the third at 0.4, the fourth not at all, and at most ten decades', () => {
    const of = (...facets: Way[]) =>
      assessed([...ordinary(3), [], [], [], [], [], [], [], [], [logon(11, pick(facets))]])[0]?.decades ?? 0;
    const pick = (facets: Way[]) =>
      Object.fromEntries(WAYS.map((facet) => [facet, facets.includes(facet) ? NEW[facet] : '']));
    const [network, country] = [of('network'), of('country')];
    // 3 observed days: (0.5 x 2e-4 x 10) / 3.5 for a network, a third of it for the others.
    expect(network).toBeCloseTo(-Math.log10(1e-3 / 3.5), 9);
    expect(country).toBeCloseTo(-Math.log10(3e-4 / 3.5), 9);
    expect(of('network', 'country')).toBeCloseTo(Math.min(CAP, country + 0.6 * network), 9);
    expect(of('network', 'country', 'client')).toBeCloseTo(Math.min(CAP, 1.6 * country + 0.4 * network), 9);
  });

  test('judges nothing as new on the first day, and from the second on does', () => {
    const on = (days: number) => assessed([...ordinary(days), [logon(days, NEW)]]);
    expect(on(0)).toEqual([]);
    expect(on(1)).toHaveLength(1);
  });

  test('is surprised a little less the fewer days it knows', () => {
    const after = (days: number) => assessed([...ordinary(days), [logon(days, { network: NEW.network })]]);
    expect([1, 2, 3].map((days) => after(days)[0]?.decades.toFixed(2))).toEqual(['3.32', '3.46', '3.58']);
  });

  test('counts days that tell a facet, not days of activity', () => {
    const silent = Array.from({ length: 20 }, (_, day) => [logon(day, day < 2 ? {} : { network: '' })]);
    const [signal] = assessed([...silent, [], [], [], [], [], [], [], [logon(27, { network: 'AS64511' })]]);
    expect(signal?.facts).toMatchObject({ 'network observedDays': 2 });
  });

  test('finds a value half as surprising for every three days on which it was used', () => {
    const decades = (used: number) => {
      const young = Array.from({ length: used + 1 }, (_, i) => [logon(30 + i, { network: 'AS64511' })]);
      return assessed([...ordinary(30), ...young])[0]?.decades ?? 0;
    };
    expect(decades(3) / decades(0)).toBeCloseTo(0.5, 1);
    expect(decades(1)).toBeLessThan(decades(0));
    expect(decades(14)).toBe(0);
  });

  test('does not take a network for usual because somebody signed in from it once, ten or forty days ahead', () => {
    for (const ahead of [10, 15, 20]) {
      const life = [
        ...ordinary(30 - ahead),
        [logon(30 - ahead), logon(30 - ahead, { ...NEW, eventId: 'ahead' })],
      ];
      const rest = Array.from({ length: ahead - 1 }, (_, i) => [logon(31 - ahead + i)]);
      const [signal] = assessed([...life, ...rest, [logon(30, NEW)]]);
      expect(signal?.decades, `${ahead} days ahead`).toBeGreaterThan(5);
    }
  });

  test('does not count a sign-in that went no further than a challenge', () => {
    const challenged = ordinary(30).map(([one], day) =>
      one && day > 10 ? [one, logon(day, { ...NEW, eventId: 'c', outcome: 'unknown' })] : one ? [one] : [],
    );
    expect(assessed([...challenged, [logon(30, NEW)]])[0]?.decades).toBeGreaterThan(9);
  });

  test('adds up values of several facets by their days of use, and takes no fourth', () => {
    const subject = judged(ordinary(40), [logon(40)]);
    const of = (...used: readonly (readonly [Way, number])[]) => {
      const sightings = Object.fromEntries(
        used.map(([facet, seenDays]) => [facet, [{ value: 'x', days: 0, seenDays, carried: 0 }]]),
      );
      const facets = { ...eachFacet(() => []), ...sightings };
      const observedDays = eachFacet(() => 20);
      return contextNovelty.assess({ ...subject, facets, observedDays })[0]?.decades ?? 0;
    };
    const network = -Math.log10(1e-3 / 20.5);
    const other = -Math.log10(3e-4 / 20.5);
    expect(of(['network', 3])).toBeCloseTo(network / 2, 9);
    expect(of(['country', 3], ['client', 3], ['network', 3])).toBeCloseTo(
      (1.6 * other + 0.4 * network) / 2,
      9,
    );
    const three = of(['country', 3], ['client', 3], ['app', 3]);
    expect(three).toBeCloseTo(other, 9);
    expect(of(['country', 3], ['client', 3], ['app', 3], ['network', 3])).toBe(three);
  });

  test('names the three usual values that were seen on most days, and none that only last week knows', () => {
    const networks = ['AS64501', 'AS64502', 'AS64502', 'AS64503', 'AS64503', 'AS64503', 'AS64504', 'AS64504'];
    const life = [...networks, ...networks, ...networks].map((network, day) => [logon(day, { network })]);
    const week = Array.from({ length: 7 }, (_, i) => [logon(24 + i, { network: 'AS64505' })]);
    const [signal] = assessed([...life, ...week, [logon(31, NEW)]]);
    expect(signal?.facts['network usual']).toEqual(['AS64503', 'AS64502', 'AS64504']);
    const [young] = assessed([
      ...ordinary(20),
      ...week.map((_, i) => [logon(20 + i, { app: 'Fresh' })]),
      [logon(27, NEW)],
    ]);
    expect(young?.facts['app usual']).toBeUndefined();
    const [sole] = assessed([
      ...ordinary(20),
      ...week.map((_, i) => [logon(20 + i, { country: 'BE' })]),
      [logon(27, NEW)],
    ]);
    expect(sole?.facts['country usual']).toEqual(['NL']);
  });

  test('names no usual value of an actor whose every day is another', () => {
    const nomad = (day: number) =>
      logon(day, { network: `AS${day}`, country: `C${day}`, client: `client ${day}` });
    const subject = subjectOf(lifeOf(Array.from({ length: 31 }, (_, day) => [nomad(day)])), FIRST_DAY + 30);
    const [signal] = contextNovelty.assess(subject);
    expect(signal?.quietIf).toBe('no activity at all: nothing is usual for it');
    expect(contextNovelty.assess(contextNovelty.quieted(subject))).toEqual([]);
    expect(contextNovelty.quieted(subject).facets).toEqual(eachFacet(() => []));
  });

  test('shows the value that surprises most of several', () => {
    const life = [...ordinary(30), [logon(30), logon(30, { eventId: 'b', network: 'AS64511' })]];
    expect(assessed(life)[0]?.facts).toMatchObject({ network: 'AS64511' });
  });
});

const sighting = (value: string, parts: Partial<Sighting> = {}): Sighting => ({
  value,
  days: 0,
  seenDays: 0,
  carried: 0,
  ...parts,
});
/** Someone of twenty observed days, of whom nothing else is known than what is given. */
const knowing = (
  facets: Partial<Record<Way, readonly Sighting[]>>,
  usual: Partial<Record<Way, Readonly<Record<string, number>>>> = {},
  popularity: Context['popularity'] = () => 0,
): Subject => ({
  ...NOBODY,
  observedDays: eachFacet(() => 20),
  facets: { ...eachFacet(() => []), ...facets },
  usual: {
    ...eachFacet(() => new Map()),
    ...Object.fromEntries(WAYS.map((way) => [way, new Map(Object.entries(usual[way] ?? {}))])),
  },
  context: { ...NO_CONTEXT, popularity },
});
const decadesOf = (subject: Subject) => contextNovelty.assess(subject)[0]?.decades;

describe('how surprising a value is', () => {
  test('depends on how many others use it, and how freely people change it', () => {
    const of = (facet: Way, share: number) =>
      decadesOf(knowing({ [facet]: [sighting('x')] }, {}, (_, value) => (value === 'x' ? share : 0)));
    expect(of('network', 0.05)).toBeCloseTo(-Math.log10(0.25 / 20.5), 9);
    expect(of('client', 0.05)).toBeCloseTo(-Math.log10(0.075 / 20.5), 9);
    expect(of('network', 0.5)).toBeCloseTo(-Math.log10(0.5 / 20.5), 9);
    expect(of('network', 0.9)).toBe(of('network', 0.5));
  });

  test('forgets one day of its use where another value was used on five, and none where on four', () => {
    const seenOnce = (habit: number) =>
      decadesOf(knowing({ country: [sighting('US', { days: 1 })] }, { country: { NL: habit, US: 1 } }));
    expect(seenOnce(5)).toBeCloseTo(-Math.log10(3e-4 / 20.5), 9);
    expect(seenOnce(4)).toBeCloseTo(-Math.log10(1.0003 / 20.5), 9);
    const seenTwice = knowing({ country: [sighting('US', { days: 2 })] }, { country: { NL: 5, US: 2 } });
    expect(decadesOf(seenTwice)).toBeCloseTo(-Math.log10(1.0003 / 20.5), 9);
  });

  test('is nothing of nobody, also where nothing is free', () => {
    expect(contextNovelty.assess(NOBODY, 0)).toEqual([]);
  });
});

describe('what context novelty says', () => {
  const usual = { network: { c: 3, b: 14, a: 3, only: 0 }, country: { NL: 20 }, credential: { 'key-1': 20 } };
  const subject = knowing(
    {
      network: [sighting('z'), sighting('y')],
      country: [sighting('US', { seenDays: 1 })],
      client: [sighting('curl', { seenDays: 9 })],
      app: [sighting('Loader', { days: 10, seenDays: 10 })],
      credential: [sighting('key-2', { seenDays: 3 })],
    },
    usual,
  );

  test('says of what was used on days that paged alone that they did, and not that it is usual', () => {
    const again = knowing({ network: [sighting('y', { pagedDays: 2 })] }, { network: { b: 14, y: 2 } });
    expect(contextNovelty.assess(again)[0]).toMatchObject({
      observed: 'network y (used on 2 days before, which paged)',
      expected: 'network b',
    });
  });

  test('names three facets, the most surprising first: what was seen, since when, and what is usual', () => {
    expect(contextNovelty.assess(subject)[0]).toMatchObject({
      observed:
        'network y (new today), country US (used on 1 day before), credential key-2 (used on 3 days before)',
      expected: 'network b, a or c, country NL, credential key-1',
      quietIf: 'network b, country NL, credential key-1',
      facts: {
        network: 'y',
        'network seenDays': 0,
        'network usual': ['b', 'a', 'c'],
        'network observedDays': 20,
        country: 'US',
        'credential usual': ['key-1'],
      },
    });
    expect(contextNovelty.assess(subject)[0]?.facts).not.toHaveProperty('app');
  });

  test('does not name what was used so often that it surprises nobody, unless the rest alone were quiet', () => {
    const client = [sighting('curl', { seenDays: 9 })];
    const signal = contextNovelty.assess(knowing({ network: [sighting('z')], client }, usual))[0];
    expect(signal?.observed).toBe('network z (new today)');
    expect(signal?.quietIf).toBe('network b');
    expect(contextNovelty.assess(knowing({ client }, usual), 0)[0]?.observed).toContain('client curl');
  });

  test('names of several values that surprise alike the first by name', () => {
    const values = [sighting('y'), sighting('z')];
    for (const network of [values, values.toReversed()])
      expect(contextNovelty.assess(knowing({ network }))[0]?.facts['network']).toBe('y');
  });

  test('names nothing that is no surprise at all: what each day showed, and everybody uses', () => {
    const known = knowing(
      { network: [sighting('y', { days: 3, seenDays: 3 })], app: [sighting('Loader')] },
      { network: { y: 3 } },
      (facet) => (facet === 'network' ? 1 : 0),
    );
    const [signal] = contextNovelty.assess({ ...known, observedDays: eachFacet(() => 3) });
    expect(signal?.observed).toBe('app Loader (new today)');
  });

  test('would be quiet with the value that is used on most days, known as long as that', () => {
    const { facets } = contextNovelty.quieted(subject);
    const home = { value: 'NL', days: 20, seenDays: 20, carried: 0 };
    expect(facets.country).toEqual([home]);
    expect(facets.client).toEqual(subject.facets.client);
    const longer = knowing({ country: [sighting('US', { seenDays: 30 })] }, { country: { NL: 20 } });
    expect(contextNovelty.quieted(longer).facets.country).toEqual([{ ...home, seenDays: 30 }]);
  });
});

const values: Readonly<Record<Way, readonly string[]>> = {
  network: ['AS64500', 'AS64501', 'AS64502', ''],
  country: ['NL', 'US', ''],
  client: ['Chrome on Mac OS X', 'python-requests', 'curl', ''],
  app: ['', 'Loader', 'Sync'],
  credential: ['', 'key-1', 'key-2'],
};
const logons = fc
  .record({
    day: fc.nat(40),
    network: fc.constantFrom(...values.network),
    country: fc.constantFrom(...values.country),
    client: fc.constantFrom(...values.client),
    app: fc.constantFrom(...values.app),
    credential: fc.constantFrom(...values.credential),
    eventId: fc.nat(1e6).map(String),
  })
  .map(({ day, ...parts }) => logon(day, parts));
const anyOf = (facet: Way) => fc.constantFrom(NEW[facet], ...values[facet]);
const NEW_OR_KNOWN = {
  network: anyOf('network'),
  country: anyOf('country'),
  client: anyOf('client'),
  app: anyOf('app'),
  credential: anyOf('credential'),
};
const lives = fc
  .array(logons, { minLength: 1, maxLength: 60 })
  .map((all) => Array.from({ length: 41 }, (_, day) => all.filter(({ time }) => time === at(day))));
const judged = (life: readonly (readonly Reading[])[], today: readonly Reading[]): Subject =>
  subjectOf(lifeOf([...life, today]), FIRST_DAY + life.length);

const ALIKE = {
  network: 'AS64500',
  country: 'NL',
  client: 'Chrome on Mac OS X',
  app: 'Sync',
  credential: 'key-1',
};
const THREE_DAYS_ALIKE = Array.from({ length: 41 }, (_, day) => (day < 3 ? [logon(day, ALIKE)] : []));

describe('in any history, context novelty', () => {
  test('is quiet once today shows what it names as usual', () => {
    fc.assert(
      fc.property(lives, fc.record(NEW_OR_KNOWN), (life, today) => {
        const subject = judged(life, [logon(41, today)]);
        const [signal] = contextNovelty.assess(subject);
        fc.pre(signal !== undefined);
        const usual = WAYS.flatMap((facet) => {
          const known = signal.facts[`${facet} usual`];
          return Array.isArray(known) ? [[facet, known[0] ?? '']] : [];
        });
        expect(
          contextNovelty.assess(judged(life, [logon(41, { ...today, ...Object.fromEntries(usual) })])),
        ).toEqual([]);
      }),
      // Of four that are new at once three count, and the fourth once these are as usual.
      { numRuns: 60, examples: [[THREE_DAYS_ALIKE, NEW]] },
    );
  });

  test('counts days and not events: three hundred logons are as new as one', () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 2, max: 20 }), (life, count) => {
        const many = Array.from({ length: count }, (_, i) => logon(41, { ...NEW, eventId: `n-${i}` }));
        const once = judged(life, [logon(41, NEW)]);
        expect(contextNovelty.assess(judged(life, many))).toEqual(contextNovelty.assess(once));
        const repeated = life.map((day) =>
          day.flatMap((one) => [one, { ...one, uid: `${one.uid.slice(1)}0` }]),
        );
        expect(contextNovelty.assess(judged(repeated, [logon(41, NEW)]))).toEqual(
          contextNovelty.assess(once),
        );
      }),
      { numRuns: 30 },
    );
  });

  test('is between what is free and ten decades', () => {
    fc.assert(
      fc.property(lives, fc.record(NEW_OR_KNOWN), (life, today) => {
        for (const { decades } of contextNovelty.assess(judged(life, [logon(41, today)]))) {
          expect(decades).toBeGreaterThan(FREE_DECADES);
          expect(decades).toBeLessThanOrEqual(CAP);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('does not take the last seven days for usual, once there are three older ones', () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 1, max: 7 }), (life, ago) => {
        const before = judged(life, [logon(41)]);
        fc.pre(!before.isYoung);
        const seen = life.map((day, index) => (index === 41 - ago ? [...day, logon(index, NEW)] : day));
        const after = judged(seen, [logon(41)]);
        for (const facet of WAYS) {
          expect(after.observedDays[facet]).toBe(before.observedDays[facet]);
          expect(after.usual[facet].get(NEW[facet]) ?? 0).toBe(before.usual[facet].get(NEW[facet]) ?? 0);
        }
        expect(after.history).toEqual(before.history);
      }),
      { numRuns: 25 },
    );
  });
});
