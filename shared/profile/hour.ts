import { type ActorType, countsVolume, movesData } from '../activity.ts';
import type { Operation } from '../ledger.ts';
import type { Reading } from '../reading.ts';

/** What a detector may know of one hour: a pure function of that hour's ledger (and its neighbours'). */
export interface Hour {
  /** Exports, bulk reads and lists that succeeded, and shares and destinations. */
  readonly exports: number;
  /** Those among them that state neither records nor bytes. */
  readonly unsized: number;
  readonly records: number;
  readonly bytes: number;
  /** Operations whose readings contradict each other about the volume. */
  readonly conflicts: number;
  /** Holds operations that may go on in the hour after or come from the hour before. */
  readonly spans: boolean;
  /** Values seen per facet, on anything that did not fail. */
  readonly facets: Facets;
}

export const FACETS = ['network', 'country', 'client', 'app'] as const;
export type Facet = (typeof FACETS)[number];
export type Facets = Readonly<Record<Facet, readonly string[]>>;

/** Values of one facet that an hour keeps: the smallest by hash, so that which ones does not depend on order. */
export const MAX_VALUES = 8;

/** Who acted, as far as the newest event tells. */
export interface Who {
  readonly time: number;
  readonly type: ActorType;
  readonly email: string;
  readonly name: string;
}

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
    bytes: Math.round(sum(carried.map(({ bytes, weight }) => (bytes ?? 0) * weight))),
    conflicts: operations.filter(({ conflict }) => conflict).length,
    spans,
    facets: {
      network: valuesOf(operations, 'network'),
      country: valuesOf(operations, 'country'),
      client: valuesOf(operations, 'client'),
      app: valuesOf(operations, 'app'),
    },
  };
}

/** Counts towards what was taken: a failed export took nothing. */
export function carriesData({ kind, outcome }: Operation): boolean {
  return outcome !== 'failure' && (movesData(kind) || countsVolume(kind));
}

const failed = ({ outcome }: Reading) => outcome === 'failure';

/** A share or a destination has no size of its own; an export, read or list without one is unknown, not small. */
export function isUnsized({ kind, records, bytes }: Operation): boolean {
  return countsVolume(kind) && records === null && bytes === null;
}

/** Of readings, not operations: an operation's time moves back when an earlier chunk arrives late. */
export function whoIs(readings: readonly Reading[]): Who | undefined {
  return readings
    .filter((reading) => !failed(reading))
    .map(({ time, actorType: type, email, name }): Who => ({ time, type, email, name }))
    .reduce<Who | undefined>(
      (newest, who) => (newest === undefined || isNewer(who, newest) ? who : newest),
      undefined,
    );
}

/** Total, so that two events of one instant give the same answer in either order. */
export function isNewer(who: Who, than: Who): boolean {
  if (who.time !== than.time) return who.time > than.time;
  return JSON.stringify(who) > JSON.stringify(than);
}

function valuesOf(operations: readonly Operation[], facet: Facet): string[] {
  const values = new Set(operations.filter((one) => !failed(one)).map((one) => one[facet]));
  values.delete('');
  return smallest(values, MAX_VALUES);
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
