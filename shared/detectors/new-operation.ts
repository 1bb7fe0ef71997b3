import { MAX_KNOWN } from '../profile/base.ts';
import { FACETS } from '../profile/hour.ts';
import type { Sighting, Subject } from '../profile/subject.ts';
import { either } from '../words.ts';
import { type Detector, FREE_DECADES, type Surprise } from './detector.ts';
import { type Alpha, asUsual, MIN_DAYS, othersText, surpriseOf, useText, usualValues } from './novelty.ts';
import { TECHNIQUES } from './techniques.ts';

export const newOperation: Detector = {
  uid: 'new-operation',
  title: 'Data left by an operation that the account does not use',
  finds:
    'Data that left by an operation that the account does not use: a snapshot shared by somebody who reads files, a whole workspace exported by one who downloads reports. Weighed by how often it takes up new ones (Good 1953, Biometrika 40), and by how many colleagues use this one.',
  technique: TECHNIQUES.repositories,
  runbook: [
    'In the vendor log, list what this operation was applied to, and what it gave to whom.',
    'Is it part of this account’s work? Ask its owner, on a channel that you already had, what it was for.',
    'Who else uses it, and does the account need the right to? Take it away where it does not.',
    'Likeliest harmless cause: a task that comes once a quarter, or a new feature that is being tried.',
  ],
  entity: 'actor',
  assess: (subject, free = FREE_DECADES) => {
    const news = newsOf(subject).filter(({ decades }) => decades > free);
    const [first] = news;
    return first === undefined ? [] : [explain(subject, first, news, free)];
  },
  quieted: (subject, free = FREE_DECADES) => withOperations(subject, quietOnes(subject, free)),
};

/** Rate at which peers take up new operations, in pseudo-days. */
const ALPHA = 0.5;
/** What nobody else is known to use is used by this share of the organisation. */
const POPULARITY_FLOOR = 0.01;
/** While an account is young, what its colleagues began to use with it is not told yet: tables are eight days old. */
const YOUNG_FLOOR = 0.1;
/** How freely people take up what colleagues use, relative to how many do. */
const MOBILITY = 3;

interface News extends Sighting {
  readonly decades: number;
  /** Days that it is one of. */
  readonly observedDays: number;
}

/** Most surprising first. */
function newsOf(subject: Subject): News[] {
  const { usual, facets } = subject;
  const among = { ofNew: activeDays(subject), ofUsed: subject.observedDays.operation };
  // Of more operations than a profile keeps it forgets the rare ones, and each of them would be new again.
  if (among.ofNew < MIN_DAYS || usual.operation.size >= MAX_KNOWN) return [];
  return facets.operation
    .map((sighting) => {
      const operation = sighting.days === 0 ? among.ofNew : among.ofUsed;
      const held = { ...subject, observedDays: { ...subject.observedDays, operation } };
      const decades = surpriseOf(held, 'operation', sighting, alphaOf(subject, sighting));
      return { ...sighting, decades, observedDays: operation };
    })
    .sort((a, b) => b.decades - a.decades || (a.value < b.value ? -1 : 1));
}

/** Also those on which no data left: who only signs in for weeks is no more likely to open a way out than who reads. */
function activeDays({ observedDays }: Subject): number {
  return Math.max(...FACETS.map((facet) => observedDays[facet]));
}

/** Whoever used many operations just once will use another: as many new ones are to be expected (Good 1953, Biometrika 40). */
function alphaOf({ usual, context, isYoung }: Subject, { value, pagedDays }: Sighting): Alpha {
  const isOther = (operation: string) => pagedDays === undefined || operation !== value;
  const once = [...usual.operation].filter(([operation, days]) => days === 1 && isOther(operation)).length;
  const floor = isYoung ? YOUNG_FLOOR : POPULARITY_FLOOR;
  const chance = Math.min(1, Math.max(floor, context.popularity('operation', value) * MOBILITY));
  return { ofAll: ALPHA, ofValue: (ALPHA + once) * chance };
}

function withOperations(subject: Subject, operation: readonly Sighting[]): Subject {
  return { ...subject, facets: { ...subject.facets, operation } };
}

/** The day by the most usual operation; by none where even that is surprising. */
function quietOnes(subject: Subject, free: number): readonly Sighting[] {
  const usual = subject.facets.operation.map((one) => asUsual(subject, 'operation', one));
  const [most] = newsOf(withOperations(subject, usual));
  return most !== undefined && most.decades > free ? [] : usual;
}

function explain(subject: Subject, most: News, news: readonly News[], free: number): Surprise {
  const { value, seenDays, decades, observedDays } = most;
  const usual = usualValues(subject, 'operation');
  const popularity = subject.context.popularity('operation', value);
  return {
    decades,
    observed: `operation ${value} (${useText(most)}; ${othersText(subject.context, value)})${news.length > 1 ? `, and ${news.length - 1} more` : ''}`,
    expected: usual.length === 0 ? 'no data by any operation' : `operation ${either(usual)}`,
    quietIf:
      quietOnes(subject, free).length > 0
        ? `operation ${usual[0] ?? ''}`
        : 'no data at all: no operation is usual for it',
    facts: {
      operation: value,
      operations: news.map((one) => one.value).sort(),
      'operation seenDays': seenDays,
      'operation usual': usual,
      'operation observedDays': observedDays,
      'operation popularity': Math.round(100 * popularity),
    },
  };
}
