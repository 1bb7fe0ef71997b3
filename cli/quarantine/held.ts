import type { AsideRecord } from '../../functions/ports/quarantine.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { UserError } from '../errors.ts';

/** A record that was set aside, as it came from the stream. */
export interface HeldRecord {
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  /** Arrival at the stream, epoch milliseconds. */
  readonly arrival: number;
  /** Base64. */
  readonly data: string;
  /** Why it is here, as text that a stranger may have written part of. */
  readonly reasons: readonly string[];
}

/** `unreadable`: from `detect`, one record a line. `failed`: from the event source mapping, a batch with its payload. */
export type HeldKind = 'unreadable' | 'failed';

/** Eight characters that stand for an object's key: long enough that they never meet in one bucket. */
export function shortKey(key: string): string {
  return sha256Hex(key).slice(0, 8);
}

/** Larger ones Outflow and Lambda do not write: a batch has at most 6 MB, and a record of the stream 10 MiB. */
export const MAX_OBJECT_BYTES = 64 * 1024 * 1024;

/** The records of an object; undefined: it is somebody else's, for anyone who may write to the bucket may have put it there. */
export function heldRecords(kind: HeldKind, body: string): HeldRecord[] | undefined {
  const records = kind === 'unreadable' ? unreadable(body) : failed(body);
  return records?.every(isOfStream) ? records : undefined;
}

export function recordsOf(kind: HeldKind, key: string, body: string): HeldRecord[] {
  const records = heldRecords(kind, body);
  if (records === undefined) throw notOurs(key);
  return records;
}

export const NOT_OURS =
  'is not an object that Outflow or Lambda wrote: look at it by hand, it stays where it is';

export function notOurs(key: string): UserError {
  return new UserError(`${key} ${NOT_OURS}.`);
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html: others no stream has held. */
function isOfStream({ partitionKey, arrival }: HeldRecord): boolean {
  return partitionKey.length >= 1 && partitionKey.length <= 256 && Math.abs(arrival) <= MAX_DATE_MS;
}

const MAX_DATE_MS = 8.64e15;

function unreadable(body: string): HeldRecord[] | undefined {
  const records = body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => toHeld(parse(line)));
  return records.every((one) => one !== undefined) ? records : undefined;
}

function toHeld(value: unknown): HeldRecord | undefined {
  if (!isObject(value)) return undefined;
  const { partitionKey, sequenceNumber, arrival, data, causes } = value as Partial<AsideRecord>;
  if (typeof partitionKey !== 'string' || typeof sequenceNumber !== 'string') return undefined;
  if (typeof data !== 'string' || typeof arrival !== 'number' || !Array.isArray(causes)) return undefined;
  const reasons = (causes as readonly unknown[]).map(reasonOf);
  return reasons.every((one) => one !== undefined)
    ? { partitionKey, sequenceNumber, arrival, data, reasons }
    : undefined;
}

function reasonOf(cause: unknown): string | undefined {
  if (!isObject(cause)) return undefined;
  const { path, reason } = cause;
  if (typeof path !== 'string' || typeof reason !== 'string') return undefined;
  return path === '' ? reason : `${path}: ${reason}`;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html: S3 gets the whole payload. */
function failed(body: string): HeldRecord[] | undefined {
  const batch = parse(body);
  const payload = isObject(batch) ? batch['payload'] : undefined;
  const records = isObject(payload) ? payload['Records'] : undefined;
  const context = isObject(batch) && isObject(batch['requestContext']) ? batch['requestContext'] : {};
  if (!Array.isArray(records)) return undefined;
  const reason = `${String(context['condition'])} after ${String(context['approximateInvokeCount'])} attempts`;
  const held = records.map((record: unknown) => fromKinesis(record, reason));
  return held.every((one) => one !== undefined) ? held : undefined;
}

function fromKinesis(record: unknown, reason: string): HeldRecord | undefined {
  const kinesis = isObject(record) ? record['kinesis'] : undefined;
  if (!isObject(kinesis)) return undefined;
  const { partitionKey, sequenceNumber, data, approximateArrivalTimestamp: seconds } = kinesis;
  if (typeof partitionKey !== 'string' || typeof sequenceNumber !== 'string') return undefined;
  if (typeof data !== 'string' || typeof seconds !== 'number') return undefined;
  return { partitionKey, sequenceNumber, arrival: Math.round(seconds * 1000), data, reasons: [reason] };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
