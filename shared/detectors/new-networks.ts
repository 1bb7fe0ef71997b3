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

/**
 * None where fewer than `leastDays` are known. Of an account of a day or two only what is new today: by then no network has
 * been seen for longer.
 */
export function newNetworks(
  subject: Subject,
  countOf: (network: string) => number,
  leastDays = MIN_DAYS,
): NewNetworks {
  const { facets, observedDays } = subject;
  const newDays = observedDays.network < MIN_DAYS ? 1 : MIN_DAYS;
  const networks =
    observedDays.network < leastDays
      ? []
      : facets.network.filter(({ value, seenDays }) => seenDays < newDays && countOf(value) > 0);
  const count = networks.reduce((sum, { value }) => sum + countOf(value), 0);
  const strange = networks.reduce(
    (sum, { value }) => sum + countOf(value) * (1 - ordinariness(subject, 'network', value)),
    0,
  );
  return { networks, count, strange };
}
