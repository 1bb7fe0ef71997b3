import { actorWeeks } from '../../shared/calibration/lines.ts';
import { rateInterval } from '../../shared/calibration/rate.ts';
import { type Settings, thresholdsOf } from '../../shared/settings.ts';
import { ATTACKS, SCENARIOS } from '../corpus/attacks/scenarios.ts';
import { type Caught, caughtAt, incidentsAt, type Lines, linesFor } from './incidents.ts';
import { METHODS, type Method } from './methods.ts';
import type { AttackPath, BenignDay, Observed } from './observe.ts';

/** What one way of scoring achieves at one set of page lines. */
export interface Result {
  readonly method: Method;
  /** False incidents per thousand actor-weeks that the lines were made for; undefined: the shipped lines. */
  readonly budget: number | undefined;
  readonly lines: Lines;
  readonly falseRate: { readonly rate: number; readonly low: number; readonly high: number };
  /** Of the false incidents, by their largest detectors. */
  readonly causes: readonly (readonly [string, number])[];
  /** Over the attacks, without the incident traces; each scenario counts the same. */
  readonly meanRecall: number;
  readonly meanPrevented: number;
  readonly scenarios: readonly ScenarioResult[];
}

export interface ScenarioResult {
  readonly scenario: string;
  readonly attacks: number;
  readonly recall: number;
  /** Found within five events of the attack. */
  readonly withinFive: number;
  /** Found within five of its events that take records: whoever sprays has many before. */
  readonly withinFiveTakings: number;
  /** Share of the records still there when it pages; a miss prevents nothing. */
  readonly prevented: number;
  /** Records gone before the page, events and minutes to it, of those that were found: median and nine in ten. */
  readonly lost: Quantiles;
  readonly events: Quantiles;
  readonly minutes: Quantiles;
}

export type Quantiles = readonly [median: number, p90: number];

export const BUDGETS = [10, 1, 0.1] as const;

export interface Evaluation {
  readonly weeks: { readonly thresholds: number; readonly falseIncidents: number };
  readonly attacks: number;
  readonly events: number;
  readonly results: readonly Result[];
}

/** Thresholds from the first lives, false incidents from the second, attacks from the third. */
export function evaluateObserved(
  thresholds: readonly Observed[],
  falseIncidents: readonly Observed[],
  attacks: readonly Observed[],
  settings: Settings,
): Evaluation {
  const fitted = thresholds.flatMap(({ benign }) => benign);
  // Benign life beside the attacks is benign as well, and nothing was fitted to it.
  const fresh = [...falseIncidents, ...attacks].flatMap(({ benign }) => benign);
  const paths = attacks.flatMap((one) => one.attacks);
  const shipped: Lines = {
    person: thresholdsOf(settings, 'user').pageScore,
    service: thresholdsOf(settings, 'service').pageScore,
  };
  return {
    weeks: { thresholds: actorWeeks(fitted), falseIncidents: actorWeeks(fresh) },
    attacks: paths.length,
    events: [...thresholds, ...falseIncidents, ...attacks].reduce((sum, { events }) => sum + events, 0),
    results: [
      resultOf('outflow', undefined, shipped, fresh, paths),
      ...METHODS.flatMap((method) =>
        BUDGETS.map((budget) => resultOf(method, budget, linesFor(fitted, method, budget), fresh, paths)),
      ),
    ],
  };
}

function resultOf(
  method: Method,
  budget: number | undefined,
  lines: Lines,
  fresh: readonly BenignDay[],
  paths: readonly AttackPath[],
): Result {
  const incidents = incidentsAt(fresh, method, lines);
  const caught = caughtAt(paths, method, lines);
  const scenarios = SCENARIOS.flatMap(({ uid }) => {
    const own = caught.filter(({ path }) => path.scenario === uid);
    return own.length === 0 ? [] : [scenarioOf(uid, own)];
  });
  const counted = scenarios.filter(({ scenario }) => ATTACKS.some(({ uid }) => uid === scenario));
  const mean = (of: (one: ScenarioResult) => number) =>
    counted.reduce((sum, one) => sum + of(one), 0) / Math.max(1, counted.length);
  return {
    method,
    budget,
    lines,
    falseRate: rateInterval(incidents.length, actorWeeks(fresh)),
    causes: causesOf(incidents.map(({ causes }) => causes)),
    meanRecall: mean(({ recall }) => recall),
    meanPrevented: mean(({ prevented }) => prevented),
    scenarios,
  };
}

function scenarioOf(scenario: string, own: readonly Caught[]): ScenarioResult {
  const found = own.flatMap(({ at }) => at ?? []);
  return {
    scenario,
    attacks: own.length,
    recall: found.length / own.length,
    withinFive: found.filter(({ events }) => events <= 5).length / own.length,
    withinFiveTakings: found.filter(({ takings }) => takings <= 5).length / own.length,
    prevented:
      own.reduce(
        (sum, { path, at }) => sum + (at === undefined ? 0 : 1 - at.records / Math.max(1, path.records)),
        0,
      ) / own.length,
    lost: quantiles(found.map(({ records }) => records)),
    events: quantiles(found.map(({ events }) => events)),
    minutes: quantiles(found.map(({ minutes }) => minutes)),
  };
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return [Math.round(at(0.5)), Math.round(at(0.9))];
}

function causesOf(all: readonly (readonly string[])[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const causes of all) {
    const name = causes.slice(0, 2).join(' + ') || 'none';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1)).slice(0, 8);
}
