import { gzipSync } from 'node:zlib';
import type { StreamRecord } from '../../shared/decode.ts';
import { dateText } from '../../shared/time.ts';

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
/**
 * Of a batch, those of most records: whoever stamps each record with another name must not make thousands of objects, which
 * no call outlives.
 */
const MAX_NAMES = 64;

/**
 * Of a batch, which is delivered again as a whole: objects are named by their first record, so that a retry lands on
 * the same ones. Every record is in exactly one of them, whatever its bytes.
 */
export function archiveObjects(records: readonly StreamRecord[]): ArchiveObject[] {
  const folders = new Map<string, { readonly first: StreamRecord; readonly lines: string[] }>();
  const placed = records.map(place);
  const names = mostOf(placed.flatMap(({ vendor }) => vendor ?? []));
  for (const { record, vendor, line } of placed) {
    const folder = folderOf(record, vendor === undefined || names.has(vendor) ? vendor : UNSTAMPED);
    const open = folders.get(folder);
    if (open === undefined) folders.set(folder, { first: record, lines: [line] });
    else open.lines.push(line);
  }
  return [...folders].map(([folder, { first, lines }]) => ({
    key: `${folder}${first.sequenceNumber}-${lines.length}.ndjson.gz`,
    body: gzipSync(`${lines.join('\n')}\n`),
  }));
}

interface Placed {
  readonly record: StreamRecord;
  /** Undefined of what is no line. */
  readonly vendor: string | undefined;
  readonly line: string;
}

function place(record: StreamRecord): Placed {
  const line = Buffer.from(record.data, 'base64').toString('utf8');
  const vendor = vendorOf(line);
  return { record, vendor, line: vendor === undefined ? JSON.stringify(record) : line };
}

function mostOf(vendors: readonly string[]): ReadonlySet<string> {
  const counts = [...Map.groupBy(vendors, (vendor) => vendor)].sort(
    ([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1),
  );
  return new Set(counts.slice(0, MAX_NAMES).map(([vendor]) => vendor));
}

function folderOf({ arrival }: StreamRecord, vendor: string | undefined): string {
  const date = `date=${dateText(arrival)}/`;
  return vendor === undefined ? `${UNREADABLE}${date}` : `${RAW}vendor=${vendor}/${date}`;
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
