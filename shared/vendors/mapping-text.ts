import { parseJson } from '../decode/json.ts';
import { cleanText } from '../text.ts';
import { checkMapping } from './mapping-check.ts';
import { SHIPPED } from './shipped.ts';
import type { JsonObject } from './vendor.ts';

/** A mapping that can be used, or every mistake in it, in words that follow its file's name. */
export type MappingText =
  | { readonly kind: 'mapping'; readonly mapping: JsonObject }
  | { readonly kind: 'unusable'; readonly why: string };

/** Of a file; a mapping is not a log. */
export const MAX_MAPPING_BYTES = 1024 * 1024;

/** Reads a mapping file; one with the uid of a shipped vendor is none. */
export function readMappingText(text: string): MappingText {
  const value = parseJson(text);
  if (value === undefined)
    return unusable(`is not JSON${placeOfMistake(text)}: check its commas, quotes and brackets.`);
  const checked = checkMapping(value);
  if (checked.kind === 'invalid') {
    const problems = checked.problems.map(({ path, reason }) =>
      path === '' ? reason : `${path}: ${reason}`,
    );
    return unusable(['cannot be used; docs/vendors.md explains its fields.', ...problems].join('\n  '));
  }
  const { uid } = checked.mapping;
  // What is kept of a vendor goes by its uid, so that two vendors of one name would be one.
  const shipped = SHIPPED.find((one) => one.uid === uid);
  if (shipped !== undefined)
    return unusable(
      `has the uid ${uid}, by which Outflow reads ${shipped.title} already: choose another uid.`,
    );
  return { kind: 'mapping', mapping: value as JsonObject };
}

function unusable(why: string): MappingText {
  return { kind: 'unusable', why };
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
