import type { Json, JsonObject } from '../vendors/vendor.ts';
import { auditOfEntra, signInOfEntra, signInOfPowerShell } from './console-entra.ts';
import { cloudTrailRow, gamRow, joinedRow, oktaRow, underscoredRow, zendeskRow } from './console-rows.ts';
import { dataLoaderRow, loginOfSalesforce } from './console-salesforce.ts';
import { setupOfSalesforce } from './console-setup.ts';
import { consoleTime, type DateOrder, needsOrder, orderOf } from './console-time.ts';
import { opened, type Row } from './row.ts';

/** What became of a row; `why` says what is amiss with it, if no vendor knows it as it is. */
export interface Made {
  readonly kind: 'row';
  readonly row: JsonObject;
  readonly why?: string;
}

/** Takes the rows of one table in their order, and gives what they are once that is known. */
export interface TableReader {
  readonly push: (row: Row) => readonly Made[];
  readonly end: () => readonly Made[];
}

interface Form {
  /** Columns that tell a table that people hold from others. */
  readonly columns: readonly string[];
  readonly read: (row: Row) => Row;
  /** The column whose times are written as people read them; `isUtc` where it says no zone because it needs none. */
  readonly time?: { readonly column: string; readonly isUtc: boolean };
}

const openedFirst = (read: Form['read']) => (row: Row) => read(opened(row));
/** What is opened below a path would be lost: here the paths have to be there before. */
const underscored = (row: Row) => opened(underscoredRow(row));
const utc = (column: string) => ({ column, isUtc: true });
const zoned = (column: string) => ({ column, isUtc: false });

const FORMS: readonly Form[] = [
  { columns: ['event_type', 'timestamp', 'actor.alternate_id'], read: openedFirst(oktaRow) },
  {
    columns: ['Event name', 'Event time', 'User name'],
    read: openedFirst(cloudTrailRow),
    time: zoned('Event time'),
  },
  { columns: ['eventName', 'userIdentitytype'], read: openedFirst(joinedRow) },
  { columns: ['name', 'id.applicationName', 'id.time'], read: openedFirst(gamRow) },
  { columns: ['eventType', 'published', 'actor_id'], read: underscored },
  { columns: ['eventName', 'eventSource', 'userIdentity_type'], read: underscored },
  { columns: ['insertId', 'protoPayload_methodName', 'protoPayload_serviceName'], read: underscored },
  {
    columns: ['Date (UTC)', 'IP address', 'Status'],
    read: signInOfEntra,
    time: utc('Date (UTC)'),
  },
  {
    columns: ['Date (UTC)', 'Activity', 'ActorType', 'Target1ObjectId'],
    read: auditOfEntra,
    time: utc('Date (UTC)'),
  },
  {
    columns: ['CreatedDateTime', 'UserPrincipalName', 'AppDisplayName', 'IPAddress'],
    read: signInOfPowerShell,
    time: utc('CreatedDateTime'),
  },
  {
    columns: ['ActivityDateTime', 'ActivityDisplayName', 'InitiatedBy'],
    read: opened,
    time: utc('ActivityDateTime'),
  },
  {
    columns: ['Username', 'Login Time', 'Source IP', 'Status'],
    read: loginOfSalesforce,
    time: zoned('Login Time'),
  },
  {
    columns: ['Date', 'User', 'Action', 'Section', 'Delegate User'],
    read: setupOfSalesforce,
    time: zoned('Date'),
  },
  { columns: ['LOGINTIME', 'LOGINTYPE', 'SOURCEIP'], read: dataLoaderRow },
  { columns: ['ACTION', 'CREATEDDATE', 'SECTION'], read: dataLoaderRow },
  { columns: ['Time', 'Actor', 'IP address', 'Item', 'Activity'], read: zendeskRow, time: utc('Time') },
];

/** Tables that leave out too much, and what has it. */
const REFUSED: readonly (readonly [columns: readonly string[], why: string])[] = [
  ...[
    ['Date', 'Event', 'Actor'],
    ['Date', 'Event name', 'Actor'],
  ].map(
    (columns) =>
      [
        columns,
        "looks like a table of Google's admin console, which names events in words: take activities.list of the Reports API, or what gam report writes of it",
      ] as const,
  ),
  [
    ['Date Accessed', 'User Agent - Simple', 'IP Address'],
    "is Slack's access log of one member, which does not say of whom: take team.accessLogs of Slack's API",
  ],
  [
    ['Date', 'User Name', 'User Email', 'Action'],
    "looks like Box's user activity report, in the local time of whoever ran it: take the events of Box's API, GET /2.0/events?stream_type=admin_logs",
  ],
  [
    ['Operator', 'Operation Detail'],
    "is Zoom's operation log as its portal exports it, in the times of a zone that it does not say: take GET /report/operationlogs of Zoom's API",
  ],
  [
    ['Type', 'IP Address', 'Client Type', 'Version'],
    "is Zoom's log of sign-ins as its portal exports it, in the times of a zone that it does not say: take GET /report/activities of Zoom's API",
  ],
];

/** `Data (UTC)`, `Fecha (UTC)`: the portal writes the names of columns in the language of whoever downloads. */
const FOREIGN =
  "looks like a log of Entra that was downloaded in another language: download it as JSON, which has the API's names";

function isInUtc(column: string): boolean {
  return column.endsWith(' (UTC)');
}

/** PowerShell's Export-Csv writes the type of what is nested in place of it; the first row tells. */
const LOST =
  'has types in place of nested fields, as Export-Csv writes them: write it with ConvertTo-Json -Depth 10';

function isType(cell: Json | undefined): boolean {
  return typeof cell === 'string' && /^(?:System|Microsoft\.Graph)(?:\.\w+){1,8}(?:\[\])?$/.test(cell);
}

function withoutTypes(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, cell]) => !isType(cell)));
}

/** Rows that wait until one of them tells in which order the table has its dates, and the characters in their cells. */
const MAX_HELD = 10_000;
const MAX_HELD_CHARACTERS = 8_000_000;

/** Makes of the rows below this header the events that the vendor's API would have given. */
export function tableReader(header: readonly string[]): TableReader {
  const has = (columns: readonly string[]) => columns.every((column) => header.includes(column));
  const form = FORMS.find(({ columns }) => has(columns));
  const [, refusal = header.some(isInUtc) ? FOREIGN : undefined] =
    REFUSED.find(([columns]) => has(columns)) ?? [];
  if (form === undefined && refusal !== undefined)
    return { push: (row) => [made(row, refusal)], end: () => [] };
  const read = form?.read ?? opened;
  const { time } = form ?? {};
  let lost: string | undefined | null = null;
  const whole = (row: Row): Made => {
    if (lost === null) lost = Object.values(row).some(isType) ? LOST : undefined;
    return made(read(lost === undefined ? row : withoutTypes(row)), lost);
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

function made(row: Row, why?: string): Made {
  return why === undefined ? { kind: 'row', row } : { kind: 'row', row, why };
}

function cellOf(row: Row, column: string): string {
  const cell = row[column];
  return typeof cell === 'string' ? cell.trim() : '';
}
