import type { Command } from 'commander';
import { OWN_RULES } from './options.ts';

/** Match rules, each command with its own options. */
export function addRules(program: Command): void {
  const rules = program
    .command('rules')
    .description('match rules in Sigma: the shipped ones and your own')
    .addHelpText('after', '\nExample: npx outflow rules list');
  rules
    .command('list')
    .description('all rules, gravest first, and your own detectors')
    .option(...OWN_RULES)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample: npx outflow rules list --rules my-rules')
    .action(async (options) => (await import('../commands/rules.ts')).listRules(options));
  rules
    .command('new')
    .description('write a rule with its cases, or a detector, to be changed')
    .argument('<name>', 'name of the file, such as okta-admin-at-night')
    .option('--vendor <name>', 'whose events the rule is about, such as okta')
    .option('--detector', 'a detector in TypeScript instead of a rule')
    .option('--rules <folder>', 'the folder of your own rules; outflow-rules unless given')
    .addHelpText('after', '\nExample: npx outflow rules new okta-admin-at-night --vendor okta')
    .action(async (name, options) => (await import('../commands/rules.ts')).newRule(name, options));
  rules
    .command('test')
    .description('load rules and detectors, say which cannot be used and why, and run their cases')
    .argument('[paths...]', 'files, or folders with everything under them; outflow-rules unless given')
    .option('--rules <folder>', 'the folder of your own, whose detectors are run; outflow-rules unless given')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample: npx outflow rules test sigma/rules/cloud')
    .action(async (paths, options) => (await import('../commands/rules-test.ts')).testRules(paths, options));
  rules
    .command('try')
    .description('how often each rule is met in your own logs, to promote it or to narrow it')
    .argument('<files...>', 'log files or folders: NDJSON, JSON, CSV or gzip of these; - for standard input')
    .option('--vendor <name>', 'whose log it is, such as okta; the events tell unless given')
    .option(...OWN_RULES)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample: npx outflow rules try okta-2026-*.ndjson.gz')
    .action(async (files, options) => (await import('../commands/rules-try.ts')).tryRules(files, options));
  rules
    .command('pack')
    .description('print the rules of a folder as one JSON array')
    .argument('<folder>', 'files of one folder, with everything under it')
    .addHelpText('after', '\nExample: npx outflow rules pack outflow-rules > rules.json')
    .action(async (folder) => (await import('../commands/rules.ts')).packRules(folder));
}
