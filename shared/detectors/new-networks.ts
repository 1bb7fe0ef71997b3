import type { Sighting, Subject } from '../profile/subject.ts';
import { ordinariness } from './context-novelty.ts';
import { MIN_DAYS } from './novelty.ts';

/** Of something that is counted by network, what came through those that the account does not use. */
export interface NewNetworks {
  readonly networks: readonly Sighting[];
  readonly count: number;
  /** Without what came through networks of colleagues: they are no strange place, and take nothing from the rest. */
  readonly strange: number;
}

/** None where too few days are known. */
export function newNetworks(subject: Subject, countOf: (network: string) => number): NewNetworks {
  const { facets, observedDays } = subject;
  const networks =
    observedDays.network < MIN_DAYS
      ? []
      : facets.network.filter(({ value, seenDays }) => seenDays < MIN_DAYS && countOf(value) > 0);
  const count = networks.reduce((sum, { value }) => sum + countOf(value), 0);
  const strange = networks.reduce(
    (sum, { value }) => sum + countOf(value) * (1 - ordinariness(subject, 'network', value)),
    0,
  );
  return { networks, count, strange };
}
