import { LAG_DAYS } from '../profile/base.ts';
import { MEASURES, type Measure } from '../profile/day.ts';
import { type Subject, WEEK_DAYS } from '../profile/subject.ts';
import { manyOf } from '../vendors/nouns.ts';
import { type Amount, amountDetector } from './amount.ts';
import { MIN_OWN_DAYS, type Population } from './baseline.ts';
import type { Detector } from './detector.ts';
import { BYTES, peersOf } from './peers.ts';

interface Window {
  readonly name: '2 h' | '24 h' | '7 d';
  readonly floor: number;
  readonly observed: (subject: Subject, measure: Measure) => number;
  readonly past: (day: Subject['history'][number], measure: Measure) => number;
  readonly set: (subject: Subject, measure: Measure, amount: number) => Subject;
}

const WINDOWS: readonly Window[] = [
  {
    // Against daily peaks: with a lag of 8 days no hourly baseline can exist.
    name: '2 h',
    floor: 0.3,
    observed: ({ today }, measure) => today.peaks[measure],
    past: (day, measure) => day.peaks[measure],
    set: (subject, measure, amount) => ({
      ...subject,
      today: { ...subject.today, peaks: { ...subject.today.peaks, [measure]: amount } },
    }),
  },
  {
    name: '24 h',
    floor: 0.25,
    observed: ({ today }, measure) => today.totals[measure],
    past: (day, measure) => day.totals[measure],
    set: (subject, measure, amount) => ({
      ...subject,
      today: { ...subject.today, totals: { ...subject.today.totals, [measure]: amount } },
    }),
  },
  {
    name: '7 d',
    floor: 0.25,
    // A week ends on a day that has any: else an old theft would be told again on every quiet day after it.
    observed: (subject, measure) =>
      subject.today.totals[measure] > 0 && mayKnowWeeks(subject) ? subject.week[measure] : 0,
    past: (day, measure) => day.week[measure],
    set: (subject, measure, amount) => ({ ...subject, week: { ...subject.week, [measure]: amount } }),
  },
];

/**
 * Until then the days that define normal make too few weeks to know one, and seven ordinary days would be held against
 * the first of them, or against what accounts of its kind do.
 */
function mayKnowWeeks({ day, firstDay }: Subject): boolean {
  return day >= firstDay + WEEK_DAYS - 1 + LAG_DAYS + MIN_OWN_DAYS - 1;
}

const UNITS: Readonly<Record<Exclude<Measure, 'records'>, string>> = {
  bytes: 'bytes',
  unsized: 'exports of unknown size',
};

const POPULATION: Readonly<
  Record<Exclude<Measure, 'records'>, Readonly<Record<'person' | 'service', Population>>>
> = {
  bytes: BYTES,
  // One machine exports once a night, the next one clones a hundred repositories a day.
  unsized: { person: { mean: 0.9, variance: 0.5 }, service: { mean: 1.5, variance: 2.5 } },
};
/** No more than the kilobyte that counts as a record. */
const FEW_BYTES = 1000;
/** Share of an actor's active days on which it moves any. */
const DAILY_RATE = 0.5;
/** A week is about three days' worth. */
const WEEK = Math.log(3);

const AMOUNTS: readonly Amount[] = WINDOWS.flatMap((window) =>
  MEASURES.map((measure) => ({
    measure,
    window: window.name,
    unit: ({ context }) =>
      `${measure === 'records' ? manyOf(context.nouns) : UNITS[measure]} in ${window.name}`,
    floor: window.floor,
    ...(measure === 'bytes' ? { isSize: true, negligible: FEW_BYTES } : {}),
    ...(window.name === '7 d' ? {} : { rate: DAILY_RATE }),
    population: (actor, subject) => {
      const { mean, variance } = measure === 'records' ? peersOf(subject) : POPULATION[measure][actor];
      return { mean: mean + (window.name === '7 d' ? WEEK : 0), variance };
    },
    observed: (subject) => window.observed(subject, measure),
    past: (day) => window.past(day, measure),
    set: (subject, amount) => window.set(subject, measure, amount),
  })),
);

export const volume: Detector = amountDetector(
  {
    uid: 'volume',
    title: 'More data than usual',
    finds:
      'More records, bytes or exports of unknown size in two hours, a day or a week than the days of this account explain: each as log1p under a Normal-inverse-gamma model with a prior from its peers.',
    technique: {
      uid: 'T1213',
      name: 'Data from Information Repositories',
      tactic: { uid: 'TA0009', name: 'Collection' },
    },
    family: 'amount',
    runbook: [
      'In the vendor log, list the exports and reads of this actor and day, largest first: which reports, tables or boards?',
      'Compare address and client of these events with the days before: the same person at the same desk?',
      'Ask the owner by phone or in person, not through the account in question.',
      'Likeliest harmless cause: a month-end or migration export that the owner can name at once.',
    ],
  },
  AMOUNTS,
);
