import { classOf } from '../activity.ts';
import type { Amounts, Day } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';
import { normalTailDecades, studentTailDecades } from '../statistics.ts';
import { plural } from '../words.ts';
import { isRoleChange, type Population } from './baseline.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { amountIn, type Step, steps } from './drip.ts';
import { BYTES, peersOf } from './peers.ts';
import { tellsSize } from './sized.ts';
import { TECHNIQUES } from './techniques.ts';
import { about, spoken, totalOf, WORTH } from './worth.ts';

export const capacity: Detector = {
  uid: 'capacity',
  title: 'Four weeks beyond what the account moved before',
  finds:
    'Four weeks that together moved more than the six weeks before them allow: the only measure that nobody walks up by staying just under the line every day.',
  technique: TECHNIQUES.transferLimits,
  runbook: [
    'Look on which of the last 28 days most was taken, and of what: on this one alone, or on each a little more?',
    'Did the account’s role or the size of the data itself change?',
    'Likeliest harmless cause: one large task, growth of the business, or a new recurring task.',
  ],
  entity: 'actor',
  family: 'amount',
  remembers: true,
  assess: (subject, free = FREE_DECADES) => {
    const found = measure(subject);
    if (found === undefined || found.decades <= free) return [];
    const { decades, weeks, before } = found;
    const [observed, expected] = [Math.round(found.observed), Math.round(found.expected)];
    const { counts } = subject.context;
    const words = spoken(observed, weeks, before, subject.context, WORTH[counts]);
    const limit = quietAmount(subject, free);
    const quiet = words.most(limit);
    return [
      {
        decades,
        observed: `${words.observed} in 28 d${leftOutText(found)}`,
        expected: `${about(words.usual(expected))} in 28 d, ${found.isSizeNew ? SIZE_NEW_TEXT : 'by the six weeks before them'}${words.note}`,
        quietIf: quiet === undefined ? 'no data on this day' : `at most ${quiet} on this day`,
        facts: { observed, usual: expected, 'limit records 24 h': limit },
      },
    ];
  },
  quieted: (subject, free = FREE_DECADES) => {
    const found = measure(subject);
    if (found === undefined || found.decades <= free) return subject;
    return withRecords(subject, quietAmount(subject, free));
  },
};

function leftOutText({ toldDays, untold }: Measured): string {
  const paged = toldDays > 0 ? `, not counting ${plural(toldDays, 'day')} that paged` : '';
  return `${paged}${untold >= 1 ? ', and of the largest day of its first six weeks no more than was usual' : ''}`;
}

const SIZE_NEW_TEXT = 'as a busy account of its kind: the six weeks before them stated no sizes';

const WINDOW_DAYS = 28;
/** The past ends so many days ago: whoever takes a month has nothing of it count as his capacity, and begins with the profile. */
const PAST_ENDS_DAYS = 31;
const PAST_BEGINS_DAYS = 71;
const MIN_AGE_DAYS = 42;
const MIN_DAYS = 5;
/** Typical days that are added to both sides, so that a small account may double without a word. */
const SLACK_DAYS = 5;
/** Day-to-day spread, as a variance of logarithms, beyond which a sum is as uncertain as can be. */
const MOST_VARIANCE = 3.2;
/** How far four weeks drift from the weeks before by themselves, in e-folds. */
const DRIFT = 0.35;
/** Sums of clipped days vary less than the lognormal sums that the formula is about. */
const SPREAD_SHARE = 0.6;

/** What the ratio of the sums is held against. */
interface Model {
  /** Standard deviation of its logarithm. */
  readonly spread: number;
  /** Degrees of freedom: days of the past but one. */
  readonly freedom: number;
  /** As far as accounts of its kind lie from each other: what few days of the past may excuse at most. */
  readonly widest: number;
}

interface Measured extends Model {
  readonly observed: number;
  /** Days of the four weeks that are left out. */
  readonly toldDays: number;
  /** What is left out of one of its first days. */
  readonly untold: number;
  readonly expected: number;
  /** No day of the past told a size, and what a busy account of its kind takes was added. */
  readonly isSizeNew: boolean;
  /** What the four weeks moved, and the past. */
  readonly weeks: Amounts;
  readonly before: Amounts;
  readonly slack: number;
  readonly decades: number;
}

function measure(subject: Subject): Measured | undefined {
  const { day, firstDay, past, today, context } = subject;
  const amountOf = amountIn(context.counts);
  if (day - firstDay < MIN_AGE_DAYS || amountOf(today) <= 0) return undefined;
  const population = peersOf(subject);
  const days = [...past.filter((one) => one.day >= day - PAST_BEGINS_DAYS), today];
  const all = steps(days, population, amountOf);
  const malicious = new Set(past.filter(({ excluded }) => excluded).map((one) => one.day));
  const before = all.filter((one) => one.day <= day - PAST_ENDS_DAYS && !malicious.has(one.day));
  const last = before.at(-1);
  if (last === undefined || before.length < MIN_DAYS) return undefined;
  const capped = before.map(cappedOf);
  const span = day - PAST_ENDS_DAYS - Math.max(firstDay, day - PAST_BEGINS_DAYS) + 1;
  const own = (WINDOW_DAYS * capped.reduce((total, amount) => total + amount, 0)) / span;
  const ofRecords = hasNewRole(subject) ? Math.max(own, ofBusyPeer(population)) : own;
  // What was told once must not be told for four weeks, nor hide what is taken in them.
  const told = new Set(past.filter(({ flagged }) => flagged).map((one) => one.day));
  const weeks = all.filter((one) => one.day > day - WINDOW_DAYS);
  const counted = weeks.filter((one) => !told.has(one.day));
  // One day on which nobody could hold weeks against weeks yet was judged by itself: it must not be told weeks later, of a day
  // on which nothing is done. Who spreads it over several is.
  const early = counted.filter((one) => one.day < firstDay + MIN_AGE_DAYS);
  const untold = Math.max(0, ...early.map((one) => one.amount - cappedOf(one)));
  const observed = counted.reduce((total, { amount }) => total + amount, -untold);
  const { bytes } = totalOf(daysIn(days, counted));
  const isSizeNew = bytes > 0 && !daysIn(days, before).some((one) => tellsSize(one, subject));
  // No more than they have: of files without a size nothing is excused.
  const ofSizes = Math.min(ofBusyPeer(BYTES[classOf(subject.type)]), bytes) / WORTH.objects.bytes;
  const expected = ofRecords + (isSizeNew ? ofSizes : 0);
  const slack = SLACK_DAYS * Math.exp(population.mean);
  const model = {
    spread: spreadOf(last.model.s, (WINDOW_DAYS * before.length) / span),
    freedom: before.length - 1,
    widest: Math.sqrt(population.variance),
  };
  return {
    observed,
    toldDays: weeks.length - counted.length,
    untold,
    expected,
    isSizeNew,
    weeks: totalOf(daysIn(days, counted)),
    before: totalOf(daysIn(days, before)),
    slack,
    ...model,
    decades: decadesOf(Math.log((observed + slack) / (expected + slack)), model),
  };
}

/** What one day makes usual at most. */
function cappedOf({ amount, model }: Step): number {
  return Math.min(amount, Math.expm1(model.mu + 2 * model.s));
}

function daysIn(days: readonly Day[], among: readonly Step[]): Day[] {
  const steps = new Set(among.map(({ day }) => day));
  return days.filter(({ day }) => steps.has(day));
}

/** Somebody else gave the account another role since the past that it is held against began to end. */
function hasNewRole({ day, past, today }: Subject): boolean {
  return [...past, today].some(
    (one) => one.day > day - PAST_ENDS_DAYS - WINDOW_DAYS / 2 && !one.excluded && isRoleChange(one),
  );
}

/** Four weeks of a busy account of its kind: whoever grants himself a role in another's name gains no more than that. */
function ofBusyPeer({ mean, variance }: Population): number {
  return (WINDOW_DAYS / 2) * Math.expm1(mean + Math.sqrt(variance));
}

/**
 * Of the ratio of two sums of so many days whose logarithms vary by `s` (Fenton 1960, IRE Trans. Commun. Syst. 8), and
 * of drift: an account whose days differ wildly has wild months as well, and a regular one has none.
 */
function spreadOf(s: number, days: number): number {
  const ofSum = Math.log1p(Math.expm1(Math.min(s ** 2, MOST_VARIANCE)) / Math.max(1, days));
  return SPREAD_SHARE * Math.sqrt(2 * ofSum + DRIFT ** 2);
}

/**
 * Of the ratio's logarithm. Nothing at the median, where half of all months lie above. Student's, as of a spread and a mean
 * that are known by so many days: whoever was active on eight has wild months that nobody has who was active on thirty. Yet
 * few days excuse no month that would be out of the way for any account of its kind.
 */
function decadesOf(ratio: number, { spread, freedom, widest }: Model): number {
  if (ratio <= 0) return 0;
  const own = studentTailDecades(ratio / spread, freedom);
  return Math.max(0, Math.max(own, normalTailDecades(ratio / widest)) - Math.log10(2));
}

const MOST_RATIO = 60;

/** What the day itself may hold at most, in records; 0 where the days before it are too much already. */
function quietAmount(subject: Subject, free: number): number {
  // Sizes that this day alone told excuse nothing of a day without them.
  const least = measure(withRecords(subject, 1));
  if (least === undefined) return 0;
  const { observed, expected, slack, ...model } = least;
  let [quiet, loud] = [0, MOST_RATIO];
  while (loud - quiet > 1e-6) {
    const middle = (quiet + loud) / 2;
    if (decadesOf(middle, model) > free) loud = middle;
    else quiet = middle;
  }
  const most = (expected + slack) * Math.exp(quiet) - slack;
  return Math.max(0, Math.floor(most - (observed - 1)) - 1);
}

function withRecords(subject: Subject, records: number): Subject {
  return { ...subject, today: { ...subject.today, totals: { records, bytes: 0, unsized: 0 } } };
}
