import { Worker } from 'node:worker_threads';
import { UserError } from '../errors.ts';
import type { LogRecord } from '../input/records.ts';
import type { Aside, Beginning, Decoded, Failed, Judged, JudgeTask, Message, Task } from './messages.ts';
import type { SharedUse } from './shard.ts';

/** Threads that share the work of one command. */
export interface Pool {
  readonly size: number;
  decode(records: readonly LogRecord[]): Promise<Decoded>;
  /** By all threads at once, a shard each. `onActivities` is told how many were dealt with since the last call. */
  judge(
    task: Omit<JudgeTask, 'shard' | 'shards'>,
    onActivities: (count: number) => void,
  ): Promise<readonly Judged[]>;
  close(): Promise<void>;
}

export function openPool(size: number, beginning: Beginning): Pool {
  const threads = Array.from({ length: size }, () => openThread(beginning));
  let next = 0;
  return {
    size,
    async decode(records) {
      const answer = await threads[next++ % size]?.ask({ kind: 'decode', records });
      if (answer?.kind !== 'decoded') throw new Error('a thread was asked to decode, and did something else');
      return answer;
    },
    async judge(task, onActivities) {
      const meet = meetingOf(threads);
      const onAside = (message: Aside) => {
        if (message.kind === 'uses') meet(message.uses);
        // Every shard goes through all of them.
        else onActivities(message.count / size);
      };
      const answers = await Promise.all(
        threads.map(({ ask }, shard) => ask({ kind: 'judge', ...task, shard, shards: size }, onAside)),
      );
      return answers.filter((answer) => answer.kind === 'judged');
    },
    async close() {
      await Promise.all(threads.map(({ close }) => close()));
    },
  };
}

/** When all shards have told what their accounts showed, each is told all of it. */
function meetingOf(threads: readonly Thread[]): (uses: readonly SharedUse[]) => void {
  let waiting: (readonly SharedUse[])[] = [];
  return (uses) => {
    waiting.push(uses);
    if (waiting.length < threads.length) return;
    const all = waiting.flat();
    waiting = [];
    for (const { post } of threads) post({ kind: 'uses', uses: all });
  };
}

type Answer = Exclude<Message, Aside | Failed>;

interface Asked {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly onAside: (message: Aside) => void;
}

interface Thread {
  /** Tasks are answered in their order. */
  ask(task: Task, onAside?: (message: Aside) => void): Promise<Answer>;
  post(task: Task): void;
  close(): Promise<void>;
}

function openThread(beginning: Beginning): Thread {
  // Without the flags of this process: some of them, such as --input-type, are of its own script.
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: beginning, execArgv: [] });
  const asked: Asked[] = [];
  worker.on('message', (message: Message) => {
    if (message.kind === 'uses' || message.kind === 'progress') asked[0]?.onAside(message);
    else if (message.kind === 'failed') asked.shift()?.reject(errorOf(message));
    else asked.shift()?.resolve(message);
  });
  // What no task can answer for, such as memory that is used up, ends the thread: nobody waits for it any longer.
  worker.on('error', (error: Error) => {
    for (const { reject } of asked.splice(0)) reject(error);
  });
  return {
    ask: (task, onAside = () => {}) =>
      new Promise((resolve, reject) => {
        asked.push({ resolve, reject, onAside });
        worker.postMessage(task);
      }),
    post: (task) => worker.postMessage(task),
    close: async () => {
      await worker.terminate();
    },
  };
}

function errorOf({ isUserError, message, stack }: Failed): Error {
  if (isUserError) return new UserError(message);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
