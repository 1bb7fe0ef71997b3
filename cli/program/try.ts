import type { Command } from 'commander';
import { CALIBRATED, collect, OWN_RULES, ofLogs } from './options.ts';

/** Without AWS: the demo, and what your own logs hold. */
export function addTry(program: Command): void {
  program.commandsGroup('Try');
  program
    .command('demo')
    .description('a synthetic company, a breach, the page and its explanation, on emulators of AWS')
    .option('--verbose', 'show what the functions log')
    .option('--keep', 'leave the local AWS up until Ctrl-C, for other commands with --local')
    .addHelpText('after', '\nExample: npx outflow demo')
    .action(async (options) => (await import('../commands/demo.ts')).demo(options));
  ofLogs(program.command('parse'))
    .description('how Outflow reads your log: NDJSON, JSON, CSV or gzip of these, of any size')
    .argument('<files...>', 'log files or folders; - for standard input')
    .option('--json', 'print JSON lines')
    .option('--summary', 'count by vendor, kind and operation')
    .option('--shape', 'print keys and types without any value, safe to share')
    .addHelpText('after', '\nExample: npx outflow parse okta.ndjson.gz --summary')
    .action(async (files, options) => (await import('../commands/parse.ts')).parse(files, options));
  ofLogs(program.command('backtest'))
    .description('what would have paged in your own logs: NDJSON, JSON, CSV or gzip of these, without AWS')
    .argument(
      '<files...>',
      'log files or folders, of several vendors at once if you like; - for standard input',
    )
    .option(...OWN_RULES)
    .option(...CALIBRATED)
    .option('--registry <file>', 'honey to look for; outflow.honey.json, if there is one, unless given')
    .option('--compare <file>', 'findings and pages gained and lost under these settings')
    .option('--compare-rules <folder>', 'findings and pages gained and lost under these rules')
    .option(
      '--jobs <number>',
      'threads to work with; as many as there are cores, for a long log, unless given',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample: npx outflow backtest okta-2026-*.ndjson.gz salesforce.csv')
    .action(async (files, options) => (await import('../commands/backtest.ts')).backtest(files, options));
  ofLogs(program.command('calibrate'))
    .description(
      'tail tables and page lines for an alert budget, from your own logs; nothing leaves the machine',
    )
    .argument(
      '<files...>',
      'log files or folders of at least four weeks, of several vendors at once if you like',
    )
    .option('--budget <number>', 'false incidents per 1,000 actor-weeks', '1')
    .option(
      '--exclude <what>',
      'what was not harmless: an account (id, e-mail address or name), a day such as 2026-06-01, or ACCOUNT@DAY; may be repeated',
      collect,
    )
    .option('--out <file>', 'write the settings for backtest --settings and for the stack')
    .option('--settings <file>', 'begin with these; outflow-settings.json, if there is one, unless given')
    .option(
      '--rules <folder>',
      'the folder of your own detectors; outflow-rules, if there is one, unless given',
    )
    .option('--json', 'print the settings')
    .addHelpText(
      'after',
      '\nExample: npx outflow calibrate okta-2026-*.ndjson.gz --budget 1 --out settings.json',
    )
    .action(async (files, options) => (await import('../commands/calibrate.ts')).calibrate(files, options));
  program
    .command('coverage')
    .description("what each vendor's log shows, and what it does not")
    .argument('[vendors...]', 'all of them unless named; named ones also by technique and known incident')
    .option('--json', 'print as JSON')
    .option('--markdown', 'print as the document docs/coverage.md')
    .addHelpText('after', '\nExample: npx outflow coverage mixpanel')
    .action(async (vendors, options) =>
      (await import('../commands/coverage.ts')).showCoverage(vendors, options),
    );
  program
    .command('detectors')
    .description('what Outflow looks for, and what to check when it is found')
    .argument('[names...]', 'all of them unless named; named ones in full')
    .option('--json', 'print as JSON')
    .option('--markdown', 'print as the document docs/detectors.md')
    .addHelpText('after', '\nExample: npx outflow detectors sequence two-places')
    .action(async (names, options) =>
      (await import('../commands/detectors.ts')).showDetectors(names, options),
    );
}
