import { Command } from 'commander';
import { EXIT, UserError } from './errors.ts';

// A reader that goes away (`| head`) ends the program quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

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

program.commandsGroup('Tune');
program
  .command('evaluate')
  .description('what would be found at which alert budget, in synthetic organisations under attack')
  .option('--fast', 'a small run of about a minute; the full one takes the better part of an hour')
  .option('--seed <text>', 'other lives and other attacks', '1')
  .option('--late', 'deliver one event in twenty up to six hours late, one in fifty twice')
  .option('--threads <number>', 'how many organisations at once; all processors unless given')
  .option('--dump <folder>', 'only write the raw events of one organisation there, a file for each vendor')
  .option('--json', 'print the result as JSON')
  .addHelpText('after', '\nExample: npx outflow evaluate --fast')
  .action(async (options) => (await import('./commands/evaluate.ts')).evaluate(options));

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

program
  .command('budget')
  .description('the most that somebody who knows everything takes unnoticed in 30 days, found by search')
  .argument('[account]', "e-mail address, or the vendor's id")
  .option('--log <files...>', 'logs of six weeks or more that the account is in')
  .option('--vendor <name>', 'whose log it is, such as salesforce; the events tell unless given')
  .option('--mapping <file>', 'read a vendor that Outflow does not know by this mapping file')
  .option('--tenant <name>', 'which of your accounts at the vendor', 'default')
  .option('--corpus <seed>', 'over a synthetic organisation instead, by role')
  .option('--people <number>', 'how many people it has', '10')
  .option('--json', 'print as JSON')
  .addHelpText('after', '\nExample: npx outflow budget mara@example.com --log salesforce-*.csv.gz')
  .action(async (account, options) => (await import('./commands/budget.ts')).budget(account, options));

program.commandsGroup('Respond');
target(filters(program.command('findings')))
  .description('list findings, newest first')
  .option('--limit <n>', 'at most so many', '50')
  .option('--after <place>', 'go on where the last page ended')
  .option('--json', 'one OCSF Detection Finding a line')
  .option('--csv', 'for a spreadsheet')
  .addHelpText('after', '\nExample: npx outflow findings --from demo --severity medium')
  .action(async (options) => (await import('./commands/findings.ts')).listFindings(options));
target(program.command('show'))
  .description('one finding in full: who, why, what was taken, which events')
  .argument('<id>', 'such as OF-7K2Q-9M, or any unique beginning')
  .option('--json', 'as OCSF Detection Finding')
  .addHelpText('after', '\nExample: npx outflow show OF-7K2Q-9M --from demo')
  .action(async (id, options) => (await import('./commands/show.ts')).showFinding(id, options));
program
  .command('report')
  .description('what was taken, by whom, when, how much and how sure: text, Markdown, HTML, OCSF or CSV')
  .argument('[ids...]', 'findings; what belongs to the same person within a week comes along')
  .option('--only', 'nothing but the findings that are named')
  .option('--actor <who>', 'instead of ids: an e-mail address or an account, from --from DAY to --to DAY')
  .option('--from <run or day>', 'demo, backtest or a file of findings; or the first day', collect)
  .option('--to <day>', 'the last day')
  .option('--stack <name>', 'a deployed stack (or set OUTFLOW_STACK)')
  .option('--local', 'the local AWS of npx outflow demo --keep')
  .option('--format <format>', 'text, md, html, json (OCSF) or csv (the ledger)', 'text')
  .option('--out <file>', 'write there instead of to the terminal')
  .option(
    '--aware <name>',
    'who records that the company is aware: deadlines run from then, never from an alert',
  )
  .option('--aware-at <time>', 'since when, such as 2026-06-30T15:10Z')
  .option('--notice <vendor>', 'a vendor that has given notice')
  .option('--notice-at <time>', 'when it did')
  .option(
    '--regime <duty>',
    'gdpr (unless given), nis2, hipaa, nydfs, or your own such as contract=24h',
    collect,
  )
  .addHelpText(
    'after',
    `
Examples: npx outflow report OF-7K2Q-9M --from demo --format html --out report.html
          npx outflow report --actor mara@example.com --from 2026-06-01 --to 2026-06-30 --stack Outflow
          npx outflow report OF-7K2Q-9M --aware "Ada Example" --aware-at 2026-06-30T15:10Z --regime gdpr`,
  )
  .action(async (ids, options) => (await import('./commands/report.ts')).report(ids, options));
target(program.command('actor'))
  .description('what is usual for an account, in words, and its findings')
  .argument('<who>', 'an e-mail address, the id of an account, or an entity such as actor/okta/default/00u1')
  .option('--json', 'as JSON')
  .addHelpText('after', '\nExample: npx outflow actor mara@example.com --from demo')
  .action(async (who, options) => (await import('./commands/actor.ts')).showActor(who, options));
target(filters(program.command('tail')))
  .description('findings as they come and change, until Ctrl-C')
  .option('--every <seconds>', 'how often to look', '10')
  .option('--json', 'one OCSF Detection Finding a line')
  .addHelpText('after', '\nExample: npx outflow tail --stack Outflow --severity medium')
  .action(async (options) => (await import('./commands/tail.ts')).tail(options));
target(filters(program.command('export')))
  .description('findings as OCSF 1.8 Detection Finding, one a line, for a SIEM or a data lake')
  .addHelpText('after', '\nExample: npx outflow export --from demo > findings.ndjson')
  .action(async (options) => (await import('./commands/export.ts')).exportFindings(options));

/** Which Outflow, and who acts on it. */
const triageCommand = (command: Command, description: string, example: string) =>
  target(command)
    .description(description)
    .argument('<id>', 'such as OF-7K2Q-9M, or any unique beginning')
    .option('--as <name>', 'who you are; unless given, whom AWS takes you for')
    .addHelpText('after', `\nExample: ${example}`);
triageCommand(
  program.command('assign'),
  'give a finding to somebody, which stops its repetition',
  'npx outflow assign OF-7K2Q mara',
)
  .argument('[name]', 'to whom; you, unless given')
  .action(async (id, name, options) => (await import('./commands/triage.ts')).assign(id, name, options));
triageCommand(
  program.command('note'),
  'write down what you found',
  'npx outflow note OF-7K2Q "Called her: not she."',
)
  .argument('<words...>', 'at most 1,000 characters')
  .action(async (id, words, options) => (await import('./commands/triage.ts')).note(id, words, options));
triageCommand(
  program.command('close'),
  'close a finding with a verdict',
  'npx outflow close OF-7K2Q --verdict benign --normal-from 2026-06-01',
)
  .requiredOption('--verdict <verdict>', 'malicious, suspicious, benign, false-positive or test')
  .option('--normal-from <day>', 'benign only: from this day on such days are normal, and are learnt from')
  .option('--note <text>', 'why')
  .action(async (id, options) => (await import('./commands/triage.ts')).close(id, options));
triageCommand(
  program.command('reopen'),
  'take a verdict back',
  'npx outflow reopen OF-7K2Q --note "It goes on."',
)
  .option('--note <text>', 'why')
  .action(async (id, options) => (await import('./commands/triage.ts')).reopen(id, options));

program.commandsGroup('Tune');
const settings = program
  .command('settings')
  .description('suppressions, contracts, datasets, honey records, feeds and thresholds, as one file')
  .addHelpText('after', '\nExample: npx outflow settings export --stack Outflow > settings.yaml');
const settingsCommand = (name: string, description: string) =>
  settings
    .command(name)
    .description(description)
    .option('--stack <name>', 'a deployed stack; OUTFLOW_STACK stands in for it')
    .option('--local', 'the local AWS that npx outflow demo --keep left up');
settingsCommand('export', 'print what stands, as YAML').action(async (options) =>
  (await import('./commands/settings.ts')).exportSettings(options),
);
settingsCommand('diff', 'what a file would change, and what its new suppressions would have hidden')
  .argument('<file>', 'YAML or JSON')
  .action(async (file, options) => (await import('./commands/settings.ts')).diffSettings(file, options));
settingsCommand('apply', 'as diff, then make the changes once you say yes')
  .argument('<file>', 'YAML or JSON')
  .option('--yes', 'do not ask')
  .action(async (file, options) => (await import('./commands/settings.ts')).applySettings(file, options));
settings
  .command('check')
  .description('whether a file is sound, without AWS')
  .argument('<file>', 'YAML or JSON')
  .option(
    '--from <run>',
    'and what its suppressions would have hidden in demo, backtest, or a file of findings',
  )
  .action(async (file, options) => (await import('./commands/settings.ts')).checkSettingsFile(file, options));
settings
  .command('propose-contracts')
  .description('contracts of the service accounts and integrations in a log, as YAML to edit and apply')
  .argument('<files...>', 'log files of one vendor')
  .option('--vendor <name>', 'whose log it is, such as okta')
  .option('--mapping <file>', 'read a vendor that Outflow does not know by this mapping file')
  .option('--tenant <name>', 'which of your accounts at the vendor', 'default')
  .option('--as <name>', 'who answers for them; you, unless given')
  .addHelpText(
    'after',
    '\nExample: npx outflow settings propose-contracts salesforce.ndjson.gz --vendor salesforce',
  )
  .action(async (files, options) =>
    (await import('./commands/propose-contracts.ts')).proposeContracts(files, options),
  );

program.commandsGroup('Operate');
const quarantine = program
  .command('quarantine')
  .description(
    'what could not be read, and batches that failed for good: list, show, put on the stream again',
  )
  .addHelpText('after', '\nExample: npx outflow quarantine redrive --all --stack Outflow');
targeted(quarantine.command('list'))
  .description('what is set aside, why, and whether it was put on the stream again')
  .option('--kind <kind>', 'unreadable or failed; both unless given')
  .option('--json', 'one object a line')
  .addHelpText('after', '\nExample: npx outflow quarantine list --stack Outflow')
  .action(async (options) => (await import('./commands/quarantine.ts')).listQuarantine(options));
targeted(quarantine.command('show'))
  .description('the records of one object, and what is wrong with each')
  .argument('<id>', 'from the list, or the key of the object')
  .option('--json', 'one record a line, with its bytes as base64')
  .addHelpText('after', '\nExample: npx outflow quarantine show 1f2e3d4c --stack Outflow')
  .action(async (id, options) => (await import('./commands/quarantine.ts')).showQuarantine(id, options));
targeted(quarantine.command('redrive'))
  .description('put records on the stream again, with their keys; what is put twice changes nothing')
  .argument('[ids...]', 'from the list')
  .option('--all', 'everything that was not yet')
  .option('--kind <kind>', 'unreadable or failed; both unless given')
  .option('--again', 'also what was put on the stream before')
  .option('--json', 'print the counts as JSON')
  .addHelpText('after', '\nExample: npx outflow quarantine redrive --all --kind failed --stack Outflow')
  .action(async (ids, options) => (await import('./commands/quarantine.ts')).redriveQuarantine(ids, options));

targeted(program.command('forget'))
  .description(
    'remove what the tables hold of one actor: ledgers, profile, findings; counts only, without --yes',
  )
  .argument('<actor>', 'vendor/id or vendor/tenant/id, such as okta/00u1')
  .option('--keep-findings', 'remove ledgers and profile only')
  .option('--yes', 'do it')
  .option('--json', 'print the counts as JSON')
  .addHelpText('after', '\nExample: npx outflow forget okta/00u1 --stack Outflow')
  .action(async (actor, options) => (await import('./commands/forget.ts')).forget(actor, options));

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

/** What a command reads; at most one of them. */
function target(command: Command): Command {
  return command
    .option('--from <run>', 'demo (unless another is given), backtest, or a file of findings')
    .option('--stack <name>', 'a deployed stack (or set OUTFLOW_STACK)')
    .option('--local', 'the local AWS of npx outflow demo --keep');
}

function filters(command: Command): Command {
  return command
    .option('--since <time>', 'last event at or after: 2026-06-30, 2026-06-30T13:00Z, 24h, 7d')
    .option('--until <time>', 'last event at or before')
    .option('--severity <least>', 'informational, medium, high or critical')
    .option('--vendor <name>', 'such as okta')
    .option('--actor <who>', 'an e-mail address, the id of an account, or an entity')
    .option('--status <status>', 'new, "in progress", closed or reopened')
    .option('--detector <name>', 'such as volume');
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

const commands = [program, rules, settings, quarantine].flatMap((one) => [one, ...one.commands]);
for (const command of commands) command.exitOverride();

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
