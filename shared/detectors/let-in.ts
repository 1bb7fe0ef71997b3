import { classOf } from '../context.ts';
import type { Sighting, Subject } from '../profile/subject.ts';
import { either, grouped, plural } from '../words.ts';
import { quietLimit } from './baseline.ts';
import { ordinariness } from './context-novelty.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { MIN_DAYS, usualValues } from './novelty.ts';
import { TECHNIQUES } from './techniques.ts';

/**
 * A stolen password is tried until the second factor is accepted, because its owner gives in (Uber, 2022), or a password until
 * it fits. Whoever mistypes his own does so a few times, and mostly where he works every day.
 */
export const letIn: Detector = {
  uid: 'let-in',
  title: 'Let in after many refusals, from a new network',
  technique: TECHNIQUES.bruteForce,
  runbook: [
    'Call the owner on a number that you already had: did he sign in there, and did he refuse requests before?',
    'End the sessions that began then, reset the password, and remove the factors that were added since.',
    'List what the account did since then, at every vendor.',
    'Likeliest harmless cause: a forgotten password or a new telephone, while the owner travels.',
  ],
  entity: 'actor',
  assess: (subject, free = FREE_DECADES) => {
    const found = measure(subject);
    const decades = decadesOf(found, found.refused);
    if (decades <= free) return [];
    const { refused, usual, networks } = found;
    const limit = limitOf(found, free);
    const names = networks.map(({ value }) => value);
    return [
      {
        decades,
        observed: `${plural(refused, 'refused sign-in')} within the hour, then let in, through ${names.join(', ')}, which the account does not use`,
        expected: `about ${grouped(usual)} a day, through ${either(usualValues(subject, 'network'))}`,
        quietIf: `at most ${plural(limit, 'refused sign-in')} through a new network`,
        facts: { refused, network: names, usual, 'limit refused': limit },
      },
    ];
  },
  quieted: (subject, free = FREE_DECADES) => {
    const found = measure(subject);
    if (decadesOf(found, found.refused) <= free) return subject;
    // What is left is left of the first: of the others even one would be added to it.
    const refused = new Map(subject.refused);
    for (const [at, { value }] of found.networks.entries())
      if (at === 0) refused.set(value, limitOf(found, free));
      else refused.delete(value);
    return { ...subject, refused };
  },
};

/** Who is in a new place looks for the right one of his passwords. */
const EXCUSED = 2;
/** Refusals on the days of whoever is not known to have any, and the days that this is worth. */
const RATE = 0.5;
const RATE_DAYS = 20;
const CAP = 4;

interface Measured {
  readonly refused: number;
  /** A day, from wherever. */
  readonly usual: number;
  readonly networks: readonly Sighting[];
  /** Of what was refused the part that did not come through what colleagues use. */
  readonly share: number;
}

function measure(subject: Subject): Measured {
  const { refused, history, facets, observedDays, type } = subject;
  // A program whose key has run out tries as often as its author set.
  const isPerson = classOf(type) === 'person';
  const networks =
    !isPerson || observedDays.network < MIN_DAYS
      ? []
      : facets.network.filter(
          ({ value, days, seenDays }) => days < MIN_DAYS && seenDays < MIN_DAYS && refused.has(value),
        );
  const refusedIn = ({ value }: Sighting) => refused.get(value) ?? 0;
  const all = networks.reduce((sum, one) => sum + refusedIn(one), 0);
  const strange = networks.reduce(
    (sum, one) => sum + refusedIn(one) * (1 - ordinariness(subject, 'network', one.value)),
    0,
  );
  const before = history.reduce((sum, { features }) => sum + features.refused, 0);
  const usual = (before + RATE * RATE_DAYS) / (history.length + RATE_DAYS);
  return { refused: all, usual, networks, share: all === 0 ? 0 : strange / all };
}

/** Whoever fails tries again: so many in a row are as likely as a run of failures (a geometric tail). */
function decadesOf({ usual, share }: Measured, refused: number): number {
  const perRefusal = -Math.log10(usual / (1 + usual));
  return Math.min(CAP, perRefusal * Math.max(0, refused * share - EXCUSED));
}

function limitOf(found: Measured, free: number): number {
  return quietLimit(found.refused, (refused) => decadesOf(found, refused), free);
}
