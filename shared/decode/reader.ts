import type { Activity } from '../activity.ts';
import { admit, isBadId, isMixedUp, type Origin } from '../admit.ts';
import type { HoneyIndex } from '../honey.ts';
import type { RuleSet } from '../sigma/rule-set.ts';
import { isObject, known, object, text } from '../vendors/field.ts';
import { VENDORS } from '../vendors/index.ts';
import { only, type Recognise, recogniserOf } from '../vendors/recognise.ts';
import type { Json, JsonObject, Vendor } from '../vendors/vendor.ts';
import { MAX_EXPANDED_BYTES, readRecordText } from './bytes.ts';
import { createDocuments } from './documents.ts';
import { type Unwrapped, unwrap, type Wrapping } from './envelope.ts';
import { hasPrototypeKey, isTooDeep, MAX_DEPTH, parseJson, withoutSyslogHeader } from './json.ts';
import { createLookout, type Place } from './lookout.ts';
import { createTally, feedOf, type IgnoredEvent, type MalformedEvent, type Tally } from './tally.ts';
import { type Held, whyUnrecognised } from './unrecognised.ts';

export interface DocumentOptions {
  readonly hashKey: Uint8Array;
  /** Vendors to ask; all of them unless told. */
  readonly vendors?: readonly Vendor[];
  /** Those of `vendors` whose mapping somebody may still be writing: what they do not recognise is said in full. */
  readonly mapped?: readonly Vendor[];
  /** The caller knows whose log this is; stamps inside are then not believed. */
  readonly vendor?: Vendor;
  /** `default` unless told. */
  readonly tenant?: string;
  /** Epoch milliseconds; absent for files, whose events are then not checked for dates in the future. */
  readonly arrival?: number;
  /**
   * Epoch milliseconds by which to date events that state no time, for reading samples; unless given, they are
   * malformed. Never for what is judged: an event dated by when it was read cannot be told from its duplicate.
   */
  readonly undatedTime?: number;
  /** Events read at most; the rest is malformed. */
  readonly maxEvents?: number;
  /** Match rules to ask about the raw event of every activity. */
  readonly rules?: RuleSet;
  /** Whether the names of fields are told, of a sample of events. */
  readonly namesFields?: boolean;
  /** Honey to look for in everything that is read, also in what cannot be read or says nothing else. */
  readonly honey?: HoneyIndex;
}

export interface DecodedText {
  readonly activities: readonly Activity[];
  readonly ignored: readonly IgnoredEvent[];
  readonly malformed: readonly MalformedEvent[];
  /** Bytes of text that came out of base64 inside it. */
  readonly unpackedBytes: number;
}

export interface Reader {
  /**
   * Reads one JSON document, a table with a header, or a JSON document on each line; `arrival` if it has its own. `replaced`:
   * bytes that were none of UTF-8 stand in it as U+FFFD.
   */
  readonly readText: (text: string, arrival?: number, replaced?: boolean) => void;
  /** Reads a line; an empty one is nothing, a bad one is malformed on its own. */
  readonly readLine: (json: string) => void;
  /** Reads what is JSON already, such as a row of a table. */
  readonly readValue: (value: Json) => void;
  /** What was read since the last time: one reader serves all records of a batch. */
  readonly finish: () => DecodedText;
}

/** Who wrote an event, where the record or the caller says so; otherwise the vendors are asked. */
interface Stamp {
  readonly vendor: Vendor;
  readonly tenant: string;
}

/** Collects what the documents of one record or file hold. */
export function createReader(options: DocumentOptions): Reader {
  const { hashKey, vendors = VENDORS, tenant = 'default', maxEvents = Number.POSITIVE_INFINITY } = options;
  const { undatedTime, mapped = [] } = options;
  const lookout = createLookout(options);
  const forced = options.vendor === undefined ? undefined : { vendor: options.vendor, tenant };
  const recognise = recogniserOf(vendors);
  const visitUnstamped = visitAs(undefined);
  const documents = createDocuments({
    parse,
    room: () => maxEvents - events,
    refuse: (reason) => refuse('', reason),
    leaveUnread: (count) => {
      unread += count;
    },
    lookForHoney,
  });
  let arrival = options.arrival;
  let activities: Activity[] = [];
  let tally: Tally | undefined;
  let suspicions: string[] = [];
  let events = 0;
  let unread = 0;
  let unpackedBytes = 0;
  let isReplaced = false;
  /** The last document, with its text: an event that is all of it has that text. */
  let document: Json | undefined;
  let documentText = '';
  let origin: Origin | undefined;
  /** What the event came in that is read now, with all that is around it. */
  let outermost: Json | undefined;

  function counts(): Tally {
    tally ??= createTally();
    return tally;
  }

  function setAside(path: string, reason: string, stamp?: Partial<Stamp>, processed = false): void {
    const event = { path, reason, processed, first: Math.max(0, events - 1) };
    counts().setAside({ ...feedOf(stamp?.vendor?.uid, stamp?.tenant), ...event });
  }

  function readEvent(event: JsonObject, stamp: Stamp): void {
    const { vendor, tenant } = stamp;
    const parsed = vendor.parse(event);
    if (parsed.kind === 'ignored') counts().ignore(parsed.reason, vendor.uid, tenant);
    else if (parsed.kind === 'malformed') setAside(parsed.path, parsed.reason, stamp);
    else {
      const admission = admit(parsed.draft, event, originOf(vendor.uid, tenant), textOf(event));
      if (admission.kind === 'malformed') setAside(admission.path, admission.reason, stamp);
      else if (isReplaced && isMixedUp(admission.activity)) setAside('actor', NOT_UTF8, stamp);
      else {
        activities.push(...lookout.marked(admission.activity, event, placeOf(event, vendor.uid, tenant)));
        for (const { path, reason } of admission.repairs) setAside(path, reason, stamp, true);
        return;
      }
    }
    lookForHoney(event, vendor.uid, tenant);
  }

  function lookForHoney(value: Json, vendor?: string, tenant = options.tenant ?? 'default'): void {
    activities.push(...lookout.sightings(value, placeOf(value, vendor, tenant)));
  }

  function placeOf(value: Json, vendor: string | undefined, tenant: string): Place {
    return { vendor, tenant, arrival, text: textOf(value) };
  }

  function textOf(value: Json): string | undefined {
    return document === value ? documentText : undefined;
  }

  /** The same one as long as it holds: a record is mostly of one vendor, and a file of one time. */
  function originOf(vendor: string, tenant: string): Origin {
    if (origin?.vendor !== vendor || origin.tenant !== tenant || origin.arrival !== arrival)
      origin = known({ vendor, tenant, hashKey, arrival, undatedTime });
    return origin;
  }

  function visitAs(stamp: Stamp | undefined): (unwrapped: Unwrapped) => void {
    return (unwrapped) => {
      if (events >= maxEvents) unread++;
      else if (unwrapped.kind === 'text') readInner(unwrapped.text, stamp, unwrapped.inside);
      else if (unwrapped.kind === 'packed') unpack(unwrapped.base64, stamp, unwrapped.inside);
      else {
        events++;
        if (unwrapped.kind === 'event') {
          readEvent(unwrapped.event, stamp ?? { vendor: unwrapped.vendor, tenant });
          return;
        }
        const { kind, value } = unwrapped;
        if (kind === 'ignored') counts().ignore(unwrapped.reason, stamp?.vendor.uid, stamp?.tenant);
        else setAside('', whyUnrecognised(heldBy(stamp), value, outermost), stamp);
        lookForHoney(value, stamp?.vendor.uid, stamp?.tenant);
      }
    };
  }

  function heldBy(stamp: Stamp | undefined): Held {
    if (stamp === undefined) return { kind: 'asked', mapped };
    return { kind: stamp === forced ? 'named' : 'stamped', vendor: stamp.vendor };
  }

  /** All that one document packs shares one limit: a thousand small bombs are no better than a large one. */
  function unpack(base64: string, stamp: Stamp | undefined, inside: Wrapping): void {
    const content = readRecordText(base64, MAX_EXPANDED_BYTES - unpackedBytes);
    unpackedBytes += content.bytes;
    if (content.kind === 'text') {
      isReplaced ||= content.replaced === true;
      readInner(content.text, stamp, inside);
    } else refuse('', `${content.reason} (inside an envelope)`, stamp);
  }

  function readInner(text: string, stamp: Stamp | undefined, inside: Wrapping): void {
    documents.readText(text, (value) => unwrap(value, recogniserFor(stamp), visitAs(stamp), inside));
  }

  function recogniserFor(stamp: Stamp | undefined): Recognise {
    return stamp === undefined ? recognise : only(stamp.vendor);
  }

  function readStamped(record: JsonObject, stamp: JsonObject): void {
    const uid = text(stamp, 'vendor');
    const vendor = vendors.find((candidate) => candidate.uid === uid);
    const stampedTenant = stamp['tenant'] === undefined ? tenant : text(stamp, 'tenant');
    const contents = record['event'] ?? record['events'];
    if (vendor === undefined) refuse('outflow.vendor', 'expected the name of a vendor that is known');
    else if (stampedTenant === undefined || isBadId(stampedTenant))
      refuse('outflow.tenant', 'expected the name of a tenant', { vendor });
    else if (contents === undefined)
      refuse('event', 'expected the stamped event or events', { vendor, tenant: stampedTenant });
    else {
      unwrap(contents, only(vendor), visitAs({ vendor, tenant: stampedTenant }));
      return;
    }
    lookForHoney(record, vendor?.uid);
  }

  /** Counts as an event, so that a document of nothing but these has its limit too. */
  function refuse(path: string, reason: string, stamp?: Partial<Stamp>): void {
    events++;
    setAside(path, reason, stamp);
  }

  function readOne(value: Json): void {
    outermost = value;
    const stamp = stampOf(value);
    if (stamp !== undefined && isObject(value)) readStamped(value, stamp);
    else unwrap(value, recognise, visitUnstamped);
  }

  /** Stamps count on the outside and in a list there; deeper down an event could have brought its own. */
  function readValue(value: Json): void {
    outermost = value;
    if (forced !== undefined) unwrap(value, only(forced.vendor), visitAs(forced));
    else if (Array.isArray(value) && value.length > 0) value.forEach(readOne);
    else readOne(value);
  }

  /** Undefined if the text is not JSON. */
  function parse(text: string): Json | undefined {
    const json = withoutSyslogHeader(text);
    const value = parseJson(json);
    if (value === undefined) return undefined;
    document = value;
    documentText = json.trim();
    if (hasPrototypeKey(json)) suspect('holds a key named __proto__');
    if (isTooDeep(json)) suspect(`nests deeper than ${MAX_DEPTH} levels`);
    return value;
  }

  function suspect(reason: string): void {
    if (!suspicions.includes(reason)) suspicions.push(reason);
  }

  return {
    readText(text, at = options.arrival, replaced = false) {
      arrival = at;
      isReplaced = replaced;
      documents.readText(text, readValue);
    },
    readLine: (json) => documents.readLine(json, readValue),
    readValue,
    finish() {
      const ignored = tally?.ignored() ?? [];
      const processed = activities.length > 0 || ignored.length > 0;
      if (isReplaced) {
        // Of bytes that are no text nothing else is to be said.
        if (!processed) tally = undefined;
        suspect(NOT_UTF8);
      }
      for (const reason of suspicions) {
        counts().setAside({
          path: '',
          reason: processed ? `${reason}; processed` : reason,
          processed,
          first: 0,
        });
      }
      if (unread > 0)
        counts().setAside(
          { path: '', reason: tooMany(maxEvents), processed: false, first: maxEvents },
          unread,
        );
      const decoded = { activities, ignored, malformed: tally?.malformed() ?? [], unpackedBytes };
      activities = [];
      tally = undefined;
      suspicions = [];
      document = undefined;
      events = 0;
      unread = 0;
      unpackedBytes = 0;
      isReplaced = false;
      return decoded;
    },
  };
}

const NOT_UTF8 = 'is not UTF-8 text';

function tooMany(maxEvents: number): string {
  return `holds more than ${maxEvents} events; the rest was not read`;
}

function stampOf(value: Json): JsonObject | undefined {
  return isObject(value) ? object(value, 'outflow') : undefined;
}
