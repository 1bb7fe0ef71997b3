import type { Command } from 'commander';

/** Records that tell a dump by what was planted in it. */
export function addHoney(program: Command): void {
  const honey = program
    .command('honey')
    .description(
      'records of people who do not exist: whoever has one has read the dataset that it was planted in',
    )
    .addHelpText('after', '\nExample: npx outflow honey find dump.csv.gz');
  const withNotes = (command: Command) =>
    command
      .option('--registry <file>', 'where it is noted what is planted where; outflow.honey.json unless given')
      .option('--stack <name>', 'note it in a deployed stack instead; OUTFLOW_STACK stands in for it')
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
    .action(async (options) => (await import('../commands/honey.ts')).createHoney(options));
  withNotes(honey.command('find'))
    .description('which dataset a dump is from: NDJSON, JSON, CSV or gzip of these, of any size')
    .argument('<file>', 'the dump; - for standard input')
    .option('--json', 'one record a line')
    .addHelpText('after', '\nExample: npx outflow honey find dump.csv.gz')
    .action(async (file, options) => (await import('../commands/honey.ts')).findHoney(file, options));
  withNotes(honey.command('list'))
    .description('what is planted where')
    .option('--json', 'one dataset a line')
    .addHelpText('after', '\nExample: npx outflow honey list')
    .action(async (options) => (await import('../commands/honey.ts')).listHoney(options));
  ofDataset(honey.command('verify'))
    .description('note that the records are still there, by an export of the dataset')
    .argument('<file>', 'the export')
    .addHelpText(
      'after',
      '\nExample: npx outflow honey verify export.csv --vendor salesforce --dataset contacts',
    )
    .action(async (file, options) => (await import('../commands/honey.ts')).verifyHoney(file, options));
  ofDataset(honey.command('retire'))
    .description('note that the records are removed; they are still recognised in dumps')
    .addHelpText('after', '\nExample: npx outflow honey retire --vendor salesforce --dataset contacts')
    .action(async (options) => (await import('../commands/honey.ts')).retireHoney(options));
}
