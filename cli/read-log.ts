import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { type DecodedText, type DocumentOptions, decodeDocument, decodeText } from '../shared/decode.ts';
import { UserError } from './errors.ts';

/**
 * Reads a log file, gzip or plain: one JSON value a line, read line by line, or one JSON document over several
 * lines, read whole. `onBytes` is told the bytes of the file read since the last call.
 */
export async function* readLog(
  path: string,
  options: DocumentOptions,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<DecodedText> {
  if (await isDocument(path)) {
    yield decodeText(await whole(path), options);
    onBytes(await sizeOf(path));
    return;
  }
  const { content, raw } = await open(path);
  raw.on('data', (chunk) => onBytes(chunk.length));
  for await (const line of createInterface({ input: content, crlfDelay: Number.POSITIVE_INFINITY }))
    if (line.trim() !== '') yield decodeDocument(line, options);
}

export async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch {
    // The remedy is the same as for what is no file.
  }
  throw new UserError(`${path} is not a file that can be read: name a log as NDJSON, JSON or gzip of these.`);
}

/** Whether the first line is not a JSON value by itself, so that lines mean nothing. */
async function isDocument(path: string): Promise<boolean> {
  const { content, raw } = await open(path);
  try {
    for await (const line of createInterface({ input: content, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() === '') continue;
      return /^\s*[[{]/.test(line) && !isJson(line);
    }
    return false;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    raw.destroy();
  }
}

async function whole(path: string): Promise<string> {
  try {
    return await text((await open(path)).content);
  } catch (error) {
    throw unreadable(path, error);
  }
}

const GZIP_MAGIC = [0x1f, 0x8b];

async function open(path: string): Promise<{ content: Readable; raw: Readable }> {
  await sizeOf(path);
  const head = createReadStream(path, { end: 1 });
  const magic: number[] = [];
  for await (const chunk of head) magic.push(...(chunk as Buffer));
  const raw = createReadStream(path);
  if (magic[0] !== GZIP_MAGIC[0] || magic[1] !== GZIP_MAGIC[1]) return { content: raw, raw };
  const content = createGunzip();
  raw.on('error', (error) => content.destroy(error));
  return { content: raw.pipe(content), raw };
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function unreadable(path: string, error: unknown): UserError {
  return new UserError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
}
