import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { EXIT } from './errors.ts';
import { failureOf } from './failure.ts';
import { addOperate } from './program/operate.ts';
import { addRespond } from './program/respond.ts';
import { addTry } from './program/try.ts';
import { addTune } from './program/tune.ts';
import { version } from './version.ts';

// A reader that goes away (`| head`) ends the program quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  process.exit(report(error));
});
// Progress that nobody reads any more (`2>&1 | head`) must not cost the result.
process.stderr.on('error', () => {});

/** Commands are loaded when they are called: the AWS parts take a second that `--help` should not. */
const program = new Command('outflow')
  .description("Notices when a company's data leaves the SaaS vendors that hold it, and says what was taken.")
  .version(version)
  .showHelpAfterError('(npx outflow --help lists the commands)')
  .configureHelp({ showGlobalOptions: false });

addTry(program);
addTune(program);
addRespond(program);
addOperate(program);

program.addHelpText(
  'after',
  `
Exit codes: ${EXIT.ok} done, ${EXIT.usage} the call or its input is wrong, ${EXIT.failure} a failure of Outflow.`,
);

for (const command of everyCommand(program)) {
  command.exitOverride();
  if (command !== program)
    command.showHelpAfterError(`(npx ${nameOf(command)} --help shows how it is called)`);
}

// Mappings of one's own, which few have: reading them takes what knows all vendors. Help is given without.
program.hook('preAction', async () => {
  if (existsSync('outflow-vendors')) await import('./own-vendors.ts');
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  // Commander has printed its own message, and says 0 for --help.
  if (
    error instanceof Error &&
    'exitCode' in error &&
    'code' in error &&
    String(error.code).startsWith('commander.')
  )
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const { message, code } = failureOf(error);
  console.error(message);
  return code;
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
