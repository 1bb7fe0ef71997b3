import { Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { keptBucket, WRITTEN_BY_ONE } from './buckets.ts';
import type { StackSettings } from './config/resolve.ts';
import { ownKeyNotDone, tableNotDone } from './nag.ts';

export interface Keys {
  /** Audit events and what is derived from them: stream, tables, quarantine. */
  readonly evidence: kms.IKey;
  /** Pages: apart from the evidence, because CloudWatch has to be allowed to use it. */
  readonly pages: kms.IKey;
}

export interface Stores {
  readonly events: kinesis.IStream;
  readonly state: dynamodb.Table;
  readonly findings: dynamodb.Table;
  readonly settings: dynamodb.Table;
  readonly alerts: sns.ITopic;
  readonly chat: sns.ITopic;
  /** For whoever waits for heartbeats outside. */
  readonly heartbeat: sns.ITopic;
  readonly quarantine: s3.Bucket;
  readonly failedBatches: s3.Bucket;
}

/** The findings whose page is not out yet: written by `detect`, drained by `alert`, swept by `watch`. */
export const OUTBOX_INDEX = 'outbox';
/** The findings that `alert` has to come back to: for the next digest, or to be repeated. */
export const LATER_INDEX = 'later';

export function addKeys(stack: Stack, { existing }: StackSettings): Keys {
  const key = (id: string, description: string, existingArn: string | undefined) =>
    existingArn === undefined
      ? new kms.Key(stack, id, { description, enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN })
      : kms.Key.fromKeyArn(stack, id, existingArn);
  const evidence = 'Outflow: events, state, findings, settings and quarantine';
  return {
    evidence: key('EvidenceKey', evidence, existing.evidenceKeyArn),
    pages: key('PagesKey', 'Outflow: alert and chat topics', existing.pagesKeyArn),
  };
}

export function addStores(stack: Stack, keys: Keys, settings: StackSettings): Stores {
  const { existing } = settings;
  return {
    events: addStream(stack, keys, settings),
    ...addTables(stack, keys, settings),
    alerts: addTopic(stack, 'Alerts', keys, existing.alertsTopicArn),
    chat: addTopic(stack, 'Chat', keys, existing.chatTopicArn),
    heartbeat: addHeartbeatTopic(stack, keys, settings),
    ...addBuckets(stack, keys, settings),
  };
}

function addStream(stack: Stack, keys: Keys, settings: StackSettings): kinesis.IStream {
  const { capacity, existing, retention } = settings;
  if (existing.streamArn !== undefined)
    return kinesis.Stream.fromStreamAttributes(stack, 'Events', {
      streamArn: existing.streamArn,
      encryptionKey: keys.evidence,
    });
  const stream = new kinesis.Stream(stack, 'Events', {
    ...(capacity.mode === 'on-demand'
      ? { streamMode: kinesis.StreamMode.ON_DEMAND }
      : { streamMode: kinesis.StreamMode.PROVISIONED, shardCount: capacity.shards }),
    // The longest outage that loses nothing: the mapping discards no record for its age.
    retentionPeriod: Duration.days(retention.stream),
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

function addTables(
  stack: Stack,
  keys: Keys,
  { capacity }: StackSettings,
): Pick<Stores, 'state' | 'findings' | 'settings'> {
  const text = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });
  const number = (name: string) => ({ name, type: dynamodb.AttributeType.NUMBER });
  const kept = {
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: keys.evidence,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
  };

  const usual = capacity.mode === 'provisioned' ? capacity.state : undefined;
  // No index: each would add a write to every write.
  const state = new dynamodb.Table(stack, 'State', {
    ...kept,
    ...(usual === undefined
      ? {}
      : {
          billingMode: dynamodb.BillingMode.PROVISIONED,
          readCapacity: atUse(usual.reads),
          writeCapacity: atUse(usual.writes),
        }),
    partitionKey: text('entity'),
    sortKey: text('part'),
    timeToLiveAttribute: 'expires',
  });
  if (usual !== undefined) {
    state.autoScaleReadCapacity(around(usual.reads)).scaleOnUtilization(USE);
    state.autoScaleWriteCapacity(around(usual.writes)).scaleOnUtilization(USE);
  }

  const findings = new dynamodb.Table(stack, 'Findings', {
    ...kept,
    partitionKey: text('id'),
    deletionProtection: true,
  });
  // The month in the key keeps a storm of findings off one partition for ever.
  // Findings are written with every batch of an account on its day, and listed now and then: with copies of the
  // whole finding in the indexes, these cost four times as much as all the rest.
  for (const index of [
    { indexName: 'byEntity', partitionKey: text('entity'), sortKey: text('day') },
    { indexName: 'bySeverity', partitionKey: text('severityMonth'), sortKey: number('latest') },
    { indexName: 'byStatus', partitionKey: text('statusMonth'), sortKey: number('latest') },
    // Sparse: a finding is in it only while it waits to be paged.
    { indexName: OUTBOX_INDEX, partitionKey: text('outbox'), sortKey: number('outboxSince') },
    { indexName: LATER_INDEX, partitionKey: text('later'), sortKey: number('laterAt') },
    // Ids are spread by hash: their first two characters are 1,024 partitions, each in order of the id.
    { indexName: 'byPrefix', partitionKey: text('idStart'), sortKey: text('id') },
  ])
    findings.addGlobalSecondaryIndex({ ...index, projectionType: dynamodb.ProjectionType.KEYS_ONLY });

  const settings = new dynamodb.Table(stack, 'Settings', {
    ...kept,
    partitionKey: text('kind'),
    sortKey: text('id'),
  });
  for (const table of [state, findings, settings]) tableNotDone(table);
  return { state, findings, settings };
}

/** Below it a peak of a few minutes is turned away before the table has grown; DynamoDB keeps five minutes unused. */
const USE = { targetUtilizationPercent: 60 };

function atUse(units: number): number {
  return Math.ceil((units * 100) / USE.targetUtilizationPercent);
}

function around(units: number): dynamodb.EnableScalingProps {
  return { minCapacity: Math.ceil(atUse(units) / 5), maxCapacity: atUse(units) * 5 };
}

/** Standard, not FIFO: a FIFO topic delivers to SQS only, and pages go to people. */
function addTopic(stack: Stack, id: string, keys: Keys, existingArn: string | undefined): sns.ITopic {
  if (existingArn !== undefined) return sns.Topic.fromTopicArn(stack, id, existingArn);
  return new sns.Topic(stack, id, { masterKey: keys.pages, enforceSSL: true });
}

/** Has a name of its own where a stack in another region has to know it. */
function addHeartbeatTopic(stack: Stack, keys: Keys, { heartbeat }: StackSettings): sns.ITopic {
  return new sns.Topic(stack, 'Heartbeat', {
    masterKey: keys.pages,
    enforceSSL: true,
    ...(heartbeat.watchedFrom === undefined ? {} : { topicName: heartbeatTopicName(stack.stackName) }),
  });
}

export function heartbeatTopicName(stackName: string): string {
  return `${stackName}-heartbeat`;
}

function addBuckets(
  stack: Stack,
  keys: Keys,
  { retention }: StackSettings,
): Pick<Stores, 'quarantine' | 'failedBatches'> {
  const failedBatches = keptBucket(stack, 'FailedBatches', {
    days: retention.failedBatches,
    access: WRITTEN_BY_ONE,
  });
  // A revoked key is one of the failures that this bucket has to survive.
  ownKeyNotDone(
    failedBatches,
    'A batch may have failed because our key cannot be used: it is kept under the key of S3.',
  );
  return {
    quarantine: keptBucket(stack, 'Quarantine', {
      days: retention.quarantine,
      key: keys.evidence,
      access: WRITTEN_BY_ONE,
    }),
    failedBatches,
  };
}
