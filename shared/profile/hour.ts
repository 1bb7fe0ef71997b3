import { ACTOR_TYPES, type ActorType, classOf, countsVolume, type Kind, movesData } from '../activity.ts';
import { sha256Hex } from '../hash.ts';
import type { Operation } from '../ledger.ts';
import {
  carriesData,
  isUnsized,
  RECORD_BYTES,
  type Reading,
  UNKNOWN_EXPORT,
  UNKNOWN_READ,
} from '../reading.ts';
import { sum } from '../statistics.ts';
import { type Attempts, attemptsOf, refusedIn } from './attempts.ts';
import { byValue, smallest } from './order.ts';
import { placed } from './placed.ts';
import { type Touched, touched } from './resources.ts';
import { concernsPerson, isStepKind, type Step, stepsOf } from './steps.ts';

/** What a detector may know of one hour: a pure function of that hour's ledger (and its neighbours'). */
export interface Hour {
  /** Exports, shares and destinations that succeeded. */
  readonly exports: number;
  /** Bulk reads and lists. */
  readonly reads: number;
  /** Exports that state neither records nor bytes. */
  readonly unsized: number;
  readonly records: number;
  /** Of operations that state no records: every operation is measured once. */
  readonly bytes: number;
  /** Shares with outsiders or with anybody. */
  readonly outside: number;
  /** The largest single export or read, in records. */
  readonly largest: number;
  /** Holds operations that may go on in the hour after or come from the hour before. */
  readonly spans: boolean;
  readonly type: ActorType;
  /** Values seen per facet, on anything that did not fail. */
  readonly facets: Facets;
  /** What was carried through each of them, in records, in the same order. */
  readonly carried: Readonly<Record<Facet, readonly number[]>>;
  readonly resources: Touched;
  /** Changes of other accounts’ access, and of roles, through each of its networks, in the same order. */
  readonly granted: readonly number[];
  /** Sign-ins that were refused before one was not, through each of its networks, in the same order. */
  readonly refused: readonly number[];
  readonly steps: readonly Step[];
  /** Rules that an event matched. */
  readonly hits: readonly string[];
  /** Of its networks those whose provider rents out machines and that a person came from: where else would a program stand? */
  readonly hosting: readonly string[];
  readonly attempts: Attempts;
}

/** From where, with what and under which key an account works. */
export const WAYS = ['network', 'country', 'client', 'app', 'credential'] as const;
/** Also by which operations data left. */
export const FACETS = [...WAYS, 'operation'] as const;
export type Way = (typeof WAYS)[number];
export type Facet = (typeof FACETS)[number];
export type Facets = Readonly<Record<Facet, readonly string[]>>;

/**
 * Values of one facet that an hour keeps: those through which most was carried, then the smallest by hash, so that
 * which ones depends on no order, and a flood of new networks cannot hide the one that data left by; of operations as
 * `RANKS` says. Eight days of hours that are full of the longest values must fit an item.
 */
const MAX_VALUES: Readonly<Record<Facet, number>> = {
  network: 8,
  country: 4,
  client: 8,
  app: 6,
  credential: 6,
  operation: 6,
};
const MAX_VALUE_BYTES = 48;
/** Names of operations are mostly shorter. */
const MAX_OPERATION_BYTES = 40;
const MAX_HITS = 24;

/**
 * Undefined where nothing succeeded: failures belong to the source address, and make no profile. An hour whose
 * operations all began in the hour before stays, empty, so that the hour after can find them through it.
 */
export function summarise(all: readonly Operation[], spans: boolean, hour: number): Hour | undefined {
  if (all.every((one) => failed(one) && one.part !== 'source') && !spans) return undefined;
  const operations = placed(all);
  const carried = operations.filter(carriesData);
  const sized = carried.filter(({ kind }) => countsVolume(kind));
  const weightOf = (all: readonly Operation[]) => Math.round(sum(all.map(({ weight }) => weight)));
  const values = eachFacet((facet) => valuesOf(operations, facet));
  return {
    exports: weightOf(carried.filter(({ kind }) => movesData(kind))),
    reads: weightOf(carried.filter(({ kind }) => !movesData(kind))),
    unsized: weightOf(carried.filter((one) => one.kind === 'export' && isUnsized(one))),
    outside: weightOf(carried.filter(({ outside }) => outside)),
    records: Math.round(sum(sized.map(({ records, weight }) => (records ?? 0) * weight))),
    bytes: Math.round(
      sum(sized.map(({ records, bytes, weight }) => (records === null ? (bytes ?? 0) * weight : 0))),
    ),
    largest: Math.round(sized.reduce((most, one) => Math.max(most, statedSize(one)), 0)),
    spans,
    type: typeOf(operations),
    facets: eachFacet((facet) => values[facet].map(([value]) => value)),
    carried: eachFacet((facet) => values[facet].map(([, amount]) => amount)),
    resources: touched(amountByDataset(carried)),
    granted: grantedThrough(operations.filter(isGrant), values.network),
    refused: refusedThrough(
      operations.filter(({ part, kind }) => part === 'actor' && kind === 'logon'),
      values.network,
    ),
    steps: stepsOf(operations, hour),
    hits: [...new Set(operations.filter((one) => !failed(one)).flatMap(({ hits }) => hits))]
      .sort()
      .slice(0, MAX_HITS),
    hosting: rentedOf(operations, values.network),
    attempts: attemptsOf(operations),
  };
}

function grantedThrough(grants: readonly Operation[], networks: readonly [string, number][]): number[] {
  return networks.map(([value]) =>
    Math.round(sum(grants.filter(({ network }) => short(network) === value).map(({ weight }) => weight))),
  );
}

function refusedThrough(logons: readonly Operation[], networks: readonly [string, number][]): number[] {
  return networks.map(([value]) => refusedIn(logons.filter(({ network }) => short(network) === value)));
}

/** An administrator’s work on others, or on roles; what somebody does to his own access is a step. */
function isGrant(one: Operation): boolean {
  if (one.part !== 'actor' || !isPresence(one) || !isStepKind(one.kind) || !concernsPerson(one.kind))
    return false;
  return one.counterpart !== '' || one.kind === 'privilege';
}

function rentedOf(operations: readonly Operation[], networks: readonly [string, number][]): string[] {
  const rented = new Set(
    operations
      .filter(({ hosting }) => hosting)
      .filter((one) => one.part === 'actor' && isPresence(one) && classOf(one.actorType) === 'person')
      .map(({ network }) => short(network)),
  );
  return networks.map(([value]) => value).filter((value) => rented.has(value));
}

/** In records, or in what they would be at a kilobyte each; 0 where the vendor states nothing. */
function statedSize({ records, bytes }: Operation): number {
  return records ?? (bytes ?? 0) / RECORD_BYTES;
}

/** What an operation carried, in records, for comparison with other operations of the same actor. */
function amountOf(operation: Operation): number {
  if (!countsVolume(operation.kind)) return 0;
  const unknown = operation.kind === 'export' ? UNKNOWN_EXPORT : UNKNOWN_READ;
  return (isUnsized(operation) ? unknown : statedSize(operation)) * operation.weight;
}

/**
 * Single customers and tickets: dozens a day, each new. What they carry must not push the reports and tables out of what an
 * account is known to use; how many they are, a sample tells.
 */
const SINGLE = /^(?:record|ticket|user|organization):/;
const FEW_RECORDS = 100;

/** What an operation carried is shared out among the datasets that it touched. */
function amountByDataset(carried: readonly Operation[]): Map<string, number> {
  const amounts = new Map<string, number>();
  for (const operation of carried) {
    const share = amountOf(operation) / Math.max(1, operation.datasets.length);
    for (const dataset of operation.datasets) {
      const counted = share <= FEW_RECORDS && SINGLE.test(dataset) ? 0 : share;
      amounts.set(dataset, Math.round((amounts.get(dataset) ?? 0) + counted));
    }
  }
  return amounts;
}

const failed = ({ outcome }: Reading) => outcome === 'failure';

/** Shows that the actor was there: a sign-in that went no further than a challenge does not make its network usual. */
function isPresence({ outcome, kind }: Reading): boolean {
  return outcome === 'success' || (outcome === 'unknown' && kind !== 'logon' && kind !== 'mfa');
}

/** Of several types the first: one event through an application does not make a person a machine. */
function typeOf(operations: readonly Operation[]): ActorType {
  const seen = new Set(
    operations.filter((one) => one.part === 'actor' && !failed(one)).map(({ actorType }) => actorType),
  );
  return ACTOR_TYPES.find((type) => seen.has(type)) ?? 'unknown';
}

/** What a reading shows by itself; undefined where it does not show that the actor was there. */
export function shownBy(reading: Reading): Readonly<Record<Facet, string>> | undefined {
  if (reading.part !== 'actor' || !isPresence(reading)) return undefined;
  return eachFacet((facet) => shortIn(facet, valueIn(reading, facet)));
}

function valueIn(reading: Reading, facet: Facet): string {
  return facet === 'operation' ? operationIn(reading) : reading[facet];
}

/** By which data left. Lists are left out: an engineer looks through dozens of them, and nothing leaves by one. */
export function operationIn(reading: Reading): string {
  return reading.kind === 'list' || !carriesData(reading) ? '' : reading.operation;
}

function valuesOf(operations: readonly Operation[], facet: Facet): [string, number][] {
  const amounts = new Map<string, number>();
  for (const operation of operations) {
    if (operation.part !== 'actor' || !isPresence(operation)) continue;
    const value = shortIn(facet, valueIn(operation, facet));
    if (value === '') continue;
    amounts.set(value, (amounts.get(value) ?? 0) + amountOf(operation));
  }
  const most = MAX_VALUES[facet];
  if (amounts.size <= most) return [...amounts].map(rounded).sort(byValue);
  if (facet === 'operation')
    return firstRanked(operations, amounts).slice(0, most).map(rounded).sort(byValue);
  const carrying = [...amounts]
    .filter(([, amount]) => amount > 0)
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .slice(0, most / 2)
    .map(([value]) => value);
  const others = smallest(
    [...amounts.keys()].filter((value) => !carrying.includes(value)),
    most - carrying.length,
  );
  return [...carrying, ...others].map((value) => rounded([value, amounts.get(value) ?? 0])).sort(byValue);
}

/**
 * A stolen session may run all that its owner does: reads must not crowd out the one share, nor amounts, which a share
 * has none of.
 */
const RANKS: Readonly<Partial<Record<Kind, number>>> = { share: 0, destination: 0, export: 1 };
const LAST_RANK = 2;

/** Operations by their rank, then by what they carried. */
function firstRanked(
  operations: readonly Operation[],
  amounts: ReadonlyMap<string, number>,
): [string, number][] {
  const ranks = new Map<string, number>();
  for (const operation of operations) {
    const value = shortIn('operation', valueIn(operation, 'operation'));
    ranks.set(value, Math.min(ranks.get(value) ?? LAST_RANK, RANKS[operation.kind] ?? LAST_RANK));
  }
  const rankOf = (value: string) => ranks.get(value) ?? LAST_RANK;
  return [...amounts].sort(
    ([a, left], [b, right]) => rankOf(a) - rankOf(b) || right - left || (a < b ? -1 : 1),
  );
}

function rounded([value, amount]: readonly [string, number]): [string, number] {
  return [value, Math.round(amount)];
}

/** As a profile keeps it. */
export function shortIn(facet: Facet, value: string): string {
  return short(value, facet === 'operation' ? MAX_OPERATION_BYTES : MAX_VALUE_BYTES);
}

/** A long value is cut and told from its like by a hash: 8 days of hours full of new values must fit an item. */
function short(value: string, maxBytes = MAX_VALUE_BYTES): string {
  // A UTF-16 unit is at most three bytes.
  if (value.length * 3 <= maxBytes || Buffer.byteLength(value) <= maxBytes) return value;
  const head = Buffer.from(value)
    .subarray(0, maxBytes - 9)
    .toString();
  return `${head.replace(/\uFFFD+$/, '')}~${sha256Hex(value).slice(0, 8)}`;
}

/** Written out, because it runs dozens of times for each account that is judged. */
export function eachFacet<T>(of: (facet: Facet, at: number) => T): Record<Facet, T> {
  return {
    network: of('network', 0),
    country: of('country', 1),
    client: of('client', 2),
    app: of('app', 3),
    credential: of('credential', 4),
    operation: of('operation', 5),
  };
}
