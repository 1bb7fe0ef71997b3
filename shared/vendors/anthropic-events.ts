import type { Kind } from '../activity.ts';
import { kindTable } from './kind-table.ts';

/**
 * What the activity types of Anthropic's Compliance API mean for data, from the list of 514 types of September 2026
 * (https://platform.claude.com/docs/en/api/compliance/activities/list). What only takes access away (a key revoked,
 * a member removed) is `other`; what takes a protection away (single sign-on, an address list) is not.
 */
const KINDS = kindTable({
  export: `
    audit_log_export_accessed audit_log_export_started claude_file_exported claude_plugin_archive_accessed
    org_data_export_accessed org_data_export_started org_members_exported platform_file_content_downloaded
    platform_skill_version_content_downloaded
  `,
  read: `
    claude_artifact_access_failed claude_artifact_comments_viewed claude_artifact_viewed claude_chat_access_failed
    claude_chat_snapshot_viewed claude_chat_viewed claude_file_access_failed claude_file_viewed
    claude_project_document_access_failed claude_project_document_viewed claude_project_file_access_failed
    claude_project_viewed design_project_viewed group_viewed org_invite_viewed org_user_viewed
    platform_cost_report_viewed platform_usage_report_claude_code_viewed platform_usage_report_messages_viewed
    platform_workspace_member_viewed session_share_accessed tunnel_token_revealed
  `,
  list: `
    ccr_agent_proxy_network_events_listed group_list_viewed group_member_list_viewed org_invites_listed
    org_users_listed platform_workspace_members_listed
  `,
  share: `
    claude_artifact_external_sharing_permission_updated claude_artifact_invite_accepted claude_artifact_invite_created
    claude_artifact_invite_role_updated claude_artifact_published claude_artifact_sharing_updated
    claude_chat_snapshot_created claude_code_security_scan_project_member_updated
    claude_code_security_scan_project_visibility_updated claude_code_team_memory_acl_updated
    claude_project_sharing_updated design_project_artifact_published design_project_member_added
    design_project_member_role_updated design_project_published design_project_sharing_updated
    org_claude_code_data_sharing_enabled owned_projects_access_restored pending_share_created session_share_created
  `,
  logon: `
    anonymous_mobile_login_attempted lti_launch_initiated lti_launch_success magic_link_login_failed
    magic_link_login_initiated magic_link_login_succeeded mcp_server_managed_auth_token_exchanged
    platform_app_attest_authentication platform_federated_authentication social_login_succeeded sso_login_failed
    sso_login_initiated sso_login_succeeded sso_second_factor_magic_link step_up_authentication_failed
    step_up_authentication_succeeded
  `,
  credential: `
    admin_api_key_created admin_api_key_updated api_key_created ccr_agent_proxy_credential_created
    ccr_agent_proxy_credential_rotated ccr_agent_proxy_credential_updated ccr_agent_proxy_provisioning_link_enabled
    ccr_agent_proxy_provisioning_link_generated ccr_agent_proxy_provisioning_link_submitted
    claude_code_runner_pool_secret_minted claude_code_security_webhook_secret_updated
    claude_pubsec_identity_configured ghe_user_connected github_token_import
    inference_hooks_signing_secret_generated integration_user_connected lti_platform_created lti_platform_updated
    mcp_server_managed_auth_updated org_domain_add_initiated org_domain_verified org_external_key_created
    org_external_key_updated org_sso_add_initiated org_sso_connection_activated org_sso_connection_deactivated
    org_sso_connection_deleted org_sso_toggled platform_api_key_created platform_api_key_updated
    platform_federation_issuer_created platform_federation_issuer_updated platform_federation_rule_created
    platform_federation_rule_updated platform_federation_rule_workspace_added platform_oauth_app_created
    platform_oauth_app_updated platform_service_account_created platform_service_account_updated
    platform_signing_key_created platform_signing_key_rotated scoped_api_key_updated service_created
    service_key_created tunnel_certificate_added tunnel_token_minted tunnel_token_rotated user_consent_recorded
  `,
  privilege: `
    ccr_agent_slack_access_scope_created ccr_agent_slack_binding_created ccr_channel_manager_added
    ccr_role_channel_assignment_updated claude_user_role_updated cli_plugin_exec_policy_updated
    desktop_extension_allowlisted desktop_extension_unblocked group_member_added mcp_tool_policy_updated
    org_capability_grant_added org_connector_domain_guard_updated org_cowork_act_without_asking_mode_enabled
    org_cowork_auto_mode_enabled org_cowork_mcp_always_allow_enabled org_directory_sync_activated
    org_directory_sync_add_initiated org_directory_sync_deleted org_discoverability_enabled
    org_invite_link_generated org_invite_link_regenerated org_ip_restriction_created org_ip_restriction_deleted
    org_ip_restriction_updated org_join_proposal_decided org_join_request_approved
    org_join_request_instant_approved org_member_invites_enabled org_sso_group_role_mappings_updated
    org_sso_provisioning_mode_changed org_user_invite_accepted org_user_invite_re_sent org_user_invite_sent
    org_work_across_apps_enabled platform_service_account_workspace_member_added
    platform_service_account_workspace_member_updated platform_workspace_member_added
    platform_workspace_member_updated primary_owner_transferred rbac_role_assigned rbac_role_created
    rbac_role_grant_updated rbac_role_permission_added rbac_role_updated role_assignment_granted scim_user_created
    scim_user_updated
  `,
  mfa: `
    org_magic_link_second_factor_toggled org_user_trusted_devices_revoked step_up_credential_enrolled
    trusted_device_credential_rotated trusted_device_enrolled trusted_device_revoked
  `,
  // What records or inspects, switched off or changed, and content no longer kept.
  logging: `
    inference_hooks_config_deleted org_compliance_api_settings_updated org_cowork_otlp_settings_updated
    platform_workspace_inference_data_retention_disabled
  `,
  // Outside systems that Claude, or Anthropic, sends data to. Inference hooks see every request. What an export of the
  // settings calls integration_org may be Google's or GitHub's.
  destination: `
    ccr_agent_proxy_profile_bound ccr_agent_proxy_rule_created ccr_agent_proxy_rule_updated
    ccr_slack_channel_joined claude_code_security_webhook_created claude_code_security_webhook_updated
    claude_gdrive_integration_created claude_gdrive_integration_updated claude_github_integration_created
    claude_github_integration_updated ghe_configuration_created ghe_configuration_updated
    github_app_installation_linked gitlab_configuration_created gitlab_configuration_updated
    inference_hooks_config_updated integration_org_config_updated integration_org_enabled mcp_server_created
    mcp_server_updated slack_workspace_claimed tunnel_created
  `,
});

/**
 * Of types that are newer than the list, which grows by a dozen a month: those words by which it names nothing else. The
 * first that fits.
 */
const WORDS: readonly (readonly [RegExp, Kind])[] = [
  [/_(?:exported|downloaded|export_started|export_accessed)$/, 'export'],
  [/_(?:list_viewed|listed)$/, 'list'],
  [/_(?:viewed|revealed)$/, 'read'],
  [/_shared$/, 'share'],
  [/_(?:(?:api|access|service|signing)_key_created|(?:token|secret)_(?:minted|rotated))$/, 'credential'],
];

export function kindOf(type: string): Kind {
  return KINDS.get(type) ?? WORDS.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';
}
