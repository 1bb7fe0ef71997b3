import type { Actor, Draft, Kind, Resource, Source } from '../activity.ts';
import { clientFrom, clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { emailOf, firstText, isObject, known, knownOrNone, list, object, plain, text } from './field.ts';
import { kindTable } from './kind-table.ts';
import { outsideIf } from './outside.ts';
import { targetOf } from './target.ts';
import { type Json, type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/**
 * PostHog activity log (https://posthog.com/docs/api/activity-logs). What is written when is read from the open
 * source: `log_activity` in https://github.com/PostHog/posthog, posthog/models/activity_logging and its callers.
 * `detail.changes` holds values of every kind, so only the names of fields are read, and the address of who opens what was
 * shared. Rows of its table `posthog_activitylog` have the number of the user in place of the user.
 */
export const posthog: Vendor = {
  uid: 'posthog',
  title: 'PostHog activity log',
  revision: 5,
  isStanding: (operation) => operation.startsWith('BatchExport.'),
  marks: ['activity'],
  recognises: (event) =>
    typeof event['scope'] === 'string' &&
    typeof event['activity'] === 'string' &&
    'created_at' in event &&
    ('item_id' in event || 'detail' in event),
  parse,
  coverage: {
    source: 'Polling GET /api/projects/:project_id/activity_log with a personal API key.',
    delay: 'seconds; then as often as it is polled',
    sees: [
      'insights and session replays exported, sharing switched on',
      'batch exports, data pipelines, integrations and subscriptions created or changed: continuous ways out',
      'personal and project API keys, OAuth applications and domains for single sign-on created or changed',
      'members, invitations, roles and access rules created or changed',
      'logins, with address and client; work of PostHog staff in the name of a user',
    ],
    blindSpots: [
      'reads: queries, insights opened, persons listed, the query API',
      'exports of dashboards ("we don\'t log dashboard activity") and of persons or events as CSV',
      'runs of a batch export, and how much any export held',
      'the address of everything but logins; failed logins',
      'logins of PostHog staff as a user: shown to staff only',
    ],
    reference: 'https://posthog.com/docs/api/activity-log',
    evidence: { grade: 'sample', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'Insight.exported',
        share: 'Insight.sharing enabled',
        logon: 'User.logged_in',
        credential: 'PersonalAPIKey.created',
        privilege: 'OrganizationMembership.created',
        logging: 'BatchExport.deleted',
        destination: 'BatchExport.created',
      },
      volume: [],
      address: true,
      late: [],
    },
  },
};

function parse(event: JsonObject): Parsed {
  const scope = text(event, 'scope');
  if (scope === undefined) return malformed('scope', 'expected what was changed, such as BatchExport');
  const activity = text(event, 'activity');
  if (activity === undefined) return malformed('activity', 'expected what was done to it, such as created');
  const actor = actorOf(event);
  if (actor === undefined) return malformed('user', 'expected the uuid, id or e-mail address of the user');
  const detail = object(event, 'detail');
  const kind = kindOf(scope, activity, detail);
  if (isTrue(event['is_system']) && kind === 'other')
    return { kind: 'ignored', reason: 'done by PostHog itself' };
  const id = text(event, 'id');
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'event', id } as const),
      eventId: id,
      time: parseTime(event['created_at']),
      kind,
      operation: `${scope}.${activity}`,
      // Written after the change; of what failed there are few entries.
      outcome: FAILED.test(activity) ? ('failure' as const) : ('success' as const),
      actor,
      target: accountOf(kind, actor, object(detail, 'context')),
      source: sourceOf(event, object(detail, 'context')),
      resources: resourcesOf(event, scope, detail),
      // A link to it without a login.
      outside: outsideIf(kind, () => activity === 'sharing enabled'),
    }),
  };
}

/** `scope.activity`; for updates that can be many things, the name of the field that changed follows. */
const KINDS = kindTable({
  share: 'Endpoint.created Endpoint.updated',
  credential: `
    PersonalAPIKey.created PersonalAPIKey.updated ProjectSecretAPIKey.created ProjectSecretAPIKey.updated
    OAuthApplication.created OAuthApplication.updated
    OrganizationDomain.created OrganizationDomain.updated OrganizationDomain.deleted
    User.updated.email User.updated.pending_email
  `,
  privilege: `
    OrganizationMembership.created OrganizationMembership.updated OrganizationInvite.created OrganizationInvite.updated
    Role.created Role.updated RoleMembership.created UserGroup.created UserGroup.updated
    AccessControl.created AccessControl.updated User.created
    Organization.updated.members_can_invite Organization.updated.member_invitation_permissions
    Organization.updated.members_can_use_personal_api_keys Organization.updated.personal_api_key_permissions
    Organization.updated.allow_publicly_shared_resources Organization.updated.public_sharing_permissions
    Organization.updated.session_cookie_age
  `,
  mfa: 'Organization.updated.enforce_2fa Organization.updated.two-factor_authentication_requirement',
  logging: 'BatchExport.deleted',
  destination: `
    BatchExport.created BatchExport.updated HogFunction.created HogFunction.updated HogFlow.created HogFlow.updated
    Plugin.installed Plugin.created Plugin.updated PluginConfig.enabled PluginConfig.created PluginConfig.updated
    Integration.created Integration.updated Subscription.created Subscription.updated
  `,
});

/** As PostHog's own OCSF has them: posthog/models/activity_logging. */
const FAILED = /^(?:share_login_failed|export_fail|save_rejected_\w+)$/;
/** Whoever opens what was shared with a password: nobody whom PostHog knows. */
const SHARE_LOGIN = /^share_login_/;

const MAX_CHANGES = 100;
/** Hog functions that send nothing anywhere. Those of sites run where the visitors are, with all that they type. */
const INWARD = new Set(['transformation']);

function kindOf(scope: string, activity: string, detail: JsonObject | undefined): Kind {
  // "exported", "exported for <reason>"; any scope.
  if (activity.startsWith('exported')) return 'export';
  if (activity === 'sharing enabled') return 'share';
  if (activity === 'logged_in' || SHARE_LOGIN.test(activity)) return 'logon';
  if (activity === 'scim_provisioned') return 'privilege';
  if (scope === 'HogFunction' && INWARD.has(text(detail, 'type') ?? '')) return 'other';
  const kind = KINDS.get(`${scope}.${activity}`);
  if (kind !== undefined) return kind;
  for (const change of list(detail, 'changes').slice(0, MAX_CHANGES)) {
    const field = isObject(change) ? text(change, 'field')?.replaceAll(' ', '_') : undefined;
    const changed = KINDS.get(`${scope}.${activity}.${field}`);
    if (changed !== undefined) return changed;
  }
  return 'other';
}

function actorOf(event: JsonObject): Actor | undefined {
  const user = object(event, 'user');
  if (user === undefined) {
    // The user was deleted since, or nobody but PostHog did it.
    const number = text(event, 'user_id');
    if (number !== undefined)
      return { uid: number, type: isTrue(event['was_impersonated']) ? 'vendor-staff' : 'user' };
    if (isTrue(event['is_system'])) return { uid: 'posthog-system', type: 'service', name: 'PostHog' };
    return (event['user'] ?? '') === '' ? { uid: 'unknown', type: 'unknown' } : undefined;
  }
  const email = emailOf(text(user, 'email'));
  const uid = firstText(user, ['uuid', 'id', 'distinct_id']) ?? email;
  if (uid === undefined) return undefined;
  const name = [text(user, 'first_name'), text(user, 'last_name')]
    .filter((part) => part !== undefined)
    .join(' ');
  return known({
    uid,
    type: isTrue(event['was_impersonated']) ? ('vendor-staff' as const) : ('user' as const),
    email,
    name: name === '' ? undefined : name,
  });
}

/** Tables have `t`. */
function isTrue(value: Json | undefined): boolean {
  return /^t(?:rue)?$/.test(plain(value));
}

/** By `uuid`, as actors are: the number in `user_id` is another id of theirs. */
function accountOf(kind: Kind, actor: Actor, context: JsonObject | undefined): Draft['target'] {
  if (kind === 'logon') return undefined;
  return targetOf(
    kind,
    actor,
    text(context, 'user_uuid'),
    firstText(context, ['user_email', 'target_email']),
  );
}

/** Logins carry address and client; the rest at most the name of the program, as it calls itself. */
function sourceOf(event: JsonObject, context: JsonObject | undefined): Source | undefined {
  const userAgent = text(context, 'user_agent');
  // `Chrome 131.0.0 on Windows 10`
  const [browser, system] = userAgent?.split(' on ', 2) ?? [];
  return knownOrNone({
    ip: parseAddress(text(context, 'ip_address')) ?? addressOfShare(event),
    client: system === undefined ? clientOf(userAgent ?? text(event, 'client')) : clientFrom(browser, system),
  });
}

function addressOfShare(event: JsonObject): string | undefined {
  if (!SHARE_LOGIN.test(text(event, 'activity') ?? '')) return undefined;
  const [change] = list(object(event, 'detail'), 'changes');
  return isObject(change) ? parseAddress(text(object(change, 'after'), 'client_ip')) : undefined;
}

/** Scopes whose names are data about customers of the customer. */
const PERSONAL = new Set(['Person', 'Group', 'Comment', 'Ticket', 'Account', 'LLMTrace']);

function resourcesOf(event: JsonObject, scope: string, detail: JsonObject | undefined): Resource[] {
  const resources: Resource[] = [];
  const uid = text(event, 'item_id');
  const name = PERSONAL.has(scope) ? undefined : text(detail, 'name');
  if (uid !== undefined) resources.push(known({ type: kebab(scope), uid, name }));
  const context = object(detail, 'context');
  const member = firstText(context, ['user_id', 'target_email']);
  if (member !== undefined)
    resources.push(known({ type: 'user', uid: member, name: emailOf(text(context, 'user_email')) }));
  return resources;
}

/** `BatchExport` is `batch-export`, `PersonalAPIKey` is `personal-api-key`. */
function kebab(scope: string): string {
  return scope.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();
}
