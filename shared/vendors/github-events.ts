import type { Kind, Outcome } from '../activity.ts';
import { kindTable } from './kind-table.ts';
import type { Json } from './vendor.ts';

/**
 * What GitHub's audit log actions mean for data, from the catalogue behind
 * https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise
 * (github/docs src/audit-logs/data/shared/entries.json). What is not here is `other`.
 */
const KINDS = kindTable({
  export: `
    git.clone repo.download_zip migration.create migration.download
    org.audit_log_export org.audit_log_git_event_export org.connect_usage_metrics_export
    business.audit_log_export business.audit_log_git_event_export business.connect_usage_metrics_export
    user.audit_log_export
    org.security_center_export_code_scanning_metrics org.security_center_export_coverage
    org.security_center_export_overview_dashboard org.security_center_export_risk
    business.security_center_export_code_scanning_metrics business.security_center_export_coverage
    business.security_center_export_overview_dashboard business.security_center_export_risk`,
  // A fetch brings what has changed since the last one, and editors do one every few minutes.
  read: `
    git.fetch
    org.recovery_codes_downloaded org.recovery_codes_printed org.recovery_codes_viewed
    business.recovery_codes_downloaded business.recovery_codes_printed business.recovery_codes_viewed
    staff.dependabot_debug_credentials_generated`,
  share: `
    repo.access repo.pages_create repo.pages_public repo.transfer repo.transfer_outgoing repo.transfer_start
    gist.create gist.visibility_change project.access project.visibility_public
    org.add_outside_collaborator org.transfer org.transfer_outgoing sponsors.update_tier_repository`,
  logon: `
    user.login user.failed_login user.new_device_used user.two_factor_requested user.two_factor_recover
    user.two_factor_challenge_success user.two_factor_challenge_failure user_session.country_change
    user.device_verification_requested user.device_verification_success user.device_verification_failure
    user.sign_in_from_unrecognized_device user.sign_in_from_unrecognized_location
    user.sign_in_from_unrecognized_device_and_location user.correct_password_from_unrecognized_device
    user.correct_password_from_unrecognized_location
    user.correct_password_from_unrecognized_device_and_location
    org.sso_response org.recovery_code_used org.recovery_code_failed
    business.sso_response business.recovery_code_used business.recovery_code_failed
    business.proxy_security_header_unsatisfied staff.fake_login
    two_factor_authentication.password_reset_fallback_sms two_factor_authentication.sign_in_fallback_sms`,
  // The catalogue says of `auto_approve_grant_requests_disabled` what `enabled` should do, and the other way round.
  credential: `
    public_key.create public_key.update public_key.verify git_signing_ssh_public_key.create gpg_key.create
    ssh_certificate_authority.create ssh_certificate_requirement.disable
    oauth_access.create oauth_access.regenerate oauth_access.update
    oauth_authorization.create oauth_authorization.update
    oauth_application.create oauth_application.generate_client_secret oauth_application.reset_secret
    oauth_application.transfer oauth_application.unsuspend
    org.oauth_app_access_approved org.oauth_app_access_unblocked org.disable_oauth_app_restrictions
    integration.create integration.generate_client_secret integration.transfer integration.unsuspend
    integration_installation.create integration_installation.repositories_added
    integration_installation.unsuspend integration_installation.version_updated
    enterprise_installation.create sandbox.generate_token
    personal_access_token.create personal_access_token.update personal_access_token.access_granted
    personal_access_token.credential_regenerated personal_access_token.request_created
    personal_access_token.access_restriction_disabled personal_access_token.access_restriction_reset
    personal_access_token.expiration_limit_unset auto_approve_personal_access_token_requests.enable
    personal_access_token.auto_approve_grant_requests_disabled
    personal_access_token.auto_approve_grant_requests_enabled
    personal_access_token.auto_approve_grant_requests_reset
    org_credential_authorization.grant team_sync_tenant.update_okta_credentials
    org.create_actions_secret org.update_actions_secret
    org.create_integration_secret org.update_integration_secret
    repo.create_actions_secret repo.update_actions_secret
    repo.create_integration_secret repo.update_integration_secret
    environment.create_actions_secret environment.update_actions_secret
    user.create_integration_secret user.update_integration_secret
    org.enable_saml org.disable_saml org.update_saml_provider_settings org.recovery_codes_generated
    business.enable_saml business.disable_saml business.update_saml_provider_settings
    business.enable_oidc business.disable_oidc business.enable_open_scim business.recovery_codes_generated
    sso_lockdown.disable sso_redirect.disable
    user.change_password user.reset_password user.forgot_password user.add_email social_identity.linked`,
  // An address that is let in is access as well.
  privilege: `
    org.add_member org.update_member org.restore_member org.invite_member org.add_billing_manager
    org.add_security_manager org.integration_manager_added org.update_default_repository_permission
    org.update_member_repository_creation_permission org.update_member_repository_invitation_permission
    org.set_default_workflow_permissions org.codespaces_trusted_repo_access_granted
    org.set_actions_fork_pr_approvals_policy org.set_actions_private_fork_pr_approvals_policy
    org.set_fork_pr_workflows_policy org.set_workflow_permission_can_approve_pr
    org.update_repo_self_hosted_runners_policy
    org.accept_business_invitation org.confirm_business_invitation
    organization_role.assign organization_role.create organization_role.update
    organization_moderators.add_user organization_moderators.add_team
    enterprise_role.assign enterprise_role.create enterprise_role.update role.create role.update
    business.add_admin business.invite_admin business.add_billing_manager business.add_support_entitlee
    business.invite_unaffiliated_member business.update_default_repository_permission
    business.clear_default_repository_permission business.set_default_workflow_permissions
    business.clear_members_can_create_repos business.invite_billing_manager
    business.set_actions_fork_pr_approvals_policy business.set_actions_private_fork_pr_approvals_policy
    business.set_fork_pr_workflows_policy business.set_workflow_permission_can_approve_pr
    business.update_emu_repo_self_hosted_runners_policy
    business.update_member_repository_creation_permission
    business.update_member_repository_invitation_permission business.update_repo_self_hosted_runners_policy
    members_can_create_pages.enable members_can_create_public_pages.enable
    members_can_delete_repos.clear members_can_delete_repos.enable
    private_repository_forking.clear private_repository_forking.enable
    repository_visibility_change.clear repository_visibility_change.enable
    integration.manager_added
    team.add_member team.add_repository team.add_to_organization team.change_parent_team
    team.promote_maintainer team.update_repository_permission team_group_mapping.create
    team_group_mapping.update team_sync_tenant.enabled enterprise_team.add_member
    external_group.add_member external_group.link
    repo.add_member repo.update_member repo.codespaces_trusted_repo_access_granted
    repo.set_actions_fork_pr_approvals_policy repo.set_actions_private_fork_pr_approvals_policy
    repo.set_fork_pr_workflows_policy repo.set_workflow_permission_can_approve_pr
    repo.set_default_workflow_permissions repo.staff_unlock repo.override_unlock staff.unlock staff.repo_unlock
    repo.temporary_access_granted repo.update_actions_access_settings
    repository_invitation.create repository_invitation.accept
    project_collaborator.add project_collaborator.update project.update_user_permission
    project.update_team_permission project.update_org_permission project_base_role.update
    organization_wide_project_base_role.update successor_invitation.accept successor_invitation.create
    external_identity.provision user.recreate user.unsuspend user.promote
    codespaces.trusted_repositories_access_update user.codespaces_trusted_repo_access_granted
    ip_allow_list.disable ip_allow_list.disable_for_installed_apps
    ip_allow_list.disable_idp_ip_allowlist_for_web ip_allow_list.disable_user_level_enforcement
    ip_allow_list.enable_skip_idp_ip_allowlist_app_access ip_allow_list_entry.create
    ip_allow_list.update_ip_allowlist_configuration ip_allow_list_entry.update
    business.proxy_security_header_disabled`,
  mfa: `
    org.enable_two_factor_requirement org.disable_two_factor_requirement
    org.add_disallowed_two_factor_method org.remove_disallowed_two_factor_method
    org.clear_disallowed_two_factor_methods
    business.enable_two_factor_requirement business.disable_two_factor_requirement
    business.add_disallowed_two_factor_method business.remove_disallowed_two_factor_method
    business.clear_disallowed_two_factor_methods
    two_factor_authentication.enabled two_factor_authentication.disabled
    two_factor_authentication.add_factor two_factor_authentication.remove_factor
    two_factor_authentication.update_fallback two_factor_authentication.recovery_codes_regenerated
    user.two_factor_recovery_codes_downloaded user.two_factor_recovery_codes_printed
    user.two_factor_recovery_codes_viewed
    passkey.register passkey.remove security_key.register security_key.remove
    trusted_device.register trusted_device.remove
    account_recovery_token.confirm account_recovery_token.recover account_recovery_token.destroy
    two_factor_account_recovery.start two_factor_account_recovery.complete
    two_factor_account_recovery.abort two_factor_account_recovery.staff_approve
    two_factor_account_recovery.two_factor_destroy`,
  logging: `
    audit_log_streaming.destroy org.disable_source_ip_disclosure business.disable_source_ip_disclosure
    checks.delete_logs`,
  // A self-hosted runner is a machine of somebody's choice that is handed code and secrets. The MCP registry says
  // which servers agents may talk to; restricted notifications keep mail in approved domains.
  destination: `
    audit_log_streaming.create audit_log_streaming.update
    hook.create hook.config_changed hook.events_changed hook.active_changed
    org.register_self_hosted_runner org.configure_self_hosted_jit_runner
    repo.register_self_hosted_runner repo.configure_self_hosted_jit_runner
    enterprise.register_self_hosted_runner enterprise.configure_self_hosted_jit_runner
    copilot.swe_agent_firewall_allowlist_updated copilot.swe_agent_mcp_config_updated sandbox.add_port
    mcp_registry.allowlist_add_server mcp_registry.allowlist_delete mcp_registry.allowlist_remove_assignment
    mcp_registry.allowlist_set_server_entries mcp_registry.settings_update
    restrict_notification_delivery.disable`,
});

/** Whether this is the name of an action, `org.add_member`. */
export function isAction(name: Json | undefined): name is string {
  return typeof name === 'string' && /^[a-z][a-z0-9_]{1,80}\.[a-z0-9_.]{2,120}$/.test(name);
}

export function kindOf(action: string): Kind {
  return KINDS.get(action) ?? 'other';
}

/** A runner that starts, stops and updates itself, many times a day. */
export function isNoise(action: string): boolean {
  return /\.self_hosted_runner_(?:online|offline|updated)$/.test(action);
}

const FAILED =
  /(?:\.failed_login|_failed|_failure|\.rejected_ref_update|\.proxy_security_header_unsatisfied)$/;
/** Asked for, or answered by an identity provider in words that the event does not repeat. */
const OPEN = /(?:_requested|\.request_created|\.sso_response|\.forgot_password|\.transfer_start)$/;

/** The log holds what took effect, and failed attempts under a name of their own. */
export function outcomeOf(action: string): Outcome {
  if (FAILED.test(action)) return 'failure';
  return OPEN.test(action) ? 'unknown' : 'success';
}
