import type { Actor, Draft, Kind, Outcome, Resource, Source } from '../activity.ts';
import { clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { emailOf, firstText, isObject, known, knownOrNone, text, told } from './field.ts';
import { outsideIf } from './outside.ts';
import { targetOf } from './target.ts';
import { type Json, type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

const DOMAIN = ['domain', 'Domain'];

/** Data of a project and its users, not one chart, dashboard or notebook. */
const BULK = /\b(?:project|users?|cohorts?|events?)\b.*\bexport/;

/**
 * Amplitude audit log. The documentation (https://amplitude.com/docs/admin/audit-log) names the fields in prose and
 * neither their keys nor the list of domains, features and actions, so keys are read under every name that a log of
 * this kind is known to use, and kinds follow from the words.
 */
export const amplitude: Vendor = {
  uid: 'amplitude',
  title: 'Amplitude audit log',
  revision: 5,
  isBulk: (operation) => BULK.test(operation),
  marks: DOMAIN,
  recognises: (event) =>
    firstText(event, DOMAIN) !== undefined &&
    firstText(event, FEATURE) !== undefined &&
    firstText(event, ACTION) !== undefined,
  parse,
  coverage: {
    source:
      'Polling POST /api/2/audit-logs/{ORG_ID} with an organization API key and secret key, which Amplitude Support issues.',
    delay: 'asynchronous; Amplitude publishes no bound',
    sees: [
      'project data, users, charts, dashboards and notebooks exported; cohorts exported to destinations',
      'profiles and timelines of users viewed',
      'logins, registrations and password resets, with address and client',
      'invitations, roles, groups and access changed; settings of single sign-on',
    ],
    blindSpots: [
      'how much was exported: no count is documented',
      'the Export API and the Dashboard REST API: documented events are those of the application',
      'the CSV of the user interface has no address and no client',
      'anything older than 90 days',
    ],
    reference: 'prose only: https://amplitude.com/docs/admin/audit-log',
    evidence: { grade: 'prose only', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'config.project.export',
        logon: 'auth.login.login',
      },
      volume: [],
      address: true,
      late: [],
    },
  },
};

const FEATURE = ['feature', 'Feature'];
const ACTION = ['action', 'Action'];
const TIME = ['timestamp', 'Timestamp', 'time', 'event_time', 'eventTime', 'created_at', 'createdAt', 'date'];
const ID = ['id', 'event_id', 'eventId', 'uuid', 'audit_log_id', 'insert_id'];
const USER = [
  'user',
  'user_email',
  'userEmail',
  'email',
  'actor',
  'actor_email',
  'User',
  'User (Email)',
  'User Email',
];
const USER_ID = ['user_id', 'userId', 'actor_id', 'login_id', 'loginId'];
const ADDRESS = ['ip', 'ip_address', 'ipAddress', 'client_ip', 'IP Address', 'IP'];
const USER_AGENT = ['user_agent', 'userAgent', 'User Agent'];
const TARGET = ['target', 'Target'];
const PROJECT = [
  'app_id',
  'appId',
  'project_id',
  'projectId',
  'app',
  'App/Project ID',
  'App ID',
  'Project ID',
];
const ERROR = ['error', 'Error', 'error_message', 'errorMessage'];

function parse(event: JsonObject): Parsed {
  const words = [DOMAIN, FEATURE, ACTION].map((names) => firstText(event, names));
  if (words.includes(undefined)) return malformed('action', 'expected a domain, a feature and an action');
  const actor = actorOf(event);
  if (actor === undefined) return malformed('user', 'expected the e-mail address or id of the user');
  const operation = words.join('.');
  const id = firstText(event, ID);
  const kind = kindOf(operation);
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'event', id } as const),
      eventId: id,
      time: timeOf(event),
      kind,
      operation,
      outcome: outcomeOf(event, operation),
      actor,
      target: accountOf(event, kind, actor),
      source: sourceOf(event),
      resources: resourcesOf(event, words[1] ?? 'target'),
      outside: outsideIf(kind, () => /public/i.test(operation)),
    }),
  };
}

/** Which words of `domain.feature.action` decide, the first line that fits first. `_` joins words as a space does. */
const RULES: readonly (readonly [RegExp, Kind])[] = [
  [/\b(?:export|exported|download|downloaded|exports)\b/, 'export'],
  [/\b(?:view|viewed|views|read)\b/, 'read'],
  [/\baudit\b/, 'logging'],
  [/\b(?:mfa|2fa|two factor|totp)\b/, 'mfa'],
  [/\breset\b/, 'credential'],
  // Also with a password, a magic link or single sign-on.
  [/\b(?:login|logged in|signin|sign in)\b/, 'logon'],
  [/\bpassword\b/, 'credential'],
  [/\b(?:delete|deleted|remove|removed|revoke|revoked|logout)\b/, 'other'],
  [/\b(?:sso|saml|scim|api key|secret|token|key)\b/, 'credential'],
  [/\b(?:share|shared|public|publish|published)\b/, 'share'],
  [/\b(?:destination|sync|stream|webhook|pipeline|integration)\b/, 'destination'],
  [
    /\b(?:invite|invited|invitation|role|permission|permissions|access|member|group|grant|transfer|register|registration)\b/,
    'privilege',
  ],
  [/\buser (?:create|created|add|added|update|updated)\b/, 'privilege'],
];

function kindOf(operation: string): Kind {
  const remembered = MEMO.get(operation);
  if (remembered !== undefined) return remembered;
  const kind = read(operation);
  // Remembering is only speed: an organization has some hundred operations, each of which meets a dozen patterns.
  if (MEMO.size >= MAX_MEMO) MEMO.clear();
  if (operation.length <= MAX_NAME) MEMO.set(operation, kind);
  return kind;
}

const MEMO = new Map<string, Kind>();
const MAX_MEMO = 1000;

function read(operation: string): Kind {
  const words = operation
    .slice(0, MAX_NAME)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ');
  return RULES.find(([pattern]) => pattern.test(words))?.[1] ?? 'other';
}

const MAX_NAME = 100;
const FAILED = /(?:^|[._ -])(?:fail|failed|failure|denied|error)$/i;

/** "Error: error information if the action failed". */
function outcomeOf(event: JsonObject, operation: string): Outcome {
  return FAILED.test(operation) || ERROR.some((name) => saysSomething(event[name])) ? 'failure' : 'success';
}

function saysSomething(value: Json | undefined): boolean {
  if (isObject(value)) return Object.keys(value).length > 0;
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== '' && value !== false && value !== '{}';
}

function timeOf(event: JsonObject): number | undefined {
  for (const name of TIME) {
    const time = parseTime(event[name]);
    if (time !== undefined) return time;
  }
  return undefined;
}

function actorOf(event: JsonObject): Actor | undefined {
  const user = USER.map((name) => told(event, name, USER_ID)).find(
    (value) => value !== undefined && value !== null && value !== '',
  );
  const details = isObject(user) ? user : undefined;
  const label = typeof user === 'string' || typeof user === 'number' ? String(user) : undefined;
  const email = emailOf(label ?? firstText(details, ['email', 'user_email', 'login_id']));
  const uid =
    firstText(details, ['id', 'user_id']) ?? firstText(event, USER_ID) ?? email ?? label?.toLowerCase();
  if (uid !== undefined) {
    const name = email === undefined ? label : firstText(details, ['name']);
    return known({ uid, type: 'user' as const, email, name });
  }
  // The field is there and empty: a login that failed, or a job of Amplitude.
  return USER.some((name) => name in event) ? { uid: 'unknown', type: 'unknown' } : undefined;
}

function sourceOf(event: JsonObject): Source | undefined {
  return knownOrNone({
    ip: parseAddress(firstText(event, ADDRESS)),
    country: firstText(event, ['country_code', 'country']),
    client: clientOf(firstText(event, USER_AGENT)),
  });
}

/** The address, where the target is somebody: it is the id of actors that have no other. */
function accountOf(event: JsonObject, kind: Kind, actor: Actor): Draft['target'] {
  if (kind === 'logon') return undefined;
  const target = TARGET.map((name) => event[name]).find((value) => value !== undefined);
  const email = emailOf(
    isObject(target) ? firstText(target, ['email', 'name', 'id']) : firstText(event, TARGET),
  );
  return targetOf(kind, actor, actor.uid === actor.email ? email : undefined, email);
}

function resourcesOf(event: JsonObject, feature: string): Resource[] {
  const resources: Resource[] = [];
  const project = firstText(event, PROJECT);
  if (project !== undefined) resources.push({ type: 'project', uid: project });
  const target = TARGET.map((name) => event[name]).find((value) => value !== undefined);
  const uid = isObject(target) ? firstText(target, ['id', 'email', 'name']) : firstText(event, TARGET);
  if (uid !== undefined)
    resources.push(
      known({
        type: (isObject(target) ? text(target, 'type') : undefined) ?? feature.toLowerCase(),
        uid,
        name: isObject(target) ? text(target, 'name') : undefined,
      }),
    );
  return resources;
}
