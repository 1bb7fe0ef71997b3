import { Command } from 'commander';
import { EXIT, UserError } from './errors.ts';

/** Commands are loaded when they are called: the AWS parts take a second that `--help` should not. */
const program = new Command('outflow')
  .description("Notices when a company's data leaves the SaaS vendors that hold it, and says what was taken.")
  .showHelpAfterError('(npx outflow --help lists the commands)')
  .configureHelp({ showGlobalOptions: false });

program.commandsGroup('Try');
program
  .command('demo')
  .description('a synthetic company, a breach, the page and its explanation, on emulators of AWS')
  .option('--verbose', 'show what the functions log')
  .option('--keep', 'leave the local AWS up until Ctrl-C, for other commands with --local')
  .addHelpText('after', '\nExample: npx outflow demo')
  .action(async (options) => (await import('./commands/demo.ts')).demo(options));
program
  .command('parse')
  .description('how Outflow reads your log: NDJSON, JSON, CSV or gzip of these, of any size')
  .argument('<files...>', 'log files; - for standard input')
  .option('--vendor <name>', 'whose log it is, such as okta; the events tell unless given')
  .option('--mapping <file>', 'read a vendor that Outflow does not know by this mapping file')
  .option('--tenant <name>', 'which of your accounts at the vendor', 'default')
  .option('--json', 'print JSON lines')
  .option('--summary', 'count by vendor, kind and operation')
  .option('--shape', 'print keys and types without any value, safe to share')
  .addHelpText('after', '\nExample: npx outflow parse okta.ndjson.gz --summary')
  .action(async (files, options) => (await import('./commands/parse.ts')).parse(files, options));
program
  .command('backtest')
  .description('what would have paged in your own logs: NDJSON, JSON, CSV or gzip of these, without AWS')
  .argument('<files...>', 'log files, of several vendors at once if you like')
  .option('--vendor <name>', 'whose logs they are, such as okta; the events tell unless given')
  .option('--mapping <file>', 'read a vendor that Outflow does not know by this mapping file')
  .option('--tenant <name>', 'which of your accounts at the vendor', 'default')
  .option('--rules <folder>', 'the folder of your own rules; outflow-rules, if there is one, unless given')
  .option('--settings <file>', 'thresholds and tails; outflow-settings.json, if there is one, unless given')
  .option('--compare <file>', 'findings and pages gained and lost under these settings')
  .option('--compare-rules <folder>', 'findings and pages gained and lost under these rules')
  .option('--json', 'print the result as JSON')
  .addHelpText('after', '\nExample: npx outflow backtest okta-2026-*.ndjson.gz salesforce.csv')
  .action(async (files, options) => (await import('./commands/backtest.ts')).backtest(files, options));
program
  .command('calibrate')
  .description(
    'tail tables and page lines for an alert budget, from your own logs; nothing leaves the machine',
  )
  .argument('<files...>', 'log files of at least four weeks, of several vendors at once if you like')
  .option('--budget <number>', 'false incidents per 1,000 actor-weeks', '1')
  .option(
    '--exclude <what>',
    'what was not harmless: an account (id or e-mail address), a day such as 2026-06-01, or ACCOUNT@DAY; may be repeated',
    (what: string, before: readonly string[]) => [...before, what],
    [],
  )
  .option('--out <file>', 'write the settings for backtest --settings and for the stack')
  .option('--settings <file>', 'begin with these; outflow-settings.json, if there is one, unless given')
  .option('--vendor <name>', 'whose logs they are, such as okta; the events tell unless given')
  .option('--mapping <file>', 'read a vendor that Outflow does not know by this mapping file')
  .option('--tenant <name>', 'which of your accounts at the vendor', 'default')
  .option('--json', 'print the settings')
  .addHelpText(
    'after',
    '\nExample: npx outflow calibrate okta-2026-*.ndjson.gz --budget 1 --out settings.json',
  )
  .action(async (files, options) => (await import('./commands/calibrate.ts')).calibrate(files, options));
program
  .command('coverage')
  .description("what each vendor's log shows, and what it does not")
  .argument('[vendors...]', 'all of them unless named; named ones also by technique and known incident')
  .option('--json', 'print as JSON')
  .option('--markdown', 'print as the document docs/coverage.md')
  .addHelpText('after', '\nExample: npx outflow coverage mixpanel')
  .action(async (vendors, options) =>
    (await import('./commands/coverage.ts')).showCoverage(vendors, options),
  );

const rules = program
  .command('rules')
  .description('match rules in Sigma: the shipped ones and your own')
  .addHelpText('after', '\nExample: npx outflow rules list');
rules
  .command('list')
  .description('all rules, gravest first')
  .option('--rules <folder>', 'the folder of your own rules; outflow-rules, if there is one, unless given')
  .option('--json', 'print as JSON')
  .addHelpText('after', '\nExample: npx outflow rules list --rules my-rules')
  .action(async (options) => (await import('./commands/rules.ts')).listRules(options));
rules
  .command('new')
  .description('write a rule with its cases, to be changed')
  .argument('<name>', 'name of the file, such as okta-admin-at-night')
  .requiredOption('--vendor <name>', 'whose events it is about, such as okta')
  .option('--rules <folder>', 'the folder of your own rules; outflow-rules unless given')
  .addHelpText('after', '\nExample: npx outflow rules new okta-admin-at-night --vendor okta')
  .action(async (name, options) => (await import('./commands/rules.ts')).newRule(name, options));
rules
  .command('test')
  .description('load rules, say which cannot be used and why, and run the cases beside them')
  .argument('[paths...]', 'files, or folders with everything under them; outflow-rules unless given')
  .option('--json', 'print as JSON')
  .addHelpText('after', '\nExample: npx outflow rules test sigma/rules/cloud')
  .action(async (paths, options) => (await import('./commands/rules-test.ts')).testRules(paths, options));
rules
  .command('try')
  .description('how often each rule is met in your own logs, to promote it or to narrow it')
  .argument('<files...>', 'log files: NDJSON, JSON, CSV or gzip of these; - for standard input')
  .option('--vendor <name>', 'whose log it is, such as okta; the events tell unless given')
  .option('--rules <folder>', 'the folder of your own rules; outflow-rules, if there is one, unless given')
  .option('--json', 'print as JSON')
  .addHelpText('after', '\nExample: npx outflow rules try okta-2026-*.ndjson.gz')
  .action(async (files, options) => (await import('./commands/rules-try.ts')).tryRules(files, options));
rules
  .command('pack')
  .description('print the rules of a folder as one JSON array')
  .argument('<folder>', 'files of one folder, with everything under it')
  .addHelpText('after', '\nExample: npx outflow rules pack outflow-rules > rules.json')
  .action(async (folder) => (await import('./commands/rules.ts')).packRules(folder));

program.commandsGroup('Respond');
program
  .command('findings')
  .description('list findings, worst first')
  .option('--from <run>', 'demo, backtest, or a file of findings', 'demo')
  .option('--severity <least>', 'informational, medium, high or critical')
  .option('--json', 'one OCSF Detection Finding a line')
  .addHelpText('after', '\nExample: npx outflow findings --from demo --severity medium')
  .action(async (options) => (await import('./commands/findings.ts')).listFindings(options));
program
  .command('show')
  .description('one finding in full: who, why, what was taken, which events')
  .argument('<id>', 'such as OF-7K2Q-9M, or any unique beginning')
  .option('--from <run>', 'demo, backtest, or a file of findings', 'demo')
  .option('--json', 'as OCSF Detection Finding')
  .addHelpText('after', '\nExample: npx outflow show OF-7K2Q-9M --from demo')
  .action(async (id, options) => (await import('./commands/show.ts')).showFinding(id, options));

program.commandsGroup('Operate');
targeted(program.command('backfill'))
  .description('profiles from logs of the past, so that a new stack need not learn for weeks; pages nobody')
  .argument('<files...>', 'log files: NDJSON, JSON, CSV or gzip of these')
  .option('--state <file>', 'instead of a stack a file, made if it is not there')
  .option('--vendor <name>', 'whose logs they are, such as okta; the events tell unless given')
  .option('--mapping <file>', 'read a vendor that Outflow does not know by this mapping file')
  .option(
    '--tenant <name>',
    'which of your accounts at the vendor: as in the stamps on the stream',
    'default',
  )
  .option('--rules <folder>', 'the folder of your own rules; outflow-rules, if there is one, unless given')
  .option('--settings <file>', 'thresholds and tails; outflow-settings.json, if there is one, unless given')
  .option('--json', 'print the counts as JSON')
  .addHelpText('after', '\nExample: npx outflow backfill okta-2026-*.ndjson.gz --stack Outflow')
  .action(async (files, options) => (await import('./commands/backfill.ts')).backfill(files, options));

/** The options by which a command finds what it works on: see cli/target.ts. */
function targeted(command: Command): Command {
  return command
    .option('--stack <name>', 'a deployed stack; OUTFLOW_STACK stands in for it')
    .option('--local', 'the local AWS that npx outflow demo --keep left up');
}

program.addHelpText(
  'after',
  `
Exit codes: ${EXIT.ok} done, ${EXIT.usage} the call or its input is wrong, ${EXIT.failure} a failure of Outflow.`,
);

for (const command of [program, ...program.commands, ...rules.commands]) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  if (error instanceof UserError) {
    console.error(error.message);
    return EXIT.usage;
  }
  // Commander has printed its own message, and says 0 for --help.
  if (
    error instanceof Error &&
    'exitCode' in error &&
    'code' in error &&
    String(error.code).startsWith('commander.')
  )
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  return EXIT.failure;
}
