import { stat } from 'node:fs/promises';
import { parseJson } from '../shared/decode/json.ts';
import { cleanText } from '../shared/text.ts';
import { findVendor } from '../shared/vendors/index.ts';
import { readMapping } from '../shared/vendors/mapping.ts';
import type { Vendor } from '../shared/vendors/vendor.ts';
import { UserError } from './errors.ts';
import { readTextFile } from './text-file.ts';

const MAX_BYTES = 1024 * 1024;

/** The vendor that a mapping file describes, or a UserError that lists every mistake in it. */
export async function loadMapping(path: string): Promise<Vendor> {
  const text = await contents(path);
  const value = parseJson(text);
  if (value === undefined)
    throw new UserError(
      `The mapping ${path} is not JSON${placeOfMistake(text)}: check its commas, quotes and brackets.`,
    );
  const read = readMapping(value);
  if (read.kind === 'vendor') return ownVendor(path, read.vendor);
  const problems = read.problems.map(({ path: at, reason }) => (at === '' ? reason : `${at}: ${reason}`));
  throw new UserError(
    [`The mapping ${path} cannot be used; docs/vendors.md explains its fields.`, ...problems].join('\n  '),
  );
}

/** Where reading ended, which is at the mistake or right after it, or else what the parser says. */
function placeOfMistake(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    const [, position] = /at position (\d{1,9})/.exec(said) ?? [];
    const end = position ?? (said.includes('end of JSON') ? text.length : undefined);
    if (end === undefined) return ` (${cleanText(said, 80)})`;
    const before = text.slice(0, Number(end)).split('\n');
    return `, at line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  }
}

/** What is kept of a vendor goes by its uid, so that two vendors of one name would be one. */
function ownVendor(path: string, vendor: Vendor): Vendor {
  const shipped = findVendor(vendor.uid);
  if (shipped === undefined) return vendor;
  throw new UserError(
    `The mapping ${path} has the uid ${vendor.uid}, by which Outflow reads ${shipped.title} already: choose another uid, or leave out --mapping.`,
  );
}

async function contents(path: string): Promise<string> {
  if ((await sizeOf(path)) > MAX_BYTES)
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
