import { hoursOfFinding, operationsOfDay, recordedDays } from '../../shared/advance.ts';
import { judgeBy } from '../../shared/assess.ts';
import { type Finding, project } from '../../shared/finding.ts';
import type { Settings } from '../../shared/settings.ts';
import { dayOf } from '../../shared/time.ts';
import type { FindingWriter } from '../ports/findings.ts';
import { settle } from '../ports/parallel.ts';
import type { StateStore } from '../ports/state.ts';
import type { Arrival } from './arrivals.ts';
import { type Committed, commitProfiles, type Refused, readLedgers } from './profiles.ts';

export interface AssessPorts {
  readonly state: StateStore;
  readonly findings: FindingWriter;
}

export interface AssessOptions {
  readonly hashKey: Uint8Array;
  readonly settings: Settings;
  /** Wall clock, epoch milliseconds: stamps what waits for its page, and decides nothing. */
  readonly now: () => number;
}

export interface Assessed {
  readonly committed: readonly Committed[];
  readonly findings: readonly Finding[];
  readonly failed: readonly Refused[];
  readonly lostRaces: number;
}

const FINDINGS_IN_FLIGHT = 16;

/**
 * From activities to findings, one UTC day after the other: ledgers and profiles are committed, then the findings
 * that they project to are written. A day's finding is thus written before a later day of the same batch can make
 * the day final. A crash in between is healed when the same arrivals come again.
 */
export async function assessArrivals(
  arrivals: readonly Arrival[],
  ports: AssessPorts,
  options: AssessOptions,
): Promise<Assessed> {
  const judge = judgeBy(options.settings);
  const committed: Committed[] = [];
  const findings = new Map<string, Finding>();
  const failed: Refused[] = [];
  let lostRaces = 0;
  for (const wave of byDay(arrivals)) {
    const gone = new Set(failed.map(({ arrival }) => arrival.entity));
    // What failed comes again as a whole: going on with a later day would make the failed one historical.
    const pending = wave.filter(({ entity }) => !gone.has(entity));
    const done = await commitProfiles(ports.state, pending, judge);
    const outcomes = await settle(done.committed, FINDINGS_IN_FLIGHT, (one) =>
      upsertFindings(one, ports, options),
    );
    failed.push(...done.refused);
    lostRaces += done.races;
    for (const [index, one] of done.committed.entries()) {
      const outcome = outcomes[index];
      committed.push(one);
      if (outcome?.status === 'fulfilled')
        for (const finding of outcome.value) findings.set(finding.id, finding);
      else failed.push({ arrival: one.arrival, error: outcome?.reason });
    }
  }
  return { committed, findings: [...findings.values()], failed: failed.map(whole(arrivals)), lostRaces };
}

/** The arrivals of each UTC day, ascending; an entity stands in as many of them as it has days. */
function byDay(arrivals: readonly Arrival[]): Arrival[][] {
  const waves = new Map<number, Arrival[]>();
  for (const arrival of arrivals)
    for (const [day, readings] of Map.groupBy(arrival.readings, ({ time }) => dayOf(time)))
      push(waves, day, { ...arrival, readings });
  return [...waves].sort(([a], [b]) => a - b).map(([, wave]) => wave);
}

function push(waves: Map<number, Arrival[]>, day: number, arrival: Arrival): void {
  const wave = waves.get(day);
  if (wave) wave.push(arrival);
  else waves.set(day, [arrival]);
}

/** A failure concerns all that the batch brought to its entity. */
function whole(arrivals: readonly Arrival[]): (refused: Refused) => Refused {
  const byEntity = new Map(arrivals.map((arrival) => [arrival.entity, arrival]));
  return ({ arrival, error }) => ({ arrival: byEntity.get(arrival.entity) ?? arrival, error });
}

/** The ledgers are read after the commit, so the last of several racing writers sees what all of them wrote. */
async function upsertFindings(
  { arrival: { entity, arrivedTime }, profile, version, fromDay }: Committed,
  { state, findings }: AssessPorts,
  { settings, hashKey, now }: AssessOptions,
): Promise<Finding[]> {
  if (fromDay === undefined) return [];
  const written: Finding[] = [];
  for (const day of recordedDays(profile, fromDay)) {
    const ledgers = await readLedgers(state, entity, hoursOfFinding(profile, day));
    const operations = operationsOfDay(ledgers, day);
    const finding = project({ entity, profile, day, operations, settings, hashKey });
    await findings.upsert(finding, version, now(), arrivedTime);
    written.push(finding);
  }
  return written;
}
