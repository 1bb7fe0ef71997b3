import type { AccessChange } from './access-change.ts';
import type { Closure, Refusal } from './person.ts';
import type { Facet } from './profile/hour.ts';
import type { Step } from './profile/steps.ts';
import type { Contract, Listed } from './settings/contract.ts';
import { type Nouns, RECORDS } from './vendors/nouns.ts';
import type { RecordUnit } from './vendors/vendor.ts';

/**
 * What is known beside an actor's own profile when one of its days is judged. All of it is final or versioned for
 * that day, so that judging the day again gives the same answer.
 */
export interface Context {
  /** Share of the organisation's accounts that used a value, by tables of eight days ago and earlier; 0 to 1. */
  popularity(facet: Facet, value: string): number;
  /** The same of people alone, for days of a person; absent where it makes no difference. */
  readonly amongPeople?: Context['popularity'];
  /** How much is found of the organisation's other accounts, by the same tables. */
  noise(): Watched;
  /** Whether the vendor's operation takes records in bulk and states no size. */
  isBulk(operation: string): boolean;
  /** Whether the vendor's operation opens a standing export of raw data. */
  isStanding(operation: string): boolean;
  /** What the vendor's records are. */
  readonly counts: RecordUnit;
  /** What they are called, where a detector speaks of them. */
  readonly nouns: Nouns;
  /** Steps of the person behind the account, at any vendor. */
  readonly personSteps: readonly Step[];
  /** Second factors of the person that were refused, at any vendor; absent where there are none. */
  readonly personRefusals?: readonly Refusal[];
  /** When accounts of the person were taken away or given back, at any vendor; absent where there are none. */
  readonly personClosures?: readonly Closure[];
  /** Who made those that somebody else made, for people to read: no detector asks. */
  readonly personChanges?: readonly AccessChange[];
  /** What the owner says a service account or integration does; leaving it needs no learning to be found. */
  readonly contract?: Expected;
  /** What people have decided about the day: a benign one is learnt from whatever it scored, a malicious one never. */
  readonly verdict?: 'benign' | 'malicious';
}

/** How much is found in an organisation, of accounts other than the one that is judged. */
export interface Noise {
  /** How long they have been seen, from the first day in each table. */
  readonly accountWeeks: number;
  /** Accounts with a finding, once in each table of four weeks. */
  readonly found: number;
}

export interface Watched extends Noise {
  /** Since anybody was first seen, and as far back as the tables reach: some two months. */
  readonly days: number;
}

/** The part of a contract that a profile can be held against. */
export type Expected = Pick<Contract, Listed | 'hoursUtc' | 'dailyRecords'>;

export const NO_CONTEXT: Context = {
  popularity: () => 0,
  noise: () => ({ accountWeeks: 0, days: 0, found: 0 }),
  isBulk: () => false,
  isStanding: () => false,
  counts: 'rows',
  nouns: RECORDS,
  personSteps: [],
};
