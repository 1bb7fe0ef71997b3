import { Worker } from 'node:worker_threads';
import type { Job } from './job.ts';
import type { Observed } from './observe.ts';

type Message =
  | { readonly kind: 'day' }
  | { readonly kind: 'done'; readonly observed: Observed }
  | { readonly kind: 'failed'; readonly message: string };

/** Runs jobs on a few threads, each organisation on one; results in the order of the jobs. */
export async function runAll(
  jobs: readonly Job[],
  threads: number,
  onDay: () => void = () => {},
): Promise<Observed[]> {
  const results = new Array<Observed>(jobs.length);
  let next = 0;
  const workers = Array.from({ length: Math.min(threads, jobs.length) }, () => startWorker());
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let at = next++; at < jobs.length; at = next++)
          results[at] = await ask(worker, jobs[at] as Job, onDay);
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url));
}

function ask(worker: Worker, job: Job, onDay: () => void): Promise<Observed> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: Message) => {
      if (message.kind === 'day') return onDay();
      worker.off('message', onMessage);
      worker.off('error', reject);
      if (message.kind === 'done') resolve(message.observed);
      else reject(new Error(message.message));
    };
    worker.on('message', onMessage);
    worker.once('error', reject);
    worker.postMessage(job);
  });
}
