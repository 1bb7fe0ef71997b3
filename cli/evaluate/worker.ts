import { parentPort } from 'node:worker_threads';
import { JUDGING } from '../../shared/assess.ts';
import { type Job, run } from './job.ts';

/** Lives through one organisation after the other, as the main thread asks for them. */
parentPort?.on('message', async (job: Job) => {
  try {
    const observed = await run(job, JUDGING, () => parentPort?.postMessage({ kind: 'day' }));
    parentPort?.postMessage({ kind: 'done', observed });
  } catch (error) {
    parentPort?.postMessage({
      kind: 'failed',
      message: error instanceof Error ? error.stack : String(error),
    });
  }
});
