import {
  type Activity,
  type ActorType,
  countsVolume,
  type Kind,
  movesData,
  type Outcome,
} from './activity.ts';

/**
 * What one event said about one operation, as the ledger keeps it: a line of JSON. The line is the reading's
 * identity, so a redelivered event is the same line and a set of lines needs no other key.
 */
export interface Reading {
  /** Keyed hash of the operation: readings that share it are merged. */
  readonly uid: string;
  readonly time: number;
  /** The operation may have further readings in a neighbouring hour. */
  readonly spans: boolean;
  /** Revision of the parser: among readings of one operation the highest is believed. */
  readonly revision: number;
  readonly kind: Kind;
  readonly operation: string;
  readonly outcome: Outcome;
  readonly records: number | null;
  readonly bytes: number | null;
  readonly datasets: readonly string[];
  readonly ip: string;
  readonly network: string;
  readonly country: string;
  readonly client: string;
  readonly app: string;
  readonly actorType: ActorType;
  readonly email: string;
  readonly name: string;
  readonly eventId: string;
  readonly sha256: string;
  readonly session: string;
}

/** Counts towards what was taken: a failed export took nothing. */
export function carriesData({ kind, outcome }: Pick<Reading, 'kind' | 'outcome'>): boolean {
  return outcome !== 'failure' && (movesData(kind) || countsVolume(kind));
}

/** A share or a destination has no size of its own; an export, read or list without one is unknown, not small. */
export function isUnsized({ kind, records, bytes }: Pick<Reading, 'kind' | 'records' | 'bytes'>): boolean {
  return countsVolume(kind) && records === null && bytes === null;
}

const MAX_DATASETS = 8;
const MAX_TEXT = 64;
const MAX_ADDRESS = 45;
const MAX_NAME = 128;

export function toReading(activity: Activity, network: string | undefined, revision: number): Reading {
  const { actor, source, volume } = activity;
  return {
    uid: activity.uid,
    time: activity.time,
    spans: activity.identity?.kind === 'operation',
    revision,
    kind: activity.kind,
    operation: cut(activity.operation, MAX_TEXT),
    outcome: activity.outcome,
    records: volume?.records ?? null,
    bytes: volume?.bytes ?? null,
    datasets: datasetsOf(activity),
    ip: cut(source?.ip ?? '', MAX_ADDRESS),
    network: cut(network ?? '', MAX_TEXT),
    country: cut(source?.country ?? '', MAX_TEXT),
    client: cut(source?.client ?? '', MAX_TEXT),
    app: cut(actor.app ?? '', MAX_TEXT),
    actorType: actor.type,
    email: cut(actor.email ?? '', MAX_NAME),
    name: cut(actor.name ?? '', MAX_NAME),
    eventId: cut(activity.eventId ?? '', MAX_NAME),
    sha256: activity.sha256 ?? '',
    session: cut(activity.session ?? '', MAX_TEXT),
  };
}

function datasetsOf({ resources }: Activity): string[] {
  const names = resources.map(({ type, name, uid }) => cut(`${type}:${name ?? uid}`, MAX_TEXT));
  return [...new Set(names)].sort().slice(0, MAX_DATASETS);
}

/** By code point, so that no surrogate pair is cut in half. */
function cut(text: string, maxLength: number): string {
  return text.length <= maxLength
    ? text
    : text
        .slice(0, maxLength)
        .toWellFormed()
        .replace(/\uFFFD$/, '');
}

/** Positional, because every name would be stored a thousand times. The order is part of the stored format. */
export function encodeReading(r: Reading): string {
  return JSON.stringify([
    r.uid,
    r.time,
    r.spans ? 1 : 0,
    r.revision,
    r.kind,
    r.operation,
    r.outcome,
    r.records,
    r.bytes,
    r.datasets,
    r.ip,
    r.network,
    r.country,
    r.client,
    r.app,
    r.actorType,
    r.email,
    r.name,
    r.eventId,
    r.sha256,
    r.session,
  ]);
}

type Tuple = [
  string,
  number,
  0 | 1,
  number,
  Kind,
  string,
  Outcome,
  number | null,
  number | null,
  string[],
  ...string[],
];

export function decodeReading(line: string): Reading {
  // Written by encodeReading above; nothing from outside reaches the table that did not pass through it.
  const [uid, time, spans, revision, kind, operation, outcome, records, bytes, datasets, ...texts] =
    JSON.parse(line) as Tuple;
  const [ip = '', network = '', country = '', client = '', app = '', type, email = '', name = '', ...rest] =
    texts;
  return {
    uid,
    time,
    spans: spans === 1,
    revision,
    kind,
    operation,
    outcome,
    records,
    bytes,
    datasets,
    ip,
    network,
    country,
    client,
    app,
    actorType: type as ActorType,
    email,
    name,
    eventId: rest[0] ?? '',
    sha256: rest[1] ?? '',
    session: rest[2] ?? '',
  };
}
