import { assess, type Judging } from './assess.ts';
import { sum } from './profile/day.ts';
import { eachFacet, FACETS, type Hour } from './profile/hour.ts';
import type { Profile } from './profile/profile.ts';
import { NOTHING_TOUCHED } from './profile/resources.ts';
import { type Sighting, type Subject, subjectOf } from './profile/subject.ts';

/** What a day would score without what an application took that is new to the account. */
export interface Apart {
  readonly app: string;
  /** Of all that is left, and of that the application is new. */
  readonly score: number;
}

/** So many usual days are as long as a change of the whole organisation is looked for, and then it is an old one. */
const OLD_DAYS = 7;
/** Records, or files, that others may have carried in an hour that is the application's: so much could hide in it. */
const FEW = 100;

/**
 * A program that a whole company takes up (a backup, a notetaker) copies what each account has, and is told once. Whoever steals
 * beside it must not hide behind it: so the day is judged again without the hours of the program, and without nothing else.
 */
export function apartOf(profile: Profile, subject: Subject, judging?: Judging): Apart | undefined {
  const app = newAppOf(subject);
  if (app === undefined) return undefined;
  const hours = new Map(
    [...profile.open.hours].map(([at, hour]) => [at, isOf(app, hour) ? without(hour) : hour]),
  );
  const rest = { ...profile, open: { ...profile.open, hours } };
  return { app, score: assess(subjectOf(rest, subject.day, subject.context), judging).score };
}

/** The one of them that carried most on the day. */
function newAppOf({ facets }: Subject): string | undefined {
  const fresh = facets.app.filter(({ days, carried }) => days < OLD_DAYS && carried > 0);
  return fresh.reduce<Sighting | undefined>(
    (most, one) => (most === undefined || one.carried > most.carried ? one : most),
    undefined,
  )?.value;
}

/** Not every event tells an application, nor every other facet. */
function isOf(app: string, { facets, carried }: Hour): boolean {
  const through = carried.app[facets.app.indexOf(app)] ?? 0;
  const all = Math.max(...FACETS.map((facet) => sum(carried[facet])));
  return through > 0 && all - through <= FEW;
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
