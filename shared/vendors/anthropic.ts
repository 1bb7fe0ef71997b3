import type { Actor, ActorType, Kind, Outcome, Source } from '../activity.ts';
import { clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { kindOf } from './anthropic-events.ts';
import { callOf } from './anthropic-request.ts';
import { accountOf, resourcesOf } from './anthropic-resources.ts';
import {
  emailOf,
  firstText,
  isObject,
  known,
  knownOrNone,
  list,
  number,
  object,
  pipelineIn,
  text,
} from './field.ts';
import { outsideIf } from './outside.ts';
import { type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/** Anthropic Compliance API, activity feed: https://platform.claude.com/docs/en/manage-claude/compliance-activity-feed */
export const anthropic: Vendor = {
  uid: 'anthropic',
  title: 'Anthropic Compliance API',
  revision: 11,
  counts: 'objects',
  marks: ['created_at'],
  recognises: (event) =>
    typeof event['type'] === 'string' &&
    'created_at' in event &&
    (/_actor$/.test(text(object(event, 'actor'), 'type') ?? '') ||
      (text(event, 'id') ?? '').startsWith('activity_')),
  parse,
  coverage: {
    source:
      'Polling GET /v1/compliance/activities with a Compliance Access Key or Admin API key, after it is enabled; or the CSV that the settings of an organization export, without ids.',
    delay: 'within a minute; nothing from before the log was enabled',
    sees: [
      'exports of the organization, its members and its audit log; files downloaded from the platform',
      'chats, projects, files and artifacts opened, listed, shared and published',
      'every call of the Compliance API, by which all chats and files can be read',
      'sign-ins, with address and client; API keys, service keys, OAuth apps and federation rules',
      'roles, invitations, groups, address restrictions, single sign-on, trusted devices',
      'connectors, MCP servers, tunnels, webhooks and inspection hooks',
    ],
    blindSpots: [
      'prompts, answers and API inference: not activities',
      'how much: no event carries a count or a size',
      'names of files, documents and artifacts: empty since 24 September 2026',
      'whether a person looked: "claude_*_viewed" says that an app loaded the content, also in the background',
      'the address of Anthropic staff, background work and directory synchronisation',
    ],
    reference: 'https://platform.claude.com/docs/en/api/compliance/activities/list',
    evidence: { grade: 'schema', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'org_data_export_started',
        read: 'claude_chat_viewed',
        list: 'org_users_listed',
        share: 'claude_chat_snapshot_created',
        logon: 'sso_login_succeeded',
        credential: 'admin_api_key_created',
        privilege: 'claude_user_role_updated',
        mfa: 'trusted_device_revoked',
        logging: 'org_compliance_api_settings_updated',
        destination: 'mcp_server_created',
      },
      volume: [],
      address: true,
      late: [],
    },
  },
};

function parse(event: JsonObject): Parsed {
  const type = text(event, 'type');
  if (type === undefined) return malformed('type', 'expected an activity type such as claude_chat_created');
  const by = object(event, 'actor');
  const actor = actorOf(by);
  if (actor === undefined) return malformed('actor', 'expected the id of the user, key or service');
  const call = type === 'compliance_api_accessed' ? callOf(event) : undefined;
  const kind: Kind = call?.kind ?? kindOf(type);
  if (text(by, 'type') === 'system_actor' && kind === 'other')
    return { kind: 'ignored', reason: 'done by Anthropic itself' };
  const id = text(event, 'id');
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'event', id } as const),
      eventId: id,
      time: parseTime(event['created_at']),
      kind,
      operation: type,
      outcome: outcomeOf(event, type),
      actor,
      target: call === undefined ? accountOf(event, kind, actor) : undefined,
      source: sourceOf(by),
      outside: outsideIf(kind, () => opensOutside(event, type)),
      resources: call === undefined ? resourcesOf(event) : call.resources,
      // Each of these events reveals exactly one secret.
      volume: type === 'tunnel_token_revealed' ? { records: 1 } : undefined,
    }),
  };
}

/** Invitations are for addresses outside the organization; audiences are everybody, the organization or some of it. */
function opensOutside(event: JsonObject, type: string): boolean {
  return (
    type.startsWith('claude_artifact_invite_') ||
    list(event, 'audience').some((one) => isObject(one) && one['type'] === 'public')
  );
}

const FAILED = /_(?:failed|denied|rejected|blocked)$/;
const OPEN = /_(?:initiated|attempted)$/;

/** Types are past tense; attempts say how they went in a field, or not at all. */
function outcomeOf(event: JsonObject, type: string): Outcome {
  const status = number(event, 'status_code');
  if (status !== undefined) return status < 400 ? 'success' : 'failure';
  if (FAILED.test(type)) return 'failure';
  if (OPEN.test(type)) return 'unknown';
  const result = text(event, 'result') ?? text(object(event, 'status'), 'outcome');
  if (result !== undefined) return /^(?:succe|import|allow)/i.test(result) ? 'success' : 'failure';
  if (text(event, 'error_type') !== undefined) return 'failure';
  return type.endsWith('_authentication') ? 'unknown' : 'success';
}

interface Reader {
  readonly type: ActorType;
  /** Fields that identify this type of actor, best first. */
  readonly ids: readonly string[];
}

/** `actor` is a union told apart by its type; new types are announced to come. */
const ACTORS: ReadonlyMap<string, Reader> = new Map([
  ['user_actor', { type: 'user', ids: ['user_id'] }],
  ['api_actor', { type: 'service', ids: ['api_key_id'] }],
  ['admin_api_key_actor', { type: 'service', ids: ['admin_api_key_id'] }],
  ['service_account_actor', { type: 'service', ids: ['service_account_id'] }],
  ['federated_identity_actor', { type: 'service', ids: ['subject'] }],
  ['federated_actor', { type: 'service', ids: ['subject'] }],
  ['attested_device_actor', { type: 'integration', ids: ['kid_hash', 'external_client_id'] }],
  ['scim_directory_sync_actor', { type: 'integration', ids: ['directory_id'] }],
  ['anthropic_actor', { type: 'vendor-staff', ids: [] }],
  ['system_actor', { type: 'service', ids: ['service'] }],
  ['unauthenticated_user_actor', { type: 'unknown', ids: [] }],
]);
const ANY: Reader = { type: 'unknown', ids: [...ACTORS.values()].flatMap(({ ids }) => ids) };
/** Actors that are one for everybody. */
const NAMELESS: ReadonlyMap<string, string> = new Map([
  ['anthropic_actor', 'anthropic'],
  ['system_actor', 'anthropic-system'],
  ['unauthenticated_user_actor', 'unauthenticated'],
]);

function actorOf(actor: JsonObject | undefined): Actor | undefined {
  const kind = text(actor, 'type') ?? '';
  const { type, ids } = ACTORS.get(kind) ?? ANY;
  const email = emailOf(text(actor, 'email_address'));
  // What somebody typed who has not signed in: tells such actors apart, and is vouched for by nobody.
  const claimed = text(actor, 'unauthenticated_email_address')?.toLowerCase();
  const uid =
    pipelineIn(firstText(actor, ids)) ?? providerOf(actor) ?? email ?? claimed ?? NAMELESS.get(kind);
  if (uid === undefined) return undefined;
  const credential = firstText(actor, ['api_key_id', 'admin_api_key_id']);
  return known({ uid, type, email, name: claimed, app: appOf(actor, kind), credential });
}

/** Account of the cloud that vouched for a workload without a subject. */
function providerOf(actor: JsonObject | undefined): string | undefined {
  return firstText(object(actor, 'provider'), [
    'signed_principal',
    'account_id',
    'subscription_id',
    'project_number',
  ]);
}

function appOf(actor: JsonObject | undefined, kind: string): string | undefined {
  switch (kind) {
    case 'scim_directory_sync_actor':
      return text(actor, 'idp_connection_type') ?? 'SCIM';
    case 'attested_device_actor':
      return text(actor, 'external_client_id');
    case 'federated_identity_actor':
      return text(actor, 'issuer');
    default:
      return undefined;
  }
}

function sourceOf(actor: JsonObject | undefined): Source | undefined {
  return knownOrNone({
    ip: parseAddress(text(actor, 'ip_address')),
    client: clientOf(text(actor, 'user_agent')),
  });
}
