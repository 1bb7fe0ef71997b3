import type { Draft, Kind } from '../activity.ts';

/** JSON as it comes from outside: nothing about it is known. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** An event that says nothing about data leaving; dropped on purpose and counted under its reason. */
export interface Ignored {
  readonly kind: 'ignored';
  readonly reason: string;
}

/** An event that cannot be read: goes to quarantine with its bytes. */
export interface Malformed {
  readonly kind: 'malformed';
  /** Where it went wrong, such as `actor.id`; empty for the whole record. */
  readonly path: string;
  /** What was expected there, or what is wrong, in words. */
  readonly reason: string;
}

export type Parsed = { readonly kind: 'activity'; readonly draft: Draft } | Ignored | Malformed;

export function ignored(reason: string): Ignored {
  return { kind: 'ignored', reason };
}

export function malformed(path: string, reason: string): Malformed {
  return { kind: 'malformed', path, reason };
}

/**
 * One vendor's audit log. Adding a vendor is one file like this, one fixture file, one line in `index.ts`.
 * Parsers are total: any JSON object in, one `Parsed` out, never a throw. They read known fields only and
 * let no customer data (query text, record contents) through.
 */
export const RECORD_UNITS = ['rows', 'objects'] as const;
export type RecordUnit = (typeof RECORD_UNITS)[number];

export interface Vendor {
  /** Short lower-case name, part of every key: never change it. */
  readonly uid: string;
  readonly title: string;
  /** Raised when a change of the parser makes its reading more authoritative than an older one. */
  readonly revision: number;
  /**
   * Keys of which each of its events has one: by them is known which vendors to ask. Unless given, this one is asked
   * of every event.
   */
  readonly marks?: readonly string[];
  /** Cheap test on a few keys: is this event one of ours? */
  recognises(event: JsonObject): boolean;
  /** Is it one of ours, where whoever brings it says so? Unless given, as `recognises` tells. */
  accepts?(event: JsonObject): boolean;
  /** The events in an answer of the vendor's API that packs them as no other does; undefined if it is none. */
  eventsIn?(answer: JsonObject): readonly Json[] | undefined;
  /** What an event would have to have to be recognised, in words that quote nothing of it. Mappings can tell. */
  lacks?(event: JsonObject): readonly string[];
  parse(event: JsonObject): Parsed;
  /**
   * What a record of its volumes is: a row of a table, unless told; or an object that a person opens one by one, such
   * as a file. A hundred rows are little, a hundred files are not: of an account that nobody knows it decides what is much.
   */
  readonly counts?: RecordUnit;
  /**
   * Whether an operation takes raw events, people, contacts or all that a space or an account holds in bulk, and its event
   * states no size: what was taken must not count for little because nobody knows it. None unless told.
   */
  isBulk?(operation: string): boolean;
  /**
   * Whether an operation opens a standing export of raw events or people, into a bucket or a warehouse, or sends one elsewhere:
   * what leaves by it is all that there is and will be, and no event of the log tells. None unless told.
   */
  isStanding?(operation: string): boolean;
  /** What the log tells and what it does not, for the coverage table and the report. */
  readonly coverage: Coverage;
}

export interface Coverage {
  /** How a customer gets the log, in a sentence. */
  readonly source: string;
  /** Usual delay between the action and its event reaching the customer. */
  readonly delay: string;
  readonly sees: readonly string[];
  /** Ways in which data leaves that this log does not show. */
  readonly blindSpots: readonly string[];
  /** Vendor documentation or public source. */
  readonly reference: string;
  readonly evidence?: Evidence;
  readonly shows?: Shows;
}

/** What the reading rests on: a vendor of prose only is shown as unverified wherever it is named. */
export interface Evidence {
  readonly grade: Grade;
  /** Month in which the source was read: `2026-11`. */
  readonly checked: string;
}

/** A published schema or complete list; an example and a list of fields; or a description in words. */
export const GRADES = ['schema', 'sample', 'prose only'] as const;
export type Grade = (typeof GRADES)[number];

/** What the log tells of each kind of step. A test holds it to the parser. */
export interface Shows {
  /** An operation that shows it, in the vendor's own words; a kind that is not here is not in the log. */
  readonly kinds: Partial<Record<Kind, string>>;
  /** In what the size of an export or a read is stated, where it is. */
  readonly volume: readonly ('records' | 'bytes')[];
  readonly address: boolean;
  /** Kinds of which more than an hour can pass before the customer can know. */
  readonly late: readonly Kind[];
}
