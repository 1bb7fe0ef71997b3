import { MAX_HEAVY } from '../profile/resources.ts';
import type { Subject } from '../profile/subject.ts';
import type { Detector } from './detector.ts';
import { byClass, type Hurdle, hurdleDetector } from './hurdle.ts';
import { isComparable, windowTellsSize } from './sized.ts';
import { TECHNIQUES } from './techniques.ts';

/** Until then everything is new to the account. */
const SETTLED_DAYS = 21;
const MIN_DAYS = 5;

const applies = ({ day, firstDay, history }: Subject): boolean =>
  day - firstDay >= SETTLED_DAYS && history.length >= MIN_DAYS;
const since = ({ firstDay }: Subject): number => firstDay + SETTLED_DAYS / 3;
/** Of each hour the resources that carried most are kept; the others are only counted. */
const isBound = ({ today }: Subject): boolean => today.features.fresh > MAX_HEAVY;
const ofRecords = byClass({ mean: 4.5, variance: 4 }, { mean: 6, variance: 6 });
/** Of files that state a size, in kilobytes. */
const ofSizes = byClass({ mean: 5.5, variance: 5 }, { mean: 6.5, variance: 6 });
const population = (subject: Subject, days: number) =>
  subject.context.counts === 'objects' && windowTellsSize(subject, days)
    ? ofSizes(subject)
    : ofRecords(subject);
const unit = 'from resources new to this account';

export const novelData: Detector = hurdleDetector(
  {
    uid: 'novel-data',
    title: 'Data it never touched before',
    finds:
      'Data from tables, reports and objects that the account, known for three weeks, never had a use for, over two days and over a week.',
    technique: TECHNIQUES.repositories,
    family: 'breadth',
    runbook: [
      'In the vendor log, list the resources that are new to this account: does its owner work with them?',
      'Who else in the same team reads them, and since when?',
      'Ask the owner of the data whether somebody asked for it.',
      'Likeliest harmless cause: a new project, or a report or table that was renamed.',
    ],
  },
  [
    { days: 2, window: '2 d' },
    { days: 7, window: '7 d' },
  ].map(
    (window): Hurdle => ({
      ...window,
      feature: 'novel',
      unit,
      inWorth: true,
      rate: 0.2,
      floor: 0.5,
      population,
      isComparable,
      applies,
      isBound,
      since,
    }),
  ),
);
