import { LINES, type Line } from '../../shared/evasion/scheme.ts';
import type { Plan } from '../../shared/evasion/search.ts';
import { type Settings, thresholdsOf } from '../../shared/settings.ts';
import { grouped, plural } from '../../shared/words.ts';
import { METHOD_TITLES, PUBLIC_METHODS } from '../evaluate/methods.ts';
import { table } from '../render/table.ts';
import type { Account } from './accounts.ts';
import type { Budget, LineBudget } from './budget.ts';

const TITLES: Readonly<Record<Line, string>> = {
  page: 'without a page',
  review: 'without a place in the review queue',
};

const LEAD =
  'What an attacker who knows every rule, line and profile, and owns the account’s own context, takes in 30 days:';
const CAVEAT =
  'Best found by search, so what can be done is at least that much. No plan exceeds the bound. A contract with a daily quota limits it further.';

/** Of one account. */
export function budgetLines(account: Account, budget: Budget, settings: Settings): string[] {
  const { life, vendor, uid, emails, knownDays } = account;
  return [
    `${emails[0] ?? uid} at ${vendor}: ${plural(life.normalDay, 'record')} on a normal day, known for ${plural(knownDays, 'day')}`,
    '',
    LEAD,
    ...LINES.flatMap((line) => ['', `${TITLES[line]}:`, ...table(rowsOf(budget[line], life.normalDay))]),
    '',
    CAVEAT,
    ...pagingLines(account, settings),
  ];
}

/** Whoever takes the line that is drawn for the one that holds would be told too much. */
function pagingLines({ actor }: Account, settings: Settings): string[] {
  const { pageScore } = thresholdsOf(settings, actor === 'service' ? 'service' : 'user');
  const line = `Pages begin at a score of ${pageScore}`;
  if (settings.quietHeadStart === 0) return [`${line}.`];
  return [
    `${line} here, and by up to ${settings.quietHeadStart} lower where little else is found in the organisation: then less is taken.`,
  ];
}

function rowsOf({ outflow, bound, compared }: LineBudget, normalDay: number): string[][] {
  const row = (title: string, { records, policy, shape }: Plan) => [
    `  ${title}`,
    plural(records, 'record'),
    normalDays(records, normalDay),
    records === 0 ? '' : `${policy}, ${shape}`,
  ];
  return [
    row('Outflow', outflow),
    [
      '  upper bound of any plan',
      bound === undefined ? 'none' : plural(bound, 'record'),
      bound === undefined ? '' : normalDays(bound, normalDay),
      '',
    ],
    ...PUBLIC_METHODS.map((method) => row(METHOD_TITLES[method], compared[method])),
  ];
}

function normalDays(records: number, normalDay: number): string {
  const days = records / normalDay;
  return `${days < 10 ? days.toFixed(1) : grouped(days)} normal days`;
}

export interface RoleBudget {
  readonly role: string;
  readonly accounts: number;
  /** In normal days, by who watches: median and nine in ten. */
  readonly normalDays: Readonly<
    Record<Line, Readonly<Record<string, readonly [median: number, p90: number]>>>
  >;
}

/** Of accounts of one role, in normal days of each. */
export function roleBudget(
  role: string,
  all: readonly { readonly account: Account; readonly budget: Budget }[],
): RoleBudget {
  const of = (line: Line) => {
    const quantiles = (plan: (budget: LineBudget) => Plan) => {
      const days = all
        .map(({ account, budget }) => plan(budget[line]).records / account.life.normalDay)
        .sort((a, b) => a - b);
      return [quantile(days, 0.5), quantile(days, 0.9)] as const;
    };
    return {
      outflow: quantiles(({ outflow }) => outflow),
      ...Object.fromEntries(
        PUBLIC_METHODS.map((method) => [method, quantiles(({ compared }) => compared[method])]),
      ),
    };
  };
  return { role, accounts: all.length, normalDays: { page: of('page'), review: of('review') } };
}

/** Of ascending values, by the nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  return values[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0;
}

/** Of a synthetic organisation. */
export function distributionLines(roles: readonly RoleBudget[], seed: string): string[] {
  const schemes = ['outflow', ...PUBLIC_METHODS] as const;
  const cell = ([median, p90]: readonly [number, number] = [0, 0]) => `${grouped(median)} (${grouped(p90)})`;
  return [
    `${LEAD.slice(0, -1)}, in normal days of the account: median (nine in ten)`,
    `Synthetic organisation of seed ${seed}; accounts known for six weeks or more that move records of known size.`,
    ...LINES.flatMap((line) => [
      '',
      `${TITLES[line]}:`,
      ...table([
        ['  role', 'accounts', ...schemes.map((scheme) => METHOD_TITLES[scheme])],
        ...roles.map(({ role, accounts, normalDays }) => [
          `  ${role}`,
          String(accounts),
          ...schemes.map((scheme) => cell(normalDays[line][scheme])),
        ]),
      ]),
    ]),
    '',
    CAVEAT,
  ];
}
