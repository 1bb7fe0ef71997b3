import type { Kind, Outcome } from '../activity.ts';
import { plain } from './field.ts';
import { numberIn, type Parameters } from './google-workspace-parameters.ts';
import { TAKEOUT, takeoutKind } from './google-workspace-takeout.ts';
import { kindTable } from './kind-table.ts';
import type { Json } from './vendor.ts';

/**
 * What Google Workspace events mean for data, as application and name, because applications share names:
 * https://developers.google.com/workspace/admin/reports/v1/appendix/activity/drive and its neighbours for admin,
 * login, token, user_accounts, groups, groups_enterprise, calendar, chat, data_studio, keep, saml, vault, gcp.
 */
const KINDS = kindTable({
  export: `
    drive/download drive/download_forms_response drive/download_video_caption drive/email_as_attachment
    drive/print calendar/export_calendar chat/attachment_download
    data_studio/DATA_EXPORT data_studio/DOWNLOAD_REPORT
    admin/DOWNLOAD_USERLIST admin/DOWNLOAD_USERLIST_CSV admin/DOWNLOAD_PENDING_INVITES_LIST
    admin/DOWNLOAD_PENDING_APP_USER_REQUESTS admin/DOWNLOAD_UNMANAGED_USERS_LIST admin/GROUP_LIST_DOWNLOAD
    admin/GROUP_MEMBERS_DOWNLOAD admin/REQUEST_MAILBOX_DUMP admin/REQUEST_ACCOUNT_INFO
    admin/SECURITY_INVESTIGATION_EXPORT_QUERY graduation/STARTED_ACCOUNT_MIGRATION
    vault/create_export_begin vault/export vault/export_file_download vault/legacy_export_download
    vault/download_count_per_account_csv vault/download_cross_matter_litigation_hold_report
    vault/download_per_matter_litigation_hold_report`,
  read: `
    drive/view drive/preview drive/source_copy drive/access_item_content drive/prefetch_item_content
    drive/sync_item_content drive/sheets_import_range drive/connected_sheets_query chat/conversation_read data_studio/VIEW
    admin/SECURITY_INVESTIGATION_CONTENT_ACCESS admin/VIEW_TEMP_PASSWORD vault/view_document vault/view_external_document
    vault/view_cross_matter_litigation_hold_report vault/view_per_matter_litigation_hold_report
    vault/view_document_information access_transparency/ACCESS gcp/GET_SSH_PUBLIC_KEY`,
  list: `
    drive/search admin/EMAIL_LOG_SEARCH admin/SECURITY_INVESTIGATION_QUERY vault/search vault/search_count
    vault/deletion_search vault/get_count_operation`,
  share: `
    drive/change_user_access drive/change_user_access_hierarchy_reconciled drive/change_document_visibility
    drive/change_document_visibility_hierarchy_reconciled drive/change_document_access_scope
    drive/change_document_access_scope_hierarchy_reconciled drive/change_owner
    drive/change_owner_hierarchy_reconciled drive/change_acl_editors drive/publish_change
    drive/publish_new_version drive/enable_inherited_permissions drive/remove_security_update
    drive/shared_drive_remove_security_update drive/shared_drive_membership_change drive/team_drive_membership_change
    drive/sheets_import_range_access_change calendar/change_calendar_acls keep/modified_acl
    data_studio/CHANGE_USER_ACCESS data_studio/CHANGE_USER_ACCESS_TO_ASSET_VIA_WORKSPACE
    data_studio/CHANGE_ASSET_LINK_SHARING_ACCESS_TYPE data_studio/CHANGE_ASSET_LINK_SHARING_VISIBILITY
    data_studio/CHANGE_DATA_SOURCE_ACCESS_TYPE
    admin/TRANSFER_DOCUMENT_OWNERSHIP admin/CREATE_DATA_TRANSFER_REQUEST`,
  logon: `
    login/login_success login/login_failure login/login_challenge login/login_verification
    login/suspicious_login login/suspicious_login_less_secure_app login/suspicious_programmatic_login
    saml/login_success saml/login_failure chrome/CHROME_OS_LOGIN_EVENT chrome/CHROME_OS_LOGIN_LOGOUT_EVENT
    chrome/CHROME_OS_LOGIN_FAILURE_EVENT context_aware_access/ACCESS_DENY_EVENT
    context_aware_access/ACCESS_DENY_INTERNAL_ERROR_EVENT`,
  credential: `
    token/authorize login/password_edit login/recovery_email_edit login/recovery_phone_edit
    login/recovery_secret_qa_edit user_accounts/password_edit user_accounts/recovery_email_edit
    user_accounts/recovery_phone_edit user_accounts/recovery_secret_qa_edit
    gcp/IMPORT_SSH_PUBLIC_KEY gcp/UPDATE_SSH_PUBLIC_KEY
    admin/CHANGE_PASSWORD admin/CHANGE_PASSWORD_ON_NEXT_LOGIN admin/ADD_RECOVERY_EMAIL
    admin/ADD_RECOVERY_PHONE admin/CHANGE_RECOVERY_EMAIL admin/CHANGE_RECOVERY_PHONE
    admin/AUTHORIZE_API_CLIENT_ACCESS admin/ADD_APPLICATION admin/ADD_APPLICATION_TO_WHITELIST
    admin/ADD_TO_TRUSTED_OAUTH2_APPS admin/MULTIPLE_ADD_TO_TRUSTED_OAUTH2_APPS
    admin/ADD_TO_TRUSTED_BY_OAUTH_SCOPE_OAUTH2_APPS
    admin/MULTIPLE_ADD_TO_TRUSTED_BY_OAUTH_SCOPE_OAUTH2_APPS admin/ADD_TO_LIMITED_OAUTH2_APPS
    admin/MULTIPLE_ADD_TO_LIMITED_OAUTH2_APPS admin/ADD_TO_CAA_EXEMPT_OAUTH2_APPS
    admin/REMOVE_FROM_BLOCKED_OAUTH2_APPS admin/OAUTH_APPS_BULK_UPLOAD admin/TRUST_DOMAIN_OWNED_OAUTH2_APPS
    admin/ALLOW_SERVICE_FOR_OAUTH2_ACCESS admin/TOGGLE_OAUTH_ACCESS_TO_ALL_APIS admin/ENABLE_API_ACCESS
    admin/UNBLOCK_ALL_THIRD_PARTY_API_ACCESS admin/REGENERATE_OAUTH_CONSUMER_SECRET
    admin/TOGGLE_ENABLE_OAUTH_CONSUMER_KEY admin/UPLOAD_OAUTH_CERTIFICATE admin/GENERATE_CERTIFICATE
    admin/UPDATE_PUBLIC_KEY_CERTIFICATE admin/UPDATE_PUBLIC_KEY_CERTIFICATE_STATUS
    admin/CREATE_SAML2_SERVICE_PROVIDER_CONFIG admin/UPDATE_SAML2_SERVICE_PROVIDER_CONFIG
    admin/GENERATE_TRANSFER_TOKEN
    admin/EWS_IN_NEW_CREDENTIALS_GENERATED admin/CHANGE_SSO_SETTINGS admin/TOGGLE_SSO_ENABLED
    admin/TOGGLE_ALLOW_ADMIN_PASSWORD_RESET admin/ENABLE_NON_ADMIN_USER_PASSWORD_RECOVERY`,
  // An address or a domain that is let in is access as well.
  privilege: `
    admin/ASSIGN_ROLE admin/CREATE_ROLE admin/UPDATE_ROLE admin/ADD_PRIVILEGE admin/GRANT_ADMIN_PRIVILEGE
    admin/GRANT_DELEGATED_ADMIN_PRIVILEGES admin/ADD_GROUP_MEMBER admin/UPDATE_GROUP_MEMBER
    admin/GROUP_MEMBER_BULK_UPLOAD admin/UPDATE_DOMAIN_PRIMARY_ADMIN_EMAIL admin/CHANGE_RESELLER_ACCESS
    admin/CHANGE_RESELLER_ACCESS_FOR_SKU admin/ADD_TRUSTED_DOMAINS admin/ENABLE_USER_IP_WHITELIST
    admin/CHANGE_WHITELIST_SETTING admin/UPDATE_ACCESS_LEVEL_V2 admin/CHANGE_CAA_APP_ASSIGNMENTS
    admin/TOGGLE_CAA_ENABLEMENT admin/CREATE_USER admin/UNDELETE_USER admin/UNSUSPEND_USER admin/UNARCHIVE_USER
    groups/add_user groups/join groups/accept_invitation groups/approve_join_request
    groups/change_acl_permission groups_enterprise/add_member groups_enterprise/add_member_role
    groups_enterprise/join groups_enterprise/accept_invitation groups_enterprise/approve_join_request
    groups_enterprise/add_service_account_permission chat/add_room_member chat/role_updated
    vault/add_collaborator_begin vault/add_collaborator_end`,
  mfa: `
    login/2sv_disable login/2sv_enroll login/titanium_enroll login/titanium_unenroll login/passkey_enrolled
    login/passkey_removed user_accounts/2sv_disable user_accounts/2sv_enroll user_accounts/titanium_enroll
    user_accounts/titanium_unenroll
    admin/TURN_OFF_2_STEP_VERIFICATION admin/GENERATE_2SV_SCRATCH_CODES admin/DELETE_2SV_SCRATCH_CODES
    admin/REVOKE_SECURITY_KEY admin/SECURITY_KEY_REGISTERED_FOR_USER admin/PASSKEY_REVOKED
    admin/USER_CREATED_PASSKEY_REVOKE admin/UNENROLL_USER_FROM_STRONG_AUTH
    admin/UNENROLL_USER_FROM_TITANIUM admin/USER_PUT_IN_TWO_STEP_VERIFICATION_GRACE_PERIOD
    admin/USER_ENROLLED_IN_TWO_STEP_VERIFICATION admin/ALLOW_STRONG_AUTHENTICATION
    admin/ENFORCE_STRONG_AUTHENTICATION admin/CHANGE_ALLOWED_TWO_STEP_VERIFICATION_METHODS
    admin/CHANGE_TWO_STEP_VERIFICATION_ENROLLMENT_PERIOD_DURATION
    admin/CHANGE_TWO_STEP_VERIFICATION_FREQUENCY
    admin/CHANGE_TWO_STEP_VERIFICATION_GRACE_PERIOD_DURATION
    admin/CHANGE_TWO_STEP_VERIFICATION_START_DATE admin/WEAK_PROGRAMMATIC_LOGIN_SETTINGS_CHANGED`,
  // Of the whole organisation: whose chat keeps no history, and for how long, its members decide every day.
  logging: `
    admin/DELETE_ALERT admin/ALERT_STATUS_CHANGED admin/ALERT_RECEIVERS_CHANGED admin/CHANGE_ALERT_CRITERIA
    admin/DELETE_RULE admin/RULE_STATUS_CHANGED admin/RULE_ACTIONS_CHANGED admin/CHANGE_RULE_CRITERIA
    admin/SYSTEM_DEFINED_RULE_UPDATED admin/CHANGE_LOGIN_ACTIVITY_TRACE admin/DELETE_MAILBOX_DUMP
    admin/DELETE_ACCOUNT_INFO_DUMP
    vault/delete_export_begin vault/delete_retention_rule_begin vault/update_retention_rule_begin
    vault/update_retention_settings vault/modify_default_retention_period_begin
    vault/delete_preservation_rule_begin vault/update_preservation_rule_remove_holds_begin
    vault/remove_litigation_hold_begin vault/create_accelerated_deletion_begin
    vault/delete_investigation_begin`,
  destination: `
    login/email_forwarding_out_of_domain user_accounts/email_forwarding_out_of_domain
    admin/CREATE_EMAIL_MONITOR admin/MAIL_ROUTING_DESTINATION_ADDED admin/TOGGLE_OUTBOUND_RELAY
    admin/EWS_OUT_ENDPOINT_CONFIGURATION_CHANGED data_studio/ADD_REPORT_EMAIL_DELIVERY
    data_studio/UPDATE_REPORT_EMAIL_DELIVERY data_studio/CREATE_DISTRIBUTION_CONTENT
    data_studio/EDIT_DISTRIBUTION_CONTENT data_studio/ACTIVATE_DISTRIBUTION_CONTENT`,
});

export function kindOf(application: string, name: string, parameter: Parameters): Kind {
  if (application === TAKEOUT) return takeoutKind(name);
  // Every such event is a step of the organisation's data being exported.
  if (name.startsWith('CUSTOMER_TAKEOUT_')) return 'export';
  if (application === 'token' && name === 'activity')
    return apiKind(plain(parameter('method_name')), (numberIn(parameter, 'num_response_bytes') ?? 0) > 0);
  if (application === 'admin' && SETTINGS.test(name)) return settingKind(name, parameter);
  if (application === 'chrome' && TRANSFERS.has(name)) return transferKind(parameter('TRIGGER_TYPE'));
  // What a shared drive keeps its members from, such as sharing with outsiders.
  if (name === 'shared_drive_settings_change')
    return parameter('new_settings_state') === 'unrestricted' ? 'privilege' : 'other';
  const kind = KINDS.get(`${application}/${name}`) ?? 'other';
  return kind === 'share' && narrows(parameter) ? 'other' : kind;
}

const SETTINGS =
  /^(?:CHANGE|CREATE|DELETE)_(?:APPLICATION|CALENDAR|CONTACTS|DOCS|EMAIL|GMAIL|SITES)_SETTING$/;
const OPENS = /shar|forward|delegat|takeout|external|outside/i;
/** Where everybody's mail goes, or a copy of it: `EMAIL_ROUTE`, and the routing rule `MESSAGE_SECURITY_RULE`. */
const ROUTES = /route|routing|message_?security_?rule/i;

/** Settings of whole applications, by their name: who outside may be let in, and where mail and data may go. */
function settingKind(name: string, parameter: Parameters): Kind {
  const setting = plain(parameter('SETTING_NAME'));
  if (OPENS.test(setting)) return 'privilege';
  return ROUTES.test(setting) && !name.startsWith('DELETE') ? 'destination' : 'other';
}

/**
 * What a rule for the managed browser told of: https://developers.google.com/workspace/admin/reports/v1/appendix/activity/chrome
 * What is downloaded comes to the company's own device, an uploaded file may leave it; what is pasted, everybody does.
 */
const TRANSFERS = new Set(['CONTENT_TRANSFER', 'SENSITIVE_DATA_TRANSFER']);
const LEAVES = new Set<unknown>(['FILE_UPLOAD', 'PAGE_PRINT']);

function transferKind(trigger: Json | undefined): Kind {
  return LEAVES.has(trigger) ? 'export' : trigger === 'FILE_DOWNLOAD' ? 'read' : 'other';
}

/**
 * `drive.files.list`: what an OAuth application called. A method that nobody has heard of reads what it answers with:
 * `scripts.run`, `properties.runReport`.
 */
function apiKind(method: string, answers: boolean): Kind {
  const verb = method.slice(method.lastIndexOf('.') + 1);
  if (/^(?:export|download)/i.test(verb)) return 'export';
  if (/^(?:list|search|query)/i.test(verb)) return 'list';
  if (/^(?:get|batchGet|watch)/i.test(verb)) return 'read';
  return answers && !WRITES.test(verb) ? 'read' : 'other';
}

/** They answer with what was written. */
const WRITES =
  /^(?:batch)?(?:add|append|archive|clear|close|complete|copy|create|delete|end|import|insert|modify|move|patch|post|quickAdd|remove|replace|reply|send|set|stop|trash|undelete|untrash|update|upload)/i;

/** Looker Studio writes its parameters and their values in capitals. */
const CLOSED = new Set<unknown>(['none', 'private', 'nobody', 'NONE', 'PRIVATE']);

/** Access that is taken away or closed. */
function narrows(parameter: Parameters): boolean {
  if (plain(parameter('membership_change_type')).startsWith('remove')) return true;
  const access =
    parameter('new_value') ??
    parameter('NEW_VALUE') ??
    parameter('new_publish_visibility') ??
    parameter('access_level');
  const values = Array.isArray(access) ? access : [access];
  return values.length > 0 && values.every((value) => CLOSED.has(value));
}

const FAILED = /(?:_failure|_fail|_blocked|_FAILED|_FAILURE_EVENT|^ACCESS_DENY\w*)$/;
const OPEN = /^(?:suspicious_\w+|request|request_access)$/;

/** Where the event has no status of its own: the log holds what happened, and failures under their own names. */
export function outcomeOf(name: string, parameter: Parameters): Outcome {
  if (FAILED.test(name)) return 'failure';
  if (plain(parameter('EVENT_RESULT')).endsWith('BLOCKED')) return 'failure';
  const challenge = parameter('login_challenge_status');
  if (typeof challenge === 'string')
    return /pass/i.test(challenge) ? 'success' : /fail/i.test(challenge) ? 'failure' : 'unknown';
  return OPEN.test(name) || name === 'login_challenge' ? 'unknown' : 'success';
}

const NOISE = new Set([
  'calendar/notification_triggered',
  'drive/storage_usage_update',
  'mobile/DEVICE_SYNC_EVENT',
  'mobile/OS_UPDATED_EVENT',
]);

export function isNoise(application: string, name: string): boolean {
  return NOISE.has(`${application}/${name}`);
}
