import type { Actor, Draft, Resource, Source } from '../activity.ts';
import { clientFrom, clientOf } from '../client.ts';
import { unflattened } from '../decode/unflatten.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { isManagement, isNoise, kindOf, managementPath, operationOf, outcomeOf } from './auth0-events.ts';
import { emailOf, known, knownOrNone, number, object, text } from './field.ts';
import { targetOf } from './target.ts';
import { type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/**
 * Auth0 tenant logs: `{log_id, data}` of a log stream, or the bare log of the Management API. One JSON schema per
 * type: https://github.com/auth0/auth0-log-schemas. Bodies of requests and answers hold customer data: of them
 * only the names of fields are looked at, and the id of a client.
 */
export const auth0: Vendor = {
  uid: 'auth0',
  title: 'Auth0 tenant logs',
  isBulk: (operation) => operation.startsWith('sapi POST jobs/users-exports'),
  revision: 10,
  marks: ['date', 'data'],
  recognises: (event) => {
    const log = logOf(event);
    return (
      typeof log['type'] === 'string' &&
      'date' in log &&
      ('log_id' in log || 'log_id' in event) &&
      OURS.some((name) => name in log)
    );
  },
  parse: (event) => parse(withDetails(logOf(event)), text(event, 'log_id')),
  coverage: {
    source: 'Log streams (EventBridge, webhook and others) or the Management API (GET /api/v2/logs).',
    delay: 'seconds to a few minutes when streamed; Auth0 publishes no bound',
    sees: [
      'logins, token exchanges and multi-factor challenges of people and machines, with address and client',
      'users exported in bulk (POST /api/v2/jobs/users-exports)',
      'secrets read through the Management API',
      'applications, grants, connections, roles and members created or changed',
      'factors enrolled and removed; passwords and e-mail addresses changed',
      'log and event streams, actions and hooks created, changed or stopped',
    ],
    blindSpots: [
      'reads: sapi is written for POST, DELETE, PATCH and PUT, and mgmt_api_read only if a secret is returned, so listing every user with a token is invisible',
      'how many users an export holds: no log carries a count',
      'what happens inside an application after login',
    ],
    reference: 'https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes',
    evidence: { grade: 'schema', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'sapi POST jobs/users-exports',
        read: 'mgmt_api_read',
        logon: 's',
        credential: 'scp',
        privilege: 'organization_member_added',
        mfa: 'gd_unenroll',
        logging: 'sapi DELETE log-streams/{id}',
        destination: 'sapi POST log-streams',
      },
      volume: [],
      address: true,
      late: [],
    },
  },
};

const OURS = ['tenant_name', 'client_id', 'user_id', 'ip', '$event_schema'];

function logOf(event: JsonObject): JsonObject {
  return object(event, 'data') ?? event;
}

const DETAIL = /^details_(?:request|response)_(?:auth_(?:user|credentials)_|body_)?/;

/**
 * `details_request_auth_user_user_id`, as Log Analytics calls its columns (Auth0AM_CL of Microsoft Sentinel): names of Auth0
 * hold underscores themselves, so only here is known where one ends.
 */
function withDetails(log: JsonObject): JsonObject {
  if (!('details_request_path' in log)) return log;
  const path = (column: string) => column.replace(DETAIL, (joined) => joined.replaceAll('_', '.'));
  return (
    unflattened(Object.fromEntries(Object.entries(log).map(([name, value]) => [path(name), value]))) ?? log
  );
}

function parse(log: JsonObject, outerId: string | undefined): Parsed {
  const type = text(log, 'type');
  if (type === undefined) return malformed('type', 'expected the code of the log');
  if (isNoise(type)) return { kind: 'ignored', reason: 'message, notice, summary or done by Auth0 itself' };
  const details = object(log, 'details');
  const request = object(details, 'request');
  const id = outerId ?? text(log, 'log_id') ?? text(log, '_id');
  const kind = kindOf(type, request);
  const actor = actorOf(log, type, request);
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'event', id } as const),
      eventId: id,
      time: parseTime(log['date']),
      kind,
      operation: operationOf(type, request),
      outcome: outcomeOf(type, number(object(details, 'response'), 'statusCode')),
      actor,
      target: isManagement(type) ? targetOf(kind, actor, accountIn(details, request), undefined) : undefined,
      source: sourceOf(log, request),
      resources: resourcesOf(log, type, request),
      session: sessionOf(details, request),
    }),
  };
}

/** Machines are named by their client: `sub` of their tokens is the client's id and `@clients`. */
const MACHINE = /@clients$/;

function actorOf(log: JsonObject, type: string, request: JsonObject | undefined): Actor {
  const user = object(object(request, 'auth'), 'user');
  const userId = text(log, 'user_id') ?? text(user, 'user_id');
  const name = text(log, 'user_name') ?? text(user, 'name');
  const clientId = text(log, 'client_id');
  if (userId !== undefined && !MACHINE.test(userId))
    return known({
      uid: userId,
      type: text(log, 'agent_id') === undefined ? ('user' as const) : ('integration' as const),
      // Vouched for are dashboard accounts; users of the tenant's applications may sign up under any address.
      email: emailOf(text(user, 'email')),
      name,
      app:
        text(log, 'agent_id') ??
        (isManagement(type) ? labelOf(text(log, 'client_name'), clientId) : undefined),
    });
  const machine = userId?.replace(MACHINE, '') ?? (name === undefined ? clientId : undefined);
  if (machine !== undefined)
    return known({ uid: machine, type: 'service' as const, name: text(log, 'client_name') });
  // A failed login with a name that does not exist: the name tells such actors apart.
  return known({ uid: name?.toLowerCase() ?? 'anonymous', type: 'unknown' as const, name });
}

/** `users/auth0|1/roles` of the Management API. */
function userIn(request: JsonObject | undefined): string | undefined {
  const [collection, id] = managementPath(request)?.split('/') ?? [];
  return collection === 'users' ? id : undefined;
}

/** The user, or the machine: a client acts under its own id once it has a secret. */
function accountIn(details: JsonObject | undefined, request: JsonObject | undefined): string | undefined {
  const [collection, id] = managementPath(request)?.split('/') ?? [];
  if (collection === 'clients' && id !== undefined) return id;
  const answer = object(object(details, 'response'), 'body');
  if (collection === 'clients' || collection === 'client-grants')
    return text(answer, 'client_id') ?? text(object(request, 'body'), 'client_id');
  return collection === 'users' ? (id ?? text(answer, 'user_id')) : undefined;
}

function labelOf(name: string | undefined, id: string | undefined): string | undefined {
  return name !== undefined && id !== undefined ? `${name} (${id})` : (name ?? id);
}

function sourceOf(log: JsonObject, request: JsonObject | undefined): Source | undefined {
  return knownOrNone({
    ip: parseAddress(log['ip']) ?? parseAddress(request?.['ip']) ?? parseAddress(log['client_ip']),
    country: text(object(log, 'location_info'), 'country_code'),
    client: clientOf(request?.['userAgent']) ?? clientName(text(log, 'user_agent')),
  });
}

/** Auth0 has mostly read the user agent already: `Chrome 120.0.0 / Mac OS X 10.15.7`. */
function clientName(userAgent: string | undefined): string | undefined {
  const [browser, system, ...rest] = userAgent?.slice(0, MAX_USER_AGENT).split(' / ') ?? [];
  return system !== undefined && rest.length === 0 ? clientFrom(browser, system) : clientOf(userAgent);
}

const MAX_USER_AGENT = 512;

function resourcesOf(log: JsonObject, type: string, request: JsonObject | undefined): Resource[] {
  const resources: Resource[] = [];
  const add = (kind: string, uid: string | undefined, name?: string) => {
    if (uid !== undefined) resources.push(known({ type: kind, uid, name }));
  };
  if (isManagement(type)) {
    add('management-api', managementPath(request));
    add('user', userIn(request));
  } else {
    add('app', text(log, 'client_id'), text(log, 'client_name'));
    add('connection', text(log, 'connection_id') ?? text(log, 'connection'), text(log, 'connection'));
  }
  add('organization', text(log, 'organization_id'), text(log, 'organization_name'));
  return resources;
}

function sessionOf(details: JsonObject | undefined, request: JsonObject | undefined): Draft['session'] {
  return text(details, 'session_id') ?? text(object(object(request, 'auth'), 'credentials'), 'jti');
}
