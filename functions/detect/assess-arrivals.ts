import { hoursOfFinding, operationsOfDay, recordedDays } from '../../shared/advance.ts';
import { judgeBy } from '../../shared/assess.ts';
import { type Finding, project } from '../../shared/finding.ts';
import type { Settings } from '../../shared/settings.ts';
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
 * From activities to findings: ledgers and profiles are committed, then the findings that they project to are
 * written. A crash in between is healed when the same arrivals come again.
 */
export async function assessArrivals(
  arrivals: readonly Arrival[],
  ports: AssessPorts,
  options: AssessOptions,
): Promise<Assessed> {
  const judge = judgeBy(options.settings);
  const { committed, refused, races } = await commitProfiles(ports.state, arrivals, judge);
  const outcomes = await settle(committed, FINDINGS_IN_FLIGHT, (one) => upsertFindings(one, ports, options));
  const findings: Finding[] = [];
  const failed: Refused[] = [...refused];
  for (const [index, { arrival }] of committed.entries()) {
    const outcome = outcomes[index];
    if (outcome?.status === 'fulfilled') findings.push(...outcome.value);
    else failed.push({ arrival, error: outcome?.reason });
  }
  return { committed, findings, failed, lostRaces: races };
}

/** The ledgers are read after the commit, so the last of several racing writers sees what all of them wrote. */
async function upsertFindings(
  { arrival: { entity }, profile, version, fromDay }: Committed,
  { state, findings }: AssessPorts,
  { settings, hashKey, now }: AssessOptions,
): Promise<Finding[]> {
  if (fromDay === undefined) return [];
  const written: Finding[] = [];
  for (const day of recordedDays(profile, fromDay)) {
    const ledgers = await readLedgers(state, entity, hoursOfFinding(profile, day));
    const operations = operationsOfDay(ledgers, day);
    const finding = project({ entity, profile, day, operations, settings, hashKey });
    await findings.upsert(finding, version, now());
    written.push(finding);
  }
  return written;
}
