import { ACTOR_TYPES, type ActorType } from '../activity.ts';
import { sha256Hex } from '../hash.ts';
import type { Operation } from '../ledger.ts';
import { carriesData, isUnsized, type Reading } from '../reading.ts';

/** What a detector may know of one hour: a pure function of that hour's ledger (and its neighbours'). */
export interface Hour {
  /** Exports, bulk reads and lists that succeeded, and shares and destinations. */
  readonly exports: number;
  /** Those among them that state neither records nor bytes. */
  readonly unsized: number;
  readonly records: number;
  /** Of operations that state no records: every operation is measured once. */
  readonly bytes: number;
  /** Operations whose readings contradict each other about the volume. */
  readonly conflicts: number;
  /** Holds operations that may go on in the hour after or come from the hour before. */
  readonly spans: boolean;
  readonly type: ActorType;
  /** Values seen per facet, on anything that did not fail. */
  readonly facets: Facets;
}

export const FACETS = ['network', 'country', 'client', 'app'] as const;
export type Facet = (typeof FACETS)[number];
export type Facets = Readonly<Record<Facet, readonly string[]>>;

/** Values of one facet that an hour keeps: the smallest by hash, so that which ones does not depend on order. */
export const MAX_VALUES = 8;
const MAX_VALUE_BYTES = 48;

/**
 * Undefined where nothing succeeded: failures belong to the source address, and make no profile. An hour whose
 * operations all began in the hour before stays, empty, so that the hour after can find them through it.
 */
export function summarise(operations: readonly Operation[], spans: boolean): Hour | undefined {
  if (operations.every(failed) && !spans) return undefined;
  const carried = operations.filter(carriesData);
  return {
    exports: Math.round(sum(carried.map(({ weight }) => weight))),
    unsized: Math.round(sum(carried.filter(isUnsized).map(({ weight }) => weight))),
    records: Math.round(sum(carried.map(({ records, weight }) => (records ?? 0) * weight))),
    bytes: Math.round(
      sum(carried.map(({ records, bytes, weight }) => (records === null ? (bytes ?? 0) * weight : 0))),
    ),
    conflicts: operations.filter(({ conflict }) => conflict).length,
    spans,
    type: typeOf(operations),
    facets: {
      network: valuesOf(operations, 'network'),
      country: valuesOf(operations, 'country'),
      client: valuesOf(operations, 'client'),
      app: valuesOf(operations, 'app'),
    },
  };
}

const failed = ({ outcome }: Reading) => outcome === 'failure';

/** Shows that the actor was there: a sign-in that went no further than a challenge does not make its network usual. */
function isPresence({ outcome, kind }: Reading): boolean {
  return outcome === 'success' || (outcome === 'unknown' && kind !== 'logon' && kind !== 'mfa');
}

/** Of several types the first: one event through an application does not make a person a machine. */
function typeOf(operations: readonly Operation[]): ActorType {
  const seen = new Set(operations.filter((one) => !failed(one)).map(({ actorType }) => actorType));
  return ACTOR_TYPES.find((type) => seen.has(type)) ?? 'unknown';
}

function valuesOf(operations: readonly Operation[], facet: Facet): string[] {
  const values = new Set(operations.filter(isPresence).map((one) => short(one[facet])));
  values.delete('');
  return smallest(values, MAX_VALUES);
}

/** A long value is cut and told from its like by a hash: 8 days of hours full of new values must fit an item. */
function short(value: string): string {
  if (Buffer.byteLength(value) <= MAX_VALUE_BYTES) return value;
  const head = Buffer.from(value)
    .subarray(0, MAX_VALUE_BYTES - 9)
    .toString();
  return `${head.replace(/\uFFFD+$/, '')}~${sha256Hex(value).slice(0, 8)}`;
}

/** The `count` values with the smallest hashes, sorted. */
export function smallest(values: Iterable<string>, count: number): string[] {
  const all = [...values];
  if (all.length > count) all.sort((a, b) => fnv1a(a) - fnv1a(b) || (a < b ? -1 : 1)).splice(count);
  return all.sort();
}

/**
 * Fowler-Noll-Vo 1a, 32 bits. Unkeyed on purpose: who picks values to be among the smallest only pushes out
 * his own known ones, and becomes more surprising.
 */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
