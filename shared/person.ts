import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Habits } from './context.ts';
import type { Mergeable } from './mergeable.ts';
import { type Facet, shownBy } from './profile/hour.ts';
import { hashOf } from './profile/resources.ts';
import { STEP_KINDS, type Step } from './profile/steps.ts';
import { LAG_DAYS, WINDOW_DAYS } from './profile/subject.ts';
import type { Reading } from './reading.ts';
import { dayOf } from './time.ts';

/**
 * The person behind accounts at several vendors, by the e-mail address that they vouch for: what was done to the
 * person's factors, passwords and roles anywhere, which accounts it concerns, and where and with what the person
 * works: an account that is hardly used has no habits of its own, its owner has.
 */
export interface Person {
  /** `hour kind byOther`. */
  readonly steps: ReadonlySet<string>;
  /** Entities of the accounts. */
  readonly accounts: ReadonlySet<string>;
  /** `facet value` to the days, since the epoch, on which the person used it, at any vendor. */
  readonly uses: ReadonlyMap<string, ReadonlySet<number>>;
}

export type PersonFact =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'account'; readonly entity: string }
  | { readonly kind: 'use'; readonly use: PersonUse };

/** A value that the person used on a day. */
export interface PersonUse {
  readonly day: number;
  readonly facet: PersonFacet;
  readonly value: string;
}

/** What is the same at every vendor; each names clients, applications and credentials in its own way. */
export const PERSON_FACETS = ['network', 'country'] as const satisfies readonly Facet[];
export type PersonFacet = (typeof PERSON_FACETS)[number];

/** Steps older than this before the newest serve no day that can still change. */
const KEPT_HOURS = 16 * 24;
const MAX_STEPS = 400;
const MAX_ACCOUNTS = 24;
/** The window of a day that comes late by as much as one may. */
const KEPT_DAYS = LAG_DAYS + WINDOW_DAYS + 8;
/** Values of one facet and day: those with the smallest hashes. */
const MAX_VALUES = 4;

export const NOBODY: Person = { steps: new Set(), accounts: new Set(), uses: new Map() };

export const person: Mergeable<Person, PersonFact> = {
  empty: NOBODY,
  observe: (state, fact) => learnAll(state, [fact]),
  merge: (left, right) =>
    limit({
      steps: new Set([...left.steps, ...right.steps]),
      accounts: new Set([...left.accounts, ...right.accounts]),
      uses: withUses(left.uses, usesOf(right)),
    }),
  encode: ({ steps, accounts, uses }) =>
    deflateRawSync(
      JSON.stringify([
        [...steps].sort(),
        [...accounts].sort(),
        [...uses].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, days]) => [name, ...gaps(days)]),
      ]),
    ),
  decode: (bytes) => {
    // Written by `encode` above and by nothing else; items of before people had uses have two parts.
    const [steps, accounts, uses = []] = JSON.parse(inflateRawSync(bytes).toString()) as [
      string[],
      string[],
      [string, ...number[]][]?,
    ];
    return {
      steps: new Set(steps),
      accounts: new Set(accounts),
      uses: new Map(uses.map(([name, ...days]) => [name, ungapped(days)])),
    };
  },
  maxBytes: 128_000,
};

/** Same object if all of it was known. */
export function learnAll(state: Person, facts: readonly PersonFact[]): Person {
  const uses = facts.flatMap((fact) => (fact.kind === 'use' ? fact.use : []));
  const next = limit({
    steps: new Set([
      ...state.steps,
      ...facts.flatMap((one) => (one.kind === 'step' ? encodeStep(one.step) : [])),
    ]),
    accounts: new Set([
      ...state.accounts,
      ...facts.flatMap((one) => (one.kind === 'account' ? one.entity : [])),
    ]),
    uses: withUses(state.uses, uses),
  });
  return isEqual(next, state) ? state : next;
}

function isEqual(one: Person, other: Person): boolean {
  const isSame = <Item>(left: ReadonlySet<Item>, right: ReadonlySet<Item>) =>
    left.size === right.size && [...left].every((item) => right.has(item));
  return (
    isSame(one.steps, other.steps) &&
    isSame(one.accounts, other.accounts) &&
    one.uses.size === other.uses.size &&
    [...one.uses].every(([name, days]) => isSame(days, other.uses.get(name) ?? new Set()))
  );
}

/** The person without one account; undefined if there is no other one, and so nobody to know anything of. */
export function withoutAccount(known: Person, entity: string): Person | undefined {
  const accounts = new Set([...known.accounts].filter((one) => one !== entity));
  return accounts.size === 0 ? undefined : { ...known, accounts };
}

export function stepsOfPerson({ steps }: Person): Step[] {
  return [...steps].map(decodeStep);
}

/** What readings show of the person behind their account. */
export function usesIn(readings: readonly Reading[]): PersonUse[] {
  const found = new Map<string, PersonUse>();
  for (const reading of readings) {
    const values = shownBy(reading);
    if (values === undefined) continue;
    const day = dayOf(reading.time);
    for (const facet of PERSON_FACETS)
      if (values[facet] !== '')
        found.set(`${day} ${nameOf(facet, values[facet])}`, { day, facet, value: values[facet] });
  }
  return [...found.values()];
}

export function knowsUse({ uses }: Person, { day, facet, value }: PersonUse): boolean {
  return uses.get(nameOf(facet, value))?.has(day) ?? false;
}

/** On how many days of the window that judging a day looks at the people used what, by facet and value. */
export function habitsOf(people: readonly Person[], day: number): Habits {
  const isHistory = (one: number) => one >= day - WINDOW_DAYS && one <= day - LAG_DAYS;
  const found = Object.fromEntries(
    PERSON_FACETS.map((facet) => [facet, new Map<string, Set<number>>()]),
  ) as Record<PersonFacet, Map<string, Set<number>>>;
  const uses = people.flatMap(usesOf).filter((one) => isHistory(one.day));
  for (const use of uses) {
    const days = found[use.facet].get(use.value) ?? new Set();
    found[use.facet].set(use.value, days.add(use.day));
  }
  return {
    ...(uses.length === 0 ? {} : { firstDay: uses.reduce((first, one) => Math.min(first, one.day), day) }),
    days: (facet) =>
      new Map([...(found[facet as PersonFacet] ?? [])].map(([value, days]) => [value, days.size])),
    observedDays: (facet) =>
      new Set([...(found[facet as PersonFacet]?.values() ?? [])].flatMap((days) => [...days])).size,
  };
}

export function usesOf({ uses }: Person): PersonUse[] {
  return [...uses].flatMap(([name, days]) => {
    const at = name.indexOf(' ');
    const [facet, value] = [name.slice(0, at) as PersonFacet, name.slice(at + 1)];
    return [...days].map((day) => ({ day, facet, value }));
  });
}

function nameOf(facet: PersonFacet, value: string): string {
  return `${facet} ${value}`;
}

function withUses(uses: Person['uses'], more: readonly PersonUse[]): Person['uses'] {
  const all = new Map(uses);
  for (const { facet, value, day } of more) {
    const name = nameOf(facet, value);
    const days = all.get(name);
    if (!days?.has(day)) all.set(name, new Set(days).add(day));
  }
  return all;
}

/** First day, then how many days after the one before. */
function gaps(days: ReadonlySet<number>): number[] {
  return [...days].sort((a, b) => a - b).map((day, at, all) => day - (all[at - 1] ?? 0));
}

function ungapped(days: readonly number[]): Set<number> {
  let day = 0;
  return new Set(days.map((gap) => (day += gap)));
}

/** The newest stay: what is cut off now would be cut off of any larger set as well. */
function limit({ steps, accounts, uses }: Person): Person {
  const ordered = [...steps].sort();
  const newest = Number(ordered.at(-1)?.split(' ')[0] ?? 0);
  return {
    steps: new Set(
      ordered.filter((one) => Number(one.split(' ')[0]) > newest - KEPT_HOURS).slice(-MAX_STEPS),
    ),
    accounts: accounts.size <= MAX_ACCOUNTS ? accounts : new Set([...accounts].sort().slice(0, MAX_ACCOUNTS)),
    uses: fewUses(uses),
  };
}

function fewUses(uses: Person['uses']): Person['uses'] {
  const all = usesOf({ ...NOBODY, uses });
  const newest = all.reduce((latest, { day }) => Math.max(latest, day), 0);
  const kept = [
    ...Map.groupBy(
      all.filter(({ day }) => day > newest - KEPT_DAYS),
      ({ day, facet }) => `${day} ${facet}`,
    ).values(),
  ];
  if (kept.every((own) => own.length <= MAX_VALUES) && kept.flat().length === all.length) return uses;
  return withUses(new Map(), kept.flatMap(fewValues));
}

function fewValues(own: readonly PersonUse[]): readonly PersonUse[] {
  if (own.length <= MAX_VALUES) return own;
  const rank = ({ value }: PersonUse) => hashOf(value);
  return own.toSorted((a, b) => rank(a) - rank(b) || (a.value < b.value ? -1 : 1)).slice(0, MAX_VALUES);
}

/** Hours padded, so that the order of the texts is that of the time. */
function encodeStep({ hour, kind, byOther }: Step): string {
  return `${String(hour).padStart(8, '0')} ${STEP_KINDS.indexOf(kind)} ${byOther ? 1 : 0}`;
}

function decodeStep(text: string): Step {
  const [hour, kind, byOther] = text.split(' ');
  return { hour: Number(hour), kind: STEP_KINDS[Number(kind)] ?? 'credential', byOther: byOther === '1' };
}
