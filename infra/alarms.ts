import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Aws, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { DETECTORS_FILE } from '../functions/ports/detectors.ts';
import type { Code } from './bundle.ts';
import type { StackSettings } from './config/resolve.ts';
import type { Functions } from './functions.ts';
import type { Keys, Stores } from './stores.ts';

/** How a part of the stack says what a person must know about it. Each goes to the topic that pages. */
export interface Alarming {
  /** A state that comes and goes: that it has passed is news as well. */
  lasts(
    id: string,
    description: string,
    metric: cloudwatch.Metric | cloudwatch.MathExpression,
    props: AlarmProps,
  ): void;
  /** Something that happened and stays to be dealt with: no minute without another one makes it good. */
  happened(id: string, description: string, metric: cloudwatch.Metric): void;
  /**
   * Errors and throttles of a function, and what to think of them. `again`: how long it may take until it tries again what
   * failed, if more than a minute: two failures that lie further apart would never be seen together.
   */
  watches(name: string, handler: lambda.Function, meaning: string, again?: Duration): void;
}

export function alarming(stack: Stack, stores: Stores, { alarms }: Pick<StackSettings, 'alarms'>): Alarming {
  const { topicArn } = alarms;
  const topics = topicArn === undefined ? [] : [sns.Topic.fromTopicArn(stack, 'SecondAlarms', topicArn)];
  const pages = [stores.alerts, ...topics].map((topic) => new SnsAction(topic));
  const lasts: Alarming['lasts'] = (id, description, metric, props) => {
    const alarm = metric.createAlarm(stack, id, { ...DEFAULTS, ...props, alarmDescription: description });
    alarm.addAlarmAction(...pages);
    alarm.addOkAction(...pages);
  };
  return {
    lasts,
    happened: (id, description, metric) =>
      metric
        .createAlarm(stack, id, { ...DEFAULTS, ...ONCE, alarmDescription: description })
        .addAlarmAction(...pages),
    watches: (name, handler, meaning, again = MINUTE) => {
      const id = handler.node.id;
      lasts(
        `${id}ErrorsAlarm`,
        `The function ${name} fails. Its log group says why; ${meaning}`,
        handler.metricErrors({ statistic: 'sum', period: again }),
        { threshold: 1, ...TWO_OF_THREE },
      );
      lasts(
        `${id}ThrottlesAlarm`,
        `The function ${name} is throttled. Raise the account's Lambda concurrency.`,
        handler.metricThrottles({ statistic: 'sum', period: MINUTE }),
        { threshold: 1, ...TWO_OF_THREE },
      );
    },
  };
}

/** What a person must know about the pipeline itself. */
export function addAlarms(
  { lasts, happened, watches }: Alarming,
  keys: Keys,
  stores: Stores,
  functions: Functions,
  mapping: lambda.CfnEventSourceMapping,
  settings: Pick<StackSettings, 'alarms' | 'heartbeat'> & { readonly code: Pick<Code, 'detect'> },
): void {
  allowAlarms(keys, stores);

  // Whoever is woken copies the command.
  const named = `--stack ${Stack.of(stores.state).stackName}`;
  const { behindSeconds, overdueSeconds } = settings.alarms;
  lasts(
    'DetectBehindAlarm',
    `Events wait longer than ${behindSeconds} seconds before they are judged. Look at the errors and throttles of detect, then add shards.`,
    functions.detect.metric('IteratorAge', { statistic: 'max', period: MINUTE }),
    { threshold: behindSeconds * 1000, ...THREE_OF_FIVE },
  );
  for (const [name, handler] of Object.entries(functions))
    watches(name, handler, 'Kinesis and the outbox keep the work until it succeeds.');
  lasts(
    'OutboxOverdueAlarm',
    `A finding has waited longer than ${overdueSeconds} seconds for its page, or watch, which says so every minute, does not run. Look at the errors of alert and watch, then at the rule that invokes watch.`,
    counter('OutboxOldestMs', 'max'),
    {
      threshold: overdueSeconds * 1000,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      // Doubles as the heartbeat of watch. Not a single minute: two runs can fall into one, and none into the next.
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      ...THREE_OF_FIVE,
    },
  );
  lasts(
    'NudgesFailedAlarm',
    'The function alert cannot be invoked, so pages wait in the outbox. The errors that watch logs say why.',
    counter('NudgesFailed'),
    { threshold: 1, ...THREE_OF_FIVE },
  );

  const mappingMetric = (metricName: string) =>
    new cloudwatch.Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { EventSourceMappingUUID: mapping.ref },
      statistic: 'sum',
      period: MINUTE,
    });
  happened(
    'FailedForGoodAlarm',
    'A batch failed on every attempt and now lies in the bucket for failed batches. Remove the cause, then put its records on the stream again.',
    mappingMetric('OnFailureDestinationDeliveredEventCount'),
  );
  happened(
    'DroppedAlarm',
    'The mapping gave up records that it could not even set aside. They are lost once the stream forgets them.',
    mappingMetric('DroppedEventCount'),
  );
  // None on `Repaired`: those records were judged, and one odd display name must not wake anybody.
  happened(
    'QuarantinedAlarm',
    'Records that could not be read, and were not judged, lie in the quarantine bucket. Each object says why.',
    counter('Quarantined').with({ period: Duration.minutes(5) }),
  );
  happened(
    'EntitiesQuarantinedAlarm',
    'The state of an entity cannot be stored, so its records were not judged. They lie in the quarantine bucket, each with the reason.',
    counter('EntitiesQuarantined').with({ period: Duration.minutes(5) }),
  );
  happened(
    'ChatFailedAlarm',
    'A page went to on-call, but its message did not reach the chat topic. Look at that topic, its key and the rights of alert.',
    counter('ChatFailed'),
  );
  happened(
    'FeedsFailedAlarm',
    'What is known of a feed cannot be kept or judged, so its silence would not be seen. The logs of detect and watch name it.',
    counter('FeedsFailed').with({ period: Duration.minutes(5) }),
  );
  happened(
    'PagesAbandonedAlarm',
    `A CRITICAL page was repeated as often as it may be, and nobody has taken it on: npx outflow findings --severity critical --status new ${named}.`,
    counter('PagesAbandoned').with({ period: Duration.minutes(5) }),
  );
  lasts(
    'NoSubscriberAlarm',
    'Nobody has confirmed a subscription of the alerts topic, so pages reach nobody, and neither does this alarm there. Subscribe on-call, and confirm.',
    counter('AlertsSubscribers', 'max').with({ period: Duration.minutes(5) }),
    {
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
    },
  );
  addSilenceAlarm();
  addHeartbeatAlarm();
  addDetectorsAlarm();

  /** Where there are any of one's own. */
  function addDetectorsAlarm(): void {
    if (!existsSync(join(settings.code.detect, DETECTORS_FILE))) return;
    happened(
      'DetectorFailuresAlarm',
      'A detector of your own throws, or gives an answer that cannot be scored: days are judged without it. The log of detect names it; npx outflow rules test tries it.',
      counter('DetectorFailures').with({ period: Duration.minutes(5) }),
    );
  }

  /** Every part at once: stream, detect, its tables, alert, its topics' key. */
  function addHeartbeatAlarm(): void {
    const { everyMinutes } = settings.heartbeat;
    if (everyMinutes === 0) return;
    lasts(
      'HeartbeatMissingAlarm',
      `No heartbeat has come through: an event that happens now becomes no page. npx outflow doctor ${named} says which part is broken.`,
      counter('Heartbeats').with({ period: Duration.minutes(Math.max(5, everyMinutes)) }),
      {
        threshold: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.BREACHING,
        evaluationPeriods: 3,
      },
    );
  }

  /** For a company whose vendors always have something to say. */
  function addSilenceAlarm(): void {
    const { silentHours } = settings.alarms;
    if (silentHours === undefined) return;
    const period = Duration.hours(1);
    const incoming = stores.events.metricIncomingRecords({ statistic: 'sum', period });
    const beats = counter('HeartbeatsSent').with({ period });
    const others = new cloudwatch.MathExpression({
      // Heartbeats come by the stream too: with them it would never be silent.
      expression: 'FILL(incoming, 0) - FILL(beats, 0)',
      usingMetrics: { incoming, beats },
      period,
    });
    lasts(
      'StreamSilentAlarm',
      `No event has arrived for ${silentHours} hours. Look at the ways in: subscriptions, rules, pollers, producers.`,
      settings.heartbeat.everyMinutes === 0 ? incoming : others,
      {
        threshold: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.BREACHING,
        evaluationPeriods: silentHours,
      },
    );
  }
}

type AlarmProps = Pick<
  cloudwatch.CreateAlarmOptions,
  'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'comparisonOperator' | 'treatMissingData'
>;

export const MINUTE = Duration.minutes(1);
const ONCE = { threshold: 1, evaluationPeriods: 1 };
export const TWO_OF_THREE = { evaluationPeriods: 3, datapointsToAlarm: 2 };
export const THREE_OF_FIVE = { evaluationPeriods: 5, datapointsToAlarm: 3 };
const DEFAULTS = {
  comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
};

/** The stack's own: what the functions of two stacks in one account count is told apart by nothing else. */
export const METRICS_NAMESPACE = `Outflow/${Aws.STACK_NAME}`;

/** One of the functions' own counters, which carry no dimensions. */
export function counter(metricName: string, statistic: 'sum' | 'max' = 'sum'): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace: METRICS_NAMESPACE, metricName, statistic, period: MINUTE });
}

/** An alarm cannot publish to an encrypted topic, and says nothing, unless topic and key both let CloudWatch in. */
function allowAlarms(keys: Keys, stores: Stores): void {
  const caller = {
    effect: iam.Effect.ALLOW,
    principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  };
  stores.alerts.addToResourcePolicy(
    new iam.PolicyStatement({ ...caller, actions: ['sns:Publish'], resources: [stores.alerts.topicArn] }),
  );
  keys.pages.addToResourcePolicy(
    new iam.PolicyStatement({ ...caller, actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: ['*'] }),
  );
}
