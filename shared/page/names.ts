import type { ActorType } from '../activity.ts';
import type { Finding } from '../finding.ts';
import { plainName } from '../vendors/plain-name.ts';
import { isUnverifiedVendor, markUnverified } from '../vendors/unverified.ts';
import { untrusted } from './untrusted.ts';

/** What vendors, accounts, addresses and logs are called in a page. */

/** `Salesforce`, `Mixpanel (unverified)`: the vendor itself; a `Vendor`'s title names its log. */
export function vendorName({ vendor }: Pick<Finding, 'vendor'>): string {
  return markUnverified(vendor, plainVendorName({ vendor }));
}

function plainVendorName({ vendor }: Pick<Finding, 'vendor'>): string {
  return untrusted(plainName(vendor), 40);
}

/** What the mark means, said once wherever it stands; of other vendors undefined. */
export function unverifiedNote({ vendor }: Pick<Finding, 'vendor'>): string | undefined {
  if (!isUnverifiedVendor(vendor)) return undefined;
  return `“unverified”: ${plainVendorName({ vendor })}’s log is known from its documentation only`;
}

type Called = Pick<Finding, 'actor' | 'entity' | 'vendor' | 'tenant'>;

/** What the account, address or log is called in a sentence. */
export function callName({ actor, entity, vendor, tenant }: Called): string {
  if (isFeed({ entity }))
    return `${isShared({ entity }) ? 'accounts' : 'log'} of ${untrusted(vendor, 20)}/${untrusted(tenant, 24)}`;
  return accountName({ actor }, 48);
}

/** The address before the name: anyone can choose his own name, also one that looks like another's address. */
export function accountName({ actor }: Pick<Finding, 'actor'>, maxLength: number): string {
  return untrusted(actor.email || actor.name || actor.uid, maxLength);
}

const ACCOUNTS: Readonly<Record<ActorType, string>> = {
  user: 'user',
  service: 'service account',
  integration: 'integration',
  'vendor-staff': 'vendor staff',
  unknown: 'account',
};

/** People and programs assume a role alike: what it is called must not say which. */
export function accountWord(finding: Finding): string {
  if (isAddress(finding)) return 'address';
  return finding.vendor === 'aws' && ROLE.test(finding.actor.uid) ? 'role' : ACCOUNTS[finding.actor.type];
}

/** Its id, or its name where an event has none; of people the id of IAM Identity Center's role has their name behind it. */
const ROLE = /^AROA[^:]*$|:(?:assumed-)?role\/[^:]*$/;

/** Of a finding about where accounts were tried from. */
export function isAddress({ entity }: Pick<Finding, 'entity'>): boolean {
  return entity.startsWith('source/');
}

/** Of a finding about a log, not about what somebody did in it. */
export function isFeed({ entity }: Pick<Finding, 'entity'>): boolean {
  return entity.startsWith('feed/');
}

/** Of what several accounts have in common, in whichever logs. */
export function isShared({ entity }: Pick<Finding, 'entity'>): boolean {
  return entity.startsWith('feed/any/any/');
}
