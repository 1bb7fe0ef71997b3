import { type ReplayOptions, replayInto } from '../../functions/ingest/history/replay.ts';
import type { StateItem } from '../../functions/ports/state.ts';
import type { SeenCause } from '../../shared/feeds/common-cause.ts';
import type { Rate } from '../../shared/feeds/crowd.ts';
import type { Finding } from '../../shared/finding.ts';
import { worstFirst } from '../../shared/incident.ts';
import { addresses } from '../addresses.ts';
import { progressBar } from '../render/progress.ts';
import { concerns, type Shard, sharedOrganisations } from '../shards/shard.ts';
import { tablesIn, watchCauses } from './causes.ts';
import { type PageMoment, watchMoments } from './moments.ts';
import type { History } from './read-history.ts';
import { withHitsOf } from './rules.ts';
import type { Spool } from './spool.ts';

export interface HistoryReplayOptions extends Omit<ReplayOptions, 'enrich' | 'organisations' | 'owns'> {
  /** Number of the rule set whose hits count; the first unless given. */
  readonly ruleSet?: number;
  /** What the progress on standard error is called; it is not shown unless given. */
  readonly label?: string;
  /** Told how many activities were dealt with since the last call. */
  readonly onActivities?: (count: number) => void;
  /** Judges the accounts of this shard only; all unless given. */
  readonly only?: Shard;
  /** Also tells when each finding would have paged. */
  readonly moments?: boolean;
}

export interface Replayed {
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** The state table as it would be: profiles, people, tables, and the ledgers of days that are not final. */
  readonly items: Map<string, StateItem>;
  /** What accounts have taken up together, in all logs. */
  readonly causes: readonly SeenCause[];
  readonly rates: readonly Rate[];
  /** When findings would have paged, by their id, where it was asked and can be told. */
  readonly moments: ReadonlyMap<string, PageMoment>;
}

/** All that logs hold, as the detector would have judged it. */
export async function replay(
  history: Pick<History, 'days' | 'activities'> & { readonly spool: Pick<Spool, 'read'> },
  { ruleSet = 0, label, onActivities, only, moments: asked = false, ...options }: HistoryReplayOptions,
): Promise<Replayed> {
  const moments = asked ? watchMoments(options) : undefined;
  const items: Map<string, StateItem> = moments?.items ?? new Map();
  const shared = only && sharedOrganisations(only);
  const replaying = replayInto(items, {
    ...options,
    enrich: addresses().enrich,
    ...(only && { owns: only.owns }),
    ...(shared && { organisations: shared }),
    onBatch: (...batch) => {
      options.onBatch?.(...batch);
      moments?.judged(...batch);
    },
  });
  const progress = label === undefined ? undefined : progressBar(label, history.activities, process.stderr);
  const findings = new Map<string, Finding>();
  const keep = (found: readonly Finding[]) => {
    for (const finding of found) findings.set(finding.id, finding);
  };
  const causes = watchCauses();
  const days = [...history.days.keys()];
  for (const [at, day] of days.entries()) {
    const ofDay = new Map<string, Finding>();
    moments?.beginDay();
    for await (const batch of history.spool.read(day)) {
      const concerned = only === undefined ? batch : batch.filter((one) => concerns(only, one));
      const own = concerned.map((activity) => withHitsOf(activity, ruleSet));
      const found = await replaying.judge(day, own);
      keep(found);
      for (const finding of found) ofDay.set(finding.id, finding);
      progress?.advance(batch.length);
      onActivities?.(batch.length);
    }
    await moments?.endDay(day, [...ofDay.values()]);
    replaying.endDay(day);
    await shared?.endDay();
    // Before a pause as well: by the end of it what began before is no longer looked for.
    if (causes.isDue(days[at + 1] ?? Number.POSITIVE_INFINITY))
      causes.look(day, shared?.recent(day) ?? (await tablesIn(items, day)));
  }
  keep(await replaying.end());
  progress?.end();
  return {
    findings: [...findings.values()].sort(worstFirst),
    items,
    causes: causes.seen,
    rates: causes.rates,
    moments: moments?.seen ?? new Map(),
  };
}
