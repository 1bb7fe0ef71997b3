import { Aws, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import { applyToAll, stackProps } from './config/apply.ts';
import type { StackConfig } from './config/config.ts';
import { resolveStack } from './config/resolve.ts';
import { deadLettersNotDone, subscriptionNotDone } from './nag.ts';
import { heartbeatTopicName } from './stores.ts';

/**
 * A small stack in another region that waits for the heartbeats of the large one. It shares nothing with it: SNS
 * brings each heartbeat into a queue here, nobody reads the queue, and an alarm sounds when none has come. Deployed
 * after the stack whose topic it subscribes to: `npx cdk deploy NAME NAME-watched`.
 */
export class HeartbeatStack extends Stack {
  constructor(scope: Construct, watched: string, config: StackConfig) {
    const { watchedFrom, everyMinutes } = resolveStack(config).heartbeat;
    const description = `Waits in another region for the heartbeats of ${watched}, and raises an alarm when they stop`;
    super(scope, `${watched}-watched`, {
      description,
      ...stackProps({ ...config, ...(watchedFrom === undefined ? {} : { region: watchedFrom }) }),
    });

    const region = config.region ?? '';
    const topicArn = `arn:${Aws.PARTITION}:sns:${region}:${Aws.ACCOUNT_ID}:${heartbeatTopicName(watched)}`;
    const queue = new sqs.Queue(this, 'Heartbeats', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Only that they come is of interest.
      retentionPeriod: Duration.minutes(1),
    });
    deadLettersNotDone(queue, 'Nobody reads it: what comes is counted by its metric, and nothing can fail.');
    queue.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [deliverer(watchedFrom ?? '', region)],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topicArn } },
      }),
    );
    // SNS delivers across regions; CloudFormation has to be told in which one the topic is:
    // https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html
    const subscription = new sns.CfnSubscription(this, 'FromTheOther', {
      protocol: 'sqs',
      endpoint: queue.queueArn,
      topicArn,
      region,
      rawMessageDelivery: true,
    });
    subscriptionNotDone(subscription, 'That a heartbeat does not come is what the alarm is there for.');

    const topic = this.addTopic();
    const alarm = queue
      .metricNumberOfMessagesSent({ statistic: 'sum', period: Duration.minutes(Math.max(5, everyMinutes)) })
      .createAlarm(this, 'HeartbeatStopped', {
        alarmDescription: `No heartbeat of ${watched} has arrived from ${region}: its events become no pages, or its region is in trouble. Look there: npx outflow doctor --stack ${watched}.`,
        threshold: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: 3,
        // SQS says nothing of a queue that has been quiet for hours.
        treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    new CfnOutput(this, 'StoppedTopicArn', { value: topic.topicArn });
    applyToAll(this, config);
  }

  /** Of this region: the other one's topic may be what is broken. CloudWatch needs the key to be able to say so. */
  private addTopic(): sns.Topic {
    const key = new kms.Key(this, 'Key', {
      description: 'Outflow: the topic that says that heartbeats have stopped',
      enableKeyRotation: true,
    });
    const caller = {
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    };
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        ...caller,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
    const topic = new sns.Topic(this, 'Stopped', { masterKey: key, enforceSSL: true });
    topic.addToResourcePolicy(
      new iam.PolicyStatement({ ...caller, actions: ['sns:Publish'], resources: [topic.topicArn] }),
    );
    return topic;
  }
}

/** SNS between two regions: where one of them has to be opted into, it comes under the name of that region. */
function deliverer(...regions: readonly string[]): iam.ServicePrincipal {
  const optedInto = regions.find((region) => RegionInfo.get(region).isOptInRegion);
  return new iam.ServicePrincipal(`sns${optedInto === undefined ? '' : `.${optedInto}`}.amazonaws.com`);
}
