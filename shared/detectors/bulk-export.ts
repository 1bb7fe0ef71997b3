import { type ActorClass, classOf } from '../activity.ts';
import type { Sighting, Subject } from '../profile/subject.ts';
import { type Detector, FREE_DECADES, type Surprise } from './detector.ts';
import { othersText, useText } from './novelty.ts';
import { TECHNIQUES } from './techniques.ts';

export const bulkExport: Detector = {
  uid: 'bulk-export',
  title: 'Bulk export whose size is not logged',
  finds:
    'Raw events, people or contacts taken in bulk, or by a pipeline that stands from now on, where the log states no size, by an account that does not do so. It counts as a large export, less where the account or its colleagues do so often.',
  technique: TECHNIQUES.repositories,
  family: 'amount',
  runbook: [
    'Ask the vendor how much this export held: which project, list or dates, with which filter. Its log does not say.',
    'In the vendor log, look at what the account did in the hour before: did it search for what it then took?',
    'Ask the owner by phone or in person what the export was for, and where the file is now.',
    'Likeliest harmless cause: a campaign, an analysis or a move to another tool that is done for the first time.',
  ],
  entity: 'actor',
  assess: (subject, free = FREE_DECADES) => {
    const [most, ...others] = bulkOf(subject).filter(({ decades }) => decades > free);
    return most === undefined ? [] : [explain(subject, most, others)];
  },
  quieted: (subject, free = FREE_DECADES) => {
    const loud = new Set(bulkOf(subject).flatMap(({ value, decades }) => (decades > free ? [value] : [])));
    const operation = subject.facets.operation.filter(({ value }) => !loud.has(value));
    return { ...subject, facets: { ...subject.facets, operation } };
  },
};

/**
 * What an export of 100,000 records by an account that nobody knows says in the population (`single-export`): machines take
 * as many every day.
 */
const DECADES: Readonly<Record<ActorClass, number>> = { person: 3.5, service: 2 };
/** Days of use after which it is half as surprising. */
const HALF_LIFE_DAYS = 3;

interface Bulk extends Sighting {
  readonly stands: boolean;
  readonly decades: number;
}

/** Most surprising first. */
function bulkOf({ type, today, facets, context }: Subject): Bulk[] {
  return facets.operation
    .map((sighting) => ({ ...sighting, stands: context.isStanding(sighting.value) }))
    .filter(({ value, stands }) => stands || (today.totals.unsized > 0 && context.isBulk(value)))
    .map((sighting) => ({
      ...sighting,
      decades:
        DECADES[classOf(type)] *
        0.5 ** (sighting.seenDays / HALF_LIFE_DAYS) *
        Math.max(0, 1 - 2 * context.popularity('operation', sighting.value)),
    }))
    .sort((a, b) => b.decades - a.decades || (a.value < b.value ? -1 : 1));
}

function explain({ context }: Subject, most: Bulk, others: readonly Bulk[]): Surprise {
  const { value, stands, seenDays, decades } = most;
  const takes = stands
    ? 'sends records in bulk from now on, of which the log tells nothing'
    : 'takes records in bulk and states no size';
  const popularity = context.popularity('operation', value);
  const more =
    others.length === 0
      ? ''
      : `, and ${others.length} more such ${others.length === 1 ? 'operation' : 'operations'}`;
  return {
    decades,
    observed: `${value}, which ${takes} (${useText(most)}; ${othersText(context, value)})${more}`,
    expected: 'by an account that does not do so, no export, or a small one',
    quietIf: 'no such export',
    facts: {
      operation: value,
      operations: [most, ...others].map((one) => one.value).sort(),
      'operation seenDays': seenDays,
      'operation popularity': Math.round(100 * popularity),
    },
  };
}
