import { MAX_ENTRY_BYTES } from '../../functions/ports/stream.ts';
import type { HeldBucket, HeldObject, Redriven } from './bucket.ts';
import { type HeldRecord, heldRecords, MAX_OBJECT_BYTES } from './held.ts';

export interface Redrive {
  readonly bucket: HeldBucket;
  readonly put: (records: readonly HeldRecord[]) => Promise<void>;
  readonly now: () => number;
  /** Also what was put on the stream before. */
  readonly again?: boolean;
}

/** `not-ours`: neither Outflow nor Lambda wrote it, and it stays as it is. */
export type RedriveOutcome =
  | (Redriven & { readonly kind: 'was-redriven' })
  | (Redriven & { readonly kind: 'redriven'; readonly tooLarge: number })
  | { readonly kind: 'not-ours' };

/**
 * Puts an object's records on the stream again, and marks it afterwards, unless none of them fits the stream: whoever is interrupted begins again with
 * the object that has no mark. What is put twice changes nothing, because the detector only ever assigns.
 */
export async function redriveObject(
  object: HeldObject,
  { bucket, put, now, again = false }: Redrive,
): Promise<RedriveOutcome> {
  const { key } = object;
  const before = await bucket.redriven(key);
  if (before !== undefined && !again) return { kind: 'was-redriven', ...before };
  const records = await recordsIn(bucket, object);
  if (records === undefined) return { kind: 'not-ours' };
  // Of a dropped file, and set aside for that: the stream would refuse it for ever, and with it whatever comes after.
  const fitting = records.filter(fitsStream);
  const tooLarge = records.length - fitting.length;
  const redriven = { at: new Date(now()).toISOString(), records: fitting.length };
  if (fitting.length > 0 || tooLarge === 0) {
    await put(fitting);
    await bucket.mark(key, redriven);
  }
  return { kind: 'redriven', ...redriven, tooLarge };
}

function fitsStream({ data, partitionKey }: HeldRecord): boolean {
  return Buffer.byteLength(data, 'base64') + Buffer.byteLength(partitionKey) <= MAX_ENTRY_BYTES;
}

/** Undefined: it is somebody else's. What no one of ours has that size is not even read. */
export async function recordsIn(
  bucket: Pick<HeldBucket, 'kind' | 'read'>,
  { key, bytes }: HeldObject,
): Promise<HeldRecord[] | undefined> {
  return bytes > MAX_OBJECT_BYTES ? undefined : heldRecords(bucket.kind, await bucket.read(key));
}
