import type { Json, JsonObject } from '../vendors/vendor.ts';
import { formOf, refusalOf } from './console-forms.ts';
import { consoleTime, type DateOrder, needsOrder, orderOf } from './console-time.ts';
import { opened, type Row } from './row.ts';

/** What became of a row; the rest is of those that no vendor knows as they are. */
export interface Made {
  readonly kind: 'row';
  readonly row: JsonObject;
  /** What is amiss with it. */
  readonly why?: string;
  /** Columns that may hold the whole event. */
  readonly whole?: readonly string[];
}

/** Takes the rows of one table in their order, and gives what they are once that is known. */
export interface TableReader {
  readonly push: (row: Row) => readonly Made[];
  readonly end: () => readonly Made[];
}

/** PowerShell's Export-Csv writes the type of what is nested in place of it. */
const LOST =
  'has types in place of nested fields, as Export-Csv writes them: write it with ConvertTo-Json -Depth 10';

function isType(cell: Json | undefined): boolean {
  return typeof cell === 'string' && /^(?:System|Microsoft\.Graph)(?:\.\w+){1,8}(?:\[\])?$/.test(cell);
}

function withoutTypes(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, cell]) => !isType(cell)));
}

/** Rows that wait until one of them tells in which order the table has its dates, and the characters in their cells. */
const MAX_HELD = 50_000;
const MAX_HELD_CHARACTERS = 8_000_000;

/** Makes of the rows below this header the events that the vendor's API would have given. */
export function tableReader(header: readonly string[]): TableReader {
  const form = formOf(header);
  if (form === undefined) return readerOfUnknown(refusalOf(header));
  const { read, time, isOfPowerShell = false } = form;
  const whole = (row: Row): Made => {
    const isLost = Object.values(row).some(isType);
    return made(read(isLost && isOfPowerShell ? withoutTypes(row) : row), isLost ? LOST : undefined);
  };
  if (time === undefined) return { push: (row) => [whole(row)], end: () => [] };
  let held: Row[] = [];
  let characters = 0;
  let order: DateOrder | undefined;
  let mayWait = true;
  const dated = (row: Row): Made => {
    const found = consoleTime(cellOf(row, time.column), order, time.isUtc);
    if (found.kind === 'unclear') return made(row, found.reason);
    return whole({ ...row, [time.column]: found.iso });
  };
  const release = () => {
    const waited = held.map(dated);
    held = [];
    characters = 0;
    return waited;
  };
  return {
    push(row) {
      const cell = cellOf(row, time.column);
      order ??= orderOf(cell);
      const isWaiting = order === undefined && (held.length > 0 || needsOrder(cell));
      held.push(row);
      for (const one of Object.values(row)) characters += typeof one === 'string' ? one.length : 0;
      if (held.length >= MAX_HELD || characters >= MAX_HELD_CHARACTERS) mayWait = false;
      return mayWait && isWaiting ? [] : release();
    },
    end: release,
  };
}

/** Rows by which a table shows that a column holds an object in each of them: whoever comments in an application fills some. */
const LOOKED_AT = 20;

/** Of tables of no form, in which some column may hold the whole events. */
function readerOfUnknown(refusal: string | undefined): TableReader {
  let held: Row[] = [];
  let columns: readonly string[] | undefined;
  let looked = 0;
  const release = () => {
    const all = held.map((row) => {
      const why = Object.values(row).some(isType) ? LOST : refusal;
      return made(opened(row), why, columns);
    });
    held = [];
    return all;
  };
  return {
    push(row) {
      held.push(row);
      if (looked < LOOKED_AT) {
        columns = (columns ?? Object.keys(row)).filter((column) => opensObject(row[column]));
        looked = columns.length === 0 ? LOOKED_AT : looked + 1;
      }
      return looked < LOOKED_AT ? [] : release();
    },
    end: release,
  };
}

function made(row: Row, why?: string, whole: readonly string[] = []): Made {
  return {
    kind: 'row',
    row,
    ...(why === undefined ? {} : { why }),
    ...(whole.length === 0 ? {} : { whole }),
  };
}

function opensObject(cell: Json | undefined): boolean {
  return typeof cell === 'string' && /^\s{0,8}\{\s{0,64}"/.test(cell);
}

function cellOf(row: Row, column: string): string {
  const cell = row[column];
  return typeof cell === 'string' ? cell.trim() : '';
}
