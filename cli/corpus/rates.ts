import type { CorpusVendor, Role } from './model.ts';

/**
 * Every rate of benign life, in one place. They are what the author takes for plausible in a software company of a
 * few hundred people, with wide effects of the single actor on top; none was chosen by looking at a detector.
 */
export interface Habit {
  /** Share of people of the role who have an account. */
  readonly have: number;
  /** Share of working days on which it is used. */
  readonly use: number;
  /** Means on such a day: reports or queries looked at, lists and searches, exports. */
  readonly looks: number;
  readonly lists: number;
  readonly exports: number;
  /** Typical records of one look and one export. */
  readonly lookRows: number;
  readonly exportRows: number;
}

function habit(
  have: number,
  use: number,
  [looks, lists, exports]: readonly [number, number, number],
  [lookRows, exportRows]: readonly [number, number],
): Habit {
  return { have, use, looks, lists, exports, lookRows, exportRows };
}

/** Of 225 working days a year; the comments give exports a year of somebody typical who has an account. */
export const HABITS: Readonly<Record<Role, Partial<Record<CorpusVendor, Habit>>>> = {
  viewer: {
    salesforce: habit(0.6, 0.6, [2.5, 3, 0.05], [60, 80]), // 7
    snowflake: habit(0.1, 0.15, [2, 0.2, 0.1], [200, 500]), // 3
    mixpanel: habit(0.15, 0.2, [0, 0, 0.15], [0, 300]), // 7
    'google-workspace': habit(0.95, 0.9, [6, 1.5, 0.25], [1, 1]), // 51
  },
  analyst: {
    salesforce: habit(0.6, 0.7, [4, 1.5, 0.9], [160, 400]), // 142
    snowflake: habit(0.8, 0.8, [9, 0.8, 1.2], [900, 4000]), // 216
    mixpanel: habit(0.6, 0.5, [0, 0, 0.8], [0, 5000]), // 90
    'google-workspace': habit(0.95, 0.9, [7, 2, 0.6], [1, 1]), // 122
    github: habit(0.3, 0.4, [2, 0, 0.08], [1, 1]), // 7
  },
  'power user': {
    salesforce: habit(0.6, 0.7, [5, 2, 1.5], [300, 2500]), // 236
    snowflake: habit(0.9, 0.9, [18, 2, 2.5], [2500, 20_000]), // 506
    mixpanel: habit(0.5, 0.5, [0, 0, 1], [0, 20_000]), // 113
    'google-workspace': habit(0.95, 0.9, [8, 2, 1], [1, 1]), // 203
    github: habit(0.4, 0.5, [3, 0, 0.15], [1, 1]), // 17
    aws: habit(0.3, 0.4, [6, 1, 0.8], [500, 8000]), // 72
  },
  manager: {
    salesforce: habit(0.85, 0.6, [2.5, 2, 0.35], [120, 700]), // 47
    mixpanel: habit(0.4, 0.3, [0, 0, 0.4], [0, 1000]), // 27
    'google-workspace': habit(0.98, 0.95, [9, 2, 0.7], [1, 1]), // 150
  },
  admin: {
    salesforce: habit(0.7, 0.5, [1, 2, 0.1], [40, 100]), // 11
    snowflake: habit(0.3, 0.3, [3, 3, 0.1], [100, 500]), // 7
    'google-workspace': habit(0.95, 0.9, [5, 1.5, 0.3], [1, 1]), // 61
    github: habit(0.5, 0.4, [2, 0, 0.1], [1, 1]), // 9
    aws: habit(0.5, 0.5, [4, 3, 0.2], [50, 300]), // 23
  },
  support: {
    salesforce: habit(0.95, 0.95, [2, 9, 0.12], [30, 60]), // 26
    'google-workspace': habit(0.95, 0.9, [5, 2, 0.3], [1, 1]), // 61
    mixpanel: habit(0.15, 0.2, [0, 0, 0.1], [0, 200]), // 5
  },
  engineer: {
    snowflake: habit(0.35, 0.3, [5, 1, 0.3], [300, 2000]), // 20
    'google-workspace': habit(0.95, 0.85, [4, 1, 0.3], [1, 1]), // 57
    github: habit(0.95, 0.9, [6, 0, 0.25], [1, 1]), // 51
    aws: habit(0.6, 0.5, [8, 2, 0.4], [200, 2000]), // 45
  },
};

/** Of a hundred people. */
export const ROLE_SHARES: Readonly<Record<Role, number>> = {
  viewer: 30,
  analyst: 16,
  'power user': 7,
  manager: 12,
  admin: 4,
  support: 15,
  engineer: 16,
};

/** How actors of one role differ: sigma of the logarithm, unless said otherwise. */
export const SPREAD = {
  /** Of how often. */
  activity: 0.6,
  /** Of how much. */
  rows: 0.8,
  /** Lowest and highest sigma of one actor's own exports. */
  ownRows: [0.5, 1.1],
  /** Share of accounts that are hardly used, and how much less often. */
  quiet: 0.35,
  quietUse: 0.1,
  /** Share of exports with a Pareto tail, its exponent, and the largest factor. */
  tail: 0.02,
  tailExponent: 1.2,
  tailLimit: 80,
  /** Share of accesses to something outside the actor's favourites. */
  curiosity: 0.05,
} as const;

/** A person's year, in times a year unless said otherwise. */
export const LIFE = {
  /** Weekdays off sick or otherwise, of a hundred. */
  absent: 3.5,
  /** Weekends worked a little, of a hundred days. */
  weekend: 6,
  /** Of 4 to 14 days. */
  vacations: 2.2,
  /** Of 1 to 4 days, from a hotel; managers and analysts four times as often as others. */
  trips: 1,
  /** Another provider or another flat. */
  moves: 0.25,
  /** Another computer or browser for good. */
  newClients: 0.5,
  /** Days with another browser, of a hundred. */
  otherBrowser: 2,
  /** Days on a telephone's hot spot, of a hundred. */
  hotSpot: 3,
  /** Share of people who use the VPN when they are not in the office. */
  vpn: 0.4,
  /** Share of people who come through a VPN service of their own, and how often when they are not in the office. */
  privateVpn: 0.03,
  privateVpnDays: 0.3,
  announcedRoleChanges: 0.12,
  silentRoleChanges: 0.1,
  /** Share of people who work like another role than theirs. */
  wrongPeers: 0.04,
  joins: 0.18,
  leaves: 0.12,
  /** A week of 5 to 20 times the usual volume on other datasets; of analysts and power users, else a sixth. */
  projects: 1.8,
  /** Days on which 15 to 60 datasets are looked through, at every vendor that is used that day. */
  surveys: 0.4,
  factorResets: 0.35,
  passwordChanges: 1,
  passwordResets: 0.3,
  /** Of engineers, analysts and power users, at some vendor. */
  tokens: 0.6,
  /** Share of their accounts that the same people also use by programs of their own, and of such days. */
  scripts: 0.15,
  scriptDays: 0.3,
  /** Share of accesses outside of the favourites in the first two weeks. */
  newcomerCuriosity: 0.3,
  /** Sign-ins that fail first, of a hundred. */
  typos: 4,
  /** Accounts that two people use, of a hundred. */
  sharedAccounts: 1,
  /** Rights that an administrator gives somebody, on a working day of theirs. */
  grantsPerAdminDay: 0.4,
} as const;

/** A program's year. */
export const PROGRAM = {
  /** Growth a month, least and most. */
  growth: [-0.03, 0.15],
  /** Sigma of one run, least and most. */
  sigma: [0.03, 0.35],
  /** Runs that are repeated, and runs that are left out, of a hundred. */
  reruns: 1.5,
  missed: 0.7,
  /** One to three days of 4 to 15 times the usual volume. */
  backfills: 1.5,
  tokenRotations: 4,
  /** Share of programs that run on cheap hosting instead of a cloud. */
  cheapHosts: 0.15,
  /** To another address; every third time into another network. */
  hostMoves: 0.7,
  /** Another library, with another name. */
  newClients: 0.3,
  /** One more dataset. */
  newDatasets: 2,
} as const;

/** An organisation's year. */
export const ORGANISATION = {
  newOffices: 0.7,
  gatewayChanges: 0.7,
  clientRollouts: 0.8,
  launches: 1.2,
} as const;
