import { textOf } from '../../functions/ingest/log.ts';
import { dateFolder, RAW, UNPARTITIONED, UNSTAMPED, vendorFolder } from '../../shared/archive.ts';
import { readRecordText } from '../../shared/decode/bytes.ts';
import { parseJson } from '../../shared/decode/json.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/time.ts';
import { isObject, number, text } from '../../shared/vendors/field.ts';
import type { Archive } from './archive.ts';

/** A record as it came on the stream, or what it was packed into. */
export interface ArchivedRecord {
  readonly text: string;
  /** Epoch milliseconds of its arrival on the stream, or shortly after. */
  readonly arrival: number;
  /** Of its object. */
  readonly key: string;
}

/** Folders in which records of a vendor can lie: stamped, not stamped, and not parted. */
export async function foldersFor(archive: Archive, vendor: string | undefined): Promise<readonly string[]> {
  const raw =
    vendor === undefined
      ? (await archive.folders(RAW)).map((name) => `${RAW}${name}`)
      : [vendorFolder(vendor), vendorFolder(UNSTAMPED)];
  const unparted = await archive.folders(UNPARTITIONED);
  return [...raw, ...unparted.map((name) => `${UNPARTITIONED}${name}`)];
}

/** The dates for which these folders hold anything, ascending: `2026-06-30`. */
export async function datesIn(archive: Archive, folders: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const folder of folders)
    for (const name of await archive.folders(folder)) {
      const [, date] = /^date=(\d{4}-\d\d-\d\d)\/$/.exec(name) ?? [];
      if (date !== undefined) found.add(date);
    }
  return [...found].sort();
}

/** All records that arrived on a date; one of them is held at a time. */
export async function* recordsOn(
  archive: Archive,
  folders: readonly string[],
  date: string,
): AsyncGenerator<ArchivedRecord> {
  for (const folder of folders)
    for await (const key of archive.objects(`${folder}${dateFolder(date)}`)) {
      const arrival = arrivedBy(key, date);
      for await (const document of documentsOf(textOf(await archive.open(key)))) {
        if (!folder.startsWith(UNPARTITIONED)) yield { text: document, arrival, key };
        else yield* unparted(document, arrival, key);
      }
    }
}

/** https://docs.aws.amazon.com/firehose/latest/dev/retry.html: what went wrong, and the record in base64. */
function* unparted(document: string, arrival: number, key: string): Generator<ArchivedRecord> {
  const failed = parseJson(document);
  if (!isObject(failed)) return;
  const content = readRecordText(text(failed, 'rawData') ?? '');
  if (content.kind === 'text')
    yield { text: content.text, arrival: number(failed, 'arrivalTimestamp') ?? arrival, key };
}

/** Firehose gathers for 15 minutes at most, and names an object by the arrival of the oldest record in it. */
const GATHERED_MS = 15 * MINUTE_MS;

function arrivedBy(key: string, date: string): number {
  const [, day, hour, minute, second] =
    /-(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)-[0-9a-f-]{36}/.exec(key) ?? [];
  const oldest = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(oldest) ? Date.parse(date) + DAY_MS : oldest + GATHERED_MS;
}

const MAX_DOCUMENT = 16 * 1024 * 1024;

/**
 * The records of an object. Firehose puts a line's end after each, and a record may have some of its own: a document
 * over several lines is put together again; lines that are none stand for themselves, as `detect` reads them.
 */
export async function* documentsOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let open: string[] = [];
  let size = 0;
  for await (const line of linesOf(chunks)) {
    if (line.trim() === '') continue;
    if (open.length === 0) {
      if (isWhole(line)) yield line;
      else [open, size] = [[line], line.length];
      continue;
    }
    open.push(line);
    size += line.length;
    const document = /^[\]}]/.test(line) ? open.join('\n') : '';
    if (document !== '' && isWhole(document)) yield document;
    else if (BEGINS.test(line) || size > MAX_DOCUMENT) yield* open;
    else continue;
    open = [];
  }
  yield* open;
}

/** Lines inside a document are indented: one that begins like this is the next record, and the one before is broken. */
const BEGINS = /^[[{]/;

/** What begins no document is whole whatever it holds. */
function isWhole(text: string): boolean {
  return !/^\s*[[{]/.test(text) || parseJson(text) !== undefined;
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  for await (const chunk of chunks) {
    const lines = (held + chunk).split('\n');
    held = lines.pop() ?? '';
    yield* lines;
  }
  if (held !== '') yield held;
}
