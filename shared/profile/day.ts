import { classOf } from '../context.ts';
import { type Active, activeOn, type Hours, hoursIn, pairsOf, typeIn } from './active.ts';
import { enteredIn, failedIn } from './attempts.ts';
import type { Base } from './base.ts';
import { doubtedOn } from './doubted.ts';
import type { Facet, Hour } from './hour.ts';
import { countFresh, novelAmount, type Touched, unite } from './resources.ts';
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

/** Days for which a resource, and for which a network, client or credential, counts as new. */
const NOVEL_DAYS = 7;
export const YOUNG_DAYS = 14;
/** In days of age: what went through a value of yesterday counts in full, of last week for less than half. */
const YOUNG_HALF_LIFE_DAYS = 5;

/** What was said of a day, as far as later days need it. */
export interface Said {
  readonly flagged: boolean;
  readonly excluded?: true;
  readonly loud: Loud;
}

export const NOTHING_SAID: Said = { flagged: false, loud: NOT_LOUD };

/** `past`: the days before it, against which something is new. */
export function reduceDay(hours: Hours, day: number, said: Said, past: Base): Day {
  const active = activeOn(hours, day);
  return reduce(active, day, said, past, touchedOf(hoursIn(active)));
}

/** `touched`: by all of its active hours. */
export function reduce(
  active: Active,
  day: number,
  { flagged, excluded, loud }: Said,
  past: Base,
  touched: Touched,
): Day {
  const all = hoursIn(active);
  const pairs = pairsOf(active);
  const isDoubted = doubtedOn(past, day);
  const young = (facet: Facet) =>
    youngAmount(all, facet, (value) =>
      isDoubted(facet, value) ? 0 : day - (past.first[facet].get(value) ?? day),
    );
  return {
    day,
    flagged,
    ...(excluded ? { excluded } : {}),
    ...(classOf(typeIn(all)) === 'service' ? { asProgram: true } : {}),
    totals: amounts((measure) => total(all, (hour) => hour[measure])),
    peaks: amounts((measure) => peak(pairs, (hour) => hour[measure])),
    features: {
      exports: total(all, ({ exports }) => exports),
      readsPeak: peak(pairs, ({ reads }) => reads),
      largest: Math.max(0, ...all.map(({ largest }) => largest)),
      fresh: countFresh([touched], past.known),
      freshPeak: Math.max(
        0,
        ...pairs.map((pair) =>
          countFresh(
            pair.map(({ resources }) => resources),
            past.known,
          ),
        ),
      ),
      novel: Math.round(novelAmount(touched, past.known, day - NOVEL_DAYS + 1)),
      youngNetwork: young('network'),
      youngClient: young('client'),
      youngCredential: young('credential'),
      failedPeak: Math.max(0, ...pairs.map((pair) => failedIn(attemptsIn(pair)))),
      succeededPeak: peak(pairs, ({ attempts }) => attempts.succeeded),
      outside: total(all, ({ outside }) => outside),
      granted: total(all, ({ granted }) => sum(granted)),
      refused: total(all, ({ refused }) => sum(refused)),
    },
    steps: all.flatMap(({ steps }) => steps),
    loud,
  };
}

/** Of an address: accounts that got in on the day where others had failed. */
export function enteredOn(hours: Hours, day: number): string[] {
  return enteredIn(pairsOf(activeOn(hours, day)).map(attemptsIn));
}

const attemptsIn = (pair: readonly Hour[]) => pair.map(({ attempts }) => attempts);

function total(hours: readonly Hour[], of: (hour: Hour) => number): number {
  let amount = 0;
  for (const hour of hours) amount += of(hour);
  return amount;
}

function peak(pairs: readonly (readonly Hour[])[], of: (hour: Hour) => number): number {
  let most = 0;
  for (const pair of pairs) most = Math.max(most, total(pair, of));
  return most;
}

export function touchedOf(hours: readonly Hour[]): Touched {
  return unite(hours.map(({ resources }) => resources));
}

function youngAmount(hours: readonly Hour[], facet: Facet, ageOf: (value: string) => number): number {
  let amount = 0;
  for (const { facets, carried } of hours)
    for (let at = 0; at < facets[facet].length; at++) {
      const through = carried[facet][at] ?? 0;
      // What carried nothing adds nothing, however young it is.
      if (through === 0) continue;
      const age = ageOf(facets[facet][at] ?? '');
      if (age < YOUNG_DAYS) amount += through * 0.5 ** (age / YOUNG_HALF_LIFE_DAYS);
    }
  return Math.round(amount);
}

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

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
