import { firstText, isObject, known, list, number, object, text } from './field.ts';
import type { Json, JsonObject } from './vendor.ts';

/**
 * Entra's own logs, as Microsoft Graph answers, and Azure Monitor hands on: what they tell is in the unified audit log as
 * well, in words of its own, so that their events are read as if they had come from there.
 * https://learn.microsoft.com/en-us/graph/api/resources/directoryaudit
 * https://learn.microsoft.com/en-us/graph/api/resources/signin
 */
export function isOfEntra(event: JsonObject): boolean {
  const named = asGraph(event);
  return isAudit(named) || isSignIn(named);
}

/** PowerShell's cmdlets, and tables made by them, begin names with capitals. */
function asGraph(event: JsonObject): JsonObject {
  return 'ActivityDisplayName' in event || 'CreatedDateTime' in event ? inCamelCase(event, 0) : event;
}

const MAX_DEPTH = 12;

function inCamelCase(value: JsonObject, depth: number): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.replace(/^(?:IP(?=[A-Z])|[A-Z])/, (start) => start.toLowerCase()),
      inside(inner, depth + 1),
    ]),
  );
}

function inside(value: Json | undefined, depth: number): Json {
  if (depth > MAX_DEPTH) return value ?? null;
  if (Array.isArray(value))
    return value.slice(0, MAX_PROPERTIES).map((item: Json) => inside(item, depth + 1));
  return isObject(value) ? inCamelCase(value, depth) : (value ?? null);
}

function isAudit(event: JsonObject): boolean {
  return typeof event['activityDisplayName'] === 'string' && 'initiatedBy' in event;
}

function isSignIn(event: JsonObject): boolean {
  return (
    'createdDateTime' in event &&
    ('userPrincipalName' in event || 'servicePrincipalId' in event) &&
    number(object(event, 'status'), 'errorCode') !== undefined
  );
}

export function ofEntra(event: JsonObject): JsonObject {
  const named = asGraph(event);
  return isAudit(named) ? ofAudit(named) : ofSignIn(named);
}

const MAX_TARGETS = 32;
const MAX_PROPERTIES = 200;

function ofAudit(event: JsonObject): JsonObject {
  const by = object(event, 'initiatedBy');
  const user = object(by, 'user');
  const targets = objects(event, 'targetResources', MAX_TARGETS);
  const details = objects(event, 'additionalDetails', MAX_TARGETS).map((detail) =>
    ['key', 'value'].map((part) => text(detail, part) ?? ''),
  );
  return known({
    CreationTime: event['activityDateTime'],
    Id: event['id'],
    Operation: event['activityDisplayName'],
    Workload: WORKLOAD,
    ResultStatus: event['result'],
    ...(firstText(user, USER) === undefined ? ofApp(object(by, 'app')) : ofUser(user)),
    ClientIP: firstText(user, ['ipAddress']) ?? event['callerIpAddress'],
    UserAgent: event['userAgent'],
    ObjectId: text(targets[0], 'userPrincipalName') === undefined ? text(targets[0], 'id') : undefined,
    Target: targets.flatMap(idsOf),
    ModifiedProperties: targets
      .flatMap((target) => objects(target, 'modifiedProperties', MAX_PROPERTIES))
      .map(({ displayName, newValue }) => known({ Name: displayName, NewValue: newValue })),
    ExtendedProperties: [{ Name: 'additionalDetails', Value: JSON.stringify(Object.fromEntries(details)) }],
  });
}

function ofSignIn(event: JsonObject): JsonObject {
  const status = object(event, 'status');
  const error = number(status, 'errorCode') ?? 0;
  const resource = text(event, 'resourceId');
  const isUser = firstText(event, ['userPrincipalName', 'userId']) !== undefined;
  return known({
    CreationTime: event['createdDateTime'],
    Id: event['id'],
    Operation: error === 0 ? 'UserLoggedIn' : 'UserLoginFailed',
    Workload: WORKLOAD,
    ...(isUser ? ofUser({ ...event, id: event['userId'] ?? null }) : ofApp(event)),
    ErrorNumber: String(error),
    ClientIP: event['ipAddress'],
    UserAgent: event['userAgent'],
    ApplicationId: isUser ? event['appId'] : undefined,
    ApplicationDisplayName: isUser ? event['appDisplayName'] : undefined,
    // Azure Monitor says by a path where it has the log from.
    ObjectId: resource?.startsWith('/') ? undefined : resource,
    SessionId: event['sessionId'],
  });
}

const WORKLOAD = 'AzureActiveDirectory';

function objects(parent: JsonObject, name: string, most: number): JsonObject[] {
  return list(parent, name).slice(0, most).filter(isObject);
}

const USER = ['userPrincipalName', 'id'];

function ofUser(user: JsonObject | undefined): JsonObject {
  return known({ UserId: firstText(user, USER), UserType: 0 });
}

/** The unified audit log has the application among the ids of who acted. */
function ofApp(app: JsonObject | undefined): JsonObject {
  const principal = text(app, 'servicePrincipalId');
  const id = text(app, 'appId');
  const name = firstText(app, ['displayName', 'servicePrincipalName', 'appDisplayName']);
  return known({
    UserId: principal === undefined ? (id ?? name) : `ServicePrincipal_${principal}`,
    UserType: 6,
    Actor: [
      { ID: name, Type: 1 },
      { ID: id, Type: 2 },
    ].flatMap(({ ID, Type }): Json[] => (ID === undefined ? [] : [{ ID, Type }])),
  });
}

function idsOf(target: JsonObject): Json[] {
  const name = text(target, 'userPrincipalName');
  if (name !== undefined) return [{ ID: name, Type: 5 }];
  const id = text(target, 'id');
  const type = text(target, 'type');
  const ids: (readonly [string | undefined, number])[] = [
    [text(target, 'displayName'), 1],
    [id !== undefined && type === 'ServicePrincipal' ? `ServicePrincipal_${id}` : id, 2],
    [type, 2],
  ];
  return ids.flatMap(([ID, Type]) => (ID === undefined ? [] : [{ ID, Type }]));
}
