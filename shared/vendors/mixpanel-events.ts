import type { Kind } from '../activity.ts';

/** https://docs.mixpanel.com/docs/access-security/audit-log/audit-log-reference, read 2026. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['audit_log_export.created', 'export'],
  ['audit_log_export.downloaded', 'export'],
  ['board.exported', 'export'],
  ['bookmark.screenshot_downloaded', 'export'],
  ['event_export.downloaded', 'export'],
  ['profile_export.downloaded', 'export'],
  ['raw_event_export.requested', 'export'],
  ['user_data_export.created', 'export'],
  ['board.public_access_updated', 'share'],
  ['board.shared', 'share'],
  ['board_subscription.created', 'share'],
  ['cohort.shared', 'share'],
  ['project.transferred', 'share'],
  ['cohort_sync.created', 'destination'],
  ['cohort_sync.updated', 'destination'],
  ['data_pipeline.created', 'destination'],
  ['data_pipeline.updated', 'destination'],
  ['session.logged_in', 'logon'],
  ['session.login_failed', 'logon'],
  ['service_account.added_to_project', 'credential'],
  ['service_account.created', 'credential'],
  ['custom_role.created', 'privilege'],
  ['custom_role.updated', 'privilege'],
  ['invitation.accepted', 'privilege'],
  ['invitation.sent', 'privilege'],
  ['organization.user_added', 'privilege'],
  ['project.default_access_granted', 'privilege'],
  ['project.team_added', 'privilege'],
  ['project.user_added', 'privilege'],
  ['service_account.role_changed', 'privilege'],
  ['team.service_account_added', 'privilege'],
  ['team.user_added', 'privilege'],
  ['user.role_changed', 'privilege'],
  ['workspace.team_added', 'privilege'],
  ['workspace.user_added', 'privilege'],
  ['organization_access_security.twofactor_disabled', 'mfa'],
  ['organization_access_security.twofactor_enabled', 'mfa'],
  ['user.twofactor_disabled', 'mfa'],
  ['user.twofactor_enabled', 'mfa'],
]);

export function kindOf(eventType: string): Kind {
  return KINDS.get(eventType) ?? 'other';
}

/** First part of every event type in the catalogue: other vendors write `object.verb` too. */
const OBJECTS = new Set(
  (
    'agent_flow alert audit_log_export billing_info board board_subscription bookmark cohort cohort_sync custom_role ' +
    'data_pipeline event_definition event_deletion event_export experiment feature_flag invitation mcp_tool_call ' +
    'organization organization_access_security organization_setting organization_spark_setting profile profile_export ' +
    'project property_definition raw_event_export service_account session team user user_data_deletion ' +
    'user_data_export warehouse_source warehouse_source_sync workspace'
  ).split(' '),
);
/** Verbs are in the past tense; some say where to or from after it: `added_to_project`. */
const VERB = /^(?:[a-z]+_)*(?:[a-z]*ed|sent|in|out)(?:_(?:to|from)_[a-z_]+)?$/;

const OBJECT = /^[a-z]+(?:_[a-z]+)*$/;

export function isEventType(type: string): boolean {
  return looksLikeEventType(type) && OBJECTS.has(type.slice(0, type.indexOf('.')));
}

/** Also one that came after the catalogue was read. */
export function looksLikeEventType(type: string): boolean {
  const dot = type.indexOf('.');
  return (
    dot !== -1 && type.length <= 100 && OBJECT.test(type.slice(0, dot)) && VERB.test(type.slice(dot + 1))
  );
}
