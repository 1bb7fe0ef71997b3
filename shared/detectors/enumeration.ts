import type { ActorClass } from '../activity.ts';
import type { Day } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';
import { amountDetector } from './amount.ts';
import type { Population } from './baseline.ts';
import type { Detector } from './detector.ts';
import { withFeature } from './features.ts';
import { TECHNIQUES } from './techniques.ts';

/** Days of a profile in which nearly everything is new to it. */
const SETTLING_DAYS = 14;
/** How much such a day tells of what is normal later. */
const SETTLING_WEIGHT = 0.1;

const weight = ({ day }: Day, { firstDay }: Subject): number =>
  day < firstDay + SETTLING_DAYS ? SETTLING_WEIGHT : 1;

/** One or two new resources a day; a dozen while an account is young. */
function population(actor: ActorClass, { day, firstDay }: Subject): Population {
  if (day < firstDay + SETTLING_DAYS) return { mean: 2.4, variance: 1.2 };
  return actor === 'service' ? { mean: 0.6, variance: 0.8 } : { mean: 0.9, variance: 0.7 };
}

export const enumeration: Detector = amountDetector(
  {
    uid: 'enumeration',
    title: 'Many resources touched for the first time',
    finds: 'Many resources that the account never touched before, in one day: somebody is looking around.',
    technique: TECHNIQUES.discovery,
    family: 'breadth',
    runbook: [
      'In the vendor log, list the objects in order of time: alphabetical or complete order means a program.',
      'Look for describe, count and limit calls by the same token or application in the hours before.',
      'Which of these objects hold personal data or secrets, and were any of them exported afterwards?',
      'Likeliest harmless cause: a new project or role, a clean-up, or a new integration getting to know the schema.',
    ],
  },
  [
    {
      measure: 'fresh',
      window: '24 h',
      unit: 'new resources in 24 h',
      isEstimate: true,
      floor: 0.35,
      population,
      weight,
      observed: ({ today }) => today.features.fresh,
      past: ({ features }) => features.fresh,
      set: withFeature('fresh'),
    },
    {
      measure: 'fresh',
      window: '2 h',
      unit: 'new resources in 2 h',
      isEstimate: true,
      floor: 0.35,
      population,
      weight,
      observed: ({ today }) => today.features.freshPeak,
      past: ({ features }) => features.freshPeak,
      set: withFeature('freshPeak'),
    },
  ],
);
