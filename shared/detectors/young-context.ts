import type { Feature } from '../profile/day.ts';
import type { Way } from '../profile/hour.ts';
import { YOUNG_DAYS } from '../profile/reduce.ts';
import type { Sighting, Subject } from '../profile/subject.ts';
import { sum } from '../statistics.ts';
import { type Baseline, baselineOf, MIN_OWN_DAYS, type Population } from './baseline.ts';
import { ordinariness } from './context-novelty.ts';
import type { Detector } from './detector.ts';
import { amountIn } from './drip.ts';
import { type Hurdle, hurdleDetector } from './hurdle.ts';
import { isComparable } from './sized.ts';
import { TECHNIQUES } from './techniques.ts';

/** Below this many days everything is new and nothing is young. */
const MIN_DAYS = 3;

const WAYS: readonly { readonly facet: Way; readonly feature: Feature; readonly name: string }[] = [
  { facet: 'network', feature: 'youngNetwork', name: 'networks' },
  { facet: 'client', feature: 'youngClient', name: 'clients' },
  { facet: 'credential', feature: 'youngCredential', name: 'credentials' },
];

const WINDOWS = [
  { days: 2, window: '2 d' },
  { days: 28, window: '28 d' },
] as const;

/** A window of so many days is told by today’s ways: what came by others on the day before was judged on that day. */
const SHORT_DAYS = 2;

/** Of the day, what the account has not long used. */
function freshOf(subject: Subject, facet: Way): readonly Sighting[] {
  return subject.facets[facet].filter(({ days, carried }) => days < MIN_DAYS && carried > 0);
}

/** By which new ones it left: of more than two days, also by those that have come up in the last week. */
function waysOf(subject: Subject, facet: Way, days: number): string[] {
  const today = freshOf(subject, facet).map(({ value }) => value);
  if (days <= SHORT_DAYS) return today;
  const before = [...subject.usual[facet]].filter(([, used]) => used === 0).map(([value]) => value);
  return [...today, ...before];
}

/** What goes through a network that half of the colleagues use is no stranger than the network. */
function strangeShare(subject: Subject, facet: Way): number {
  const fresh = freshOf(subject, facet);
  const all = sum(fresh.map(({ carried }) => carried));
  if (all === 0) return 1;
  return sum(fresh.map(({ value, carried }) => carried * (1 - ordinariness(subject, facet, value)))) / all;
}

/**
 * Whoever travels or has a new computer goes on working as ever, a little less if anything: so what goes through new
 * ways is held against what this actor moves in a day at all.
 */
function populationFor(subject: Subject, days: number): Population {
  const { model } = movedBy(subject, days);
  return { mean: model.mu, variance: Math.max(MIN_SPREAD, model.s) ** 2 };
}

function movedBy(subject: Subject, days: number): Baseline {
  return baselineOf(
    subject.history
      .filter((day) => isComparable(day, subject, days))
      .map((day) => ({ day, amount: movedIn(day) })),
    { mean: 4.5, variance: 4 },
    MIN_SPREAD,
  );
}

function whose(subject: Subject, days: number): string {
  return movedBy(subject, days).days < MIN_OWN_DAYS ? 'for accounts of its kind' : 'as on any of its days';
}

const MIN_SPREAD = 0.7;
/** As what goes through a way is counted, whatever the vendor's records are. */
const movedIn = amountIn('rows');

export const youngContext: Detector = hurdleDetector(
  {
    uid: 'young-context',
    title: 'Data through a new network, client or credential',
    finds:
      'Data through networks, clients and credentials that the account has only just begun to use, over two days and over four weeks.',
    technique: TECHNIQUES.cloudAccounts,
    family: 'context',
    runbook: [
      'In the vendor log, list what was taken from the new network or client, apart from what the owner did.',
      'In the identity provider, find the sign-in that began this session: which factor, which device?',
      'Revoke the sessions and tokens that came from there first, ask afterwards.',
      'Likeliest harmless cause: travel or a new computer on a day of ordinary work.',
    ],
  },
  WAYS.flatMap(({ facet, feature, name }) =>
    WINDOWS.map(
      (window): Hurdle => ({
        ...window,
        feature,
        unit: `through new ${name}`,
        inWorth: true,
        rate: 0.06,
        floor: MIN_SPREAD,
        population: populationFor,
        whose,
        // Until then the account itself is as young as anything that it uses.
        applies: ({ day, firstDay, observedDays }) =>
          day - firstDay >= YOUNG_DAYS && observedDays[facet] >= MIN_DAYS,
        share: (subject) => strangeShare(subject, facet),
        ways: (subject) => ({ [facet]: waysOf(subject, facet, window.days) }),
        since: ({ firstDay }) => firstDay + YOUNG_DAYS,
      }),
    ),
  ),
);
