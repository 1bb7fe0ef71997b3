import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { type Unwrapped, unwrap } from '../../shared/decode/envelope.ts';
import { hasPrototypeKey, isTooDeep, parseJson, withoutSyslogHeader } from '../../shared/decode/json.ts';
import { actorEntity } from '../../shared/entity.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { only } from '../../shared/vendors/recognise.ts';
import type { Json, JsonObject, Vendor } from '../../shared/vendors/vendor.ts';
import { type Entry, entryBytes, MAX_ENTRY_BYTES } from '../ports/stream.ts';
import type { LogRecord } from './log.ts';

/** Whose events a way in may bring. All that it brings is stamped so, whatever it says of itself. */
export interface BoundFeed {
  readonly vendor: Vendor;
  readonly tenant: string;
}

export interface Stamped {
  readonly entries: readonly Entry[];
  /** Envelopes without events and the like: nothing to judge in them. */
  readonly ignored: number;
  /** Text that even packed is too large for a record of the stream. */
  readonly tooLarge: readonly string[];
}

const STAMP_KEY_LENGTH = 32;
/** From this size on a record is packed: well below what the stream takes, and most events are far below it. */
const PACKED_FROM_BYTES = 512 * 1024;

/**
 * Records for the stream from one document: one of them for each event in it. What cannot be read goes along as it
 * is, because `detect` sets it aside with its bytes and its reason.
 */
export function stampText(text: string, feed: BoundFeed): Stamped {
  return stampValue(readable(text) ?? text, feed);
}

/** Undefined for what is no JSON, or JSON that `detect` has to see as it came, because it is out to trip its reader. */
function readable(text: string): Json | undefined {
  const json = withoutSyslogHeader(text);
  return isTooDeep(json) || hasPrototypeKey(json) ? undefined : parseJson(json);
}

/** Undefined of what cannot be read. */
export function stampRecord(record: LogRecord, feed: BoundFeed): Stamped | undefined {
  if (record.kind === 'unreadable') return undefined;
  return record.kind === 'row' ? stampValue(record.row, feed) : stampText(record.text, feed);
}

export function stampValue(value: Json, feed: BoundFeed): Stamped {
  const recognise = only(feed.vendor);
  const entries: Entry[] = [];
  const tooLarge: string[] = [];
  let ignored = 0;
  let packed = false;

  function add(event: Json, actor?: string): void {
    const json = written(event);
    const stamp = JSON.stringify({ vendor: feed.vendor.uid, tenant: feed.tenant });
    const record = `{"outflow":${stamp},"event":${json}}`;
    const partitionKey = sha256Hex(actor ?? json).slice(0, STAMP_KEY_LENGTH);
    const plain = Buffer.from(record);
    const entry = { data: plain.length < PACKED_FROM_BYTES ? plain : gzipSync(plain), partitionKey };
    if (entryBytes(entry) > MAX_ENTRY_BYTES) tooLarge.push(json);
    else entries.push(entry);
  }

  function visit(found: Unwrapped): void {
    if (found.kind === 'event') add(found.event, actorOf(found.event, feed));
    else if (found.kind === 'ignored') ignored++;
    else if (found.kind === 'unrecognised') add(found.value);
    else if (found.kind === 'packed') packed = true;
    else {
      const inner = readable(found.text);
      if (inner === undefined) add(found.text);
      else unwrap(inner, recognise, visit, found.inside);
    }
  }

  unwrap(value, recognise, visit);
  if (packed) {
    // Base64 inside an envelope is opened by `detect`, which limits what it may expand to.
    entries.length = 0;
    tooLarge.length = 0;
    add(value);
  }
  return { entries, ignored, tooLarge };
}

/**
 * What nests so deeply that the engine cannot write it must not stop the events behind it: in its place stands a text,
 * which `detect` counts as unreadable and sets aside.
 */
function written(event: Json): string {
  try {
    return JSON.stringify(event);
  } catch {
    return JSON.stringify('An event that nests too deeply to be written.');
  }
}

/** The account that acted, if the parser can tell it: its events then stay on one shard, in order. */
function actorOf(event: JsonObject, { vendor, tenant }: BoundFeed): string | undefined {
  const parsed = vendor.parse(event);
  return parsed.kind === 'activity'
    ? actorEntity({ vendor: vendor.uid, tenant, actor: parsed.draft.actor })
    : undefined;
}
