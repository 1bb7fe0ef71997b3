import { assess, type Judging } from './assess.ts';
import { activeOn, HOURS_PER_DAY } from './profile/active.ts';
import { bitsOf } from './profile/base.ts';
import { eachFacet, FACETS, type Hour } from './profile/hour.ts';
import { foldThrough, type Profile } from './profile/profile.ts';
import { NOTHING_TOUCHED } from './profile/resources.ts';
import { type Sighting, type Subject, subjectOf, WEEK_DAYS, withoutDays } from './profile/subject.ts';
import { sum } from './statistics.ts';
import type { RecordUnit } from './vendors/vendor.ts';

/** What a day would score without what an application took that is new to the account. */
export interface Apart {
  readonly app: string;
  /** Of all that is left, and of that the application is new. */
  readonly score: number;
  /**
   * New networks that hardly anybody else is known to come from, where what the application took left by them; absent where
   * there are none. A program of the whole company comes to all from one network; who comes through it from elsewhere is
   * somebody else, and what he takes is no copy of the program's.
   */
  readonly networks?: readonly string[];
}

/** So many usual days are as long as a change of the whole organisation is looked for, and then it is an old one. */
const OLD_DAYS = 7;
/** On fewer of them a network is new, as for every detector. */
const NEW_DAYS = 3;
/** Share of the other accounts from which on a network is no secret of one. */
const SHARED = 0.05;
const MAX_NETWORKS = 8;
/** Records, or files, that others may have carried on a day in hours that are the application's: so much could hide in them. */
const FEW: Readonly<Record<RecordUnit, number>> = { rows: 100, objects: 10 };

/**
 * A program that a whole company takes up (a backup, a notetaker) copies what each account has, and is told once. Whoever steals
 * beside it must not hide behind it: so the day is judged again without the hours of the program, and with all else. Of the days
 * of the week before on which the program was there only what was said of them counts: their hours may be gone when this day is
 * judged again, and each was judged so on its own.
 */
export function apartOf(profile: Profile, subject: Subject, judging?: Judging): Apart | undefined {
  const app = newAppOf(subject);
  if (app === undefined) return undefined;
  const { day, context } = subject;
  const few = FEW[context.counts];
  const today = activeOn(profile.open.hours, day);
  const own = today.filter(([, hour]) => isOf(app, hour, few));
  if (sum(own.map(([, hour]) => besides(app, hour))) > few) return undefined;
  const hours = new Map(profile.open.hours);
  for (const [at, hour] of own) hours.set(day * HOURS_PER_DAY + at, without(hour));
  const rest = subjectOf({ ...profile, open: { ...profile.open, hours } }, day, context);
  const networks = ownNetworks(
    subject,
    own.map(([, hour]) => hour),
    few,
  );
  return {
    app,
    score: assess(withoutDays(rest, daysOf(app, profile, day)), judging).score,
    ...(networks.length > 0 ? { networks } : {}),
  };
}

function ownNetworks({ facets, context }: Subject, hours: readonly Hour[], few: number): string[] {
  const left = facets.network
    .filter(({ value, days }) => days < NEW_DAYS && context.popularity('network', value) < SHARED)
    .map(({ value }) => ({
      value,
      amount: sum(hours.map((hour) => hour.carried.network[hour.facets.network.indexOf(value)] ?? 0)),
    }))
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount || (a.value < b.value ? -1 : 1));
  if (sum(left.map(({ amount }) => amount)) <= few) return [];
  return left.slice(0, MAX_NETWORKS).map(({ value }) => value);
}

/** Of the week before. */
function daysOf(app: string, profile: Profile, day: number): ReadonlySet<number> {
  const past = foldThrough(profile, day - 1);
  const seen = past.seen.app.get(app) ?? 0n;
  const week = Array.from({ length: WEEK_DAYS - 1 }, (_, i) => day - 1 - i);
  return new Set(week.filter((one) => (seen & bitsOf(past, one, one)) !== 0n));
}

/** The one of them that carried most on the day. */
function newAppOf({ facets }: Subject): string | undefined {
  const fresh = facets.app.filter(({ days, carried }) => days < OLD_DAYS && carried > 0);
  return fresh.reduce<Sighting | undefined>(
    (most, one) => (most === undefined || one.carried > most.carried ? one : most),
    undefined,
  )?.value;
}

function isOf(app: string, hour: Hour, few: number): boolean {
  return through(app, hour) > 0 && besides(app, hour) <= few;
}

function through(app: string, { facets, carried }: Hour): number {
  return carried.app[facets.app.indexOf(app)] ?? 0;
}

/** Not every event tells an application, nor every other facet. */
function besides(app: string, hour: Hour): number {
  return Math.max(...FACETS.map((facet) => sum(hour.carried[facet]))) - through(app, hour);
}

/** Who was there, from where and with what stays, and what was shared, changed, refused or matched by a rule. */
function without(hour: Hour): Hour {
  return {
    ...hour,
    exports: 0,
    reads: 0,
    unsized: 0,
    records: 0,
    bytes: 0,
    largest: 0,
    carried: eachFacet((facet) => hour.carried[facet].map(() => 0)),
    resources: NOTHING_TOUCHED,
  };
}
