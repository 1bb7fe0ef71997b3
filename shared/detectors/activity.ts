import { amountDetector } from './amount.ts';
import type { Detector } from './detector.ts';
import { withFeature } from './features.ts';
import { TECHNIQUES } from './techniques.ts';

export const activity: Detector = amountDetector(
  {
    uid: 'activity',
    title: 'More exports or reads than usual',
    finds:
      'More exports in a day, or more reads in two hours, than this account makes: scraping, whatever each of them holds.',
    technique: TECHNIQUES.automated,
    family: 'amount',
    runbook: [
      'In the vendor log, look at the pace: evenly spaced or faster than a person can click means a program.',
      'Compare client and token with the days before: a script or a new integration under this account?',
      'List what was read: the same few objects again and again, or one after the other?',
      'Likeliest harmless cause: a script or a synchronisation that was started by hand, or a busy day.',
    ],
  },
  [
    {
      measure: 'exports',
      window: '24 h',
      unit: 'exports or shares in 24 h',
      rate: 0.3,
      floor: 0.35,
      population: (actor) =>
        actor === 'service' ? { mean: 1.8, variance: 1.6 } : { mean: 1.1, variance: 0.8 },
      observed: ({ today }) => today.features.exports,
      past: ({ features }) => features.exports,
      set: withFeature('exports'),
    },
    {
      measure: 'reads',
      window: '2 h',
      unit: 'reads in 2 h',
      floor: 0.35,
      population: (actor) => (actor === 'service' ? { mean: 4, variance: 5 } : { mean: 2.5, variance: 1.6 }),
      observed: ({ today }) => today.features.readsPeak,
      past: ({ features }) => features.readsPeak,
      set: withFeature('readsPeak'),
    },
  ],
);
