import { capitalised } from '../words.ts';

/** `Salesforce`: the vendor itself, by its uid. */
export function plainName(uid: string): string {
  return NAMES.get(uid) ?? capitalised(uid);
}

/** Of vendors that write themselves otherwise than with one capital. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['1password', '1Password'],
  ['atlassian-products', 'Jira, Confluence and Bitbucket'],
  ['aws', 'AWS'],
  ['chatgpt', 'ChatGPT'],
  ['gcp', 'Google Cloud'],
  ['github', 'GitHub'],
  ['google-workspace', 'Google Workspace'],
  ['hubspot', 'HubSpot'],
  ['m365', 'Microsoft 365'],
  ['ocsf', 'OCSF'],
  ['openai', 'OpenAI'],
  ['posthog', 'PostHog'],
]);
