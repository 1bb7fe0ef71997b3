import type { Hours } from '../profile/active.ts';
import { assignHours, dayOfHour, type Judge, type Profile } from '../profile/profile.ts';
import { subjectOf } from '../profile/subject.ts';
import { HOUR_MS } from '../time.ts';
import { SHAPES, type Shape, withExtra } from './extra.ts';
import type { Life } from './life.ts';
import type { Scheme } from './scheme.ts';

export const SEARCH_DAYS = 30;
/** No search goes further. */
export const MOST = 1e12;

/** How an attacker took what he took. */
export interface Plan {
  readonly policy: Policy;
  readonly shape: Shape;
  /** Records beside the owner's own, by day. */
  readonly extras: readonly number[];
  readonly records: number;
}

export const POLICIES = ['greedy', 'constant', 'workdays', 'ramp', 'at once'] as const;
export type Policy = (typeof POLICIES)[number];

/**
 * The most that an attacker who knows everything and owns the account's own context takes in 30 days without anybody
 * being told: the best plan found, so a lower bound of what can be done. Days of the owner's own that are told
 * anyway are not his; he takes nothing on them. `known`: plans from elsewhere, which count where nobody is told here.
 */
export function searchPlan(life: Life, scheme: Scheme, known: readonly Plan[] = []): Plan {
  const trial = trialOf(life, scheme);
  // How he takes it is settled by the cheapest policy, then every policy is tried that way.
  const constant = SHAPES.map((shape) => scaled(trial, 'constant', shape)).reduce(larger);
  const { shape } = constant;
  const others = (['workdays', 'ramp', 'at once'] as const).map((policy) => scaled(trial, policy, shape));
  const also = known.filter((plan) => isUnnoticed(trial, plan.extras, plan.shape));
  return [constant, ...others, greedy(trial, shape), ...also].reduce(larger);
}

function larger(a: Plan, b: Plan): Plan {
  return b.records > a.records ? b : a;
}

/** A life and who watches it. */
export interface Trial {
  readonly life: Life;
  readonly scheme: Scheme;
  readonly days: readonly number[];
  /** Days that are told although nothing is taken, and how gravely. */
  readonly toldAnyway: ReadonlyMap<number, number>;
}

export function trialOf(life: Life, scheme: Scheme): Trial {
  const days = Array.from({ length: SEARCH_DAYS }, (_, at) => life.firstDay + at);
  const toldAnyway = new Map<number, number>();
  let { profile } = life;
  for (const day of days) {
    const next = live(life, scheme, profile, day, life.ordinary(day));
    if (next.told > 0) toldAnyway.set(day, next.told);
    profile = next.profile;
  }
  return { life, scheme, days, toldAnyway };
}

/** One more day of a profile, by the code that production runs. */
export function live(
  { contextOf }: Life,
  scheme: Scheme,
  profile: Profile,
  day: number,
  hours: Hours,
): { readonly profile: Profile; readonly told: number } {
  let told = 0;
  const judge: Judge = (current, judged) => {
    const said = scheme(subjectOf(current, judged, contextOf(judged)));
    told = Math.max(told, said.told);
    return said.mark;
  };
  const touched = [...hours]
    .filter(([hour]) => dayOfHour(hour) === day)
    .map(([hour, summary]) => ({ hour, summary, newestTime: hour * HOUR_MS }));
  return { profile: assignHours(profile, touched, judge), told };
}

/** The profile after a day with so much taken; undefined where somebody is told of it, or more gravely than anyway. */
function unnoticed(
  { life, scheme, toldAnyway }: Trial,
  profile: Profile,
  day: number,
  records: number,
  shape: Shape,
): Profile | undefined {
  const hours = withExtra(life.ordinary(day), day, records, shape, life.ways);
  const next = live(life, scheme, profile, day, hours);
  const excused = records > 0 ? 0 : (toldAnyway.get(day) ?? 0);
  return next.told > excused ? undefined : next.profile;
}

/** By day, as shares of a scale: the largest scale at which nobody is told on any day. */
const WEIGHTS: Readonly<Record<Exclude<Policy, 'greedy'>, (at: number, works: boolean) => number>> = {
  constant: () => 1,
  workdays: (_, works) => (works ? 1 : 0),
  ramp: (at) => 2 ** (at / 10),
  'at once': (at) => (at < 7 ? 1 : 0),
};

function scaled(trial: Trial, policy: Exclude<Policy, 'greedy'>, shape: Shape): Plan {
  const { life, days, toldAnyway } = trial;
  const weights = days.map((day, at) => {
    const works = [...life.ordinary(day).values()].some(({ records }) => records > 0);
    return toldAnyway.has(day) ? 0 : WEIGHTS[policy](at, works);
  });
  const extrasAt = (scale: number) => weights.map((weight) => Math.floor(weight * scale));
  const scale = largest(life.normalDay, (candidate) => isUnnoticed(trial, extrasAt(candidate), shape));
  return planOf(policy, shape, extrasAt(scale));
}

export function isUnnoticed(trial: Trial, extras: readonly number[], shape: Shape): boolean {
  let profile: Profile | undefined = trial.life.profile;
  for (const [at, day] of trial.days.entries()) {
    profile = unnoticed(trial, profile, day, extras[at] ?? 0, shape);
    if (profile === undefined) return false;
  }
  return true;
}

/** Every day the most that is not noticed then, nor by the owner's own work on the days after it. */
function greedy(trial: Trial, shape: Shape, appetite = 1): Plan {
  const extras: number[] = [];
  let { profile } = trial.life;
  let guess = trial.life.normalDay;
  for (const [at, day] of trial.days.entries()) {
    const before = profile;
    const ahead = trial.days.slice(at + 1, at + 1 + DAYS_AHEAD);
    const most = trial.toldAnyway.has(day)
      ? 0
      : largest(guess, (records) => {
          const next = unnoticed(trial, before, day, records, shape);
          return next !== undefined && isQuietAhead(trial, next, ahead, shape);
        });
    const taken = Math.floor(most * appetite);
    const next = unnoticed(trial, before, day, taken, shape);
    // Caught by what he took before: he plans again with more restraint.
    if (next === undefined)
      return appetite > LEAST_APPETITE ? greedy(trial, shape, appetite * 0.7) : planOf('greedy', shape, []);
    if (most > 0) guess = most;
    extras.push(taken);
    profile = next;
  }
  return planOf('greedy', shape, extras);
}

const DAYS_AHEAD = 2;
const LEAST_APPETITE = 0.3;

function isQuietAhead(trial: Trial, profile: Profile, days: readonly number[], shape: Shape): boolean {
  let current: Profile | undefined = profile;
  for (const day of days) {
    current = unnoticed(trial, current, day, 0, shape);
    if (current === undefined) return false;
  }
  return true;
}

function planOf(policy: Policy, shape: Shape, extras: readonly number[]): Plan {
  return { policy, shape, extras, records: extras.reduce((total, extra) => total + extra, 0) };
}

/** The largest amount that holds, to a tenth: by powers of four from the guess, then by bisection of logarithms. */
export function largest(guess: number, holds: (amount: number) => boolean): number {
  let low = Math.max(1, guess);
  let high = low;
  if (holds(low)) {
    do {
      low = high;
      high *= STRIDE;
    } while (high < MOST && holds(high));
  } else {
    do {
      high = low;
      low /= STRIDE;
      if (low < Math.max(1, guess / LEAST_SHARE)) return 0;
    } while (!holds(low));
  }
  while (high / low > PRECISION && high - low > 1) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

const STRIDE = 4;

const LEAST_SHARE = 4096;
const PRECISION = 1.1;
