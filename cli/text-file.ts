import { createReadStream } from 'node:fs';
import { encodingOf } from '../functions/ingest/log.ts';

/** Whoever wrote it wrote less; a device gives no end. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A file that a person wrote, or a redirection of any shell, without the mark that some begin with. */
export async function readTextFile(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new Error(`${path} is larger than 16 MiB`);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}
