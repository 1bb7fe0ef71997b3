import type { StepKind } from '../profile/steps.ts';

/** What a change of access was, where it is no change of a role, password or key. */
export type AccessWord = 'made' | 'let in' | 'changed' | 'allowed';

/**
 * By vendor, operations by which an account is made, is let in again, or either that or something else about it is changed,
 * and by which an application is allowed. `test/vendors/account-made.test.ts` holds them to what is read.
 */
const WORDS: Readonly<Record<string, Partial<Record<AccessWord, string>>>> = {
  '1password': { made: 'user.provsn' },
  anthropic: { made: 'scim_user_created' },
  'atlassian-products': { made: 'User created' },
  auth0: { made: 'sapi POST users', changed: 'sapi PATCH users/{id}' },
  aws: { made: 'CreateUser', 'let in': 'EnableUser' },
  box: { made: 'NEW_USER' },
  databricks: { made: 'accounts.add' },
  datadog: { made: 'Access Management.user.created' },
  dropbox: { changed: 'member_change_status' },
  github: {
    made: 'external_identity.provision|org.add_member|user.recreate',
    'let in': 'user.unsuspend',
    allowed: 'oauth_authorization.create|integration_installation.create',
  },
  'google-workspace': {
    made: 'CREATE_USER',
    'let in': 'UNSUSPEND_USER|UNDELETE_USER',
    allowed: 'authorize',
  },
  m365: {
    made: 'Add user',
    'let in': 'Enable account|Restore user',
    allowed: 'Consent to application|Add OAuth2PermissionGrant|Add delegated permission grant',
  },
  ocsf: { made: '3001: 1' },
  okta: {
    made: 'user.lifecycle.create',
    'let in': 'user.lifecycle.activate|user.lifecycle.reactivate|user.lifecycle.unsuspend',
    allowed:
      'app.oauth2.consent.grant|app.oauth2.admin.consent.grant|app.oauth2.as.consent.grant|integration.api_service.lifecycle.authorize',
  },
  openai: { made: 'user.added' },
  posthog: { made: 'User.created' },
  salesforce: { made: 'createduser' },
  slack: {
    made: 'user_created',
    'let in': 'user_reactivated',
    allowed: 'app_installed|app_approved|org_app_installed',
  },
  snowflake: { made: 'CREATE_USER', changed: 'ALTER_USER' },
};

/** Undefined where it is what its kind says. */
export function accessWord(vendor: string, kind: StepKind, operation: string): AccessWord | undefined {
  const words = kind === 'privilege' ? OF_ACCOUNTS : kind === 'credential' ? OF_APPLICATIONS : [];
  // Entra ends some names with a stop, and not always.
  const name = operation.replace(/[.\s]+$/, '');
  return words.find((word) => WORDS[vendor]?.[word]?.split('|').includes(name));
}

const OF_ACCOUNTS = ['made', 'let in', 'changed'] as const;
const OF_APPLICATIONS = ['allowed'] as const;
