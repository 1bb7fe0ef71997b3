import { classOf } from '../activity.ts';
import type { Day, Feature } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';
import { rateDecades } from '../statistics.ts';
import { counted, grouped, plural } from '../words.ts';
import {
  type Baseline,
  baselineOf,
  decadesAt,
  MIN_OWN_DAYS,
  type Population,
  quietLimit,
} from './baseline.ts';
import { type Detector, type Explanation, FREE_DECADES, inWords } from './detector.ts';
import { windowSum, withFeature } from './features.ts';
import { uncountedText } from './uncounted.ts';
import { about, type Spoken, spoken, totalOf } from './worth.ts';

/**
 * An amount that most days have none of: first the chance that a day has any, then, of those that do, the tail of
 * how much (a hurdle model: Mullahy 1986, J. Econometrics 33).
 */
export interface Hurdle {
  readonly feature: Feature;
  /** Days that are summed; the day itself is the last. */
  readonly days: number;
  readonly window: string;
  /** `shares with outsiders`: said after a number. */
  readonly unit: string;
  /** The amount is held in records and may have been something else; the unit is what is said after it: `through new networks`. */
  readonly inWorth?: true;
  /** Share of days on which peers have any. */
  readonly rate: number;
  readonly floor: number;
  readonly population: (subject: Subject, days: number) => Population;
  /** Whose the population is, said after an amount: `for accounts of its kind` unless told. */
  readonly whose?: (subject: Subject, days: number) => string;
  readonly applies: (subject: Subject) => boolean;
  /** How much of the window's amount counts, from 0 to 1; all of it unless told. */
  readonly share?: (subject: Subject) => number;
  /** By facet, the values that it went through; told with it. */
  readonly ways?: (subject: Subject) => Readonly<Record<string, readonly string[]>>;
  /** Whether a past day tells how much, and not only that there was any. */
  readonly isComparable?: (day: Day, subject: Subject, days: number) => boolean;
  /** Whether hours keep less than all of the amount. */
  readonly isBound?: (subject: Subject) => boolean;
  /** First day that tells of what is normal: before it everything was new. */
  readonly since: (subject: Subject) => number;
}

interface Tested {
  readonly hurdle: Hurdle;
  /** Of the window without the day itself. */
  readonly before: number;
  /** Of the window, and the share of it that counts. */
  readonly all: number;
  readonly share: number;
  readonly observed: number;
  readonly isBound: boolean;
  readonly baseline: Baseline;
  readonly pastDays: number;
  readonly anyDays: number;
  readonly rarity: number;
  readonly decades: number;
}

/** Pseudo-days that the peers' rate is worth. */
const RATE_DAYS = 8;

export function hurdleDetector(
  described: Omit<Detector, 'assess' | 'quieted' | 'entity'>,
  hurdles: readonly Hurdle[],
): Detector {
  return {
    ...described,
    entity: 'actor',
    assess: (subject, free = FREE_DECADES) => {
      const loud = loudest(subject, hurdles, free);
      const first = told(loud);
      return first ? [inWords(first.decades, () => explain(first, loud, subject, free))] : [];
    },
    quieted: (subject, free = FREE_DECADES) =>
      loudest(subject, hurdles, free).reduce(
        // Of several windows over one feature the narrowest limit holds.
        (changed, tested) =>
          withFeature(tested.hurdle.feature)(
            changed,
            Math.min(changed.today.features[tested.hurdle.feature], limitOf(tested, free)),
          ),
        subject,
      ),
  };
}

function loudest(subject: Subject, hurdles: readonly Hurdle[], free: number): Tested[] {
  return hurdles
    .filter((hurdle) => hurdle.applies(subject) && subject.today.features[hurdle.feature] > 0)
    .map((hurdle) => test(subject, hurdle))
    .filter(({ decades }) => decades > free)
    .sort((a, b) => b.decades - a.decades);
}

/** Of windows that say nearly the same the shortest: what left today is not told as that of four weeks. */
function told(loud: readonly Tested[]): Tested | undefined {
  const [most] = loud;
  if (most === undefined) return undefined;
  const near = loud.filter(
    ({ hurdle: { feature }, decades }) => feature === most.hurdle.feature && decades >= NEARLY * most.decades,
  );
  return near.toSorted((a, b) => a.hurdle.days - b.hurdle.days)[0];
}

const NEARLY = 0.95;

function test(subject: Subject, hurdle: Hurdle): Tested {
  const { feature, days, rate, floor } = hurdle;
  const since = hurdle.since(subject);
  const settled = subject.past.filter(({ day, excluded }) => day >= since && !excluded);
  const before = windowSum(unflagged(settled), subject.day, days, feature);
  const all = before + subject.today.features[feature];
  const share = hurdle.share?.(subject) ?? 1;
  const observed = Math.round(all * share);
  const past = subject.history
    .filter(({ day }) => day >= since)
    .map((day) => ({
      day,
      amount: day.features[feature] > 0 ? windowSum(settled, day.day, days, feature) : 0,
    }));
  const anyDays = past.filter(({ amount }) => amount > 0).length;
  const told = past.filter(({ day }) => hurdle.isComparable?.(day, subject, days) ?? true);
  const baseline = baselineOf(told, hurdle.population(subject, days), floor);
  const rarity = rateDecades(anyDays, past.length, rate, RATE_DAYS);
  return {
    hurdle,
    before,
    all,
    share,
    observed,
    isBound: hurdle.isBound?.(subject) ?? false,
    baseline,
    pastDays: past.length,
    anyDays,
    rarity,
    decades: observed <= 0 ? 0 : rarity + decadesAt(baseline, Math.log1p(observed)),
  };
}

/** Days over the page line were told; they must not make the days after them loud. */
function unflagged(days: readonly Day[]): Day[] {
  return days.filter(({ flagged }) => !flagged);
}

/** What the day itself may at most hold, given the days before it in the window; none at all where any is too much. */
function limitOf({ before, share, observed, baseline, rarity }: Tested, free: number): number {
  if (rarity > free) return 0;
  const quiet = quietLimit(observed, (amount) => decadesAt(baseline, Math.log1p(amount)), free - rarity);
  return Math.max(0, Math.floor(quiet / share) - before);
}

function explain(first: Tested, loud: readonly Tested[], subject: Subject, free: number): Explanation {
  const { hurdle, observed, isBound, baseline, pastDays, anyDays } = first;
  const usual = Math.round(Math.expm1(baseline.model.mu));
  const words = wordsOf(first, subject);
  const limits = loud.map((tested) => ({ tested, limit: limitOf(tested, free) }));
  return {
    observed: `${isBound ? 'at least ' : ''}${words.observed} in ${hurdle.window}${words.part}`,
    expected:
      anyDays === 0
        ? `none, as on ${noneText(first, subject)}; if any, ${about(words.usual(usual))}${words.note}`
        : `any on ${anyDays} of ${plural(pastDays, 'day')}, then ${about(words.usual(usual))}${whoseText(first, subject)}${words.note}`,
    quietIf: [
      ...new Set(limits.map(({ tested, limit }) => quietText(tested, wordsOf(tested, subject), limit))),
    ].join(', '),
    facts: {
      ...waysOf(loud, subject),
      measure: hurdle.feature,
      window: hurdle.window,
      observed,
      usual,
      days: pastDays,
      anyDays,
      ...Object.fromEntries(
        limits.map(({ tested, limit }) => [`limit ${tested.hurdle.feature} ${tested.hurdle.window}`, limit]),
      ),
    },
  };
}

/** Of a few days of its own it is not told how much they had. */
function whoseText({ hurdle, baseline: { days } }: Tested, subject: Subject): string {
  return days < MIN_OWN_DAYS ? ` ${hurdle.whose?.(subject, hurdle.days) ?? 'for accounts of its kind'}` : '';
}

/** The days on which there was none: of those that the profile knows some do not count, and of a young account most. */
function noneText({ hurdle, pastDays }: Tested, subject: Subject): string {
  if (pastDays === 0) return 'most days of accounts of its kind';
  const since = hurdle.since(subject);
  const counting = new Set(subject.history.flatMap(({ day }) => (day >= since ? [day] : [])));
  const others = subject.past.filter(({ day }) => !counting.has(day));
  const days = pastDays === 1 ? 'the one day' : `each of the ${plural(pastDays, 'day')}`;
  if (others.length === 0) return `${days} known of it`;
  const why =
    others.length <= pastDays ? '' : ` (${others.length} more are ${uncountedText(subject, others)})`;
  return `${days} that ${pastDays === 1 ? 'counts' : 'count'}${why}`;
}

/** By all that is too much: whoever explains one of two has not explained the day. */
function waysOf(loud: readonly Tested[], subject: Subject): Readonly<Record<string, readonly string[]>> {
  const ways = loud.flatMap(({ hurdle }) => Object.entries(hurdle.ways?.(subject) ?? {}));
  return Object.fromEntries(
    Array.from(
      Map.groupBy(ways, ([facet]) => facet),
      ([facet, all]) => [facet, [...new Set(all.flatMap(([, values]) => values))].sort()],
    ),
  );
}

interface Words extends Spoken {
  /** With its unit. */
  readonly observed: string;
  /** How much of it counts, where that is not all. */
  readonly part: string;
}

function wordsOf({ hurdle, all, share, observed }: Tested, subject: Subject): Words {
  const { unit, inWorth, days } = hurdle;
  if (!inWorth)
    return {
      observed: counted(observed, unit),
      usual: grouped,
      most: (amount) => (amount === 0 ? undefined : counted(amount, unit)),
      note: '',
      part: '',
    };
  const window = unflagged(subject.past).filter(({ day }) => day > subject.day - days);
  const words = spoken(all, totalOf([...window, subject.today]), totalOf(subject.history), subject.context);
  const part =
    share < 1 ? `, of which ${Math.max(1, Math.round(100 * share))} % count: others use them too` : '';
  const most = (amount: number) => {
    const text = words.most(amount);
    return text === undefined ? undefined : `${text} ${unit}`;
  };
  return { ...words, observed: `${words.observed} ${unit}`, most, part };
}

function quietText({ hurdle: { unit, inWorth, window } }: Tested, { most }: Words, limit: number): string {
  const text = most(limit);
  return text === undefined
    ? `no ${inWorth ? 'data ' : ''}${unit}`
    : `at most ${text} on the day (${window})`;
}

export function byClass(person: Population, service: Population): (subject: Subject) => Population {
  return ({ type }) => (classOf(type) === 'service' ? service : person);
}
