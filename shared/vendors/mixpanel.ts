import type { Actor, Draft, Kind, Resource, Source } from '../activity.ts';
import { clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { emailOf, firstText, isObject, known, knownOrNone, text, told } from './field.ts';
import { eventTypeNamed } from './mixpanel-display-names.ts';
import { isEventType, kindOf, looksLikeEventType } from './mixpanel-events.ts';
import { outsideIf } from './outside.ts';
import { targetOf } from './target.ts';
import { type Json, type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

const TYPE = ['event_type', 'eventType', 'type', 'action', 'Event Type', 'Action'];
/** Where a table shows what happened, by its display name. */
const HEADING = ['Action', 'Event Type', 'Event', 'Event Name', 'Display Name'];

/** Raw events and user profiles, of a project or of a list of people. */
const BULK: ReadonlySet<string> = new Set([
  'event_export.downloaded',
  'profile_export.downloaded',
  'raw_event_export.requested',
  'user_data_export.created',
]);

/**
 * Mixpanel audit log, exported as NDJSON or CSV. Event types are documented
 * (https://docs.mixpanel.com/docs/access-security/audit-log/audit-log-reference); of the keys only `service` and
 * `http_user_agent` are, so the others are read under every name that a log of this kind is known to use, and
 * under the headings of the table in the application.
 */
export const mixpanel: Vendor = {
  uid: 'mixpanel',
  title: 'Mixpanel audit log',
  revision: 8,
  isBulk: (operation) => BULK.has(operation),
  isStanding: (operation) => operation.startsWith('data_pipeline.'),
  marks: [...TYPE, ...HEADING],
  recognises: (event) =>
    (operationOf(event) !== undefined || isOfUnknownType(event)) &&
    TIME.some((name) => name in event) &&
    !isOfGithub(event) &&
    !isOfNotion(event),
  // An envelope may have a type, a time and a user as well, but no `object.verb`, nor the headings of the table.
  accepts: (event) =>
    (looksLikeEventType(firstText(event, TYPE) ?? '') || firstText(event, HEADING) !== undefined) &&
    TIME.some((name) => name in event) &&
    actorOf(event) !== undefined &&
    !isOfGithub(event),
  parse,
  coverage: {
    source: 'Organization Settings, Audit Log, Export as NDJSON or CSV; by hand, nothing pushes it.',
    delay: 'as often as somebody downloads it',
    sees: [
      'event, profile, raw and board exports: that they happened, by whom, from where',
      'data pipelines and cohort syncs created or changed',
      'boards and cohorts shared or made public',
      'service accounts, roles, teams, invitations, two-factor settings, logins',
    ],
    blindSpots: [
      'how much was exported: no event carries a count',
      'anything before February 2026, most of it before April 2026: event types carry an "Available Since" date',
      'queries, reports and profiles read, in the application, by API (/engage, JQL) or by MCP: "Read-only actions are not logged"',
      'access by staff of Mixpanel, as in the incident of November 2025',
      'the address of a person who works through MCP: the log has that of the AI provider',
    ],
    reference: 'prose only: https://docs.mixpanel.com/docs/access-security/audit-log',
    evidence: { grade: 'prose only', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'event_export.downloaded',
        share: 'board.public_access_updated',
        logon: 'session.logged_in',
        credential: 'service_account.created',
        privilege: 'user.role_changed',
        mfa: 'user.twofactor_disabled',
        destination: 'data_pipeline.created',
      },
      volume: [],
      address: true,
      late: ['export', 'share', 'logon', 'credential', 'privilege', 'mfa', 'destination'],
    },
  },
};

const TIME = [
  'timestamp',
  'time',
  'event_time',
  'created_at',
  'occurred_at',
  'date',
  'datetime',
  'date_and_time',
  'Date and Time',
];
const ID = ['id', 'uuid', 'event_id', 'audit_log_id', 'insert_id'];
const USER = [
  'user',
  'actor',
  'performed_by',
  'service_account',
  'user_email',
  'actor_email',
  'email',
  'User',
];
const USER_ID = ['user_id', 'actor_id'];
const ADDRESS = ['ip', 'ip_address', 'client_ip', 'IP Address', 'IP'];
const USER_AGENT = ['http_user_agent', 'user_agent', 'userAgent'];
const PROJECT = ['project', 'Project', 'Project or Org'];
const SYSTEM = 'Mixpanel (System)';
const FAILED = /[._]failed$/;

function parse(event: JsonObject): Parsed {
  const operation = operationOf(event) ?? firstText(event, [...TYPE, ...HEADING]);
  if (operation === undefined)
    return malformed('event_type', 'expected an event type such as event_export.downloaded');
  const actor = actorOf(event);
  if (actor === undefined) return malformed('user', 'expected the e-mail address or id of the user');
  const kind = kindOf(operation);
  if (actor.uid === SYSTEM && kind === 'other') return { kind: 'ignored', reason: 'done by Mixpanel itself' };
  const id = firstText(event, ID);
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'event', id } as const),
      eventId: id,
      time: timeOf(event),
      kind,
      operation,
      // "Only changes that actually took effect are recorded", besides failed logins.
      outcome: FAILED.test(operation) ? ('failure' as const) : ('success' as const),
      actor,
      target: accountOf(event, kind, actor),
      source: sourceOf(event),
      resources: resourcesOf(event, kind),
      outside: outsideIf(kind, () => operation === 'board.public_access_updated'),
      session: text(event, 'session_id'),
    }),
  };
}

/** GitHub has teams and users as well, and writes of them alike: `team.created`, `user.suspended`. */
function isOfGithub(event: JsonObject): boolean {
  // The second alone is what log shippers add to anything.
  return (
    '_document_id' in event ||
    (('@timestamp' in event || 'at_sign_timestamp' in event) &&
      text(event, 'action') !== undefined &&
      text(event, 'actor') !== undefined)
  );
}

/** Notion has workspaces and users as well: `workspace.content_exported`. */
function isOfNotion(event: JsonObject): boolean {
  return 'workspace_id' in event && isObject(event['actor']);
}

function operationOf(event: JsonObject): string | undefined {
  const type = firstText(event, TYPE);
  if (type !== undefined && isEventType(type)) return type;
  return eventTypeNamed(firstText(event, HEADING) ?? '');
}

/** The catalogue grows: what has the log's other marks is of a type that is not in it yet. */
function isOfUnknownType(event: JsonObject): boolean {
  return (
    looksLikeEventType(text(event, 'event_type') ?? '') &&
    isPresent(event['user']) &&
    isPresent(event['organization']) &&
    isPresent(event['project'])
  );
}

function timeOf(event: JsonObject): number | undefined {
  for (const name of TIME) {
    const time = parseTime(event[name]);
    if (time !== undefined) return time;
  }
  return undefined;
}

function actorOf(event: JsonObject): Actor | undefined {
  const user = first(event, USER, USER_ID);
  const details = isObject(user) ? user : undefined;
  const label =
    details === undefined ? scalar(user) : firstText(details, ['name', 'display_name', 'username']);
  if (label === SYSTEM) return { uid: SYSTEM, type: 'service', name: SYSTEM };
  const address = details === undefined ? label : firstText(details, ['email', 'email_address']);
  const email = emailOf(address);
  const uid =
    firstText(details, ['id', 'user_id']) ?? firstText(event, USER_ID) ?? email ?? label?.toLowerCase();
  if (uid === undefined) return undefined;
  return known({
    uid,
    type: isServiceAccount(event, details, email === undefined ? [label, address] : [])
      ? ('service' as const)
      : ('user' as const),
    email,
    name: emailOf(label) === undefined ? label : undefined,
    // Made through an AI assistant: `service` is documented to say `mcp` then.
    app: text(event, 'service') === 'mcp' ? 'MCP' : undefined,
  });
}

/** `loader.1a2b3c.mp-service-account`, without an address; people call themselves what they like: https://developer.mixpanel.com/reference/service-accounts */
const SERVICE_ACCOUNT_NAME = '.mp-service-account';

function isServiceAccount(
  event: JsonObject,
  details: JsonObject | undefined,
  names: readonly (string | undefined)[],
): boolean {
  const type = firstText(details, ['type', 'kind']) ?? firstText(event, ['actor_type', 'user_type']) ?? '';
  return (
    /service[ _-]?account/i.test(type) ||
    isPresent(event['service_account']) ||
    names.some((name) => name?.toLowerCase().endsWith(SERVICE_ACCOUNT_NAME) === true) ||
    details?.['is_service_account'] === true
  );
}

function isPresent(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}

function first(event: JsonObject, names: readonly string[], ids: readonly string[] = []): Json | undefined {
  for (const name of names) if (isPresent(event[name])) return told(event, name, ids);
  return undefined;
}

function scalar(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

function sourceOf(event: JsonObject): Source | undefined {
  return knownOrNone({
    ip: parseAddress(firstText(event, ADDRESS)),
    country: firstText(event, ['country_code', 'country']),
    client: clientOf(firstText(event, USER_AGENT)),
  });
}

const TARGET = ['target', 'object', 'entity'];

/** Known by the same as actors: an id where there is one, else the address. */
function accountOf(event: JsonObject, kind: Kind, actor: Actor): Draft['target'] {
  if (kind === 'logon') return undefined;
  const target = first(event, TARGET);
  const details = isObject(target) ? target : undefined;
  const email = emailOf(
    details === undefined ? scalar(target) : firstText(details, ['email', 'email_address']),
  );
  const byAddress = actor.uid === actor.email ? email : undefined;
  return targetOf(kind, actor, firstText(details, ['id', 'user_id']) ?? byAddress, email);
}

/** The project is the dataset: exports take from one project. */
function resourcesOf(event: JsonObject, kind: Kind): Resource[] {
  const project = first(event, PROJECT, ['project_id']);
  const details = isObject(project) ? project : undefined;
  const name = details === undefined ? firstText(event, ['project_name']) : firstText(details, ['name']);
  const uid =
    details === undefined
      ? (firstText(event, ['project_id']) ?? scalar(project))
      : firstText(details, ['id']);
  const resources: Resource[] = [];
  if (uid !== undefined || name !== undefined)
    resources.push(known({ type: 'project', uid: uid ?? name ?? '', name: name === uid ? undefined : name }));
  const target = kind === 'credential' || kind === 'mfa' ? first(event, TARGET) : undefined;
  const targetId = isObject(target) ? firstText(target, ['id', 'email', 'name']) : scalar(target);
  if (targetId !== undefined)
    resources.push({ type: kind === 'mfa' ? 'user' : 'service-account', uid: targetId });
  return resources;
}
