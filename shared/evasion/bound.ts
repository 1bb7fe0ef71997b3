import { JUDGING, type Judging } from '../assess.ts';
import { capacity } from '../detectors/capacity.ts';
import { NOT_LOUD } from '../profile/day.ts';
import type { Mark, Profile } from '../profile/profile.ts';
import type { Settings } from '../settings.ts';
import { withExtra } from './extra.ts';
import type { Life } from './life.ts';
import { type Line, outflowAt, type Scheme } from './scheme.ts';
import { largest, live, MOST, SEARCH_DAYS } from './search.ts';

const UNMARKED: Mark = { recorded: false, flagged: false, loud: NOT_LOUD };

/** Days that capacity sums up, and holds against days before them. */
const WINDOW_DAYS = 28;

/**
 * What nobody can exceed in the 30 days without crossing the line, whatever his plan; undefined where no such limit
 * holds. It rests on the capacity detector alone: it never falls with what the last 28 days carried, is measured on
 * every day that carries data, and holds them against days that ended 28 days before. Those are the owner's own until
 * the 28th day, so on each day until then all that was taken is limited at once. On the last two days the window has
 * left the first ones behind, and these count as past, as full as the detector credits at most.
 */
export function upperBound(
  life: Life,
  line: Line,
  settings: Settings,
  { tails }: Judging = JUDGING,
): number | undefined {
  // How large a single day is must not matter here: he may spread it.
  const scored = { ...settings, largeExposureRecords: Number.POSITIVE_INFINITY };
  const remembering = outflowAt(line, scored, { detectors: [capacity], tails });
  // Nothing is remembered either: what would have been told on the way there is not what is asked.
  const alone: Scheme = (subject) => ({ ...remembering(subject), mark: UNMARKED });
  const early = limitsOf(life, alone, 0).slice(0, WINDOW_DAYS);
  const begun = Math.max(...[0, 1].map((at) => through(early, at)));
  const late = [0, 1].map((at) => {
    const limits = limitsOf(life, alone, at + 1);
    return begun + (limits[WINDOW_DAYS + at]?.limit ?? MOST);
  });
  const bound = Math.max(...early.map((_, at) => through(early, at)), ...late);
  return bound >= MOST ? undefined : Math.ceil(bound);
}

interface Limit {
  readonly limit: number;
  /** The owner's own work has the day measured, also where nothing is taken on it. */
  readonly works: boolean;
}

/** By day, the most that can be taken on it, if on the first `full` days as much as can be was taken, then nothing. */
function limitsOf(life: Life, alone: Scheme, full: number): Limit[] {
  const limits: Limit[] = [];
  let profile = life.profile;
  for (let at = 0; at < SEARCH_DAYS; at++) {
    const day = life.firstDay + at;
    const ordinary = life.ordinary(day);
    const works = [...ordinary.values()].some(({ records }) => records > 0);
    // Of a past made full only the days that no longer see it in their window are asked.
    limits.push({ works, limit: full > 0 && at < WINDOW_DAYS ? MOST : limitOn(life, alone, profile, day) });
    profile = live(life, alone, profile, day, at < full ? taken(life, day, MOST) : ordinary).profile;
  }
  return limits;
}

/** The search's precision is on the safe side of a bound. */
const ROUNDING = 1.11;

function limitOn(life: Life, alone: Scheme, profile: Profile, day: number): number {
  const isTold = (records: number) => live(life, alone, profile, day, taken(life, day, records)).told > 0;
  return isTold(0) ? MOST : Math.max(1, largest(life.normalDay, (records) => !isTold(records)) * ROUNDING);
}

function taken({ ordinary, ways }: Life, day: number, records: number) {
  return withExtra(ordinary(day), day, records, 'spread', ways);
}

/** All that can be taken until a day on which something is: by what is measured on it, or on a working day after it. */
function through(limits: readonly Limit[], at: number): number {
  const after = limits.slice(at + 1).filter(({ works }) => works);
  return Math.min(...[limits[at], ...after].map((one) => one?.limit ?? MOST));
}
