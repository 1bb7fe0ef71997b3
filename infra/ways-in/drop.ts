import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { counter, MINUTE, TWO_OF_THREE } from '../alarms.ts';
import type { DropSource } from '../config/config.ts';
import { allow, arnInReports, through } from '../roles.ts';
import { addWay, type Ground } from './way.ts';

const TIMEOUT = Duration.minutes(10);
const LIVE = 'live/';

/**
 * S3 tells a queue of each new object, and the queue hands it to the function again and again until the object is
 * dealt with: that is how a file goes on which is larger than one invocation can read.
 */
export function addDrop(ground: Ground, source: DropSource): { readonly DropBucket: string } {
  const { stack, keys, stores, settings, alarms } = ground;
  const given = new sqs.Queue(stack, 'DropGivenUp', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const queue = new sqs.Queue(stack, 'DropQueue', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    // Longer than the function may run, so that nobody else begins with the object meanwhile.
    visibilityTimeout: TIMEOUT.plus(Duration.minutes(1)),
    // A file of 1 GB takes two or three; a stream that is full for a day takes the rest.
    deadLetterQueue: { queue: given, maxReceiveCount: 150 },
  });
  Validations.of(given).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue.' });
  const bucket = addBucket(ground, source, queue);

  const { fn, role } = addWay(ground, {
    id: 'Drop',
    way: 'drop',
    notes: 'drop',
    memorySize: 1769,
    timeout: TIMEOUT,
    environment: {
      DROP_BUCKET: bucket.bucketName,
      QUARANTINE_BUCKET: stores.quarantine.bucketName,
      FEEDS: JSON.stringify(source.feeds.map(({ vendor, tenant = 'default' }) => ({ vendor, tenant }))),
      KEEP_DAYS: String(settings.retention.drop + 30),
    },
    statements: [
      allow(['s3:GetObject', 's3:GetObjectVersion'], bucket.arnForObjects(`${LIVE}*`)),
      allow(['s3:PutObject'], stores.quarantine.arnForObjects('quarantine/*')),
      allow(['kms:Decrypt', 'kms:GenerateDataKey'], keys.evidence.keyArn, through('s3')),
      // The mapping receives with the function's role:
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      allow(['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], queue.queueArn),
    ],
    meaning: 'the queue keeps the file and hands it on again.',
  });
  for (const [of, prefix] of [
    [bucket, LIVE],
    [stores.quarantine, 'quarantine/'],
  ] as const)
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${arnInReports(of)}/${prefix}*]`,
      reason: 'The names of objects are made at run time, and S3 has nothing narrower than a prefix.',
    });
  new lambda.CfnEventSourceMapping(stack, 'DropToFunction', {
    eventSourceArn: queue.queueArn,
    functionName: fn.functionName,
    batchSize: 1,
    functionResponseTypes: ['ReportBatchItemFailures'],
    // Live events have to find room on the stream beside the files.
    scalingConfig: { maximumConcurrency: 4 },
  });

  alarms.lasts(
    'DropGivenUpAlarm',
    'A dropped file could not be read on any attempt. The queue DropGivenUp names it; remove the cause and redrive.',
    given.metricApproximateNumberOfMessagesVisible({ statistic: 'max', period: MINUTE }),
    { threshold: 1, ...TWO_OF_THREE },
  );
  alarms.happened(
    'DropRefusedAlarm',
    'A dropped file was not read, or not to its end: it is damaged, or lies where no feed of the drop is. The log of Drop names it.',
    counter('DropsRefused').with({ period: Duration.minutes(5) }),
  );
  alarms.happened(
    'DropUnreadableAlarm',
    'Records of a dropped file cannot be read. They lie in the quarantine bucket, or in the file itself.',
    counter('DropUnreadable').with({ period: Duration.minutes(5) }),
  );
  return { DropBucket: bucket.bucketName };
}

function addBucket({ stack, keys, settings }: Ground, source: DropSource, queue: sqs.Queue): s3.Bucket {
  const bucket = new s3.Bucket(stack, 'DropFiles', {
    versioned: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: keys.evidence,
    bucketKeyEnabled: true,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      { expiration: Duration.days(settings.retention.drop), noncurrentVersionExpiration: Duration.days(7) },
    ],
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'Read by one function, which notes every object; CloudTrail data events serve better than access logs.',
  });
  // By the resource itself: what CDK offers is a function of its own with rights on every bucket.
  const resource = bucket.node.defaultChild as s3.CfnBucket;
  resource.notificationConfiguration = {
    queueConfigurations: [
      {
        event: 's3:ObjectCreated:*',
        queue: queue.queueArn,
        filter: { s3Key: { rules: [{ name: 'prefix', value: LIVE }] } },
      },
    ],
  };
  // Not by the bucket's ARN: S3 asks the queue before the bucket is there.
  const allowed = queue.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  if (allowed.policyDependable !== undefined) bucket.node.addDependency(allowed.policyDependable);

  const writers = (source.writers ?? []).map((account) => new iam.AccountPrincipal(account));
  if (writers.length > 0) {
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: writers,
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`${LIVE}*`)],
      }),
    );
    keys.evidence.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: writers,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: through('s3'),
      }),
    );
  }
  return bucket;
}
