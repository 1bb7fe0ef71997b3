import { Duration, Validations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { MINUTE, TWO_OF_THREE } from '../alarms.ts';
import { deadLettersNotDone, mappingNotDone } from '../nag.ts';
import { allow, arnInReports } from '../roles.ts';
import type { Ground } from './way.ts';

/** What S3 tells of new objects, and to whom it is handed. */
export interface ObjectQueue {
  readonly queue: sqs.Queue;
  /** Until an object is handed on again that could not be read. */
  readonly again: Duration;
  handTo(fn: lambda.Function): void;
}

/** `timeout`: of the function that it is handed to, one object at a time until that is dealt with. */
export function addObjectQueue({ stack, alarms }: Ground, id: string, timeout: Duration): ObjectQueue {
  const given = new sqs.Queue(stack, `${id}GivenUp`, {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  // Longer than the function may run, so that nobody else begins with the object meanwhile.
  const visibilityTimeout = timeout.plus(Duration.minutes(1));
  const queue = new sqs.Queue(stack, `${id}Queue`, {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    visibilityTimeout,
    deadLetterQueue: { queue: given, maxReceiveCount: 150 },
  });
  deadLettersNotDone(given);
  alarms.lasts(
    `${id}GivenUpAlarm`,
    `A dropped file could not be read on any attempt. The queue ${id}GivenUp names it; remove the cause and redrive.`,
    given.metricApproximateNumberOfMessagesVisible({ statistic: 'max', period: MINUTE }),
    { threshold: 1, ...TWO_OF_THREE },
  );
  return {
    queue,
    // And as long for the attempt itself to fail.
    again: visibilityTimeout.plus(timeout),
    handTo: (fn) => {
      const mapping = new lambda.CfnEventSourceMapping(stack, `${id}ToFunction`, {
        eventSourceArn: queue.queueArn,
        functionName: fn.functionName,
        batchSize: 1,
        functionResponseTypes: ['ReportBatchItemFailures'],
        // Live events have to find room on the stream and in the table beside the files.
        scalingConfig: { maximumConcurrency: 4 },
      });
      mappingNotDone(mapping, `The queue hands it on 150 times, then to ${id}GivenUp, and an alarm sounds.`);
    },
  };
}

/** The mapping receives with the function's role:
 *  https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export function receiveFrom(queue: sqs.Queue): iam.PolicyStatement {
  return allow(['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], queue.queueArn);
}

export function acknowledgePrefixes(
  role: iam.Role,
  ...prefixes: readonly (readonly [bucket: Bucket, prefix: string])[]
): void {
  for (const [bucket, prefix] of prefixes)
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${arnInReports(bucket)}/${prefix}*]`,
      reason: 'The names of objects are made at run time, and S3 has nothing narrower than a prefix.',
    });
}
