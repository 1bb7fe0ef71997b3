import type { Random } from '../../cli/corpus/random.ts';

/**
 * A clock that stands still while code runs, and jumps to the next moment for which something waits. What waits
 * for the same moment goes on in an order that the seed decides: every interleaving at an await can happen, and
 * the same seed gives the same one.
 */
export interface Scheduler {
  /** Virtual, epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Calls `task` at that time, or now if it is past. */
  at(timeMs: number, task: () => void): void;
  /** Until nothing waits any more. Gives the number of moments. */
  run(): Promise<number>;
}

/** Far more than any run needs: beyond it something goes round in circles. */
const MAX_MOMENTS = 300_000;

interface Waiting {
  readonly timeMs: number;
  readonly tie: number;
  readonly wake: () => void;
}

export function createScheduler(startMs: number, random: Random): Scheduler {
  const heap = createHeap();
  let nowMs = startMs;
  const at = (timeMs: number, wake: () => void) =>
    heap.push({ timeMs: Math.max(nowMs, timeMs), tie: random.uniform(), wake });
  return {
    now: () => nowMs,
    at,
    sleep: (ms) => new Promise((resolve) => at(nowMs + ms, resolve)),
    run: async () => {
      let moments = 0;
      for (let next = heap.pop(); next !== undefined; next = heap.pop()) {
        if (++moments > MAX_MOMENTS) throw new Error(`The simulation did not come to rest by ${nowMs}.`);
        nowMs = next.timeMs;
        next.wake();
        // Runs once all that goes on without waiting has done so.
        await new Promise(setImmediate);
      }
      return moments;
    },
  };
}

/** Binary heap, earliest first. */
function createHeap() {
  const items: Waiting[] = [];
  const isBefore = (a: Waiting, b: Waiting) =>
    a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.tie < b.tie);
  const swap = (i: number, j: number) => {
    [items[i], items[j]] = [items[j] as Waiting, items[i] as Waiting];
  };
  const before = (i: number, j: number) => isBefore(items[i] as Waiting, items[j] as Waiting);
  return {
    push(item: Waiting): void {
      items.push(item);
      for (let i = items.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (!before(i, parent)) break;
        swap(i, parent);
        i = parent;
      }
    },
    pop(): Waiting | undefined {
      const top = items[0];
      const last = items.pop();
      if (top === undefined || last === undefined || items.length === 0) return top;
      items[0] = last;
      for (let i = 0; ; ) {
        let least = i;
        for (const child of [2 * i + 1, 2 * i + 2])
          if (child < items.length && before(child, least)) least = child;
        if (least === i) return top;
        swap(i, least);
        i = least;
      }
    },
  };
}
