import { isObject } from '../vendors/field.ts';
import type { Json } from '../vendors/vendor.ts';
import { isTooDeep, parseJson } from './json.ts';
import { literalIn } from './literal.ts';

/** A row of a table, of which whoever reads it may make what it likes. */
export type Row = Record<string, Json | undefined>;

/** Columns of names and ids: whoever chooses his own could make an object of it, and then be nobody. */
const OF_TEXT = /(?:name|id|mail|login|upn)$/i;

/**
 * Cells are text; what was nested is JSON in it, or what Athena and pandas write. Below a path, such as `actor.roles`, it
 * stays text: names that hold a dot and an object are no paths. In place, because there are millions of rows.
 */
export function opened(row: Row): Row {
  for (const column in row) {
    const cell = row[column];
    if (typeof cell !== 'string' || !/^(?:[{[]|Row\()/.test(cell)) continue;
    if (column.includes('.') || column === 'id') row[column] = asJson(cell);
    else if (!OF_TEXT.test(column)) row[column] = nested(cell);
  }
  return row;
}

/** Only what has something nested: people call themselves `{}` and `[1]`, and a list of texts can be read from its text. */
function nested(cell: string): Json {
  if (isTooDeep(cell)) return cell;
  const value = parseJson(cell) ?? literalIn(cell);
  if (Array.isArray(value)) return value.some(isObject) ? value : asJson(cell);
  return isObject(value) && Object.keys(value).length > 0 ? value : cell;
}

/** As vendors read it where it stays text: Google's `id` of an activity is an object. */
function asJson(cell: string): string {
  const value = literalIn(cell);
  return value === undefined ? cell : JSON.stringify(value);
}
