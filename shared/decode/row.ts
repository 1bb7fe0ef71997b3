import { isObject } from '../vendors/field.ts';
import type { Json } from '../vendors/vendor.ts';
import { cloudTrailRow, gamRow, joinedRow, oktaRow, underscoredRow } from './console-row.ts';
import { isTooDeep, parseJson } from './json.ts';
import { literalIn } from './literal.ts';

/** A row of a table, of which whoever reads it may make what it likes. */
export type Row = Record<string, Json | undefined>;

type Read = (row: Row) => Row;

const openedFirst =
  (read: Read): Read =>
  (row) =>
    read(opened(row));
/** What is opened below a path would be lost: here the paths have to be there before. */
const underscored: Read = (row) => opened(underscoredRow(row));

/** By the columns that tell a table that people hold from others. */
const KNOWN: readonly (readonly [readonly string[], Read])[] = [
  [['event_type', 'timestamp', 'actor.alternate_id'], openedFirst(oktaRow)],
  [['Event name', 'Event time', 'User name'], openedFirst(cloudTrailRow)],
  [['eventName', 'userIdentitytype'], openedFirst(joinedRow)],
  [['name', 'id.applicationName', 'id.time'], openedFirst(gamRow)],
  [['eventType', 'published', 'actor_id'], underscored],
  [['eventName', 'eventSource', 'userIdentity_type'], underscored],
  [['insertId', 'protoPayload_methodName', 'protoPayload_serviceName'], underscored],
];

/** How to make the event of a row below this header that the vendor's API would have given. */
export function rowReader(header: readonly string[]): Read {
  return KNOWN.find(([columns]) => columns.every((column) => header.includes(column)))?.[1] ?? opened;
}

/** Columns of names and ids: whoever chooses his own could make an object of it, and then be nobody. */
const OF_TEXT = /(?:name|id|mail|login|upn)$/i;

/**
 * Cells are text; what was nested is JSON in it, or what Athena and pandas write. Below a path, such as `actor.roles`, it
 * stays text: names that hold a dot and an object are no paths. In place, because there are millions of rows.
 */
function opened(row: Row): Row {
  for (const column in row) {
    const cell = row[column];
    if (typeof cell !== 'string' || !(cell.startsWith('{') || cell.startsWith('['))) continue;
    if (!column.includes('.') && !OF_TEXT.test(column)) row[column] = nested(cell);
  }
  return row;
}

/** Only what has something nested: people call themselves `{}` and `[1]`, and a list of texts can be read from its text. */
function nested(cell: string): Json {
  const value = isTooDeep(cell) ? undefined : (parseJson(cell) ?? literalIn(cell));
  if (Array.isArray(value)) return value.some(isObject) ? value : cell;
  return isObject(value) && Object.keys(value).length > 0 ? value : cell;
}
