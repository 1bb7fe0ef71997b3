import { type Arrival, groupByEntity } from '../../functions/detect/arrivals.ts';
import { type Assessed, assessArrivals } from '../../functions/detect/assess-arrivals.ts';
import { type Organisations, organisationsIn } from '../../functions/detect/organisations.ts';
import type { Committed } from '../../functions/detect/profiles.ts';
import type { FindingWriter } from '../../functions/ports/findings.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import type { StateItem, StateStore } from '../../functions/ports/state.ts';
import type { VerdictReader } from '../../functions/ports/verdicts.ts';
import type { Activity } from '../../shared/activity.ts';
import type { Judging } from '../../shared/assess.ts';
import type { Finding } from '../../shared/finding.ts';
import { worstFirst } from '../../shared/incident.ts';
import { OPEN_DAYS } from '../../shared/profile/profile.ts';
import type { Contract } from '../../shared/settings/contract.ts';
import type { Settings } from '../../shared/settings.ts';
import { DAY_MS, hourOf } from '../../shared/time.ts';
import { addresses } from '../addresses.ts';
import { progressBar } from '../render/progress.ts';
import type { History } from './read-history.ts';
import { withHitsOf } from './rules.ts';

/** What days are judged by. */
export interface Judgement {
  readonly hashKey: Uint8Array;
  readonly settings: Settings;
  readonly judging: Judging;
  /** Of service accounts and integrations. */
  readonly contracts?: readonly Contract[];
  /** What people have decided about days of accounts. */
  readonly verdicts?: VerdictReader;
}

export interface ReplayOptions extends Judgement {
  /** Number of the rule set whose hits count; the first unless given. */
  readonly ruleSet?: number;
  /** What the progress on standard error is called; it is not shown unless given. */
  readonly label?: string;
  /** Told of every batch: what was committed, and what judging it rested on. */
  readonly onBatch?: (day: number, committed: readonly Committed[], organisations: Organisations) => void;
  /** Adds to a batch what is known from elsewhere of its day and of earlier ones; once more at the end. */
  readonly join?: Join;
}

export type Join = (
  day: number,
  arrivals: readonly Arrival[],
  state: StateStore,
) => Promise<readonly Arrival[]>;

export interface Replayed {
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** The state table as it would be: profiles, people, tables, and the ledgers of days that are not final. */
  readonly items: Map<string, StateItem>;
}

/** Exactly what the detector does, on stores in memory, one UTC day after the other. */
export async function replay(
  history: Pick<History, 'spool' | 'days' | 'activities'>,
  options: ReplayOptions,
): Promise<Replayed> {
  const { ruleSet = 0, label, onBatch, join } = options;
  const items = new Map<string, StateItem>();
  const state = memoryStateStore(items);
  const organisations = organisationsIn(state);
  const progress = label === undefined ? undefined : progressBar(label, history.activities, process.stderr);
  const findings = new Map<string, Finding>();
  const { enrich } = addresses();

  async function judge(day: number, arrivals: readonly Arrival[]): Promise<void> {
    const joined = join === undefined ? arrivals : await join(day, arrivals, state);
    const done = await judgeArrivals(joined, state, options, organisations);
    for (const finding of done.findings) findings.set(finding.id, finding);
    onBatch?.(day, done.committed, organisations);
  }

  for (const day of history.days.keys()) {
    for await (const batch of history.spool.read(day)) {
      await judge(day, groupByEntity(batch.map(arrived(ruleSet)), enrich));
      progress?.advance(batch.length);
    }
    dropFinalLedgers(items, day);
  }
  await judge(Number.POSITIVE_INFINITY, []);
  progress?.end();
  return { findings: [...findings.values()].sort(worstFirst), items };
}

function arrived(ruleSet: number) {
  return (activity: Activity, record: number) => ({
    activity: withHitsOf(activity, ruleSet),
    record,
    arrival: activity.time,
  });
}

/** As the detector would, but that no finding is written and the first failure is thrown. */
export async function judgeArrivals(
  arrivals: readonly Arrival[],
  state: StateStore,
  { verdicts, ...judgement }: Judgement,
  organisations: Organisations = organisationsIn(state),
): Promise<Assessed> {
  const ports = { state, organisations, findings: KEEPS_NOTHING, ...(verdicts && { verdicts }) };
  const { hashKey, settings, judging, contracts = [] } = judgement;
  const done = await assessArrivals(arrivals, ports, { hashKey, settings, judging, contracts, now: () => 0 });
  const [broken] = done.failed;
  if (broken) throw broken.error;
  return done;
}

/** What a replay found is in its result; nobody is told of it. */
export const KEEPS_NOTHING: FindingWriter = { upsert: async () => 'written' };

/** Ledgers of days that are final serve nobody any more; kept, they would be all of the memory that a long log takes. */
function dropFinalLedgers(items: Map<string, StateItem>, day: number): void {
  const firstHour = hourOf((day - OPEN_DAYS) * DAY_MS);
  for (const [key, { part }] of items)
    if (part.startsWith('hour#') && Number(part.slice('hour#'.length)) < firstHour) items.delete(key);
}
