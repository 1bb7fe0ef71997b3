import { memoryBudget } from '../../functions/ports/memory/budget.ts';
import { memoryHeartbeat } from '../../functions/ports/memory/heartbeat.ts';
import { memoryNoticeStore } from '../../functions/ports/memory/notices.ts';
import { memoryThreadStore } from '../../functions/ports/memory/threads.ts';
import type { Meter } from './usage.ts';

/** What `alert` keeps beside the findings, in items of its own: counted by the text that it stores. */
export function meteredAlerting(meter: Meter, now: () => number) {
  const threads = memoryThreadStore();
  const budget = memoryBudget();
  const notices = memoryNoticeStore();
  let tokens = 0;
  const sizeOf = (entity: string) => ITEM_BYTES + JSON.stringify(threads.items.get(entity) ?? '').length;
  const around = async <Result>(entity: string, write: () => Promise<Result>): Promise<Result> => {
    const before = sizeOf(entity);
    const result = await write();
    meter.write('pages', before, sizeOf(entity));
    return result;
  };
  return {
    now,
    // Goes to a topic, and asks for nothing.
    heartbeat: memoryHeartbeat().heartbeat,
    newToken: () => `token-${String(++tokens).padStart(30, '0')}`,
    threads: {
      claim: (entity: string, claim: Parameters<typeof threads.claim>[1]) =>
        around(entity, () => threads.claim(entity, claim)),
      write: (thread: Parameters<typeof threads.write>[0], token: string) =>
        around(thread.entity, () => threads.write(thread, token)),
      release: (entity: string, token: string) => around(entity, () => threads.release(entity, token)),
    },
    budget: {
      take: (...parameters: Parameters<typeof budget.take>) => {
        // The window that is open, and once in ten minutes a second try that begins one.
        meter.write('pages', ITEM_BYTES, ITEM_BYTES);
        return budget.take(...parameters);
      },
    },
    notices: {
      read: () => {
        meter.read('pages', ITEM_BYTES);
        return notices.read();
      },
      write: (...parameters: Parameters<typeof notices.write>) => {
        meter.write('pages', ITEM_BYTES, ITEM_BYTES);
        return notices.write(...parameters);
      },
    },
  };
}

/** Key and names of attributes. */
const ITEM_BYTES = 200;
