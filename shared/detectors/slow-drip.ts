import type { Day } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';
import { counted, grouped, plural } from '../words.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { amountIn, steps } from './drip.ts';
import { peersOf } from './peers.ts';
import { inKnownUnits } from './sized.ts';
import { TECHNIQUES } from './techniques.ts';
import { about, type Spoken, spoken, totalOf, WORTH } from './worth.ts';

export const slowDrip: Detector = {
  uid: 'slow-drip',
  title: 'A little more than usual, day after day',
  finds:
    'A little more than expected, day after day, of data or of resources new to the account: the one-sided cumulative sum of how far its days lie above their baselines (CUSUM: Page 1954, Biometrika 41).',
  technique: TECHNIQUES.transferLimits,
  runbook: [
    'Plot the account’s daily amounts of the last two months: when did they begin to rise?',
    'What else changed on that day: a role, a project, a script, a new token?',
    'Ask the owner’s manager, not the owner, whether the work explains it.',
    'Likeliest harmless cause: a new project or role that nobody announced to this tool.',
  ],
  entity: 'actor',
  family: 'amount',
  remembers: true,
  assess: (given, free = FREE_DECADES) => {
    const subject = inKnownUnits(given);
    const [first] = sumsOf(subject).sort((a, b) => b.decades - a.decades);
    if (first === undefined || first.decades <= free) return [];
    const { measure, decades, since, days, total, expected } = first;
    const words = wordsOf(subject, first);
    return [
      {
        decades,
        observed: `${words.observed} ${since === subject.day ? 'today' : `since ${plural(subject.day - since, 'day')} ago, on ${plural(days, 'day')}`}`,
        expected: `${about(words.usual(expected))} on as many days${words.note}`,
        quietIf: measure === 'records' ? 'no data on this day' : 'no new resources on this day',
        facts: {
          measure,
          observed: Math.round(total),
          usual: Math.round(expected),
          days,
          sinceDaysAgo: subject.day - since,
        },
      },
    ];
  },
  quieted: (subject) => ({ ...subject, today: idle(subject.today) }),
};

function wordsOf(
  { past, today, context }: Subject,
  { measure, since, total }: Sum,
): Pick<Spoken, 'observed' | 'usual' | 'note'> {
  const rounded = Math.round(total);
  if (measure !== 'records')
    return { observed: `about ${counted(rounded, measure)}`, usual: grouped, note: '' };
  const run = [...past.filter(({ day }) => day >= since), today];
  const before = past.filter(({ day }) => day < since);
  return spoken(rounded, totalOf(run), totalOf(before), context, WORTH[context.counts]);
}

/** Slack per day, and how much one day can add or take away, in scales. */
const SLACK = 0.75;
const MOST = 2.5;
const LEAST = -2;
/** Weight of the days below which no day is held against them. */
const MIN_WEIGHT = 8;
/**
 * Decades per scale of the sum: under no change the stationary sum of clipped standard scales with this slack falls
 * off about as exp(-1.5 C) (Siegmund 1985, Sequential Analysis, 2.6), that is 0.65 decades a scale.
 */
const DECADES_PER_SCALE = 0.65;

/** Days on which the sum stayed above zero. */
interface Run {
  readonly since: number;
  readonly days: number;
  readonly total: number;
  readonly expected: number;
  /** One of them paged. */
  readonly isTold: boolean;
}

interface Sum extends Run {
  readonly measure: 'records' | 'new resources';
  readonly decades: number;
}

function sumsOf(subject: Subject): Sum[] {
  const days = [...subject.past, subject.today];
  return [
    cusum(days, subject, 'records', peersOf(subject), amountIn(subject.context.counts)),
    cusum(days, subject, 'new resources', { mean: 0.9, variance: 0.7 }, ({ features }) => features.fresh),
  ].filter((one) => one !== undefined);
}

function cusum(
  days: readonly Day[],
  { day }: Subject,
  measure: Sum['measure'],
  population: { mean: number; variance: number },
  amountOf: (day: Day) => number,
): Sum | undefined {
  if (amountOf(days.at(-1) as Day) <= 0) return undefined;
  // What paged is over with the first day that is as usual, and must not be told for weeks more.
  const told = new Set(days.filter((one) => one.day < day && one.flagged).map((one) => one.day));
  let value = 0;
  let run: Run | undefined;
  for (const step of steps(days, population, amountOf)) {
    if (step.n < MIN_WEIGHT) continue;
    const scales = (Math.log1p(step.amount) - step.model.mu) / step.model.s;
    const rise = Math.min(MOST, Math.max(LEAST, scales)) - SLACK;
    value = rise < 0 && run?.isTold ? 0 : Math.max(0, value + rise);
    const begun = run ?? { since: step.day, days: 0, total: 0, expected: 0, isTold: false };
    run =
      value === 0
        ? undefined
        : {
            since: begun.since,
            days: begun.days + 1,
            total: begun.total + step.amount,
            expected: begun.expected + Math.expm1(step.model.mu),
            isTold: begun.isTold || told.has(step.day),
          };
  }
  return run === undefined ? undefined : { measure, decades: value * DECADES_PER_SCALE, ...run };
}

function idle(day: Day): Day {
  const none = { records: 0, bytes: 0, unsized: 0 };
  return { ...day, totals: none, peaks: none, features: { ...day.features, fresh: 0, freshPeak: 0 } };
}
