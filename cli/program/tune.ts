import type { Command } from 'commander';
import { CALIBRATED, ofLogs } from './options.ts';
import { addRules } from './rules.ts';
import { addSettings } from './settings.ts';

/** What the detectors find, and what would change it. */
export function addTune(program: Command): void {
  program.commandsGroup('Tune');
  program
    .command('evaluate')
    .description('what would be found at which alert budget, in synthetic organisations under attack')
    .option('--fast', 'a small run of about a minute; the full one takes the better part of an hour')
    .option('--seed <text>', 'other lives and other attacks', '1')
    .option('--late', 'deliver one event in twenty up to six hours late, one in fifty twice')
    .option(
      '--threads <number>',
      'how many organisations at once, up to 64; one for each processor, up to 8, unless given',
    )
    .option('--dump <folder>', 'only write the raw events of one organisation there, a file for each vendor')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample: npx outflow evaluate --fast')
    .action(async (options) => (await import('../commands/evaluate.ts')).evaluate(options));
  addRules(program);
  ofLogs(program.command('budget'))
    .description('the most that somebody who knows everything takes unnoticed in 30 days, found by search')
    .argument('[account]', "e-mail address, name, or the vendor's id")
    .option('--log <files...>', 'logs of six weeks or more that the account is in')
    .option(...CALIBRATED)
    .option('--corpus <seed>', 'over a synthetic organisation instead, by role')
    .option('--people <number>', 'how many people it has', '10')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample: npx outflow budget mara@example.com --log salesforce-*.csv.gz')
    .action(async (account, options) => (await import('../commands/budget.ts')).budget(account, options));
  addSettings(program);
}
