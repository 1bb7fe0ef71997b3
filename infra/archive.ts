import { Aws, Duration, type Stack, Validations } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { RAW, UNREADABLE, UNSTAMPED } from '../functions/archive/objects.ts';
import { VENDORS } from '../shared/vendors/index.ts';
import { type Alarming, THREE_OF_FIVE } from './alarms.ts';
import { keptBucket, WRITTEN_BY_ONE } from './buckets.ts';
import type { Code } from './bundle.ts';
import type { StackSettings } from './config/resolve.ts';
import { addLogGroup } from './functions.ts';
import { functionNotDone, mappingNotDone } from './nag.ts';
import { allow, arnInReports, functionRole, through, writeLogs } from './roles.ts';
import type { Keys, Stores } from './stores.ts';

export interface ArchiveOutputs {
  readonly ArchiveBucket: string;
  readonly ArchiveWorkgroup: string;
}

const ANSWERS = 'answers/';

/**
 * Every raw record, as it came: evidence, and what a profile can be built from anew. A function reads the stream beside
 * `detect`, some minutes of it at a time. *Instead:* Firehose, which takes the price of 5 KB for every record.
 */
export function addArchive(
  stack: Stack,
  keys: Keys,
  stores: Stores,
  settings: StackSettings & { readonly code: Code },
  alarms: Alarming,
): ArchiveOutputs {
  const bucket = keptBucket(stack, 'ArchiveFiles', {
    days: settings.retention.archive,
    key: keys.evidence,
    shorter: { [ANSWERS]: 30 },
    access: WRITTEN_BY_ONE,
  });
  const archive = addFunction(stack, keys, stores, bucket, settings);
  deliverRecords(stack, stores, archive);
  alarms.watches('archive', archive, 'Kinesis keeps the records until it succeeds.');
  alarms.lasts(
    'ArchiveBehindAlarm',
    'Raw records have waited longer than an hour for the archive. Look at the errors of the function archive, its role and its key.',
    archive.metric('IteratorAge', { statistic: 'max', period: Duration.minutes(5) }),
    { threshold: 3_600_000, ...THREE_OF_FIVE },
  );
  const workgroup = addTable(stack, keys, bucket);
  const read = new iam.ManagedPolicy(stack, 'ReadArchive', {
    description: 'Outflow: read raw records, for evidence and to rebuild accounts',
    statements: [
      allow(['s3:ListBucket'], bucket.bucketArn),
      allow(['s3:GetObject'], bucket.arnForObjects(`${RAW}*`), bucket.arnForObjects(`${UNREADABLE}*`)),
      allow(['kms:Decrypt'], keys.evidence.keyArn, through('s3')),
    ],
  });
  for (const prefix of [RAW, UNREADABLE])
    Validations.of(read).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${arnInReports(bucket)}/${prefix}*]`,
      reason:
        'The names of objects are made at run time, and S3 has nothing narrower than a prefix. Read only.',
    });
  return { ArchiveBucket: bucket.bucketName, ArchiveWorkgroup: workgroup.ref };
}

function addFunction(
  stack: Stack,
  keys: Keys,
  stores: Stores,
  bucket: s3.Bucket,
  { code, retention }: StackSettings & { readonly code: Code },
): lambda.Function {
  if (code.archive === undefined)
    throw new Error('The archive has no bundle. Synthesise with npx cdk, which makes it.');
  const logGroup = addLogGroup(stack, 'Archive', retention.logs);
  const role = functionRole(stack, 'ArchiveRole', [
    allow(
      [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      stores.events.streamArn,
    ),
    // Put only: who writes the evidence can neither read nor remove it.
    allow(['s3:PutObject'], bucket.arnForObjects(`${RAW}*`), bucket.arnForObjects(`${UNREADABLE}*`)),
    allow(['kms:Decrypt'], keys.evidence.keyArn, through('kinesis')),
    allow(['kms:GenerateDataKey'], keys.evidence.keyArn, through('s3')),
    writeLogs(logGroup),
  ]);
  for (const prefix of [RAW, UNREADABLE])
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${arnInReports(bucket)}/${prefix}*]`,
      reason:
        'The names of the objects are made at run time, and S3 has nothing narrower than a prefix. Put only.',
    });
  const fn = new lambda.Function(stack, 'Archive', {
    role,
    logGroup,
    code: lambda.Code.fromAsset(code.archive),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    memorySize: 512,
    timeout: Duration.seconds(60),
    environment: { ARCHIVE_BUCKET: bucket.bucketName },
  });
  functionNotDone(fn, UNTIL_IT_SUCCEEDS);
  return fn;
}

/** Five minutes or 6 MB at a time. A batch that fails comes again whole, so that a retry writes the same objects. */
function deliverRecords(stack: Stack, stores: Stores, archive: lambda.Function): void {
  const mapping = new lambda.CfnEventSourceMapping(stack, 'EventsToArchive', {
    eventSourceArn: stores.events.streamArn,
    functionName: archive.functionName,
    startingPosition: 'TRIM_HORIZON',
    batchSize: 10_000,
    maximumBatchingWindowInSeconds: 300,
    maximumRetryAttempts: -1,
    maximumRecordAgeInSeconds: -1,
  });
  mappingNotDone(mapping, UNTIL_IT_SUCCEEDS);
}

const UNTIL_IT_SUCCEEDS =
  'A batch is tried again until it succeeds, for as long as the stream keeps it; an alarm says that it waits.';

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
    // Whoever has asked one question could not delete the stack: a history of questions is no empty workgroup.
    // https://docs.aws.amazon.com/athena/latest/APIReference/API_DeleteWorkGroup.html
    recursiveDeleteOption: true,
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
