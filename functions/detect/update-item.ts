import type { Mergeable } from '../../shared/mergeable.ts';
import { itemKey, type StateKey, type StateStore } from '../ports/state.ts';

/** More lost races than this in a row, and the records are left for the mapping's own retry. */
export const MAX_ATTEMPTS = 12;

/** Another writer was always faster: worth a retry by the mapping. */
export class LostRaceError extends Error {
  override readonly name = 'LostRaceError';
  readonly $retryable = {};

  constructor(what: string, attempts = MAX_ATTEMPTS) {
    super(`${what} changed ${attempts} times while it was being updated.`);
  }
}

type State<Value> = Pick<Mergeable<Value, never>, 'empty' | 'encode' | 'decode'>;

/**
 * Optimistic: whoever loses a race begins again with the read. Gives what stands then; where `change` gives back what it
 * was given nothing is written. `expires`: epoch seconds; no earlier than the item would have.
 */
export async function updateItem<Value>(
  store: StateStore,
  key: StateKey,
  { empty, encode, decode }: State<Value>,
  change: (old: Value) => Value,
  { expires, attempts = MAX_ATTEMPTS }: { readonly expires: number; readonly attempts?: number },
): Promise<Value> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const stored = (await store.read([key])).get(itemKey(key));
    const old = stored === undefined ? empty : decode(stored.bytes);
    const next = change(old);
    if (next === old) return old;
    const version = stored?.version ?? 0;
    const kept = Math.max(expires, stored?.expires ?? 0);
    if (await store.write({ ...key, version: version + 1, bytes: encode(next), expires: kept }, version))
      return next;
  }
  throw new LostRaceError(`The item ${itemKey(key)}`, attempts);
}
