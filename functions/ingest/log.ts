import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { csvOptions, delimiterOf } from '../../shared/decode/csv.ts';
import { createSplitter, type Piece } from '../../shared/decode/split.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';

/** What one line, one element of a list or one row of a table of a log holds. */
export type LogRecord =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'row'; readonly row: JsonObject }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The records of a log of any size: JSON lines, JSON documents or CSV with a header; one is held at a time. */
export async function* recordsOfText(chunks: AsyncGenerator<string>): AsyncGenerator<LogRecord> {
  const head = await firstLine(chunks);
  const delimiter = delimiterOf(head.slice(0, head.indexOf('\n')));
  const text = startingWith(head, chunks);
  yield* delimiter === undefined ? jsonRecords(text) : rows(text, delimiter);
}

export const CHUNK_BYTES = 256 * 1024;

/** Text of a log, gzip or plain, piece by piece. */
export async function* textOf(raw: AsyncGenerator<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  for await (const bytes of unzipped(raw)) yield decoder.write(bytes);
  yield decoder.end();
}

async function* unzipped(raw: AsyncGenerator<Uint8Array>): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const { value, done } = await raw.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  const all = Readable.from(startingWith<Uint8Array>(head, raw), { objectMode: false });
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  try {
    if (!isGzip) yield* all;
    else {
      const unzip = createGunzip({ chunkSize: CHUNK_BYTES });
      all.on('error', (error) => unzip.destroy(error));
      yield* all.pipe(unzip);
    }
  } finally {
    // Whoever stops in the middle leaves no connection behind.
    all.destroy();
  }
}

const MAX_HEAD = 128 * 1024;

/** What has come when the first line is whole, without empty lines before it. */
async function firstLine(chunks: AsyncGenerator<string>): Promise<string> {
  let head = '';
  while (!head.includes('\n') && head.length < MAX_HEAD) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    head = (head + value).trimStart();
  }
  return head;
}

async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

async function* jsonRecords(text: AsyncIterable<string>): AsyncGenerator<LogRecord> {
  const splitter = createSplitter();
  for await (const chunk of text) for (const piece of splitter.push(chunk)) yield recordOf(piece);
  for (const piece of splitter.end()) yield recordOf(piece);
}

function recordOf(piece: Piece): LogRecord {
  return piece.kind === 'text' ? piece : { kind: 'unreadable', reason: 'is longer than 16 MiB' };
}

async function* rows(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<LogRecord> {
  let broken = 0;
  const table = parse({
    ...csvOptions(delimiter),
    on_skip: () => {
      broken++;
      return undefined;
    },
  });
  const source = Readable.from(text);
  source.on('error', (error) => table.destroy(error));
  // The columns of its header, all text: csv-parse knows no more.
  for await (const row of source.pipe(table) as AsyncIterable<JsonObject>) {
    yield { kind: 'row', row };
    for (; broken > 0; broken--) yield UNPAIRED;
  }
  for (; broken > 0; broken--) yield UNPAIRED;
}

const UNPAIRED: LogRecord = { kind: 'unreadable', reason: 'is a row whose quotes do not pair' };
