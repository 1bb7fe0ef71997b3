import type { Subject } from '../profile/subject.ts';
import { grouped } from '../words.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { dailyAmount, dailyPopulation, steps } from './drip.ts';
import { TECHNIQUES } from './techniques.ts';

/**
 * Four weeks against the capacity of the weeks before them: the only measure that an informed attacker cannot walk
 * up by staying just under the line every day (DETECTION section 2, K).
 */
export const capacity: Detector = {
  uid: 'capacity',
  title: 'Four weeks beyond what the account moved before',
  technique: TECHNIQUES.transferLimits,
  runbook: [
    'Compare the last four weeks with the four before, by resource: what grew?',
    'Did the account’s role or the size of the data itself change?',
    'Likeliest harmless cause: growth of the business, or a new recurring task.',
  ],
  entity: 'actor',
  family: 'amount',
  assess: (subject, free = FREE_DECADES) => {
    const found = measure(subject);
    if (found === undefined || found.decades <= free) return [];
    const { observed, expected, decades } = found;
    return [
      {
        decades,
        observed: `${grouped(observed)} records in 28 d`,
        expected: `about ${grouped(expected)} in 28 d, by the four weeks before`,
        quietIf: `at most ${grouped(quietAmount(subject, found, free))} records on this day`,
        facts: { observed, usual: expected, 'limit records 24 h': quietAmount(subject, found, free) },
      },
    ];
  },
  quieted: (subject, free = FREE_DECADES) => {
    const found = measure(subject);
    if (found === undefined || found.decades <= free) return subject;
    const totals = { records: quietAmount(subject, found, free), bytes: 0, unsized: 0 };
    return { ...subject, today: { ...subject.today, totals } };
  },
};

const WINDOW_DAYS = 28;
const MIN_AGE_DAYS = 42;
const MIN_DAYS = 10;
/** Typical days that are added to both sides, so that a small account may double without a word. */
const SLACK_DAYS = 5;
/** Decades per e-fold of growth: four weeks e times the four before are about one in a hundred. */
const DECADES_PER_FOLD = 2;

interface Measured {
  readonly observed: number;
  readonly expected: number;
  readonly slack: number;
  readonly decades: number;
}

function measure(subject: Subject): Measured | undefined {
  const { day, firstDay, past, today } = subject;
  if (day - firstDay < MIN_AGE_DAYS || dailyAmount(today) <= 0) return undefined;
  const population = dailyPopulation(subject);
  const days = [...past.filter((one) => one.day >= day - 2 * WINDOW_DAYS), today];
  const all = steps(days, population, dailyAmount);
  const before = all.filter((one) => one.day <= day - WINDOW_DAYS);
  if (before.length < MIN_DAYS) return undefined;
  const capped = before.map(({ amount, model }) => Math.min(amount, Math.expm1(model.mu + 2 * model.s)));
  const span = Math.min(WINDOW_DAYS + 1, day - WINDOW_DAYS - Math.max(firstDay, day - 2 * WINDOW_DAYS) + 1);
  const expected = (WINDOW_DAYS * capped.reduce((total, amount) => total + amount, 0)) / span;
  const observed = all
    .filter((one) => one.day > day - WINDOW_DAYS)
    .reduce((total, { amount }) => total + amount, 0);
  const slack = SLACK_DAYS * Math.exp(population.mean);
  const folds = Math.max(0, Math.log((observed + slack) / (expected + slack)));
  return {
    observed: Math.round(observed),
    expected: Math.round(expected),
    slack,
    decades: folds * DECADES_PER_FOLD,
  };
}

/** What the day itself may hold at most; 0 where the days before it are too much already. */
function quietAmount({ today }: Subject, { observed, expected, slack }: Measured, free: number): number {
  const most = (expected + slack) * Math.exp(free / DECADES_PER_FOLD) - slack;
  return Math.max(0, Math.floor(most - (observed - dailyAmount(today))) - 1);
}
