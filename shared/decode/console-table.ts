import { known } from '../vendors/field.ts';
import type { Json, JsonObject } from '../vendors/vendor.ts';
import { formOf, refusalOf } from './console-forms.ts';
import { consoleTime, type DateOrder, isWritten, needsOrder, orderOf } from './console-time.ts';
import { filledIn, saysPath } from './other-readings.ts';
import { opened, type Row } from './row.ts';

/** What became of a row; the rest is of those that no vendor knows as they are. */
export interface Made {
  readonly kind: 'row';
  readonly row: JsonObject;
  /** What is amiss with it. */
  readonly why?: string;
  /** Columns that may hold the whole event. */
  readonly whole?: readonly string[];
  /** Why a vendor that knows it finds no time in it. */
  readonly undated?: string;
  /** Its names say paths in another way than with dots. */
  readonly hasPaths?: boolean;
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
/** What a cell takes beside its text, in characters: a wide table is mostly empty. */
const CELL = 8;
/** Rows by which a table shows that a column holds an object in each of them: whoever comments in an application fills some. */
const LOOKED_AT = 20;

/** Makes of the rows below this header the events that the vendor's API would have given. */
export function tableReader(header: readonly string[]): TableReader {
  const form = formOf(header);
  if (form === undefined) return readerOfUnknown(header);
  const { read, time, instead, isOfPowerShell = false } = form;
  const whole = (row: Row): Made => {
    const isLost = Object.values(row).some(isType);
    return made(
      read(isLost && isOfPowerShell ? withoutTypes(row) : row),
      known({ why: isLost ? LOST : undefined }),
    );
  };
  if (time === undefined) return { push: (row) => [whole(row)], end: () => [] };
  return holding([time.column], 0, (row, orders) => {
    const found = consoleTime(cellOf(row, time.column), orders.get(time.column), time.isUtc);
    return found.kind === 'unclear'
      ? made(row, { why: instead === undefined ? found.reason : `${found.reason}: ${instead}` })
      : whole({ ...row, [time.column]: found.iso });
  });
}

/** In which order each column has its dates: what one program wrote into one says nothing of what people write into others. */
type Orders = ReadonlyMap<string, DateOrder>;

/** Holds rows as long as it takes to tell the order of their dates, and which columns hold an object in each of them. */
function holding(
  dated: readonly string[],
  lookAt: number,
  make: (row: Row, orders: Orders, objects: readonly string[]) => Made,
): TableReader {
  let held: Row[] = [];
  let characters = 0;
  const orders = new Map<string, DateOrder>();
  /** Columns with a date that cannot be read before their order is known. */
  const open = new Set<string>();
  let mayWait = true;
  let objects: readonly string[] | undefined;
  let looked = 0;
  const release = () => {
    const all = held.map((row) => make(row, orders, objects ?? []));
    held = [];
    characters = 0;
    return all;
  };
  return {
    push(row) {
      for (const column of dated) {
        if (orders.has(column)) continue;
        const cell = cellOf(row, column);
        const order = orderOf(cell);
        if (order !== undefined) {
          orders.set(column, order);
          open.delete(column);
        } else if (needsOrder(cell)) open.add(column);
      }
      if (looked < lookAt) {
        objects = (objects ?? Object.keys(row)).filter((column) => opensObject(row[column]));
        looked = objects.length === 0 ? lookAt : looked + 1;
      }
      const isWaiting = mayWait && (open.size > 0 || looked < lookAt);
      if (!isWaiting && held.length === 0) return [make(row, orders, objects ?? [])];
      held.push(row);
      for (const one of Object.values(row)) characters += CELL + (typeof one === 'string' ? one.length : 0);
      if (held.length >= MAX_HELD || characters >= MAX_HELD_CHARACTERS) mayWait = false;
      return mayWait && isWaiting ? [] : release();
    },
    end: release,
  };
}

/**
 * Of a table that may have the names of an API, whose times are UTC, also where a spreadsheet or PowerShell has written them anew:
 * neither moves them.
 */
function readerOfUnknown(header: readonly string[]): TableReader {
  const refusal = refusalOf(header);
  const ofTime = refusal === undefined ? header.filter(isOfTime) : [];
  const hasPaths = header.some(saysPath) ? true : undefined;
  const hasDots = hasPaths === undefined && header.some((column) => column.includes('.'));
  const isQueried =
    header.includes('@timestamp') && header.includes('eventName') && !header.includes('eventTime');
  return holding(ofTime, LOOKED_AT, (row, orders, objects) => {
    let undated = isQueried ? QUERIED : undefined;
    for (const column of ofTime) {
      const cell = cellOf(row, column);
      if (SHORTENED.test(cell)) undated = SHORT;
      if (!isWritten(cell)) continue;
      const found = consoleTime(cell, orders.get(column), true);
      if (found.kind === 'time') row[column] = found.iso;
      else undated = found.reason;
    }
    const why = Object.values(row).some(isType) ? LOST : refusal;
    return made(
      opened(hasDots ? filledIn(row) : row),
      known({ why, undated, hasPaths, whole: objects.length === 0 ? undefined : objects }),
    );
  });
}

/** `CreationTime`, `published`, `event_time`, `id.time`. */
function isOfTime(column: string): boolean {
  return /(?:time|date|published|timestamp|created|occurred|_at)$/i.test(column) || /[a-z]At$/.test(column);
}

/** `1.78143E+12` of milliseconds, and `00:12.3`, the minutes of a time. */
const SHORTENED = /^(?:\d[.,]\d{1,14}E\+\d\d|\d\d:\d\d[.,]\d)$/;
const QUERIED =
  'is of a query of CloudWatch Logs for some fields of CloudTrail, without eventTime: ask for @message';
const SHORT = 'has a time that a spreadsheet has shortened: take the file as it was downloaded';

function made(row: Row, more: Omit<Made, 'kind' | 'row'>): Made {
  return { kind: 'row', row, ...more };
}

function opensObject(cell: Json | undefined): boolean {
  return typeof cell === 'string' && /^\s{0,8}\{\s{0,64}"/.test(cell);
}

function cellOf(row: Row, column: string): string {
  const cell = row[column];
  return typeof cell === 'string' ? cell.trim() : '';
}
