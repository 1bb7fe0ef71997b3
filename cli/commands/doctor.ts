import { SECOND_MS } from '../../shared/time.ts';
import {
  type AlarmFact,
  asked,
  type Check,
  judgeAlarms,
  judgeFilters,
  judgeMapping,
  judgeTopic,
  linesOf,
  skipped,
} from '../doctor/checks.ts';
import { alarmNames, alarmsOf, mappingsOf, subscriptionsOf } from '../doctor/facts.ts';
import { probe } from '../doctor/probe.ts';
import { EXIT } from '../errors.ts';
import { type LiveTarget, withLive } from '../target.ts';
import { wholeNumber } from '../whole-number.ts';

export interface DoctorOptions {
  readonly stack?: string;
  readonly local?: boolean;
  readonly timeout: string;
  readonly json?: boolean;
}

/** Asks every part of a stack how it is, and sends a theft through it. Ends with exit code 2 if anything is wrong. */
export async function doctor(options: DoctorOptions): Promise<void> {
  const timeoutMs = wholeNumber('--timeout', options.timeout, 'seconds', [1, 3600]) * SECOND_MS;
  await withLive(options, async (target) => {
    if (!options.json)
      console.log(`Sending a test theft through ${target.title}: a page will go to on-call.`);
    const checks = await examine(target, options.stack ?? process.env['OUTFLOW_STACK'], timeoutMs);
    const lines = options.json ? checks.map((check) => JSON.stringify(check)) : linesOf(checks);
    for (const line of lines) console.log(line);
    if (checks.some(({ kind }) => kind === 'bad')) process.exitCode = EXIT.usage;
  });
}

async function examine(target: LiveTarget, stack: string | undefined, timeoutMs: number): Promise<Check[]> {
  const { AlertsTopicArn, ChatTopicArn } = target.outputs;
  const isLocal = target.option === '--local';
  const isStack = !isLocal && stack !== undefined;
  let alarms: readonly AlarmFact[] = [];
  const ofStack = isStack
    ? [
        ...(await asked('mapping', async () => [judgeMapping(await mappingsOf(target))])),
        ...(await asked('alarms', async () => {
          const names = await alarmNames(target, stack);
          alarms = await alarmsOf(names);
          return judgeAlarms(names, alarms);
        })),
      ]
    : [skipped('mapping', 'the local AWS tells nothing of it'), skipped('alarms', 'the local AWS has none')];
  return [
    ...(await asked('topic alerts', async () => {
      const subscribers = await subscriptionsOf(target, AlertsTopicArn);
      return [judgeTopic('alerts', AlertsTopicArn, subscribers), ...judgeFilters(subscribers, alarms)];
    })),
    ...(await asked('topic chat', async () => [
      judgeTopic('chat', ChatTopicArn, await subscriptionsOf(target, ChatTopicArn)),
    ])),
    ...ofStack,
    ...(await probe(target, { timeoutMs, pollMs: isLocal ? 250 : 2000 })),
  ];
}
