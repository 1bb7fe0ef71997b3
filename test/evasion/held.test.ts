import { expect, test } from 'vitest';
import type { Account } from '../../cli/budget/accounts.ts';
import { comparedAt } from '../../cli/budget/budget.ts';
import { corpusAccounts } from '../../cli/budget/corpus.ts';
import { quantile } from '../../cli/budget/report.ts';
import { PUBLIC_METHODS } from '../../cli/evaluate/methods.ts';
import { LINES, type Line, outflowAt } from '../../shared/evasion/scheme.ts';
import { searchPlan } from '../../shared/evasion/search.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';

/**
 * Normal days that an attacker in the median analyst's own context gets in 30 days, as measured with the shipped tails
 * and lines. Whoever changes a detector, a tail or a line so that he gets more has opened a way.
 */
const MOST: Readonly<Record<Line, number>> = { page: 250, review: 140 };
const SEED = 'g';
const ANALYSTS = 5;

const accounts = (await corpusAccounts(SEED, 12)).filter(({ role }) => role === 'analyst').slice(0, ANALYSTS);

function median(records: (account: Account) => number): number {
  const days = accounts.map((account) => records(account) / account.life.normalDay);
  return quantile(
    days.sort((a, b) => a - b),
    0.5,
  );
}

const taken = (line: Line) =>
  median(({ life }) => searchPlan(life, outflowAt(line, DEFAULT_SETTINGS)).records);

test(`of analysts there are enough for a median (seed ${SEED})`, () => {
  expect(accounts).toHaveLength(ANALYSTS);
});

test.each(LINES)('the median analyst loses no more than promised at the %s line', (line) => {
  expect(taken(line)).toBeLessThanOrEqual(MOST[line]);
});

test('public schemes lose far more at the same number of false alarms', () => {
  const own = taken('page');
  for (const method of PUBLIC_METHODS)
    expect(median((account) => comparedAt(account, 'page', method).records)).toBeGreaterThan(2 * own);
});
