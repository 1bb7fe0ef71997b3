import type { KinesisStreamRecord } from 'aws-lambda';
import { addresses } from '../../cli/addresses.ts';
import type { Random } from '../../cli/corpus/random.ts';
import { type DetectOptions, detect } from '../../functions/detect/detect.ts';
import type { FindingItem } from '../../functions/ports/finding-item.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryQuarantine } from '../../functions/ports/memory/quarantine.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import type { Held } from '../../functions/ports/memory/threads.ts';
import type { Assigned } from '../../functions/ports/memory/verdicts.ts';
import { nudgeBy } from '../../functions/ports/nudge.ts';
import type { StateItem } from '../../functions/ports/state.ts';
import type { Page } from '../../shared/page/page.ts';
import type { Setting } from '../../shared/settings/document.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { DAY_MS } from '../../shared/time.ts';
import { HISTORY_DAYS, historyLines, START_MS } from './events.ts';

/** Thresholds so low that a handful of events makes findings, pages and withdrawals. */
export const OPTIONS: Omit<DetectOptions, 'now'> & Required<Pick<DetectOptions, 'enrich'>> = {
  hashKey: new Uint8Array(32).fill(7),
  settings: {
    ...DEFAULT_SETTINGS,
    reviewScore: 1.4,
    pageScore: 1.8,
    highScore: 2.6,
    criticalScore: 4.2,
    largeExposureRecords: 100_000,
    largeExposurePageScore: 1.8,
    // A colleague's finding that late events take back goes on counting: on that, and on nothing else, a page line may hang.
    quietHeadStart: 0,
  },
  enrich: (source) => addresses().enrich(source),
};

/**
 * What an operator changes in the middle of some lives. Not the page line: whether a day is over it decides what the
 * baseline learns, so that a change of it is heard from the next batch on, and not the same in every order.
 */
export const CHANGED: Partial<Settings> = { highScore: 3.4, criticalScore: 3.9 };

/** What outlives every process: tables, bucket and topic. */
export interface World {
  readonly state: Map<string, StateItem>;
  readonly findings: Map<string, FindingItem>;
  readonly threads: Map<string, Held>;
  readonly verdicts: Map<string, Map<string, Assigned>>;
  readonly settings: Map<string, Setting>;
  readonly quarantine: Map<string, string>;
  readonly pages: Page[];
  /** Resolves when a finding was written. */
  changed(): Promise<void>;
  notify(): void;
}

/** `isNew`: the stack was deployed today, and knows nobody. */
export async function createWorld(isNew = false): Promise<World> {
  let waiting: (() => void)[] = [];
  return {
    changed: () => new Promise((resolve) => waiting.push(resolve)),
    notify: () => {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    state: new Map(isNew ? [] : await history()),
    findings: new Map(),
    threads: new Map(),
    verdicts: new Map(),
    settings: new Map(),
    quarantine: new Map(),
    pages: [],
  };
}

/** The tables; what went to the bucket and the topic stays there. */
export type Tables = Pick<World, 'state' | 'findings' | 'threads' | 'verdicts'>;

export function copyTables({ state, findings, threads, verdicts }: Tables): Tables {
  return {
    state: new Map(state),
    findings: new Map(findings),
    threads: new Map(threads),
    verdicts: new Map([...verdicts].map(([entity, own]) => [entity, new Map(own)])),
  };
}

/** As point-in-time recovery does. */
export function restoreTables(world: World, copy: Tables): void {
  const set = <Value>(table: Map<string, Value>, from: ReadonlyMap<string, Value>) => {
    table.clear();
    for (const [key, value] of from) table.set(key, value);
  };
  set(world.state, copy.state);
  set(world.findings, copy.findings);
  set(world.threads, copy.threads);
  set(world.verdicts, copy.verdicts);
}

/** DynamoDB deletes what has expired within some days, in no order; until then it is read as before. */
export function expire({ state }: World, nowMs: number, random: Random): void {
  for (const [key, { expires }] of state) if (expires * 1000 < nowMs && random.chance(0.3)) state.delete(key);
}

let historyItems: Promise<ReadonlyMap<string, StateItem>> | undefined;

/** Made once, by the detector itself. */
export function history(): Promise<ReadonlyMap<string, StateItem>> {
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
  for (const record of historyRecords()) await detect([record], ports, { ...OPTIONS, now: () => 0 });
  return state.items;
}

/** One record for each day. */
export function historyRecords() {
  return historyLines().map((lines, index) => ({
    data: Buffer.from(lines.join('\n')).toString('base64'),
    partitionKey: 'history',
    sequenceNumber: '0',
    arrival: START_MS - (HISTORY_DAYS - 1 - index) * DAY_MS,
  }));
}

export type Batch = readonly KinesisStreamRecord[];
