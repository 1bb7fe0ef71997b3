import type { Random } from '../../cli/corpus/random.ts';
import { alertAll, failureOf } from '../../functions/alert/batch.ts';
import { DEFAULT_LIMITS } from '../../functions/alert/ports.ts';
import { answer } from '../../functions/detect/answer.ts';
import type { AlertEvent } from '../../functions/ports/nudge.ts';
import { sweep } from '../../functions/watch/sweep.ts';
import { MINUTE_MS, SECOND_MS } from '../../shared/time.ts';
import type { Mutant } from './mutant.ts';
import { type Ended, type Process, runProcess } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import { type Batch, OPTIONS, type Ports, type World } from './world.ts';

/** As infra/functions.ts sets them. */
const TIMEOUT_MS = { detect: 120 * SECOND_MS, alert: 60 * SECOND_MS, watch: 50 * SECOND_MS };
/** Their clocks differ by less than what a claim lasts longer than its function may run. */
/** Digests and repetitions have tests of their own: here each page leaves by itself, and counts. */
const ONE_BY_ONE = {
  limits: { ...DEFAULT_LIMITS, ordinary: Number.MAX_SAFE_INTEGER, critical: Number.MAX_SAFE_INTEGER },
};
const SKEW_MS = 5 * SECOND_MS;

interface Parts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly world: World;
  readonly ports: Ports;
  readonly mutant: Mutant;
}

export interface Functions {
  detect(batch: Batch): Promise<Ended<unknown>>;
  /** Sweeps every minute; where nothing waits a sweep does nothing, and is left out. */
  watchUntil(endMs: number): void;
  /** Ends every process that runs. */
  killAll(): void;
  readonly figures: { invocations: number; died: number };
}

/** The handlers without their AWS clients, as processes that Lambda starts, times out and starts again. */
export function createFunctions({ scheduler, random, world, ports, mutant }: Parts): Functions {
  const living = new Set<Process>();
  const figures = { invocations: 0, died: 0 };
  let tokens = 0;

  async function start<Result>(
    name: keyof typeof TIMEOUT_MS,
    body: (process: Process) => Promise<Result>,
  ): Promise<Ended<Result>> {
    const settings = { name, timeoutMs: TIMEOUT_MS[name], skewMs: random.between(-SKEW_MS, SKEW_MS) };
    const running = new Set<Process>();
    const ended = await runProcess(scheduler, settings, (process) => {
      running.add(process);
      living.add(process);
      return body(process);
    });
    for (const process of running) living.delete(process);
    figures.invocations++;
    if (ended.kind === 'died') figures.died++;
    return ended;
  }

  /** Asynchronous: at least once, and after an error up to twice again. */
  function invokeAlert(event: AlertEvent): void {
    void deliverToAlert(event);
    if (random.chance(0.03)) void deliverToAlert(event);
  }

  async function deliverToAlert({ findingIds }: AlertEvent): Promise<void> {
    await scheduler.sleep(random.between(5, 500));
    for (const waitMs of [MINUTE_MS, 2 * MINUTE_MS, 0]) {
      const ended = await start('alert', async (process) => {
        const own = ports.alert(process, () => `token-${++tokens}`);
        const outcomes = await alertAll(findingIds, mutant.alert?.(own) ?? own, ONE_BY_ONE);
        const failure = failureOf(outcomes);
        if (failure !== undefined) throw failure;
      });
      if (ended.kind === 'returned') return;
      await scheduler.sleep(waitMs);
    }
  }

  return {
    figures,
    detect: (batch) =>
      start('detect', async (process) => {
        const own = ports.detect(process, invokeAlert);
        const { response } = await answer(
          { Records: [...batch] },
          mutant.detect?.(own, { world, publisher: ports.publisher(process) }) ?? own,
          { ...OPTIONS, now: process.now },
        );
        const ids = batch.map(({ kinesis }) => kinesis.sequenceNumber);
        const [lowest] = response.batchItemFailures;
        if (lowest === undefined || mutant.answer === undefined) return response;
        const failed = mutant.answer(lowest.itemIdentifier, ids);
        return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
      }),
    watchUntil: async (endMs) => {
      while (scheduler.now() < endMs) {
        await scheduler.sleep(MINUTE_MS);
        const isQuiet = [...world.findings.values()].every(({ outbox }) => outbox === undefined);
        if (isQuiet) await world.changed();
        else
          await start('watch', (process) =>
            sweep(ports.watch(process, invokeAlert), { minAgeMs: 15 * SECOND_MS }),
          );
      }
    },
    killAll: () => {
      for (const process of living) {
        process.faults++;
        process.die();
      }
    },
  };
}
