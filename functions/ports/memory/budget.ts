import type { Bucket, Budget } from '../budget.ts';

export function memoryBudget(): Budget {
  const windows = new Map<Bucket, { windowMs: number; taken: number }>();
  return {
    take: async (bucket, limit, windowMs) => {
      const last = windows.get(bucket);
      if (last !== undefined && last.windowMs > windowMs) return false;
      const taken = last?.windowMs === windowMs ? last.taken : 0;
      if (taken >= limit) return false;
      windows.set(bucket, { windowMs, taken: taken + 1 });
      return true;
    },
  };
}
