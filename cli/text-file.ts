import { readFile } from 'node:fs/promises';
import { encodingOf } from '../functions/ingest/log.ts';

/** A file that a person wrote, or a redirection of any shell, without the mark that some begin with. */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readFile(path);
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}
