import { Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';

export interface Keys {
  /** Audit events and what is derived from them: stream, tables, quarantine. */
  readonly evidence: kms.Key;
  /** Pages: apart from the evidence, because CloudWatch has to be allowed to use it. */
  readonly pages: kms.Key;
}

export interface Stores {
  readonly events: kinesis.Stream;
  readonly state: dynamodb.Table;
  readonly findings: dynamodb.Table;
  readonly settings: dynamodb.Table;
  readonly alerts: sns.Topic;
  readonly chat: sns.Topic;
  readonly quarantine: s3.Bucket;
  readonly failedBatches: s3.Bucket;
}

/** The findings whose page is not out yet: written by `detect`, drained by `alert`, swept by `watch`. */
export const OUTBOX_INDEX = 'outbox';
/** The findings that `alert` has to come back to: for the next digest, or to be repeated. */
export const LATER_INDEX = 'later';

export function addKeys(stack: Stack): Keys {
  const key = (id: string, description: string) =>
    new kms.Key(stack, id, { description, enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
  return {
    evidence: key('EvidenceKey', 'Outflow: events, state, findings, settings and quarantine'),
    pages: key('PagesKey', 'Outflow: alert and chat topics'),
  };
}

export function addStores(stack: Stack, keys: Keys, shards: number | undefined): Stores {
  return {
    events: addStream(stack, keys, shards),
    ...addTables(stack, keys),
    alerts: addTopic(stack, 'Alerts', keys),
    chat: addTopic(stack, 'Chat', keys),
    ...addBuckets(stack, keys),
  };
}

function addStream(stack: Stack, keys: Keys, shards: number | undefined): kinesis.Stream {
  const stream = new kinesis.Stream(stack, 'Events', {
    ...(shards === undefined
      ? { streamMode: kinesis.StreamMode.ON_DEMAND }
      : { streamMode: kinesis.StreamMode.PROVISIONED, shardCount: shards }),
    // The longest outage that loses nothing: the mapping discards no record for its age.
    retentionPeriod: Duration.days(7),
    encryption: kinesis.StreamEncryption.KMS,
    encryptionKey: keys.evidence,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  Validations.of(stream).acknowledge({
    id: 'AwsSolutions-KDS3',
    reason: 'Events are personal data of the company: its own key can be revoked and its use is logged.',
  });
  return stream;
}

function addTables(stack: Stack, keys: Keys): Pick<Stores, 'state' | 'findings' | 'settings'> {
  const text = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });
  const number = (name: string) => ({ name, type: dynamodb.AttributeType.NUMBER });
  const kept = {
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: keys.evidence,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
  };

  // No index: each would add a write to every write.
  const state = new dynamodb.Table(stack, 'State', {
    ...kept,
    partitionKey: text('entity'),
    sortKey: text('part'),
    timeToLiveAttribute: 'expires',
  });

  const findings = new dynamodb.Table(stack, 'Findings', {
    ...kept,
    partitionKey: text('id'),
    deletionProtection: true,
  });
  // The month in the key keeps a storm of findings off one partition for ever.
  const { ALL, KEYS_ONLY } = dynamodb.ProjectionType;
  for (const index of [
    { indexName: 'byEntity', partitionKey: text('entity'), sortKey: text('day'), projectionType: ALL },
    {
      indexName: 'bySeverity',
      partitionKey: text('severityMonth'),
      sortKey: number('latest'),
      projectionType: ALL,
    },
    {
      indexName: 'byStatus',
      partitionKey: text('statusMonth'),
      sortKey: number('latest'),
      projectionType: ALL,
    },
    // Sparse: a finding is in it only while it waits to be paged.
    {
      indexName: OUTBOX_INDEX,
      partitionKey: text('outbox'),
      sortKey: number('outboxSince'),
      projectionType: KEYS_ONLY,
    },
    {
      indexName: LATER_INDEX,
      partitionKey: text('later'),
      sortKey: number('laterAt'),
      projectionType: KEYS_ONLY,
    },
    // Ids are spread by hash: their first two characters are 1,024 partitions, each in order of the id.
    {
      indexName: 'byPrefix',
      partitionKey: text('idStart'),
      sortKey: text('id'),
      projectionType: KEYS_ONLY,
    },
  ])
    findings.addGlobalSecondaryIndex(index);

  const settings = new dynamodb.Table(stack, 'Settings', {
    ...kept,
    partitionKey: text('kind'),
    sortKey: text('id'),
  });
  return { state, findings, settings };
}

/** Standard, not FIFO: a FIFO topic delivers to SQS only, and pages go to people. */
function addTopic(stack: Stack, id: string, keys: Keys): sns.Topic {
  return new sns.Topic(stack, id, { masterKey: keys.pages, enforceSSL: true });
}

function addBuckets(stack: Stack, keys: Keys): Pick<Stores, 'quarantine' | 'failedBatches'> {
  const kept = {
    versioned: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: RemovalPolicy.RETAIN,
    // As long as a profile lives: after that nothing is left that a replay could change.
    lifecycleRules: [{ expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(30) }],
  };
  const quarantine = new s3.Bucket(stack, 'Quarantine', {
    ...kept,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: keys.evidence,
    bucketKeyEnabled: true,
  });
  // Not under our key: a revoked key is one of the failures that this bucket has to survive.
  const failedBatches = new s3.Bucket(stack, 'FailedBatches', {
    ...kept,
    encryption: s3.BucketEncryption.S3_MANAGED,
  });
  for (const bucket of [quarantine, failedBatches])
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Written by one function and read by hand; CloudTrail data events serve better than access logs.',
    });
  return { quarantine, failedBatches };
}
