import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { csvOptions, delimiterOf } from '../../shared/decode/csv.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { openText } from './open.ts';
import { createSplitter, type Piece } from './split.ts';

/** What one line, one element of a list or one row of a table of a log holds. */
export type LogRecord =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'row'; readonly row: JsonObject }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The records of a log of any size: JSON lines, JSON documents or CSV with a header; one is held at a time. */
export async function* recordsOf(
  path: string,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<LogRecord> {
  const chunks = openText(path, onBytes);
  const head = await firstLine(chunks);
  const delimiter = delimiterOf(head.slice(0, head.indexOf('\n')));
  const text = startingWith(head, chunks);
  yield* delimiter === undefined ? jsonRecords(text) : rows(text, delimiter);
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

async function* startingWith(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
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
