import type { Activity } from '../../../shared/activity.ts';
import type { Judging } from '../../../shared/assess.ts';
import type { Finding } from '../../../shared/finding.ts';
import { OPEN_DAYS } from '../../../shared/profile/profile.ts';
import type { Contract } from '../../../shared/settings/contract.ts';
import type { Settings } from '../../../shared/settings.ts';
import { DAY_MS, hourOf } from '../../../shared/time.ts';
import type { Vendor } from '../../../shared/vendors/vendor.ts';
import { type Arrival, type Enrich, groupByEntity } from '../../detect/arrivals.ts';
import { type Assessed, assessArrivals } from '../../detect/assess-arrivals.ts';
import { type Organisations, organisationsIn } from '../../detect/organisations.ts';
import type { Committed } from '../../detect/profiles.ts';
import type { FindingWriter } from '../../ports/findings.ts';
import { memoryStateStore } from '../../ports/memory/state.ts';
import { hourOfPart, type StateItem, type StateStore } from '../../ports/state.ts';
import type { VerdictReader } from '../../ports/verdicts.ts';

/** What days are judged by. */
export interface Judgement {
  readonly hashKey: Uint8Array;
  readonly settings: Settings;
  readonly judging: Judging;
  /** Of service accounts and integrations. */
  readonly contracts?: readonly Contract[];
  /** What people have decided about days of accounts. */
  readonly verdicts?: VerdictReader;
  /** Those that a user describes, beside the shipped ones. */
  readonly vendors?: readonly Vendor[];
}

export interface ReplayOptions extends Judgement {
  readonly enrich: Enrich;
  /** Told of every batch: what was committed, and what judging it rested on. */
  readonly onBatch?: (day: number, committed: readonly Committed[], organisations: Organisations) => void;
  /** Adds to a batch what is known from elsewhere of its day and of earlier ones; once more at the end. */
  readonly join?: Join;
  /** Those of the state table unless given. */
  readonly organisations?: Organisations;
  /** Whose days to judge, where somebody else judges the rest; all unless given. */
  readonly owns?: (entity: string) => boolean;
}

export type Join = (
  day: number,
  arrivals: readonly Arrival[],
  state: StateStore,
) => Promise<readonly Arrival[]>;

/** Exactly what the detector does, on stores in memory, one UTC day after the other. */
export interface Replay {
  /** The findings of a part of what the day holds. Days ascend; a day may come in as many parts as it likes. */
  judge(day: number, activities: readonly Activity[]): Promise<readonly Finding[]>;
  /** The day has been brought whole. */
  endDay(day: number): void;
  /** Brings in what is known from elsewhere of days after the last one. */
  end(): Promise<readonly Finding[]>;
}

/** `items`: the state table as it is when it begins, and as it would be afterwards. */
export function replayInto(items: Map<string, StateItem>, options: ReplayOptions): Replay {
  const { enrich, onBatch, join } = options;
  const state = memoryStateStore(items);
  const organisations = options.organisations ?? organisationsIn(state);

  async function judge(day: number, arrivals: readonly Arrival[]): Promise<readonly Finding[]> {
    const joined = join === undefined ? arrivals : await join(day, arrivals, state);
    const done = await judgeArrivals(joined, state, options, organisations, options.owns);
    onBatch?.(day, done.committed, organisations);
    return done.findings;
  }

  return {
    judge: (day, activities) => judge(day, groupByEntity(activities.map(arrived), enrich)),
    endDay: (day) => dropFinalLedgers(items, day),
    end: () => judge(Number.POSITIVE_INFINITY, []),
  };
}

function arrived(activity: Activity, record: number) {
  return { activity, record, arrival: activity.time };
}

/** As the detector would, but that no finding is written and the first failure is thrown. */
export async function judgeArrivals(
  arrivals: readonly Arrival[],
  state: StateStore,
  { verdicts, ...judgement }: Judgement,
  organisations: Organisations = organisationsIn(state),
  owns?: (entity: string) => boolean,
): Promise<Assessed> {
  const ports = { state, organisations, findings: KEEPS_NOTHING, ...(verdicts && { verdicts }) };
  const { hashKey, settings, judging, contracts = [], vendors = [] } = judgement;
  const assessing = { hashKey, settings, judging, contracts, vendors, now: () => 0, ...(owns && { owns }) };
  const done = await assessArrivals(arrivals, ports, assessing);
  const [broken] = done.failed;
  if (broken) throw broken.error;
  return done;
}

/** What a replay found is in its result; nobody is told of it. */
export const KEEPS_NOTHING: FindingWriter = { upsert: async () => 'written' };

/** Ledgers of days that are final serve nobody any more; kept, they would be all of the memory that a long log takes. */
export function dropFinalLedgers(items: Map<string, StateItem>, day: number): void {
  const firstHour = hourOf((day - OPEN_DAYS) * DAY_MS);
  for (const [key, { part }] of items) if ((hourOfPart(part) ?? firstHour) < firstHour) items.delete(key);
}
