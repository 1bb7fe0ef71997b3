import type { KinesisStreamRecord } from 'aws-lambda';
import type { Random } from '../../cli/corpus/random.ts';
import type { AlertPorts } from '../../functions/alert/ports.ts';
import { type DetectOptions, type DetectPorts, detect } from '../../functions/detect/detect.ts';
import type { FindingItem } from '../../functions/ports/finding-item.ts';
import type { FindingStore } from '../../functions/ports/findings.ts';
import { memoryBudget } from '../../functions/ports/memory/budget.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryHeartbeat } from '../../functions/ports/memory/heartbeat.ts';
import { memoryPublisher } from '../../functions/ports/memory/publisher.ts';
import { memoryQuarantine } from '../../functions/ports/memory/quarantine.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { type Held, memoryThreadStore } from '../../functions/ports/memory/threads.ts';
import { type AlertEvent, nudgeBy } from '../../functions/ports/nudge.ts';
import { itemKey, type StateItem } from '../../functions/ports/state.ts';
import type { WatchPorts } from '../../functions/watch/sweep.ts';
import type { Page } from '../../shared/page/page.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import type { Mutant, Stores } from './mutant.ts';
import type { PageLog } from './page-log.ts';
import type { Process } from './process.ts';
import { HISTORY_DAYS, historyLines, START_MS } from './scenario.ts';
import type { Network } from './weather.ts';

/** Thresholds so low that a handful of events makes findings, pages and withdrawals. */
export const OPTIONS: Omit<DetectOptions, 'now'> = {
  hashKey: new Uint8Array(32).fill(7),
  settings: {
    ...DEFAULT_SETTINGS,
    reviewScore: 1.8,
    pageScore: 1.8,
    highScore: 2.6,
    criticalScore: 4.2,
    largeExposureRecords: 100_000,
    largeExposurePageScore: 1.8,
  },
};

/** What outlives every process: tables, bucket and topic. */
export interface World {
  /** What analysts said of findings, apart from the table. */
  readonly triaged: Map<string, string>;
  readonly state: Map<string, StateItem>;
  readonly findings: Map<string, FindingItem>;
  readonly threads: Map<string, Held>;
  readonly quarantine: Map<string, string>;
  readonly pages: Page[];
  /** Resolves when a finding was written. */
  changed(): Promise<void>;
  notify(): void;
}

export async function createWorld(): Promise<World> {
  let waiting: (() => void)[] = [];
  return {
    changed: () => new Promise((resolve) => waiting.push(resolve)),
    notify: () => {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    state: new Map(await history()),
    findings: new Map(),
    threads: new Map(),
    triaged: new Map(),
    quarantine: new Map(),
    pages: [],
  };
}

/** The tables; what went to the bucket and the topic stays there. */
const TABLES = ['state', 'findings', 'threads', 'triaged'] as const;
export type Tables = Pick<World, (typeof TABLES)[number]>;

export function copyTables({ state, findings, threads, triaged }: Tables): Tables {
  return {
    state: new Map(state),
    findings: new Map(findings),
    threads: new Map(threads),
    triaged: new Map(triaged),
  };
}

/** As point-in-time recovery does. */
export function restoreTables(world: World, copy: Tables): void {
  for (const name of TABLES) {
    const table: Map<string, unknown> = world[name];
    table.clear();
    for (const [key, value] of copy[name]) table.set(key, value);
  }
}

/** DynamoDB deletes what has expired within some days, in no order; until then it is read as before. */
export function expire({ state }: World, nowMs: number, random: Random): void {
  for (const [key, { expires }] of state) if (expires * 1000 < nowMs && random.chance(0.3)) state.delete(key);
}

/** An analyst writes the attribute that is his, whatever detect and alert write at the time. */
export function triage({ findings, triaged }: World, random: Random): void {
  const item = [...findings.values()][random.between(0, Math.max(0, findings.size - 1))];
  if (item === undefined) return;
  const status = random.pick(['in-progress', 'resolved', 'suppressed']);
  findings.set(item.id, { ...item, status });
  triaged.set(item.id, status);
}

let historyItems: Promise<ReadonlyMap<string, StateItem>> | undefined;

/** Made once, by the detector itself. */
function history(): Promise<ReadonlyMap<string, StateItem>> {
  historyItems ??= makeHistory();
  return historyItems;
}

async function makeHistory(): Promise<ReadonlyMap<string, StateItem>> {
  const state = memoryStateStore();
  const ports = {
    state,
    findings: memoryFindingStore(),
    quarantine: memoryQuarantine(),
    nudge: nudgeBy(async () => {}),
  };
  for (const [index, lines] of historyLines().entries()) {
    const record = {
      data: Buffer.from(lines.join('\n')).toString('base64'),
      partitionKey: 'history',
      sequenceNumber: '0',
      arrival: START_MS - (HISTORY_DAYS - 1 - index) * 86_400_000,
    };
    await detect([record], ports, { ...OPTIONS, now: () => 0 });
  }
  return state.items;
}

function storesOf({ state, findings, threads }: World): Stores {
  return {
    state: memoryStateStore(state),
    findings: memoryFindingStore(findings),
    threads: memoryThreadStore(threads),
  };
}

export type Ports = ReturnType<typeof createPorts>;
export type Batch = readonly KinesisStreamRecord[];

/** The ports of one process: the stores of the world, reached over the network. */
export function createPorts(
  world: World,
  network: Network,
  random: Random,
  log: PageLog,
  isDown: () => boolean,
  mutant: Mutant = {},
) {
  const { state, findings, threads } = mutant.stores?.(storesOf(world), world) ?? storesOf(world);
  const quarantine = memoryQuarantine(world.quarantine);
  const publisher = memoryPublisher(world.pages);
  const budget = memoryBudget();

  const stateOf = (process: Process): DetectPorts['state'] => ({
    // No snapshot: as BatchGetItem does, each item is read at a moment of its own.
    read: (keys) =>
      network.call(process, async () => {
        if (keys.length < 2 || random.chance(0.7)) return state.read(keys);
        const found = new Map<string, StateItem>();
        for (const key of keys) {
          if (random.chance(0.3)) await network.pause(process);
          const item = (await state.read([key])).get(itemKey(key));
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
        if (isDown()) throw Object.assign(new Error('SNS is down'), { name: 'InternalError', $metadata: {} });
        log.sent(page, process);
        return publisher.publish(page);
      }),
  });

  /** The outbox index lags behind the table: it misses what is new, and shows what is gone. */
  const gone: Awaited<ReturnType<FindingStore['due']>>[number][] = [];
  const due: FindingStore['due'] = async (beforeMs, limit) => {
    const found = (await findings.due(beforeMs, limit)).filter(() => !random.chance(0.1));
    const stale = gone.filter(() => random.chance(0.1));
    gone.splice(0, gone.length, ...found);
    return [...found, ...stale.filter(({ id }) => !found.some((one) => one.id === id))];
  };

  return {
    publisher: publisherOf,
    detect: (process: Process, invokeAlert: (event: AlertEvent) => void): DetectPorts => ({
      state: stateOf(process),
      findings: {
        upsert: (...parts) =>
          network.call(process, async () => {
            const outcome = await findings.upsert(...parts);
            world.notify();
            return outcome;
          }),
      },
      quarantine: { setAside: (records) => network.call(process, () => quarantine.setAside(records)) },
      nudge: nudgeBy((event) => network.call(process, async () => invokeAlert(event))),
    }),
    alert: (process: Process, newToken: () => string): AlertPorts => ({
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
      },
      budget: { take: (...parts) => network.call(process, () => budget.take(...parts)) },
      threads: {
        claim: (...parts) => network.call(process, () => threads.claim(...parts)),
        write: (thread, token) =>
          network.call(process, async () => {
            const isWritten = await threads.write(thread, token);
            const ids = [...world.findings.values()].filter(({ entity }) => entity === thread.entity);
            if (isWritten) log.noted(thread, new Set(ids.map(({ id }) => id)), process);
            return isWritten;
          }),
        release: (...parts) => network.call(process, () => threads.release(...parts)),
      },
      publisher: publisherOf(process),
      heartbeat: memoryHeartbeat().heartbeat,
      now: process.now,
      newToken,
    }),
    watch: (process: Process, invokeAlert: (event: AlertEvent) => void): WatchPorts => ({
      findings: { due: (...parts) => network.call(process, () => due(...parts)) },
      nudge: nudgeBy((event) => network.call(process, async () => invokeAlert(event))),
      now: process.now,
    }),
  };
}
