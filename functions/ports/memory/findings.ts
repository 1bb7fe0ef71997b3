import { isDue } from '../../../shared/page/paging.ts';
import {
  type FindingItem,
  firstStatus,
  outboxShard,
  projectionOf,
  severityMonth,
  stored,
} from '../finding-item.ts';
import type { FindingStore } from '../findings.ts';

/** Findings in this process: for backtests, and for tests of what uses the port. */
export function memoryFindingStore(items: Map<string, FindingItem> = new Map()): FindingStore {
  const newest = (wanted: (item: FindingItem) => boolean, limit: number) =>
    [...items.values()]
      .filter(wanted)
      .sort((a, b) => b.latest - a.latest)
      .slice(0, limit)
      .map(stored);

  return {
    upsert: async (finding, rev, nowMs) => {
      const { id } = finding;
      const old = items.get(id);
      if (old !== undefined && old.rev >= rev) return 'superseded';
      const marker = isDue(finding)
        ? { outbox: outboxShard(id), outboxSince: old?.outboxSince ?? nowMs }
        : undefined;
      items.set(id, { id, ...firstStatus(finding), ...old, ...projectionOf(finding, rev), ...marker });
      return 'written';
    },
    get: async (id) => {
      const item = items.get(id);
      return item && stored(item);
    },
    settle: async (id, rev, told) => {
      const item = items.get(id);
      if (item?.rev !== rev) return false;
      const { outbox: _, outboxSince: __, told: ___, ...rest } = item;
      items.set(id, told === undefined ? rest : { ...rest, told: JSON.stringify(told) });
      return true;
    },
    due: async (beforeMs, limit) =>
      [...items.values()]
        .flatMap(({ id, outboxSince }) => (outboxSince === undefined ? [] : [{ id, sinceMs: outboxSince }]))
        .filter(({ sinceMs }) => sinceMs <= beforeMs)
        .sort((a, b) => a.sinceMs - b.sinceMs)
        .slice(0, limit),
    byEntity: async (entity, limit) => newest((item) => item.entity === entity, limit),
    byMonth: async (severity, month, limit) =>
      newest((item) => item.severityMonth === severityMonth(severity, month), limit),
    recent: async ({ fromMs, toMs }, limit) =>
      newest(({ latest }) => latest >= fromMs && latest <= toMs, limit),
    findByPrefix: async (prefix, limit) => newest(({ id }) => id.startsWith(prefix), limit),
  };
}
