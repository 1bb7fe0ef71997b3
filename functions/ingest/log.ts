import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { type Made, tableReader } from '../../shared/decode/console-table.ts';
import {
  csvOptions,
  delimiterOf,
  delimiterOfJson,
  headerBelowTitle,
  lineEnd,
  tableStart,
} from '../../shared/decode/csv.ts';
import type { Row } from '../../shared/decode/row.ts';
import { isS3Access, s3Event } from '../../shared/decode/s3-access.ts';
import { createSplitter, type Piece } from '../../shared/decode/split.ts';
import { createRowSplitter, type Rows } from '../../shared/decode/split-rows.ts';
import { HEAD_BYTES, packedAs } from './packed.ts';

/** What one line, one element of a list or one row of a table of a log holds. */
export type LogRecord =
  | { readonly kind: 'text'; readonly text: string }
  | Made
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The records of a log of any size: JSON lines, JSON documents or CSV with a header; one is held at a time. */
export async function* recordsOfText(chunks: AsyncGenerator<string>): AsyncGenerator<LogRecord> {
  const head = await headOfTable(chunks);
  const delimiter = delimiterOf(head.slice(0, Math.max(0, lineEnd(head, 0)))) ?? delimiterOfJson(head);
  const text = startingWith(head, chunks);
  if (isS3Access(head)) yield* accesses(text);
  else yield* delimiter === undefined ? jsonRecords(text) : rows(text, delimiter);
}

export const CHUNK_BYTES = 256 * 1024;

/** Text of a log, gzip or plain, piece by piece. */
export async function* textOf(raw: AsyncGenerator<Uint8Array>): AsyncGenerator<string> {
  const bytes = unzipped(raw);
  const head = await headOf(bytes);
  const { write, end } = decoderFor(head);
  for await (const piece of startingWith<Uint8Array>(head, bytes)) yield write(piece);
  yield end();
}

interface TextDecoding {
  readonly write: (bytes: Uint8Array) => string;
  readonly end: () => string;
}

/** UTF-8, unless the mark at its beginning says UTF-16: so do Excel and the redirections of Windows PowerShell write. */
export function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (startsWith(head, [0xff, 0xfe])) return 'utf-16le';
  return startsWith(head, [0xfe, 0xff]) ? 'utf-16be' : 'utf-8';
}

function decoderFor(head: Uint8Array): TextDecoding {
  const encoding = encodingOf(head);
  if (encoding === 'utf-8') {
    const decoder = new StringDecoder('utf8');
    return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() };
  }
  const decoder = new TextDecoder(encoding);
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

/** A file that has to be turned into another before it can be read. */
export class PackedError extends Error {
  override readonly name = 'PackedError';
}

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

/** Of JSON that still goes on being written, no more than has come. */
async function headOf(raw: AsyncGenerator<Uint8Array>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < HEAD_BYTES && !(head.length >= 4 && (head[0] === 0x7b || head[0] === 0x5b))) {
    const { value, done } = await raw.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

/** Firehose packs again what CloudWatch Logs has packed: https://docs.aws.amazon.com/firehose/latest/dev/writing-with-cloudwatch-logs.html */
const MAX_LAYERS = 2;

async function* unzipped(
  raw: AsyncGenerator<Uint8Array>,
  layers: number = MAX_LAYERS,
): AsyncGenerator<Uint8Array> {
  const head = await headOf(raw);
  const packed = packedAs(head);
  if (packed !== undefined) {
    await raw.return(undefined);
    throw new PackedError(`it is ${packed}`);
  }
  const all = Readable.from(startingWith<Uint8Array>(head, raw), { objectMode: false });
  const isGzip = startsWith(head, [0x1f, 0x8b]);
  try {
    if (!isGzip || layers === 0) yield* all;
    else {
      const unzip = createGunzip({ chunkSize: CHUNK_BYTES });
      all.on('error', (error) => unzip.destroy(error));
      yield* unzipped(piecesOf(all.pipe(unzip)), layers - 1);
    }
  } finally {
    // Whoever stops in the middle leaves no connection behind.
    all.destroy();
  }
}

async function* piecesOf(stream: Readable): AsyncGenerator<Uint8Array> {
  yield* stream;
}

const MAX_HEAD = 128 * 1024;

/** What has come when the header is whole, if it is a table, without what may stand before it. */
async function headOfTable(chunks: AsyncGenerator<string>): Promise<string> {
  let head = '';
  const readOn = async (isEnough: () => boolean) => {
    while (!isEnough()) {
      const { value, done } = await chunks.next();
      if (done === true) return;
      head += value;
      head = head.slice(tableStart(head));
    }
  };
  await readOn(() => lineEnd(head, 0) !== -1 || head.length >= MAX_HEAD);
  if (!mayBeTitle(head)) return head;
  await readOn(() => head.length >= MAX_TITLE);
  // What was no more than the sign by which the columns are parted has gone, if the next piece began with the header.
  return mayBeTitle(head) && delimiterOfJson(head) === undefined
    ? head.slice(headerBelowTitle(head) ?? 0)
    : head;
}

/** Not JSON, which may go on being written for hours, and no header. */
function mayBeTitle(head: string): boolean {
  const end = lineEnd(head, 0);
  return (
    end !== -1 && /^[\w#"'][^{]*$/.test(head.slice(0, end)) && delimiterOf(head.slice(0, end)) === undefined
  );
}

const MAX_TITLE = 8 * 1024;

/** Whoever stops before the rest is asked for ends it as well: behind it a connection may be open. */
export async function* startingWith<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

async function* jsonRecords(text: AsyncIterable<string>): AsyncGenerator<LogRecord> {
  const splitter = createSplitter();
  for await (const chunk of text) for (const piece of splitter.push(chunk)) yield recordOf(piece);
  for (const piece of splitter.end()) yield recordOf(piece);
}

/** A line that is none of S3's is said to be no JSON, as any other. */
async function* accesses(text: AsyncIterable<string>): AsyncGenerator<LogRecord> {
  for await (const record of jsonRecords(text)) {
    const row = record.kind === 'text' ? s3Event(record.text) : undefined;
    yield row === undefined ? record : { kind: 'row', row };
  }
}

function recordOf(piece: Piece): LogRecord {
  return piece.kind === 'text' ? piece : RECORD_TOO_LONG;
}

async function* rows(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<LogRecord> {
  const splitter = createRowSplitter(delimiter);
  const table = rowsReader(delimiter);
  for await (const chunk of text) for (const part of splitter.push(chunk)) yield* table.read(part);
  for (const part of splitter.end()) yield* table.read(part);
  yield* table.end();
}

/** Reads the rows of one table, part by part: the first of them has the header. */
function rowsReader(delimiter: string): {
  readonly read: (part: Rows) => Generator<LogRecord>;
  readonly end: () => readonly LogRecord[];
} {
  const { columns, ...options } = csvOptions(delimiter);
  let names: readonly string[] | undefined;
  let table = tableReader([]);
  const header = (first: string[]) => {
    names = columns(first);
    table = tableReader(names);
    return [...names];
  };
  function* read(part: Rows): Generator<LogRecord> {
    if (part.kind === 'too-long') {
      yield TOO_LONG;
      return;
    }
    let broken = 0;
    const all: Row[] = parse(part.text, {
      ...options,
      columns: names === undefined ? header : [...names],
      record_delimiter: part.newline,
      on_skip: () => {
        broken++;
        return undefined;
      },
    });
    for (const row of all) yield* table.push(row);
    for (; broken > 0; broken--) yield UNPAIRED;
  }
  return { read, end: () => table.end() };
}

/** Of whatever form: what is read into memory at once has an end. */
export const RECORD_TOO_LONG = { kind: 'unreadable', reason: 'is longer than 16 MiB' } as const;
const UNPAIRED: LogRecord = { kind: 'unreadable', reason: 'is a row whose quotes do not pair' };
const TOO_LONG: LogRecord = {
  kind: 'unreadable',
  reason: 'is a row of more than a million characters, or one whose quotes do not pair',
};
