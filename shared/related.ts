import { type AccessChange, makerEntity } from './access-change.ts';
import { isBrowser } from './client.ts';
import { isSamePerson } from './entity.ts';
import type { Finding } from './finding.ts';
import { sourceAddress } from './network.ts';
import { DAY_MS } from './time.ts';

/** Why another finding may belong to the same story, the strongest reason first. */
export type Relation =
  /** The same person signing in: how somebody may have got in. */
  | 'identity provider'
  | 'same account'
  | 'same person'
  /** The account that changed this one's factor, password, token or role, or whose own this one changed. */
  | 'changed its access'
  | 'access changed by it'
  /** Another account, from an address, network or client that was new for one of the two. */
  | 'same address'
  | 'same network'
  | 'same client';

export interface Related {
  readonly finding: Finding;
  readonly relation: Relation;
  /** The person, address, network or client that both have, or the operation that one did to the other. */
  readonly by: string;
}

const NEAR_DAYS = 7;
const IDENTITY_PROVIDERS: ReadonlySet<string> = new Set([
  'okta',
  'auth0',
  'google-workspace',
  'm365',
  '1password',
]);
const MAX_RELATED = 50;

/** Where to look: `FindingReader.recent` answers it by an index. */
export function relatedSpan({ firstTime, lastTime }: Pick<Finding, 'firstTime' | 'lastTime'>) {
  return { fromMs: firstTime - NEAR_DAYS * DAY_MS, toMs: lastTime + NEAR_DAYS * DAY_MS };
}

/** Strongest relation first, then the nearest day; at most fifty. */
export function relatedTo(finding: Finding, all: readonly Finding[]): Related[] {
  return all
    .filter((other) => other.id !== finding.id && other.state !== 'withdrawn')
    .filter((other) => Math.abs(other.day - finding.day) <= NEAR_DAYS)
    .flatMap((other) => relationOf(finding, other) ?? [])
    .sort(
      (a, b) =>
        ORDER.indexOf(a.relation) - ORDER.indexOf(b.relation) ||
        Math.abs(a.finding.day - finding.day) - Math.abs(b.finding.day - finding.day) ||
        (a.finding.id < b.finding.id ? -1 : 1),
    )
    .slice(0, MAX_RELATED);
}

const ORDER: readonly Relation[] = [
  'identity provider',
  'same account',
  'same person',
  'changed its access',
  'access changed by it',
  'same address',
  'same network',
  'same client',
];

function relationOf(finding: Finding, other: Finding): Related | undefined {
  const { email } = finding.actor;
  const isHers = isSamePerson(finding, other);
  if (isHers && other.vendor !== finding.vendor) {
    const isSignIn = IDENTITY_PROVIDERS.has(other.vendor) && !IDENTITY_PROVIDERS.has(finding.vendor);
    return { finding: other, relation: isSignIn ? 'identity provider' : 'same person', by: email };
  }
  if (other.entity === finding.entity)
    return { finding: other, relation: 'same account', by: email || finding.actor.uid };
  if (isHers) return { finding: other, relation: 'same person', by: email };
  const suffered = changeBy(other, finding);
  if (suffered !== undefined)
    return { finding: other, relation: 'changed its access', by: suffered.operation };
  const made = changeBy(finding, other);
  if (made !== undefined) return { finding: other, relation: 'access changed by it', by: made.operation };
  const address = sharedAddress(finding, other);
  if (address !== undefined) return { finding: other, relation: 'same address', by: address };
  const network = sharedValue(finding, other, 'network');
  if (network !== undefined) return { finding: other, relation: 'same network', by: network };
  const client = sharedValue(finding, other, 'client', (value) => !isBrowser(value));
  return client === undefined ? undefined : { finding: other, relation: 'same client', by: client };
}

/** The newest that the one made to the other, by whichever of its accounts: people have several, with one address. */
function changeBy(
  { entity, actor: { email } }: Finding,
  { changes = [] }: Finding,
): AccessChange | undefined {
  return changes.findLast(
    (change) => makerEntity(change) === entity || (email !== '' && change.by.email === email),
  );
}

/** Only what was new for one of the two: everybody in an office shares its network, and of browsers there are few. */
function sharedValue(
  finding: Finding,
  other: Finding,
  facet: 'network' | 'client',
  tells: (value: string) => boolean = () => true,
): string | undefined {
  return finding.context[facet].find(
    (value) =>
      tells(value) &&
      other.context[facet].includes(value) &&
      (isNew(finding, facet, value) || isNew(other, facet, value)),
  );
}

function isNew(
  { signals }: Finding,
  facet: 'network' | 'country' | 'client',
  value: string | undefined,
): boolean {
  return value !== undefined && signals.some(({ facts }) => facts[facet] === value);
}

/** One address can stand in two networks: a vendor that names the system itself may name another one than the database. */
function sharedAddress(finding: Finding, other: Finding): string | undefined {
  const theirs = new Set(addressesOf(other));
  return addressesOf(finding).find(
    (address) => theirs.has(address) && (cameNewly(finding, address) || cameNewly(other, address)),
  );
}

/** Of IPv6 by its /64, all of which one holder has. */
function addressesOf({ context, evidence }: Finding): string[] {
  const own = evidence.filter(({ by }) => by === undefined).map(({ ip }) => ip);
  return [...new Set([...context.ip, ...own])].flatMap((ip) => sourceAddress(ip) ?? []).sort();
}

/** By the network or country that its events show: what is new about them is so of the address. */
function cameNewly(finding: Finding, address: string): boolean {
  return finding.evidence.some(
    ({ ip, network, country }) =>
      sourceAddress(ip) === address &&
      (isNew(finding, 'network', network) || isNew(finding, 'country', country)),
  );
}
