import { isObject, list, object, plain, text } from '../vendors/field.ts';
import type { Json, JsonObject } from '../vendors/vendor.ts';
import { opened } from './row.ts';

/**
 * Rows of an answer that names its columns once, as objects by their column: of Splunk and Log Analytics, and of what lakes
 * and warehouses answer to a statement. Undefined where it is no such answer.
 * https://learn.microsoft.com/en-us/rest/api/loganalytics/query/get
 * https://docs.snowflake.com/en/developer-guide/sql-api/handling-responses
 * https://docs.databricks.com/api/workspace/statementexecution/executestatement
 * https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetQueryResults.html
 * https://docs.cloud.google.com/bigquery/docs/reference/rest/v2/jobs/query
 * https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-esql-query
 * https://axiom.co/docs/restapi/query (`format=tabular`)
 * https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.to_json.html (`orient`)
 */
export function rowsOf(value: JsonObject): readonly Json[] | undefined {
  const { rows, QueryResultRows, columns, values, data } = value;
  if (Array.isArray(rows)) return ofColumns(columns ?? value['fields'], rows) ?? ofBigQuery(value, rows);
  if (Array.isArray(value['fields']) && areRows(columns)) return ofLists(value['fields'], columns);
  if (Array.isArray(columns) && areRows(values ?? data)) return ofColumns(columns, values ?? data);
  if (Array.isArray(QueryResultRows)) return QueryResultRows.map(ofTrailLake);
  const { resultSetMetaData, manifest, result, ResultSet } = value;
  if (isObject(resultSetMetaData)) return ofSnowflake(resultSetMetaData['rowType'], value['data']);
  if (isObject(manifest) && isObject(result))
    return ofColumns(object(manifest, 'schema')?.['columns'], result['data_array']);
  return isObject(ResultSet) ? ofAthena(ResultSet) : ofNumbered(value);
}

/** As in tables of text: what a table expands to is bounded by how many cells it has. */
const MAX_NAME = 100;

function namesOf(columns: Json | undefined, key = 'name'): string[] | undefined {
  if (!Array.isArray(columns)) return undefined;
  const names = columns.map((column: Json) => plain(isObject(column) ? column[key] : column));
  return names.some((name) => name.length > MAX_NAME) ? undefined : names;
}

function areRows(rows: Json | undefined): rows is readonly Json[] {
  return Array.isArray(rows) && Array.isArray(rows[0]);
}

/** Lists of cells by column, as Splunk and Axiom answer. Goes by the cells as well: a column may be longer than those before it. */
function ofLists(columns: Json, lists: readonly Json[]): Json[] | undefined {
  const names = namesOf(columns);
  const rows: [string, Json][][] = [];
  for (const [at, cells] of lists.entries()) {
    const name = names?.[at];
    for (const [row, cell] of Array.isArray(cells) ? cells.entries() : []) {
      rows[row] ??= [];
      if (name !== undefined) rows[row].push([name, cell]);
    }
  }
  return names && rows.map((cells) => Object.fromEntries(cells));
}

function ofColumns(columns: Json | undefined, rows: Json | undefined): Json[] | undefined {
  const names = namesOf(columns);
  return names && (Array.isArray(rows) ? rows.map((row: Json) => rowOf(names, row)) : undefined);
}

/** Goes by the cells, which have been sent: many columns over many empty rows would be millions of nothing. */
function rowOf(names: readonly string[], row: Json): Json {
  if (!Array.isArray(row)) return row;
  return Object.fromEntries(row.slice(0, names.length).map((cell, at) => [names[at] ?? '', cell]));
}

/** Times are seconds, and those of TIMESTAMP_TZ have the minutes of their zone behind them (`1772442930.123 1440`). */
function ofSnowflake(columns: Json | undefined, rows: Json | undefined): Json[] | undefined {
  if (!Array.isArray(columns) || !Array.isArray(rows)) return undefined;
  const isTime = columns.map((one: Json) => isObject(one) && /^timestamp/i.test(text(one, 'type') ?? ''));
  const plain = (cell: Json, at: number) =>
    isTime[at] && typeof cell === 'string' ? cell.replace(/ \d{1,4}$/, '') : cell;
  return ofColumns(
    columns,
    rows.map((row: Json) => (Array.isArray(row) ? row.map(plain) : row)),
  );
}

/** Each cell beside its name; what is nested is text, as Athena writes it too. */
function ofTrailLake(row: Json): Json {
  if (!Array.isArray(row)) return row;
  const cells = row.flatMap((cell: Json) => (isObject(cell) ? Object.entries(cell) : []));
  return opened(Object.fromEntries(cells));
}

const NUMBER = /^\d{1,15}$/;

/** Rows under their numbers, which need not begin at 0 where some were left out. */
function ofNumbered(table: JsonObject): Json[] | undefined {
  const rows: Json[] = [];
  for (const name in table) {
    const row = table[name];
    if (!isObject(row) || !NUMBER.test(name)) return undefined;
    rows.push(row);
  }
  return rows.length > 0 ? rows : undefined;
}

/**
 * Columns of numbered cells, which pandas writes unless it is told otherwise. To be asked before vendors are: most of them know
 * an event by its keys, which the columns are.
 */
export function ofPandas(table: JsonObject): Json[] | undefined {
  if (!isFrame(table)) return undefined;
  const rows = new Map<string, [string, Json][]>();
  for (const [column, cells] of Object.entries(table))
    for (const [number, cell] of isObject(cells) ? Object.entries(cells) : []) {
      const row = rows.get(number) ?? [];
      row.push([column, cell ?? null]);
      rows.set(number, row);
    }
  return Array.from(rows.values(), (cells) => Object.fromEntries(cells));
}

/** Events hold something else than objects of numbers, and are told by the first of their fields that does. */
function isFrame(table: JsonObject): boolean {
  let columns = 0;
  for (const column in table) {
    const cells = table[column];
    // Numbered rows may hold such columns.
    if (!isObject(cells) || NUMBER.test(column)) return false;
    let held = 0;
    for (const number in cells) {
      if (!NUMBER.test(number)) return false;
      held++;
    }
    if (held === 0) return false;
    columns++;
  }
  return columns > 0;
}

/**
 * A row of CloudWatch Logs Insights, which has each cell beside the name of its field:
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html
 */
export function ofCells(row: readonly Json[]): [JsonObject] | undefined {
  const cells: [string, Json][] = [];
  for (const cell of row) {
    if (!isObject(cell) || Object.keys(cell).length !== 2) return undefined;
    const { field, value } = cell;
    if (typeof field !== 'string' || field.length > MAX_NAME || value === undefined) return undefined;
    cells.push([field, value]);
  }
  return cells.length > 0 ? [Object.fromEntries(cells)] : undefined;
}

/** The first row of the first page is the header. */
function ofAthena(answer: JsonObject): Json[] | undefined {
  const rows = list(answer, 'Rows').map((row) =>
    list(isObject(row) ? row : undefined, 'Data').map((cell) =>
      isObject(cell) ? (text(cell, 'VarCharValue') ?? null) : null,
    ),
  );
  const stated = object(answer, 'ResultSetMetadata')?.['ColumnInfo'];
  const names = namesOf(stated ?? rows[0], 'Name');
  if (names === undefined) return undefined;
  const hasHeader = rows[0]?.length === names.length && rows[0].every((cell, at) => cell === names[at]);
  return rows.slice(hasHeader ? 1 : 0).map((row) => {
    const told = rowOf(names, row);
    return isObject(told) ? opened({ ...told }) : told;
  });
}

/** As deep as BigQuery lets records nest. */
const MAX_RECORDS = 15;

function ofBigQuery(answer: JsonObject, rows: readonly Json[]): Json[] | undefined {
  const fields = object(answer, 'schema')?.['fields'];
  return Array.isArray(fields) ? rows.map((row) => recordOf(fields, row, 0)) : undefined;
}

function recordOf(fields: readonly Json[], record: Json, depth: number): Json {
  if (!isObject(record) || depth > MAX_RECORDS) return record;
  const cells = list(record, 'f')
    .slice(0, fields.length)
    .map((cell, at) => {
      const field = fields[at];
      const name = isObject(field) ? (text(field, 'name') ?? '') : '';
      const value = isObject(cell) ? (cell['v'] ?? null) : null;
      return [name.slice(0, MAX_NAME), isObject(field) ? cellOf(field, value, depth) : value] as const;
    });
  return Object.fromEntries(cells);
}

/** A record, a list of values, or a time: in seconds, as a number may be written (`1.77244293E9`). */
function cellOf(field: JsonObject, value: Json, depth: number): Json {
  if (depth > MAX_RECORDS) return value;
  if (Array.isArray(value))
    return value.map((item: Json) => cellOf(field, isObject(item) ? (item['v'] ?? null) : item, depth + 1));
  const { type, fields } = field;
  if (Array.isArray(fields)) return recordOf(fields, value, depth + 1);
  const isTime = type === 'TIMESTAMP' && typeof value === 'string' && value !== '';
  return isTime && Number.isFinite(Number(value)) ? Number(value) : value;
}
