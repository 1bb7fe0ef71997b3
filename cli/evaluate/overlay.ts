import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { itemKey, type StateItem, type StateKey, type StateStore } from '../../functions/ports/state.ts';

/** What is written stays here; what was never written is read from below. Many futures of one past, side by side. */
export function overlayStateStore(below: StateStore): StateStore {
  const own = new Map<string, StateItem>();
  const removed = new Set<string>();
  const above = memoryStateStore(own);
  const read: StateStore['read'] = async (keys) => {
    const missing = keys.filter((key) => !own.has(itemKey(key)) && !removed.has(itemKey(key)));
    return new Map([...(await below.read(missing)), ...(await above.read(keys))]);
  };
  const keep = async (key: StateKey) => {
    const found = (await read([key])).get(itemKey(key));
    if (found !== undefined && !own.has(itemKey(key))) own.set(itemKey(key), found);
  };
  return {
    read,
    write: async (item, expected) => {
      const key = itemKey(item);
      const stored = (await read([item])).get(key);
      if ((stored?.version ?? 0) !== expected) return false;
      if (stored !== undefined && !own.has(key)) own.set(key, stored);
      removed.delete(key);
      // Below, life goes on: what this item rests on may be replaced and removed there.
      if (item.base !== undefined) await keep({ entity: item.entity, part: item.base });
      return above.write(item, expected);
    },
    remove: async (key) => {
      removed.add(itemKey(key));
      await above.remove(key);
    },
  };
}
