import { Aws, Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { VENDORS } from '../shared/vendors/index.ts';
import { type Alarming, THREE_OF_FIVE } from './alarms.ts';
import type { StackSettings } from './config/resolve.ts';
import { allow, arnInReports, through } from './roles.ts';
import type { Keys, Stores } from './stores.ts';

export interface ArchiveOutputs {
  readonly ArchiveBucket: string;
  readonly ArchiveWorkgroup: string;
}

const RAW = 'raw/';
const UNREADABLE = 'unpartitioned/';
const ANSWERS = 'answers/';
/** Of a record that its producer did not stamp, or stamped with what is no name. */
const UNSTAMPED = 'unstamped';

/**
 * Every raw record, as it came: evidence, and what a profile can be built from anew. Firehose reads the stream beside
 * `detect`, and what it cannot partition, such as gzip, it puts aside instead of dropping it.
 */
export function addArchive(
  stack: Stack,
  keys: Keys,
  stores: Stores,
  settings: StackSettings,
  alarms: Alarming,
): ArchiveOutputs {
  const bucket = addBucket(stack, keys, settings.retention.archive);
  const delivery = addDelivery(stack, keys, stores, bucket);
  alarms.lasts(
    'ArchiveBehindAlarm',
    'Raw records have waited longer than an hour for the archive. Look at the delivery stream Archive, its role and its key.',
    new cloudwatch.Metric({
      namespace: 'AWS/Firehose',
      metricName: 'DeliveryToS3.DataFreshness',
      dimensionsMap: { DeliveryStreamName: delivery.ref },
      statistic: 'max',
      period: Duration.minutes(5),
    }),
    { threshold: 3600, ...THREE_OF_FIVE },
  );
  const workgroup = addTable(stack, keys, bucket);
  return { ArchiveBucket: bucket.bucketName, ArchiveWorkgroup: workgroup.ref };
}

function addBucket(stack: Stack, keys: Keys, days: number): s3.Bucket {
  const bucket = new s3.Bucket(stack, 'ArchiveFiles', {
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
      { expiration: Duration.days(days), noncurrentVersionExpiration: Duration.days(30) },
      { prefix: ANSWERS, expiration: Duration.days(30) },
    ],
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'Written by one service and read by hand; CloudTrail data events serve better than access logs.',
  });
  return bucket;
}

function addDelivery(
  stack: Stack,
  keys: Keys,
  stores: Stores,
  bucket: s3.Bucket,
): firehose.CfnDeliveryStream {
  const role = new iam.Role(stack, 'ArchiveRole', {
    assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: {
      // https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3
      work: new iam.PolicyDocument({
        statements: [
          allow(
            [
              'kinesis:DescribeStream',
              'kinesis:GetRecords',
              'kinesis:GetShardIterator',
              'kinesis:ListShards',
            ],
            stores.events.streamArn,
          ),
          allow(['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], bucket.bucketArn),
          allow(
            ['s3:AbortMultipartUpload', 's3:PutObject'],
            bucket.arnForObjects(`${RAW}*`),
            bucket.arnForObjects(`${UNREADABLE}*`),
          ),
          allow(['kms:Decrypt'], keys.evidence.keyArn, through('kinesis')),
          allow(['kms:Decrypt', 'kms:GenerateDataKey'], keys.evidence.keyArn, through('s3')),
        ],
      }),
    },
  });
  for (const prefix of [RAW, UNREADABLE])
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${arnInReports(bucket)}/${prefix}*]`,
      reason: 'Firehose names objects itself, and S3 has nothing narrower than a prefix.',
    });
  const date = 'date=!{timestamp:yyyy-MM-dd}/';
  const delivery = new firehose.CfnDeliveryStream(stack, 'Archive', {
    deliveryStreamType: 'KinesisStreamAsSource',
    kinesisStreamSourceConfiguration: {
      kinesisStreamArn: stores.events.streamArn,
      roleArn: role.roleArn,
    },
    extendedS3DestinationConfiguration: {
      bucketArn: bucket.bucketArn,
      roleArn: role.roleArn,
      compressionFormat: 'GZIP',
      // The least that partitioning allows.
      bufferingHints: { intervalInSeconds: 300, sizeInMBs: 64 },
      dynamicPartitioningConfiguration: { enabled: true, retryOptions: { durationInSeconds: 300 } },
      prefix: `${RAW}vendor=!{partitionKeyFromQuery:vendor}/${date}`,
      errorOutputPrefix: `${UNREADABLE}!{firehose:error-output-type}/${date}`,
      processingConfiguration: {
        enabled: true,
        processors: [
          {
            type: 'MetadataExtraction',
            parameters: [
              { parameterName: 'MetadataExtractionQuery', parameterValue: VENDOR_QUERY },
              { parameterName: 'JsonParsingEngine', parameterValue: 'JQ-1.6' },
            ],
          },
          {
            type: 'AppendDelimiterToRecord',
            parameters: [{ parameterName: 'Delimiter', parameterValue: '\\n' }],
          },
        ],
      },
    },
  });
  Validations.of(delivery).acknowledge({
    id: 'AwsSolutions-KDF1',
    reason: 'Of a delivery stream that reads a stream, the stream is encrypted: AWS allows nothing else.',
  });
  return delivery;
}

/** A stamp is written by its producer: what is no name would become a folder of its own, and too many end delivery. */
const VENDOR_QUERY = `{vendor: (((.outflow.vendor)? | strings | select(test("^[a-z0-9-]{1,32}$"))) // "${UNSTAMPED}")}`;

/** Each record is one column, JSON as text: `json_extract_scalar(record, '$.event.uuid')`. */
function addTable(stack: Stack, keys: Keys, bucket: s3.Bucket): athena.CfnWorkGroup {
  const database = new glue.CfnDatabase(stack, 'ArchiveDatabase', {
    catalogId: Aws.ACCOUNT_ID,
    databaseInput: { name: `${stack.stackName.toLowerCase().replaceAll('-', '_')}_archive` },
  });
  new glue.CfnTable(stack, 'ArchiveTable', {
    catalogId: Aws.ACCOUNT_ID,
    databaseName: database.ref,
    tableInput: {
      name: 'records',
      tableType: 'EXTERNAL_TABLE',
      partitionKeys: [
        { name: 'vendor', type: 'string' },
        { name: 'date', type: 'string' },
      ],
      parameters: {
        'projection.enabled': 'true',
        'projection.vendor.type': 'enum',
        'projection.vendor.values': [...VENDORS.map(({ uid }) => uid), UNSTAMPED].join(','),
        'projection.date.type': 'date',
        'projection.date.format': 'yyyy-MM-dd',
        'projection.date.range': '2026-01-01,NOW',
        'storage.location.template': `s3://${bucket.bucketName}/${RAW}vendor=\${vendor}/date=\${date}/`,
      },
      storageDescriptor: {
        location: `s3://${bucket.bucketName}/${RAW}`,
        columns: [{ name: 'record', type: 'string' }],
        inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        serdeInfo: {
          serializationLibrary: 'org.apache.hadoop.hive.serde2.RegexSerDe',
          parameters: { 'input.regex': '^(.*)$' },
        },
      },
    },
  });
  return new athena.CfnWorkGroup(stack, 'ArchiveQuestions', {
    name: `${stack.stackName}-archive`,
    description: 'Outflow: questions to the archive of raw records',
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      resultConfiguration: {
        outputLocation: `s3://${bucket.bucketName}/${ANSWERS}`,
        encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: keys.evidence.keyArn },
      },
    },
  });
}
