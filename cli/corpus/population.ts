import { type ClientKind, COMMON_CLIENTS } from './clients.ts';
import { NAMES, nameOf, salesforceId } from './invented.ts';
import { type Account, CORPUS_VENDORS, type CorpusVendor, type Role } from './model.ts';
import { type Network, networksOf, placeIn } from './networks.ts';
import { BASE62, type Random } from './random.ts';
import { HABITS, LIFE, ROLE_SHARES, SPREAD } from './rates.ts';
import type { Holder, Place } from './raw/presence.ts';

export interface Site {
  readonly countryIso: string;
  readonly utcOffsetHours: number;
  readonly office: Network;
}

export interface Person {
  readonly number: number;
  readonly role: Role;
  readonly worksLike: Role;
  readonly site: Site;
  readonly home: Place;
  readonly client: ClientKind;
  /** Weekdays (0 is Monday) on which this person is in the office. */
  readonly officeDays: readonly number[];
  /** Local time at which the day begins, and how long it is. */
  readonly startHour: number;
  readonly hours: number;
  /** How often the VPN is used outside the office. */
  readonly vpnShare: number;
  /** The exit of a VPN service of one's own. */
  readonly privateVpn?: Place;
  readonly okta: Account;
  readonly tools: readonly Tool[];
}

/** An account of a person's at a vendor with data, and how this person uses it beside others of the role. */
export interface Tool {
  readonly account: Account;
  readonly activity: number;
  readonly rows: number;
  readonly sigma: number;
  /** Where favourites begin among the vendor's datasets, and how many there are. */
  readonly taste: number;
  readonly favourites: number;
  /** Somebody else who works through this account too. */
  readonly friend?: { readonly place: Place; readonly client: ClientKind };
}

/** Sites of the organisation: two to four countries, winter time. */
export function makeSites(random: Random): readonly Site[] {
  const offices = networksOf('office');
  const start = random.between(0, ZONES.length - 1);
  return Array.from({ length: random.between(2, 4) }, (_, i) => {
    const [countryIso, utcOffsetHours] = ZONES[(start + i * 3) % ZONES.length] as (typeof ZONES)[number];
    const here = offices.filter((network) => network.countryIso === countryIso);
    return { countryIso, utcOffsetHours, office: random.pick(here) };
  });
}

const ZONES: readonly (readonly [countryIso: string, utcOffsetHours: number])[] = [
  ...([
    ['GB', 0],
    ['DE', 1],
    ['US', -5],
    ['FR', 1],
    ['NL', 1],
    ['ES', 1],
    ['IE', 0],
  ] as const),
  ...([
    ['SE', 1],
    ['PL', 1],
    ['CA', -5],
    ['IN', 5.5],
    ['JP', 9],
    ['AU', 8],
    ['SG', 8],
  ] as const),
];

export const MAX_PEOPLE = 5000;

/** Accounts are numbered from `firstIndex` on, in the order in which they are made. */
export function makePerson(
  number: number,
  sites: readonly Site[],
  firstIndex: number,
  random: Random,
): Person {
  const role = drawRole(random);
  const site = random.pick(sites);
  const holder = makeHolder(number, random);
  let index = firstIndex;
  const make = (vendor: CorpusVendor): Account =>
    personAccount(vendor, holder, role, number, index++, random);
  const worksLike = random.chance(LIFE.wrongPeers) ? drawRole(random) : role;
  const okta = make('okta');
  const tools = CORPUS_VENDORS.flatMap((vendor) => {
    const habit = HABITS[role][vendor];
    return habit !== undefined && random.chance(habit.have) ? [makeTool(make(vendor), site, random)] : [];
  });
  return {
    number,
    role,
    worksLike,
    site,
    home: homeIn(site, random),
    client: random.pick(COMMON_CLIENTS),
    officeDays: [0, 1, 2, 3, 4].filter(() => random.chance(0.55)),
    startHour: random.between(30, 40) / 4,
    hours: random.between(14, 19) / 2,
    vpnShare: random.chance(LIFE.vpn) ? random.between(2, 10) / 10 : 0,
    ...(random.chance(LIFE.privateVpn)
      ? { privateVpn: placeIn(random.pick(networksOf('hosting')), random.between(0, 253)) }
      : {}),
    okta,
    tools,
  };
}

export function homeIn(site: Site, random: Random): Place {
  return placeIn(random.pick(networksOf('broadband', site.countryIso)), random.between(0, 253));
}

function drawRole(random: Random): Role {
  const roles = Object.entries(ROLE_SHARES);
  let draw = random.uniform() * roles.reduce((sum, [, share]) => sum + share, 0);
  for (const [role, share] of roles) {
    draw -= share;
    // The keys of the table are roles; Object.entries forgets it.
    if (draw < 0) return role as Role;
  }
  return 'viewer';
}

function makeTool(account: Account, site: Site, random: Random): Tool {
  const quiet = random.chance(SPREAD.quiet) ? SPREAD.quietUse : 1;
  const [low, high] = SPREAD.ownRows;
  const tool = {
    account,
    activity: quiet * factor(random, SPREAD.activity),
    rows: factor(random, SPREAD.rows),
    sigma: low + random.uniform() * (high - low),
    taste: random.between(0, 999),
    favourites: random.between(3, 12),
  };
  if (!random.chance(LIFE.sharedAccounts / 100)) return tool;
  return { ...tool, friend: { place: homeIn(site, random), client: random.pick(COMMON_CLIENTS) } };
}

/** With median 1. */
export function factor(random: Random, sigma: number): number {
  return random.logNormal(10_000, sigma) / 10_000;
}

function makeHolder(number: number, random: Random): Holder {
  const [first, last] = nameOf(number);
  const again = Math.floor(number / NAMES);
  const mailbox = `${first}.${last}${again === 0 ? '' : again}`.toLowerCase();
  return holderOf(`${first} ${last}`, `${mailbox}@example.com`, random);
}

export function holderOf(name: string, email: string, random: Random): Holder {
  const id = salesforceId('0055g00000', random);
  return { name, email, oktaId: `00u${random.text(17, BASE62)}`, salesforceId: id };
}

function personAccount(
  vendor: CorpusVendor,
  holder: Holder,
  role: Role,
  owner: number,
  index: number,
  random: Random,
): Account {
  const number = random.between(1_000_000, 999_999_999);
  const uid = uidOf(vendor, holder, number);
  return { vendor, uid, email: holder.email, kind: 'person', role, index, holder, owner, number };
}

/** What each vendor's parser takes for the identity of an account. */
export function uidOf(vendor: CorpusVendor, holder: Holder, number: number): string {
  switch (vendor) {
    case 'okta':
      return holder.oktaId;
    case 'salesforce':
      return holder.salesforceId;
    case 'google-workspace':
      return `1000000000${String(number).padStart(11, '0')}`;
    case 'github':
      return String(number);
    case 'aws':
      return `${SSO_ROLE_ID}:${holder.email}`;
    default:
      return holder.email;
  }
}

/** Of the role that IAM Identity Center gives people; of a program the number makes one. */
export const SSO_ROLE_ID = 'AROAEXAMPLESSO0000001';
