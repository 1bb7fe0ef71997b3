import type { Thread } from '../../../shared/page/told.ts';
import type { ThreadStore } from '../threads.ts';

/** A thread and who holds it. */
export interface Held {
  readonly thread: Thread;
  readonly token?: string;
  readonly untilMs: number;
}

export function memoryThreadStore(threads: Map<string, Held> = new Map()): ThreadStore & {
  readonly items: ReadonlyMap<string, Held>;
} {
  return {
    items: threads,
    claim: async (entity, { token, nowMs, untilMs }) => {
      const held = threads.get(entity);
      if (held?.token !== undefined && held.token !== token && held.untilMs > nowMs) return undefined;
      const thread = held?.thread ?? { entity, told: [] };
      threads.set(entity, { thread, token, untilMs });
      return thread;
    },
    write: async (thread, token) => {
      const held = threads.get(thread.entity);
      if (held?.token !== token) return false;
      threads.set(thread.entity, { ...held, thread });
      return true;
    },
    release: async (entity, token) => {
      const held = threads.get(entity);
      if (held?.token === token) threads.set(entity, { thread: held.thread, untilMs: 0 });
    },
  };
}
