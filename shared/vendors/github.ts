import type { Actor, Draft, Kind, Outcome, Resource, Source } from '../activity.ts';
import { clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { emailOf, isObject, known, knownOrNone, list, number, object, text } from './field.ts';
import { actorOf } from './github-actor.ts';
import { isAction, isNoise, kindOf, outcomeOf } from './github-events.ts';
import { isNode, nodesIn, ofNode } from './github-graphql.ts';
import { isTrue, type Read, textOf } from './github-values.ts';
import { outsideIf } from './outside.ts';
import { targetOf } from './target.ts';
import { ignored, type Json, type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/**
 * GitHub audit log of an organisation or enterprise: REST API, streaming and JSON export write the same flat
 * objects. Enterprise Server nests some fields under `data`. Fields per action:
 * https://github.com/github/docs/tree/main/src/audit-logs/data
 */
export const github: Vendor = {
  uid: 'github',
  title: 'GitHub audit log',
  revision: 9,
  marks: ['action', 'repository', 'sender', 'X-GitHub-Event'],
  recognises: (event) => isAuditEvent(event) || isNode(event) || isWebhook(event),
  eventsIn: nodesIn,
  parse: (event) => (isNode(event) ? parse(ofNode(event)) : isWebhook(event) ? WEBHOOK : parse(event)),
  coverage: {
    source: 'Audit log streaming (Enterprise Cloud), the REST API with include=all, or the JSON export.',
    delay: 'minutes when streamed; GitHub publishes no bound',
    sees: [
      'repositories cloned, fetched and downloaded as archives; migrations and audit logs exported',
      'repositories and sites made public, transferred, or opened to outside collaborators',
      'tokens, keys, OAuth and GitHub Apps, secrets and single sign-on created or changed',
      'owners, roles, teams and collaborators granted; two-factor requirements dropped',
      'webhooks, self-hosted runners and audit log streams created or changed',
      'API requests, where the enterprise streams them',
    ],
    blindSpots: [
      'how much a clone or download carried: no event has a count or a size',
      'Git events unless they are streamed, exported or asked for with include=all; they are kept 7 days',
      'addresses, unless an owner switches on the disclosure of source addresses',
      'what is read in the browser, and API reads that are not streamed',
      'forks and gists in personal accounts outside the enterprise',
    ],
    reference:
      'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    evidence: { grade: 'schema', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'git.clone',
        read: 'api.request',
        share: 'repo.access',
        logon: 'user.login',
        credential: 'public_key.create',
        privilege: 'org.add_member',
        mfa: 'org.disable_two_factor_requirement',
        logging: 'audit_log_streaming.destroy',
        destination: 'hook.create',
      },
      volume: [],
      address: true,
      late: [],
    },
  },
};

const PLACE = ['@timestamp', '_document_id', 'created_at', 'org', 'repo', 'business'];
/** `at_sign_timestamp` is what a lake calls `@timestamp` if it cannot name a column so. */
const TIME = ['created_at', '@timestamp', 'at_sign_timestamp'];

function isAuditEvent(event: JsonObject): boolean {
  const action = event['action'];
  return (
    isAction(action) &&
    (typeof event['actor'] === 'string' || action.startsWith('git.') || isNobodys(event)) &&
    PLACE.some((name) => name in event)
  );
}

/** What is done without an account; then it takes all that only GitHub writes to know an event by. */
function isNobodys(event: JsonObject): boolean {
  return (
    (event['actor'] ?? null) === null &&
    typeof event['_document_id'] === 'string' &&
    TIME.some((name) => name in event)
  );
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads: objects where the audit log has names. */
function isWebhook(event: JsonObject): boolean {
  if (isAuditEvent(event)) return false;
  const isFrom = (name: string, label: string) => text(object(event, name), label) !== undefined;
  return (
    'X-GitHub-Event' in event ||
    isFrom('repository', 'full_name') ||
    (isFrom('sender', 'login') && isFrom('organization', 'login'))
  );
}

/** What repositories tell their integrations. What matters of it is in the audit log, with address and client. */
const WEBHOOK = ignored('a delivery of a webhook, not the audit log');

function parse(event: JsonObject): Parsed {
  const action = text(event, 'action');
  if (action === undefined) return malformed('action', 'expected the name of the action');
  if (isNoise(action)) return { kind: 'ignored', reason: 'a runner starting, stopping or updating itself' };
  const data = object(event, 'data');
  const read: Read = (name) => event[name] ?? data?.[name];
  const id = textOf(read('_document_id'));
  const kind = kindHere(action, read);
  const actor = actorOf(action, read);
  return {
    kind: 'activity',
    draft: known({
      // Git events of some years carry no id: their content identifies them.
      identity: id === undefined ? undefined : ({ kind: 'event', id } as const),
      eventId: id,
      time: timeOf(event),
      kind,
      operation: action,
      outcome: action === 'api.request' ? requestOutcome(read) : outcomeOf(action),
      actor,
      target: accountOf(kind, actor, read),
      source: sourceOf(read),
      resources: resourcesOf(action, read),
      outside: outsideIf(kind, () => opensOutside(action, read)),
      session: textOf(read('actor_session')) ?? textOf(read('hashed_token')),
    }),
  };
}

function timeOf(event: JsonObject): number | undefined {
  for (const name of TIME) {
    const time = parseTime(event[name]);
    if (time !== undefined) return time;
  }
  return undefined;
}

const ARCHIVE = /\/(?:zipball|tarball|archive)(?:\/|$)/;

/** Where a field decides: what is public already is not exposed by a clone, what turns private is not shared. */
function kindHere(action: string, read: Read): Kind {
  const kind = kindOf(action);
  if (action === 'api.request') {
    const path = textOf(read('url_path')) ?? '';
    // Whoever asks by GraphQL posts.
    if (textOf(read('request_method')) !== 'GET') return path.endsWith('/graphql') ? 'read' : 'other';
    return ARCHIVE.test(path) ? 'export' : 'read';
  }
  // A deploy key lets whoever holds it into the repository.
  if (action === 'public_key.create' && textOf(read('repo')) !== undefined) return 'privilege';
  if (action === 'audit_log_streaming.update')
    return isTrue(read('audit_log_stream_enabled')) === false ? 'logging' : kind;
  if (action === 'repo.access' || action.startsWith('gist.'))
    return kind === 'share' && HIDDEN.has(textOf(read('visibility')) ?? '') ? 'other' : kind;
  return kind === 'export' && (isTrue(read('repository_public')) ?? isTrue(read('public_repo')))
    ? 'read'
    : kind;
}

const HIDDEN = new Set(['private', 'secret']);

/** What anybody can see from then on, and whoever is no member. Where the visibility is not told, it cannot be told. */
function opensOutside(action: string, read: Read): boolean {
  return OUTSIDE.test(action) || (VISIBLE.test(action) && textOf(read('visibility')) === 'public');
}

const OUTSIDE =
  /^(?:repo\.pages_public|project\.visibility_public|org\.add_outside_collaborator|(?:repo|org)\.transfer_outgoing)$/;
const VISIBLE = /^(?:repo\.access|gist\.\w+)$/;

function requestOutcome(read: Read): Outcome {
  const status = number({ status: read('status_code') }, 'status');
  return status === undefined ? 'unknown' : status < 400 ? 'success' : 'failure';
}

/** By id, as actors are; events without ids of actors have none of users either. */
function accountOf(kind: Kind, actor: Actor, read: Read): Draft['target'] {
  const user = textOf(read('user'));
  const isActor = user !== undefined && user.toLowerCase() === textOf(read('actor'))?.toLowerCase();
  const byName = textOf(read('actor_id')) === undefined ? user?.toLowerCase() : undefined;
  const invited = firstEmail(read, ['email', 'invitee_email']);
  return isActor ? undefined : targetOf(kind, actor, textOf(read('user_id')) ?? byName, invited);
}

function firstEmail(read: Read, names: readonly string[]): string | undefined {
  return names.map((name) => textOf(read(name))).find((value) => emailOf(value) !== undefined);
}

function sourceOf(read: Read): Source | undefined {
  const location = read('actor_location');
  return knownOrNone({
    ip: parseAddress(read('actor_ip')) ?? (isObject(location) ? parseAddress(location['ip']) : undefined),
    country: isObject(location) ? text(location, 'country_code') : undefined,
    client: clientOf(read('user_agent')),
  });
}

const MAX_REPOSITORIES = 32;

function resourcesOf(action: string, read: Read): Resource[] {
  const resources: Resource[] = [];
  const add = (type: string, uid: string | undefined, name?: string) => {
    if (uid !== undefined) resources.push(known({ type, uid, name: name === uid ? undefined : name }));
  };
  // By name, not id: Git events have no id, and one repository must not be two datasets.
  const repository = textOf(read('repo')) ?? textOf(read('repository'));
  add('repository', repository?.toLowerCase());
  for (const name of list({ names: read('repositories_added_names') }, 'names').slice(0, MAX_REPOSITORIES))
    add('repository', textOf(name)?.toLowerCase());
  if (repository === undefined)
    add('organization', (textOf(read('org')) ?? textOf(read('business')))?.toLowerCase());
  const user = textOf(read('user'));
  if (user !== textOf(read('actor'))) add('user', textOf(read('user_id')) ?? user?.toLowerCase(), user);
  add('team', (textOf(read('team')) ?? textOf(read('enterprise_team')))?.toLowerCase());
  add(
    'app',
    textOf(read('application_client_id')) ?? textOf(read('integration')),
    textOf(read('integration')),
  );
  add('oauth-app', textOf(read('oauth_application_id')), textOf(read('oauth_application')));
  if (action.includes('_secret')) add('secret', textOf(read('key')));
  if (action.startsWith('hook.')) add('webhook', textOf(read('hook_id')), hostOf(read('config')));
  if (action.startsWith('audit_log_streaming.')) add('log-stream', textOf(read('audit_log_stream_sink')));
  if (action === 'api.request') add('api', textOf(read('route')) ?? textOf(read('url_path')));
  return resources;
}

/** Where a webhook sends to, without path and query: they may hold a secret. */
function hostOf(config: Json | undefined): string | undefined {
  const url = isObject(config) ? text(config, 'url') : undefined;
  return url === undefined ? undefined : /^https?:\/\/(?:[^/@\s]*@)?([^/?#\s]{1,253})/i.exec(url)?.[1];
}
