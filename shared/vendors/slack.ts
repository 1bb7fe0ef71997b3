import type { Actor, ActorType, Resource, Source } from '../activity.ts';
import { clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { kindOfTarget } from './access-words.ts';
import { emailOf, isObject, known, knownOrNone, list, object, text } from './field.ts';
import { outsideIf } from './outside.ts';
import { isNoise, kindOf, outcomeOf, takesOne } from './slack-events.ts';
import { isAccessLog, isIntegrationLog, parseAccessLog, parseIntegrationLog } from './slack-logs.ts';
import { targetOf } from './target.ts';
import { type Json, type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/**
 * Slack Audit Logs API, objects of `entries`: https://docs.slack.dev/reference/audit-logs-api. Fields are from
 * slackapi/java-slack-sdk json-logs/samples/audit/v1/logs.json: actor and entity sit under a key that `type` names.
 */
export const slack: Vendor = {
  uid: 'slack',
  title: 'Slack audit logs',
  revision: 9,
  counts: 'objects',
  marks: ['context', 'change_type', 'date_first'],
  recognises: (event) => isAuditLog(event) || isIntegrationLog(event) || isAccessLog(event),
  parse: (event) => {
    if (isIntegrationLog(event)) return parseIntegrationLog(event);
    return isAccessLog(event) ? parseAccessLog(event) : parse(event);
  },
  coverage: {
    source: 'Audit Logs API (GET /audit/v1/logs), Enterprise plans only; nothing pushes it.',
    delay: 'as often as it is polled; Slack publishes no bound',
    sees: [
      'workspace, channel and user exports started and downloaded; exports deleted',
      'files, canvases and lists downloaded, shared or given a public link',
      'channels opened to other organisations or to the public',
      'apps installed or given more scopes, and what AI apps read and searched for whom',
      'logins with address and client; roles, guests and two-factor settings changed',
      'retention, legal holds and loss prevention changed',
    ],
    blindSpots: [
      'messages read in the client or by an app through the Web API (conversations.history)',
      'the size of exports and files: no entry carries a count',
      'whether a file was downloaded or only viewed: file_downloaded stands for both',
      'anything outside an Enterprise organisation, and before March 2018',
    ],
    reference: 'https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference',
    evidence: { grade: 'schema', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'manual_export_started',
        read: 'file_opened',
        list: 'audit_logs_records_searched',
        share: 'file_public_link_created',
        logon: 'user_login',
        credential: 'app_installed',
        privilege: 'role_change_to_admin',
        mfa: 'pref.two_factor_auth_changed',
        logging: 'channels_export_deleted',
        destination: 'workflow_published',
      },
      volume: ['records'],
      address: true,
      late: [],
    },
  },
};

const CONTEXT = ['ip_address', 'location', 'ua', 'session_id'];

function isAuditLog(event: JsonObject): boolean {
  if (typeof event['action'] !== 'string') return false;
  const context = object(event, 'context');
  // Nobody else has these two beside what is null then.
  const isOurs = 'date_create' in event && 'entity' in event;
  return (
    (typeof object(event, 'actor')?.['type'] === 'string' || (isOurs && event['actor'] === null)) &&
    (context === undefined ? isOurs && event['context'] === null : CONTEXT.some((name) => name in context))
  );
}

function parse(event: JsonObject): Parsed {
  const action = text(event, 'action');
  if (action === undefined) return malformed('action', 'expected the name of the action');
  if (isNoise(action))
    return { kind: 'ignored', reason: 'emoji, notification or report: says nothing about access' };
  const actor = actorOf(event);
  if (actor === undefined) return malformed('actor', 'expected the id of the actor');
  const context = object(event, 'context');
  const id = text(event, 'id');
  const kind = kindOf(action);
  const account = object(object(event, 'entity'), 'user');
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'event', id } as const),
      eventId: id,
      time: parseTime(event['date_create']),
      kind,
      operation: action,
      outcome: outcomeOf(action),
      actor,
      // Roles name who is given them beside what is given.
      target: targetOf(
        kindOfTarget('slack', kind, action),
        actor,
        text(account, 'id') ?? text(object(event, 'details'), 'target_user'),
        text(account, 'email'),
      ),
      source: sourceOf(context),
      resources: resourcesOf(event),
      volume: takesOne(action) ? { records: 1 } : undefined,
      outside: outsideIf(kind, () => OUTSIDE.test(action)),
      session: text(context, 'session_id'),
    }),
  };
}

/** Links that anybody can open, and what is shared with other organisations (Slack Connect). */
const OUTSIDE = /^(?:file_public_link_|external_shared_channel_|connect_dm_)/;

function actorOf(event: JsonObject): Actor | undefined {
  const actor = object(event, 'actor');
  const type = text(actor, 'type') ?? '';
  const body = object(actor, type) ?? object(actor, 'user');
  const email = emailOf(text(body, 'email'));
  const name = text(body, 'name');
  const uid = text(body, 'id') ?? email ?? name?.toLowerCase();
  const app = appOf(event);
  if (uid === undefined)
    return (actor?.[type] ?? null) === null
      ? known({ uid: 'unknown', type: 'unknown' as const, app })
      : undefined;
  return known({ uid, type: actorTypeOf(type, uid, app !== undefined), email, name, app });
}

/** The app that acted on the actor's behalf; Slackbot says so in `acting_agent`. */
function appOf(event: JsonObject): string | undefined {
  const app = object(object(event, 'context'), 'app');
  const name = text(app, 'name');
  const id = text(app, 'id');
  if (name !== undefined && id !== undefined) return `${name} (${id})`;
  return name ?? id ?? text(event, 'acting_agent') ?? text(object(event, 'details'), 'acting_agent');
}

function actorTypeOf(type: string, uid: string, throughApp: boolean): ActorType {
  // The actor of resets by Slack's own security staff, as the reference says.
  if (uid === 'USLACKSECURITY') return 'vendor-staff';
  if (uid === 'USLACKBOT' || type.startsWith('workflow')) return 'service';
  if (throughApp || type === 'app' || type === 'bot') return 'integration';
  return type === 'user' ? 'user' : 'unknown';
}

function sourceOf(context: JsonObject | undefined): Source | undefined {
  return knownOrNone({
    ip: parseAddress(context?.['ip_address']),
    client: clientOf(context?.['ua']),
  });
}

const MAX_CHANNELS = 32;

function resourcesOf(event: JsonObject): Resource[] {
  const resources: Resource[] = [];
  const entity = object(event, 'entity');
  const type = text(entity, 'type') ?? '';
  const own = resourceOf(type, isObject(entity?.[type]) ? entity[type] : entity);
  if (own !== undefined) resources.push(own);
  const details = object(event, 'details');
  for (const channel of list(details, 'channels').slice(0, MAX_CHANNELS))
    if (typeof channel === 'string' && channel !== '') resources.push({ type: 'channel', uid: channel });
  // Of a message that is forwarded, and of what an AI app asked for.
  const source = resourceOf('channel', details?.['source_channel']);
  const asked = text(object(details, 'arguments'), 'channel_id');
  if (source !== undefined) resources.push(source);
  if (asked !== undefined && asked !== own?.uid) resources.push({ type: 'channel', uid: asked });
  const organisation = text(details, 'external_organization_id');
  if (organisation !== undefined)
    resources.push(
      known({ type: 'organization', uid: organisation, name: text(details, 'external_organization_name') }),
    );
  return resources;
}

function resourceOf(type: string, body: Json | undefined): Resource | undefined {
  if (!isObject(body)) return undefined;
  const uid = text(body, 'id') ?? text(body, 'name');
  if (uid === undefined) return undefined;
  const name = type === 'user' ? (emailOf(text(body, 'email')) ?? text(body, 'name')) : text(body, 'name');
  return known({ type, uid, name: name === uid ? undefined : name });
}
