import type { Command } from 'commander';
import { target } from './options.ts';

/** What people decide about a finding. */
export function addTriage(program: Command): void {
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
    .action(async (id, name, options) => (await import('../commands/triage.ts')).assign(id, name, options));
  triageCommand(
    program.command('note'),
    'write down what you found',
    'npx outflow note OF-7K2Q "Called her: not she."',
  )
    .argument('<words...>', 'at most 1,000 characters')
    .action(async (id, words, options) => (await import('../commands/triage.ts')).note(id, words, options));
  triageCommand(
    program.command('close'),
    'close a finding with a verdict',
    'npx outflow close OF-7K2Q --verdict benign --normal-from 2026-06-01',
  )
    .requiredOption('--verdict <verdict>', 'malicious, suspicious, benign, false-positive or test')
    .option('--normal-from <day>', 'benign only: from this day on such days are normal, and are learnt from')
    .option('--note <text>', 'why')
    .action(async (id, options) => (await import('../commands/triage.ts')).close(id, options));
  triageCommand(
    program.command('reopen'),
    'take a verdict back',
    'npx outflow reopen OF-7K2Q --note "It goes on."',
  )
    .option('--note <text>', 'why')
    .action(async (id, options) => (await import('../commands/triage.ts')).reopen(id, options));
}
