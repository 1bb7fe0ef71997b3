import type { Kind, Outcome } from '../activity.ts';
import { kindTable } from './kind-table.ts';

/**
 * What Slack's audit actions mean for data: https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference,
 * and `GET /audit/v1/actions` as kept in slackapi/java-slack-sdk json-logs/raw/audit/v1/actions.json.
 * Of an export, the start tells of it first and the download is when it leaves; its completion tells nothing new.
 */
const KINDS = kindTable({
  export: `
    manual_export_started manual_export_downloaded manual_user_export_started manual_user_export_downloaded
    scheduled_export_started scheduled_export_downloaded channels_export_started channels_export_downloaded
    channel_audit_export_started channel_audit_export_downloaded
    audit_logs_export_csv_started audit_logs_export_json_started workflow_responses_csv_download
    file_downloaded file_download_blocked file_downloaded_blocked canvas_downloaded list_downloaded`,
  read: `
    canvas_opened list_opened file_opened public_channel_preview message_activity_viewed
    slack_ai_summary_requested external_auth_oauth2_token_fetched`,
  list: `audit_logs_records_searched audit_logs_records_searched_anomaly`,
  share: `
    file_public_link_created file_shared private_message_forwarded private_channel_converted_to_public
    canvas_shared canvas_access_added canvas_access_upgraded canvas_linksharing_enabled
    canvas_ownership_transferred
    list_shared list_access_added list_access_upgraded list_linksharing_enabled list_ownership_transferred
    external_shared_channel_connected external_shared_channel_reconnected
    external_shared_channel_access_upgraded external_shared_channel_invite_sent
    external_shared_channel_invite_created external_shared_channel_invite_approved
    external_shared_channel_invite_accepted approved_orgs_added connect_dm_invite_generated connect_dm_invite_accepted
    channel_workspaces_updated`,
  logon: `user_login user_login_failed cli_login`,
  credential: `
    app_installed app_approved app_scopes_expanded app_resources_added app_resources_granted
    app_token_preserved workflow_app_token_preserved bot_token_upgraded bot_token_downgraded
    app_collaborator_added app_variable_added org_app_installed org_app_workspace_added
    org_app_future_workspace_install_enabled org_app_upgraded_to_org_install cli_app_install
    agentforce_agent_slack_connection_added external_auth_oauth2_token_refreshed
    user_email_updated email_change_confirmed user_password_reset_requested
    user_password_reset_slack_security idp_configuration_added idp_configuration_deleted
    idp_prod_configuration_updated pref.sso_setting_changed
    auth_policy_created auth_policy_entity_assigned auth_policy_entity_removed
    ekm_key_added ekm_key_removed ekm_unenrolled`,
  // An address that is let in is access as well, and so is an export feature that is switched on.
  privilege: `
    owner_transferred service_owner_transferred permissions_assigned role_assigned role_created role_updated
    role_change_to_admin role_change_to_owner role_added_to_usergroup role_modified_on_usergroup
    guest_created guest_reactivated guest_joined_workspace guest_channel_join user_created user_reactivated
    user_added_to_usergroup usergroup_added_to_team function_distribution_permission_added
    function_distribution_permission_set workflow_trigger_permission_added workflow_trigger_permission_set
    salesforce_access_granted sales_elevate_members_added barrier_updated barrier_deleted
    corporate_exports_approved corporate_exports_enabled team_authorized_ip_range_set
    pref.app_dir_only pref.app_whitelist_enabled pref.block_download_and_copy_on_untrusted_mobile
    pref.block_file_download_for_unapproved_ip pref.disallow_public_file_urls pref.who_can_manage_ext_shared_channels`,
  mfa: `
    pref.two_factor_auth_changed pref.two_factor_prevent_sms_changed user_passkey_created
    user_passkey_deleted`,
  // How long one channel keeps its messages is its members' affair, of the workspace it is not.
  logging: `
    manual_export_deleted manual_user_export_deleted scheduled_export_deleted channels_export_deleted
    channel_audit_export_deleted legal_hold_policy_released
    legal_hold_policy_entities_deleted legal_hold_policy_exclusion_added ekm_logging_config_set
    pref.dlp_access_changed native_dlp_rule_deactivated native_dlp_violation_deleted
    pref.anomaly_event_response_changed`,
  destination: `
    pref.enterprise_search_connectors_changed
    workflow_published workflow_v2_published workflow_trigger_suspicious_keyword app_deployed cli_app_deploy
    sales_elevate_org_connection_added salesforce_org_upserted`,
});

/** What AI apps call on somebody's behalf; new ones appear every month, and one that writes nothing reads. */
const TOOL = /^mcp_slack_([a-z]\w{0,60})$/;
const LISTS = /^(?:search|list)/;
const WRITES =
  /^(?:add|archive|create|delete|draft|edit|invite|join|leave|mark|pin|post|remove|rename|reply|schedule|send|set|unpin|update)_|upload/;

const RETENTION = /^pref\.\w*(?:retention|redaction_duration)/;

export function kindOf(action: string): Kind {
  const kind = KINDS.get(action);
  if (kind !== undefined) return kind;
  const [, tool] = TOOL.exec(action) ?? [];
  if (tool !== undefined) return LISTS.test(tool) ? 'list' : WRITES.test(tool) ? 'other' : 'read';
  return RETENTION.test(action) ? 'logging' : 'other';
}

/** One file, canvas or list each. */
const SINGLE = new Set(['file_downloaded', 'canvas_downloaded', 'list_downloaded']);

export function takesOne(action: string): boolean {
  return SINGLE.has(action);
}

const FAILED = /_(?:failed|failure|blocked|denied)$/;
const OPEN = /_(?:requested|enqueued)$/;

/** The log holds what took effect, and failed attempts under a name of their own. */
export function outcomeOf(action: string): Outcome {
  if (FAILED.test(action)) return 'failure';
  return OPEN.test(action) ? 'unknown' : 'success';
}

const NOISE =
  /^(?:emoji_|ekm_slackbot_|pref\.dnd_|team[._]unsupported|huddle_transcription_start_notification$)/;

export function isNoise(action: string): boolean {
  return NOISE.test(action);
}
