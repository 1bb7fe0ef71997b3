import type { Step } from './steps.ts';

/** What is measured of a day's outflow. */
export const MEASURES = ['records', 'bytes', 'unsized'] as const;
export type Measure = (typeof MEASURES)[number];
export type Amounts = Readonly<Record<Measure, number>>;

/** What else a day is measured by. Amounts are in records; the order is part of the stored format. */
export const FEATURES = [
  /** Exports, shares and destinations of the day. */
  'exports',
  /** Reads and lists in two hours. */
  'readsPeak',
  /** The largest single export or read that states a size. */
  'largest',
  /** Resources never used before: in the day, and in two hours. */
  'fresh',
  'freshPeak',
  /** Data from resources first used within the last week. */
  'novel',
  /** Data through networks, clients and credentials first used within the last two weeks. */
  'youngNetwork',
  'youngClient',
  'youngCredential',
  /** Of an address: accounts that failed to sign in, and that succeeded, in two hours. */
  'failedPeak',
  'succeededPeak',
  /** Shares with outsiders or with anybody. */
  'outside',
  /** Changes of other accounts’ access, and of roles. */
  'granted',
  /** Sign-ins that were refused before one that was not, in the same hour and from the same network. */
  'refused',
] as const;
export type Feature = (typeof FEATURES)[number];
export type Features = Readonly<Record<Feature, number>>;

/** A UTC day of an actor, reduced to what later days are held against. */
export interface Day {
  /** Days since the epoch. */
  readonly day: number;
  /** The score crossed the page line: as evidence of what is normal this day counts for less. */
  readonly flagged: boolean;
  /** People have found it to be malicious: it tells nothing of what is normal. */
  readonly excluded?: true;
  /** It worked as a program, and not as a person; absent where it did not, and where older versions wrote. */
  readonly asProgram?: true;
  readonly totals: Amounts;
  /** Largest amount in any two neighbouring hours of the day. */
  readonly peaks: Amounts;
  readonly features: Features;
  readonly steps: readonly Step[];
  /** What the day's detectors said above their free level: raw decades by detector. */
  readonly loud: Loud;
}

export type Loud = Readonly<Record<string, number>>;

export const NO_FEATURES: Features = {
  exports: 0,
  readsPeak: 0,
  largest: 0,
  fresh: 0,
  freshPeak: 0,
  novel: 0,
  youngNetwork: 0,
  youngClient: 0,
  youngCredential: 0,
  failedPeak: 0,
  succeededPeak: 0,
  outside: 0,
  granted: 0,
  refused: 0,
};
export const NOT_LOUD: Loud = {};

/** What was said of a day, as far as later days need it. */
export interface Said {
  readonly flagged: boolean;
  readonly excluded?: true;
  readonly loud: Loud;
}

export const NOTHING_SAID: Said = { flagged: false, loud: NOT_LOUD };

export function amounts(of: (measure: Measure) => number): Amounts {
  return { records: of('records'), bytes: of('bytes'), unsized: of('unsized') };
}

/** Written out, because it runs for each day of each profile that is read. */
export function features(of: (feature: Feature, at: number) => number): Features {
  return {
    exports: of('exports', 0),
    readsPeak: of('readsPeak', 1),
    largest: of('largest', 2),
    fresh: of('fresh', 3),
    freshPeak: of('freshPeak', 4),
    novel: of('novel', 5),
    youngNetwork: of('youngNetwork', 6),
    youngClient: of('youngClient', 7),
    youngCredential: of('youngCredential', 8),
    failedPeak: of('failedPeak', 9),
    succeededPeak: of('succeededPeak', 10),
    outside: of('outside', 11),
    granted: of('granted', 12),
    refused: of('refused', 13),
  };
}
