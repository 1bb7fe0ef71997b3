import { Aws, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { counter } from '../alarms.ts';
import { keptBucket } from '../buckets.ts';
import type { DropSource } from '../config/config.ts';
import { allow, through } from '../roles.ts';
import { addHistory, HISTORY, HISTORY_TIMEOUT, SNAPSHOTS } from './history.ts';
import { acknowledgePrefixes, addObjectQueue, receiveFrom } from './objects.ts';
import { addWay, type Ground } from './way.ts';

const TIMEOUT = Duration.minutes(10);
const LIVE = 'live/';

/**
 * S3 tells a queue of each new object, and the queue hands it to the function again and again until the object is
 * dealt with: that is how a file goes on which is larger than one invocation can read.
 */
export function addDrop(ground: Ground, source: DropSource): { readonly DropBucket: string } {
  const { keys, stores, alarms } = ground;
  // A file of 1 GB takes two or three; a stream that is full for a day takes the rest.
  const live = addObjectQueue(ground, 'Drop', TIMEOUT);
  const past = addObjectQueue(ground, 'History', HISTORY_TIMEOUT);
  const bucket = addBucket(ground, source, { [LIVE]: live.queue, [HISTORY]: past.queue });
  const environment = {
    DROP_BUCKET: bucket.bucketName,
    FEEDS: JSON.stringify(source.feeds.map(({ vendor, tenant = 'default' }) => ({ vendor, tenant }))),
    KEEP_DAYS: String(ground.settings.retention.drop + 30),
  };

  const { fn, role } = addWay(ground, {
    id: 'Drop',
    way: 'drop',
    notes: 'drop',
    memorySize: 1769,
    timeout: TIMEOUT,
    environment: { ...environment, QUARANTINE_BUCKET: stores.quarantine.bucketName },
    statements: [
      allow(['s3:GetObject', 's3:GetObjectVersion'], bucket.arnForObjects(`${LIVE}*`)),
      allow(['s3:PutObject'], stores.quarantine.arnForObjects('quarantine/*')),
      allow(['kms:Decrypt', 'kms:GenerateDataKey'], keys.evidence.keyArn, through('s3')),
      receiveFrom(live.queue),
    ],
    meaning: 'the queue keeps the file and hands it on again.',
    again: live.again,
  });
  acknowledgePrefixes(role, [bucket, LIVE], [stores.quarantine, 'quarantine/']);
  live.handTo(fn);
  addHistory(ground, bucket, past, environment);

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

function addBucket(
  { stack, keys, settings }: Ground,
  source: DropSource,
  queues: Readonly<Record<string, sqs.Queue>>,
): s3.Bucket {
  const bucket = keptBucket(stack, 'DropFiles', {
    days: settings.retention.drop,
    replacedDays: 7,
    key: keys.evidence,
    shorter: { [SNAPSHOTS]: 7 },
    access:
      'Read by two functions, which note every object; CloudTrail data events serve better than access logs.',
  });
  // By the resource itself: what CDK offers is a function of its own with rights on every bucket.
  const resource = bucket.node.defaultChild as s3.CfnBucket;
  resource.notificationConfiguration = {
    queueConfigurations: Object.entries(queues).map(([prefix, queue]) => ({
      event: 's3:ObjectCreated:*',
      queue: queue.queueArn,
      filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } },
    })),
  };
  for (const queue of Object.values(queues)) {
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
  }

  // Under live/ alone: whoever fills in the past says what will be usual.
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
