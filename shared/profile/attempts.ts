import type { Operation } from '../ledger.ts';
import { smallest } from './order.ts';
import { countDistinct, type Sample, sampleNames, uniteSamples } from './resources.ts';

/** Of the ledger of an address, in one hour: who tried to sign in from it. */
export interface Attempts {
  /** Distinct accounts that failed, and that succeeded. */
  readonly failed: number;
  readonly succeeded: number;
  /** Accounts that failed and then succeeded, or succeeded while others failed: a few of them. */
  readonly entered: readonly string[];
  /** Those that failed, to be counted once over two hours; absent of none, and where older versions wrote. */
  readonly tried?: Sample;
  /** A few of those that succeeded at any time, where others may have failed in the hour before. */
  readonly signedIn: readonly string[];
}

/** Names that are kept of an hour, and shown of a day. */
const MAX_KEPT = 4;
const MAX_SHOWN = 16;
/** So many are counted exactly over two hours, more by estimate. */
const MAX_TRIED = 16;

/** Whoever failed before he succeeded, or succeeded where others failed, may have been let in by a guess. */
export function attemptsOf(operations: readonly Operation[]): Attempts {
  const logons = operations.filter(({ part }) => part === 'source');
  const failures = logons.filter(({ outcome }) => outcome === 'failure');
  const successes = logons.filter(({ outcome }) => outcome === 'success');
  const namesOf = (some: readonly Operation[]) => new Set(some.map(({ counterpart }) => counterpart));
  const [failed, succeeded] = [namesOf(failures), namesOf(successes)];
  const first = failures[0]?.time ?? Number.POSITIVE_INFINITY;
  return {
    failed: failed.size,
    succeeded: succeeded.size,
    entered: smallest(namesOf(successes.filter(({ time }) => time >= first)), MAX_KEPT),
    ...(failed.size === 0 ? {} : { tried: sampleNames(failed, MAX_TRIED) }),
    signedIn: smallest(succeeded, MAX_KEPT),
  };
}

/** Accounts that failed in one hour or the next, each once. */
export function failedIn(pair: readonly Attempts[]): number {
  const counts = pair.map(({ failed }) => failed);
  const all = counts.reduce((sum, one) => sum + one, 0);
  // As in every hour of an account: only addresses have attempts.
  if (all === 0) return 0;
  const distinct = countDistinct(uniteSamples(pair.flatMap(({ tried = [] }) => tried)));
  return Math.min(all, Math.max(...counts, distinct));
}

/** Accounts that may have been let in by a guess: while others failed, or in the hour after. `pairs`: hours with those before them. */
export function enteredIn(pairs: readonly (readonly Attempts[])[]): string[] {
  const entered = pairs.flatMap((pair) => {
    const [one, before] = pair.toReversed();
    const own = one?.entered ?? [];
    return before !== undefined && before.failed > 0 ? [...own, ...(one?.signedIn ?? [])] : own;
  });
  return [...new Set(entered)].sort().slice(0, MAX_SHOWN);
}

/**
 * Of one account's sign-ins from one network, in order: those that were refused before one was not. One attempt may be logged by
 * several operations; the one that was refused most often counts.
 */
export function refusedIn(logons: readonly Operation[]): number {
  const letIn = logons.findLast(({ outcome }) => outcome === 'success');
  if (letIn === undefined) return 0;
  const refused = new Map<string, number>();
  for (const { operation, outcome, time, weight } of logons)
    if (outcome === 'failure' && time <= letIn.time)
      refused.set(operation, (refused.get(operation) ?? 0) + weight);
  return Math.round(Math.max(0, ...refused.values()));
}
