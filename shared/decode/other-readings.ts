import type { JsonObject } from '../vendors/vendor.ts';
import { nestedOf } from './log-analytics.ts';

/** What Excel's Power Query calls a column of objects, and its fields `Column1.actor` when it expands them. */
const EXPANDED = 'Column1.';

/**
 * The row of a table with columns that are paths, where its names say them in another way: `actor/id`, `actor__id`, `target[0].id`.
 * Undefined where none does.
 */
export function withPaths(row: JsonObject): JsonObject | undefined {
  const names = Object.keys(row);
  const isExpanded = names.every((name) => name.startsWith(EXPANDED));
  const paths = renamed(row, (name) => pathOf(isExpanded ? name.slice(EXPANDED.length) : name));
  return paths && filledIn(paths);
}

/**
 * What a row of a table may be where no vendor knows it, the likeliest first: with names in capitals, as Snowflake has those of
 * columns, or the event that one of the columns holds, whatever its name. Of columns only those that hold an object in every row:
 * whoever comments in an application writes into some.
 */
export function otherReadings(row: JsonObject, whole: readonly string[] = []): JsonObject[] {
  const quiet = inSmallLetters(row);
  return [...(quiet === undefined ? [] : [quiet]), ...whole.map((column) => ({ _raw: row[column] }))];
}

function inSmallLetters(row: JsonObject): JsonObject | undefined {
  const isLoud = Object.keys(row).every((name) => name === name.toUpperCase());
  return isLoud ? renamed(row, (name) => name.toLowerCase()) : undefined;
}

/**
 * With names taken apart at underscores, as flatten_json joins them. Names of vendors that hold one fall apart as well, unless they
 * are known: what is read so may lack things, and nobody should rely on it who finds nobody in it.
 */
export function takenApart(row: JsonObject): JsonObject | undefined {
  const filled = Object.entries(inSmallLetters(row) ?? row).filter(([, cell]) => cell !== '');
  return nestedOf(Object.fromEntries(filled));
}

/**
 * A row has all columns of its table: what other events have, such as `actor` or `actor.key.id`, is empty, and would stand beside
 * what is told of `actor.user.id`, or in its way.
 */
export function filledIn<Cell>(row: Readonly<Record<string, Cell>>): Record<string, Cell> {
  const told = new Set<string>();
  for (const name in row) if (row[name] !== '' && name.includes('.')) told.add(rootOf(name));
  return Object.fromEntries(
    Object.entries(row).filter(([name, cell]) => cell !== '' || !told.has(rootOf(name))),
  );
}

function rootOf(path: string): string {
  const dot = path.indexOf('.');
  return dot === -1 ? path : path.slice(0, dot);
}

function renamed(row: JsonObject, rename: (name: string) => string): JsonObject | undefined {
  const names = Object.keys(row);
  const renames = names.map(rename);
  if (renames.every((name, at) => name === names[at])) return undefined;
  return Object.fromEntries(names.map((name, at) => [renames[at], row[name]]));
}

/** A joint stands between two parts: `__typename` has none. */
const JOINT = /(?<=\w)(?:\/|__)(?=[A-Za-z0-9])/g;
const NUMBERED = /\[(\d{1,3})\]/g;

function pathOf(name: string): string {
  return name.replace(JOINT, '.').replace(NUMBERED, '.$1');
}

/** Whether `withPaths` makes something else of a row with such a column. */
export function saysPath(name: string): boolean {
  return name.startsWith(EXPANDED) || pathOf(name) !== name;
}
