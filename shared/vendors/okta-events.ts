import type { Kind } from '../activity.ts';

/**
 * What Okta's event types mean for data. Names are from Okta's catalogue
 * (https://developer.okta.com/docs/reference/api/event-types/), checked against the list that AWS publishes for
 * its CloudWatch pipeline (Amazon CloudWatch Logs user guide, "Source configuration for Okta SSO").
 */
const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
    export: [
      'analytics.reports.export.download',
      'app.audit_report.download',
      'app.audit_report.download.local.active',
      'app.audit_report.download.local.deprov',
      'app.audit_report.download.rogue.report',
    ],
    read: [
      'app.oauth2.client.read_client_secret',
      'application.configuration.read_client_secret',
      'application.user_membership.show_password',
      'pam.secret.reveal',
      'pam.service_account.password.reveal',
      'system.idp.lifecycle.read_client_secret',
    ],
    logon: [
      'app.generic.unauth_app_access_attempt',
      'app.inbound_del_auth.login_success',
      'app.oauth2.signon',
      'user.mfa.okta_verify.deny_push',
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
      'app.oauth2.client.lifecycle.activate',
      'app.oauth2.client.lifecycle.create',
      'app.oauth2.client.lifecycle.update',
      'app.oauth2.consent.grant',
      'app.oauth2.credentials.lifecycle.activate',
      'app.oauth2.credentials.lifecycle.create',
      'system.api_token.create',
      'system.api_token.enable',
      'system.api_token.revoke',
      'system.api_token.update',
      'system.idp.lifecycle.activate',
      'system.idp.lifecycle.create',
      'system.idp.lifecycle.update',
      'user.account.expire_password',
      'user.account.reset_password',
      'user.account.update_password',
    ],
    // A rule or network zone that lets somebody in is access as well, and so is an application for a whole group.
    privilege: [
      'app.oauth2.client.privilege.grant',
      'application.policy.sign_on.rule.create',
      'application.policy.sign_on.rule.delete',
      'application.policy.sign_on.update',
      'application.user_membership.add',
      'group.application_assignment.add',
      'group.privilege.grant',
      'group.user_membership.add',
      'iam.resourceset.bindings.add',
      'iam.resourceset.create',
      'iam.resourceset.update',
      'iam.role.create',
      'iam.role.update',
      'policy.lifecycle.activate',
      'policy.lifecycle.create',
      'policy.lifecycle.deactivate',
      'policy.lifecycle.delete',
      'policy.lifecycle.update',
      'policy.rule.activate',
      'policy.rule.add',
      'policy.rule.deactivate',
      'policy.rule.delete',
      'policy.rule.update',
      'user.account.privilege.grant',
      'user.lifecycle.activate',
      'user.lifecycle.create',
      'user.lifecycle.reactivate',
      'user.lifecycle.unsuspend',
      'user.session.impersonation.extend',
      'user.session.impersonation.grant',
      'zone.deactivate',
      'zone.delete',
      'zone.update',
    ],
    mfa: [
      'credential.register',
      'credential.revoke',
      'device.desktop_mfa.recovery_pin.generate',
      'security.authenticator.lifecycle.deactivate',
      'system.mfa.factor.deactivate',
      'user.mfa.attempt_bypass',
      'user.mfa.factor.activate',
      'user.mfa.factor.deactivate',
      'user.mfa.factor.reset_all',
      'user.mfa.factor.suspend',
      'user.mfa.factor.unsuspend',
      'user.mfa.factor.update',
    ],
    logging: ['system.log_stream.lifecycle.deactivate', 'system.log_stream.lifecycle.delete'],
    destination: [
      'event_hook.activated',
      'event_hook.created',
      'event_hook.updated',
      'inline_hook.activated',
      'inline_hook.created',
      'inline_hook.updated',
      'security.events.transmitter.create',
      'security.events.transmitter.update',
      'system.log_stream.lifecycle.activate',
      'system.log_stream.lifecycle.create',
      'system.log_stream.lifecycle.update',
    ],
  } satisfies Partial<Record<Kind, readonly string[]>>).flatMap(([kind, types]) =>
    // `satisfies` above holds the keys to be kinds; Object.entries forgets it.
    types.map((type) => [type, kind as Kind] as const),
  ),
);

const SIGN_OUT = new Set(['user.authentication.slo', 'user.authentication.universal_logout']);

export function kindOf(eventType: string): Kind {
  const kind = KINDS.get(eventType);
  if (kind !== undefined) return kind;
  if (eventType.startsWith('user.authentication.')) return SIGN_OUT.has(eventType) ? 'other' : 'logon';
  return 'other';
}

export function revealsSecret(eventType: string): boolean {
  return KINDS.get(eventType) === 'read';
}

/** Event types that only accompany another event or describe Okta's own machinery. */
const NOISE =
  /^(?:app\.office365\.|app\.realtimesync\.|app\.user_management|app\.oauth2\.(?:as\.)?(?:token\.grant|authorize|evaluate|introspect)|application\.(?:provision|cache)\.|core\.|hook\.outbound|policy\.(?:evaluate_sign_on|rule\.action|scheduled|entity_risk)|system\.(?:agent|agent_pools|client|email|import|operation|org|push|sms|voice)\.)/;

export function isNoise(eventType: string): boolean {
  return NOISE.test(eventType);
}
