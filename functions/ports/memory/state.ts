import { hourOfPart, itemKey, type LedgerIndex, type StateItem, type StateStore } from '../state.ts';

export function memoryStateStore(
  items: Map<string, StateItem> = new Map(),
): StateStore & LedgerIndex & { readonly items: ReadonlyMap<string, StateItem> } {
  return {
    items,
    read: async (keys) =>
      new Map(
        keys
          .map(itemKey)
          .map((key) => [key, items.get(key)] as const)
          .filter(isPresent),
      ),
    write: async (item, expected) => {
      if ((items.get(itemKey(item))?.version ?? 0) !== expected) return false;
      // A copy: what zlib gives keeps a buffer of many times its length alive.
      items.set(itemKey(item), { ...item, bytes: Uint8Array.from(item.bytes) });
      return true;
    },
    remove: async (key) => {
      items.delete(itemKey(key));
    },
    hours: async (entity) =>
      [...items.values()]
        .filter((item) => item.entity === entity)
        .flatMap(({ part }) => hourOfPart(part) ?? []),
  };
}

function isPresent(entry: readonly [string, StateItem | undefined]): entry is readonly [string, StateItem] {
  return entry[1] !== undefined;
}
