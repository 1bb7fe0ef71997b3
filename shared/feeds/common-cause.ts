import { feedEntity } from '../entity.ts';
import type { Finding } from '../finding.ts';
import { LISTED, mostListed, type Table } from '../organisation.ts';
import type { Settings } from '../settings.ts';
import { explainedBy, type News, newsToExplain, SHARED_FACETS, type SharedFacet } from './explained.ts';
import type { Feed } from './finding.ts';
import type { Told } from './past.ts';

/** One new network, client, application or operation that several accounts of an organisation take up together. */
export interface Cause {
  readonly facet: SharedFacet;
  readonly value: string;
  /** The first day on which so many had taken it up. */
  readonly day: number;
  /** Accounts that took it up since two days before that day, estimated where there are hundreds. */
  readonly members: number;
  readonly accounts: number;
  readonly lastDay: number;
  /** Of the first two weeks of a log, in which what is old seems new as well: told only where findings rest on it. */
  readonly early?: true;
}

export const LEAST_MEMBERS = 5;
/** One in so many: of 240 people of whom fifty take up an assistant within two weeks, four a day, a twentieth never does within three days. */
export const LEAST_ONE_IN = 50;
/** So many are together whatever the size of the organisation: of 8,000 a fiftieth would page 160 times before it is one change. */
export const MANY_MEMBERS = 25;
/** Whoever takes it up within these days does so together. */
export const CAUSE_WINDOW_DAYS = 3;
/** A roll-out takes a while; what begins later is another one. */
export const CAUSE_DAYS = 14;
/**
 * For whom everything is new does not count. When a log begins everybody is new: there whoever did something on an earlier day
 * without it counts.
 */
const KNOWN_DAYS = 14;
const EVERYBODY = '';

/**
 * Causes of the last days. `shards`: all parts of the organisation's tables of the last eight weeks or so. A pure
 * function of them: who joins later changes the number of members, not the day.
 */
export function causesOf(shards: readonly Table[], today: number): Cause[] {
  const all = firstUses(shards, nameOfAll(shards));
  const settled = Math.min(...all.first.values()) + KNOWN_DAYS;
  const everybody = { ...all, listed: [...all.first], settled };
  const names = new Set(shards.flatMap(({ users }) => [...users.keys()]));
  return [...names].flatMap((name) => {
    const [facet = '', ...rest] = name.split(' ');
    const shared = SHARED_FACETS.find((one) => one === facet);
    if (shared === undefined) return [];
    const cause = causeOf(firstUses(shards, name), everybody, today);
    return cause === undefined ? [] : [{ facet: shared, value: rest.join(' '), ...cause }];
  });
}

interface Uses {
  /** Accounts by hash, and the first day of each. */
  readonly first: ReadonlyMap<number, number>;
  /** Every account up to this hash is listed. */
  readonly through: number;
}

interface Everybody extends Uses {
  readonly listed: readonly (readonly [account: number, day: number])[];
  /** When the log is two weeks old. */
  readonly settled: number;
}

/**
 * The longer list, unless some part of a table lacks it, or who was there before a newer version wrote it: whoever is listed as
 * everybody stands in it as well.
 */
function nameOfAll(shards: readonly Table[]): string {
  const isWhole = shards.every(({ users }) => {
    const listed = users.get(LISTED);
    return [...(users.get(EVERYBODY)?.keys() ?? [])].every((account) => listed?.has(account));
  });
  return isWhole ? LISTED : EVERYBODY;
}

const ALL = 2 ** 32;

function firstUses(shards: readonly Table[], name: string): Uses {
  const first = new Map<number, number>();
  let through = ALL;
  for (const { users } of shards) {
    const listed = users.get(name);
    if (listed === undefined) continue;
    if (listed.size >= mostListed(name)) through = Math.min(through, Math.max(...listed.keys()));
    for (const [account, day] of listed) first.set(account, Math.min(day, first.get(account) ?? day));
  }
  return { first, through };
}

function causeOf(
  uses: Uses,
  everybody: Everybody,
  today: number,
): Omit<Cause, 'facet' | 'value'> | undefined {
  const { settled } = everybody;
  const through = Math.min(uses.through, everybody.through);
  const scale = ALL / through;
  const since = (account: number) => everybody.first.get(account) ?? Number.POSITIVE_INFINITY;
  const sampled = [...uses.first].filter(([account]) => account <= through);
  const joined = sampled
    .filter(([account, day]) => since(account) <= (day < settled ? day - 1 : day - KNOWN_DAYS))
    .sort(([, a], [, b]) => a - b);
  const knownOn = (day: number) =>
    everybody.listed.filter(([account, first]) => account <= through && first <= day).length;
  const days = [...new Set(joined.map(([, day]) => day))];
  let begun: number | undefined;
  for (const day of days) {
    if (begun !== undefined && day <= begun + CAUSE_DAYS) continue;
    const fresh = joined.filter(([, first]) => first > day - CAUSE_WINDOW_DAYS && first <= day).length;
    const before = sampled.filter(([, first]) => first <= day - CAUSE_WINDOW_DAYS).length;
    // What more people had before is nothing new to the organisation.
    if (fresh * scale < LEAST_MEMBERS || before >= fresh) continue;
    const areMany = fresh * scale >= MANY_MEMBERS && fresh >= LEAST_MEMBERS;
    // Asked last: of tens of thousands of names most have a user or two, and everybody is counted for the others only.
    if (areMany || LEAST_ONE_IN * fresh >= knownOn(day)) begun = day;
  }
  if (begun === undefined || !isLookedFor(begun, today)) return undefined;
  const [from, to] = [begun - CAUSE_WINDOW_DAYS, begun + CAUSE_DAYS];
  const members = joined.filter(([, day]) => day > from && day <= to);
  return {
    day: begun,
    members: Math.round(members.length * scale),
    accounts: Math.round(knownOn(Number.POSITIVE_INFINITY) * scale),
    lastDay: members.at(-1)?.[1] ?? begun,
    ...(begun < settled ? { early: true as const } : {}),
  };
}

/** A cause as one log shows it. */
export interface SeenCause extends Cause {
  readonly feed: Feed;
}

export type Group = readonly SeenCause[];

/**
 * Without what is of the first two weeks of a log, and explains nothing. `left`: the findings that leave their pages to each; for
 * that all that is new of them has to be told, and what only is beside it leads no change. What was `told` stays: what rests on it
 * may be no more among the findings that were read.
 */
export function worthTelling(
  groups: readonly Group[],
  left: ReadonlyMap<Group, readonly Finding[]>,
  settings: Settings,
  told: readonly Told[] = [],
): Group[] {
  const news = [...left.values()].flat().flatMap((finding) => newsToExplain(finding, settings));
  const explaining = new Set(news.map(causeMatter));
  const isEarly = (group: Group) => group.every(({ early }) => early === true);
  const wasTold = ([first]: Group) =>
    first !== undefined && told.some(({ matter, day }) => day === first.day && matter === causeMatter(first));
  const isBare = (group: Group) => isEarly(group) && !left.has(group);
  return groups
    .filter(
      (group) =>
        !isEarly(group) || wasTold(group) || group.some((cause) => explaining.has(causeMatter(cause))),
    )
    .toSorted((a, b) => Number(isBare(a)) - Number(isBare(b)));
}

/**
 * What several logs show of one change is one: a new office signs in everywhere. In order of the day; the log that
 * showed it first comes first.
 */
export function groupsOf(seen: readonly SeenCause[]): Group[] {
  const nameOf = ({ vendor, tenant }: Feed) => `${vendor}/${tenant}`;
  const ordered = seen.toSorted(
    (a, b) => a.day - b.day || b.members - a.members || (nameOf(a.feed) < nameOf(b.feed) ? -1 : 1),
  );
  const groups: SeenCause[][] = [];
  for (const one of ordered) {
    const same = groups.find(
      ([first]) =>
        first?.facet === one.facet && first.value === one.value && one.day <= first.day + CAUSE_DAYS,
    );
    if (same === undefined) groups.push([one]);
    else same.push(one);
  }
  return groups;
}

/** Whether a cause that began on a day is still looked for. */
export function isLookedFor(day: number, today: number): boolean {
  return day + CAUSE_DAYS >= today;
}

/** Entity of the finding that stands for a cause: of no single log. */
export function causeEntity({ facet, value }: Pick<Cause, 'facet' | 'value'>): string {
  return feedEntity(ANY, ANY, causeMatter({ facet, value }));
}

export const ANY = 'any';

/** Whether what an account took up on a day belongs to a cause that began on another. */
export function isOfCause(day: number, cause: Pick<Cause, 'day'>): boolean {
  return day > cause.day - CAUSE_WINDOW_DAYS && day <= cause.day + CAUSE_DAYS;
}

export function causeMatter({ facet, value }: Pick<Cause, 'facet' | 'value'>): string {
  return `common-cause ${facet} ${value}`;
}

/**
 * Of each change the findings of accounts that leave their pages to it: without what it explains they would not page.
 * What would is told by itself, and makes the change no worse. `isIts`: whether a finding of that day may.
 */
export function leftTo(
  groups: readonly Group[],
  findings: readonly Finding[],
  settings: Settings,
  isIts: (day: number, cause: Cause) => boolean = isOfCause,
): ReadonlyMap<Group, readonly Finding[]> {
  const groupOf = ({ facet, value }: News, { vendor, tenant, day }: Finding) =>
    groups.find((group) => {
      const [first] = group;
      if (first?.facet !== facet || first.value !== value || !isIts(day, first)) return false;
      return group.some(({ feed }) => feed.vendor === vendor && feed.tenant === tenant);
    });
  const left = new Map<Group, Finding[]>();
  for (const finding of findings) {
    const group = explainedBy(finding, settings, (news) => groupOf(news, finding));
    const own = group && left.get(group);
    if (own !== undefined) own.push(finding);
    else if (group !== undefined) left.set(group, [finding]);
  }
  return left;
}
