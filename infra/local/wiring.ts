import { join } from 'node:path';
import type { Clients } from './clients.ts';
import type { LambdaApi } from './lambda-api.ts';
import { type FunctionSettings, type LambdaFunction, lambdaFunction } from './lambda-function.ts';
import { type Mapping, startMapping } from './mapping.ts';
import { ACCOUNT, arnOf, type Properties, REGION, type Resource, type Template } from './template.ts';

/** Connects the parts as the template says: functions, what delivers to them, and what calls them on time. */

/** The functions of the template. None is started yet. */
export function createFunctions(
  template: Template,
  env: Readonly<Record<string, string>>,
  options: Pick<FunctionSettings, 'concurrency' | 'onLog'>,
): readonly LambdaFunction[] {
  return template.of('AWS::Lambda::Function').map((resource) => {
    const { name, properties } = resource;
    const memoryMb = number(properties, 'MemorySize', 128);
    const code = template.codeFolder(resource);
    const variables = (properties['Environment'] as { Variables?: Record<string, string> } | undefined)
      ?.Variables;
    return lambdaFunction({
      ...options,
      name,
      arn: arnOf(resource),
      code,
      handler: String(properties['Handler']),
      timeoutMs: number(properties, 'Timeout', 3) * 1000,
      memoryMb,
      env: {
        ...env,
        ...variables,
        // Says in each request who makes it.
        AWS_ACCESS_KEY_ID: name,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
        LAMBDA_TASK_ROOT: code,
        TZ: 'UTC',
        // Whatever profile the person at the machine has, it is not used.
        AWS_CONFIG_FILE: join(code, 'no-config'),
        AWS_SHARED_CREDENTIALS_FILE: join(code, 'no-credentials'),
      },
    });
  });
}

export function connectMappings(
  template: Template,
  functions: ReadonlyMap<string, LambdaFunction>,
  clients: Clients,
  stopping: AbortSignal,
): Promise<readonly Mapping[]> {
  return Promise.all(
    mappingsFrom(template, 'kinesis').map(({ name, properties }) => {
      const streamArn = String(properties['EventSourceArn']);
      const destination = (
        properties['DestinationConfig'] as { OnFailure?: { Destination?: string } } | undefined
      )?.OnFailure?.Destination;
      const settings = {
        id: name,
        streamArn,
        streamName: nameOf(streamArn),
        roleArn: `arn:aws:iam::${ACCOUNT}:role/local`,
        batchSize: number(properties, 'BatchSize', 100),
        // Nobody waits here for the minutes that the archive gathers records.
        windowMs: Math.min(MAX_WINDOW_MS, number(properties, 'MaximumBatchingWindowInSeconds', 0) * 1000),
        reportsItemFailures: String(properties['FunctionResponseTypes']).includes('ReportBatchItemFailures'),
        bisects: properties['BisectBatchOnFunctionError'] === true,
        retries: number(properties, 'MaximumRetryAttempts', -1),
        ...(destination === undefined ? {} : { failedBatchesBucket: nameOf(destination) }),
      };
      return startMapping(
        settings,
        functionNamed(String(properties['FunctionName']), functions),
        clients,
        stopping,
      );
    }),
  );
}

const MAX_WINDOW_MS = 5000;

/** The mappings whose source is of that service. */
export function mappingsFrom(template: Template, service: 'kinesis' | 'sqs'): readonly Resource[] {
  return template
    .of('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => String(properties['EventSourceArn']).startsWith(`arn:aws:${service}:`));
}

/** Calls the targets of each scheduled rule, at the rule's rate or every `everyMs`. Returns how to end it. */
export function connectSchedules(
  template: Template,
  functions: ReadonlyMap<string, LambdaFunction>,
  api: LambdaApi,
  everyMs?: number,
): () => void {
  const scheduled = template
    .of('AWS::Events::Rule')
    .filter(({ properties }) => properties['ScheduleExpression'] !== undefined);
  const timers = scheduled.map((rule) => {
    const targets = (rule.properties['Targets'] ?? []) as readonly { Arn: string }[];
    return setInterval(
      () => {
        for (const { Arn } of targets)
          api.invokeAsync(functionNamed(nameOf(Arn), functions), JSON.stringify(scheduledEvent(arnOf(rule))));
      },
      everyMs ?? rateMs(String(rule.properties['ScheduleExpression'])),
    );
  });
  return () => timers.forEach(clearInterval);
}

function rateMs(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
  const unitMs = units[unit ?? ''];
  if (unitMs === undefined)
    throw new Error(`The local AWS does not know the schedule ${expression}: use rate(…).`);
  return Number(count) * unitMs;
}

function scheduledEvent(ruleArn: string) {
  return {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: new Date().toISOString(),
    region: REGION,
    resources: [ruleArn],
    detail: {},
  };
}

export function functionNamed(name: string, functions: ReadonlyMap<string, LambdaFunction>): LambdaFunction {
  const found = functions.get(name);
  if (found === undefined) throw new Error(`The template names a function ${name}, which it does not hold.`);
  return found;
}

/** The last part of an ARN. */
export function nameOf(arn: string): string {
  return arn.split(/[:/]/).at(-1) ?? arn;
}

export function number(properties: Properties, name: string, absent: number): number {
  const value = properties[name];
  return typeof value === 'number' ? value : absent;
}
