import type { Resource } from '../activity.ts';
import { emailOf, known } from './field.ts';
import type { Parameters } from './google-workspace-parameters.ts';
import type { Json } from './vendor.ts';

/** Type of resource, the parameter that identifies it, and the one that names it. */
const RESOURCES: readonly (readonly [type: string, id: string, name?: string])[] = [
  ['document', 'doc_id', 'doc_title'],
  ['user', 'target_user'],
  ['domain', 'target_domain'],
  ['user', 'TARGET_USER_EMAIL'],
  ['domain', 'TARGET_DOMAIN'],
  ['user', 'USER_EMAIL'],
  ['user', 'affected_email_address'],
  ['user', 'user_email'],
  ['user', 'grantee_email'],
  ['user', 'member_id'],
  ['group', 'GROUP_EMAIL'],
  ['group', 'group_email'],
  ['group', 'group_id'],
  ['role', 'ROLE_ID', 'ROLE_NAME'],
  ['domain', 'DOMAIN_NAME'],
  ['app', 'OAUTH2_APP_ID', 'OAUTH2_APP_NAME'],
  ['app', 'client_id', 'app_name'],
  ['app', 'application_name'],
  ['api-client', 'API_CLIENT_NAME'],
  ['setting', 'SETTING_NAME'],
  ['takeout', 'OBFUSCATED_CUSTOMER_TAKEOUT_REQUEST_ID'],
  ['mail-address', 'email_forwarding_destination_address'],
  ['calendar', 'calendar_id'],
  ['matter', 'matter_id'],
  ['asset', 'ASSET_ID', 'ASSET_NAME'],
  ['room', 'room_id'],
  ['attachment', 'attachment_hash', 'attachment_name'],
];

export function resourcesOf(parameter: Parameters): Resource[] {
  const resources: Resource[] = [];
  for (const [type, id, nameOf] of RESOURCES) {
    const uid = textOf(parameter(id));
    const name = nameOf === undefined ? undefined : textOf(parameter(nameOf));
    if (uid !== undefined) resources.push(known({ type, uid: emailOf(uid) ?? uid, name }));
  }
  return resources;
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
