import { type AccessChange, decodeChange, encodeChange, fewChanges } from './access-change.ts';
import { deflate, inflate } from './deflate.ts';
import type { Mergeable } from './mergeable.ts';
import { STEP_KINDS, type Step } from './profile/steps.ts';
import { dayOf, hourOf, MINUTE_MS } from './time.ts';

/**
 * The person behind accounts at several vendors, by the e-mail address that they vouch for: what was done to the
 * person's factors, passwords and roles anywhere, when the second factor was refused, when an account was taken away, and
 * which accounts it concerns.
 */
export interface Person {
  /** `hour kind byOther`. */
  readonly steps: ReadonlySet<string>;
  /** Who made those that somebody else made, each as `encodeChange` writes it. */
  readonly changes: ReadonlySet<string>;
  /** Entities of the accounts. */
  readonly accounts: ReadonlySet<string>;
  /** `minute network`. */
  readonly refusals: ReadonlySet<string>;
  /** `minute closed vendor`. */
  readonly closures: ReadonlySet<string>;
}

/** An account of the person was deactivated, suspended or deleted at a vendor, or made or given back. */
export interface Closure {
  /** Since the epoch. */
  readonly minute: number;
  readonly closed: boolean;
  readonly vendor: string;
}

/** A second factor of the person was refused: within a minute since the epoch, asked for from a network. */
export interface Refusal {
  readonly minute: number;
  readonly network: string;
}

export type PersonFact =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'change'; readonly change: AccessChange }
  | { readonly kind: 'account'; readonly entity: string }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | { readonly kind: 'closure'; readonly closure: Closure };

/** Steps older than this before the newest serve no day that can still change. */
const KEPT_DAYS = 16;
const KEPT_HOURS = KEPT_DAYS * 24;
const MAX_STEPS = 400;
const MAX_ACCOUNTS = 24;
/** So many minutes and networks that a few hours of refusals do not push out those of the day. */
const MAX_REFUSALS = 256;
/** For as long as whoever has left is looked for, and days that can still change. */
export const GONE_DAYS = 90;
const CLOSURE_MINUTES = (GONE_DAYS + KEPT_DAYS) * 24 * 60;
/** Of each vendor: what one says again and again must not push out what the directory has said once. */
const MAX_CLOSURES = 16;

export const NOBODY: Person = {
  steps: new Set(),
  changes: new Set(),
  accounts: new Set(),
  refusals: new Set(),
  closures: new Set(),
};

export const person: Mergeable<Person, PersonFact> = {
  empty: NOBODY,
  observe: (state, fact) => limit(withFact(state, fact)),
  merge: (left, right) =>
    limit({
      steps: new Set([...left.steps, ...right.steps]),
      changes: new Set([...left.changes, ...right.changes]),
      accounts: new Set([...left.accounts, ...right.accounts]),
      refusals: new Set([...left.refusals, ...right.refusals]),
      closures: new Set([...left.closures, ...right.closures]),
    }),
  encode: ({ steps, changes, accounts, refusals, closures }) =>
    deflate(
      JSON.stringify([
        [...steps].sort(),
        [...accounts].sort(),
        // Most people have none, and theirs stays as it was.
        ...(changes.size + refusals.size + closures.size === 0 ? [] : [[...changes].sort()]),
        ...(refusals.size + closures.size === 0 ? [] : [[...refusals].sort()]),
        ...(closures.size === 0 ? [] : [[...closures].sort()]),
      ]),
    ),
  decode: (bytes) => {
    // Written by `encode` above and by nothing else.
    const [steps, accounts, changes, refusals, closures] = JSON.parse(inflate(bytes)) as [
      string[],
      string[],
      string[]?,
      string[]?,
      string[]?,
    ];
    return {
      steps: new Set(steps),
      changes: new Set(changes),
      accounts: new Set(accounts),
      refusals: new Set(refusals),
      closures: new Set(closures),
    };
  },
  maxBytes: 300_000,
};

function withFact(state: Person, fact: PersonFact): Person {
  switch (fact.kind) {
    case 'step':
      return { ...state, steps: new Set([...state.steps, encodeStep(fact.step)]) };
    case 'change':
      return { ...state, changes: new Set([...state.changes, encodeChange(fact.change)]) };
    case 'account':
      return { ...state, accounts: new Set([...state.accounts, fact.entity]) };
    case 'refusal':
      return { ...state, refusals: new Set([...state.refusals, encodeRefusal(fact.refusal)]) };
    case 'closure':
      return { ...state, closures: new Set([...state.closures, encodeClosure(fact.closure)]) };
  }
}

/** Same object if all of it was known. */
export function learnAll(state: Person, facts: readonly PersonFact[]): Person {
  const next = facts.length === 0 ? state : limit(facts.reduce(withFact, state));
  const isSame = (['steps', 'changes', 'accounts', 'refusals', 'closures'] as const).every(
    (part) => next[part].size === state[part].size && [...next[part]].every((one) => state[part].has(one)),
  );
  return isSame ? state : next;
}

/** The person without one account; undefined if there is no other one, and so nobody to know anything of. */
export function withoutAccount(known: Person, entity: string): Person | undefined {
  const accounts = new Set([...known.accounts].filter((one) => one !== entity));
  return accounts.size === 0 ? undefined : { ...known, accounts };
}

export function stepsOfPerson({ steps }: Person): Step[] {
  return [...steps].map(decodeStep);
}

export function refusalsOfPerson({ refusals }: Person): Refusal[] {
  return [...refusals].map(decodeRefusal);
}

export function closuresOfPerson({ closures }: Person): Closure[] {
  return [...closures].map(decodeClosure);
}

/** Since the epoch. */
export function hourOfMinute({ minute }: Refusal | Closure): number {
  return hourOf(minute * MINUTE_MS);
}

export function changesOfPerson({ changes }: Person): AccessChange[] {
  return [...changes].map(decodeChange);
}

/** The newest stay: what is cut off now would be cut off of any larger set as well. */
function limit({ steps, changes, accounts, refusals, closures }: Person): Person {
  const ordered = [...steps].sort();
  const newest = Number(ordered.at(-1)?.split(' ')[0] ?? 0);
  return {
    steps: new Set(
      ordered.filter((one) => Number(one.split(' ')[0]) > newest - KEPT_HOURS).slice(-MAX_STEPS),
    ),
    changes: changes.size === 0 ? changes : fewChanges(changes, newestDayOf(changes), KEPT_DAYS),
    accounts: fewAccounts(accounts),
    refusals: newestOf(refusals, KEPT_HOURS * 60, MAX_REFUSALS),
    closures: fewClosures(closures),
  };
}

/** The first of each vendor, then the second of each: a crowd of test accounts at one, `mara+17@example.com`, pushes no other out. */
function fewAccounts(all: ReadonlySet<string>): ReadonlySet<string> {
  if (all.size <= MAX_ACCOUNTS) return all;
  const ofVendors = Map.groupBy([...all].sort(), (one) => one.split('/', 2).join('/')).values();
  const inTurn = [...ofVendors].flatMap((some) => some.map((entity, turn) => ({ entity, turn })));
  return new Set(
    inTurn
      .sort((a, b) => a.turn - b.turn)
      .slice(0, MAX_ACCOUNTS)
      .map(({ entity }) => entity),
  );
}

/** By the changes alone: which of them stay must not depend on what else is known. */
function newestDayOf(changes: ReadonlySet<string>): number {
  return Math.max(...[...changes].map((one) => dayOf(decodeChange(one).time)));
}

/** Of texts that begin with their minute, by them alone. */
function newestOf(all: ReadonlySet<string>, keptMinutes: number, most: number): ReadonlySet<string> {
  if (all.size === 0) return all;
  const ordered = [...all].sort();
  const minuteOf = (one: string) => Number(one.slice(0, MINUTE_DIGITS));
  const newest = minuteOf(ordered.at(-1) ?? '');
  return new Set(ordered.filter((one) => minuteOf(one) > newest - keptMinutes).slice(-most));
}

function fewClosures(all: ReadonlySet<string>): ReadonlySet<string> {
  if (all.size === 0) return all;
  const recent = newestOf(all, CLOSURE_MINUTES, Number.POSITIVE_INFINITY);
  const ofVendors = Map.groupBy(recent, (one) => decodeClosure(one).vendor).values();
  return new Set([...ofVendors].flatMap((some) => some.sort().slice(-MAX_CLOSURES)).sort());
}

/** Padded, so that the order of the texts is that of the time. */
function encodeMinute(minute: number): string {
  return String(minute).padStart(MINUTE_DIGITS, '0');
}

const MINUTE_DIGITS = 9;

function encodeRefusal({ minute, network }: Refusal): string {
  return `${encodeMinute(minute)} ${network}`;
}

function encodeClosure({ minute, closed, vendor }: Closure): string {
  return `${encodeMinute(minute)} ${closed ? 1 : 0} ${vendor}`;
}

function decodeClosure(text: string): Closure {
  const [minute, closed, vendor = ''] = text.split(' ');
  return { minute: Number(minute), closed: closed === '1', vendor };
}

function decodeRefusal(text: string): Refusal {
  const at = text.indexOf(' ');
  return { minute: Number(text.slice(0, at)), network: text.slice(at + 1) };
}

/** Hours padded, so that the order of the texts is that of the time. */
function encodeStep({ hour, kind, byOther }: Step): string {
  return `${String(hour).padStart(8, '0')} ${STEP_KINDS.indexOf(kind)} ${byOther ? 1 : 0}`;
}

function decodeStep(text: string): Step {
  const [hour, kind, byOther] = text.split(' ');
  return { hour: Number(hour), kind: STEP_KINDS[Number(kind)] ?? 'credential', byOther: byOther === '1' };
}
