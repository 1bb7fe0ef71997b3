import type { Kind } from '../activity.ts';
import type { StepKind } from '../profile/steps.ts';

/** What a change of access was, where it is no change of a role, password or key. */
export type AccessWord = 'made' | 'let in' | 'changed' | 'allowed';

/**
 * By vendor, operations by which an account is made, is let in again, or either that or something else about it is changed,
 * and by which an application is allowed. `test/vendors/account-made.test.ts` holds them to what is read.
 */
const WORDS: Readonly<Record<string, Partial<Record<AccessWord, string>>>> = {
  '1password': { made: 'user.provsn', 'let in': 'user.reactive' },
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
    'let in': 'UNSUSPEND_USER|UNDELETE_USER|UNARCHIVE_USER',
    allowed: 'authorize',
  },
  m365: {
    made: 'Add user',
    'let in': 'Enable account|Restore user',
    allowed: 'Consent to application|Add OAuth2PermissionGrant|Add delegated permission grant',
  },
  ocsf: { made: '3001: 1|Account Change: Create', 'let in': '3001: 2|Account Change: Enable' },
  okta: {
    made: 'user.lifecycle.create',
    'let in': 'user.lifecycle.activate|user.lifecycle.reactivate|user.lifecycle.unsuspend',
    allowed:
      'app.oauth2.consent.grant|app.oauth2.admin.consent.grant|app.oauth2.as.consent.grant|integration.api_service.lifecycle.authorize',
  },
  openai: { made: 'user.added' },
  posthog: { made: 'User.created' },
  salesforce: { made: 'createduser', 'let in': 'activateduser|unfrozeuser' },
  slack: {
    made: 'user_created',
    'let in': 'user_reactivated',
    allowed: 'app_installed|app_approved|org_app_installed',
  },
  snowflake: { made: 'CREATE_USER', changed: 'ALTER_USER' },
  zoom: { made: 'user.created', 'let in': 'user.activated' },
};

/** Undefined where it is what its kind says. */
export function accessWord(vendor: string, kind: StepKind, operation: string): AccessWord | undefined {
  const words = kind === 'privilege' ? OF_ACCOUNTS : kind === 'credential' ? OF_APPLICATIONS : [];
  const name = withoutStop(operation);
  return words.find((word) => WORDS[vendor]?.[word]?.split('|').includes(name));
}

/** Entra ends some names with a stop, and not always. Not by a pattern, which takes the square of the time for a name of blanks. */
function withoutStop(operation: string): string {
  let end = operation.length;
  while (end > 0 && /[.\s]/.test(operation.charAt(end - 1))) end--;
  return operation.slice(0, end);
}

const OF_ACCOUNTS = ['made', 'let in', 'changed'] as const;
const OF_APPLICATIONS = ['allowed'] as const;

/**
 * By vendor, operations by which an account is deactivated, suspended or deleted, of vendors that tell it by an address.
 * `test/vendors/closed-accounts.test.ts` holds them to what is read.
 */
const CLOSED: Readonly<Record<string, string>> = {
  '1password': 'user.suspend|user.delete',
  aws: 'DeleteUser',
  box: 'DELETE_USER',
  dropbox: 'member_change_status',
  'google-workspace': 'SUSPEND_USER|DELETE_USER',
  m365: 'Disable account|Delete user',
  ocsf: '3001: 5|3001: 6|Account Change: Disable|Account Change: Delete',
  okta: 'user.lifecycle.deactivate|user.lifecycle.suspend|user.lifecycle.delete.initiated|user.lifecycle.delete.completed',
  salesforce: 'deactivateduser|frozeuser',
  slack: 'user_deactivated',
  snowflake: 'DROP_USER|ALTER_USER DISABLED',
  zoom: 'user.deactivated|user.deleted|user.disassociated',
};

/** Whether an account is taken from its owner, or given (back) to him; undefined of anything else. */
export function closureOf(vendor: string, kind: Kind, operation: string): 'closed' | 'reopened' | undefined {
  if (kind === 'privilege') return accessWord(vendor, kind, operation) && 'reopened';
  return CLOSED[vendor]?.split('|').includes(withoutStop(operation)) ? 'closed' : undefined;
}

/** The kind by which to ask whose account it is: one that is closed is no change of a role, and somebody's all the same. */
export function kindOfTarget(vendor: string, kind: Kind, operation: string): Kind {
  return closureOf(vendor, kind, operation) === 'closed' ? 'privilege' : kind;
}
