/** What a way in puts on the stream. */
export interface Entry {
  readonly data: Uint8Array;
  readonly partitionKey: string;
}

export interface EventStream {
  /** Resolves when every entry is on the stream. If it throws, some may be: putting all of them again is harmless. */
  put(entries: readonly Entry[]): Promise<void>;
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const ENTRIES_PER_PUT = 500;
const BYTES_PER_PUT = 5 * 1024 * 1024;
export const MAX_ENTRY_BYTES = 1024 * 1024;

/** As few calls as the limits of PutRecords allow. */
export function* puts(entries: readonly Entry[]): Generator<readonly Entry[]> {
  let start = 0;
  let bytes = 0;
  for (const [index, entry] of entries.entries()) {
    const size = entryBytes(entry);
    if (index > start && (index - start === ENTRIES_PER_PUT || bytes + size > BYTES_PER_PUT)) {
      yield entries.slice(start, index);
      start = index;
      bytes = 0;
    }
    bytes += size;
  }
  if (start < entries.length) yield entries.slice(start);
}

/** The partition key counts towards the limits. */
export function entryBytes({ data, partitionKey }: Entry): number {
  return data.length + Buffer.byteLength(partitionKey);
}

/** Entries that the stream did not take in time: a throttle, which a later attempt can mend. */
export class StreamFullError extends Error {
  override readonly name = 'StreamFullError';
  readonly $retryable = { throttling: true };
}
