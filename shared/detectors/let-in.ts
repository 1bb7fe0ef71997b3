import { classOf } from '../activity.ts';
import type { Refusal } from '../person.ts';
import type { Sighting, Subject } from '../profile/subject.ts';
import { either, grouped, plural } from '../words.ts';
import { quietLimit } from './baseline.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { newNetworks } from './new-networks.ts';
import { usualValues } from './novelty.ts';
import { TECHNIQUES } from './techniques.ts';

export const letIn: Detector = {
  uid: 'let-in',
  title: 'Let in after many refusals, from a new network',
  finds:
    'Many refused sign-ins and then one that was not, from a network new to the account: a password that was guessed, or a second factor to which its owner gave in (as at Uber, 2022).',
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
    const { refused, usual, networks, isBlind } = found;
    const limit = limitOf(found, free);
    const names = networks.map(({ value }) => value);
    const facts = { refused, usual, 'limit refused': limit };
    if (isBlind)
      return [
        {
          decades,
          observed: `${plural(refused, 'sign-in')} refused by its owner within an hour, then data left; this log names no network`,
          expected: `about ${grouped(usual)} a day`,
          quietIf: `at most ${plural(limit, 'refused sign-in')} before data left`,
          facts,
        },
      ];
    return [
      {
        decades,
        observed: `${plural(refused, 'refused sign-in')} within the hour, then let in, through ${names.join(', ')}, which the account does not use`,
        expected: `about ${grouped(usual)} a day, through ${either(usualValues(subject, 'network'))}`,
        quietIf: `at most ${plural(limit, 'refused sign-in')} through a new network`,
        facts: { ...facts, network: names },
      },
    ];
  },
  quieted: (subject, free = FREE_DECADES) => {
    const found = measure(subject);
    if (decadesOf(found, found.refused) <= free) return subject;
    // What is left is left of the first: of the others even one would be added to it.
    const [first, ...others] = found.networks.map(({ value }) => value);
    const refused = new Map(subject.refused);
    for (const network of others) refused.delete(network);
    const limit = limitOf(found, free);
    if (first !== undefined && refused.has(first))
      refused.set(first, Math.min(limit, refused.get(first) ?? 0));
    let left = limit;
    const personRefusals = refusalsOf(subject).filter(({ network }) => {
      if (found.isBlind || network === first) return left-- > 0;
      return !others.includes(network);
    });
    return { ...subject, refused, context: { ...subject.context, personRefusals } };
  },
};

/** Who is in a new place looks for the right one of his passwords. */
const EXCUSED = 2;
/** Refusals on the days of whoever is not known to have any, and the days that this is worth. */
const RATE = 0.5;
const RATE_DAYS = 20;
const CAP = 4;
/** Who is refused again and again elsewhere than on his one day before needs no longer past to be told. */
const LEAST_DAYS = 1;

interface Measured {
  readonly refused: number;
  /** A day, from wherever. */
  readonly usual: number;
  readonly networks: readonly Sighting[];
  /** Of what was refused the part that did not come through what colleagues use. */
  readonly share: number;
  /** Its log has no addresses: whoever takes data after the refusals may be the one who was let in. */
  readonly isBlind: boolean;
}

function measure(subject: Subject): Measured {
  const { history, facets, observedDays, type } = subject;
  // A program whose key has run out tries as often as its author set.
  const isPerson = classOf(type) === 'person';
  const before = history.reduce((sum, { features }) => sum + features.refused, 0);
  const usual = (before + RATE * RATE_DAYS) / (history.length + RATE_DAYS);
  if (isPerson && observedDays.network === 0 && facets.network.length === 0)
    return { refused: refusedBeforeData(subject), usual, networks: [], share: 1, isBlind: true };
  const refusedThrough = (network: string) => (isPerson ? refusedFrom(subject, network) : 0);
  const { networks, count, strange } = newNetworks(subject, refusedThrough, LEAST_DAYS);
  return { refused: count, usual, networks, share: strange / Math.max(1, count), isBlind: false };
}

/** Whoever they asked for. */
function refusedBeforeData(subject: Subject): number {
  const last = subject.leaving.at(-1);
  if (last === undefined) return 0;
  const until = (subject.day * 24 + last + 1) * 60;
  return mostInAnHour(refusalsOf(subject).flatMap(({ minute }) => (minute < until ? [minute] : [])));
}

/** The account's own sign-ins, or the person's second factors: whoever is let in by one vendor takes data from another. */
function refusedFrom(subject: Subject, from: string): number {
  const minutes = refusalsOf(subject).flatMap(({ network, minute }) => (network === from ? [minute] : []));
  return Math.max(subject.refused.get(from) ?? 0, mostInAnHour(minutes));
}

const MINUTES_PER_DAY = 24 * 60;

/** Of the day, and of the hour before it. */
function refusalsOf({ day, context }: Subject): readonly Refusal[] {
  const from = day * MINUTES_PER_DAY - 60;
  return (context.personRefusals ?? []).filter(
    ({ minute }) => minute >= from && minute < (day + 1) * MINUTES_PER_DAY,
  );
}

function mostInAnHour(minutes: readonly number[]): number {
  const counts = minutes.map((from) => minutes.filter((one) => one >= from && one < from + 60).length);
  return Math.max(0, ...counts);
}

/** Whoever fails tries again: so many in a row are as likely as a run of failures (a geometric tail). */
function decadesOf({ usual, share }: Measured, refused: number): number {
  const perRefusal = -Math.log10(usual / (1 + usual));
  return Math.min(CAP, perRefusal * Math.max(0, refused * share - EXCUSED));
}

function limitOf(found: Measured, free: number): number {
  return quietLimit(found.refused, (refused) => decadesOf(found, refused), free);
}
