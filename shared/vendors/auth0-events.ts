import type { Kind, Outcome } from '../activity.ts';
import { plain, plainPath } from './field.ts';
import { kindTable } from './kind-table.ts';
import type { JsonObject } from './vendor.ts';

/** What Auth0's log type codes mean: https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes */
const KINDS = kindTable({
  read: 'mgmt_api_read',
  logon: `
    s f fc fco fcoa fp fu scoa ssa fsa scv mfar pwd_leak reset_pwd_leak signup_pwd_leak
    limit_mu limit_sul limit_wc limit_delegation gd_start_auth gd_auth_succeed gd_auth_failed
    gd_auth_rejected gd_auth_email_verification gd_auth_fail_email_verification gd_recovery_succeed gd_recovery_failed gd_otp_rate_limit_exceed
    gd_recovery_rate_limit_exceed gd_webauthn_challenge_failed passkey_challenge_started
    passkey_challenge_failed sd fd fdeac fdeaz fdecc fpar
    seacft seccft secte sede sens seoobft seotpft sepft sepotpft sepkoobft sepkotpft sepkrcft sercft sertft
    seta feacft feccft fecte fede fens feoobft feotpft fepft fepotpft fercft ferrt fertft feta
    ciba_start_succeeded ciba_start_failed ciba_exchange_succeeded ciba_exchange_failed
    idjag_exchange_succeeded idjag_exchange_failed jwt_bearer_exchange_failed
    success_on_behalf_of_token_exchange failed_on_behalf_of_token_exchange`,
  credential: `
    scp fcp scpr fcpr fcph sce fce scpn fcpn scu fcu ss_sso_success ss_sso_failure
    connected_accounts_connection_succeeded connected_accounts_connection_failed
    kms_key_management_success kms_key_management_failure kms_key_state_changed`,
  privilege: 'organization_member_added si fi',
  mfa: `
    gd_enrollment_complete gd_start_enroll gd_start_enroll_failed gd_tenant_update gd_unenroll
    gd_update_device_account gd_user_delete gd_webauthn_enrollment_failed my_account_authentication_method_succeeded
    my_account_authentication_method_failed`,
});

/** Changes of the tenant itself, through the dashboard or the Management API. */
export function isManagement(code: string): boolean {
  return code === 'sapi' || code === 'fapi' || code === 'mgmt_api_read';
}

export function kindOf(code: string, request: JsonObject | undefined): Kind {
  return code === 'sapi' || code === 'fapi' ? managementKind(request) : (KINDS.get(code) ?? 'other');
}

const WRITE = /^(?:POST|PUT|PATCH)$/;

/**
 * Method and path, of https://auth0.com/docs/api/management/v2 and the `auth0` package 7.1 for Node; the first that
 * matches.
 */
const MANAGEMENT: readonly (readonly [RegExp, RegExp, Kind])[] = [
  [/^POST$/, /^jobs\/users-exports\b/, 'export'],
  [/^DELETE$/, /^log-streams\b/, 'logging'],
  // Streams, and code, scripts of login pages or mail servers of somebody's choice that are handed people's data.
  [WRITE, /^(?:log-streams|event-streams|actions|hooks|rules|flows|forms)\b/, 'destination'],
  [WRITE, /^(?:emails\/provider|branding\/phone\/providers|branding\/templates)\b/, 'destination'],
  [WRITE, /^prompts\/(?:.*\/)?(?:partials|rendering)$/, 'destination'],
  [
    /./,
    /^(?:guardian|users\/[^/]+\/(?:multifactor|authenticators|authentication-methods|recovery-code))/,
    'mfa',
  ],
  [/^POST$/, /^(?:users|jobs\/users-imports)$/, 'privilege'],
  // Addresses that are kept out, or let in.
  [/^(?:POST|PUT|PATCH|DELETE)$/, /^network-acls\b/, 'privilege'],
  [WRITE, /^users\/[^/]+\/(?:roles|permissions|organizations)\b/, 'privilege'],
  [WRITE, /^roles\b/, 'privilege'],
  [WRITE, /^(?:organizations|tenants|groups)\/.*\b(?:members|invitations|roles)\b/, 'privilege'],
  [WRITE, /^tenants\/invitations\b/, 'privilege'],
  [WRITE, /^organizations\/[^/]+\/(?:client-grants|clients|connections|enabled_connections)\b/, 'credential'],
  [
    WRITE,
    /^(?:clients|client-grants|connections|resource-servers|device-credentials|keys|token-exchange-profiles)\b/,
    'credential',
  ],
  [WRITE, /^(?:tickets\/password-change|users\/[^/]+\/identities|self-service-profiles)\b/, 'credential'],
];

function managementKind(request: JsonObject | undefined): Kind {
  const method = plain(request?.['method']).toUpperCase();
  const path = managementPath(request);
  if (path === undefined) return 'other';
  const body = request?.['body'];
  const fields = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  if (WRITE.test(method)) {
    if (path.startsWith('log-streams/') && 'status' in fields && fields['status'] === 'paused')
      return 'logging';
    // What stops guessed and leaked passwords: https://auth0.com/docs/secure/attack-protection.
    if (path.startsWith('attack-protection/') && 'enabled' in fields && fields['enabled'] === false)
      return 'privilege';
    // Only whether the fields are there; what they hold stays here.
    if (/^users\/[^/]+$/.test(path)) {
      if ('password' in fields || 'email' in fields) return 'credential';
      if ('blocked' in fields && fields['blocked'] === false) return 'privilege';
    }
  }
  return MANAGEMENT.find(([how, where]) => how.test(method) && where.test(path))?.[2] ?? 'other';
}

const PREFIX = /^(?:\/api)?\/v2\//;
const MAX_PATH = 200;
const MAX_URL = 2000;

/** `users/auth0|1/roles`: without prefix and query. */
export function managementPath(request: JsonObject | undefined): string | undefined {
  const path = request?.['path'];
  if (typeof path !== 'string') return undefined;
  const [asked = ''] = path.slice(0, MAX_URL).split(/[?#]/, 1);
  const whole = plainPath(asked);
  if (!PREFIX.test(whole)) return undefined;
  const bare = whole.replace(PREFIX, '').slice(0, MAX_PATH);
  return bare === '' ? undefined : bare;
}

/** Collections whose second part is a name and no id. */
const NAMED =
  /^(?:actions|anomaly|attack-protection|branding|emails|experimentation|flows|guardian|jobs|keys|prompts|risk-assessments|self-service|stats|tenants|tickets|verifiable-credentials)$/;

/** `sapi POST users/{id}/roles`: of the Management API the code alone does not say what was done. */
export function operationOf(code: string, request: JsonObject | undefined): string {
  const path = isManagement(code) ? managementPath(request) : undefined;
  if (path === undefined) return code;
  const [collection = '', ...rest] = path.split('/');
  const isId = (part: string, i: number) =>
    NAMED.test(collection) ? !/^[a-z-]{1,40}$/.test(part) : i % 2 === 0;
  const parts = rest.filter((part) => part !== '').map((part, i) => (isId(part, i) ? '{id}' : part));
  return [code, plain(request?.['method']).toUpperCase(), [collection, ...parts].join('/')]
    .filter((word) => word !== '')
    .join(' ');
}

const FAILED = /^f[a-z]*$|^failed_|^gd_auth_fail_|_fail(?:ed|ure)$|^limit_|pwd_leak$|_rejected$|_exceed$/;
const DONE =
  /^s[a-z]*$|^success_|_succe(?:ss|ed|eded)$|_completed?$|_added$|^gd_(?:auth_email_verification|unenroll|user_delete)$|^gd_(?:tenant_)?update/;

/** Codes are the outcome: `s…` succeeded, `f…` failed. Management calls say it by their status. */
export function outcomeOf(code: string, status: number | undefined): Outcome {
  if (isManagement(code) && status !== undefined) return status < 400 ? 'success' : 'failure';
  if (code === 'mgmt_api_read') return 'success';
  if (FAILED.test(code)) return 'failure';
  return DONE.test(code) ? 'success' : 'unknown';
}

const NOISE =
  /^(?:acls_summary|actions_execution_failed|acul_sdk_notice|api_limit_warning|appi|cls|cs|custom_domains?_verification_failed|depnote|directory_sync_\w+|elevated_rate_limit|fn|fv|gd_send_\w+|pla|resource_cleanup|wn)$/;

/** Messages sent, notices, summaries, and what Auth0 does by itself. */
export function isNoise(code: string): boolean {
  return NOISE.test(code);
}
