import { eachFacet, type Facet, WAYS, type Way } from '../profile/hour.ts';
import type { Sighting, Subject } from '../profile/subject.ts';
import { either } from '../words.ts';
import { type Detector, type Explanation, FREE_DECADES, inWords } from './detector.ts';
import { type Alpha, asUsual, surpriseOf, useText, usualValues } from './novelty.ts';

export const contextNovelty: Detector = {
  uid: 'context-novelty',
  title: 'New network, country, client or application',
  finds:
    'A network, country, client or application that the account has not used before, each weighed by how often it brings new ones and by how many colleagues use this one.',
  technique: {
    uid: 'T1078.004',
    name: 'Valid Accounts: Cloud Accounts',
    tactic: { uid: 'TA0001', name: 'Initial Access' },
  },
  runbook: [
    'In the identity provider, list the sessions of this person and day: is there another one, from the usual network, at the same time?',
    'Look for a factor reset, password reset or new token in the 24 hours before, and who asked for it.',
    'Look up the network: a hosting or anonymising provider is rarely a person travelling.',
    'Likeliest harmless cause: travel, a new phone or browser, or a new home connection.',
  ],
  entity: 'actor',
  family: 'context',
  assess: (subject, free = FREE_DECADES) => {
    const { news, decades } = novelty(subject);
    return decades > free ? [inWords(decades, () => explain(subject, news, free))] : [];
  },
  quieted: (subject, free = FREE_DECADES) =>
    isFickle(subject, free) ? withoutWays(subject) : usually(subject),
};

function novelty(subject: Subject): { readonly news: readonly News[]; readonly decades: number } {
  const news = WAYS.flatMap((facet) => newest(subject, facet)).sort((a, b) => b.decades - a.decades);
  const total = news.reduce((sum, { decades }, rank) => sum + decades * (WEIGHTS[rank] ?? 0), 0);
  return { news, decades: Math.min(CAP, total) };
}

/** The day as it would be with the values that the actor uses most, of these facets. */
function usually(subject: Subject, changed: readonly Way[] = WAYS): Subject {
  const isChanged = (facet: Facet) => changed.some((one) => one === facet);
  const facets = eachFacet((facet) =>
    isChanged(facet)
      ? subject.facets[facet].map((one) => asUsual(subject, facet, one))
      : subject.facets[facet],
  );
  return { ...subject, facets };
}

function withoutWays(subject: Subject): Subject {
  const { operation } = subject.facets;
  return { ...subject, facets: { ...eachFacet(() => []), operation } };
}

/** What has to be as usual for the day to be quiet: what counted, and what would count in its place. */
function loudOf(subject: Subject, news: readonly News[], free: number): readonly News[] {
  const told = news.filter(({ decades }) => decades > free).length;
  for (let count = Math.min(WEIGHTS.length, Math.max(1, told)); count < news.length; count++) {
    const loud = news.slice(0, count);
    const rest = usually(
      subject,
      loud.map(({ facet }) => facet),
    );
    if (novelty(rest).decades <= free) return loud;
  }
  return news;
}

/** Whose every day is another is surprising even where he is most often. */
function isFickle(subject: Subject, free: number): boolean {
  return novelty(usually(subject)).decades > free;
}

/** N = L1 + .6 L2 + .4 L3, at most 10: facets of one session are not independent. */
const WEIGHTS = [1, 0.6, 0.4];
const CAP = 10;

/** Rate at which peers take up new values, in pseudo-days. */
const ALPHA = 0.5;
/** What nobody else is known to use is used by this share of the organisation. */
const POPULARITY_FLOOR = 2e-4;
/** How freely people change a facet, relative to the others. */
const MOBILITY: Readonly<Record<Way, number>> = {
  network: 10,
  country: 3,
  client: 3,
  app: 3,
  credential: 50,
};

interface News extends Pick<Sighting, 'value' | 'seenDays' | 'pagedDays'> {
  readonly facet: Way;
  readonly decades: number;
}

/** The most surprising value of a facet on the day; one day is enough to hold it against: most logs begin when they are connected. */
function newest(subject: Subject, facet: Way): News[] {
  if (subject.observedDays[facet] === 0) return [];
  const news = subject.facets[facet]
    .map((sighting) => ({
      ...sighting,
      facet,
      decades: surpriseOf(subject, facet, sighting, alphaOf(subject, facet, sighting.value)),
    }))
    .sort((a, b) => b.decades - a.decades || (a.value < b.value ? -1 : 1));
  return news.slice(0, 1).filter(({ decades }) => decades > 0);
}

/** How ordinary a value is that is new to the account, by how many others use it; 0 to 1. */
export function ordinariness({ context }: Subject, facet: Way, value: string): number {
  return Math.min(1, context.popularity(facet, value) * MOBILITY[facet]);
}

function alphaOf(subject: Subject, facet: Way, value: string): Alpha {
  const chance = Math.max(POPULARITY_FLOOR * MOBILITY[facet], ordinariness(subject, facet, value));
  return { ofAll: ALPHA, ofValue: ALPHA * chance };
}

function explain(subject: Subject, news: readonly News[], free: number): Explanation {
  const fickle = isFickle(subject, free);
  const loud = fickle ? news.slice(0, WEIGHTS.length) : loudOf(subject, news, free);
  const facetsOf = (values: (one: News) => string) =>
    loud.map((one) => `${one.facet} ${values(one)}`).join(', ');
  return {
    observed: facetsOf((one) => `${one.value} (${useText(one)})`),
    expected: facetsOf(({ facet }) => either(usualValues(subject, facet))),
    quietIf: fickle
      ? 'no activity at all: nothing is usual for it'
      : facetsOf(({ facet }) => usualValues(subject, facet)[0] ?? 'known'),
    facts: Object.fromEntries(
      loud.flatMap(({ facet, value, seenDays }) => [
        [facet, value],
        [`${facet} seenDays`, seenDays],
        [`${facet} usual`, usualValues(subject, facet)],
        [`${facet} observedDays`, subject.observedDays[facet]],
      ]),
    ),
  };
}
