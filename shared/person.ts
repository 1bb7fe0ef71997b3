import { deflate, inflate } from './deflate.ts';
import type { Mergeable } from './mergeable.ts';
import { STEP_KINDS, type Step } from './profile/steps.ts';

/**
 * The person behind accounts at several vendors, by the e-mail address that they vouch for: what was done to the
 * person's factors, passwords and roles anywhere, and which accounts it concerns.
 */
export interface Person {
  /** `hour kind byOther`. */
  readonly steps: ReadonlySet<string>;
  /** Entities of the accounts. */
  readonly accounts: ReadonlySet<string>;
}

export type PersonFact =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'account'; readonly entity: string };

/** Steps older than this before the newest serve no day that can still change. */
const KEPT_HOURS = 16 * 24;
const MAX_STEPS = 400;
const MAX_ACCOUNTS = 24;

export const NOBODY: Person = { steps: new Set(), accounts: new Set() };

export const person: Mergeable<Person, PersonFact> = {
  empty: NOBODY,
  observe: (state, fact) =>
    limit(
      fact.kind === 'step'
        ? { ...state, steps: new Set([...state.steps, encodeStep(fact.step)]) }
        : { ...state, accounts: new Set([...state.accounts, fact.entity]) },
    ),
  merge: (left, right) =>
    limit({
      steps: new Set([...left.steps, ...right.steps]),
      accounts: new Set([...left.accounts, ...right.accounts]),
    }),
  encode: ({ steps, accounts }) => deflate(JSON.stringify([[...steps].sort(), [...accounts].sort()])),
  decode: (bytes) => {
    // Written by `encode` above and by nothing else.
    const [steps, accounts] = JSON.parse(inflate(bytes)) as [string[], string[]];
    return { steps: new Set(steps), accounts: new Set(accounts) };
  },
  maxBytes: 64_000,
};

/** Same object if all of it was known. */
export function learnAll(state: Person, facts: readonly PersonFact[]): Person {
  const next = facts.reduce(person.observe, state);
  const isSame = next.steps.size === state.steps.size && next.accounts.size === state.accounts.size;
  return isSame &&
    [...next.steps].every((one) => state.steps.has(one)) &&
    [...next.accounts].every((one) => state.accounts.has(one))
    ? state
    : next;
}

/** The person without one account; undefined if there is no other one, and so nobody to know anything of. */
export function withoutAccount(known: Person, entity: string): Person | undefined {
  const accounts = new Set([...known.accounts].filter((one) => one !== entity));
  return accounts.size === 0 ? undefined : { ...known, accounts };
}

export function stepsOfPerson({ steps }: Person): Step[] {
  return [...steps].map(decodeStep);
}

/** The newest stay: what is cut off now would be cut off of any larger set as well. */
function limit({ steps, accounts }: Person): Person {
  const ordered = [...steps].sort();
  const newest = Number(ordered.at(-1)?.split(' ')[0] ?? 0);
  return {
    steps: new Set(
      ordered.filter((one) => Number(one.split(' ')[0]) > newest - KEPT_HOURS).slice(-MAX_STEPS),
    ),
    accounts: accounts.size <= MAX_ACCOUNTS ? accounts : new Set([...accounts].sort().slice(0, MAX_ACCOUNTS)),
  };
}

/** Hours padded, so that the order of the texts is that of the time. */
function encodeStep({ hour, kind, byOther }: Step): string {
  return `${String(hour).padStart(8, '0')} ${STEP_KINDS.indexOf(kind)} ${byOther ? 1 : 0}`;
}

function decodeStep(text: string): Step {
  const [hour, kind, byOther] = text.split(' ');
  return { hour: Number(hour), kind: STEP_KINDS[Number(kind)] ?? 'credential', byOther: byOther === '1' };
}
