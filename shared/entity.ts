import type { Activity } from './activity.ts';

/**
 * What state is kept about: an account at a vendor, the person behind accounts of several vendors, an address that
 * accounts are tried from, or a vendor's log of one tenant, of which each matter has findings of its own. Keys are paths whose components are escaped, so that no two can share one.
 */
export type Entity =
  | { readonly kind: 'actor'; readonly vendor: string; readonly tenant: string; readonly uid: string }
  | { readonly kind: 'person'; readonly email: string }
  | { readonly kind: 'source'; readonly vendor: string; readonly tenant: string; readonly address: string }
  | { readonly kind: 'feed'; readonly vendor: string; readonly tenant: string; readonly matter: string };

/** `actor/okta/example/00u1`. */
export function actorEntity({
  vendor,
  tenant,
  actor,
}: Pick<Activity, 'vendor' | 'tenant'> & { readonly actor: { readonly uid: string } }): string {
  return keyOf('actor', vendor, tenant, actor.uid);
}

/** `person/mara@example.com`: only of addresses that a vendor vouches for, or of an alias that one account has. */
export function personEntity(email: string): string {
  return keyOf('person', email);
}

/** Names under which is kept what was done to an account by somebody who did not know its id. */
export function personNames({
  email,
  alias,
}: {
  readonly email?: string | undefined;
  readonly alias?: string | undefined;
}): string[] {
  return [email, alias].filter((name) => name !== undefined);
}

/**
 * Names by which an account hears what was done to its person. Other vendors may know her by a shorter one: what stands
 * behind a plus is her own choice (RFC 5233), and Salesforce's user names, which have the form of an address and are
 * unique among all its customers, get something appended, by administrators and in each sandbox
 * (https://help.salesforce.com/s/articleView?id=platform.data_sandbox_create.htm). By these she only hears: whoever takes
 * `anna+test@example.com` away does not say that Anna has left.
 */
export function namesHeard(vendor: string, account: Parameters<typeof personNames>[0]): string[] {
  const names = personNames(account);
  const { email } = account;
  if (email === undefined) return names;
  const plain = email.replace(/^([^+@]+)\+[^@]*/, '$1');
  return [...new Set([...names, plain, vendor === 'salesforce' ? withoutSuffix(plain) : plain])];
}

/**
 * Not of `anna@example.com`: nobody has an address at `com`. Two letters at the end are a country: the Anna of
 * `anna@example.com.br`, of another office, is not the one of `anna@example.com`.
 */
function withoutSuffix(name: string): string {
  const end = name.lastIndexOf('.');
  const isAppended = name.length - end > 3 && name.lastIndexOf('.', end - 1) > name.indexOf('@');
  return isAppended ? name.slice(0, end) : name;
}

/** Whether two accounts are one person's, as far as the addresses that they are known by tell. */
export function isSamePerson(one: Addressed, other: Addressed): boolean {
  const names = namesHeard(one.vendor, named(one));
  return namesHeard(other.vendor, named(other)).some((name) => names.includes(name));
}

interface Addressed {
  readonly vendor: string;
  readonly actor: { readonly email: string };
}

/** Findings have an empty address where there is none. */
function named({ actor: { email } }: Addressed) {
  return { email: email === '' ? undefined : email };
}

/** `source/okta/example/192.0.2.7`; IPv6 by its /64, because whoever has one address of it has them all. */
export function sourceEntity(vendor: string, tenant: string, address: string): string {
  return keyOf('source', vendor, tenant, address);
}

/** `feed/okta/example/silence`; without a matter, what is known of the feed as a whole. */
export function feedEntity(vendor: string, tenant: string, matter?: string): string {
  return matter === undefined ? keyOf('feed', vendor, tenant) : keyOf('feed', vendor, tenant, matter);
}

/** `organisation/okta/example`: what accounts of one tenant have in common. */
export function organisationEntity(vendor: string, tenant: string): string {
  return keyOf('organisation', vendor, tenant);
}

/** Of `feed/okta/example`. */
export function parseFeed(entity: string): Tenant {
  return tenantIn('feed', entity);
}

/** Of `organisation/okta/example`. */
export function parseOrganisation(entity: string): Tenant {
  return tenantIn('organisation', entity);
}

type Tenant = { readonly vendor: string; readonly tenant: string };

function tenantIn(wanted: 'feed' | 'organisation', entity: string): Tenant {
  const [kind, vendor, tenant] = entity.split('/').map(decodeURIComponent);
  if (kind !== wanted || vendor === undefined || tenant === undefined)
    throw new Error(`not of a ${wanted}: ${entity}`);
  return { vendor, tenant };
}

/** Only what has to be is escaped: percent-encoded whole, 256 Chinese characters would not fit a key of 2,048 bytes. */
function keyOf(kind: string, ...parts: readonly string[]): string {
  let key = kind;
  for (const part of parts) key += `/${escaped(part)}`;
  return key;
}

function escaped(part: string): string {
  return part.includes('/') || part.includes('%') ? part.replace(/[%/]/g, encodeURIComponent) : part;
}

function unescaped(part: string): string {
  return part.includes('%') ? decodeURIComponent(part) : part;
}

export function parseEntity(entity: string): Entity {
  const [kind, ...parts] = entity.split('/').map(unescaped);
  const [first, second, third] = parts;
  if (kind === 'person' && parts.length === 1 && first !== undefined) return { kind, email: first };
  if (parts.length === 3 && first !== undefined && second !== undefined && third !== undefined) {
    if (kind === 'actor') return { kind, vendor: first, tenant: second, uid: third };
    if (kind === 'source') return { kind, vendor: first, tenant: second, address: third };
    if (kind === 'feed') return { kind, vendor: first, tenant: second, matter: third };
  }
  throw new Error(`not an entity: ${entity}`);
}
