import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { type FunctionName, type PerFunction, perFunction } from './bundle.ts';
import type { Alerting } from './config/config.ts';
import type { StackSettings } from './config/resolve.ts';
import { functionNotDone, logGroupNotDone, scheduleNotDone } from './nag.ts';
import { alertRole, detectRole, triageRole, watchRole } from './roles.ts';
import type { Keys, Stores } from './stores.ts';

export type Functions = PerFunction<lambda.Function>;

interface Settings
  extends Pick<StackSettings, 'retention' | 'consoleUrl' | 'alerting' | 'heartbeat' | 'concurrency'> {
  readonly code: PerFunction<string>;
}

const ALERTING: Readonly<Record<keyof Alerting, string>> = {
  pagesPer10Minutes: 'PAGES_PER_10_MINUTES',
  criticalPagesPer10Minutes: 'CRITICAL_PAGES_PER_10_MINUTES',
  repeatMinutes: 'REPEAT_MINUTES',
  maxRepeats: 'MAX_REPEATS',
  heartbeatHours: 'HEARTBEAT_HOURS',
};
export const ALERTING_NAMES = Object.keys(ALERTING) as readonly (keyof Alerting)[];

function alertingVariables(alerting: Alerting): Record<string, string> {
  return Object.fromEntries(
    ALERTING_NAMES.flatMap((name) =>
      alerting[name] === undefined ? [] : [[ALERTING[name], String(alerting[name])]],
    ),
  );
}

export function addFunctions(stack: Stack, keys: Keys, stores: Stores, settings: Settings): Functions {
  const groups = perFunction((name) => addLogGroup(stack, title(name), settings.retention.logs));

  const alert = addFunction(stack, 'alert', settings, groups, alertRole(stack, keys, stores, groups.alert), {
    memorySize: 512,
    timeout: Duration.seconds(60),
    environment: {
      FINDINGS_TABLE: stores.findings.tableName,
      SETTINGS_TABLE: stores.settings.tableName,
      ALERTS_TOPIC_ARN: stores.alerts.topicArn,
      CHAT_TOPIC_ARN: stores.chat.topicArn,
      HEARTBEAT_TOPIC_ARN: stores.heartbeat.topicArn,
      ...(settings.consoleUrl === undefined ? {} : { CONSOLE_URL: settings.consoleUrl }),
      ...alertingVariables(settings.alerting),
    },
  });

  const detect = addFunction(
    stack,
    'detect',
    settings,
    groups,
    detectRole(stack, keys, stores, groups.detect, alert.functionArn),
    {
      // One whole virtual CPU: decoding and folding a batch is CPU work.
      memorySize: 1769,
      timeout: Duration.seconds(120),
      environment: {
        STATE_TABLE: stores.state.tableName,
        FINDINGS_TABLE: stores.findings.tableName,
        SETTINGS_TABLE: stores.settings.tableName,
        QUARANTINE_BUCKET: stores.quarantine.bucketName,
        ALERT_FUNCTION: alert.functionName,
      },
    },
  );

  const { everyMinutes } = settings.heartbeat;
  const watch = addFunction(
    stack,
    'watch',
    settings,
    groups,
    watchRole(stack, keys, stores, groups.watch, alert.functionArn, everyMinutes > 0),
    {
      memorySize: 512,
      timeout: Duration.seconds(50),
      environment: {
        STATE_TABLE: stores.state.tableName,
        FINDINGS_TABLE: stores.findings.tableName,
        SETTINGS_TABLE: stores.settings.tableName,
        ALERTS_TOPIC_ARN: stores.alerts.topicArn,
        ALERT_FUNCTION: alert.functionName,
        HEARTBEAT_MINUTES: String(everyMinutes),
        ...(everyMinutes > 0 ? { STREAM_NAME: stores.events.streamName } : {}),
      },
    },
  );

  // Not scheduled and triggered by nothing: whoever may triage may invoke it, and nothing else.
  const triage = addFunction(
    stack,
    'triage',
    settings,
    groups,
    triageRole(stack, keys, stores, groups.triage, alert.functionArn),
    {
      memorySize: 512,
      timeout: Duration.seconds(20),
      environment: { FINDINGS_TABLE: stores.findings.tableName, ALERT_FUNCTION: alert.functionName },
    },
  );
  return { detect, alert, watch, triage };
}

function addFunction(
  stack: Stack,
  name: FunctionName,
  settings: Settings,
  groups: PerFunction<logs.LogGroup>,
  role: IRole,
  props: Required<Pick<lambda.FunctionProps, 'memorySize' | 'timeout' | 'environment'>>,
): lambda.Function {
  const reserved = settings.concurrency[name];
  const fn = new lambda.Function(stack, title(name), {
    ...props,
    ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
    role,
    code: lambda.Code.fromAsset(settings.code[name]),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    logGroup: groups[name],
  });
  functionNotDone(fn, FAILED[name]);
  return fn;
}

/** What becomes of what each is invoked with, if it fails. */
const FAILED: PerFunction<string> = {
  detect: 'Invoked by the stream: batches that failed for good lie whole in the bucket FailedBatches.',
  alert:
    'What it was asked to tell waits in the outbox, which watch sweeps every minute; an alarm says if it waits.',
  watch: 'The next minute does what this one did not; an alarm says if it fails.',
  triage: 'Invoked by whoever waits for the answer, and gets the error.',
};

/** `days`: one of CloudWatch's steps, whose names in CDK stand for their number of days. */
export function addLogGroup(stack: Stack, id: string, days: number): logs.LogGroup {
  const group = new logs.LogGroup(stack, `${id}Logs`, {
    retention: days,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  logGroupNotDone(group);
  return group;
}

/**
 * Written as the plain resource: CDK's S3 destination would let `detect` read, list and delete the batches
 * that failed for good.
 */
export function deliverEvents(
  stack: Stack,
  stores: Stores,
  detect: lambda.Function,
  windowSeconds: number,
): lambda.CfnEventSourceMapping {
  return new lambda.CfnEventSourceMapping(stack, 'EventsToDetect', {
    eventSourceArn: stores.events.streamArn,
    functionName: detect.functionName,
    startingPosition: 'TRIM_HORIZON',
    // As many as a shard takes meanwhile, so that time or 6 MB end a batch; no more than Lambda allows.
    batchSize: Math.min(10_000, 1000 * windowSeconds),
    maximumBatchingWindowInSeconds: windowSeconds,
    parallelizationFactor: 1,
    functionResponseTypes: ['ReportBatchItemFailures'],
    bisectBatchOnFunctionError: true,
    // Records that cannot be read never fail a batch, so only trouble in AWS spends these attempts.
    maximumRetryAttempts: 20,
    // No limit: one would turn a day without capacity into mass discard.
    maximumRecordAgeInSeconds: -1,
    // S3 keeps the whole payload; SQS and SNS would get metadata only.
    destinationConfig: { onFailure: { destination: stores.failedBatches.bucketArn } },
    metricsConfig: { metrics: ['EventCount'] },
  });
}

export function scheduleWatch(stack: Stack, watch: lambda.Function): void {
  const rule = new events.Rule(stack, 'EveryMinute', {
    schedule: events.Schedule.rate(Duration.minutes(1)),
    // The next minute sweeps what a missed one left behind.
    targets: [new targets.LambdaFunction(watch, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
  });
  scheduleNotDone(rule, 'The next minute does what this one did not.');
}

function title(name: FunctionName): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
