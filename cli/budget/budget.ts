import { JUDGING, type Judging } from '../../shared/assess.ts';
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

/** What keeps out of the review queue does not page: a search that is cut short must not say otherwise. */
export function budgetOf(account: Account, settings: Settings, judging: Judging = JUDGING): Budget {
  const review = lineBudget(account, 'review', settings, judging);
  return { page: lineBudget(account, 'page', settings, judging, review), review };
}

function lineBudget(
  account: Account,
  line: Line,
  settings: Settings,
  judging: Judging,
  lower?: LineBudget,
): LineBudget {
  const { life } = account;
  return {
    outflow: searchPlan(life, outflowAt(line, settings, judging), lower && [lower.outflow]),
    bound: upperBound(life, line, settings, judging),
    compared: record(PUBLIC_METHODS, (method) =>
      comparedAt(account, line, method, lower && [lower.compared[method]]),
    ),
  };
}

/** What the account loses before a public scheme would tell of it. */
export function comparedAt(
  { life, actor }: Account,
  line: Line,
  method: PublicMethod,
  known: readonly Plan[] = [],
): Plan {
  const lines = (line === 'review' ? LINES : [line]).map((one) => PUBLIC_LINES[one][method][actor]);
  return searchPlan(life, numberAt(lines, publicScore(method)), known);
}

function record<K extends string, T>(keys: readonly K[], of: (key: K) => T): Record<K, T> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, T>;
}

/**
 * Where these schemes draw their lines at the alert budgets that Outflow's own two stand for: 1 and 10 false incidents
 * in a thousand actor-weeks. Fitted by `linesFor` to the benign life of synthetic organisations: 1,287 actor-weeks of
 * people (seed `cap`) and 270 of services (seed `svc`, where the line at 1 is the lowest without any).
 */
const PUBLIC_LINES: Readonly<Record<Line, Readonly<Record<PublicMethod, Lines>>>> = {
  page: {
    static: { person: 4_563_892, service: 402_063 },
    'z-score': { person: 40.9, service: 214 },
    peer: { person: 3.7, service: 2.19 },
  },
  review: {
    static: { person: 261_967, service: 179_940 },
    'z-score': { person: 6.21, service: 116 },
    peer: { person: 1.66, service: 1.7 },
  },
};
