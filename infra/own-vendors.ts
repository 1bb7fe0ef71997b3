import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { encodingOf } from '../functions/ingest/log.ts';
import { readMappingText } from '../shared/vendors/mapping-text.ts';
import type { JsonObject } from '../shared/vendors/vendor.ts';
import { ConfigError } from './config/error.ts';

/** Mapping files of one's own: every command knows their vendors, and a deployment takes them along. */
export const VENDORS_FOLDER = 'outflow-vendors';

/** Those of a folder, in the order of their names. None without the folder. */
export function ownMappings(folder: string): readonly JsonObject[] {
  if (!existsSync(folder)) return [];
  const taken = new Map<unknown, string>();
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.json$/i.test(name))
    .sort()
    .map((name) => {
      const path = relative(process.cwd(), join(folder, name));
      const bytes = readFileSync(path);
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
