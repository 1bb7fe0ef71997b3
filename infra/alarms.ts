import { Aws, Duration, type Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Functions } from './functions.ts';
import type { Keys, Stores } from './stores.ts';

/** What a person must know about the pipeline itself. Each goes to the topic that pages. */
export function addAlarms(
  stack: Stack,
  keys: Keys,
  stores: Stores,
  functions: Functions,
  mapping: CfnEventSourceMapping,
): void {
  allowAlarms(keys, stores);

  const page = new SnsAction(stores.alerts);
  const alarm = (id: string, description: string, metric: cloudwatch.Metric, props: AlarmProps) => {
    const created = metric.createAlarm(stack, id, {
      alarmDescription: description,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      ...props,
    });
    created.addAlarmAction(page);
    created.addOkAction(page);
  };
  const minute = Duration.minutes(1);

  alarm(
    'DetectBehindAlarm',
    'Events wait longer than a minute before they are judged. Look at the errors and throttles of detect, then add shards.',
    functions.detect.metric('IteratorAge', { statistic: 'max', period: minute }),
    { threshold: 60_000, evaluationPeriods: 5, datapointsToAlarm: 3 },
  );
  for (const [name, handler] of Object.entries(functions)) {
    const id = handler.node.id;
    alarm(
      `${id}ErrorsAlarm`,
      `The function ${name} fails. Its log group says why; Kinesis and the outbox keep the work until it succeeds.`,
      handler.metricErrors({ statistic: 'sum', period: minute }),
      { threshold: 1, evaluationPeriods: 3, datapointsToAlarm: 2 },
    );
    alarm(
      `${id}ThrottlesAlarm`,
      `The function ${name} is throttled. Raise the account's Lambda concurrency.`,
      handler.metricThrottles({ statistic: 'sum', period: minute }),
      { threshold: 1, evaluationPeriods: 3, datapointsToAlarm: 2 },
    );
  }
  const mappingMetric = (metricName: string) =>
    new cloudwatch.Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { EventSourceMappingUUID: mapping.ref },
      statistic: 'sum',
      period: minute,
    });
  alarm(
    'FailedForGoodAlarm',
    'A batch failed on every attempt and now lies in the bucket for failed batches. Remove the cause, then put its records on the stream again.',
    mappingMetric('OnFailureDestinationDeliveredEventCount'),
    { threshold: 1, evaluationPeriods: 1 },
  );
  alarm(
    'DroppedAlarm',
    'The mapping gave up records that it could not even set aside. They are lost once the stream forgets them.',
    mappingMetric('DroppedEventCount'),
    { threshold: 1, evaluationPeriods: 1 },
  );
  alarm(
    'QuarantinedAlarm',
    'Records that could not be read lie in quarantine. Each object says why.',
    new cloudwatch.Metric({
      namespace: 'Outflow',
      metricName: 'Quarantined',
      statistic: 'sum',
      period: Duration.minutes(5),
    }),
    { threshold: 1, evaluationPeriods: 1 },
  );
}

type AlarmProps = Pick<
  cloudwatch.CreateAlarmOptions,
  'threshold' | 'evaluationPeriods' | 'datapointsToAlarm'
>;

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
