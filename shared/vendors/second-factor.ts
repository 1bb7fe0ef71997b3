/**
 * As vendors name it: `user.authentication.auth_via_mfa` and `user.mfa.okta_verify.deny_push` (Okta), `gd_auth_rejected`
 * (Auth0), `login/login_challenge` and `login_verification` (Google), `user.two_factor_challenge_failure` (GitHub),
 * `IdentityVerificationEvent` (Salesforce), `user_auth_challenge_failed` (Stripe).
 */
const SECOND_FACTOR = /mfa|two_?factor|2fa|challenge|verification|gd_auth/i;

/** Of a sign-in, whether its operation is about the second factor. */
export function isSecondFactor(operation: string): boolean {
  return SECOND_FACTOR.test(operation);
}
