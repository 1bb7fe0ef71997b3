import { itemKey, type StateItem, type StateKey, type StateStore } from './state.ts';

/** Parts that are named by their content: whoever knows the name knows what is in it. */
const IMMUTABLE = /^(?:base|segment)#/;

/** Of the bytes alone; a function has many times that. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Remembers between batches what can never change, so that it is read once. Nothing else may be taken from memory instead
 * of the table: another process can have written it since. What was removed meanwhile is not missed: nothing that stands
 * refers to it.
 */
export function rememberImmutable<Store extends StateStore>(store: Store, maxBytes = MAX_BYTES): Store {
  const known = new Map<string, StateItem>();
  let bytes = 0;
  const remember = (item: StateItem) => {
    const key = itemKey(item);
    if (!IMMUTABLE.test(item.part)) return;
    // Only how long it lives can be another.
    bytes += item.bytes.length - (known.get(key)?.bytes.length ?? 0);
    known.set(key, item);
    for (const [oldest, { bytes: old }] of known) {
      if (bytes <= maxBytes) break;
      known.delete(oldest);
      bytes -= old.length;
    }
  };
  return {
    ...store,
    read: async (keys) => {
      const found = new Map<string, StateItem>();
      const asked: StateKey[] = [];
      for (const key of keys) {
        const item = known.get(itemKey(key));
        if (item === undefined) asked.push(key);
        else found.set(itemKey(item), item);
      }
      if (asked.length === 0) return found;
      for (const [key, item] of await store.read(asked)) {
        found.set(key, item);
        remember(item);
      }
      return found;
    },
    write: async (item, expected) => {
      const written = await store.write(item, expected);
      if (written) remember(item);
      return written;
    },
    remove: (key) => {
      const item = known.get(itemKey(key));
      if (item !== undefined && known.delete(itemKey(key))) bytes -= item.bytes.length;
      return store.remove(key);
    },
  };
}
