import { type ReplayOptions, replayInto } from '../../functions/ingest/history/replay.ts';
import type { StateItem } from '../../functions/ports/state.ts';
import type { Finding } from '../../shared/finding.ts';
import { worstFirst } from '../../shared/incident.ts';
import { addresses } from '../addresses.ts';
import { progressBar } from '../render/progress.ts';
import type { History } from './read-history.ts';
import { withHitsOf } from './rules.ts';

export interface HistoryReplayOptions extends Omit<ReplayOptions, 'enrich'> {
  /** Number of the rule set whose hits count; the first unless given. */
  readonly ruleSet?: number;
  /** What the progress on standard error is called; it is not shown unless given. */
  readonly label?: string;
}

export interface Replayed {
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** The state table as it would be: profiles, people, tables, and the ledgers of days that are not final. */
  readonly items: Map<string, StateItem>;
}

/** All that logs hold, as the detector would have judged it. */
export async function replay(
  history: Pick<History, 'spool' | 'days' | 'activities'>,
  { ruleSet = 0, label, ...options }: HistoryReplayOptions,
): Promise<Replayed> {
  const items = new Map<string, StateItem>();
  const replaying = replayInto(items, { ...options, enrich: addresses().enrich });
  const progress = label === undefined ? undefined : progressBar(label, history.activities, process.stderr);
  const findings = new Map<string, Finding>();
  const keep = (found: readonly Finding[]) => {
    for (const finding of found) findings.set(finding.id, finding);
  };
  for (const day of history.days.keys()) {
    for await (const batch of history.spool.read(day)) {
      const own = batch.map((activity) => withHitsOf(activity, ruleSet));
      keep(await replaying.judge(day, own));
      progress?.advance(batch.length);
    }
    replaying.endDay(day);
  }
  keep(await replaying.end());
  progress?.end();
  return { findings: [...findings.values()].sort(worstFirst), items };
}
