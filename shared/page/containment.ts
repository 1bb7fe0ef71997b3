import { waysOutOf } from '../exposure.ts';
import type { Finding } from '../finding.ts';
import { isFeed } from './names.ts';

/**
 * How to stop what a finding tells of; nothing of a feed. Whoever ends the sessions alone leaves a bucket's policy, a
 * shared snapshot or a rule that forwards mail as they are.
 */
export function stopSteps(finding: Pick<Finding, 'vendor' | 'entity' | 'exposure'>): readonly string[] {
  if (isFeed(finding)) return [];
  const steps = containmentOf(finding.vendor);
  return waysOutOf(finding.exposure) === 0 ? steps : [...steps, UNDO];
}

const UNDO = 'Then undo what it opened: that outlives its sessions.';

/**
 * How to stop an account at each vendor, first what ends access at once: for somebody on call who has never been
 * in that console. From the vendors' own administration guides.
 */
export function containmentOf(vendor: string): readonly string[] {
  return STEPS[vendor] ?? OTHERWISE;
}

const OTHERWISE = [
  "Deactivate the account in the vendor's administration, then end its sessions and revoke its tokens and keys.",
];

const STEPS: Readonly<Record<string, readonly string[]>> = {
  '1password': ['Suspend the person under People; deauthorize the devices; revoke service account tokens.'],
  amplitude: ['Remove the user from the organization; revoke the API keys and tokens that the account made.'],
  anthropic: ['Remove the member or disable the API key in the Console; for a connected app, disconnect it.'],
  atlassian: ['Suspend the account in admin.atlassian.com; revoke its API tokens and app authorizations.'],
  'atlassian-products': ['Deactivate the account; delete its access tokens and keys, and its permissions.'],
  auth0: ["Block the user, which ends its sessions; revoke its refresh tokens; rotate the client's secret."],
  aws: [
    'Deactivate the access key; for a role, attach AWSRevokeOlderSessions to deny the sessions issued so far.',
  ],
  box: ["Set the user inactive in the Admin Console; revoke the application's authorization; end sessions."],
  chatgpt: [
    'Remove the member and end its sessions; revoke the Compliance API key; disconnect the app that it linked.',
  ],
  databricks: ['Deactivate the user or service principal in the account console; revoke its tokens.'],
  datadog: ['Disable the user; revoke the API and application keys that the account made.'],
  dropbox: ['Suspend the member, which signs out its devices and sessions; unlink apps.'],
  gcp: ['Disable the service account, or suspend the person in Google Workspace; delete the key.'],
  github: [
    'Remove or suspend the member; revoke its tokens, keys and the OAuth or GitHub App authorization.',
  ],
  'google-workspace': ['Suspend the user, reset its sign-in cookies, and remove its connected applications.'],
  hubspot: ["Deactivate the user; rotate the private app's token or disconnect the app."],
  intercom: ["Remove the teammate; revoke the app's access token."],
  m365: ["Block the sign-in in Entra ID, revoke its sessions, and remove the application's consent."],
  mixpanel: ["Remove the member or delete the service account; rotate the project's secret."],
  notion: ['Remove the member or disconnect the integration; log out all sessions of the account.'],
  okta: ['Suspend the user, clear all its sessions and OAuth tokens, and reset its factors.'],
  openai: ['Remove the member; revoke the API keys and service accounts of its projects.'],
  posthog: ['Remove the member; delete the personal API keys that the account made.'],
  salesforce: [
    'Freeze the user; end its sessions under Session Management; for a connected app, revoke its OAuth tokens and block it.',
  ],
  segment: ['Remove the member; revoke its tokens; disable the destination that it added.'],
  slack: ["Deactivate the member or reset all its sessions; revoke the app's token."],
  snowflake: [
    'ALTER USER … SET DISABLED = TRUE; ALTER USER … ABORT ALL QUERIES; then drop its keys and tokens.',
  ],
  stripe: ['Remove the team member; roll the API keys that it has seen.'],
  zendesk: ['Suspend the agent, end its sessions, and deactivate the API token or OAuth client.'],
  zoom: ['Deactivate the user and sign it out of all devices; remove the app that acted for it.'],
};
