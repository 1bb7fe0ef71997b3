import type { Actor, ActorType, Draft, Outcome, Resource, Source } from '../activity.ts';
import { clientFrom, clientOf, isBrowser } from '../client.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { emailOf, firstText, known, knownOrNone, number, recaser, text } from './field.ts';
import { type EventType, eventTypeOf, kindOf, payloadOf } from './salesforce-events.ts';
import { longId } from './salesforce-id.ts';
import { isLogFileRow, parseLogFileRow } from './salesforce-log-file.ts';
import { recordInAddress, recordOf, recordsIn } from './salesforce-records.ts';
import { isSetupAudit, parseSetupAudit } from './salesforce-setup.ts';
import { targetOf } from './target.ts';
import { type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/**
 * Salesforce Real-Time Event Monitoring, from the stream (Pub/Sub API, CometD) or from the big objects that
 * store it: https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/
 * `Records` of reports holds customer data and `Query` may: neither leaves this file.
 */
export const salesforce: Vendor = {
  uid: 'salesforce',
  title: 'Salesforce event monitoring',
  revision: 7,
  marks: [
    'EventIdentifier',
    'eventidentifier',
    'payload',
    'data',
    'EVENT_TYPE',
    'timestamp_derived',
    'RequestIdentifier',
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
      'rows of Bulk API results: only event log files have them, hours later (BulkApiResultEvent has no count)',
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
  return 'EventIdentifier' in payload && 'EventDate' in payload;
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

const NOT_AN_APP = new Set(['Browser', 'N/A', 'Unknown', 'unknown']);

function actorOf(payload: JsonObject, type: EventType): Actor | undefined {
  const delegate = delegateOf(payload, type);
  const username = delegate ?? text(payload, 'Username');
  const uid =
    (delegate === undefined ? longId(text(payload, 'UserId')) : undefined) ?? username?.toLowerCase();
  if (uid === undefined) return undefined;
  return known({
    uid,
    type: actorTypeOf(payload, type, username),
    // A user name has the form of an e-mail address and is unique in all of Salesforce; only administrators set it.
    email: emailOf(username),
    name: username,
    app: type === 'ReportEvent' || type === 'ListViewEvent' ? undefined : appOf(payload),
  });
}

/** LoginAsEvent: "Username of the admin who logs in as another user"; `UserId` and `Username` are the other's. */
function delegateOf(payload: JsonObject, type: EventType): string | undefined {
  return type === 'LoginAsEvent' ? text(payload, 'DelegatedUsername') : undefined;
}

/** PermissionSetEvent: those who gain or lose it, separated by commas. One is enough to look at the others. */
function impactedOf(payload: JsonObject, type: EventType): string | undefined {
  if (type === 'LoginAsEvent') return longId(text(payload, 'UserId'));
  const [first] = text(payload, 'ImpactedUserIds')?.split(/[,;]\s*/, 1) ?? [];
  return longId(first?.trim() || undefined);
}

/** Name and id together: a rogue app can borrow a name (UNC6040's "Data Loader"), not an id. */
function appOf(payload: JsonObject): string | undefined {
  const id = text(payload, 'ConnectedAppId');
  const application = text(payload, 'Application');
  const name = application === undefined || NOT_AN_APP.has(application) ? undefined : application;
  return name !== undefined && id !== undefined ? `${name} (${id})` : (name ?? id);
}

/** Salesforce's own users, such as `autoproc@00d000000000001`, and those made for integrations only. */
const SERVICE_USER_TYPES = new Set(['AutomatedProcess', 'CloudIntegrationUser', 'APIOnly']);
const SERVICE_USERNAME = /^(?:autoproc|cloud|insightssecurity|insightsintegration|integration)@00d/i;

function actorTypeOf(payload: JsonObject, type: EventType, username: string | undefined): ActorType {
  if (SERVICE_USER_TYPES.has(text(payload, 'UserType') ?? '')) return 'service';
  if (username !== undefined && SERVICE_USERNAME.test(username)) return 'service';
  // "Remote Access 2.0" is OAuth. A person's browser may sign in by it too: then it is still a person.
  const throughApp =
    text(payload, 'ConnectedAppId') !== undefined ||
    (text(payload, 'LoginType') ?? '').startsWith('Remote Access');
  if (throughApp && !isBrowser(clientName(payload) ?? '')) return 'integration';
  // It names no application, and the account may be a person's or an integration's.
  return type === 'BulkApiResultEvent' ? 'unknown' : 'user';
}

function clientName(payload: JsonObject): string | undefined {
  const client = text(payload, 'Client');
  return (
    clientOf(text(payload, 'UserAgent')) ??
    clientFrom(text(payload, 'Browser'), text(payload, 'Platform')) ??
    (client === undefined || NOT_AN_APP.has(client) ? undefined : clientOf(client))
  );
}

function sourceOf(payload: JsonObject): Source | undefined {
  return knownOrNone({
    ip: parseAddress(text(payload, 'SourceIp')),
    country: text(payload, 'CountryIso') ?? text(payload, 'Country'),
    client: clientName(payload),
  });
}

function volumeOf(payload: JsonObject, type: EventType): Draft['volume'] {
  switch (type) {
    case 'ReportEvent':
    case 'ListViewEvent':
      return knownOrNone({ records: number(payload, 'RowsProcessed') });
    case 'ApiEvent':
      // RowsReturned is this call's; RowsProcessed is the whole operation's and repeats with every QueryMore.
      return knownOrNone({ records: number(payload, 'RowsReturned') ?? number(payload, 'RowsProcessed') });
    case 'FileEvent':
      return knownOrNone({ bytes: number(payload, 'ContentSize') });
    case 'LightningUriEvent':
    case 'UriEvent':
      // A page that shows one record.
      return singleRecords(payload, type).length > 0 ? { records: 1 } : undefined;
    default:
      return undefined;
  }
}

const MAX_OBJECTS = 32;
const MAX_QUERY = 20_000;
/** Every FROM: a nested query names its child relationship, the outer one the object. */
const FROM = /\bFROM\s+([A-Za-z]\w{0,79})/gi;

function resourcesOf(payload: JsonObject, type: EventType): Resource[] {
  const resources = objectNames(payload).map((name): Resource => ({ type: 'object', uid: name }));
  const own = ownResource(payload, type);
  return [...resources, ...(own === undefined ? [] : [own]), ...singleRecords(payload, type)];
}

/** What is opened in Lightning may be told by its page alone. */
function singleRecords(payload: JsonObject, type: EventType): Resource[] {
  if (type === 'ApiEvent') return recordsIn(payload['Records']);
  if (!PAGES.has(type)) return [];
  const record = recordOf(text(payload, 'RecordId')) ?? recordInAddress(text(payload, 'PageUrl'));
  return record === undefined ? [] : [record];
}

const PAGES = new Set(['LightningUriEvent', 'UriEvent']);

function objectNames(payload: JsonObject): string[] {
  const entities = text(payload, 'QueriedEntities');
  if (entities !== undefined)
    return entities
      .split(',', MAX_OBJECTS)
      .map((name) => name.trim())
      .filter((name) => name !== '');
  const query = text(payload, 'Query')?.slice(0, MAX_QUERY);
  if (query === undefined) return [];
  return Array.from(query.matchAll(FROM), (match) => match[1] ?? '').slice(0, MAX_OBJECTS);
}

function ownResource(payload: JsonObject, type: EventType): Resource | undefined {
  const named = (resource: string, id: string, name: string) => {
    const uid = text(payload, id);
    return uid === undefined ? undefined : known({ type: resource, uid, name: text(payload, name) });
  };
  switch (type) {
    case 'ReportEvent':
      return named('report', 'ReportId', 'Name');
    case 'ListViewEvent':
      return named('list-view', 'ListViewId', 'Name');
    case 'FileEvent':
      return named('file', 'DocumentId', 'FileName') ?? named('file', 'VersionId', 'FileName');
    case 'PermissionSetEvent':
      return named('permission-set', 'ParentNameList', 'ParentNameList');
    default:
      return undefined;
  }
}
