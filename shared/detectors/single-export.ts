import type { ActorClass } from '../activity.ts';
import type { Amounts } from '../profile/day.ts';
import type { RecordUnit } from '../vendors/vendor.ts';
import { amountDetector } from './amount.ts';
import type { Population } from './baseline.ts';
import type { Detector } from './detector.ts';
import { withFeature } from './features.ts';
import { tellsSize } from './sized.ts';
import { TECHNIQUES } from './techniques.ts';
import { KILOBYTES, spoken, totalOf } from './worth.ts';

/** Of objects mostly their bytes are stated: a file of a quarter of a megabyte, give or take a decade. */
const SINGLE: Readonly<Record<RecordUnit, Readonly<Record<ActorClass, Population>>>> = {
  rows: { person: { mean: 4, variance: 4 }, service: { mean: 6.5, variance: 6 } },
  objects: { person: { mean: 5.5, variance: 5 }, service: { mean: 6.5, variance: 6 } },
};

/** One export is of one kind: it states no more records, and no more bytes, than the whole day does. */
function largestOf({ records, bytes }: Amounts, largest: number): Amounts {
  const none = { records: 0, bytes: 0, unsized: 0 };
  if (largest > records) return { ...none, bytes };
  return largest - 0.5 > bytes / KILOBYTES.bytes ? { ...none, records } : { ...none, records, bytes };
}

export const singleExport: Detector = amountDetector(
  {
    uid: 'single-export',
    title: 'A larger export than usual',
    finds:
      'One export far larger than any that this account makes: a theft in one piece, before the sum of the day shows it.',
    technique: TECHNIQUES.repositories,
    family: 'amount',
    runbook: [
      'In the vendor log, open this export: which report, table or query, with which filter, saved by whom?',
      'Look at what was exported in the hour before and after: one large file, or the largest of many?',
      'Where did the file go: a download, a scheduled delivery, an address outside the company?',
      'Likeliest harmless cause: a report opened once without its filter, or a migration.',
    ],
  },
  [
    {
      measure: 'largest',
      window: 'one export',
      unit: 'in one export',
      spoken: ({ today, history, context }) =>
        spoken(
          today.features.largest,
          largestOf(today.totals, today.features.largest),
          { ...totalOf(history), unsized: 0 },
          context,
        ),
      floor: 0.4,
      population: (actor, { context }) => SINGLE[context.counts][actor],
      observed: (subject) => (tellsSize(subject.today, subject) ? subject.today.features.largest : 0),
      tells: tellsSize,
      past: (day, subject) => (tellsSize(day, subject) ? day.features.largest : 0),
      set: withFeature('largest'),
    },
  ],
);
