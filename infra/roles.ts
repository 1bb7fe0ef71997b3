import { Aws, type CfnElement, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { TUNING_KINDS } from '../functions/detect/tuning.ts';
import { FEEDS_ENTITY } from '../functions/ports/feeds.ts';
import { GUARD_SETTINGS } from '../shared/settings/guard.ts';
import { roleNotDone } from './nag.ts';
import { type Keys, LATER_INDEX, OUTBOX_INDEX, type Stores } from './stores.ts';

/**
 * Written by hand: CDK's grants are wider than the work, and `detect` must not be able to erase evidence. What is
 * allowed here and what the functions call is held together by test/wire/roles.test.ts.
 */

export function detectRole(
  stack: Stack,
  keys: Keys,
  stores: Stores,
  logs: ILogGroup,
  alertArn: string,
): iam.Role {
  const { events, state, findings, settings, quarantine, failedBatches } = stores;
  const role = functionRole(stack, 'DetectRole', [
    allow(
      [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      events.streamArn,
    ),
    allow(['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem'], state.tableArn),
    // Findings, and no thread: those keep what on-call was told, and are in the same table.
    allow(['dynamodb:UpdateItem'], findings.tableArn, leadingKeys('OF-*')),
    // What people have decided about days, to learn from; written by triage alone.
    allow(['dynamodb:GetItem'], findings.tableArn, leadingKeys('verdict#*')),
    // The installation's own record: its secret and birthday.
    allow(['dynamodb:GetItem', 'dynamodb:PutItem'], settings.tableArn, leadingKeys('installation')),
    // What tunes detection is read and never written.
    allow(['dynamodb:Query'], settings.tableArn, leadingKeys(...TUNING_KINDS)),
    // What is planted where, and the secret that recognises it: read by nobody else in the stack.
    allow(['dynamodb:GetItem'], settings.tableArn, leadingKeys('honey')),
    allow(['s3:PutObject'], quarantine.arnForObjects('quarantine/*')),
    // The mapping delivers with the function's role. It needs the list permission to see that the bucket is there:
    // https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
    allow(['s3:PutObject'], failedBatches.arnForObjects('aws/lambda/*')),
    allow(['s3:ListBucket'], failedBatches.bucketArn),
    allow(['lambda:InvokeFunction'], alertArn),
    allow(['kms:Decrypt'], keys.evidence.keyArn, through('kinesis')),
    allow(['kms:GenerateDataKey'], keys.evidence.keyArn, through('s3')),
    useTables(keys),
    writeLogs(logs),
  ]);
  const names =
    'The names of the objects are made at run time, and S3 has nothing narrower than a prefix. Put only.';
  for (const objects of [
    `${arnInReports(quarantine)}/quarantine/*`,
    `${arnInReports(failedBatches)}/aws/lambda/*`,
  ])
    Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::<${objects}]`, reason: names });
  return role;
}

export function alertRole(stack: Stack, keys: Keys, stores: Stores, logs: ILogGroup): iam.Role {
  const { findings, settings, alerts, chat, heartbeat } = stores;
  return functionRole(stack, 'AlertRole', [
    allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'], findings.tableArn),
    // What waits for a digest or for its repetition.
    allow(['dynamodb:Query'], `${findings.tableArn}/index/${LATER_INDEX}`),
    // What was found of a person's other accounts.
    allow(['dynamodb:Query'], `${findings.tableArn}/index/bySeverity`),
    // What is told for several accounts at once.
    allow(['dynamodb:Query'], `${findings.tableArn}/index/byEntity`, leadingKeys('feed/*')),
    allow(['dynamodb:Query'], settings.tableArn, leadingKeys(...GUARD_SETTINGS, 'thresholds')),
    allow(['sns:Publish'], alerts.topicArn, chat.topicArn, heartbeat.topicArn),
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    allow(['kms:Decrypt', 'kms:GenerateDataKey'], keys.pages.keyArn),
    useTables(keys),
    writeLogs(logs),
  ]);
}

/** `beats`: whether it sends heartbeats. */
export function watchRole(
  stack: Stack,
  keys: Keys,
  stores: Stores,
  logs: ILogGroup,
  alertArn: string,
  beats: boolean,
): iam.Role {
  const { events, state, findings, settings, alerts } = stores;
  return functionRole(stack, 'WatchRole', [
    allow(['dynamodb:Query'], `${findings.tableArn}/index/${OUTBOX_INDEX}`),
    // Findings of feeds, which are its own to write, and those of accounts that one of them speaks for.
    allow(
      ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
      findings.tableArn,
      leadingKeys('OF-*'),
    ),
    allow(['dynamodb:Query'], `${findings.tableArn}/index/bySeverity`),
    allow(['dynamodb:PutItem'], state.tableArn, leadingKeys('feed/*')),
    // What the accounts of a tenant have in common: hashes of accounts, no account.
    allow(['dynamodb:BatchGetItem'], state.tableArn, leadingKeys('feed/*', 'organisation/*')),
    allow(['dynamodb:Query'], state.tableArn, leadingKeys('feed/*', FEEDS_ENTITY)),
    // Ids of findings are hashed with the installation's secret.
    allow(['dynamodb:GetItem'], settings.tableArn, leadingKeys('installation')),
    allow(['dynamodb:Query'], settings.tableArn, leadingKeys('feeds', 'thresholds')),
    allow(['sns:GetTopicAttributes'], alerts.topicArn),
    ...(beats
      ? [
          allow(['kinesis:PutRecords'], events.streamArn),
          allow(['kms:GenerateDataKey'], keys.evidence.keyArn, through('kinesis')),
        ]
      : []),
    allow(['lambda:InvokeFunction'], alertArn),
    useTables(keys),
    writeLogs(logs),
  ]);
}

/** What triage may name in a write, the attributes of its conditions included; nothing that `detect` or `alert` own. */
const TRIAGE_ATTRIBUTES = ['id', 'status', 'statusMonth', 'triage', 'triageVersion', 'outbox', 'outboxSince'];

export function triageRole(
  stack: Stack,
  keys: Keys,
  stores: Stores,
  logs: ILogGroup,
  alertArn: string,
): iam.Role {
  const { findings } = stores;
  return functionRole(stack, 'TriageRole', [
    allow(['dynamodb:GetItem'], findings.tableArn, leadingKeys('OF-*')),
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
    allow(['dynamodb:UpdateItem'], findings.tableArn, {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['OF-*'] },
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': TRIAGE_ATTRIBUTES },
      // Whoever asks for the whole item back reads what it may not name.
      StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
    }),
    // What baselines may learn from: items of triage's own.
    allow(['dynamodb:UpdateItem'], findings.tableArn, leadingKeys('verdict#*')),
    allow(['lambda:InvokeFunction'], alertArn),
    useTables(keys),
    writeLogs(logs),
  ]);
}

export function functionRole(stack: Stack, id: string, statements: readonly iam.PolicyStatement[]): iam.Role {
  const role = new iam.Role(stack, id, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { work: new iam.PolicyDocument({ statements: [...statements] }) },
  });
  roleNotDone(role);
  return role;
}

/** How cdk-nag writes the bucket's ARN. */
export function arnInReports(bucket: Bucket): string {
  return `${Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnElement)}.Arn>`;
}

type Conditions = Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;

export function allow(
  actions: readonly string[],
  ...rest: readonly (string | Conditions)[]
): iam.PolicyStatement {
  const resources = rest.filter((item) => typeof item === 'string');
  const conditions = rest.find((item) => typeof item !== 'string');
  return new iam.PolicyStatement({
    actions: [...actions],
    resources,
    ...(conditions === undefined ? {} : { conditions }),
  });
}

/** Partition keys of the items that may be asked for:
 *  https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
export function leadingKeys(...patterns: readonly string[]): Conditions {
  return { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...patterns] } };
}

/** KMS itself says through whom it was asked, by a name that ends otherwise in other partitions: `amazonaws.com.cn`. */
export function through(service: string): Conditions {
  return { StringLike: { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.*` } };
}

/** DynamoDB uses the key in the caller's name, with each of these, for reads and for writes alike:
 *  https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
export function useTables(keys: Keys): iam.PolicyStatement {
  return allow(
    [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    keys.evidence.keyArn,
    through('dynamodb'),
  );
}

export function writeLogs(logs: ILogGroup): iam.PolicyStatement {
  return allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logs.logGroupArn);
}
