import fc from 'fast-check';
import { ACTOR_TYPES } from '../../shared/activity.ts';
import type { Context } from '../../shared/context.ts';
import { DETECTORS } from '../../shared/detectors/index.ts';
import { KNOWN_TOOLS } from '../../shared/detectors/known-tools.ts';
import { hitOf } from '../../shared/honey-sighting.ts';
import type { Tail, Tails } from '../../shared/population.ts';
import { LAG_DAYS, RHYTHM_LENGTH, WINDOW_DAYS } from '../../shared/profile/base.ts';
import { type Amounts, type Day, FEATURES, features, type Loud } from '../../shared/profile/day.ts';
import { eachFacet, type Facet } from '../../shared/profile/hour.ts';
import { touched } from '../../shared/profile/resources.ts';
import { STEP_KINDS, type Step } from '../../shared/profile/steps.ts';
import type { Sighting, Subject } from '../../shared/profile/subject.ts';
import { sum } from '../../shared/statistics.ts';
import { nounsOf, RECORDS } from '../../shared/vendors/nouns.ts';
import { RECORD_UNITS } from '../../shared/vendors/vendor.ts';
import { DATASETS, honey } from '../fixtures/honey.ts';
import { TODAY } from '../fixtures/subjects.ts';

const amount = fc.oneof(
  { weight: 4, arbitrary: fc.nat(300) },
  { weight: 2, arbitrary: fc.nat(1_000_000) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER) },
);
const amounts: fc.Arbitrary<Amounts> = fc.record({ records: amount, bytes: amount, unsized: fc.nat(50) });
/** Steady or wild, mostly with little of each feature. */
const feature = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(0, 0, 3, 40) },
  { weight: 1, arbitrary: amount },
);
const allFeatures = fc
  .array(feature, { minLength: FEATURES.length, maxLength: FEATURES.length })
  .map((all) => {
    let next = 0;
    // An hour's ledger holds a thousand attempts at most.
    return features((name) => {
      const value = all[next++] ?? 0;
      return name === 'failedPeak' || name === 'succeededPeak' ? Math.min(value, 2000) : value;
    });
  });

const stepOn = (day: number): fc.Arbitrary<Step> =>
  fc
    .record({ kind: fc.constantFrom(...STEP_KINDS), byOther: fc.boolean(), at: fc.nat(23) })
    .map(({ at, ...step }) => ({ ...step, hour: day * 24 + at }));
const loud: fc.Arbitrary<Loud> = fc.dictionary(
  fc.constantFrom(...DETECTORS.map(({ uid }) => uid)),
  fc.nat(3000).map((hundredths) => hundredths / 100),
  { maxKeys: 6 },
);

const dayOn = (day: number): fc.Arbitrary<Day> =>
  fc.record({
    day: fc.constant(day),
    flagged: fc.nat(4).map((n) => n === 0),
    totals: amounts,
    peaks: amounts,
    features: allFeatures,
    steps: fc.array(stepOn(day), { maxLength: 2 }),
    loud,
  });

/** Days before today, ascending, with gaps; often steady, so that a baseline has something to say. */
const past: fc.Arbitrary<Day[]> = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60, size: 'max' }), dayOn(0), fc.boolean())
  .chain(([gaps, usual, isSteady]) => {
    const days: number[] = [];
    for (const gap of gaps) days.unshift((days[0] ?? TODAY) - gap);
    const kept = days.filter((day) => day > TODAY - 72);
    return isSteady
      ? fc.constant(kept.map((day) => ({ ...usual, day, steps: [] })))
      : fc.tuple(...kept.map(dayOn)).map((all): Day[] => all);
  });

/** More in the last weeks than before. */
function risen(one: Day): Day {
  if (one.day < TODAY - 20) return one;
  const totals = { ...one.totals, records: 9 * one.totals.records + 1000 };
  return { ...one, flagged: false, totals, features: { ...one.features, fresh: one.features.fresh + 20 } };
}

const TOOLS = ['rapeflake', 'Salesforce-Multi-Org-Fetcher', 'My Ticket Portal', 'TruffleHog', 'pacu'];
export const toolsAreKnown = TOOLS.every((name) => KNOWN_TOOLS.some(({ matches }) => matches.test(name)));

const sighting: fc.Arbitrary<Sighting> = fc
  .record({
    value: fc.oneof(fc.constantFrom('home', 'office', 'new', ...TOOLS), fc.nat(40).map(String)),
    days: fc.constantFrom(0, 0, 1, 2, 20),
    more: fc.constantFrom(0, 0, 1, 5),
    carried: fc.nat(1000),
  })
  .map(({ more, ...one }) => ({ ...one, seenDays: one.days + more }));
const sightings = fc.uniqueArray(sighting, { maxLength: 6, selector: ({ value }) => value });
const usual = fc
  .uniqueArray(fc.tuple(fc.constantFrom('home', 'office', '1', '2', '3', '4'), fc.nat(30)), {
    maxLength: 6,
    selector: ([value]) => value,
  })
  .map((all) => new Map(all));

const perFacet = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<Record<Facet, T>> =>
  fc.tuple(of, of, of, of, of).map((all) => {
    let next = 0;
    return eachFacet(() => all[next++] ?? (all[0] as T));
  });

const texts = fc.subarray(['home', 'office', 'new']);
const context: fc.Arbitrary<Context> = fc
  .record({
    shares: fc.constantFrom(0, 0.001, 0.4, 1),
    counts: fc.constantFrom(...RECORD_UNITS),
    noise: fc.record({ accountWeeks: fc.nat(500), days: fc.nat(80), found: fc.nat(20) }),
    bulk: fc.boolean(),
    personRefusals: fc.array(
      fc.record({
        minute: fc.integer({ min: TODAY * 1440 - 70, max: TODAY * 1440 + 120 }),
        network: fc.constantFrom('home', 'office', '1', '2'),
      }),
      { maxLength: 12 },
    ),
    personClosures: fc.array(
      fc.record({
        minute: fc.integer({ min: TODAY * 1440 - 3000, max: TODAY * 1440 + 1440 }),
        closed: fc.boolean(),
        vendor: fc.constantFrom('okta', 'slack', 'zoom'),
      }),
      { maxLength: 4 },
    ),
    nouns: fc.constantFrom(RECORDS, nounsOf('m365')),
    contract: fc.option(
      fc.record(
        {
          networks: texts,
          countries: texts,
          clients: texts,
          datasets: texts,
          operations: texts,
          hoursUtc: fc.tuple(fc.nat(23), fc.nat(23)),
          dailyRecords: fc.nat(1000),
        },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    ),
  })
  .map(({ shares, counts, noise, bulk, nouns, personRefusals, personClosures, contract }) => ({
    popularity: () => shares,
    noise: () => noise,
    isBulk: () => bulk,
    isStanding: () => bulk,
    counts,
    nouns,
    personSteps: [],
    personRefusals,
    personClosures,
    ...(contract === undefined ? {} : { contract }),
  }));

/** Any day of anybody, also days that no life would lead to. */
export const subjects: fc.Arbitrary<Subject> = fc
  .record({
    type: fc.constantFrom(...ACTOR_TYPES),
    today: dayOn(TODAY),
    past,
    facets: perFacet(sightings),
    usual: perFacet(usual),
    age: fc.nat(90),
    hours: fc.uniqueArray(fc.nat(23), { maxLength: 6 }),
    rhythm: fc.oneof(
      fc.constant([]),
      fc.array(
        fc.nat(3000).map((n) => n / 100),
        { minLength: RHYTHM_LENGTH, maxLength: RHYTHM_LENGTH },
      ),
    ),
    touched: fc
      .array(fc.constantFrom('home', 'office', '1', '2'))
      .map((names) => touched(new Map(names.map((one) => [one, 1])))),
    before: fc.tuple(loud, loud),
    steps: fc.array(stepOn(TODAY - 1), { maxLength: 2 }),
    hits: fc.subarray([hitOf({ id: honey().id, where: DATASETS[0] }), 'outflow-1', 'outflow-2']),
    isRented: fc.boolean(),
    acts: fc.nat(4),
    isYoung: fc.boolean(),
    opened: fc.nat(23),
    overlapHours: fc.nat(24),
    entered: fc.subarray(['ana', 'noor']),
    week: amounts,
    isFickle: fc.boolean(),
    isRisen: fc.nat(3).map((n) => n === 0),
    context,
  })
  .map(({ age, steps, isFickle, isRented, acts, isRisen, opened, ...drawn }) => {
    const parts = isRisen ? { ...drawn, past: drawn.past.map(risen), today: risen(drawn.today) } : drawn;
    const oldest = parts.past[0]?.day ?? TODAY;
    return {
      ...parts,
      day: TODAY,
      granted: new Map(
        acts === 0 ? [] : parts.facets.network.map(({ value }, i) => [value, acts + i] as const),
      ),
      refused: new Map(
        acts === 0 ? [] : parts.facets.network.map(({ value }, i) => [value, 3 * acts + i] as const),
      ),
      hosting: isRented ? parts.facets.network.map(({ value }) => value) : [],
      hours: parts.hours.toSorted((a, b) => a - b),
      leaving: parts.hours.filter((hour) => hour !== opened).toSorted((a, b) => a - b),
      firstDay: Math.min(oldest, TODAY - age),
      steps: [...steps, ...parts.today.steps],
      history: parts.past
        .filter(({ day }) => day >= TODAY - WINDOW_DAYS && day <= TODAY - LAG_DAYS)
        .map((day) => ({ ...day, week: { ...day.totals, records: day.totals.records * 5 } })),
      // Either several values a day, or each day another one.
      observedDays: eachFacet((facet) => {
        const days = [...parts.usual[facet].values()];
        return isFickle ? sum(days) : Math.max(0, ...days);
      }),
    };
  });

const tail: fc.Arbitrary<Tail> = fc
  .record({
    steps: fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 150 })), {
      maxLength: 6,
    }),
    slope: fc.integer({ min: 5, max: 150 }).map((n) => n / 100),
  })
  .map(({ steps, slope }) => {
    let [raw, decades] = [0, 0];
    const points = steps.map(([rise, worth]): readonly [number, number] => {
      raw += rise / 100;
      decades += worth / 100;
      return [raw, decades];
    });
    return { points, slope };
  });
const tailsOfClass = fc.dictionary(fc.constantFrom(...DETECTORS.map(({ uid }) => uid)), tail);
export const tails: fc.Arbitrary<Tails> = fc.record({ person: tailsOfClass, service: tailsOfClass });
export { tail };
