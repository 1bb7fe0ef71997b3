import { toItem } from '../../functions/ports/aws/state.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { itemKey, type StateItem, type StateKey, type StateStore } from '../../functions/ports/state.ts';
import { itemBytes, type Meter, type Store } from './usage.ts';

/** The state table: items in memory, counted as DynamoDB would be asked for them by the real adapter. */
export function meteredState(items: Map<string, StateItem>, meter: Meter): StateStore {
  const store = memoryStateStore(items);
  const bytesOf = (key: StateKey) => {
    const item = items.get(itemKey(key));
    return item === undefined ? 0 : itemBytes(toItem(item));
  };
  return {
    read: async (keys) => {
      const distinct = [...new Map(keys.map((key) => [itemKey(key), key])).values()];
      for (const key of distinct) meter.read(storeOf(key), bytesOf(key));
      return store.read(distinct);
    },
    // One whose condition does not hold costs the same.
    write: async (item, expected) => {
      meter.write(storeOf(item), bytesOf(item), itemBytes(toItem(item)));
      return store.write(item, expected);
    },
    remove: async (key) => {
      meter.write(storeOf(key), bytesOf(key), 0);
      await store.remove(key);
    },
  };
}

const PARTS: Readonly<Record<string, Store>> = {
  hour: 'ledgers',
  segment: 'ledgers',
  open: 'profiles',
  base: 'profile history',
  person: 'people',
  uses: 'organisation tables',
  arrivals: 'feeds',
  past: 'feeds',
};

function storeOf({ part }: StateKey): Store {
  // The list of feeds has their names as parts.
  const store = part.startsWith('feed/') ? 'feeds' : PARTS[part.split('#')[0] ?? ''];
  if (store === undefined) throw new Error(`The meter does not know the part ${part} of the state table.`);
  return store;
}
