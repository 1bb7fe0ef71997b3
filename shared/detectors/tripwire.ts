import { classOf } from '../activity.ts';
import type { Context, Expected } from '../context.ts';
import { isInNetwork } from '../network.ts';
import { type Facet, shortIn } from '../profile/hour.ts';
import { hashOf, type Touched } from '../profile/resources.ts';
import type { Subject } from '../profile/subject.ts';
import { keptDataset, keptText } from '../reading.ts';
import { isInHours, isRanges, isSystem } from '../settings/contract.ts';
import { either, grouped, plural } from '../words.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { TECHNIQUES } from './techniques.ts';

export const tripwire: Detector = {
  uid: 'tripwire',
  title: 'A service account left its usual network or its contract',
  finds:
    'A program that leaves the networks that it has always come from, or the contract that its owner wrote for it: one event is enough.',
  technique: TECHNIQUES.applicationToken,
  tripwire: true,
  runbook: [
    'Ask who runs this integration whether it has moved, before the token is used again.',
    'Revoke or rotate the token if they do not know the network.',
    'List what the token has read since it was first seen there.',
    'Likeliest harmless cause: the integration moved to other machines or another region.',
  ],
  entity: 'actor',
  family: 'context',
  assess: (subject, free = FREE_DECADES) => {
    // What the owner has said comes first, and weighs more.
    const [first, ...others] = [...breaches(subject), ...strangeNetwork(subject)].filter(
      (breach) => breach.decades > free,
    );
    if (first === undefined) return [];
    const { decades, observed, expected, quietIf, rule } = first;
    const rules = new Set([first, ...others].map((one) => one.rule));
    return [{ decades, observed, expected, quietIf, facts: { rule, rules: [...rules] } }];
  },
  quieted: (subject) => ({
    ...subject,
    type: 'user',
    context: withoutContract(subject.context),
  }),
};

function withoutContract({ contract: _, ...context }: Context): Context {
  return context;
}

/** Of a contract: the owner has said that it does not happen. */
const CONTRACT_DECADES = 9;
/** Active days that a service needs before its networks are known. */
const MIN_DAYS = 4;
/** A service with more networks than this has no home. */
const MAX_HOMES = 3;
/** How often a peer service moves, per active day. */
const MOVE_RATE = 0.003;
const MOVE_DAYS = 10;

interface Breach {
  readonly rule: string;
  readonly decades: number;
  readonly observed: string;
  readonly expected: string;
  readonly quietIf: string;
}

function breaches({ facets, touched, hours, today, context: { contract } }: Subject): Breach[] {
  if (contract === undefined) return [];
  const strange = (facet: Facet, allowed?: readonly string[]) => {
    // As a profile keeps them: of a long one the beginning.
    const kept = allowed?.map((one) => shortIn(facet, keptText(one)));
    return facets[facet]
      .filter(({ value }) => kept !== undefined && !isAllowed(value, kept))
      .map(({ value }) => broken(facet, `${facet} ${value}`, firstOf(allowed)));
  };
  return [
    ...strange('network', contract.networks),
    ...strange('country', contract.countries),
    ...strange('client', contract.clients),
    ...strange('operation', contract.operations),
    ...strangeDatasets(touched, contract),
    ...strangeHours(hours, contract),
    ...(contract.dailyRecords !== undefined && today.totals.records > contract.dailyRecords
      ? [
          broken(
            'daily volume',
            `${grouped(today.totals.records)} records on the day`,
            `at most ${grouped(contract.dailyRecords)} records a day`,
          ),
        ]
      : []),
  ];
}

function firstOf(allowed: readonly string[] = []): string {
  return either(allowed.slice(0, 3));
}

/** A profile keeps no names of what was touched, but can tell whether it was one of these. */
function strangeDatasets({ sample, heavy }: Touched, { datasets }: Expected): Breach[] {
  if (datasets === undefined) return [];
  const allowed = new Set(datasets.map((one) => hashOf(keptDataset(one))));
  const strange = new Set([...sample, ...heavy.map(([hash]) => hash)].filter((one) => !allowed.has(one)));
  return strange.size === 0
    ? []
    : [broken('dataset', `data of ${plural(strange.size, 'other dataset')}`, firstOf(datasets))];
}

/** Where a log or the database names the system, a contract of address ranges alone cannot be held against it. */
function isAllowed(value: string, allowed: readonly string[]): boolean {
  if (allowed.includes(value)) return true;
  if (isSystem(value)) return isRanges(allowed);
  const ranges = allowed.filter((one) => one.includes('/'));
  const [address] = value.split('/');
  return value.includes('/') && address !== undefined && ranges.some((range) => isInNetwork(address, range));
}

function strangeHours(hours: readonly number[], { hoursUtc }: Expected): Breach[] {
  if (hoursUtc === undefined) return [];
  const [from, to] = hoursUtc;
  const hour = hours.find((one) => !isInHours(one, hoursUtc));
  return hour === undefined
    ? []
    : [broken('hours', `data left at ${hour}:00 UTC`, `between ${from}:00 and ${to}:00 UTC`)];
}

function broken(rule: string, observed: string, allowed: string): Breach {
  return {
    rule: `contract: ${rule}`,
    decades: CONTRACT_DECADES,
    observed,
    expected: `by its contract ${allowed}`,
    quietIf: allowed,
  };
}

function strangeNetwork({ type, facets, usual, observedDays, past, context }: Subject): Breach[] {
  if (classOf(type) !== 'service' || observedDays.network < MIN_DAYS) return [];
  // On a day of leave, an application alone works for a person: the networks that she uses are hers, and no program's home.
  if (2 * past.filter(({ asProgram }) => asProgram).length < past.length) return [];
  const strange = facets.network.find(
    ({ value, seenDays }) => seenDays === 0 && context.popularity('network', value) === 0,
  );
  if (strange === undefined) return [];
  const homes = [...usual.network]
    .filter(([value, days]) => days > 0 && value !== strange.value)
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .map(([value]) => value);
  if (homes.length === 0 || homes.length > MAX_HOMES) return [];
  const moves = homes.length - 1;
  const rate = (moves + MOVE_RATE * MOVE_DAYS) / (observedDays.network + MOVE_DAYS);
  return [
    {
      rule: 'first-seen networks',
      decades: -Math.log10(rate),
      observed: `network ${strange.value}, where it has never been${strange.pagedDays ? ' but on days that paged' : ''}`,
      expected: `network ${either(homes)} on all of ${observedDays.network} days`,
      quietIf: `network ${homes[0]}`,
    },
  ];
}
