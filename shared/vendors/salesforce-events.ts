import type { Kind } from '../activity.ts';
import { object, text } from './field.ts';
import type { JsonObject } from './vendor.ts';

/** Name without `Stream` or `Store`, which tell only where an event was read. */
export type EventType = string;

/** Fields of an event, out of the envelopes of CometD (`{channel, data: {payload}}`) and Pub/Sub (`{payload}`). */
export function payloadOf(event: JsonObject): JsonObject {
  return object(event, 'payload') ?? object(object(event, 'data'), 'payload') ?? event;
}

/** The type as the channel, the storage object or the event itself names it; else by the fields that only it has. */
export function eventTypeOf(event: JsonObject): EventType {
  const payload = payloadOf(event);
  const name =
    text(event, 'channel') ??
    text(event, 'topic_name') ??
    text(object(payload, 'attributes'), 'type') ??
    text(payload, 'EventType');
  // `Login`, as event log files call it: what it has tells which it is.
  if (name !== undefined && !BARE.test(name))
    return name.replace(/^\/event\//, '').replace(/(?:Stream|Store)$/, '');
  const marked = MARKS.find(([, marks]) => marks.some((mark) => mark in payload))?.[0];
  if (marked !== undefined) return marked;
  const isLogout = 'SessionLevel' in payload && Object.keys(payload).every((key) => LOGOUT.has(key));
  return isLogout ? 'LogoutEvent' : (name ?? 'UnknownEvent');
}

const BARE = /^[A-Z][a-zA-Z]{1,30}(?<!Event|Stream|Store)$/;

/**
 * Field lists: https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/ .
 * In this order: BulkApiResultEvent has a Query and none of the fields above it.
 */
const MARKS: readonly (readonly [EventType, readonly string[]])[] = [
  ['AnomalyEvent', ['SecurityEventData', 'Score']],
  ['ReportEvent', ['ReportId', 'ExportFileFormat', 'DashboardId']],
  ['ListViewEvent', ['ListViewId', 'FilterCriteria']],
  ['FileEvent', ['FileAction', 'ContentSize', 'DocumentId']],
  ['IdentityVerificationEvent', ['VerificationMethod', 'Activity']],
  ['LoginEvent', ['LoginType', 'LoginUrl']],
  ['PermissionSetEvent', ['PermissionType', 'ImpactedUserIds', 'ParentNameList']],
  ['LightningUriEvent', ['PageUrl']],
  ['ApiEvent', ['ApiType', 'ConnectedAppId', 'RowsReturned']],
  ['BulkApiResultEvent', ['Query']],
];

/** All that LogoutEvent has, where nothing else names it. */
const LOGOUT = new Set([
  'attributes',
  'CreatedById',
  'CreatedDate',
  'EventDate',
  'EventIdentifier',
  'EventUuid',
  'Id',
  'LoginKey',
  'RelatedEventIdentifier',
  'SessionKey',
  'SessionLevel',
  'SourceIp',
  'UserId',
  'Username',
]);

/** ReportEvent, field "Operation"; every other value is a run, a preview or a schedule. */
const REPORT_EXPORTS = new Set([
  'ReportExported',
  'ReportExportedAsynchronously',
  'ReportExportedUsingExcelConnector',
]);
/** Made or changed without showing any rows. */
const REPORT_SETTINGS = new Set(['ReportScheduled', 'Test']);
/** FileEvent, field "FileAction": API_DOWNLOAD, PREVIEW, UI_DOWNLOAD, UPLOAD. */
const FILE_KINDS: ReadonlyMap<string, Kind> = new Map([
  ['API_DOWNLOAD', 'export'],
  ['UI_DOWNLOAD', 'export'],
  ['PREVIEW', 'read'],
  ['UPLOAD', 'other'],
]);
/** PermissionSetEvent, field "Operation". */
const GRANTS = new Set(['AssignedToUsers', 'CriticalPerms', 'PermsEnabled']);

/** IdentityVerificationEvent, field "Activity": what somebody was asked for a second proof of who he is for. */
const VERIFIED: ReadonlyMap<string, Kind> = new Map([
  ['ConnectSms', 'mfa'],
  ['ConnectToopher', 'mfa'],
  ['ConnectTotp', 'mfa'],
  ['ConnectU2F', 'mfa'],
  ['ConnectWebAuth', 'mfa'],
  ['ConnectWebAuthRoaming', 'mfa'],
  ['EnableLL', 'mfa'],
  ['TempCode', 'mfa'],
  ['ChangeEmail', 'credential'],
  ['Login', 'logon'],
]);

export function kindOf(type: EventType, operation: string): Kind {
  switch (type) {
    case 'ReportEvent':
      return REPORT_EXPORTS.has(operation) ? 'export' : REPORT_SETTINGS.has(operation) ? 'other' : 'read';
    case 'ListViewEvent':
      return 'list';
    case 'ApiEvent':
      return operation.startsWith('Delete') ? 'other' : 'read';
    case 'BulkApiResultEvent':
      return 'export';
    case 'FileEvent':
      // Before API version 58 there is no FileAction: the event "tracks when a user downloads a document".
      return FILE_KINDS.get(operation) ?? 'export';
    case 'LoginEvent':
    case 'LoginAsEvent':
      return 'logon';
    case 'PermissionSetEvent':
      return GRANTS.has(operation) ? 'privilege' : 'other';
    case 'IdentityVerificationEvent':
      return VERIFIED.get(operation) ?? 'other';
    case 'LightningUriEvent':
    case 'UriEvent':
      return operation === 'Read' ? 'read' : 'other';
    default:
      return 'other';
  }
}
