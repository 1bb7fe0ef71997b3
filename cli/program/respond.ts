import type { Command } from 'commander';
import { collect, filters, target, targeted } from './options.ts';
import { addTriage } from './triage.ts';

/** What was found, and what people make of it. */
export function addRespond(program: Command): void {
  program.commandsGroup('Respond');
  target(filters(program.command('findings')))
    .description('list findings, newest first')
    .option('--limit <n>', 'at most so many', '50')
    .option('--after <place>', 'go on where the last page ended')
    .option('--staged', 'also those of nothing but rules and detectors in staging')
    .option('--json', 'one OCSF Detection Finding a line')
    .option('--csv', 'for a spreadsheet')
    .addHelpText('after', '\nExample: npx outflow findings --from demo --severity medium')
    .action(async (options) => (await import('../commands/findings.ts')).listFindings(options));
  target(program.command('show'))
    .description('one finding in full: who, why, what was taken, which events')
    .argument('<id>', 'such as OF-7K2Q-9M, or any unique beginning')
    .option('--json', 'as OCSF Detection Finding')
    .addHelpText('after', '\nExample: npx outflow show OF-7K2Q-9M --from demo')
    .action(async (id, options) => (await import('../commands/show.ts')).showFinding(id, options));
  targeted(program.command('evidence'))
    .description(
      'the raw records of a finding, read back from the archive of the stack, each proved by its hash',
    )
    .argument('<id>', 'such as OF-7K2Q-9M, or any unique beginning')
    .option('--days <n>', 'how many days after the finding to look for what came late', '8')
    .option('--out <file>', 'write there instead of to the terminal')
    .option('--json', 'one event a line, with its hash, how it was recognised, and its record')
    .addHelpText(
      'after',
      '\nExample: npx outflow evidence OF-7K2Q-9M --stack Outflow --json --out evidence.ndjson',
    )
    .action(async (id, options) => (await import('../commands/evidence.ts')).showEvidence(id, options));
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
    .action(async (ids, options) => (await import('../commands/report.ts')).report(ids, options));
  target(program.command('actor'))
    .description('what is usual for an account, in words, and its findings')
    .argument(
      '<who>',
      'an e-mail address, the id of an account, or an entity such as actor/okta/default/00u1',
    )
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample: npx outflow actor mara@example.com --from demo')
    .action(async (who, options) => (await import('../commands/actor.ts')).showActor(who, options));
  target(filters(program.command('tail')))
    .description('findings as they come and change, until Ctrl-C')
    .option('--every <seconds>', 'how often to look', '10')
    .option('--json', 'one OCSF Detection Finding a line')
    .addHelpText('after', '\nExample: npx outflow tail --stack Outflow --severity medium')
    .action(async (options) => (await import('../commands/tail.ts')).tail(options));
  target(filters(program.command('export')))
    .description('findings as OCSF 1.8 Detection Finding, one a line, for a SIEM or a data lake')
    .addHelpText('after', '\nExample: npx outflow export --from demo > findings.ndjson')
    .action(async (options) => (await import('../commands/export.ts')).exportFindings(options));

  addTriage(program);
}
