import type { Draft, Outcome, Source } from '../activity.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { firstText, known, knownOrNone, object, recaser, text } from './field.ts';
import { actorOf, clientName, impactedOf } from './salesforce-actor.ts';
import { type EventType, eventTypeOf, kindOf, payloadOf } from './salesforce-events.ts';
import { isLogFileRow, parseLogFileRow } from './salesforce-log-file.ts';
import { resourcesOf, volumeOf } from './salesforce-resources.ts';
import { isSetupAudit, parseSetupAudit } from './salesforce-setup.ts';
import { targetOf } from './target.ts';
import { type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/**
 * Salesforce Real-Time Event Monitoring, from the stream (Pub/Sub API, CometD) or from the big objects that
 * store it: https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/
 * `Records` of reports holds customer data and `Query` may: neither leaves the files that read it.
 */
export const salesforce: Vendor = {
  uid: 'salesforce',
  title: 'Salesforce event monitoring',
  revision: 10,
  isBulk: (operation) => operation.startsWith('BulkApiResultEvent'),
  marks: [
    'EventIdentifier',
    'eventidentifier',
    'payload',
    'data',
    'EVENT_TYPE',
    'timestamp_derived',
    'RequestIdentifier',
    'SecurityEventData',
    'EventDate',
    'Section',
    'section',
    'LoginTime',
  ],
  recognises: (event) =>
    isRealTime(event) ||
    isLogFileRow(event) ||
    isSetupAudit(event) ||
    isLoginHistory(event) ||
    isOfLake(event),
  parse: (event) => {
    if (isLogFileRow(event)) return parseLogFileRow(event);
    if (isOfLake(event)) {
      const recased = recase(event);
      return parse(recased, eventTypeOf(recased));
    }
    if (isLoginHistory(event)) {
      const { LoginTime: EventDate, Id: EventIdentifier, ...login } = event;
      return parse({ ...login, EventDate, EventIdentifier }, 'LoginEvent');
    }
    return isSetupAudit(event) ? parseSetupAudit(event) : parse(payloadOf(event), eventTypeOf(event));
  },
  coverage: {
    source:
      'Pub/Sub API or CometD channels, or the big objects that keep them for six months; event log files as CSV, hourly or daily, or event log objects by query; SetupAuditTrail and LoginHistory by query. All but the last two need Shield or Event Monitoring.',
    delay: 'seconds on the stream; event log files 3 to 6 hours or a day',
    sees: [
      'reports run and exported, with rows',
      'list views, API queries and the objects they read, with rows',
      'single records that a page showed or a query answered, by their ids',
      'results of Bulk API jobs being downloaded, without rows; the rows of each job hours later, in event log files',
      'files downloaded, with bytes',
      'logins with address, country and client; second factors connected, temporary codes made, in the big object; permission sets assigned',
      'changes of the setup: users, permissions, connected apps, remote sites',
    ],
    blindSpots: [
      'rows of Bulk API results on the stream (BulkApiResultEvent has no count)',
      'API calls from the Salesforce mobile app and the Tooling API (ApiEvent, "Tracks these user-initiated read-only API calls")',
      'the connected app of a Bulk API download, and of calls through external client apps',
      'session and address of asynchronous reports (ReportEvent, "Operation")',
      'address of changes of the setup (SetupAuditTrail has none)',
      'the id of whoever logs in as somebody else (LoginAsEvent has his user name alone, so he counts as another account than his own)',
    ],
    reference:
      'https://developer.salesforce.com/docs/platform/platform-events/guide/sforce-api-objects-apievent.html',
    evidence: { grade: 'schema', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'ReportExported',
        read: 'Query',
        list: 'ListViewEvent',
        share: 'ContentDistribution.INSERT',
        logon: 'LoginEvent',
        credential: 'insertConnectedApplication',
        privilege: 'AssignedToUsers',
        mfa: 'ConnectTotp',
        logging: 'BulkApi2.query.Deleted',
      },
      volume: ['records', 'bytes'],
      address: true,
      late: ['share', 'logging'],
    },
  },
};

/**
 * A record of LoginHistory, which everyone has and which keeps six months: a LoginEvent under the id and time of its own.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_loginhistory.htm
 */
function isLoginHistory(event: JsonObject): boolean {
  return 'LoginTime' in event && 'LoginType' in event && 'SourceIp' in event;
}

function isOfLake(event: JsonObject): boolean {
  return 'eventidentifier' in event && 'eventdate' in event;
}

/** What is read here and not lower case already, for tables in data lakes, whose columns are. */
const recase = recaser(`
  Activity ApiType Application Browser Client ConnectedAppId ContentSize Country CountryIso DashboardId DelegatedUsername
  DocumentId EventDate
  EventIdentifier EventType ExecutionIdentifier ExportFileFormat FileAction FileName FilterCriteria ImpactedUserIds
  ListViewId LoginKey LoginType LoginUrl Name Operation OperationStatus PageUrl ParentNameList PermissionType Platform
  PolicyOutcome QueriedEntities Query RecordId Records ReportId RowsProcessed RowsReturned Score SecurityEventData SessionKey
  SourceIp Status UserAgent UserId UserType Username VerificationMethod VersionId
`);

function isRealTime(event: JsonObject): boolean {
  const payload = payloadOf(event);
  // Where a query asked for little else, an anomaly has what only those have, and every record its type.
  return (
    'EventDate' in payload &&
    ('EventIdentifier' in payload ||
      'SecurityEventData' in payload ||
      /Event(?:Store)?$/.test(text(object(payload, 'attributes'), 'type') ?? ''))
  );
}

function parse(payload: JsonObject, type: EventType): Parsed {
  if (type === 'LogoutEvent') return { kind: 'ignored', reason: 'logout' };
  const operation = operationOf(payload, type);
  const actor = actorOf(payload, type);
  if (actor === undefined) return malformed('UserId', 'expected the id of the user');
  const kind = kindOf(type, operation);
  return {
    kind: 'activity',
    draft: known({
      identity: identityOf(payload, type),
      eventId: text(payload, 'EventIdentifier'),
      time: parseTime(payload['EventDate']),
      kind,
      operation,
      outcome: outcomeOf(payload, type),
      actor,
      target: targetOf(kind, actor, impactedOf(payload, type), undefined),
      source: sourceOf(payload),
      resources: resourcesOf(payload, type),
      volume: volumeOf(payload, type),
      session: text(payload, 'SessionKey') ?? text(payload, 'LoginKey'),
    }),
  };
}

/**
 * A large report arrives as several events that share an ExecutionIdentifier, and each repeats the rows of the
 * whole report (ReportEvent, "ExecutionIdentifier" and "RowsProcessed").
 */
function identityOf(payload: JsonObject, type: string): Draft['identity'] {
  const execution = text(payload, 'ExecutionIdentifier');
  if (execution !== undefined) return { kind: 'operation', id: execution };
  // A login is one, whether LoginHistory tells it or the event, which names its record there. Others name that as well.
  const login = type === 'LoginEvent' ? text(payload, 'LoginHistoryId') : undefined;
  const event = login ?? text(payload, 'EventIdentifier');
  return event === undefined ? undefined : { kind: 'event', id: event };
}

function operationOf(payload: JsonObject, type: EventType): string {
  if (type === 'LoginEvent') return text(payload, 'FileAction') ?? type;
  return firstText(payload, ['FileAction', 'Operation', 'Activity']) ?? type;
}

/** `PolicyOutcome`: a transaction security policy stopped the operation. */
const STOPPED =
  /^(?:Block|MeteringBlock|FailedInvalidPassword|FailedPasswordLockout|TwoFADenied|TwoFAReportedDenied|TwoFAFailed\w+)$/;

function outcomeOf(payload: JsonObject, type: EventType): Outcome {
  if (STOPPED.test(text(payload, 'PolicyOutcome') ?? '')) return 'failure';
  if (type === 'LoginEvent') {
    const status = text(payload, 'Status');
    return status === undefined ? 'unknown' : status === 'Success' ? 'success' : 'failure';
  }
  if (type === 'IdentityVerificationEvent') {
    const status = text(payload, 'Status') ?? '';
    // Between the two lie those that somebody has not answered yet.
    return /^(?:Automated)?Succe/.test(status)
      ? 'success'
      : /^(?:Reported)?Denied|^Failed/.test(status)
        ? 'failure'
        : 'unknown';
  }
  // The other events are captured after the query or action has taken place.
  return /^(?:fail|error)/i.test(text(payload, 'OperationStatus') ?? '') ? 'failure' : 'success';
}

function sourceOf(payload: JsonObject): Source | undefined {
  return knownOrNone({
    ip: parseAddress(text(payload, 'SourceIp')),
    country: text(payload, 'CountryIso') ?? text(payload, 'Country'),
    client: clientName(payload),
  });
}
