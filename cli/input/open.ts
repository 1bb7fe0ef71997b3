import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CHUNK_BYTES, textOf } from '../../functions/ingest/log.ts';
import { messageOf } from '../../shared/text.ts';
import { isPlausibleTime } from '../../shared/time.ts';
import { UserError } from '../errors.ts';

export const STANDARD_INPUT = '-';

/**
 * Text of a log, gzip or plain, piece by piece; `-` is standard input. `onBytes` is told the bytes of the file
 * read since the last call.
 */
export async function* openText(path: string, onBytes: (bytes: number) => void): AsyncGenerator<string> {
  await sizeOf(path);
  try {
    yield* textOf(counted(rawOf(path), onBytes));
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${messageOf(error)}.`);
  }
}

/** Bytes of a file; 0 for standard input, whose end nobody knows. */
export async function sizeOf(path: string): Promise<number> {
  return path === STANDARD_INPUT ? 0 : (await fileAt(path)).size;
}

/**
 * Epoch milliseconds at which a log was written: now for standard input, and for a file from an archive that
 * keeps no times.
 */
export async function writtenTimeOf(path: string): Promise<number> {
  const timeMs = path === STANDARD_INPUT ? undefined : Math.floor((await fileAt(path)).mtimeMs);
  return timeMs !== undefined && isPlausibleTime(timeMs) ? timeMs : Date.now();
}

async function fileAt(path: string): Promise<Stats> {
  try {
    const found = await stat(path);
    // A pipe is what a shell makes of `<(zcat log.gz)`: of unknown length, as standard input is.
    if (found.isFile() || found.isFIFO()) return found;
  } catch {
    // The remedy is the same as for what is no file.
  }
  throw new UserError(
    `${path} is not a file that can be read: name a log as NDJSON, JSON, CSV or gzip of these, a folder of such, or - for standard input.`,
  );
}

function rawOf(path: string): AsyncIterable<Buffer> {
  return path === STANDARD_INPUT ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES });
}

async function* counted(
  raw: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for await (const bytes of raw) {
    onBytes(bytes.length);
    yield bytes;
  }
}
