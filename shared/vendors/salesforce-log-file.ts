import type { Draft, Kind, Outcome, Resource } from '../activity.ts';
import { clientFrom, clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { MINUTE_MS, parseTime } from '../time.ts';
import { firstText, known, knownOrNone, number, text } from './field.ts';
import { kindTable } from './kind-table.ts';
import { longId } from './salesforce-id.ts';
import { actorOf, userIdOf } from './salesforce-log-actor.ts';
import { columnsOfObject, isEventLogObject } from './salesforce-log-object.ts';
import { recordIn, showsRecord } from './salesforce-records.ts';
import { targetOf } from './target.ts';
import { ignored, type JsonObject, malformed, type Parsed } from './vendor.ts';

/**
 * A row of an event log file, hourly or daily CSV:
 * https://developer.salesforce.com/docs/platform/object-reference/references/eventlogfile-supported-event-types/
 * Columns are named there for each event type. REQUEST_ID alone is no identity: "each event in a given transaction has
 * the same REQUEST_ID".
 */
export function isLogFileRow(event: JsonObject): boolean {
  return (
    ('EVENT_TYPE' in event && ('TIMESTAMP_DERIVED' in event || 'ORGANIZATION_ID' in event)) ||
    isLowerCase(event) ||
    isEventLogObject(event)
  );
}

/** Tables in lakes and the collectors of some products write the columns in lower case, and `type_` for TYPE. */
function isLowerCase(event: JsonObject): boolean {
  return 'event_type' in event && 'timestamp_derived' in event;
}

function columnsOf(event: JsonObject): JsonObject {
  if (isEventLogObject(event)) return columnsOfObject(event);
  if (!isLowerCase(event)) return event;
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [name.replace(/_$/, '').toUpperCase(), value]),
  );
}

const USER_COLUMNS = [
  'USER_ID_DERIVED',
  'USER_ID',
  'USER_IDENTIFIER',
  'USER_NAME',
  'USERNAME',
  'ACTUAL_USER_ID',
];

export function parseLogFileRow(event: JsonObject): Parsed {
  const row = columnsOf(event);
  const type = text(row, 'EVENT_TYPE');
  if (type === undefined) return malformed('EVENT_TYPE', 'expected a type of event such as ReportExport');
  if (type === 'Logout' || isLogoutOfStaff(row, type)) return ignored('logout');
  // Files that were joined repeat it.
  if (type === 'EVENT_TYPE') return ignored('header of an event log file');
  const detail = firstText(row, DETAIL.get(type) ?? []);
  const kind = kindOf(type, detail, row);
  const actor = actorOf(row, type);
  // ApexUnexpectedException has no user; what moves data or grants access has one.
  if (actor === undefined && kind === 'other' && !USER_COLUMNS.some((name) => name in row))
    return ignored('tells of no user, and moves no data');
  if (actor === undefined) return malformed('USER_ID_DERIVED', 'expected the id of the user');
  return {
    kind: 'activity',
    draft: known({
      identity: identityOf(row, type, kind),
      time: timeOf(row),
      kind,
      operation: operationOf(row, type, detail),
      outcome: outcomeOf(row, type),
      actor,
      target: type === 'LoginAs' ? targetOf(kind, actor, userIdOf(row), undefined) : undefined,
      source: knownOrNone({
        // CLIENT_IP is `Salesforce.com IP` where the request came from inside.
        ip:
          parseAddress(text(row, 'CLIENT_IP')) ??
          parseAddress(text(row, 'SOURCE_IP')) ??
          parseAddress(text(row, 'IP_ADDRESS')),
        client: clientName(row),
      }),
      resources: resourcesOf(row, type),
      volume: volumeOf(row, type),
      session: firstText(row, ['SESSION_KEY', 'LOGIN_KEY']),
    }),
  };
}

/** The column that tells operations of one event type apart. */
const DETAIL: ReadonlyMap<string, readonly string[]> = new Map([
  ['API', ['METHOD_NAME']],
  ['RestApi', ['METHOD', 'HTTP_METHOD']],
  ['BulkApi', ['OPERATION_TYPE']],
  ['BulkApi2', ['OPERATION_TYPE']],
  // The event object, as collectors write it in the columns of a log file.
  ['BulkApiResultEventStore', ['OPERATION_TYPE']],
  ['ContentTransfer', ['TRANSACTION_TYPE']],
  ['ContentDistribution', ['ACTION']],
  ['ContentDocumentLink', ['SHARING_OPERATION']],
  ['InsufficientAccess', ['REQUESTED_ACCESS_LEVEL']],
]);

const KINDS = kindTable({
  export:
    'ReportExport DocumentAttachmentDownloads WaveDownload AnalyticsDownload ContentTransfer.VersionDownloadAction ' +
    'ContentTransfer.VersionDownloadApi BulkApi.query BulkApi.queryall BulkApi2.query BulkApi2.queryall ' +
    'BulkApiResultEventStore BulkApiResultEventStore.query BulkApiResultEventStore.queryall',
  read:
    'Report AsyncReportRun AsynchronousReportRun MultiBlockReport ContentTransfer.VersionRenditionDownload RestApi.get ' +
    'API.query API.queryall API.querymore API.retrieve InsufficientAccess.read',
  list: 'Search API.search ListView',
  share: 'ContentDistribution.insert ContentDocumentLink.insert',
  logon: 'Login LoginAs SalesforceLoginAs',
  privilege: 'PermissionUpdate GroupMembership',
});
const KINDS_LOWER = new Map(Array.from(KINDS, ([name, kind]) => [name.toLowerCase(), kind]));

/** Report, "RENDERING_TYPE": e-mail, printable, Excel and CSV leave the application; web and JSON stay. */
const RENDERED_OUT = /^[EPXC]$/i;
/** "ORIGIN": ReportExported, ReportExportedAsynchronously, ReportExportedUsingExcelConnector. */
const EXPORTED = /^ReportExported/;

function kindOf(type: string, detail: string | undefined, row: JsonObject): Kind {
  if (
    type === 'Report' &&
    (RENDERED_OUT.test(text(row, 'RENDERING_TYPE') ?? '') || EXPORTED.test(text(row, 'ORIGIN') ?? ''))
  )
    return 'export';
  if (showsRecord(row, type)) return 'read';
  const name = (detail === undefined ? type : `${type}.${detail}`).toLowerCase();
  if (name === 'restapi.post' && ANSWERS.test(text(row, 'URI')?.slice(0, 2000) ?? '')) return 'read';
  const kind = KINDS_LOWER.get(name) ?? 'other';
  // Deleting the job takes its results and its line in the list of jobs away; UNC6395 did so.
  return kind === 'export' && isDeleted(row) ? 'logging' : kind;
}

/** What answers with records although it is posted: GraphQL, several requests in one, records by their ids, reports. */
const ANSWERS =
  /^\/services\/data\/v[\d.]+\/(?:graphql|composite(?:\/batch|\/graph|\/sobjects\/\w+)?|parameterizedSearch|analytics\/reports\/.*)\/?(?:\?|$)/i;

/** SalesforceLoginAs: staff of Salesforce, as a user of the organization. */
function isLogoutOfStaff(row: JsonObject, type: string): boolean {
  return (
    type === 'SalesforceLoginAs' && /^logout$/i.test(firstText(row, ['OPERATION', 'OPERATION_TYPE']) ?? '')
  );
}

function isDeleted(row: JsonObject): boolean {
  return /^deleted$/i.test(text(row, 'JOB_STATUS') ?? '');
}

function operationOf(row: JsonObject, type: string, detail: string | undefined): string {
  const operation = detail === undefined ? type : `${type}.${detail}`;
  return isDeleted(row) ? `${operation}.Deleted` : operation;
}

function timeOf(row: JsonObject): number | undefined {
  return parseTime(row['TIMESTAMP_DERIVED']) ?? parseTime(row['TIMESTAMP']);
}

function identityOf(row: JsonObject, type: string, kind: Kind): Draft['identity'] {
  return type === 'Report' || type === 'ReportExport' ? reportExportOf(row, kind) : jobOf(row, type, kind);
}

/**
 * "Exporting a report directly from the report result captures the event in both the Report and Report Export logs"
 * (https://developer.salesforce.com/docs/atlas.en-us.216.0.object_reference.meta/object_reference/sforce_api_objects_eventlogfile_reportexport.htm),
 * and only Report has the rows: of one report in one request and minute they are one export. A caller of the API may
 * choose the id of its request, so it joins nothing else, and not for long.
 */
function reportExportOf(row: JsonObject, kind: Kind): Draft['identity'] {
  const request = text(row, 'REQUEST_ID');
  const report = reportIn(row);
  if (kind !== 'export' || request === undefined || report === undefined) return undefined;
  const user = longId(firstText(row, ['USER_ID_DERIVED', 'USER_ID'])) ?? '';
  const minute = Math.floor((timeOf(row) ?? 0) / MINUTE_MS);
  return { kind: 'operation', id: `report ${request} ${user} ${report} ${minute}` };
}

/** One event per state of a job, or per batch of one: the rows are those of the job, or of the batch. */
function jobOf(row: JsonObject, type: string, kind: Kind): Draft['identity'] {
  const job = text(row, 'JOB_ID');
  if (job === undefined || !type.startsWith('BulkApi') || kind === 'logging') return undefined;
  const batch = text(row, 'BATCH_ID');
  return { kind: 'operation', id: batch === undefined ? `${type} ${job}` : `${type} ${job} ${batch}` };
}

function outcomeOf(row: JsonObject, type: string): Outcome {
  if (type === 'Login') {
    const status = text(row, 'LOGIN_STATUS');
    return status === undefined ? 'unknown' : status === 'LOGIN_NO_ERROR' ? 'success' : 'failure';
  }
  if (type === 'InsufficientAccess') return 'failure';
  const status = number(row, 'STATUS_CODE');
  const failed =
    (status !== undefined && status >= 400) ||
    /^(?:failed|aborted)$/i.test(text(row, 'JOB_STATUS') ?? '') ||
    /^(?:0|false)$/i.test(text(row, 'SUCCESS') ?? '') ||
    // "S" success, "F" failure, "A" authorisation error.
    /^[FA]$/.test(text(row, 'REQUEST_STATUS') ?? '') ||
    text(row, 'EXCEPTION_MESSAGE') !== undefined;
  return failed ? 'failure' : 'success';
}

function clientName(row: JsonObject): string | undefined {
  return (
    clientOf(firstText(row, ['USER_AGENT', 'BROWSER_TYPE'])) ??
    clientFrom(text(row, 'BROWSER_NAME'), text(row, 'PLATFORM_TYPE'))
  );
}

function volumeOf(row: JsonObject, type: string): Draft['volume'] {
  // ApiTotalUsage repeats calls that API, RestApi and BulkApi have told of.
  if (type === 'ApiTotalUsage') return undefined;
  const records = [
    'ROWS_PROCESSED',
    'RECORDS_PROCESSED',
    'ROW_COUNT',
    'NUMBER_OF_RECORDS',
    'NUM_RESULTS',
    'RESULT_COUNT',
  ];
  const counts = records.map((name) => number(row, name)).filter((count) => count !== undefined);
  const shown = showsRecord(row, type) ? 1 : undefined;
  return knownOrNone({
    records: isDeleted(row) ? undefined : (counts[0] ?? shown),
    bytes: number(row, 'SIZE_BYTES'),
  });
}

function resourcesOf(row: JsonObject, type: string): Resource[] {
  const entity = firstText(row, ['ENTITY_TYPE', 'ENTITY_NAME', 'QUERIED_ENTITIES']);
  const resources: Resource[] = (entity?.split(/[,;]\s*/, 32) ?? [])
    .filter((name) => name !== '')
    .map((name) => ({ type: 'object', uid: name }));
  const report = reportIn(row);
  if (report !== undefined) resources.push({ type: 'report', uid: report });
  const file = longId(firstText(row, ['DOCUMENT_ID_DERIVED', 'DOCUMENT_ID', 'ENTITY_ID']));
  if (file !== undefined) resources.push({ type: 'file', uid: file });
  const record = recordIn(row, type);
  if (record !== undefined) resources.push(record);
  return resources;
}

function reportIn(row: JsonObject): string | undefined {
  return longId(firstText(row, ['REPORT_ID_DERIVED', 'REPORT_ID'])) ?? reportOf(row);
}

/** ReportExport names the report by its address only, such as `/00O000000000001`. */
function reportOf(row: JsonObject): string | undefined {
  const derived = text(row, 'URI_ID_DERIVED');
  if (derived?.startsWith('00O')) return longId(derived);
  return longId(
    /\b00O[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?\b/.exec(text(row, 'URI')?.slice(0, 2000) ?? '')?.[0],
  );
}
