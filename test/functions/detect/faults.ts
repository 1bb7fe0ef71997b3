import type { FindingWriter } from '../../../functions/ports/findings.ts';
import { itemKey, type StateItem, type StateStore } from '../../../functions/ports/state.ts';

/** What goes wrong at one call of one attempt. */
export interface Fault {
  readonly call: number;
  readonly kind: 'dies' | 'throttles';
  /** A write that takes place although its caller never hears of it. */
  readonly afterEffect: boolean;
}

export class Throttled extends Error {
  override readonly name = 'ProvisionedThroughputExceededException';
  readonly $retryable = { throttling: true };
}

/** One attempt of a process at a batch: its calls can be delayed, fail, or end with the process. */
export interface Attempt {
  readonly state: StateStore;
  readonly findings: FindingWriter;
  /** A dead process has no effect any more and answers nobody. */
  readonly isDead: () => boolean;
}

/**
 * Ports whose every call waits for its turn before and after its effect, and fails where it is told to. Reads
 * are no snapshot: each item is read at a moment of its own, as BatchGetItem does.
 */
export function attempt(
  store: StateStore,
  findings: FindingWriter,
  turn: () => Promise<unknown>,
  faults: readonly Fault[],
): Attempt {
  let calls = 0;
  let dead = false;
  const fail = (fault: Fault | undefined, afterEffect: boolean) => {
    if (dead || (fault?.kind === 'dies' && fault.afterEffect === afterEffect)) {
      dead = true;
      throw new Error('the process is dead');
    }
    if (fault?.kind === 'throttles' && fault.afterEffect === afterEffect) throw new Throttled();
  };
  const call = async <Result>(effect: () => Promise<Result>): Promise<Result> => {
    const at = calls++;
    const fault = faults.find((one) => one.call === at);
    await turn();
    fail(fault, false);
    const result = await effect();
    await turn();
    fail(fault, true);
    return result;
  };
  return {
    isDead: () => dead,
    findings: { upsert: (...parts) => call(() => findings.upsert(...parts)) },
    state: {
      read: (keys) =>
        call(async () => {
          const items = new Map<string, StateItem>();
          await Promise.all(
            keys.map(async (key) => {
              await turn();
              const item = (await store.read([key])).get(itemKey(key));
              if (item) items.set(itemKey(key), item);
            }),
          );
          return items;
        }),
      write: (item, expected) => call(() => store.write(item, expected)),
      remove: (key) => call(() => store.remove(key)),
    },
  };
}
