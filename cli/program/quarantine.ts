import type { Command } from 'commander';
import { targeted } from './options.ts';

/** What was set aside. */
export function addQuarantine(program: Command): void {
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
    .action(async (options) => (await import('../commands/quarantine.ts')).listQuarantine(options));
  targeted(quarantine.command('show'))
    .description('the records of one object, and what is wrong with each')
    .argument('<id>', 'from the list, or the key of the object')
    .option('--json', 'one record a line, with its bytes as base64')
    .addHelpText('after', '\nExample: npx outflow quarantine show 1f2e3d4c --stack Outflow')
    .action(async (id, options) => (await import('../commands/quarantine.ts')).showQuarantine(id, options));
  targeted(quarantine.command('redrive'))
    .description('put records on the stream again, with their keys; what is put twice changes nothing')
    .argument('[ids...]', 'from the list')
    .option('--all', 'everything that was not yet')
    .option('--kind <kind>', 'unreadable or failed; both unless given')
    .option('--again', 'also what was put on the stream before')
    .option('--json', 'print the counts as JSON')
    .addHelpText('after', '\nExample: npx outflow quarantine redrive --all --kind failed --stack Outflow')
    .action(async (ids, options) =>
      (await import('../commands/quarantine.ts')).redriveQuarantine(ids, options),
    );
}
