import type { ActorClass } from '../../shared/activity.ts';
import { actorWeeks } from '../../shared/calibration/lines.ts';
import { isFarMore } from '../../shared/exposure.ts';
import { SCORE_STEP, THREAD_DAYS } from '../../shared/page/thread.ts';
import type { Method } from './methods.ts';
import type { AttackPath, BenignDay, Moment } from './observe.ts';

/** Page lines of the two kinds of actors. */
export type Lines = Readonly<Record<ActorClass, number>>;

export interface Incident {
  readonly entity: string;
  readonly day: number;
  readonly causes: readonly string[];
}

/** Pages about benign life, by production's rule: a page, then quiet for a week unless it gets clearly worse or takes tenfold. */
export function incidentsAt(days: readonly BenignDay[], method: Method, lines: Lines): Incident[] {
  const incidents: Incident[] = [];
  for (const [entity, own] of Map.groupBy(days, (one) => one.entity)) {
    let told: { day: number; score: number; amount: number } | undefined;
    for (const one of own.toSorted((a, b) => a.day - b.day)) {
      const score = one.scores[method];
      if (score < lines[one.actor]) continue;
      const isNear = told !== undefined && one.day - told.day < THREAD_DAYS;
      // Only Outflow's score has a scale on which "clearly worse" means something.
      const isNews =
        method === 'outflow' &&
        told !== undefined &&
        (score >= told.score + SCORE_STEP || isFarMore(one.amount, told.amount));
      if (isNear && !isNews) continue;
      const before = isNear ? told : undefined;
      told = {
        day: one.day,
        score: Math.max(score, before?.score ?? 0),
        amount: Math.max(one.amount, before?.amount ?? 0),
      };
      incidents.push({ entity, day: one.day, causes: one.causes });
    }
  }
  return incidents;
}

/** The smallest lines at which each kind of actor keeps to the budget: false incidents per thousand actor-weeks. */
export function linesFor(days: readonly BenignDay[], method: Method, budget: number): Lines {
  const lineOf = (actor: ActorClass): number => {
    const own = days.filter((one) => one.actor === actor);
    const allowed = Math.floor((actorWeeks(own) * budget) / 1000);
    const candidates = [...new Set(own.map(({ scores }) => scores[method]))]
      .filter((score) => score > 0)
      .sort((a, b) => a - b);
    let [low, high] = [0, candidates.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const line = candidates[middle] ?? Number.POSITIVE_INFINITY;
      if (incidentsAt(own, method, { person: line, service: line }).length <= allowed) high = middle;
      else low = middle + 1;
    }
    const highest = candidates.at(-1) ?? 1;
    return candidates[low] ?? highest * 1.0001;
  };
  return { person: lineOf('person'), service: lineOf('service') };
}

export interface Caught {
  readonly path: AttackPath;
  /** The first moment at which it pages; undefined: never. */
  readonly at: Moment | undefined;
}

export function caughtAt(paths: readonly AttackPath[], method: Method, lines: Lines): Caught[] {
  return paths.map((path) => ({
    path,
    at: path.moments.find(
      ({ person, service }) => person[method] >= lines.person || service[method] >= lines.service,
    ),
  }));
}
