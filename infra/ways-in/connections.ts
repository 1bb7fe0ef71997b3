import { Aws, Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { MINUTE, TWO_OF_THREE } from '../alarms.ts';
import type { CrossAccountSource, EventBusSource, LogGroupSource } from '../config/config.ts';
import { deadLettersNotDone, roleNotDone } from '../nag.ts';
import { allow, through } from '../roles.ts';
import { idOf } from './id.ts';
import type { Ground } from './way.ts';

/** Ways in that run no code of ours: services of AWS and other accounts put records on the stream themselves. */

/** CloudWatch's envelope is read by `detect`; nothing can stamp on the way, so the vendor is told by the events. */
export function addLogGroupSource({ stack, keys, stores }: Ground, source: LogGroupSource): void {
  const id = `Logs${idOf(source.logGroup)}`;
  const role = new iam.Role(stack, `${id}Role`, {
    assumedBy: new iam.ServicePrincipal('logs.amazonaws.com', {
      conditions: {
        StringLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:*` },
      },
    }),
    inlinePolicies: { work: putOnStream({ keys, stores }, 'kinesis:PutRecord', 'kinesis:PutRecords') },
  });
  roleNotDone(role);
  new logs.CfnSubscriptionFilter(stack, `${id}Subscription`, {
    logGroupName: source.logGroup,
    filterPattern: source.filterPattern ?? '',
    destinationArn: stores.events.streamArn,
    roleArn: role.roleArn,
    // One log stream after the other would keep a busy one on one shard.
    distribution: 'Random',
  });
}

/** The rule stamps each event, so that a bus can bring its own vendor's events and no other's. */
export function addEventBusSource({ stack, keys, stores, alarms }: Ground, source: EventBusSource): void {
  const { vendor, tenant = 'default', bus, sourcePrefix, actorPath } = source;
  const id = `Bus${idOf(vendor, tenant, bus)}`;
  const name = bus.split(':event-bus/').at(-1) ?? bus;
  const failed = new sqs.Queue(stack, `${id}GivenUp`, {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  deadLettersNotDone(failed);
  const role = new iam.Role(stack, `${id}Role`, {
    assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: { work: putOnStream({ keys, stores }, 'kinesis:PutRecord', 'kinesis:PutRecords') },
  });
  roleNotDone(role);
  const rule = new events.CfnRule(stack, `${id}Rule`, {
    description: `Outflow: ${vendor} of ${tenant} to the stream`,
    eventBusName: bus,
    eventPattern: { source: [{ prefix: sourcePrefix ?? (name.startsWith('aws.partner/') ? name : '') }] },
    targets: [
      {
        id: 'stream',
        arn: stores.events.streamArn,
        roleArn: role.roleArn,
        kinesisParameters: { partitionKeyPath: actorPath ?? '$.id' },
        inputTransformer: {
          inputTemplate: `{"outflow":${JSON.stringify({ vendor, tenant })},"event":<aws.events.event.json>}`,
        },
        retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 },
        deadLetterConfig: { arn: failed.queueArn },
      },
    ],
  });
  failed.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [failed.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.attrArn } },
    }),
  );
  alarms.lasts(
    `${id}GivenUpAlarm`,
    `Events of ${vendor} could not be put on the stream for a day. They lie in the queue ${id}GivenUp; remove the cause and put them on the stream.`,
    failed.metricApproximateNumberOfMessagesVisible({ statistic: 'max', period: MINUTE }),
    { threshold: 1, ...TWO_OF_THREE },
  );
}

/** Roles of other accounts, and what of the stream's key they need. They stamp themselves: name only trusted ones. */
export function addCrossAccountSource({ stack, keys, stores }: Ground, { roles }: CrossAccountSource): void {
  const principals = roles.map((role) => new iam.ArnPrincipal(role));
  new kinesis.CfnResourcePolicy(stack, 'Producers', {
    resourceArn: stores.events.streamArn,
    resourcePolicy: new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          principals,
          actions: ['kinesis:DescribeStreamSummary', 'kinesis:PutRecord', 'kinesis:PutRecords'],
          resources: [stores.events.streamArn],
        }),
      ],
    }),
  });
  keys.evidence.addToResourcePolicy(
    new iam.PolicyStatement({
      principals,
      actions: ['kms:GenerateDataKey'],
      resources: ['*'],
      conditions: through('kinesis'),
    }),
  );
}

function putOnStream(
  { keys, stores }: Pick<Ground, 'keys' | 'stores'>,
  ...actions: string[]
): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [
      allow(actions, stores.events.streamArn),
      allow(['kms:GenerateDataKey'], keys.evidence.keyArn, through('kinesis')),
    ],
  });
}
