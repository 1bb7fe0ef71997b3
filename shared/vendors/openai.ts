import type { Actor, Draft, Kind, Resource, Source } from '../activity.ts';
import { clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { asn, emailOf, firstText, isObject, known, knownOrNone, list, object, text } from './field.ts';
import { kindOf } from './openai-events.ts';
import { targetOf } from './target.ts';
import { type Json, type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/** OpenAI platform audit log, `organization.audit_log` objects: https://platform.openai.com/docs/api-reference/audit-logs */
export const openai: Vendor = {
  uid: 'openai',
  title: 'OpenAI platform audit log',
  revision: 5,
  marks: ['effective_at'],
  recognises: (event) =>
    'effective_at' in event &&
    typeof event['type'] === 'string' &&
    ('actor' in event || event['object'] === 'organization.audit_log'),
  parse,
  coverage: {
    source:
      'Polling GET /v1/organization/audit_logs with an admin key, after an owner has switched the log on.',
    delay: 'OpenAI publishes no bound',
    sees: [
      'logins and failed logins, with address, country, network and client',
      'API keys, admin keys, service accounts and workload identities created or changed',
      'roles assigned, invitations, users and groups changed',
      'address lists, sign-in policies, SCIM and single sign-on changed',
      'resources shared with another organization, tunnels created',
      'logging of API calls switched on or off',
    ],
    blindSpots: [
      'use of the API: no event for a completion, a file, a vector store or a batch read or downloaded',
      'ChatGPT workspaces and conversations: the compliance logs of ChatGPT Enterprise are another log (chatgpt)',
      'the address of what is done with an API key: only sessions carry one',
      'second factors: no event type',
    ],
    reference: 'https://github.com/openai/openai-openapi/blob/master/openapi.yaml',
    evidence: { grade: 'schema', checked: '2026-11' },
    shows: {
      kinds: {
        read: 'tenant.user.looked_up',
        share: 'checkpoint.permission.created',
        logon: 'login.succeeded',
        credential: 'api_key.created',
        privilege: 'role.assignment.created',
        destination: 'tunnel.created',
      },
      volume: [],
      address: true,
      late: [],
    },
  },
};

function parse(event: JsonObject): Parsed {
  const type = text(event, 'type');
  if (type === undefined) return malformed('type', 'expected an event type such as api_key.created');
  const actor = actorOf(object(event, 'actor') ?? event['actor']);
  if (actor === undefined) return malformed('actor', 'expected the id of the user, service account or key');
  const id = text(event, 'id');
  // The key is the type itself; some pollers cannot write a dot in a key.
  const details =
    object(event, type) ??
    object(event, type.replaceAll('.', '_')) ??
    // Where nested names were joined by dots, as in tables, those of the type were taken for some.
    type.split('.').reduce<JsonObject | undefined>(object, event);
  const kind = changesLogging(details) ? 'logging' : kindOf(type);
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'event', id } as const),
      eventId: id,
      time: parseTime(event['effective_at']),
      kind,
      operation: type,
      outcome: type.endsWith('.failed') ? ('failure' as const) : ('success' as const),
      actor,
      target: accountOf(kind, actor, type, details),
      source: sourceOf(object(object(event, 'actor'), 'session')),
      resources: resourcesOf(event, type, details),
    }),
  };
}

/** `organization.updated` also says what changed about the logging of API calls. */
function changesLogging(details: JsonObject | undefined): boolean {
  const changes = object(details, 'changes_requested');
  return (
    changes !== undefined && ('api_call_logging' in changes || 'api_call_logging_project_ids' in changes)
  );
}

/** Null where nobody is known, as for what OpenAI migrates and for logins that fail. */
const NOBODY: Actor = { uid: 'unknown', type: 'unknown' };

function actorOf(value: Json | undefined): Actor | undefined {
  if (value === null || value === undefined || value === '') return NOBODY;
  if (!isObject(value)) return undefined;
  const session = object(value, 'session');
  if (session !== undefined) return session['user'] === null ? NOBODY : userOf(object(session, 'user'));
  const key = object(value, 'api_key');
  const keyId = text(key, 'id');
  const app = keyId === undefined ? undefined : `API key ${keyId}`;
  const serviceAccount = text(object(key, 'service_account'), 'id');
  if (serviceAccount !== undefined)
    return known({ uid: serviceAccount, type: 'service' as const, app, credential: keyId });
  const user = userOf(object(key, 'user'));
  if (user !== undefined) return known({ ...user, app, credential: keyId });
  if (key === undefined && (value['session'] === null || value['api_key'] === null)) return NOBODY;
  return keyId === undefined
    ? undefined
    : known({ uid: keyId, type: 'service' as const, app, credential: keyId });
}

/** `user.updated`, `service_account.created` name the account by their own id, roles by their principal. */
const OWN_ACCOUNT = /^(?:tenant\.)?(?:user|service_account)\./;

function accountOf(kind: Kind, actor: Actor, type: string, details: JsonObject | undefined): Draft['target'] {
  if (kind === 'logon') return undefined;
  const principal = /^(?:user|service_account)$/.test(text(details, 'principal_type') ?? '')
    ? text(details, 'principal_id')
    : undefined;
  const own = OWN_ACCOUNT.test(type) ? text(details, 'id') : undefined;
  const email = text(object(details, 'data'), 'email') ?? text(details, 'email');
  return targetOf(kind, actor, principal ?? own ?? text(details, 'user_id'), email);
}

function userOf(user: JsonObject | undefined): Actor | undefined {
  const email = emailOf(text(user, 'email'));
  const uid = text(user, 'id') ?? email;
  return uid === undefined ? undefined : known({ uid, type: 'user' as const, email });
}

function sourceOf(session: JsonObject | undefined): Source | undefined {
  const details = object(session, 'ip_address_details');
  return knownOrNone({
    ip: parseAddress(text(session, 'ip_address')),
    country: text(details, 'country'),
    asn: asn(details, 'asn'),
    client: clientOf(text(session, 'user_agent')),
  });
}

const LISTS = ['certificates', 'configs'];
const MAX_LISTED = 100;

function resourcesOf(event: JsonObject, type: string, details: JsonObject | undefined): Resource[] {
  const own = type.slice(0, type.lastIndexOf('.')).replaceAll('.', '-').replaceAll('_', '-');
  const data = object(details, 'data') ?? object(details, 'changes_requested');
  const name =
    firstText(details, ['name', 'role_name']) ?? firstText(data, ['email', 'name', 'title', 'group_name']);
  const resources = [
    resource('project', object(event, 'project')),
    resource(own, known({ id: text(details, 'id'), name })),
    resource(text(details, 'principal_type') ?? 'principal', { id: details?.['principal_id'] }),
    resource(text(details, 'resource_type') ?? 'resource', { id: details?.['resource_id'] }),
    ...LISTS.flatMap((key) => list(details, key).slice(0, MAX_LISTED)).map((item) =>
      resource(own, isObject(item) ? item : undefined),
    ),
  ];
  return resources.filter((one) => one !== undefined);
}

function resource(type: string, value: JsonObject | undefined): Resource | undefined {
  const uid = text(value, 'id');
  return uid === undefined ? undefined : known({ type, uid, name: text(value, 'name') });
}
