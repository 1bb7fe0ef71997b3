import { RAW, UNREADABLE, UNSTAMPED } from '../../functions/archive/objects.ts';
import { textOf } from '../../functions/ingest/log.ts';
import { readRecordText } from '../../shared/decode/bytes.ts';
import { parseJson } from '../../shared/decode/json.ts';
import { DAY_MS } from '../../shared/time.ts';
import { isObject, number, text } from '../../shared/vendors/field.ts';
import type { Archive, ArchiveFile } from './archive.ts';

/** A record as it came on the stream, or what it was packed into. */
export interface ArchivedRecord {
  readonly text: string;
  /** Epoch milliseconds of its arrival on the stream, or shortly after. */
  readonly arrival: number;
  /** Of its object. */
  readonly key: string;
}

/** Folders in which records of a vendor can lie: stamped, not stamped, and what is no line of JSON. */
export async function foldersFor(archive: Archive, vendor: string | undefined): Promise<readonly string[]> {
  const raw =
    vendor === undefined
      ? (await archive.folders(RAW)).map((name) => `${RAW}${name}`)
      : [`${RAW}vendor=${vendor}/`, `${RAW}vendor=${UNSTAMPED}/`];
  return [...raw, UNREADABLE];
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
    for await (const file of archive.files(`${folder}date=${date}/`))
      for await (const line of linesOf(textOf(await archive.open(file.key)))) {
        const record =
          folder === UNREADABLE ? unpacked(line) : { text: line, arrival: arrivedBy(file, date) };
        if (record !== undefined) yield { ...record, key: file.key };
      }
}

/** The function writes within minutes; a copy of the archive was written later, but never arrived after its day. */
function arrivedBy({ writtenMs }: ArchiveFile, date: string): number {
  const midnight = Date.parse(date);
  return Math.min(Math.max(writtenMs, midnight), midnight + DAY_MS - 1);
}

/** What is no line of JSON lies there with its bytes in base64 and its arrival. */
function unpacked(line: string): Pick<ArchivedRecord, 'text' | 'arrival'> | undefined {
  const record = parseJson(line);
  if (!isObject(record)) return undefined;
  const content = readRecordText(text(record, 'data') ?? '');
  const arrival = number(record, 'arrival');
  return content.kind === 'text' && arrival !== undefined ? { text: content.text, arrival } : undefined;
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
