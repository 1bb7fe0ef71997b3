import { gzipSync } from 'node:zlib';
import type { StreamRecord } from '../../shared/decode.ts';
import { dayOf, dayText } from '../../shared/time.ts';

/** Records of one vendor and day as they came, one a line. */
export interface ArchiveObject {
  readonly key: string;
  /** Gzip. */
  readonly body: Uint8Array;
}

export const RAW = 'raw/';
/** Records that are no single line of JSON, such as gzip: as JSON around their bytes in base64. */
export const UNREADABLE = 'unpartitioned/';
/** Of a record that its producer did not stamp, or stamped with what is no name, or with one too many. */
export const UNSTAMPED = 'unstamped';
/** Of a batch: whoever stamps each record with another name must not make thousands of objects, which no call outlives. */
const MAX_NAMES = 64;

/**
 * Of a batch, which is delivered again as a whole: objects are named by their first record, so that a retry lands on
 * the same ones. Every record is in exactly one of them, whatever its bytes.
 */
export function archiveObjects(records: readonly StreamRecord[]): ArchiveObject[] {
  const folders = new Map<string, { readonly first: StreamRecord; readonly lines: string[] }>();
  const names = new Set<string>();
  const known = (name: string) => {
    if (names.size < MAX_NAMES) names.add(name);
    return names.has(name) ? name : UNSTAMPED;
  };
  for (const record of records) {
    const { folder, line } = place(record, known);
    const open = folders.get(folder);
    if (open === undefined) folders.set(folder, { first: record, lines: [line] });
    else open.lines.push(line);
  }
  return [...folders].map(([folder, { first, lines }]) => ({
    key: `${folder}${first.sequenceNumber}-${lines.length}.ndjson.gz`,
    body: gzipSync(`${lines.join('\n')}\n`),
  }));
}

function place(
  record: StreamRecord,
  known: (name: string) => string,
): { readonly folder: string; readonly line: string } {
  const date = `date=${dayText(dayOf(record.arrival))}/`;
  const line = Buffer.from(record.data, 'base64').toString('utf8');
  const vendor = vendorOf(line);
  if (vendor === undefined) return { folder: `${UNREADABLE}${date}`, line: JSON.stringify(record) };
  return { folder: `${RAW}vendor=${known(vendor)}/${date}`, line };
}

/** A stamp is written by its producer: what is no name would become a folder of its own. */
const NAME = /^[a-z0-9-]{1,32}$/;

/** Undefined where the text is no line that the archive's table can read. */
function vendorOf(line: string): string | undefined {
  if (/[\n\r\ufffd]/.test(line)) return undefined;
  try {
    const { outflow } = JSON.parse(line) as { outflow?: { vendor?: unknown } };
    const vendor = outflow?.vendor;
    return typeof vendor === 'string' && NAME.test(vendor) ? vendor : UNSTAMPED;
  } catch {
    return undefined;
  }
}
