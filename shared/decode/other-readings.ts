import type { JsonObject } from '../vendors/vendor.ts';

/** What Excel's Power Query calls a column of objects, and its fields `Column1.actor` when it expands them. */
const EXPANDED = 'Column1.';

/**
 * What a row of a table may be where no vendor knows it as it stands, the likeliest first: with names that say their path in
 * another way, `actor/id`, `actor__id`, `target[0].id`, or in capitals, as Snowflake has the names of columns; or the event that
 * one of the columns holds, whatever its name. Of columns only those that hold an object in every row: whoever comments in an
 * application writes into some.
 */
export function otherReadings(row: JsonObject, whole: readonly string[] = []): JsonObject[] {
  return [...renamed(row), ...whole.map((column) => ({ _raw: row[column] }))];
}

function renamed(row: JsonObject): JsonObject[] {
  const names = Object.keys(row);
  const isExpanded = names.every((name) => name.startsWith(EXPANDED));
  const isLoud = names.every((name) => name === name.toUpperCase());
  const renames = names.map((name) => {
    const path = pathOf(isExpanded ? name.slice(EXPANDED.length) : name);
    return isLoud ? path.toLowerCase() : path;
  });
  if (renames.every((name, at) => name === names[at])) return [];
  return [Object.fromEntries(names.map((name, at) => [renames[at], row[name]]))];
}

/** A joint stands between two parts: `__typename` has none. */
function pathOf(name: string): string {
  return name.replace(/(?<=\w)(?:\/|__)(?=[A-Za-z0-9])/g, '.').replace(/\[(\d{1,3})\]/g, '.$1');
}
