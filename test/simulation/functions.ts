import type { Random } from '../../cli/corpus/random.ts';
import { alertAll, failureOf, isChores } from '../../functions/alert/batch.ts';
import { doChores } from '../../functions/alert/chores.ts';
import { DEFAULT_LIMITS, type Limits } from '../../functions/alert/ports.ts';
import { answer } from '../../functions/detect/answer.ts';
import type { FeedMemory } from '../../functions/detect/feeds.ts';
import { type Organisations, organisationsIn } from '../../functions/detect/organisations.ts';
import { type ProfileMemory, profileMemory } from '../../functions/detect/profile-memory.ts';
import { keptTuning, type Tuning } from '../../functions/detect/tuning.ts';
import type { AlertEvent, ChoresEvent } from '../../functions/ports/nudge.ts';
import type { StateStore } from '../../functions/ports/state.ts';
import { type Answer, triage } from '../../functions/triage/triage.ts';
import { watchFeeds } from '../../functions/watch/feeds.ts';
import { sweep } from '../../functions/watch/sweep.ts';
import type { DocumentOptions } from '../../shared/decode.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/time.ts';
import type { Mutant } from './mutant.ts';
import type { Ports } from './ports.ts';
import { type Ended, type Process, runProcess } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import { type Batch, OPTIONS, type World } from './world.ts';

/** As infra/functions.ts sets them; an operator's command has no limit but his patience. */
const TIMEOUT_MS = {
  detect: 120 * SECOND_MS,
  alert: 60 * SECOND_MS,
  watch: 50 * SECOND_MS,
  triage: 30 * SECOND_MS,
  desk: 12 * HOUR_MS,
};

/** Their clocks differ by less than what a claim lasts longer than its function may run. */
const SKEW_MS = 5 * SECOND_MS;

/** Each page leaves by itself, but at the turn of a window, where clocks disagree; nothing is repeated. */
const ONE_BY_ONE: Limits = {
  ...DEFAULT_LIMITS,
  ordinary: Number.MAX_SAFE_INTEGER,
  critical: Number.MAX_SAFE_INTEGER,
  maxRepeats: 0,
  heartbeatMs: 0,
};
/** So low that some leave with digests, and some are repeated. */
const TOGETHER: Limits = {
  ordinary: 1,
  critical: 2,
  windowMs: 10 * MINUTE_MS,
  repeatMs: 3 * MINUTE_MS,
  maxRepeats: 2,
  heartbeatMs: 0,
};

interface Parts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly world: World;
  readonly ports: Ports;
  readonly mutant: Mutant;
  /** Few pages leave by themselves, and some are repeated. */
  readonly isLimited: boolean;
  /** With which parsers the detector is deployed at that time. */
  readonly parsers: (nowMs: number) => Pick<DocumentOptions, 'vendors'>;
}

export interface Functions {
  detect(batch: Batch): Promise<Ended<unknown>>;
  triage(request: unknown): Promise<Ended<Answer>>;
  /** What an operator runs at his own machine. */
  atDesk<Result>(task: (process: Process) => Promise<Result>): Promise<Ended<Result>>;
  /** Runs every minute; where nothing waits a sweep does nothing, and is left out. */
  watchUntil(endMs: number): void;
  /** At the feeds, as `watch` does every few minutes. */
  look(): Promise<Ended<void>>;
  /** Ends every process that runs, and what they keep: functions that are told of other tables begin anew. */
  killAll(): void;
  readonly figures: { invocations: number; died: number; timedOut: number; digests: number };
}

/** The handlers without their AWS clients, as processes that Lambda starts, times out and starts again. */
export function createFunctions(parts: Parts): Functions {
  const { scheduler, random, world, ports, mutant, isLimited } = parts;
  const living = new Set<Process>();
  const figures = { invocations: 0, died: 0, timedOut: 0, digests: 0 };
  /** Of `detect`, that wait for their next invocation. */
  const environments: Environment[] = [];
  let tokens = 0;

  async function start<Result>(
    name: keyof typeof TIMEOUT_MS,
    body: (process: Process) => Promise<Result>,
  ): Promise<Ended<Result>> {
    const settings = {
      name,
      timeoutMs: TIMEOUT_MS[name],
      skewMs: random.between(-SKEW_MS, SKEW_MS),
      exposure: name === 'desk' ? 0.04 : 1,
    };
    const running = new Set<Process>();
    const endsMs = scheduler.now() + settings.timeoutMs;
    const ended = await runProcess(scheduler, settings, (process) => {
      running.add(process);
      living.add(process);
      return body(process);
    });
    for (const process of running) living.delete(process);
    figures.invocations++;
    if (ended.kind === 'died') figures.died++;
    if (ended.kind === 'died' && scheduler.now() >= endsMs) figures.timedOut++;
    return ended;
  }

  /** Asynchronous: at least once, and after an error up to twice again. */
  function invokeAlert(event: AlertEvent | ChoresEvent): void {
    void deliverToAlert(event);
    if (random.chance(0.03)) void deliverToAlert(event);
  }

  async function deliverToAlert(event: AlertEvent | ChoresEvent): Promise<void> {
    await scheduler.sleep(random.between(5, 500));
    for (const waitMs of [MINUTE_MS, 2 * MINUTE_MS, 0]) {
      const ended = await start('alert', (process) => alert(event, process));
      if (ended.kind === 'returned') return;
      await scheduler.sleep(waitMs);
    }
  }

  async function alert(event: AlertEvent | ChoresEvent, process: Process): Promise<void> {
    const own = ports.alert(process, () => `token-${++tokens}`);
    const options = { limits: isLimited ? TOGETHER : ONE_BY_ONE };
    if (isChores(event)) {
      const { counts, failure } = await doChores([], own, options);
      figures.digests += counts['DigestsSent'] ?? 0;
      if (failure !== undefined) throw failure;
      return;
    }
    const changed = { ...own, ...mutant.alert?.(own) };
    const failure = failureOf(await alertAll(event.findingIds, changed, options));
    if (failure !== undefined) throw failure;
  }

  async function detect(batch: Batch, process: Process, environment: Environment): Promise<unknown> {
    const own = ports.detect(process, invokeAlert);
    environment.process = process;
    const { settings } = await environment.tuning();
    const { organisations, profiles, feeds } = environment;
    const kept = { ...own, organisations, profiles, feeds };
    const { response } = await answer(
      { Records: [...batch] },
      mutant.detect?.(kept, { world, publisher: ports.publisher(process) }) ?? kept,
      { ...OPTIONS, settings, now: process.now, ...parts.parsers(scheduler.now()) },
    );
    const [lowest] = response.batchItemFailures;
    if (lowest === undefined || mutant.answer === undefined) return response;
    const ids = batch.map(({ kinesis }) => kinesis.sequenceNumber);
    const failed = mutant.answer(lowest.itemIdentifier, ids);
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  }

  async function look(process: Process): Promise<void> {
    const { hashKey, settings } = OPTIONS;
    const options = { hashKey, settings, expectations: [], nowMs: process.now() };
    const { failed } = await watchFeeds(ports.feeds(process), { ...options, readThroughMs: process.now() });
    if (failed[0]) throw failed[0].error;
  }

  async function watch(process: Process): Promise<void> {
    const own = ports.watch(process, invokeAlert);
    await sweep(own, { minAgeMs: 15 * SECOND_MS });
    await own.wake();
  }

  const isWaiting = () =>
    [...world.findings.values()].some(({ outbox, later }) => (outbox ?? later) !== undefined);

  return {
    figures,
    detect: async (batch) => {
      const environment = environments.pop() ?? newEnvironment(ports);
      const ended = await start('detect', (process) => detect(batch, process, environment));
      if (ended.kind !== 'died') environments.push(environment);
      return ended;
    },
    triage: (request) => start('triage', (process) => triage(request, ports.triage(process, invokeAlert))),
    atDesk: (task) => start('desk', task),
    watchUntil: async (endMs) => {
      while (scheduler.now() < endMs) {
        await scheduler.sleep(MINUTE_MS);
        if (isWaiting()) await start('watch', watch);
        else await world.changed();
      }
    },
    look: () => start('watch', look),
    killAll: () => {
      environments.splice(0);
      for (const process of living) {
        process.faults++;
        process.die();
      }
    },
  };
}

/** What `detect` keeps between invocations; of whoever died nothing is left. */
interface Environment {
  process: Process | undefined;
  readonly tuning: () => Promise<Tuning>;
  readonly organisations: Organisations;
  readonly profiles: ProfileMemory;
  readonly feeds: FeedMemory;
}

function newEnvironment(ports: Ports): Environment {
  const running = (): Process => {
    if (environment.process === undefined) throw new Error('nothing runs in this environment');
    return environment.process;
  };
  const state: StateStore = {
    read: (keys) => ports.state(running()).read(keys),
    write: (item, expected) => ports.state(running()).write(item, expected),
    remove: (key) => ports.state(running()).remove(key),
  };
  const environment: Environment = {
    process: undefined,
    organisations: organisationsIn(state),
    profiles: profileMemory(),
    feeds: new Map(),
    tuning: keptTuning({ ofKind: (kind) => ports.settings(running()).ofKind(kind) }, OPTIONS.settings, () =>
      running().now(),
    ),
  };
  return environment;
}
