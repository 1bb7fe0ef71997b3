import type { MalformedEvent } from '../../shared/decode.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { dateText } from '../../shared/time.ts';

/** Where records go that hold what could not be read, or could not be read as it stands: bytes and reasons. */
export interface Quarantine {
  /** Gives the keys written. Setting the same records aside again overwrites what was written before. */
  setAside(records: readonly AsideRecord[]): Promise<readonly string[]>;
}

export interface AsideRecord {
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  /** Arrival at the stream, epoch milliseconds. */
  readonly arrival: number;
  /** As the stream delivered it: base64. */
  readonly data: string;
  /** What is wrong with it, at least one. */
  readonly causes: readonly MalformedEvent[];
}

export interface QuarantineObject {
  readonly key: string;
  /** One record per line, as JSON. */
  readonly body: string;
}

/** A single record can be larger: then it is alone in its object. */
export const MAX_OBJECT_LENGTH = 4 * 1024 * 1024;

/**
 * Objects of limited size, named by date of arrival, first sequence number, number of records and content: a
 * retry of the same records lands on the same objects, and no two others do.
 */
export function quarantineObjects(records: readonly AsideRecord[]): QuarantineObject[] {
  const objects: QuarantineObject[] = [];
  let chunk: { record: AsideRecord; line: string }[] = [];
  let length = 0;
  const flush = () => {
    const [first] = chunk;
    if (first === undefined) return;
    const body = chunk.map(({ line }) => line).join('');
    objects.push({ key: keyOf(first.record, chunk.length, body), body });
    chunk = [];
    length = 0;
  };
  for (const record of records) {
    const line = `${JSON.stringify(record)}\n`;
    if (length + line.length > MAX_OBJECT_LENGTH) flush();
    chunk.push({ record, line });
    length += line.length;
  }
  flush();
  return objects;
}

function keyOf({ arrival, sequenceNumber }: AsideRecord, count: number, body: string): string {
  return `quarantine/${dateText(arrival)}/${sequenceNumber}-${count}-${sha256Hex(body).slice(0, 8)}.ndjson`;
}
