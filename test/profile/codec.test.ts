import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTOR_TYPES } from '../../shared/activity.ts';
import { deflate, inflate } from '../../shared/deflate.ts';
import { type Base, EMPTY_BASE, foldDay, RHYTHM_LENGTH } from '../../shared/profile/base.ts';
import { decodeBase, decodeOpen, encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import { type Day, features, NO_FEATURES } from '../../shared/profile/day.ts';
import { eachFacet, type Hour } from '../../shared/profile/hour.ts';
import type { Mark, Open } from '../../shared/profile/profile.ts';
import { FULL, NOTHING_TOUCHED, type Used } from '../../shared/profile/resources.ts';
import { STEP_KINDS, type Step } from '../../shared/profile/steps.ts';
import { FIRST_DAY } from '../fixtures/readings.ts';
import { idleDay, NONE } from '../fixtures/subjects.ts';

/** Zero more often than not, as it is in most hours. */
const count = fc.oneof(fc.constant(0), fc.nat(1e9));
const text = fc.constantFrom('', 'a', 'AS64500', 'a"b', '漢');
const loud = fc.dictionary(
  fc.constantFrom('volume', 'drip', 'activity'),
  fc.nat(900).map((n) => n / 100),
);
const said = fc.constantFrom(
  { flagged: false },
  { flagged: true },
  { flagged: true, excluded: true as const },
);
const stepsFrom = (hour: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({ kind: fc.constantFrom(...STEP_KINDS), byOther: fc.boolean(), hour: fc.constant(hour) }),
    { maxLength: 2 },
  );
const hash = fc.nat(FULL - 1);
const facets = fc.array(fc.uniqueArray(text, { maxLength: 3 }), { minLength: 5, maxLength: 5 });

const hourAt = (hour: number): fc.Arbitrary<Hour> =>
  fc
    .record({
      records: count,
      exports: count,
      reads: count,
      largest: count,
      bytes: count,
      unsized: count,
      outside: count,
      spans: fc.boolean(),
      type: fc.constantFrom(...ACTOR_TYPES),
      values: facets,
      amounts: fc.array(count, { minLength: 3, maxLength: 3 }),
      resources: fc.record({
        sample: fc.array(hash, { maxLength: 3 }),
        through: hash,
        heavy: fc.array(fc.tuple(hash, count), { maxLength: 3 }),
      }),
      steps: stepsFrom(hour),
      hits: fc.subarray(['outflow-1', 'a],["[\\']),
      rented: fc.nat(7),
      // Who got in has succeeded.
      attempts: fc.oneof(
        fc.constant({ failed: 0, succeeded: 0, entered: [], signedIn: [] }),
        fc.record({
          failed: fc.nat(9),
          succeeded: fc.integer({ min: 1, max: 9 }),
          entered: fc.subarray(['ana']),
          signedIn: fc.subarray(['ana', 'omar']),
        }),
        fc.constant({ failed: 0, succeeded: 0, entered: [], signedIn: [] }),
        fc.record({
          failed: fc.integer({ min: 1, max: 9 }),
          succeeded: fc.nat(9),
          entered: fc.constant([]),
          tried: fc.record({ sample: fc.array(hash, { maxLength: 3 }), through: hash }),
          signedIn: fc.constant([]),
        }),
      ),
    })
    .map(({ values, amounts, rented, ...parts }) => ({
      ...parts,
      hosting: (values[0] ?? []).filter((_, i) => (rented >> i) % 2 === 1),
      granted: (values[0] ?? []).map((_, i) => (i === 1 ? rented : 0)),
      refused: (values[0] ?? []).map((_, i) => (i === 0 ? rented % 2 : 0)),
      facets: eachFacet((_, at) => values[at] ?? []),
      carried: eachFacet((_, at) => (values[at] ?? []).map((_value, i) => amounts[(i + at) % 3] ?? 0)),
    }));
const hours = fc
  .uniqueArray(fc.nat(200), { maxLength: 4 })
  .chain((all) => fc.tuple(...all.map((at) => hourAt(at).map((hour) => [at, hour] as const))));
const marks: fc.Arbitrary<[number, Mark][]> = fc
  .uniqueArray(fc.tuple(fc.nat(8), fc.boolean(), said, loud), { maxLength: 5, selector: ([day]) => day })
  .map((all) => all.map(([day, recorded, one, words]) => [day, { recorded, ...one, loud: words }]));
const opens: fc.Arbitrary<Open> = fc
  .record({
    newestTime: fc.option(fc.nat(), { nil: undefined }),
    hours,
    marks,
    emails: fc.subarray(['a', 'b']),
  })
  .map((open) => ({ ...open, hours: new Map(open.hours), marks: new Map(open.marks) }));

const used: fc.Arbitrary<Map<number, Used>> = fc
  .uniqueArray(fc.tuple(hash, fc.nat(90), fc.nat(90)), { maxLength: 4, selector: ([one]) => one })
  .map((all) => new Map(all.map(([one, first, last]): [number, Used] => [one, [first, last]])));
const dayOn = (day: number): fc.Arbitrary<Day> =>
  fc
    .record({
      totals: fc.record({ records: count, bytes: count, unsized: count }),
      peaks: fc.record({ records: count, bytes: count, unsized: count }),
      measures: fc.array(count, { minLength: 11, maxLength: 11 }),
      said,
      as: fc.constantFrom({}, { asProgram: true as const }),
      steps: stepsFrom(day * 24),
      loud,
    })
    .map(({ measures, said: one, as, ...parts }) => ({
      day,
      ...parts,
      ...one,
      ...as,
      features: features((_, at) => measures[at] ?? 0),
    }));
const THROUGH = 20_000;
const bases: fc.Arbitrary<Base> = fc
  .record({
    days: fc.tuple(dayOn(THROUGH - 3), dayOn(THROUGH)),
    seen: fc.array(
      fc.uniqueArray(fc.tuple(text, fc.bigInt({ min: 1n, max: (1n << 72n) - 1n }), fc.nat(300)), {
        maxLength: 3,
        selector: ([value]) => value,
      }),
      { minLength: 5, maxLength: 5 },
    ),
    sample: used,
    heavy: used,
    rhythm: fc.oneof(
      fc.constant([]),
      fc
        .array(fc.constantFrom(0, 0, 0.97, 12), { minLength: RHYTHM_LENGTH, maxLength: RHYTHM_LENGTH })
        .filter((all) => all.some((one) => one > 0)),
    ),
    through: hash,
  })
  .map(({ days, seen, sample, heavy, rhythm, through }) => ({
    through: THROUGH,
    days,
    seen: eachFacet((_, at) => new Map((seen[at] ?? []).map(([value, bits]) => [value, bits]))),
    first: eachFacet((_, at) => new Map((seen[at] ?? []).map(([value, , ago]) => [value, THROUGH - ago]))),
    known: { through, sample, heavy },
    rhythm,
    firstDay: FIRST_DAY,
  }));

describe('the open part of a profile', () => {
  const isMeant = ({ recorded, flagged, loud: words }: Mark) =>
    recorded || flagged || Object.keys(words).length > 0;

  test('is read as it was written, but for marks that say nothing', () => {
    fc.assert(
      fc.property(opens, (open) => {
        const told = new Map([...open.marks].filter(([, mark]) => isMeant(mark)));
        expect(decodeOpen(encodeOpen(open))).toEqual({ ...open, marks: told });
      }),
    );
  });

  test('has the same bytes in whatever order its hours, marks and what they say were added', () => {
    fc.assert(
      fc.property(opens, (open) => {
        const marksBackwards = [...open.marks]
          .toReversed()
          .map(([day, mark]): [number, Mark] => [
            day,
            { ...mark, loud: Object.fromEntries(Object.entries(mark.loud).toReversed()) },
          ]);
        const backwards = { hours: new Map([...open.hours].toReversed()), marks: new Map(marksBackwards) };
        expect(encodeOpen({ ...open, ...backwards })).toEqual(encodeOpen(open));
      }),
    );
  });
});

describe('an open part that is written again', () => {
  const several = opens.filter(({ hours: all }) => all.size > 1);
  type Change = (at: number, hour: Hour) => readonly [number, Hour];
  /** Its hours in order of time: only the last of them is another, as after a batch. */
  const changed = (open: Open, change: Change): Open => {
    const inOrder = [...open.hours].sort(([a], [b]) => a - b);
    return {
      ...open,
      hours: new Map(inOrder.map((one, i) => (i + 1 < inOrder.length ? one : change(...one)))),
    };
  };
  const changes: Record<string, Change> = {
    'an hour of which more is known': (at, hour) => [at, { ...hour, records: hour.records + 1 }],
    'an hour that stands elsewhere': (at, hour) => [at + 1, hour],
    'a value that no hour had before': (at, hour) => [
      at,
      { ...hour, facets: { ...hour.facets, network: ['!', ...hour.facets.network.slice(1)] } },
    ],
  };

  test.each(Object.entries(changes))('with %s has the bytes of one that was never written', (_, change) => {
    fc.assert(
      fc.property(several, (open) => {
        encodeOpen(open);
        const next = changed(open, change);
        const bytes = encodeOpen(next);
        expect(bytes).toEqual(encodeOpen(structuredClone(next)));
        expect(encodeOpen(next)).toEqual(bytes);
      }),
    );
  });

  test('that somebody wrote otherwise is written as ever', () => {
    fc.assert(
      fc.property(several, (open) => {
        const bytes = encodeOpen(open);
        const spaced = deflate(JSON.stringify(JSON.parse(inflate(bytes)), null, 1));
        expect(encodeOpen(decodeOpen(spaced))).toEqual(bytes);
      }),
    );
  });

  test.each(Object.entries(changes))('after it was read, with %s, has them too', (_, change) => {
    fc.assert(
      fc.property(several, (open) => {
        const next = changed(decodeOpen(encodeOpen(open)), change);
        const bytes = encodeOpen(next);
        expect(bytes).toEqual(encodeOpen(structuredClone(next)));
        expect(encodeOpen(next)).toEqual(bytes);
      }),
    );
  });
});

describe('the final days of a profile', () => {
  test('are read as they were written', () => {
    fc.assert(
      fc.property(bases, (base) => {
        expect(decodeBase(encodeBase(base))).toEqual(base);
      }),
    );
  });

  test('have the same bytes in whatever order values were seen', () => {
    fc.assert(
      fc.property(bases, (base) => {
        const seen = eachFacet((facet) => new Map([...base.seen[facet]].toReversed()));
        expect(encodeBase({ ...base, seen })).toEqual(encodeBase(base));
      }),
    );
  });
});

describe('parts of another version', () => {
  const tampered = (bytes: Uint8Array) => deflate(inflate(bytes).replace(/^\[\d,/, '[1,'));

  test('are refused by the number of their format', () => {
    const open: Open = { newestTime: 1, hours: new Map(), marks: new Map(), emails: [] };
    expect(() => decodeOpen(tampered(encodeOpen(open)))).toThrow(
      'profile part "open" has format 1, this version reads 2',
    );
    const [base] = fc.sample(bases, { numRuns: 1, seed: 1 });
    if (base === undefined) throw new Error('no base');
    expect(() => decodeBase(tampered(encodeBase(base)))).toThrow(
      'profile part "base" has format 1, this version reads 3',
    );
  });

  test('tell on which days a value was seen where ages were of the calendar', () => {
    const on = (past: Base, [day, network]: readonly [number, string]) => {
      const values = eachFacet((facet) => (facet === 'network' ? [network] : []));
      return foldDay(past, idleDay(day), { values, resources: NOTHING_TOUCHED, hours: [] });
    };
    const days = [
      [100, 'old'],
      [101, 'home'],
      [102, 'home'],
      [141, 'home'],
      [150, 'new'],
    ] as const;
    const base = days.reduce(on, EMPTY_BASE);
    const calendar = { old: 1n << 50n, home: (1n << 49n) | (1n << 48n) | (1n << 9n), new: 1n };
    const seen = { ...base.seen, network: new Map(Object.entries(calendar)) };
    const written = inflate(encodeBase({ ...base, seen })).replace('[3,', '[2,');
    expect(decodeBase(deflate(written))).toEqual(base);
    expect(decodeBase(encodeBase(base))).toEqual(base);
  });
});

test('what is mostly zero takes no room', () => {
  const quiet: Day = {
    day: THROUGH,
    flagged: false,
    totals: { ...NONE, records: 1 },
    peaks: NONE,
    features: NO_FEATURES,
    steps: [],
    loud: {},
  };
  const [base] = fc.sample(bases, { numRuns: 1, seed: 1 });
  if (base === undefined) throw new Error('no base');
  const written = inflate(encodeBase({ ...base, days: [quiet], rhythm: [0, 0, 1, ...Array(45).fill(0)] }));
  expect(written).toContain(`[[${THROUGH},[1]]]`);
  expect(written).toMatch(/\[0,0,1\]\]$/);
});
