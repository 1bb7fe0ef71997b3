import type { ActorClass } from '../../shared/context.ts';
import { upperBound } from '../../shared/evasion/bound.ts';
import { LINES, type Line, numberAt, outflowAt, type Scheme } from '../../shared/evasion/scheme.ts';
import { type Plan, searchPlan } from '../../shared/evasion/search.ts';
import type { Settings } from '../../shared/settings.ts';
import { actorWeeks, incidentsAt, type Lines, linesFor } from '../evaluate/incidents.ts';
import { PUBLIC_METHODS, type PublicMethod, publicScore } from '../evaluate/methods.ts';
import type { BenignDay } from '../evaluate/observe.ts';
import type { Account } from './accounts.ts';

/** What an attacker takes from one account in 30 days unnoticed, by whom it is not noticed. */
export interface AccountBudget {
  readonly account: Account;
  readonly lines: Readonly<Record<Line, LineBudget>>;
}

export interface LineBudget {
  readonly outflow: Plan;
  /** In records; undefined where no limit holds whatever the plan. */
  readonly bound: number | undefined;
  readonly compared: Readonly<Record<PublicMethod, Plan>>;
}

/** Where the other schemes would draw their lines, by line of Outflow's. */
export type PublicLines = Readonly<Record<Line, Readonly<Record<PublicMethod, Lines>>>>;

/** Each as low as it can be without more alarms than Outflow raises at its own line on the same days. */
export function publicLines(days: readonly BenignDay[], settings: Settings): PublicLines {
  const by = <K extends string, T>(keys: readonly K[], of: (key: K) => T) =>
    Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, T>;
  return by(LINES, (line) => by(PUBLIC_METHODS, (method) => asLoud(days, method, ownLines(line, settings))));
}

function ownLines(line: Line, { service, ...person }: Settings): Lines {
  return line === 'page'
    ? { person: person.pageScore, service: service.pageScore }
    : { person: person.reviewScore, service: service.reviewScore };
}

function asLoud(days: readonly BenignDay[], method: PublicMethod, own: Lines): Lines {
  const lineOf = (actor: ActorClass) => {
    const ofActor = days.filter((day) => day.actor === actor);
    const weeks = actorWeeks(ofActor);
    const allowed = incidentsAt(ofActor, 'outflow', own).length;
    return linesFor(ofActor, method, weeks === 0 ? 0 : ((allowed + 0.5) * 1000) / weeks)[actor];
  };
  return { person: lineOf('person'), service: lineOf('service') };
}

export function budgetOf(account: Account, lines: PublicLines, settings: Settings): AccountBudget {
  const { life, actor } = account;
  const at = (line: Line): LineBudget => {
    const scheme = (method: PublicMethod): Scheme =>
      numberAt(lines[line][method][actor], publicScore(method));
    return {
      outflow: searchPlan(life, outflowAt(line, settings)),
      bound: upperBound(life, line, settings),
      compared: {
        static: searchPlan(life, scheme('static')),
        'z-score': searchPlan(life, scheme('z-score')),
        peer: searchPlan(life, scheme('peer')),
      },
    };
  };
  return { account, lines: { page: at('page'), review: at('review') } };
}
