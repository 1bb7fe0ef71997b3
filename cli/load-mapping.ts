import { stat } from 'node:fs/promises';
import { checkedVendor } from '../shared/vendors/mapping.ts';
import { MAX_MAPPING_BYTES, readMappingText } from '../shared/vendors/mapping-text.ts';
import type { JsonObject, Vendor } from '../shared/vendors/vendor.ts';
import { UserError } from './errors.ts';
import { readTextFile } from './text-file.ts';

/** The vendor that a mapping file describes, or a UserError that lists every mistake in it. */
export async function loadMapping(path: string): Promise<Vendor> {
  return checkedVendor(await readMappingFile(path));
}

export async function readMappingFile(path: string): Promise<JsonObject> {
  const read = readMappingText(await contents(path));
  if (read.kind === 'unusable') throw new UserError(`The mapping ${path} ${read.why}`);
  return read.mapping;
}

async function contents(path: string): Promise<string> {
  if ((await sizeOf(path)) > MAX_MAPPING_BYTES)
    throw new UserError(
      `The mapping ${path} is larger than 1 MiB: a mapping is not a log; name the mapping.`,
    );
  return readTextFile(path);
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch {
    // The remedy is the same as for what is no file.
  }
  throw new UserError(
    `${path} is not a file that can be read: name a mapping file, as docs/vendors.md shows.`,
  );
}
