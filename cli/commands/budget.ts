import { JUDGING } from '../../shared/assess.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import type { Budget } from '../budget/budget.ts';
import { budgetOf } from '../budget/budget.ts';
import { corpusAccounts, LIVED_DAYS } from '../budget/corpus.ts';
import { accountFromLog } from '../budget/log.ts';
import { budgetLines, distributionLines, roleBudget } from '../budget/report.ts';
import { UserError } from '../errors.ts';
import { loadCalibration } from '../load-calibration.ts';
import { progressBar } from '../render/progress.ts';
import { wholeNumber } from '../whole-number.ts';
import type { WhoseOptions } from '../whose-logs.ts';

export interface BudgetOptions extends WhoseOptions {
  readonly log?: readonly string[];
  readonly tenant: string;
  readonly corpus?: string;
  readonly people: string;
  readonly settings?: string;
  readonly json?: boolean;
}

/** How much somebody who knows everything can take unnoticed: of one account in a log, or over a synthetic organisation. */
export async function budget(actor: string | undefined, options: BudgetOptions): Promise<void> {
  const { log = [], corpus } = options;
  if (corpus !== undefined && (actor !== undefined || log.length > 0))
    throw new UserError('Give an account and its --log, or --corpus, not both.');
  if (corpus !== undefined && options.settings !== undefined)
    throw new UserError('--settings are those of an account and its --log: --corpus is judged as shipped.');
  if (corpus !== undefined)
    return overCorpus(
      corpus,
      wholeNumber('--people', options.people, 'people', [1, MOST_PEOPLE]),
      options.json,
    );
  if (actor === undefined || log.length === 0)
    throw new UserError(
      'Name an account and its log, as in npx outflow budget mara@example.com --log salesforce.csv, or give --corpus.',
    );
  const { settings, tails } = await loadCalibration(options.settings);
  const judging = { ...JUDGING, tails };
  const account = await accountFromLog(actor, log, options, settings, judging);
  const found = budgetOf(account, settings, judging);
  if (options.json)
    console.log(JSON.stringify(documentOf(account.entity, account.life.normalDay, found), null, 2));
  else console.log(budgetLines(account, found, settings).join('\n'));
}

function documentOf(entity: string, normalDay: number, { page, review }: Budget) {
  return { entity, recordsOnNormalDay: normalDay, page, review };
}

async function overCorpus(seed: string, people: number, json = false): Promise<void> {
  const living = progressBar(`Living through ${LIVED_DAYS} days`, LIVED_DAYS, process.stderr);
  const accounts = await corpusAccounts(seed, people, DEFAULT_SETTINGS, () => living.advance(1));
  living.end();
  const searching = progressBar(`Searching ${accounts.length} accounts`, accounts.length, process.stderr);
  const found = accounts.map((account) => {
    const budget = budgetOf(account, DEFAULT_SETTINGS);
    searching.advance(1);
    return { account, budget };
  });
  searching.end();
  const roles = [...Map.groupBy(found, ({ account }) => account.role)]
    .map(([role, all]) => roleBudget(role, all))
    .sort((a, b) => b.accounts - a.accounts || (a.role < b.role ? -1 : 1));
  if (json) console.log(JSON.stringify({ seed, people, roles }, null, 2));
  else console.log(distributionLines(roles, seed).join('\n'));
}

const MOST_PEOPLE = 200;
