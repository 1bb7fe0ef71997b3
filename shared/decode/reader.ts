import type { Activity } from '../activity.ts';
import { admit, isBadId } from '../admit.ts';
import { isObject, object, text } from '../vendors/field.ts';
import { VENDORS } from '../vendors/index.ts';
import type { Json, JsonObject, Vendor } from '../vendors/vendor.ts';
import { type Unwrapped, unwrap } from './envelope.ts';
import { hasPrototypeKey, isTooDeep, MAX_DEPTH, parseJson } from './json.ts';
import { createTally, type IgnoredEvent, type MalformedEvent } from './tally.ts';

export interface DocumentOptions {
  readonly hashKey: Uint8Array;
  /** Vendors to ask; all of them unless told. */
  readonly vendors?: readonly Vendor[];
  /** The caller knows whose log this is; stamps inside are then not believed. */
  readonly vendor?: Vendor;
  /** `default` unless told. */
  readonly tenant?: string;
  /** Epoch milliseconds; absent for files, whose events are then not checked for dates in the future. */
  readonly arrival?: number;
  /** Events read at most; the rest is malformed. */
  readonly maxEvents?: number;
}

export interface DecodedText {
  readonly activities: readonly Activity[];
  readonly ignored: readonly IgnoredEvent[];
  readonly malformed: readonly MalformedEvent[];
}

export interface Reader {
  /** Reads a text if it is one JSON document, else leaves it and says false. */
  readonly read: (json: string) => boolean;
  /** Reads a line; an empty one is nothing, a bad one is malformed on its own. */
  readonly readLine: (json: string) => void;
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
  const { arrival } = options;
  const forced = options.vendor === undefined ? undefined : { vendor: options.vendor, tenant };
  const activities: Activity[] = [];
  const tally = createTally();
  const suspicions = new Set<string>();
  let events = 0;
  let unread = 0;

  function setAside(path: string, reason: string, vendor?: string, processed = false): void {
    const event = { path, reason, processed, first: Math.max(0, events - 1) };
    tally.setAside(vendor === undefined ? event : { vendor, ...event });
  }

  function readEvent(event: JsonObject, { vendor, tenant }: Stamp): void {
    const parsed = vendor.parse(event);
    if (parsed.kind === 'ignored') tally.ignore(parsed.reason, vendor.uid);
    else if (parsed.kind === 'malformed') setAside(parsed.path, parsed.reason, vendor.uid);
    else {
      const origin = { vendor: vendor.uid, tenant, hashKey };
      const admission = admit(parsed.draft, event, arrival === undefined ? origin : { ...origin, arrival });
      if (admission.kind === 'malformed') setAside(admission.path, admission.reason, vendor.uid);
      else {
        activities.push(admission.activity);
        for (const { path, reason } of admission.repairs) setAside(path, reason, vendor.uid, true);
      }
    }
  }

  function visitAs(stamp: Stamp | undefined): (unwrapped: Unwrapped) => void {
    return (unwrapped) => {
      events++;
      if (events > maxEvents) unread++;
      else if (unwrapped.kind === 'empty') tally.ignore('envelope without events', stamp?.vendor.uid);
      else if (unwrapped.kind === 'event')
        readEvent(unwrapped.event, stamp ?? { vendor: unwrapped.vendor, tenant });
      else if (stamp === undefined) setAside('', 'no vendor recognises this event');
      else setAside('', `stamped ${stamp.vendor.uid}, but does not look like one`, stamp.vendor.uid);
    };
  }

  function readStamped(record: JsonObject, stamp: JsonObject): void {
    const uid = text(stamp, 'vendor');
    const vendor = vendors.find((candidate) => candidate.uid === uid);
    const stampedTenant = stamp['tenant'] === undefined ? tenant : text(stamp, 'tenant');
    const contents = record['event'] ?? record['events'];
    if (vendor === undefined) refuseStamp('outflow.vendor', 'expected the name of a vendor that is known');
    else if (stampedTenant === undefined || isBadId(stampedTenant))
      refuseStamp('outflow.tenant', 'expected the name of a tenant', vendor.uid);
    else if (contents === undefined) refuseStamp('event', 'expected the stamped event or events', vendor.uid);
    else unwrap(contents, [vendor], visitAs({ vendor, tenant: stampedTenant }));
  }

  function refuseStamp(path: string, reason: string, vendor?: string): void {
    events++;
    setAside(path, reason, vendor);
  }

  function readOne(value: Json): void {
    const stamp = stampOf(value);
    if (stamp !== undefined && isObject(value)) readStamped(value, stamp);
    else unwrap(value, vendors, visitAs(undefined));
  }

  /** Stamps count on the outside and in a list there; deeper down an event could have brought its own. */
  function readValue(json: string, value: Json): void {
    if (hasPrototypeKey(json)) suspicions.add('holds a key named __proto__');
    if (isTooDeep(json)) suspicions.add(`nests deeper than ${MAX_DEPTH} levels`);
    if (forced !== undefined) unwrap(value, [forced.vendor], visitAs(forced));
    else if (Array.isArray(value) && value.length > 0) value.forEach(readOne);
    else readOne(value);
  }

  function read(json: string): boolean {
    const value = parseJson(json);
    if (value !== undefined) readValue(json, value);
    return value !== undefined;
  }

  return {
    read,
    readLine(json) {
      if (json.trim() === '') return;
      if (events >= maxEvents) {
        unread++;
        return;
      }
      if (read(json)) return;
      events++;
      setAside('', 'is not JSON');
    },
    finish() {
      const ignored = tally.ignored();
      const processed = activities.length > 0 || ignored.length > 0;
      for (const reason of suspicions) {
        tally.setAside({
          path: '',
          reason: processed ? `${reason}; processed` : reason,
          processed,
          first: 0,
        });
      }
      if (unread > 0)
        tally.setAside({ path: '', reason: tooMany(maxEvents), processed: false, first: maxEvents }, unread);
      return { activities, ignored, malformed: tally.malformed() };
    },
  };
}

function tooMany(maxEvents: number): string {
  return `holds more than ${maxEvents} events; the rest was not read`;
}

function stampOf(value: Json): JsonObject | undefined {
  return isObject(value) ? object(value, 'outflow') : undefined;
}
