import type { Command } from 'commander';
import { MAPPING, TENANT, targeted } from './options.ts';

/** What tunes a stack, as one file. */
export function addSettings(program: Command): void {
  const settings = program
    .command('settings')
    .description('suppressions, contracts, datasets, feeds and thresholds, as one file')
    .addHelpText('after', '\nExample: npx outflow settings export --stack Outflow > settings.yaml');
  const settingsCommand = (name: string, description: string, file?: string) =>
    targeted(settings.command(name))
      .description(description)
      .addHelpText(
        'after',
        `\nExample: npx outflow settings ${name}${file === undefined ? '' : ` ${file}`} --stack Outflow`,
      );
  settingsCommand('export', 'print what stands, as YAML').action(async (options) =>
    (await import('../commands/settings.ts')).exportSettings(options),
  );
  settingsCommand(
    'diff',
    'what a file would change, and what its new suppressions would have hidden',
    'settings.yaml',
  )
    .argument('<file>', 'YAML or JSON')
    .action(async (file, options) => (await import('../commands/settings.ts')).diffSettings(file, options));
  settingsCommand('apply', 'as diff, then make the changes once you say yes', 'settings.yaml')
    .argument('<file>', 'YAML or JSON')
    .option('--yes', 'do not ask')
    .action(async (file, options) => (await import('../commands/settings.ts')).applySettings(file, options));
  settings
    .command('check')
    .description('whether a file is sound, without AWS')
    .argument('<file>', 'YAML or JSON')
    .option(
      '--from <run>',
      'and what its suppressions would have hidden in demo, backtest, or a file of findings',
    )
    .addHelpText('after', '\nExample: npx outflow settings check settings.yaml --from backtest')
    .action(async (file, options) =>
      (await import('../commands/settings.ts')).checkSettingsFile(file, options),
    );
  settings
    .command('propose-contracts')
    .description('contracts of the service accounts and integrations in a log, as YAML to edit and apply')
    .argument('<files...>', 'log files or folders of one vendor')
    .option('--vendor <name>', 'whose log it is, such as okta')
    .option(...MAPPING)
    .option(...TENANT)
    .option('--as <name>', 'who answers for them; you, unless given')
    .addHelpText(
      'after',
      '\nExample: npx outflow settings propose-contracts salesforce.ndjson.gz --vendor salesforce',
    )
    .action(async (files, options) =>
      (await import('../commands/propose-contracts.ts')).proposeContracts(files, options),
    );
}
