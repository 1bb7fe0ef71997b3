import { classOf } from '../context.ts';
import { eachFacet, FACETS, type Facet } from '../profile/hour.ts';
import type { Sighting, Subject } from '../profile/subject.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { KNOWN_TOOLS, type KnownTool } from './known-tools.ts';
import { TECHNIQUES } from './techniques.ts';

/** A client or application of a published campaign, or a person who suddenly comes from rented machines. */
export const knownTool: Detector = {
  uid: 'known-tool',
  title: 'A tool or network that intruders use',
  technique: TECHNIQUES.cloudAccounts,
  runbook: [
    'Read the campaign’s report: which steps came before and after this one, and which of them does this log show?',
    'Revoke the token or session that uses the tool; a password change alone does not.',
    'Search all other vendors’ logs for the same client and address.',
    'Likeliest harmless cause: a security test, or a developer who uses the same program.',
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
    observed: `${facet === 'app' ? 'application' : 'client'} ${value}: ${name}`,
    expected: `nobody’s everyday tool; known from ${campaign}`,
    quietIf: 'another client',
    facts: { [facet]: value, tool: name, campaign, source },
  };
}

/** Only where the network itself is new: who always works through a VPN is known by it. */
function hostingMatch({ hosting, type, facets, observedDays }: Subject): Match[] {
  const strange = facets.network.find(({ value, seenDays }) => seenDays === 0 && hosting.includes(value));
  if (strange === undefined || classOf(type) === 'service' || observedDays.network < 3) return [];
  return [
    {
      decades: HOSTING_DECADES,
      observed: `a person came from network ${strange.value}, which rents out machines and is new for this account`,
      expected: 'a home, an office or a telephone',
      quietIf: 'a network that the account has used before',
      facts: { network: strange.value },
    },
  ];
}
