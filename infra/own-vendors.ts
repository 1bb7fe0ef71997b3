import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { encodingOf } from '../functions/ingest/log.ts';
import { MAX_MAPPING_BYTES, readMappingText } from '../shared/vendors/mapping-text.ts';
import type { JsonObject } from '../shared/vendors/vendor.ts';
import { ConfigError } from './config/error.ts';

/** Mapping files of one's own: every command knows their vendors, and a deployment takes them along. */
export const VENDORS_FOLDER = 'outflow-vendors';

/** Beside them editors and archives leave what is their own, with a dot before its name: `.vscode/`, `._acme.json`, `.#acme.json`. */
const MAPPING_FILE = /^(?:[^./\\][^/\\]*[/\\])*[^./\\][^/\\]*\.json$/i;

/** Those of a folder, in the order of their names. None without the folder. */
export function ownMappings(folder: string): readonly JsonObject[] {
  if (!existsSync(folder)) return [];
  const taken = new Map<unknown, string>();
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => MAPPING_FILE.test(name))
    .sort()
    .map((name) => relative(process.cwd(), join(folder, name)))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    .map((path) => {
      const bytes = contentsOf(path);
      const read = readMappingText(new TextDecoder(encodingOf(bytes)).decode(bytes));
      // One that cannot be used stops everything: otherwise somebody would rely on it.
      if (read.kind === 'unusable') throw new ConfigError(`The mapping ${path} ${read.why}`);
      const { uid } = read.mapping;
      const other = taken.get(uid);
      if (other !== undefined)
        throw new ConfigError(
          `The mappings ${other} and ${path} both have the uid ${uid}: keep one of them.`,
        );
      taken.set(uid, path);
      return read.mapping;
    });
}

/** As whoever deploys reads of it: what the file system says of a file has no name of the file in every case, and a stack. */
function contentsOf(path: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const why = error instanceof Error ? ` (${error.message.split(',')[0]})` : '';
    throw new ConfigError(`The mapping ${path} cannot be read${why}: mend it, or take it out of its folder.`);
  }
  if (bytes.length <= MAX_MAPPING_BYTES) return bytes;
  throw new ConfigError(`The mapping ${path} is larger than 1 MiB: a mapping is not a log.`);
}
