import { known, object, text } from '../vendors/field.ts';
import type { JsonObject } from '../vendors/vendor.ts';
import { cellIn } from './console-rows.ts';
import { opened, type Row } from './row.ts';

/** Events that the Compliance API calls by another name; all others have theirs in both. */
const TYPES = new Map(
  Object.entries({
    user_sent_phone_code: 'phone_code_sent',
    user_verified_phone_code: 'phone_code_verified',
    user_signed_in_google: 'social_login_succeeded',
    user_signed_in_apple: 'social_login_succeeded',
    user_signed_in_microsoft: 'social_login_succeeded',
    user_signed_in_sso: 'sso_login_succeeded',
    user_requested_magic_link: 'magic_link_login_initiated',
    user_attempted_magic_link_verification: 'magic_link_login_succeeded',
    user_age_verified: 'age_verified',
    user_signed_out: 'user_logged_out',
    user_signed_out_all_sessions: 'user_logged_out',
    user_revoked_session: 'session_revoked',
    user_name_changed: 'claude_user_settings_updated',
    org_user_updated: 'claude_user_role_updated',
    org_data_retention_policy_changed: 'claude_organization_settings_updated',
    org_claude_code_managed_settings_created: 'claude_organization_settings_updated',
    org_claude_code_managed_settings_updated: 'claude_organization_settings_updated',
    org_claude_code_managed_settings_deleted: 'claude_organization_settings_updated',
    project_created: 'claude_project_created',
    project_deleted: 'claude_project_deleted',
    project_visibility_changed: 'claude_project_sharing_updated',
    project_document_created: 'claude_project_document_uploaded',
    project_document_deleted: 'claude_project_document_deleted',
    conversation_created: 'claude_chat_created',
    conversation_deleted: 'claude_chat_deleted',
    conversation_renamed: 'claude_chat_settings_updated',
  }),
);
/** `file_uploaded`, `skill_created`: the API puts the name of the product before them. */
const OF_PRODUCT = /^(?:file|skill|command|plugin)_[a-z]+$/;

/** What the API calls the id of an entity. */
const ENTITIES = new Map([
  ['account', 'user'],
  ['chat_conversation', 'claude_chat'],
  ['chat_project', 'claude_project'],
  ['chat_project_document', 'claude_project_document'],
  ['file', 'claude_file'],
]);

/**
 * The audit log of an organization as Claude's settings export it, of 180 days: the events of the Compliance API in other words,
 * without ids, and with what is nested as Python prints it.
 * https://support.claude.com/en/articles/9970975-access-audit-logs
 */
export function auditOfClaude(row: Row): Row {
  const cell = cellIn(row);
  const { actor_info, event_info, entity_info } = opened(row);
  const [by, about, entity] = [actor_info, event_info, entity_info].map(objectOf);
  const event = cell('event') ?? '';
  const type = TYPES.get(event) ?? (OF_PRODUCT.test(event) ? `claude_${event}` : event);
  const hasFailed = about?.['is_successful'] === false;
  return known({
    type: hasFailed ? type.replace(/_succeeded$/, '_failed') : type,
    created_at: row['created_at'],
    actor: actorOf(by, about, row),
    ...entityOf(entity, event),
    invited_email: text(about, 'invited_email_address'),
    filename: text(about, 'filename'),
  });
}

function objectOf(cell: Row[string]): JsonObject | undefined {
  return object({ cell }, 'cell');
}

/** Nobody is named where he has not signed in yet; his address then is what he typed. */
function actorOf(by: JsonObject | undefined, about: JsonObject | undefined, row: Row): JsonObject {
  const cell = cellIn(row);
  const source = { ip_address: cell('ip_address'), user_agent: cell('user_agent') };
  const user_id = text(by, 'uuid');
  const email_address = text(object(by, 'metadata'), 'email_address');
  if (user_id !== undefined || email_address !== undefined)
    return known({ type: 'user_actor', user_id, email_address, ...source });
  if (about?.['initiated_by_anthropic'] === true) return known({ type: 'anthropic_actor', ...source });
  const unauthenticated_email_address = text(about, 'email_address');
  return known({ type: 'unauthenticated_user_actor', unauthenticated_email_address, ...source });
}

function entityOf(entity: JsonObject | undefined, event: string): JsonObject {
  const type = text(entity, 'type');
  // Whose account is renamed or signs in is the actor.
  if (type === undefined || (type === 'account' && event.startsWith('user_'))) return {};
  const name = ENTITIES.get(type) ?? type;
  const metadata = object(entity, 'metadata');
  return known({
    [`${name}_id`]: text(entity, 'uuid'),
    [`${name}_name`]: type === 'account' ? undefined : text(entity, 'name'),
    user_email: text(metadata, 'email_address'),
    claude_project_id: type === 'chat_project' ? text(entity, 'uuid') : text(metadata, 'project_uuid'),
  });
}
