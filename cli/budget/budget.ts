import { upperBound } from '../../shared/evasion/bound.ts';
import { LINES, type Line, numberAt, outflowAt } from '../../shared/evasion/scheme.ts';
import { type Plan, searchPlan } from '../../shared/evasion/search.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Lines } from '../evaluate/incidents.ts';
import { PUBLIC_METHODS, type PublicMethod, publicScore } from '../evaluate/methods.ts';
import type { Account } from './accounts.ts';

/** What an attacker takes from one account in 30 days unnoticed, in records. */
export interface LineBudget {
  readonly outflow: Plan;
  /** Undefined where no limit holds whatever the plan. */
  readonly bound: number | undefined;
  /** The same search, with a public scheme watching. */
  readonly compared: Readonly<Record<PublicMethod, Plan>>;
}

export type Budget = Readonly<Record<Line, LineBudget>>;

export function budgetOf(account: Account, settings: Settings): Budget {
  return record(LINES, (line) => ({
    outflow: searchPlan(account.life, outflowAt(line, settings)),
    bound: upperBound(account.life, line, settings),
    compared: record(PUBLIC_METHODS, (method) => comparedAt(account, line, method)),
  }));
}

/** What the account loses before a public scheme would tell of it. */
export function comparedAt({ life, actor }: Account, line: Line, method: PublicMethod): Plan {
  return searchPlan(life, numberAt(PUBLIC_LINES[line][method][actor], publicScore(method)));
}

function record<K extends string, T>(keys: readonly K[], of: (key: K) => T): Record<K, T> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, T>;
}

/**
 * Where these schemes draw their lines at the alert budgets of Outflow's own two: 1 and 10 false incidents in a
 * thousand actor-weeks, fitted to the benign life of a synthetic organisation (`linesFor` of `evaluate`).
 */
const PUBLIC_LINES: Readonly<Record<Line, Readonly<Record<PublicMethod, Lines>>>> = {
  page: {
    static: { person: 0, service: 0 },
    'z-score': { person: 0, service: 0 },
    peer: { person: 0, service: 0 },
  },
  review: {
    static: { person: 0, service: 0 },
    'z-score': { person: 0, service: 0 },
    peer: { person: 0, service: 0 },
  },
};
