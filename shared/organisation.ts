import { ACTOR_TYPES } from './activity.ts';
import type { Context, Watched } from './context.ts';
import { deflate, inflate } from './deflate.ts';
import type { Mergeable } from './mergeable.ts';
import { valuesOfDay } from './profile/active.ts';
import { bitsOf, LAG_DAYS, WINDOW_DAYS } from './profile/base.ts';
import { FACETS, type Facet, shownBy } from './profile/hour.ts';
import { activeDays, type Profile } from './profile/profile.ts';
import { hashOf } from './profile/resources.ts';
import type { Reading } from './reading.ts';
import { dayOf } from './time.ts';

/**
 * Which accounts of an organisation use a network, client, country, application or credential: what many use is not
 * strange. One table per four weeks; an account enters each value once in a table, on the first day that it uses it.
 */
export interface Table {
  /** `facet value`, and the empty name for every account, to the accounts' hashes and their first day. */
  readonly users: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

export interface Use {
  /** `facet value`, or empty. */
  readonly name: string;
  /** Hash of the account. */
  readonly account: number;
  /** Days since the epoch. */
  readonly day: number;
}

export const TABLE_DAYS = 28;
/**
 * Accounts that a table lists of one value: the smallest hashes, from which the number is estimated. With eight
 * shards that is some two hundred; the largest table must fit an item.
 */
const MAX_LISTED = 24;
const MAX_NAMES = 1500;
const EVERYBODY = '';
/** Every account since findings are counted, and of each that had one the first day of one. */
const WATCHED = 'watched';
const FOUND = 'found';
/**
 * Every account once more, of which more are listed: of what a few dozen among thousands take up together, the accounts that are
 * listed as everybody hardly hold one.
 */
export const LISTED = 'listed';
const LISTED_OF_ALL = 256;
/** Also what accounts have been: some are a person and work by programs as well. */
const RESERVED: readonly string[] = [EVERYBODY, WATCHED, FOUND, LISTED, ...ACTOR_TYPES];

/** As many as a table lists of one name. */
export const mostListed = (name: string): number => (name === LISTED ? LISTED_OF_ALL : MAX_LISTED);

export const EMPTY_TABLE: Table = { users: new Map() };

export const table: Mergeable<Table, Use> = {
  empty: EMPTY_TABLE,
  observe: (state, use) => enter(state, [use]),
  merge: (left, right) =>
    enter(
      left,
      [...right.users].flatMap(([name, users]) =>
        [...users].map(([account, day]) => ({ name, account, day })),
      ),
    ),
  encode: ({ users }) =>
    deflate(
      JSON.stringify(
        [...users]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, listed]) => [name, [...listed].sort(([a], [b]) => a - b)]),
      ),
    ),
  decode: (bytes) => {
    // Written by `encode` above and by nothing else.
    const all = JSON.parse(inflate(bytes)) as [string, [number, number][]][];
    return { users: new Map(all.map(([name, listed]) => [name, new Map(listed)])) };
  },
  maxBytes: 390_000,
};

/** Same object if all of it was known. */
export function enter(state: Table, uses: readonly Use[]): Table {
  const users = new Map(state.users);
  let changed = false;
  for (const { name, account, day } of uses) {
    const old = users.get(name);
    const first = old?.get(account);
    if (first !== undefined && first <= day) continue;
    const most = mostListed(name);
    if (first === undefined && old !== undefined && old.size >= most && account > largest(old)) continue;
    users.set(name, smallestFew(new Map(old).set(account, day), most));
    changed = true;
  }
  if (!changed) return state;
  return { users: users.size <= MAX_NAMES ? users : fewNames(users) };
}

/** The table as if the account had never been entered; the same object if it was not. */
export function withoutAccount(state: Table, account: number): Table {
  if (![...state.users.values()].some((listed) => listed.has(account))) return state;
  const users = [...state.users].map(
    ([name, listed]) => [name, new Map([...listed].filter(([one]) => one !== account))] as const,
  );
  return { users: new Map(users.filter(([, listed]) => listed.size > 0)) };
}

const largest = (listed: ReadonlyMap<number, number>) => Math.max(...listed.keys());

function smallestFew(listed: Map<number, number>, most: number): ReadonlyMap<number, number> {
  if (listed.size > most) listed.delete(largest(listed));
  return listed;
}

function fewNames(users: Map<string, ReadonlyMap<number, number>>): typeof users {
  const kept = [...users.keys()]
    .filter((name) => !RESERVED.includes(name))
    .sort((a, b) => hashOf(a) - hashOf(b) || (a < b ? -1 : 1))
    .slice(0, MAX_NAMES - RESERVED.length);
  return new Map([...RESERVED, ...kept].map((name) => [name, users.get(name) ?? new Map()]));
}

/**
 * What readings show of their account, each on its own day: a function of the set of them, whatever the profile keeps
 * of it. Left out is what the profile shows on an earlier day of the same table, and so was entered with it. Not on
 * the day before: what begins in one day may be told by a reading of the next.
 */
export function usesOf(profile: Profile, account: number, readings: readonly Reading[]): Use[] {
  const uses = new Map<string, Use>();
  for (const [day, all] of Map.groupBy(readings, ({ time }) => dayOf(time))) {
    const shown = shownEarlier(profile, Math.floor(day / TABLE_DAYS) * TABLE_DAYS, day - 2);
    for (const reading of all) {
      const values = shownBy(reading);
      if (values === undefined) continue;
      const told = FACETS.filter((facet) => values[facet] !== '').map((facet) =>
        nameOf(facet, values[facet]),
      );
      for (const name of [EVERYBODY, WATCHED, LISTED, reading.actorType, ...told])
        if (!shown.has(name)) uses.set(`${day} ${name}`, { name, account, day });
    }
  }
  return [...uses.values()];
}

/** That an account had findings on these days. */
export function findingsOn(days: readonly number[], account: number): Use[] {
  return days.map((day) => ({ name: FOUND, account, day }));
}

/** Names of what the profile shows from one day to another. */
function shownEarlier({ open, base }: Profile, from: number, through: number): Set<string> {
  const names = new Set<string>();
  for (const day of activeDays({ open, base })) {
    if (day < from || day > through) continue;
    const values = valuesOfDay(open.hours, day);
    for (const facet of FACETS) for (const value of values[facet]) names.add(nameOf(facet, value));
  }
  const earlier = bitsOf(base, from, through);
  for (const facet of FACETS)
    for (const [value, days] of base.seen[facet]) if (days & earlier) names.add(nameOf(facet, value));
  return names.size === 0 ? names : names.add(EVERYBODY).add(WATCHED).add(LISTED);
}

function nameOf(facet: Facet, value: string): string {
  return `${facet} ${value}`;
}

/** Numbers of the tables that judging a day needs: what is older than the lag is final. */
export function tablesFor(day: number): number[] {
  const from = Math.floor((day - LAG_DAYS - WINDOW_DAYS) / TABLE_DAYS);
  const to = Math.floor((day - LAG_DAYS) / TABLE_DAYS);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/**
 * Share of the other accounts that used a value in the eight weeks that end eight days before the day. `peopleOnly`: not of
 * those that are programs only: that some stand in a cloud makes it no place that people come from.
 */
export function popularityIn(
  tables: readonly Table[],
  account: number,
  day: number,
  peopleOnly = false,
): Context['popularity'] {
  const programs = new Set<number>();
  let least = ALL;
  // Detectors ask for the same few values again and again, or for none.
  const known = new Map<string, number>();
  const usersOf = (name: string) => {
    let users = known.get(name);
    if (users === undefined) {
      const { accounts, through } = usersIn(tables, name, day);
      const limit = Math.min(through, least);
      const others = [...accounts].filter((one) => one !== account && one <= limit && !programs.has(one));
      users = others.length * (ALL / limit);
      known.set(name, users);
    }
    return users;
  };
  return (facet, value) => {
    if (peopleOnly && known.size === 0) {
      const people = usersIn(tables, 'user', day);
      for (const type of ['service', 'integration']) {
        const { accounts, through } = usersIn(tables, type, day);
        for (const one of accounts) if (!people.accounts.has(one)) programs.add(one);
        // In tables of older versions there are none.
        if (accounts.size > 0) least = Math.min(least, through, people.through);
      }
    }
    return usersOf(nameOf(facet, value)) / (usersOf(EVERYBODY) + SHRINK);
  };
}

/**
 * In the tables that reach back eight weeks, as they were eight days ago. Each by its own list: of thousands of accounts few
 * are found, and all of those may be listed where of the others two in a hundred are.
 */
export function noiseIn(tables: readonly Table[], account: number, day: number): Watched {
  const last = day - LAG_DAYS;
  const estimate = (name: string, worthOf: (first: number) => number) => {
    const through = Math.min(...tables.map(({ users }) => throughOf(users.get(name))));
    const listed = tables.flatMap(({ users }) => [...(users.get(name) ?? [])]);
    const counted = listed.filter(([one, first]) => one !== account && one <= through && first <= last);
    return counted.reduce((sum, [, first]) => sum + worthOf(first), 0) * (ALL / through);
  };
  const accountDays = estimate(WATCHED, (first) => Math.min(last, tableEnd(first)) - first + 1);
  const days = Math.max(0, last - firstWatched(tables) + 1);
  return { accountWeeks: accountDays / 7, days, found: estimate(FOUND, () => 1) };
}

/** No account has this hash. */
const NOBODY = -1;
/** Of an organisation that is watched for less it is not known what is usual. */
const LEAST_DAYS = 14;

/** Accounts that something is found of on a day, in these tables; undefined where that is not known yet. */
export function foundPerDay(tables: readonly Table[], day: number): number | undefined {
  const { days, found } = noiseIn(tables, NOBODY, day);
  return days < LEAST_DAYS ? undefined : found / days;
}

/** Infinite where there is none. */
function firstWatched(tables: readonly Table[]): number {
  return Math.min(...tables.flatMap(({ users }) => [...(users.get(WATCHED)?.values() ?? [])]));
}

const tableEnd = (day: number) => (Math.floor(day / TABLE_DAYS) + 1) * TABLE_DAYS - 1;

const ALL = 2 ** 32;

function throughOf(listed: ReadonlyMap<number, number> | undefined): number {
  return listed !== undefined && listed.size >= MAX_LISTED ? largest(listed) : ALL;
}

/** As if two more accounts used nothing: in a company of three, one colleague is no habit of all. */
const SHRINK = 2;

interface Users {
  readonly accounts: ReadonlySet<number>;
  /** Up to which hash all are listed. */
  readonly through: number;
}

function usersIn(tables: readonly Table[], name: string, day: number): Users {
  const accounts = new Set<number>();
  let through = ALL;
  for (const { users } of tables) {
    const listed = users.get(name);
    if (listed === undefined) continue;
    through = Math.min(through, throughOf(listed));
    for (const [one, first] of listed)
      if (first <= day - LAG_DAYS && first > day - LAG_DAYS - WINDOW_DAYS - TABLE_DAYS) accounts.add(one);
  }
  return { accounts, through };
}
