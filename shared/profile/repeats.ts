import { classOf } from '../context.ts';
import type { Operation } from '../ledger.ts';
import { isUnsized } from '../reading.ts';

/**
 * A program that gets no answer, or a cut one, asks again at once and goes on asking: what it asks for in the same words
 * and from the same place within so many minutes is one export. A person who exports a project ten times takes ten
 * months of it.
 */
export const AGAIN_MINUTES = 10;

/** Of what a program asked for again only once; of a sample that which stands for most. */
export function withoutRepeats(operations: readonly Operation[]): Operation[] {
  const kept = new Map<string, Operation>();
  for (const one of operations) {
    const key = isRepeatable(one) ? requestOf(one) : one.uid;
    const same = kept.get(key);
    if (same === undefined || same.weight < one.weight) kept.set(key, one);
  }
  return [...kept.values()];
}

/** What states a size has told what it took, and where no resource is named nothing tells that it is the same one. */
function isRepeatable(one: Operation): boolean {
  return (
    one.kind === 'export' && isUnsized(one) && one.datasets.length > 0 && classOf(one.actorType) === 'service'
  );
}

function requestOf({ time, operation, datasets, network, client, app, credential }: Operation): string {
  const window = Math.floor(time / (AGAIN_MINUTES * 60_000));
  return JSON.stringify([window, operation, datasets, network, client, app, credential]);
}
