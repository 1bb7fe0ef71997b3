import type { HoneyStore, StoredHoney } from '../honey.ts';

export function memoryHoneyStore(): HoneyStore {
  let stored: StoredHoney | undefined;
  return {
    read: async () => stored,
    write: async (honey, expected) => {
      if ((stored?.version ?? 0) !== expected) return false;
      stored = { ...honey, version: expected + 1 };
      return true;
    },
  };
}
