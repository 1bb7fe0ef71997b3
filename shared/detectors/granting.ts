import type { Sighting, Subject } from '../profile/subject.ts';
import { poissonTailDecades } from '../statistics.ts';
import { either, grouped, plural } from '../words.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { newNetworks } from './new-networks.ts';
import { usualValues } from './novelty.ts';
import { TECHNIQUES } from './techniques.ts';

export const granting: Detector = {
  uid: 'granting',
  title: 'Access of others changed from a new network',
  finds:
    'Factors reset, keys made and roles given to others from a network that the account has hardly ever used (as at Okta, 2023). Each is an administrator’s everyday work, and so is a new network; both at once are not.',
  technique: TECHNIQUES.accountManipulation,
  runbook: [
    'Call the administrator on a number that you already had: was it him, and from there?',
    'List whose access was changed from this network, and undo it: factors, keys, roles, identity providers.',
    'List what these accounts did since then, at every vendor.',
    'Likeliest harmless cause: an administrator at work while travelling or from a new home line.',
  ],
  entity: 'actor',
  assess: (subject, free = FREE_DECADES) => {
    const found = measure(subject);
    if (found.decades <= free) return [];
    const { acts, usual, networks } = found;
    const names = networks.map(({ value }) => value);
    return [
      {
        decades: found.decades,
        observed: `${plural(acts, 'change')} of access through ${names.join(', ')}, which the account does not use`,
        expected: `about ${grouped(usual)} a day, through ${either(usualValues(subject, 'network'))}`,
        quietIf: 'no such change through a new network',
        facts: { acts, network: names, usual },
      },
    ];
  },
  quieted: (subject, free = FREE_DECADES) => {
    const { decades, networks } = measure(subject);
    if (decades <= free) return subject;
    const granted = new Map(subject.granted);
    for (const { value } of networks) granted.delete(value);
    return { ...subject, granted };
  },
};

/** On so many days in a hundred somebody works from a network that he has used on less than three: 1.2 decades. */
const NEW_SHARE = 0.06;
/** Acts a day of whoever is not known to do any, and the days that this is worth. */
const RATE = 0.05;
const RATE_DAYS = 10;
const CAP = 4;

interface Measured {
  readonly acts: number;
  /** Acts a day, from wherever. */
  readonly usual: number;
  readonly networks: readonly Sighting[];
  readonly decades: number;
}

function measure(subject: Subject): Measured {
  const { granted, history } = subject;
  const { networks, count: acts, strange } = newNetworks(subject, (network) => granted.get(network) ?? 0);
  const before = history.reduce((sum, { features }) => sum + features.granted, 0);
  const usual = (before + RATE * RATE_DAYS) / (history.length + RATE_DAYS);
  if (Math.round(strange) === 0) return { acts, usual, networks, decades: 0 };
  // Work comes in bursts: whoever is in a new place does there what he does in a day.
  const tail = -Math.log10(NEW_SHARE) + poissonTailDecades(Math.round(strange), usual);
  return { acts, usual, networks, decades: Math.min(CAP + beyondAll(subject, strange), tail) };
}

/**
 * Who makes dozens of keys, and takes a little by each, is seen by none of them. An administrator has days on which many
 * begin; twice the most of them is what such a day may bring.
 */
function beyondAll({ history }: Subject, strange: number): number {
  const most = Math.max(0, ...history.map(({ features }) => features.granted));
  return Math.max(0, BEYOND * Math.log10(strange / Math.max(MANY, 2 * most)));
}

const MANY = 5;
/** Decades for ten times as many. */
const BEYOND = 2;
