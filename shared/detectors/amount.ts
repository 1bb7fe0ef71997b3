import { type ActorClass, classOf } from '../activity.ts';
import type { Day } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';
import { rateDecades } from '../statistics.ts';
import { counted, either, grouped, plural, sizeText, sizeWithin } from '../words.ts';
import {
  type Baseline,
  baselineOf,
  decadesAt,
  MIN_OWN_DAYS,
  type Population,
  quietLimit,
} from './baseline.ts';
import { type Detector, type Explanation, FREE_DECADES, inWords } from './detector.ts';
import { uncountedText } from './uncounted.ts';
import type { Spoken } from './worth.ts';

/** One amount of a day, held against the same amount of the actor's past days. */
export interface Amount {
  /** `records`, `reads`. */
  readonly measure: string;
  /** `2 h`, `24 h`; part of how it is named. */
  readonly window: string;
  /** `records in 2 h`: said after a number; `in one export` where the amount has words of its own. */
  readonly unit: string | ((subject: Subject) => string);
  /** Of what is held in records and may have been something else. */
  readonly spoken?: (subject: Subject) => Spoken;
  /** It is a number of bytes, told as a size: `2.2 GB in 24 h`. */
  readonly isSize?: true;
  /** Up to so much is said to be none: nobody takes a single byte. */
  readonly negligible?: number;
  /** What is observed is estimated from a sample, and said so. */
  readonly isEstimate?: true;
  /** Smallest scale: nobody is so regular that less would be noise. */
  readonly floor: number;
  readonly population: (actor: ActorClass, subject: Subject) => Population;
  readonly observed: (subject: Subject) => number;
  readonly past: (day: Subject['history'][number], subject: Subject) => number;
  /** Whether a past day that had none tells that it had none; all do unless told. */
  readonly tells?: (day: Day, subject: Subject) => boolean;
  /**
   * Share of active days on which peers have any: where such days are rare, that there is any at all is part of the
   * surprise (a hurdle model). Of amounts that most days have, absent.
   */
  readonly rate?: number;
  /** How much a past day counts; 1 unless told. */
  readonly weight?: (day: Day, subject: Subject) => number;
  /** The subject with this amount set to another one. */
  readonly set: (subject: Subject, amount: number) => Subject;
}

interface Tested {
  readonly amount: Amount;
  readonly observed: number;
  readonly baseline: Baseline;
  /** The most that any day of history had. */
  readonly most: number;
  readonly surprise: (amount: number) => number;
  readonly decades: number;
}

/** Of several amounts the one that is most unusual. */
export function amountDetector(
  described: Omit<Detector, 'assess' | 'quieted' | 'entity'>,
  amounts: readonly Amount[],
): Detector {
  return {
    ...described,
    entity: 'actor',
    assess: (subject, free = FREE_DECADES) => {
      const loud = loudest(subject, amounts, free);
      const [first] = loud;
      return first ? [inWords(first.decades, () => explain(first, loud, subject, free))] : [];
    },
    quieted: (subject, free = FREE_DECADES) =>
      loudest(subject, amounts, free).reduce(
        (changed, tested) => tested.amount.set(changed, limitOf(tested, free)),
        subject,
      ),
  };
}

function loudest(subject: Subject, amounts: readonly Amount[], free: number): Tested[] {
  return amounts
    .map((amount) => test(subject, amount))
    .filter(({ decades }) => decades > free)
    .sort((a, b) => b.decades - a.decades);
}

function test(subject: Subject, amount: Amount): Tested {
  const observed = amount.observed(subject);
  if (observed <= 0) return { amount, observed, ...SILENT };
  const past = subject.history.map((day) => ({
    day,
    amount: amount.past(day, subject),
    weight: amount.weight?.(day, subject) ?? 1,
  }));
  const population = amount.population(classOf(subject.type), subject);
  const baseline = baselineOf(past, population, amount.floor);
  const rarity =
    amount.rate === undefined
      ? 0
      : rateDecades(past.filter((one) => one.amount > 0).length, past.length, amount.rate, RATE_DAYS);
  const told = past.filter(({ day }) => !day.flagged && (amount.tells?.(day, subject) ?? true));
  const most = told.reduce((largest, one) => Math.max(largest, one.amount), 0);
  const surprise = (value: number) => {
    const tail = decadesAt(baseline, Math.log1p(value));
    // A little of what is seldom is no theft: rarity adds to an amount only as far as that is unusual itself.
    const modelled = tail + Math.min(rarity, tail);
    return Math.max(modelled, recordDecades(value, most, told.length, Math.expm1(population.mean)));
  };
  return { amount, observed, baseline, most, surprise, decades: surprise(observed) };
}

const SILENT = {
  baseline: { model: { mu: 0, s: 1, nu: 1 }, widest: { mu: 0, s: 1, nu: 1 }, days: 0 },
  most: 0,
  surprise: () => 0,
  decades: 0,
} as const;

/** Days below which no record means anything. */
const RECORD_DAYS = 10;

/**
 * Beyond all that the account did before, whatever its days are made of: the next of n + 1 days is the largest with one
 * chance in n + 1, and larger by a factor with one in that factor, as under the heaviest tail that has a mean (Pareto's
 * exponent 1). `typical` is added to both: from three to thirty is no record where ninety are ordinary.
 */
function recordDecades(amount: number, most: number, days: number, typical: number): number {
  if (days < RECORD_DAYS || amount <= most) return 0;
  return (
    Math.log10(days + 1) * Math.min(1, Math.log(amount / Math.max(1, most))) +
    Math.log10((amount + typical) / (most + typical))
  );
}

/** Pseudo-days that the peers' rate is worth. */
const RATE_DAYS = 8;

/** The largest amount that adds nothing. */
function limitOf({ observed, surprise }: Tested, free: number): number {
  return quietLimit(observed, surprise, free);
}

function explain(first: Tested, loud: readonly Tested[], subject: Subject, free: number): Explanation {
  const {
    amount: { measure, window, isEstimate },
    observed,
    baseline: { model, days },
    most,
  } = first;
  const words = wordsOf(first.amount, subject, observed);
  const usual = Math.round(Math.expm1(model.mu));
  const limits = loud.map((tested) => ({ amount: tested.amount, limit: limitOf(tested, free) }));
  return {
    observed: `${isEstimate ? 'about ' : ''}${words.observed}`,
    expected:
      days < MIN_OWN_DAYS
        ? `about ${words.usual(usual)} for accounts of its kind; ${fewText(subject, first)}`
        : `about ${words.usual(usual)} in ${window}, ${most === 0 ? '' : `at most ${words.usual(most)}, `}from ${plural(days, 'day')} that had any${words.note}`,
    quietIf: limitsText(limits.map(({ amount, limit }) => limited(amount, limit, subject))),
    facts: {
      measure,
      window,
      observed,
      usual,
      most,
      days,
      ...Object.fromEntries(
        limits.map(({ amount, limit }) => [`limit ${amount.measure} ${amount.window}`, limit]),
      ),
    },
  };
}

/** Of days that had any, which are too few to tell what is usual: days of the last week are known and do not count yet. */
function fewText(subject: Subject, { amount, baseline: { days } }: Tested): string {
  const counting = new Set(
    subject.history.filter((day) => amount.past(day, subject) > 0).map(({ day }) => day),
  );
  // A week that is not known had at least what its last day had.
  const others = subject.past.filter(
    (day) => !counting.has(day.day) && amount.past({ ...day, week: day.totals }, subject) > 0,
  );
  if (others.length === 0 && days === 0) return noneText(subject.history.length);
  const own = days === 0 ? 'no such day' : `only ${plural(days, 'such day')}`;
  if (others.length === 0) return `${own} of its own ${isAre(days)} known`;
  const more = `${others.length}${days === 0 ? '' : ' more'} ${isAre(others.length)}`;
  return `${own} of its own ${days > 1 ? 'count' : 'counts'} (${more} ${uncountedText(subject, others)})`;
}

function isAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}

/** Of so many days that count. */
function noneText(days: number): string {
  if (days === 0) return 'no such day of its own is known';
  return days === 1 ? 'its one day that counts had none' : `none of its ${days} days that count had any`;
}

type Limited = Pick<Amount, 'measure' | 'window'> & {
  readonly unit: string;
  /** Undefined where hardly any may be there. */
  readonly most: string | undefined;
};

function limited(amount: Amount, limit: number, subject: Subject): Limited {
  const { none, most } = wordsOf(amount, subject, amount.observed(subject));
  return { measure: amount.measure, window: amount.window, unit: none, most: most(limit) };
}

interface Words extends Spoken {
  /** With its unit, as `most` has it too. */
  readonly observed: string;
  /** What there is none of. */
  readonly none: string;
}

function wordsOf(amount: Amount, subject: Subject, observed: number): Words {
  const { window, negligible = 0 } = amount;
  const unit = typeof amount.unit === 'string' ? amount.unit : amount.unit(subject);
  const above = (text: (limit: number) => string) => (limit: number) =>
    limit > negligible ? text(limit) : undefined;
  const words = amount.spoken?.(subject);
  if (words !== undefined) {
    const most = (limit: number) => {
      const text = words.most(limit);
      return text === undefined ? undefined : `${text} ${unit}`;
    };
    return { ...words, observed: `${words.observed} ${unit}`, none: `data ${unit}`, most };
  }
  if (amount.isSize)
    return {
      observed: `${sizeText(observed)} in ${window}`,
      usual: sizeText,
      most: above((limit) => `${sizeWithin(limit)} in ${window}`),
      none: unit,
      note: '',
    };
  return {
    observed: counted(observed, unit),
    usual: grouped,
    most: above((limit) => counted(limit, unit)),
    none: unit,
    note: '',
  };
}

/** What may hardly be there in any window is named once: to have none of it is quiet as well. */
function limitsText(limits: readonly Limited[]): string {
  const left = new Set(limits.filter(({ most }) => most !== undefined).map(({ measure }) => measure));
  const some = limits.filter(({ measure }) => left.has(measure));
  const none = Map.groupBy(
    limits.filter(({ measure }) => !left.has(measure)),
    ({ measure }) => measure,
  );
  return [
    ...(some.length === 0 ? [] : [`at most ${some.map(({ most }) => most).join(', ')}`]),
    ...(none.size === 0 ? [] : [`no ${either(Array.from(none.values(), unitOfAll))}`]),
  ].join(', ');
}

/** `bytes in 2 h`, of several windows `bytes`. */
function unitOfAll([first, ...others]: readonly Limited[]): string {
  if (first === undefined) return '';
  return others.length === 0 ? first.unit : first.unit.replace(` in ${first.window}`, '');
}
