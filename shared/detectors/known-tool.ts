import { classOf } from '../activity.ts';
import { eachFacet, FACETS, type Facet } from '../profile/hour.ts';
import { concernsPerson } from '../profile/steps.ts';
import type { Sighting, Subject } from '../profile/subject.ts';
import { plural } from '../words.ts';
import { ordinariness } from './context-novelty.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { KNOWN_TOOLS, type KnownTool } from './known-tools.ts';
import { TECHNIQUES } from './techniques.ts';

export const knownTool: Detector = {
  uid: 'known-tool',
  title: 'A tool or network that intruders use',
  finds:
    'A client or application of a published campaign, or a person who comes from machines for rent and never did before.',
  technique: TECHNIQUES.cloudAccounts,
  runbook: [
    'Ask the owner, on a number that you already had, whether this client or network is his; look up whose network it is.',
    'Revoke the token or session that uses it; a password change alone does not.',
    'Where a campaign is named, read its report: which steps come before and after, and which does this log show?',
    'Search all other vendors’ logs for the same client and address.',
    'Likeliest harmless cause: a VPN, a security test, or a developer who uses the same program.',
  ],
  entity: 'actor',
  assess: (subject, free = FREE_DECADES) => {
    const [first] = matchesOf(subject).filter(({ decades }) => decades > free);
    if (first === undefined) return [];
    return [
      {
        decades: first.decades,
        observed: first.observed,
        expected: first.expected,
        quietIf: first.quietIf,
        facts: first.facts,
      },
    ];
  },
  quieted: (subject) => ({
    ...subject,
    hosting: [],
    facets: eachFacet((facet) => subject.facets[facet].filter((one) => toolOf(facet, one) === undefined)),
  }),
};

/** Of a person who never came from such a network before; everyone’s VPN makes it weak evidence alone. */
const HOSTING_DECADES = 2;
/** Days of use after which even a listed tool is this account’s own. */
const HABIT_DAYS = 5;

interface Match {
  readonly decades: number;
  readonly observed: string;
  readonly expected: string;
  readonly quietIf: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

function matchesOf(subject: Subject): Match[] {
  const tools = FACETS.flatMap((facet) =>
    subject.facets[facet].flatMap((sighting) => {
      const tool = toolOf(facet, sighting);
      return tool === undefined || sighting.days >= HABIT_DAYS ? [] : [toolMatch(facet, sighting, tool)];
    }),
  );
  return [...tools, ...hostingMatch(subject)].sort((a, b) => b.decades - a.decades);
}

function toolOf(facet: Facet, { value }: Sighting): KnownTool | undefined {
  if (facet !== 'client' && facet !== 'app') return undefined;
  return KNOWN_TOOLS.find(({ matches }) => matches.test(value));
}

function toolMatch(facet: Facet, { value }: Sighting, { name, campaign, source, decades }: KnownTool): Match {
  return {
    decades,
    observed: `${facet === 'app' ? 'application' : 'client'} ${value}${says(value, name) ? '' : `: ${name}`}`,
    expected: `nobody’s everyday tool; known from ${campaign}`,
    quietIf: 'another client',
    facts: { [facet]: value, tool: name, campaign, source },
  };
}

/** Most tools are listed under the name that they go by themselves. */
function says(value: string, name: string): boolean {
  return value.toLowerCase().includes(name.toLowerCase());
}

/**
 * Only where the network itself is new: who always works through a VPN is known by it, and what colleagues come from is
 * as ordinary here as it is for `context-novelty`: from a tenth of them on it is the company's own.
 */
function hostingMatch(subject: Subject): Match[] {
  const { hosting, type, facets, observedDays } = subject;
  if (classOf(type) === 'service') return [];
  const isKnown = observedDays.network >= KNOWN_DAYS;
  const isOpened = !isKnown && wasOpened(subject);
  if (!isKnown && !isOpened && !isNewcomer(subject)) return [];
  return facets.network
    .filter(({ value, seenDays }) => seenDays === 0 && hosting.includes(value))
    .map(({ value }) => ({
      decades: HOSTING_DECADES * (1 - ordinariness(subject, 'network', value)),
      observed: `a person came from network ${value}, which rents out machines ${isKnown ? 'and is new for this account' : isOpened ? 'to an account whose access somebody else gave or changed in these days' : newcomerText(subject)}`,
      expected: `a home, an office or a telephone${alsoText(subject.context.popularity('network', value))}`,
      quietIf: isKnown
        ? 'a network that the account has used before'
        : 'a network that rents out no machines',
      facts: { network: value },
    }));
}

/** Before the log has been watched for so long, every account is one that nobody had seen. */
const WATCHED_DAYS = 21;

/**
 * Somebody’s first days, in an organisation that is well known: from an office or a home. Of what is no person for sure, as
 * an account of a database, it says nothing: programs begin like that.
 */
function isNewcomer({ day, firstDay, type, context }: Subject): boolean {
  return type === 'user' && day - firstDay <= OPENED_DAYS && context.noise().days >= WATCHED_DAYS;
}

/** Of the second and third day it would not be true that nobody had. */
function newcomerText({ day, firstDay }: Subject): string {
  const days = day - firstDay;
  return days === 0
    ? 'to an account that nobody had seen before'
    : `to an account that was first seen ${plural(days, 'day')} before`;
}

/** That some colleagues come from there is no secret: who is called at night asks first whether it is the company's own. */
function alsoText(share: number): string {
  const percent = Math.round(100 * share);
  return percent === 0 ? '' : `; ${percent} % of the other accounts come from there`;
}

/** Whoever works through a VPN does so from the first days on: two without are enough to know. */
const KNOWN_DAYS = 2;
/** Days for which it counts that somebody else gave the account its access. */
const OPENED_DAYS = 2;

/**
 * Of an account of which nothing is known yet: whoever breaks in makes himself one that stays. What is done to the person
 * counts for an account that has just begun, because some logs name whom a new one is for by the address only; for others
 * it may have been done elsewhere.
 */
function wasOpened({ day, firstDay, today, past, steps }: Subject): boolean {
  const near = [today, ...past.filter((one) => one.day >= day - OPENED_DAYS)].flatMap((one) => one.steps);
  const counted = day - firstDay <= OPENED_DAYS ? steps : near;
  return counted.some(({ kind, byOther }) => concernsPerson(kind) && byOther);
}
