import type { Activity } from './activity.ts';
import { readRecordText } from './decode/bytes.ts';
import { createReader, type DecodedText, type DocumentOptions, type Reader } from './decode/reader.ts';
import type { IgnoredEvent, MalformedEvent } from './decode/tally.ts';
import type { HoneyIndex } from './honey.ts';
import type { RuleSet } from './sigma/rule-set.ts';
import type { Json, Vendor } from './vendors/vendor.ts';

/** One Kinesis record as Lambda hands it over. */
export interface StreamRecord {
  /** Base64. */
  readonly data: string;
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  /** Approximate arrival at the stream, epoch milliseconds. */
  readonly arrival: number;
}

export interface DecodeOptions {
  readonly hashKey: Uint8Array;
  /** Bytes of text, after expanding, that one call may read; 64 MiB unless told. */
  readonly budgetBytes?: number;
  /** Events that one call may read, each of which may be another account's to store; 10,000 unless told. */
  readonly budgetEvents?: number;
  /** Vendors to ask; all of them unless told. */
  readonly vendors?: readonly Vendor[];
  /** Match rules to ask about the raw event of every activity. */
  readonly rules?: RuleSet;
  /** Whether the names of fields are told, of a sample of events. */
  readonly namesFields?: boolean;
  /** Honey to look for in everything that is read. */
  readonly honey?: HoneyIndex;
}

export interface Arrival {
  readonly activity: Activity;
  /** Index of the record in the batch. */
  readonly record: number;
  readonly arrival: number;
}

export interface Decoded {
  readonly activities: readonly Arrival[];
  readonly ignored: readonly (IgnoredEvent & { readonly record: number })[];
  /** To be set aside with the bytes of their record. */
  readonly malformed: readonly (MalformedEvent & { readonly record: number })[];
  /** Index of the first record that was not decoded because the budget was used up. */
  readonly next?: number;
}

const BUDGET_BYTES = 64 * 1024 * 1024;
const BUDGET_EVENTS = 10_000;
export const MAX_RECORD_EVENTS = 10_000;

/**
 * Reads a batch: every event in it ends as an activity, as ignored or as malformed. Never throws, whatever the
 * bytes. The first record is always decoded, so that a batch always advances.
 */
export function decodeBatch(records: readonly StreamRecord[], options: DecodeOptions): Decoded {
  const { budgetBytes = BUDGET_BYTES, budgetEvents = BUDGET_EVENTS, ...documentOptions } = options;
  const reader = createReader({ ...documentOptions, maxEvents: MAX_RECORD_EVENTS });
  const activities: Arrival[] = [];
  const ignored: (IgnoredEvent & { record: number })[] = [];
  const malformed: (MalformedEvent & { record: number })[] = [];
  let usedBytes = 0;
  for (const [record, { data, arrival }] of records.entries()) {
    const isSpent = usedBytes >= budgetBytes || activities.length >= budgetEvents;
    if (record > 0 && isSpent) return { activities, ignored, malformed, next: record };
    const content = readRecordText(data);
    usedBytes += content.bytes;
    if (content.kind === 'malformed') {
      malformed.push({ path: '', reason: content.reason, processed: false, count: 1, first: 0, record });
      continue;
    }
    reader.readText(content.text, arrival, content.replaced);
    const read = reader.finish();
    usedBytes += read.unpackedBytes;
    for (const activity of read.activities) activities.push({ activity, record, arrival });
    for (const event of read.ignored) ignored.push({ ...event, record });
    for (const event of read.malformed) malformed.push({ ...event, record });
  }
  return { activities, ignored, malformed };
}

/** Reads one JSON document, a table with a header, or one document per line. For files that fit in memory. */
export function decodeText(text: string, options: DocumentOptions): DecodedText {
  return decodeWith(options, ({ readText }) => readText(text));
}

/** Reads exactly one JSON document, such as one line of a file that is too large to hold. */
export function decodeDocument(json: string, options: DocumentOptions): DecodedText {
  return decodeWith(options, ({ readLine }) => readLine(json));
}

/** Reads what is JSON already, such as one row of a table that is too large to hold. */
export function decodeValue(value: Json, options: DocumentOptions): DecodedText {
  return decodeWith(options, ({ readValue }) => readValue(value));
}

function decodeWith(options: DocumentOptions, read: (reader: Reader) => void): DecodedText {
  const reader = createReader(options);
  read(reader);
  return reader.finish();
}

export type { DecodedText, DocumentOptions } from './decode/reader.ts';
export type { IgnoredEvent, MalformedEvent } from './decode/tally.ts';
