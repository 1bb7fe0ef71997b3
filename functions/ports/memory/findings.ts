import { rankOf, SEVERITIES } from '../../../shared/finding.ts';
import { isDue } from '../../../shared/page/paging.ts';
import {
  alertAttributes,
  decodeLedger,
  encodeLedger,
  type FindingItem,
  firstStatus,
  outboxShard,
  projectionOf,
  severityMonth,
  statusMonth,
  stored,
  triageAttributes,
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

  const ledgers = new Map<string, Uint8Array>();
  const mark = (id: string, nowMs: number) => ({
    outbox: outboxShard(id),
    outboxSince: items.get(id)?.outboxSince ?? nowMs,
  });

  return {
    upsert: async (finding, rev, nowMs, arrivedMs) => {
      const { id } = finding;
      const old = items.get(id);
      if (old !== undefined && old.rev >= rev) return 'superseded';
      const marker = isDue(finding) ? mark(id, nowMs) : undefined;
      if (finding.ledger) ledgers.set(id, encodeLedger(finding.ledger));
      const projection = projectionOf(finding, rev, arrivedMs);
      items.set(id, { id, ...firstStatus(finding), ...old, ...projection, ...marker });
      return 'written';
    },
    get: async (id) => {
      const item = items.get(id);
      return item && stored(item);
    },
    settle: async (id, { rev, triageVersion }, settled) => {
      const item = items.get(id);
      if (item?.rev !== rev || (item.triageVersion ?? 0) !== triageVersion) return false;
      const { outbox: _, outboxSince: __, told, suppressedBy, later, laterAt, ...rest } = item;
      items.set(id, { ...rest, ...alertAttributes(settled) });
      return true;
    },
    record: async ({ finding, triageVersion }, triage, markMs) => {
      const item = items.get(finding.id);
      if (item === undefined || (item.triageVersion ?? 0) !== triageVersion) return false;
      const marker = markMs === undefined ? {} : mark(finding.id, markMs);
      items.set(finding.id, { ...item, ...triageAttributes(finding, triage, triageVersion + 1), ...marker });
      return true;
    },
    ledgerOf: async (id) => {
      const bytes = ledgers.get(id);
      return bytes && decodeLedger(bytes);
    },
    waiting: async (queue, beforeMs, limit) =>
      [...items.values()]
        .flatMap(({ id, later, laterAt = 0 }) => (later === queue ? [{ id, sinceMs: laterAt }] : []))
        .filter(({ sinceMs }) => sinceMs <= beforeMs)
        .sort((a, b) => a.sinceMs - b.sinceMs)
        .slice(0, limit),
    byStatus: async (status, month, limit) =>
      newest((item) => item.statusMonth === statusMonth(status, month), limit),
    due: async (beforeMs, limit) =>
      [...items.values()]
        .flatMap(({ id, outboxSince }) => (outboxSince === undefined ? [] : [{ id, sinceMs: outboxSince }]))
        .filter(({ sinceMs }) => sinceMs <= beforeMs)
        .sort((a, b) => a.sinceMs - b.sinceMs)
        .slice(0, limit),
    byEntity: async (entity, limit) => newest((item) => item.entity === entity, limit),
    byMonth: async (severity, month, limit) =>
      newest((item) => item.severityMonth === severityMonth(severity, month), limit),
    recent: async ({ fromMs, toMs }, limit, least = 'informational') => {
      const severities: readonly string[] = SEVERITIES.slice(rankOf(least));
      const isWanted = ({ latest, severity }: FindingItem) =>
        latest >= fromMs && latest <= toMs && severities.includes(severity);
      return newest(isWanted, limit);
    },
    findByPrefix: async (prefix, limit) =>
      newest(({ id }) => prefix.length > 'OF-'.length && id.startsWith(prefix), limit),
  };
}
