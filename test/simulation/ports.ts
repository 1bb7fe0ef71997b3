import type { Random } from '../../cli/corpus/random.ts';
import type { Rebuilding } from '../../cli/rebuild/rebuild.ts';
import type { ChoresPorts } from '../../functions/alert/chores.ts';
import type { AlertPorts } from '../../functions/alert/ports.ts';
import type { DetectPorts } from '../../functions/detect/detect.ts';
import type { FindingStore } from '../../functions/ports/findings.ts';
import { memoryBudget } from '../../functions/ports/memory/budget.ts';
import { memoryFeedReader } from '../../functions/ports/memory/feeds.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryHeartbeat } from '../../functions/ports/memory/heartbeat.ts';
import { memoryNoticeStore } from '../../functions/ports/memory/notices.ts';
import { memoryPublisher } from '../../functions/ports/memory/publisher.ts';
import { memoryQuarantine } from '../../functions/ports/memory/quarantine.ts';
import { memorySettingsStore } from '../../functions/ports/memory/settings.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { memoryThreadStore } from '../../functions/ports/memory/threads.ts';
import { memoryVerdictStore } from '../../functions/ports/memory/verdicts.ts';
import { type AlertEvent, type ChoresEvent, nudgeBy } from '../../functions/ports/nudge.ts';
import type { SettingsStore } from '../../functions/ports/settings.ts';
import {
  itemKey,
  type LedgerIndex,
  type StateItem,
  type StateKey,
  type StateStore,
} from '../../functions/ports/state.ts';
import type { TriagePorts } from '../../functions/triage/triage.ts';
import type { FeedPorts } from '../../functions/watch/feeds.ts';
import type { WatchPorts } from '../../functions/watch/sweep.ts';
import type { Mutant, Stores } from './mutant.ts';
import type { PageLog } from './page-log.ts';
import type { Process } from './process.ts';
import type { Network } from './weather.ts';
import type { World } from './world.ts';

function storesOf({ state, findings, threads, verdicts }: World): Stores {
  return {
    state: memoryStateStore(state),
    findings: memoryFindingStore(findings),
    threads: memoryThreadStore(threads),
    verdicts: memoryVerdictStore(verdicts),
  };
}

export type InvokeAlert = (event: AlertEvent | ChoresEvent) => void;

/** The ports of each process: the stores of the world, reached over the network. */
export interface Ports {
  /** Items that were read after they had expired. */
  expiredRead(): number;
  publisher(process: Process): AlertPorts['publisher'];
  /** Read for as long as a process runs, apart from what its ports do. */
  settings(process: Process): SettingsStore;
  /** For what an operator runs at his desk. */
  state(process: Process): StateStore & LedgerIndex;
  verdicts(process: Process): TriagePorts['verdicts'];
  rebuild(process: Process): Rebuilding['findings'];
  feeds(process: Process): FeedPorts;
  detect(process: Process, invokeAlert: InvokeAlert): DetectPorts;
  alert(process: Process, newToken: () => string): ChoresPorts;
  triage(process: Process, invokeAlert: InvokeAlert): TriagePorts;
  watch(process: Process, invokeAlert: InvokeAlert): WatchPorts & { readonly wake: () => Promise<void> };
}

export function createPorts(
  world: World,
  network: Network,
  random: Random,
  log: PageLog,
  isDown: () => boolean,
  mutant: Mutant = {},
): Ports {
  const { state, findings, threads, verdicts } = mutant.stores?.(storesOf(world), world) ?? storesOf(world);
  const settings = memorySettingsStore(world.settings);
  const quarantine = memoryQuarantine(world.quarantine);
  const publisher = memoryPublisher(world.pages);
  const budget = memoryBudget();
  const notices = memoryNoticeStore();

  /** Whatever it is called for, over the network. */
  const over = <Port extends object>(process: Process, port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...parameters: unknown[]) => network.call(process, () => method.apply(target, parameters));
      },
    });

  let expiredRead = 0;
  /** DynamoDB gives what has expired until it gets round to deleting it. */
  const read = async (process: Process, keys: readonly StateKey[]) => {
    const found = await state.read(keys);
    for (const { expires } of found.values()) if (expires * 1000 < process.now()) expiredRead++;
    return found;
  };
  const stateOf = (process: Process): StateStore & LedgerIndex => ({
    ...over(process, state),
    // No snapshot: as BatchGetItem does, each item is read at a moment of its own.
    read: (keys) =>
      network.call(process, async () => {
        if (keys.length < 2 || random.chance(0.7)) return read(process, keys);
        const found = new Map<string, StateItem>();
        for (const key of keys) {
          if (random.chance(0.3)) await network.pause(process);
          const item = (await read(process, [key])).get(itemKey(key));
          if (item) found.set(itemKey(key), item);
        }
        return found;
      }),
    write: (item, expected) => network.call(process, () => state.write(item, expected)),
    remove: (key) => network.call(process, () => state.remove(key)),
  });

  const publisherOf = (process: Process): AlertPorts['publisher'] => ({
    publish: (page) =>
      network.call(process, async () => {
        if (isDown()) {
          log.refused();
          throw Object.assign(new Error('SNS is down'), { name: 'InternalError', $metadata: {} });
        }
        log.sent(page, process);
        return publisher.publish(page);
      }),
  });

  /** An index lags behind its table: it misses what is new, and shows what is gone. */
  function lagging<Query extends readonly unknown[]>(
    ask: (...query: Query) => ReturnType<FindingStore['due']>,
  ) {
    const gone: Awaited<ReturnType<FindingStore['due']>>[number][] = [];
    return async (...query: Query) => {
      const found = (await ask(...query)).filter(() => !random.chance(0.1));
      const stale = gone.filter(() => random.chance(0.1));
      gone.splice(0, gone.length, ...found);
      return [...found, ...stale.filter(({ id }) => !found.some((one) => one.id === id))];
    };
  }
  const due = lagging((...query: Parameters<FindingStore['due']>) => findings.due(...query));
  const upsert = (process: Process): FindingStore['upsert'] => {
    return (...parts) =>
      network.call(process, async () => {
        const outcome = await findings.upsert(...parts);
        world.notify();
        return outcome;
      });
  };
  const waitingIn = {
    digest: lagging((beforeMs: number, limit: number) => findings.waiting('digest', beforeMs, limit)),
    repeat: lagging((beforeMs: number, limit: number) => findings.waiting('repeat', beforeMs, limit)),
  };

  return {
    expiredRead: () => expiredRead,
    publisher: publisherOf,
    settings: (process) => over(process, settings),
    state: stateOf,
    verdicts: (process) => over(process, verdicts),
    rebuild: (process) => ({
      get: (id) => network.call(process, () => findings.get(id)),
      ledgerOf: (id) => network.call(process, () => findings.ledgerOf(id)),
      byEntity: (...parts) => network.call(process, () => findings.byEntity(...parts)),
      upsert: upsert(process),
    }),
    feeds: (process) => ({
      state: stateOf(process),
      feeds: over(process, memoryFeedReader(world.state)),
      findings: {
        get: (id) => network.call(process, () => findings.get(id)),
        recent: (...parts) => network.call(process, () => findings.recent(...parts)),
        upsert: upsert(process),
      },
    }),
    detect: (process, invokeAlert) => ({
      state: stateOf(process),
      findings: { upsert: upsert(process) },
      verdicts: over(process, verdicts),
      quarantine: over(process, quarantine),
      nudge: nudgeBy((event) => network.call(process, async () => invokeAlert(event))),
    }),
    alert: (process, newToken) => ({
      findings: {
        get: (id) => network.call(process, () => findings.get(id)),
        settle: (id, version, settled) =>
          network.call(process, async () => {
            const isSettled = await findings.settle(id, version, settled);
            if (isSettled) log.settled(id, version.rev, world.findings.get(id)?.rev);
            return isSettled;
          }),
        ledgerOf: (id) => network.call(process, () => findings.ledgerOf(id)),
        byEntity: (...parts) => network.call(process, () => findings.byEntity(...parts)),
        recent: (...parts) => network.call(process, () => findings.recent(...parts)),
        waiting: (queue, ...query) => network.call(process, () => waitingIn[queue](...query)),
      },
      budget: over(process, budget),
      notices: over(process, notices),
      threads: {
        claim: (...parts) => network.call(process, () => threads.claim(...parts)),
        write: (thread, token) =>
          network.call(process, async () => {
            const before = world.threads.get(thread.entity)?.thread;
            const isWritten = await threads.write(thread, token);
            if (isWritten) log.noted(thread, before, process);
            return isWritten;
          }),
        release: (...parts) => network.call(process, () => threads.release(...parts)),
      },
      publisher: publisherOf(process),
      heartbeat: memoryHeartbeat().heartbeat,
      now: process.now,
      newToken,
    }),
    triage: (process, invokeAlert) => ({
      findings: {
        get: (id) => network.call(process, () => findings.get(id)),
        record: (...parts) =>
          network.call(process, async () => {
            const isRecorded = await findings.record(...parts);
            world.notify();
            return isRecorded;
          }),
      },
      verdicts: over(process, verdicts),
      nudge: nudgeBy((event) => network.call(process, async () => invokeAlert(event))),
      now: process.now,
    }),
    watch: (process, invokeAlert) => ({
      findings: { due: (...query) => network.call(process, () => due(...query)) },
      nudge: nudgeBy((event) => network.call(process, async () => invokeAlert(event))),
      wake: () => network.call(process, async () => invokeAlert({ chores: true })),
      now: process.now,
    }),
  };
}
