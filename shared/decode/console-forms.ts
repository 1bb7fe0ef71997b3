import { auditOfClaude } from './console-claude.ts';
import { auditOfEntra, signInOfEntra, signInOfPowerShell } from './console-entra.ts';
import { driveOfGoogle, FROM_REPORTS, oauthOfGoogle, takeoutOfGoogle } from './console-google.ts';
import { cloudTrailRow, gamRow, joinedRow, oktaRow, underscoredRow, zendeskRow } from './console-rows.ts';
import { dataLoaderRow, loginOfSalesforce } from './console-salesforce.ts';
import { setupOfSalesforce } from './console-setup.ts';
import { opened, type Row } from './row.ts';

export interface Form {
  /** Columns that tell a table that people hold from others. */
  readonly columns: readonly string[];
  readonly read: (row: Row) => Row;
  /** The column whose times are written as people read them; `isUtc` where it says no zone because it needs none. */
  readonly time?: { readonly column: string; readonly isUtc: boolean };
  /** What to take instead where a time says too little. */
  readonly instead?: string;
  /** Written by PowerShell, which may have lost what was nested. */
  readonly isOfPowerShell?: boolean;
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
  ...['Application', 'Application ID', 'App'].map((application) => ({
    columns: ['Date (UTC)', 'IP address', 'Status', application],
    read: signInOfEntra,
    time: utc('Date (UTC)'),
  })),
  {
    columns: ['Date (UTC)', 'Activity', 'ActorType', 'Target1ObjectId'],
    read: auditOfEntra,
    time: utc('Date (UTC)'),
  },
  {
    columns: ['CreatedDateTime', 'UserPrincipalName', 'AppDisplayName', 'IPAddress'],
    read: signInOfPowerShell,
    time: utc('CreatedDateTime'),
    isOfPowerShell: true,
  },
  {
    columns: ['ActivityDateTime', 'ActivityDisplayName', 'InitiatedBy'],
    read: opened,
    time: utc('ActivityDateTime'),
    isOfPowerShell: true,
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
  ...(
    [
      [['Date', 'Event', 'Actor', 'Document ID'], driveOfGoogle],
      [['Date', 'OAuth event', 'App ID'], oauthOfGoogle],
      [['Date', 'Event', 'Actor', 'Takeout job ID'], takeoutOfGoogle],
    ] as const
  ).map(([columns, read]) => ({ columns, read, time: zoned('Date'), instead: FROM_REPORTS })),
  { columns: ['created_at', 'actor_info', 'event', 'event_info', 'entity_info'], read: auditOfClaude },
  { columns: ['Time', 'Actor', 'IP address', 'Item', 'Activity'], read: zendeskRow, time: utc('Time') },
];

/**
 * Tables that leave out too much, and what has it. Those of Dropbox and of Defender for Cloud Apps:
 * https://github.com/mjul/dropbox-activity-reports/blob/master/activity-log-template.csv
 * https://learn.microsoft.com/en-us/defender-cloud-apps/activity-filters
 */
const REFUSED: readonly (readonly [columns: readonly string[], why: string])[] = [
  ...[
    ['Date', 'Event', 'Actor'],
    ['Date', 'Event name', 'Actor'],
  ].map(
    (columns) =>
      [
        columns,
        `looks like a table of Google's admin console, which names events in words: ${FROM_REPORTS}`,
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
    ['Time', 'Event category', 'Event type', 'IP address', 'Email', 'Info'],
    "is Dropbox's activity report, which names events in words: take POST /2/team_log/get_events of Dropbox's API",
  ],
  [
    ['Event ID', 'Category', 'User', 'App', 'IP address', 'Organizations'],
    'is the activity log of Defender for Cloud Apps, which says in words what was done: take RawEventData of CloudAppEvents, or an export of the audit log from Purview',
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

/** By its columns. */
export function formOf(header: readonly string[]): Form | undefined {
  return FORMS.find(({ columns }) => columns.every((column) => header.includes(column)));
}

/** Why nothing is read of a table of no form, if that is known. */
export function refusalOf(header: readonly string[]): string | undefined {
  const [, refusal = header[0]?.endsWith(' (UTC)') ? FOREIGN : undefined] =
    REFUSED.find(([columns]) => columns.every((column) => header.includes(column))) ?? [];
  return refusal;
}
