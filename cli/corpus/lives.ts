import { type Client, type ClientKind, COMMON_CLIENTS, programClient } from './clients.ts';
import type { Role } from './model.ts';
import { networksOf, placeIn } from './networks.ts';
import { homeIn, type Person } from './population.ts';
import type { Random } from './random.ts';
import { LIFE } from './rates.ts';
import type { Place } from './raw/presence.ts';

/** Days from `from` to `to`, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What happens to a person over the weeks, drawn once from the person's own seed. */
export interface Life {
  /** First and last day at the company. */
  readonly employed: Span;
  readonly vacations: readonly Span[];
  readonly trips: readonly (Span & { readonly place: Place })[];
  readonly moves: readonly { readonly from: number; readonly home: Place }[];
  readonly clients: readonly { readonly from: number; readonly client: ClientKind }[];
  readonly roles: readonly { readonly from: number; readonly role: Role; readonly announced: boolean }[];
  readonly projects: readonly (Span & { readonly times: number; readonly taste: number })[];
  /** Days on which somebody looks through everything there is. */
  readonly surveys: readonly number[];
  /** From these days on, some of the work with a tool is done by a program of one's own. */
  readonly scripts: readonly { readonly from: number; readonly account: number; readonly client: Client }[];
  /** Days on which something is done to the account or by its owner. */
  readonly episodes: readonly Episode[];
}

export type Episode =
  | { readonly day: number; readonly kind: EpisodeKind }
  /** For the account of this index. */
  | { readonly day: number; readonly kind: 'token'; readonly account: number };

export type EpisodeKind = 'factor reset' | 'password change' | 'password reset' | 'joined' | 'role';

const YEAR_DAYS = 365;

/** Days on which something of this yearly rate begins; none before `from`. */
export function startsIn(period: Span, rate: number, random: Random, from = period.from): number[] {
  const days = period.to - period.from + 1;
  return Array.from({ length: random.poisson((rate * days) / YEAR_DAYS) }, () =>
    random.between(from, period.to),
  ).sort((a, b) => a - b);
}

export function lifeOf(person: Person, period: Span, random: Random): Life {
  const starts = (rate: number) => startsIn(period, rate, random);
  const span = (from: number, least: number, most: number): Span => ({
    from,
    to: from + random.between(least, most) - 1,
  });
  const travels = person.role === 'manager' || person.role === 'analyst' ? 4 : 1;
  const projects = person.role === 'analyst' || person.role === 'power user' ? 1 : 1 / 6;
  const writesScripts = /engineer|analyst|power user/.test(person.role);
  const script = (from: number, account: number) => ({
    from,
    account,
    client: programClient(random.pick(SCRIPTS)),
  });
  const tokens = starts(writesScripts && person.tools.length > 0 ? LIFE.tokens : 0).map((day) => ({
    day,
    kind: 'token' as const,
    account: random.pick(person.tools).account.index,
  }));
  const joined = starts(LIFE.joins)[0];
  const left = starts(LIFE.leaves).at(-1);
  const roles = [
    ...starts(LIFE.announcedRoleChanges).map((from) => ({ from, announced: true })),
    ...starts(LIFE.silentRoleChanges).map((from) => ({ from, announced: false })),
  ].map((change) => ({ ...change, role: random.pick(OTHER_ROLES) }));
  return {
    employed: {
      from: joined ?? period.from,
      to: left !== undefined && left > (joined ?? period.from) ? left : period.to,
    },
    vacations: starts(LIFE.vacations).map((from) => span(from, 4, 14)),
    trips: starts(LIFE.trips * travels).map((from) => {
      const hotel = random.pick(networksOf('travel'));
      return { ...span(from, 1, 4), place: placeIn(hotel, random.between(0, 253)) };
    }),
    moves: starts(LIFE.moves).map((from) => ({ from, home: homeIn(person.site, random) })),
    clients: starts(LIFE.newClients).map((from) => ({ from, client: random.pick(COMMON_CLIENTS) })),
    roles: roles.sort((a, b) => a.from - b.from),
    projects: starts(LIFE.projects * projects).map((from) => ({
      ...span(from, 4, 8),
      times: 5 * 4 ** random.uniform(),
      taste: random.between(0, 999),
    })),
    surveys: starts(LIFE.surveys),
    scripts: [
      ...person.tools
        .filter(() => writesScripts && random.chance(LIFE.scripts))
        .map(({ account }) => script(Number.NEGATIVE_INFINITY, account.index)),
      ...tokens.map(({ day, account }) => script(day, account)),
    ],
    episodes: [
      ...starts(LIFE.factorResets).map((day) => ({ day, kind: 'factor reset' as const })),
      ...starts(LIFE.passwordChanges).map((day) => ({ day, kind: 'password change' as const })),
      ...starts(LIFE.passwordResets).map((day) => ({ day, kind: 'password reset' as const })),
      ...tokens,
      ...(joined === undefined ? [] : [{ day: joined, kind: 'joined' as const }]),
      ...roles.filter(({ announced }) => announced).map(({ from }) => ({ day: from, kind: 'role' as const })),
    ],
  };
}

const SCRIPTS = [
  'python-requests/2.32.3',
  'curl/8.7.1',
  'PostmanRuntime/7.44',
  'aws-cli/2.27.1',
  'RCurl/7.88',
];

const OTHER_ROLES: readonly Role[] = ['analyst', 'power user', 'manager', 'support', 'engineer', 'viewer'];

export function contains({ from, to }: Span, day: number): boolean {
  return day >= from && day <= to;
}

/** The last of those that began by this day. */
export function current<Change extends { readonly from: number }>(
  changes: readonly Change[],
  day: number,
): Change | undefined {
  return changes.findLast(({ from }) => from <= day);
}
