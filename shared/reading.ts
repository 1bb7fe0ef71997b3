import {
  type Activity,
  type ActorType,
  countsVolume,
  type Kind,
  movesData,
  type Outcome,
} from './activity.ts';
import { sha256Hex } from './hash.ts';
import { OTHERS, othersId } from './others.ts';

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
  /** As whoever opened the session called it; empty where nobody could. */
  readonly sessionName: string;
  /** Key, token or grant that was used; empty where the vendor names none. */
  readonly credential: string;
  /** The address belongs to a provider that rents out machines. */
  readonly hosting: boolean;
  /** Rules that the raw event matched, and honey records that it holds. */
  readonly hits: readonly string[];
  /** In whose ledger this is kept: of who did it, of the account that it was done to, or of the address. */
  readonly part: Part;
  /** Whom it was done to; in the ledgers of the others, who did it. Empty where nobody else is concerned. */
  readonly counterpart: string;
  /** A share that was opened to outsiders or to anybody. */
  readonly outside: boolean;
}

export type Part = 'actor' | 'target' | 'source';

/** Counts towards what was taken: a failed export took nothing. */
export function carriesData({ kind, outcome, part }: Pick<Reading, 'kind' | 'outcome' | 'part'>): boolean {
  return part === 'actor' && outcome !== 'failure' && (movesData(kind) || countsVolume(kind));
}

/** A share or a destination has no size of its own; an export, read or list without one is unknown, not small. */
export function isUnsized({ kind, records, bytes }: Pick<Reading, 'kind' | 'records' | 'bytes'>): boolean {
  return countsVolume(kind) && records === null && bytes === null;
}

/** What a record is said to be where bytes are compared with records. */
export const RECORD_BYTES = 1000;
/** An export of unknown size counts like a large one, in records. */
export const UNKNOWN_EXPORT = 1000;
/** A read of unknown size counts like a screenful. */
export const UNKNOWN_READ = 10;

/** Of one operation. */
export const MAX_DATASETS = 8;
const MAX_TEXT = 64;
const MAX_ADDRESS = 45;
const MAX_NAME = 128;

/**
 * Of the one who did it; `readingFor` makes the same event's reading for another ledger. `source`: with what the address
 * itself tells.
 */
export function toReading(
  activity: Activity,
  network: string | undefined,
  revision: number,
  source = activity.source,
): Reading {
  const { actor, volume } = activity;
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
    sessionName: cut(activity.sessionName ?? '', MAX_TEXT),
    credential: cut(actor.credential ?? '', MAX_TEXT),
    hosting: source?.hosting ?? false,
    hits: activity.hits ?? [],
    part: 'actor',
    counterpart: cut(
      activity.target?.uid ?? activity.target?.alias ?? activity.target?.email ?? '',
      MAX_NAME,
    ),
    outside: activity.outside === true,
  };
}

/** What the ledger of the account that it was done to, or of the address it came from, keeps of the same event. */
export function readingFor(part: 'target' | 'source', reading: Reading, actor: string): Reading {
  return {
    ...reading,
    part,
    // An attempt to sign in stands by itself, also where it failed in one hour and succeeded in the next.
    spans: part !== 'source' && reading.spans,
    counterpart: cut(actor, MAX_NAME),
    datasets: [],
    records: null,
    bytes: null,
    sha256: '',
    hits: [],
    outside: false,
  };
}

function datasetsOf({ resources }: Activity): string[] {
  const all = resources.map(({ type, name, uid }) => keptDataset(`${type}:${name ?? uid}`));
  const names = [...new Set(all)].sort();
  if (names.length <= MAX_DATASETS) return names;
  const rest = names.splice(MAX_DATASETS - 1);
  return [...names, `${OTHERS}:${othersId(rest)}`];
}

/**
 * As a reading keeps the name of a dataset: a long one is told from its like by a hash. All secrets of a region begin with the
 * same 60 letters for whoever names them by their ARN, and would be one.
 */
export function keptDataset(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return `${cut(text, MAX_TEXT - 9)}~${sha256Hex(text).slice(0, 8)}`;
}

/** As a reading keeps the name of an operation, a network or a client. */
export function keptText(text: string): string {
  return cut(text, MAX_TEXT);
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
    r.credential,
    r.hosting ? 1 : 0,
    r.hits,
    PARTS.indexOf(r.part),
    r.counterpart,
    // Few are, and the lines of all others stay as they were.
    ...(r.sessionName !== '' ? [r.outside ? 1 : 0, r.sessionName] : r.outside ? [1] : []),
  ]);
}

const PARTS: readonly Part[] = ['actor', 'target', 'source'];

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
  string,
  string,
  string,
  string,
  string,
  ActorType,
  string,
  string,
  string,
  string,
  string,
  string,
  0 | 1,
  string[],
  number,
  string,
  (0 | 1)?,
  string?,
];

export function decodeReading(line: string): Reading {
  // Written by encodeReading above; nothing from outside reaches the table that did not pass through it.
  const [uid, time, spans, revision, kind, operation, outcome, records, bytes, datasets, ...texts] =
    JSON.parse(line) as Tuple;
  const [ip, network, country, client, app, actorType, email, name, eventId, sha256, session, ...rest] =
    texts;
  const [credential, hosting, hits, part, counterpart, outside, sessionName = ''] = rest;
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
    actorType,
    email,
    name,
    eventId,
    sha256,
    session,
    credential,
    hosting: hosting === 1,
    hits,
    part: PARTS[part] ?? 'actor',
    counterpart,
    outside: outside === 1,
    sessionName,
  };
}
