import { operationsOfDay, summaryOfHour } from '../../shared/advance.ts';
import type { ContextOf } from '../../shared/assess.ts';
import { type Context, NO_CONTEXT } from '../../shared/context.ts';
import type { Finding } from '../../shared/finding.ts';
import { EMPTY_LEDGER, readingsOf } from '../../shared/ledger.ts';
import { HOURS_PER_DAY, type Hours } from '../../shared/profile/active.ts';
import { isLearnt } from '../../shared/profile/learnt.ts';
import { EMPTY_PROFILE, type Profile } from '../../shared/profile/profile.ts';
import { project } from '../../shared/project.ts';
import type { Reading } from '../../shared/reading.ts';
import { DAY_MS, dayOf, hourOf } from '../../shared/time.ts';
import type { StateStore } from '../ports/state.ts';
import { hoursAround, keptLedgers } from './ledgers.ts';
import type { AssessOptions } from './options.ts';
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
 * day is judged by what it holds alone, as of an account that nobody knows, and by its contract; it is marked historical,
 * and told in a digest, never by a page of its own. A day that was judged in time and only comes again is no news.
 */
export async function pastFindings(
  { arrival: { entity, arrivedTime }, version, late, profile: learnt }: Committed,
  state: StateStore,
  { settings, hashKey, judging }: AssessOptions,
  contextOf: ContextOf,
): Promise<PastFinding[]> {
  const found: PastFinding[] = [];
  const begun = late.filter(mayGoOn);
  const uids = new Set(begun.map(({ uid }) => uid));
  const lateDays = new Set(late.map(({ time }) => dayOf(time)));
  const days = new Set([...lateDays, ...begun.map(({ time }) => dayOf(time) + 1)]);
  for (const day of [...days].sort((a, b) => a - b)) {
    const hours = hoursAround(day);
    const ledgers = await keptLedgers(state, entity, hours, arrivedTime);
    const operations = operationsOfDay(ledgers, day);
    const told: Hours = new Map(
      hours.slice(1, -1).flatMap((hour) => {
        const summary = summaryOfHour(ledgers, hour);
        return summary === undefined ? [] : [[hour, summary] as const];
      }),
    );
    if (told.size === 0) continue;
    // What was told of the day as its own may have been the rest of an operation that had begun the evening before.
    const goesOn = readingsOf(ledgers.get(day * HOURS_PER_DAY) ?? EMPTY_LEDGER).some(({ uid }) =>
      uids.has(uid),
    );
    const isNews = !isLearnt(learnt, day, told);
    if (!goesOn && !(isNews && lateDays.has(day))) continue;
    const profile = profileOfDay(day, told);
    const parts = judging === undefined ? {} : { judging };
    const context = withoutHistory(contextOf(day));
    const finding = project({ entity, profile, day, operations, settings, hashKey, context, ...parts });
    const rev = revisionOfPast(version);
    if (isNews && finding.state === 'open') found.push({ finding: { ...finding, historical: true }, rev });
    else if (goesOn)
      found.push({
        finding: { ...finding, state: 'withdrawn', severity: 'informational', historical: true },
        rev,
      });
  }
  return found;
}

/** What holds of an account that nobody knows: what its vendor's log means, and what its owner has said that it does. */
function withoutHistory({ counts, nouns, isBulk, isStanding, contract }: Context): Context {
  return { ...NO_CONTEXT, counts, nouns, isBulk, isStanding, ...(contract && { contract }) };
}

/** Past midnight. */
function mayGoOn({ spans, time }: Reading): boolean {
  return spans && hourOf(time) % HOURS_PER_DAY === HOURS_PER_DAY - 1;
}

/** Of what came too late, when the profile had that version. */
export function revisionOfPast(version: number): number {
  return Math.min(version, MOST_VERSIONS - 1) / MOST_VERSIONS;
}

function profileOfDay(day: number, hours: Hours): Profile {
  return { ...EMPTY_PROFILE, open: { ...EMPTY_PROFILE.open, newestTime: day * DAY_MS, hours } };
}
