import type { Kind } from '../activity.ts';

/**
 * What Okta's event types mean for data. Names are from Okta's catalogue
 * (https://developer.okta.com/docs/reference/api/event-types/), checked against the list that AWS publishes for
 * its CloudWatch pipeline (Amazon CloudWatch Logs user guide, "Source configuration for Okta SSO") and against what
 * Elastic's integration takes from the catalogue of November 2025.
 */
const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
    export: [
      'analytics.reports.export.download',
      'app.audit_report.download',
      'app.audit_report.download.local.active',
      'app.audit_report.download.local.deprov',
      'app.audit_report.download.rogue.report',
      'mim.streamDevicesAppListCSVDownload',
      'mim.streamDevicesCSVDownload',
      'workflows.user.flow.export',
      'workflows.user.folder.export',
      'workflows.user.table.export',
    ],
    list: ['system.ldapi.search'],
    read: [
      'app.oauth2.client.read_client_secret',
      'application.configuration.read_client_secret',
      'application.user_membership.show_password',
      'pam.resource.checkout',
      'pam.secret.reveal',
      'pam.service_account.password.reveal',
      'support.org.view',
      'system.directory.debugger.query_executed',
      'system.idp.lifecycle.read_client_secret',
      'workflows.user.table.view',
    ],
    logon: [
      'app.generic.unauth_app_access_attempt',
      'app.inbound_del_auth.failure.account_not_found',
      'app.inbound_del_auth.failure.invalid_login_credentials',
      'app.inbound_del_auth.login_success',
      'app.kerberos_rich_client.account_not_found',
      'app.kerberos_rich_client.user_authentication_successful',
      'app.oauth2.invalid_client_credentials',
      'app.oauth2.signon',
      'app.rich_client.account_not_found',
      'app.rich_client.login_failure',
      'application.policy.sign_on.deny_access',
      'pam.server.rdp_login',
      'pam.server.ssh_login',
      'system.iwa_agentless.auth',
      'system.ldapi.bind',
      'user.account.access_super_user_app',
      'user.account.lock',
      'user.mfa.okta_verify',
      'user.mfa.okta_verify.deny_push',
      'user.mfa.okta_verify.deny_push_upgrade_needed',
      'user.session.access_admin_app',
      'user.session.impersonation.initiate',
      'user.session.start',
    ],
    credential: [
      'app.keys.clone',
      'app.keys.generate',
      'app.keys.rotate',
      'app.oauth2.admin.consent.grant',
      'app.oauth2.as.consent.grant',
      'app.oauth2.as.resource_server.credentials.lifecycle.create',
      'app.oauth2.client.lifecycle.activate',
      'app.oauth2.client.lifecycle.create',
      'app.oauth2.client.lifecycle.update',
      'app.oauth2.consent.grant',
      'app.oauth2.credentials.lifecycle.activate',
      'app.oauth2.credentials.lifecycle.create',
      'app.oauth2.trusted_server.add',
      'application.user_membership.change_password',
      'app.office365.api.change.domain.federation.success',
      'integration.api_service.lifecycle.authorize',
      'pam.apikey.rotate',
      'pam.gateway.setup_token.create',
      'pam.password.reset',
      'pki.ca.add',
      'system.agent.ad.create',
      'system.agent.register',
      'system.api_token.create',
      'system.api_token.enable',
      'system.api_token.revoke',
      'system.api_token.update',
      'system.idp.key.create',
      'system.idp.key.update',
      'system.idp.lifecycle.activate',
      'system.idp.lifecycle.create',
      'system.idp.lifecycle.update',
      'user.account.expire_password',
      'user.account.reset_password',
      'user.account.update_password',
      'user.account.update_primary_email',
      'user.account.update_secondary_email',
      'workflows.user.connection.create',
      'workflows.user.connection.reauthorize',
    ],
    // A rule or network zone that lets somebody in is access as well, and so is an application for a whole group.
    privilege: [
      'app.oauth2.client.privilege.grant',
      'app.policy.sign_on.update',
      'application.policy.sign_on.rule.create',
      'application.policy.sign_on.rule.delete',
      'application.policy.sign_on.update',
      'application.user_membership.add',
      'group.application_assignment.add',
      'group.privilege.grant',
      'group.user_membership.add',
      'iam.resourceset.bindings.add',
      'iam.resourceset.create',
      'iam.resourceset.resources.add',
      'iam.resourceset.update',
      'iam.role.create',
      'iam.role.permission.conditions.delete',
      'iam.role.permissions.add',
      'iam.role.update',
      'network_zone.rule.disabled',
      'pam.group.bulk_membership_change',
      'pam.member.add',
      'pam.permission.change',
      'pam.project.add_group',
      'pam.security_policy.create',
      'pam.security_policy.delete',
      'pam.security_policy.update',
      'pam.service_account.create',
      'pam.user.create',
      'policy.lifecycle.activate',
      'policy.lifecycle.create',
      'policy.lifecycle.deactivate',
      'policy.lifecycle.delete',
      'policy.lifecycle.overwrite',
      'policy.lifecycle.update',
      'policy.rule.activate',
      'policy.rule.add',
      'policy.rule.deactivate',
      'policy.rule.delete',
      'policy.rule.update',
      'security.attack_protection.settings.update',
      'security.threat.configuration.update',
      'security.trusted_origin.activate',
      'security.trusted_origin.create',
      'security.trusted_origin.update',
      'security.zone.remove_blacklist',
      'support.org.update',
      'system.directory.debugger.grant',
      'user.account.privilege.grant',
      'user.lifecycle.activate',
      'user.lifecycle.create',
      'user.lifecycle.reactivate',
      'user.lifecycle.unsuspend',
      'user.session.impersonation.extend',
      'user.session.impersonation.grant',
      'workflows.user.role.group.add',
      'workflows.user.role.user.add',
      'zone.deactivate',
      'zone.delete',
      'zone.remove_blacklist',
      'zone.update',
    ],
    mfa: [
      'credential.register',
      'credential.revoke',
      'device.desktop_mfa.recovery_pin.generate',
      'security.authenticator.lifecycle.deactivate',
      'system.mfa.factor.deactivate',
      'user.credential.enroll',
      'user.mfa.attempt_bypass',
      'user.mfa.factor.activate',
      'user.mfa.factor.deactivate',
      'user.mfa.factor.reset_all',
      'user.mfa.factor.suspend',
      'user.mfa.factor.unsuspend',
      'user.mfa.factor.update',
    ],
    logging: [
      'system.log_stream.lifecycle.deactivate',
      'system.log_stream.lifecycle.delete',
      'workflows.user.flow.execution_history.deactivate',
      'workflows.user.flow.execution_history.delete',
    ],
    destination: [
      'event_hook.activated',
      'event_hook.created',
      'event_hook.updated',
      'inline_hook.activated',
      'inline_hook.created',
      'inline_hook.updated',
      'security.events.transmitter.create',
      'security.events.transmitter.update',
      'system.custom_email_server.lifecycle.create',
      'system.custom_email_server.lifecycle.update',
      'system.log_stream.lifecycle.activate',
      'system.log_stream.lifecycle.create',
      'system.log_stream.lifecycle.update',
      'workflows.user.execution_log_stream_connection.activate',
      'workflows.user.flow.activate',
      'workflows.user.flow.execution_log_stream.activate',
      'workflows.user.flow.import',
    ],
  } satisfies Partial<Record<Kind, readonly string[]>>).flatMap(([kind, types]) =>
    // `satisfies` above holds the keys to be kinds; Object.entries forgets it.
    types.map((type) => [type, kind as Kind] as const),
  ),
);

/** A push that somebody refused is a refused sign-in, however the record says that the refusal went. */
const REFUSAL =
  /^(?:user\.mfa\.okta_verify\.deny_push|user\.account\.lock$|app\.oauth2\.invalid_client|application\.policy\.sign_on\.deny|app\.\w+\.(?:failure|login_failure|account_not_found))/;

export function isRefusal(eventType: string): boolean {
  return REFUSAL.test(eventType);
}

const SIGN_OUT = new Set(['user.authentication.slo', 'user.authentication.universal_logout']);

export function kindOf(eventType: string): Kind {
  const kind = KINDS.get(eventType);
  if (kind !== undefined) return kind;
  if (eventType.startsWith('user.authentication.')) return SIGN_OUT.has(eventType) ? 'other' : 'logon';
  return TOKEN_GRANT.test(eventType) ? 'logon' : 'other';
}

/** What an application or a person asks a token for, all day: only those that are refused tell something. */
const TOKEN_GRANT = /^app\.oauth2\.(?:as\.)?token\.grant/;

export function isRefusedGrant(eventType: string, result: string | undefined): boolean {
  return result === 'FAILURE' && TOKEN_GRANT.test(eventType);
}

export function revealsSecret(eventType: string): boolean {
  return KINDS.get(eventType) === 'read' && /secret|password|checkout/.test(eventType);
}

/** Event types that only accompany another event or describe Okta's own machinery. */
const NOISE =
  /^(?:app\.office365\.|app\.realtimesync\.|app\.user_management|app\.oauth2\.(?:as\.)?(?:token\.grant|authorize|evaluate|introspect)|application\.(?:provision|cache)\.|core\.|hook\.outbound|policy\.(?:evaluate_sign_on|rule\.action|scheduled|entity_risk)|system\.(?:agent|agent_pools|client|email|import|operation|org|push|sms|voice)\.)/;

export function isNoise(eventType: string): boolean {
  return NOISE.test(eventType) && !KINDS.has(eventType);
}
