import { jsonText } from '../hash.ts';
import type { Json, JsonObject } from '../vendors/vendor.ts';
import { CONNECTOR_TABLES } from './sentinel-connectors.ts';
import { MICROSOFT_TABLES } from './sentinel-microsoft.ts';
import type { Table } from './sentinel-table.ts';
import { unflattened } from './unflatten.ts';

const TABLES = [...MICROSOFT_TABLES, ...CONNECTOR_TABLES];

/** The vendor's record that a row was made of; undefined of any other row. */
export function readTableRow(columns: readonly (readonly [string, Json])[]): JsonObject | undefined {
  const names = new Set(columns.map(([name]) => name));
  const table = TABLES.find(({ marks }) => marks.every((name) => names.has(name)));
  if (table === undefined) return undefined;
  const record = Object.fromEntries(
    columns.map(([column, value]) => {
      const path = pathOf(column, table);
      // What a path leads to is no object there, but vendors read its text.
      const isText = path.includes('.') && typeof value === 'object' && value !== null;
      return [path, isText ? (jsonText(value) ?? value) : value];
    }),
  );
  return unflattened(record) ?? record;
}

/** What Azure calls the table, in each row: no vendor's `type`. */
const OWN = 'Type';

function pathOf(column: string, { fields, others }: Table): string {
  if (column === OWN) return column;
  return (Object.hasOwn(fields, column) ? fields[column] : others?.(column)) ?? column;
}
