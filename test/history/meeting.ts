import type { SharedUse } from '../../cli/shards/shard.ts';

/** Gives everybody what all have brought, once all have come. */
export function meeting(size: number) {
  let brought: SharedUse[] = [];
  let waiting: ((all: readonly SharedUse[]) => void)[] = [];
  return (uses: readonly SharedUse[]) =>
    new Promise<readonly SharedUse[]>((resolve) => {
      brought.push(...uses);
      waiting.push(resolve);
      if (waiting.length < size) return;
      for (const one of waiting) one(brought);
      brought = [];
      waiting = [];
    });
}
