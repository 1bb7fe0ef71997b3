import type { Command } from 'commander';
import { addHoney } from './honey.ts';
import { CALIBRATED, MAPPING, OWN_RULES, TENANT, targeted } from './options.ts';
import { addQuarantine } from './quarantine.ts';

/** What keeps a stack whole. */
export function addOperate(program: Command): void {
  program.commandsGroup('Operate');
  addQuarantine(program);
  targeted(program.command('forget'))
    .description(
      'remove what the tables hold of one actor: ledgers, profile, findings; counts only, without --yes',
    )
    .argument('<actor>', 'vendor/id or vendor/tenant/id, such as okta/00u1')
    .option('--keep-findings', 'remove ledgers and profile only')
    .option('--yes', 'do it')
    .option('--json', 'print the counts as JSON')
    .addHelpText('after', '\nExample: npx outflow forget okta/00u1 --stack Outflow')
    .action(async (actor, options) => (await import('../commands/forget.ts')).forget(actor, options));

  targeted(program.command('backfill'))
    .description('profiles from logs of the past, so that a new stack need not learn for weeks; pages nobody')
    .argument('<files...>', 'log files or folders: NDJSON, JSON, CSV or gzip of these')
    .option('--state <file>', 'instead of a stack a file, made if it is not there')
    .option('--vendor <name>', 'whose logs they are, such as okta; the events tell unless given')
    .option(...MAPPING)
    .option(TENANT[0], `${TENANT[1]}: as in the stamps on the stream`, TENANT[2], TENANT[3])
    .option(...OWN_RULES)
    .option(...CALIBRATED)
    .option(
      '--registry <file>',
      'honey to look for; what the stack knows, or outflow.honey.json for --state, unless given',
    )
    .option('--json', 'print the counts as JSON')
    .addHelpText('after', '\nExample: npx outflow backfill okta-2026-*.ndjson.gz --stack Outflow')
    .action(async (files, options) => (await import('../commands/backfill.ts')).backfill(files, options));

  targeted(program.command('rebuild'))
    .description(
      'ledger, profile and findings of one actor anew from the archive, after a parser was mended; differences only, without --yes',
    )
    .argument('<actor>', 'vendor/id or vendor/tenant/id, such as okta/00u1')
    .option('--without-older', 'forget days that the archive does not hold')
    .option(...OWN_RULES)
    .option(...CALIBRATED)
    .option('--yes', 'do it')
    .option('--json', 'print the differences as JSON')
    .addHelpText('after', '\nExample: npx outflow rebuild okta/00u1 --stack Outflow')
    .action(async (actor, options) => (await import('../commands/rebuild.ts')).rebuildActor(actor, options));

  targeted(program.command('doctor'))
    .description(
      'send a test theft through a stack and wait for its page; say what is wrong and how to mend it',
    )
    .option('--timeout <seconds>', 'how long to wait for finding and page', '180')
    .option('--json', 'one check a line')
    .addHelpText('after', '\nExample: npx outflow doctor --stack Outflow')
    .action(async (options) => (await import('../commands/doctor.ts')).doctor(options));
  program
    .command('cost')
    .description('dollars a month and per million events, from what a synthetic company uses of each service')
    .option('--rate <events>', 'events a second; six rates from none to 100,000 unless given')
    .option('--people <number>', 'who act; what they do not do of that rate, programs do')
    .option('--region <name>', 'whose prices', 'us-east-1')
    .option('--prices <file>', 'price lists of your own, in the form of cli/cost/prices.json')
    .option('--seed <text>', 'another company', '1')
    .option('--json', 'print every line of every bill as JSON')
    .addHelpText('after', '\nExample: npx outflow cost --rate 50')
    .action(async (options) => (await import('../commands/cost.ts')).cost(options));
  program
    .command('review')
    .description(
      'what a security review asks: resources, permissions, data stores, fields about people, ways out',
    )
    .option('--out <folder>', 'where to write a Markdown and a JSON file for each stack', 'review')
    .addHelpText('after', '\nExample: npx outflow review --out review')
    .action(async (options) => (await import('../commands/review.ts')).review(options));
  addHoney(program);
}
