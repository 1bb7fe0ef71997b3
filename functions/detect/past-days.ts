import { operationsOfDay } from '../../shared/advance.ts';
import { type Finding, project } from '../../shared/finding.ts';
import { hasSpans, type Operation } from '../../shared/ledger.ts';
import { HOURS_PER_DAY, type Hours } from '../../shared/profile/day.ts';
import { summarise } from '../../shared/profile/hour.ts';
import { isLearnt } from '../../shared/profile/learnt.ts';
import { EMPTY_PROFILE, type Profile } from '../../shared/profile/profile.ts';
import type { Reading } from '../../shared/reading.ts';
import { DAY_MS, dayOf, hourOf } from '../../shared/time.ts';
import type { StateStore } from '../ports/state.ts';
import type { AssessOptions } from './assess-arrivals.ts';
import { hoursAround, keptLedgers } from './ledgers.ts';
import type { Committed } from './profiles.ts';

/** What came too late for the profile, as a finding. */
export interface PastFinding {
  readonly finding: Finding;
  /** Below every revision of a finding that was made in time, which is never replaced; rising with the profile's. */
  readonly rev: number;
}

/** Far more than a profile has in its life. */
const MOST_VERSIONS = 1_000_000_000;

/**
 * Days older than the profile's horizon: their events stay in the ledger and no baseline learns from them. Each such
 * day is judged by what it holds alone, as of an account that nobody knows, is marked historical, and is told in a
 * digest, never by a page of its own. A day that was judged in time and only comes again is no news.
 */
export async function pastFindings(
  { arrival: { entity, arrivedTime }, version, late, profile: learnt }: Committed,
  state: StateStore,
  { settings, hashKey, judging }: AssessOptions,
): Promise<PastFinding[]> {
  const found: PastFinding[] = [];
  const reached = reachedDays(late);
  for (const day of [...new Set([...daysOf(late), ...reached])].sort((a, b) => a - b)) {
    const hours = hoursAround(day);
    const ledgers = await keptLedgers(state, entity, hours, arrivedTime);
    const operations = operationsOfDay(ledgers, day);
    const told: Hours = new Map(
      hours.slice(1, -1).flatMap((hour) => {
        const ledger = ledgers.get(hour);
        const summary = ledger && summarise(operationsIn(operations, hour), hasSpans(ledger), hour);
        return summary === undefined ? [] : [[hour, summary] as const];
      }),
    );
    if (told.size === 0) continue;
    const isNews = !isLearnt(learnt, day, told);
    if (!isNews && !reached.has(day)) continue;
    const profile = profileOfDay(day, told);
    const parts = judging === undefined ? {} : { judging };
    const finding = project({ entity, profile, day, operations, settings, hashKey, ...parts });
    const rev = revisionOfPast(version);
    if (isNews && finding.state === 'open') found.push({ finding: { ...finding, historical: true }, rev });
    else if (reached.has(day))
      found.push({
        finding: { ...finding, state: 'withdrawn', severity: 'informational', historical: true },
        rev,
      });
  }
  return found;
}

function daysOf(readings: readonly Reading[]): number[] {
  return readings.map(({ time }) => dayOf(time));
}

/** Days after operations that may have gone on past midnight: what was told of such a day as its own began the day before. */
function reachedDays(late: readonly Reading[]): Set<number> {
  const lastHour = late.filter(
    ({ spans, time }) => spans && hourOf(time) % HOURS_PER_DAY === HOURS_PER_DAY - 1,
  );
  return new Set(daysOf(lastHour).map((day) => day + 1));
}

/** Of what came too late, when the profile had that version. */
export function revisionOfPast(version: number): number {
  return Math.min(version, MOST_VERSIONS - 1) / MOST_VERSIONS;
}

function operationsIn(operations: readonly Operation[], hour: number): Operation[] {
  return operations.filter(({ time }) => Math.floor(time / (DAY_MS / HOURS_PER_DAY)) === hour);
}

function profileOfDay(day: number, hours: Hours): Profile {
  return { ...EMPTY_PROFILE, open: { ...EMPTY_PROFILE.open, newestTime: day * DAY_MS, hours } };
}
