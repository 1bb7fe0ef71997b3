import type { Command } from 'commander';
import { isBadId } from '../../shared/admit.ts';
import { UserError } from '../errors.ts';

/** The options by which a command finds what it works on: see cli/target.ts. */
export function targeted(command: Command): Command {
  return command
    .option('--stack <name>', 'a deployed stack; OUTFLOW_STACK stands in for it')
    .option('--local', 'the local AWS that npx outflow demo --keep left up');
}

/** What a command reads; at most one of them. */
export function target(command: Command): Command {
  return command
    .option('--from <run>', 'demo (unless another is given), backtest, or a file of findings')
    .option('--stack <name>', 'a deployed stack (or set OUTFLOW_STACK)')
    .option('--local', 'the local AWS of npx outflow demo --keep');
}

export function filters(command: Command): Command {
  return command
    .option(
      '--since <time>',
      'last event at or after: 2026-06-30, 2026-06-30T13:00Z, 24h, 7d; of a deployed stack the last 90 days (tail: 7) unless given',
    )
    .option('--until <time>', 'last event at or before')
    .option('--severity <least>', 'informational, medium, high or critical')
    .option('--vendor <name>', 'such as okta')
    .option('--actor <who>', 'an e-mail address, a name as it is shown, the id of an account, or an entity')
    .option('--status <status>', 'new, "in progress", closed or reopened')
    .option('--detector <name>', 'such as volume');
}

export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Of one's own, and taken by itself where it lies in the folder of the call. */
export const OWN_RULES = [
  '--rules <folder>',
  'the folder of your own rules; outflow-rules, if there is one, unless given',
] as const;
export const CALIBRATED = [
  '--settings <file>',
  'thresholds and tails; outflow-settings.json, if there is one, unless given',
] as const;

/** For every command that reads logs, see cli/whose-logs.ts. */
export const MAPPING = [
  '--mapping <file>',
  'describes a vendor that Outflow does not know, whose events are read beside all others; may be repeated',
  collect,
] as const;

/** For the same commands: a name that no event could have would leave nothing of a log. */
export const TENANT = [
  '--tenant <name>',
  'which of your accounts at the vendor',
  (name: string): string => {
    if (!isBadId(name)) return name;
    throw new UserError(
      '--tenant: give a name of 1 to 256 characters, without line breaks or control characters.',
    );
  },
  'default',
] as const;

/** Whose logs a command reads. */
export function ofLogs(command: Command): Command {
  return command
    .option('--vendor <name>', 'whose logs they are, such as okta; the events tell unless given')
    .option(...MAPPING)
    .option(...TENANT);
}
