import { parse } from 'csv-parse/sync';
import type { JsonObject } from '../vendors/vendor.ts';

/** Rows of a table as objects by their column, all values text. */
export interface Table {
  readonly rows: readonly JsonObject[];
  /** Rows whose quotes do not pair. */
  readonly broken: number;
  /** Rows that were not read because there were enough; they are counted as lines. */
  readonly unread: number;
}

const DELIMITERS = [',', ';', '\t'] as const;
const MIN_COLUMNS = 3;
const MAX_HEADER = 64 * 1024;
/** The portal of Azure ends the names of columns of times in brackets, others number lists so; LogScale's tags begin with a number sign. */
const COLUMN =
  /^\s*"?#?[\p{L}_@$](?:[\p{L}\p{M}\w @$().:/'-]|\[\d{1,3}\](?=\.|"?\s*$)){0,99}(?: \[UTC\])?"?\s*$/u;

/** Columns that hold a whole event: a table of one may have no others, or only its time. */
const WHOLE =
  /^\s*"?(?:_?raw(?:_event|_json|data)?|record|@?message|@rawstring|event(?:\.original)?|auditdata|cloudtrailevent)"?\s*$/i;

/**
 * Windows PowerShell says before the header of what class the rows are, unless it is told not to; what is written for Excel
 * says by which sign the columns are parted.
 */
const TYPE_LINE = /^\s*(?:"?#TYPE [^\n]*|"?sep=.?"?\r?)\n\s*/i;

/** Where the table begins in a text: behind white space, and behind such a line. */
export function tableStart(text: string): number {
  const [leading = ''] = TYPE_LINE.exec(text.slice(0, MAX_HEADER)) ?? /^\s*/.exec(text) ?? [];
  return leading.length;
}

/** Where the line ends that begins there, in whichever way lines end; -1 if it does not. */
export function lineEnd(text: string, start: number): number {
  const length = text.slice(start).search(/[\r\n]/);
  return length === -1 ? -1 : start + length;
}

const MAX_TITLE_LINES = 10;

/**
 * Where the header of a table begins below a title, or below what a report says of itself; undefined if no line of the first few
 * is one that the next has the columns of.
 */
export function headerBelowTitle(text: string): number | undefined {
  let start = 0;
  for (let line = 0; line <= MAX_TITLE_LINES; line++) {
    const end = lineEnd(text, start);
    if (end === -1) return undefined;
    const header = text.slice(start, end);
    if (/^\s*[[{<]/.test(header)) return undefined;
    const delimiter = delimiterOf(header);
    const next = end + (text.startsWith('\r\n', end) ? 2 : 1);
    if (delimiter !== undefined) {
      const row = text.slice(next, lineEnd(text, next) === -1 ? undefined : lineEnd(text, next));
      const goesOn = row.split('"').length % 2 === 0;
      if (goesOn || row.split(delimiter).length >= header.split(delimiter).length) return start;
    }
    start = next;
  }
  return undefined;
}

/**
 * Delimiter of a table, if its first line can be the header of one: at least three columns, or one that holds whole
 * events, each with the name of something. Prose and cut JSON are none.
 */
export function delimiterOf(firstLine: string, minColumns = MIN_COLUMNS): string | undefined {
  if (firstLine.length > MAX_HEADER) return undefined;
  return DELIMITERS.find((delimiter) => {
    const columns = firstLine.split(delimiter).map((column) => (column.trim() === '""' ? '' : column.trim()));
    // Spreadsheets keep columns that are empty.
    while (columns.at(-1) === '') columns.pop();
    const isWide = columns.length >= minColumns || columns.some((column) => WHOLE.test(column));
    // pandas numbers its rows in a first column that has no name.
    return isWide && columns.every((column, at) => COLUMN.test(column) || (at === 0 && column === ''));
  });
}

/** A cell of JSON in the first two columns, with quotes as no JSON has them; or of what pandas writes. */
const JSON_CELL = /^[\r\n]{1,2}(?:[^{\r\n,;\t]{0,200}[,;\t])?"\{\s{0,64}(?:""|')/;

/** Delimiter of a table of less columns, such as a query for nothing but the events gives, if its first row shows one. */
export function delimiterOfJson(text: string): string | undefined {
  const end = lineEnd(text, 0);
  return end !== -1 && JSON_CELL.test(text.slice(end, end + 512))
    ? delimiterOf(text.slice(0, end), 1)
    : undefined;
}

/**
 * What every reader of a table has to agree on. A row that is too long or too short has the columns it has. Without
 * csv-parse's own limit of a row, behind which it reads nothing any more: what it is given is limited.
 */
export function csvOptions(delimiter: string) {
  return {
    delimiter,
    bom: true,
    columns: (header: string[]) => header.map((name) => name.trim()),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
  };
}

/** Undefined if the text is no table: without a header, or without any row under it. */
export function readCsv(text: string, maxRows: number): Table | undefined {
  const start = tableStart(text);
  const end = lineEnd(text, start);
  if (end === -1) return undefined;
  const delimiter = delimiterOf(text.slice(start, end));
  if (delimiter === undefined) return undefined;
  let broken = 0;
  let lines = 0;
  const rows = parse(text.slice(start), {
    ...csvOptions(delimiter),
    ...(Number.isFinite(maxRows) ? { to: Math.max(1, maxRows) } : {}),
    on_record: (row: JsonObject, context) => {
      lines = context.lines;
      return row;
    },
    on_skip: () => {
      broken++;
      return undefined;
    },
  });
  if (rows.length + broken === 0) return undefined;
  const unread = rows.length < maxRows ? 0 : linesAfter(text, start, lines);
  return { rows, broken, unread };
}

/** Lines that are not empty after the first `count`. */
function linesAfter(text: string, start: number, count: number): number {
  const rest = text.slice(start).split('\n').slice(count);
  return rest.filter((line) => line.trim() !== '').length;
}
