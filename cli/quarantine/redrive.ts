import type { HeldBucket, HeldObject, Redriven } from './bucket.ts';
import { type HeldRecord, recordsOf } from './held.ts';

export interface Redrive {
  readonly bucket: HeldBucket;
  readonly put: (records: readonly HeldRecord[]) => Promise<void>;
  readonly now: () => number;
  /** Also what was put on the stream before. */
  readonly again?: boolean;
}

export type RedriveOutcome = Redriven & { readonly kind: 'redriven' | 'was-redriven' };

/**
 * Puts an object's records on the stream again, and marks it afterwards: whoever is interrupted begins again with
 * the object that has no mark. What is put twice changes nothing, because the detector only ever assigns.
 */
export async function redriveObject(
  { key }: HeldObject,
  { bucket, put, now, again = false }: Redrive,
): Promise<RedriveOutcome> {
  const before = await bucket.redriven(key);
  if (before !== undefined && !again) return { kind: 'was-redriven', ...before };
  const records = recordsOf(bucket.kind, key, await bucket.read(key));
  await put(records);
  const redriven = { at: new Date(now()).toISOString(), records: records.length };
  await bucket.mark(key, redriven);
  return { kind: 'redriven', ...redriven };
}
