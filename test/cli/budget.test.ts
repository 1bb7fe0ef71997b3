import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { budgetOf } from '../../cli/budget/budget.ts';
import { accountFromLog } from '../../cli/budget/log.ts';
import { budgetLines, quantile } from '../../cli/budget/report.ts';
import { dump, makeOrganisation } from '../../cli/corpus/organisation.ts';
import { JUDGING } from '../../shared/assess.ts';
import { outflowAt } from '../../shared/evasion/scheme.ts';
import { type Plan, searchPlan } from '../../shared/evasion/search.ts';
import { changed, DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { DEFAULT_TAILS } from '../../shared/tails.ts';
import { grouped } from '../../shared/words.ts';
import { outflow } from '../command.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();

const FIRST_DAY = 20_500;
const organisation = makeOrganisation('budget', {
  people: 4,
  services: 1,
  firstDay: FIRST_DAY,
  lastDay: FIRST_DAY + 62,
});
const owner = organisation.actors.find(
  ({ vendor, kind }) => vendor === 'salesforce' && kind === 'integration',
);
const someone = organisation.actors.find(({ vendor }) => vendor === 'okta');
if (owner === undefined || someone === undefined) throw new Error('the seed has no such accounts');

const file = (name: string, vendor: string, days: number) => {
  const lines = [...dump(organisation, FIRST_DAY, FIRST_DAY + days - 1)].filter(
    (one) => one.vendor === vendor,
  );
  const path = join(folder, name);
  writeFileSync(path, lines.map(({ line }) => line).join('\n'));
  return path;
};
/** What says hardly anything, however rare. */
const HARDLY = { points: [[900, 0.1]], slope: 0.01 } as const;

const log = file('salesforce.ndjson', 'salesforce', 63);
const options = { tenant: 'default' };

describe('npx outflow budget', () => {
  test('takes the account as the log leaves it', async () => {
    const account = await accountFromLog(owner.uid, [log], options);
    expect(account).toMatchObject({ vendor: 'salesforce', uid: owner.uid, actor: 'service' });
    expect(account.knownDays).toBeGreaterThanOrEqual(42);
    expect(account.life.firstDay).toBe(FIRST_DAY + 63);
    expect(account.life.normalDay).toBeGreaterThan(0);
  });

  test('takes an account by the name that the log shows', async () => {
    const path = join(folder, 'unaddressed.ndjson');
    writeFileSync(path, readFileSync(log, 'utf8').replaceAll('@integrations.example.com', ''));
    const [name = ''] = organisation.actors.flatMap(({ uid, email }) =>
      uid === owner.uid ? [email?.split('@')[0]] : [],
    );
    expect(await accountFromLog(name, [path], options)).toMatchObject({ uid: owner.uid, emails: [] });
  });

  test('says what is wrong with the account or its log', async () => {
    await expect(accountFromLog('nobody@example.com', [log], options)).rejects.toThrow(/^No account nobody@/);
    const short = file('short.ndjson', 'salesforce', 25);
    await expect(accountFromLog(owner.uid, [short], options)).rejects.toThrow(/a budget needs 42/);
    const signIns = file('okta.ndjson', 'okta', 30);
    await expect(accountFromLog(someone.uid, [signIns], options)).rejects.toThrow(/no normal day is known/);
  });

  test('asks for an account and a log, or for a seed', () => {
    const run = (...args: string[]) => outflow(folder, ['budget', ...args]);
    expect(run()).toMatchObject({ code: 2, stderr: expect.stringMatching(/^Name an account and its log/) });
    expect(run('--corpus', '1', '--people', 'ten').stderr).toMatch(
      /^--people ten: give a whole number of people/,
    );
  });

  test('shows the plan found, in normal days, and that there is no bound where there is none', async () => {
    const account = await accountFromLog(owner.uid, [log], options);
    const plan: Plan = { policy: 'greedy', shape: 'grown', extras: [], records: account.life.normalDay * 12 };
    const line = { outflow: plan, bound: undefined, compared: { static: plan, 'z-score': plan, peer: plan } };
    const text = budgetLines(account, { page: line, review: line }, DEFAULT_SETTINGS).join('\n');
    expect(text).toMatch(/Outflow +[\d,]+ records +12 normal days +greedy, grown/);
    expect(text).toMatch(/upper bound of any plan +none/);
    expect(text).toMatch(
      /Pages begin at a score of 6 here, and by up to 1\.5 lower where little else is found/,
    );
  });

  test('searches at the lines and tails of the settings that are deployed, or that are named', async () => {
    const account = async (settings: Settings) => accountFromLog(owner.uid, [log], options, settings);
    const page = async (settings: Settings) => budgetOf(await account(settings), settings).page;
    const higher = changed(DEFAULT_SETTINGS, { pageScore: 8, service: { pageScore: 8 } });
    const { life } = await account(DEFAULT_SETTINGS);
    const shipped = searchPlan(life, outflowAt('page', DEFAULT_SETTINGS));
    const raised = await page(higher);
    expect(raised.outflow.records).toBeGreaterThan(shipped.records);

    const service = Object.fromEntries(Object.keys(DEFAULT_TAILS.service).map((name) => [name, HARDLY]));
    const judging = { ...JUDGING, tails: { ...DEFAULT_TAILS, service } };
    const fitted = budgetOf(
      await accountFromLog(owner.uid, [log], options, higher, judging),
      higher,
      judging,
    );
    expect(fitted.page.outflow.records).toBeGreaterThan(raised.outflow.records);
    expect(fitted.page.bound).not.toBe(raised.bound);

    const own = join(folder, 'deployed');
    mkdirSync(own);
    const thresholds = { pageScore: 8, service: { pageScore: 8 } };
    writeFileSync(join(own, 'outflow-settings.json'), JSON.stringify({ thresholds, tails: { service } }));
    const run = (...args: string[]) => outflow(own, ['budget', ...args]);
    const { stdout } = run(owner.uid, '--log', log);
    expect(stdout).toContain(
      `Outflow                          ${grouped(fitted.page.outflow.records)} records`,
    );
    expect(stdout).toContain('\nPages begin at a score of 8.\n');
    expect(run('--corpus', '1', '--settings', 'x.json').stderr).toMatch(/--corpus is judged as shipped/);
  });
});

test('a quantile is a value that so many do not exceed', () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2);
  expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBe(9);
  expect(quantile([], 0.5)).toBe(0);
});
