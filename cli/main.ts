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
  .argument('<files...>', 'log files of one vendor')
  .option('--vendor <name>', 'whose log it is, such as okta')
  .option('--mapping <file>', 'read a vendor that Outflow does not know by this mapping file')
  .option('--tenant <name>', 'which of your accounts at the vendor', 'default')
  .option('--json', 'print the result as JSON')
  .addHelpText('after', '\nExample: npx outflow backtest okta-2026-*.ndjson.gz --vendor okta')
  .action(async (files, options) => (await import('./commands/backtest.ts')).backtest(files, options));
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
program
  .command('doctor')
  .description(
    'send a test theft through a stack and wait for its page; say what is wrong and how to mend it',
  )
  .option('--stack <name>', 'a deployed stack; OUTFLOW_STACK stands in for it')
  .option('--local', 'the local AWS that npx outflow demo --keep leaves up')
  .option('--timeout <seconds>', 'how long to wait for finding and page', '180')
  .option('--json', 'one check a line')
  .addHelpText('after', '\nExample: npx outflow doctor --stack Outflow')
  .action(async (options) => (await import('./commands/doctor.ts')).doctor(options));
const honey = program
  .command('honey')
  .description(
    'records of people who do not exist: whoever has one has read the dataset that it was planted in',
  );
const withNotes = (command: Command) =>
  command
    .option('--registry <file>', 'where it is noted what is planted where; outflow.honey.json unless given')
    .option('--stack <name>', 'note it in a deployed stack instead')
    .option('--local', 'note it in the local AWS instead');
const ofDataset = (command: Command) =>
  withNotes(command)
    .requiredOption('--vendor <name>', 'where they are planted, such as salesforce')
    .requiredOption('--dataset <name>', 'in which dataset there, such as contacts');
ofDataset(honey.command('create'))
  .description('make records, and the file that the vendor imports')
  .option('--count <number>', 'how many', '10')
  .option('--domain <name>', 'of their addresses: one of yours, whose mail you read')
  .option('--out <file>', 'name of the file to import')
  .addHelpText(
    'after',
    '\nExample: npx outflow honey create --vendor salesforce --dataset contacts --domain mail.example.com',
  )
  .action(async (options) => (await import('./commands/honey.ts')).createHoney(options));
withNotes(honey.command('find'))
  .description('which dataset a dump is from: NDJSON, JSON, CSV or gzip of these, of any size')
  .argument('<file>', 'the dump; - for standard input')
  .option('--json', 'one record a line')
  .addHelpText('after', '\nExample: npx outflow honey find dump.csv.gz')
  .action(async (file, options) => (await import('./commands/honey.ts')).findHoney(file, options));
withNotes(honey.command('list'))
  .description('what is planted where')
  .option('--json', 'one dataset a line')
  .addHelpText('after', '\nExample: npx outflow honey list')
  .action(async (options) => (await import('./commands/honey.ts')).listHoney(options));
ofDataset(honey.command('verify'))
  .description('note that the records are still there, by an export of the dataset')
  .argument('<file>', 'the export')
  .addHelpText(
    'after',
    '\nExample: npx outflow honey verify export.csv --vendor salesforce --dataset contacts',
  )
  .action(async (file, options) => (await import('./commands/honey.ts')).verifyHoney(file, options));
ofDataset(honey.command('retire'))
  .description('note that the records are removed; they are still recognised in dumps')
  .addHelpText('after', '\nExample: npx outflow honey retire --vendor salesforce --dataset contacts')
  .action(async (options) => (await import('./commands/honey.ts')).retireHoney(options));

program.addHelpText(
  'after',
  `
Exit codes: ${EXIT.ok} done, ${EXIT.usage} the call or its input is wrong, ${EXIT.failure} a failure of Outflow.`,
);

for (const command of [program, ...program.commands, ...honey.commands]) command.exitOverride();

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
