import { describe, expect, test } from 'vitest';
import type { Resource } from '../../shared/activity.ts';
import { aws } from '../../shared/vendors/aws.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { getObjectRecord, ownCall } from '../fixtures/aws.ts';
import { draftOf } from './draft.ts';

const OWN = '111122223333';
const OTHER = '444455556666';
const ACCOUNT: Resource = { type: 'account', uid: OTHER };
const at = (uid: string): Resource => ({ type: 'location', uid });
const BUCKET = at('s3://taken-example');
const ARN = 'arn:aws:s3:::taken-example';

const call = (what: string, requestParameters: JsonObject) => {
  const { kind, resources } = draftOf(aws, ownCall(what, OWN, requestParameters));
  return { kind, to: resources.filter(({ type }) => type === 'account' || type === 'location') };
};
const replication = (Destination: JsonObject) => ({
  bucketName: 'example',
  ReplicationConfiguration: {
    Role: `arn:aws:iam::${OWN}:role/Etl`,
    Rule: { Status: 'Enabled', Destination },
  },
});
const inventory = (AccountId: string) => ({
  InventoryConfiguration: { Destination: { S3BucketDestination: { AccountId, Bucket: ARN } } },
});
const vault = (account: string) => `arn:aws:backup:us-east-1:${account}:backup-vault:Vault`;

describe('Where AWS sends data', () => {
  test.each<readonly [string, JsonObject, string, readonly Resource[]]>([
    [
      's3 PutBucketReplication',
      replication({ Account: OTHER, Bucket: ARN }),
      'destination',
      [ACCOUNT, BUCKET],
    ],
    ['s3 PutBucketReplication', replication({ Bucket: ARN }), 'destination', [BUCKET]],
    ['s3 PutBucketReplication', replication({ Account: OWN, Bucket: ARN }), 'destination', [BUCKET]],
    ['s3 PutBucketInventoryConfiguration', inventory(OTHER), 'destination', [ACCOUNT, BUCKET]],
    ['s3 PutBucketInventory', inventory(OWN), 'destination', [BUCKET]],
    [
      's3 PutBucketAnalytics',
      {
        AnalyticsConfiguration: {
          StorageClassAnalysis: {
            DataExport: { Destination: { S3BucketDestination: { BucketAccountId: OTHER, Bucket: ARN } } },
          },
        },
      },
      'destination',
      [ACCOUNT, BUCKET],
    ],
    [
      'dynamodb ExportTableToPointInTime',
      {
        tableArn: `arn:aws:dynamodb:us-east-1:${OWN}:table/t`,
        s3Bucket: 'taken-example',
        s3BucketOwner: OTHER,
      },
      'export',
      [BUCKET, ACCOUNT],
    ],
    ['logs CreateExportTask', { logGroupName: 'x', destination: 'taken-example' }, 'export', [BUCKET]],
    [
      'ec2 ExportImage',
      { imageId: 'ami-1', s3ExportLocation: { s3Bucket: 'taken-example' } },
      'export',
      [BUCKET],
    ],
    ['backup StartCopyJob', { destinationBackupVaultArn: vault(OTHER) }, 'destination', [ACCOUNT]],
    ['backup StartCopyJob', { destinationBackupVaultArn: vault(OWN) }, 'destination', []],
    [
      'elasticfilesystem CreateReplicationConfiguration',
      { destinations: [{ fileSystemId: `arn:aws:elasticfilesystem:us-east-1:${OTHER}:file-system/fs-1` }] },
      'destination',
      [ACCOUNT],
    ],
    [
      'ecr PutReplicationConfiguration',
      {
        replicationConfiguration: { rules: [{ destinations: [{ region: 'us-east-1', registryId: OTHER }] }] },
      },
      'destination',
      [ACCOUNT],
    ],
    [
      'logs PutSubscriptionFilter',
      { destinationArn: `arn:aws:logs:us-east-1:${OTHER}:destination:x` },
      'destination',
      [ACCOUNT],
    ],
    [
      'events PutTargets',
      { targets: [{ id: '1', arn: `arn:aws:events:us-east-1:${OTHER}:event-bus/default` }] },
      'destination',
      [ACCOUNT],
    ],
    [
      'sns Subscribe',
      { topicArn: `arn:aws:sns:us-east-1:${OWN}:t`, endpoint: `arn:aws:sqs:us-east-1:${OTHER}:q` },
      'destination',
      [ACCOUNT],
    ],
    [
      'sns Subscribe',
      { endpoint: 'https://hook.example.com/in/s3cr3t?x=1' },
      'destination',
      [at('hook.example.com')],
    ],
    ['datasync CreateLocationS3', { s3BucketArn: ARN }, 'destination', [BUCKET]],
    [
      'datasync CreateLocationAzureBlob',
      { containerUrl: 'https://example.blob.core.windows.net/c' },
      'destination',
      [at('example.blob.core.windows.net')],
    ],
    [
      'datasync CreateLocationObjectStorage',
      { serverHostname: 'storage.example.com', bucketName: 'b' },
      'destination',
      [at('storage.example.com')],
    ],
    [
      'transfer CreateConnector',
      { url: 'sftp://files.example.com:22' },
      'destination',
      [at('files.example.com')],
    ],
    [
      'firehose CreateDeliveryStream',
      { extendedS3DestinationConfiguration: { bucketARN: ARN, roleARN: `arn:aws:iam::${OWN}:role/x` } },
      'destination',
      [BUCKET],
    ],
  ])('is told of %s %j', (what, request, kind, to) => {
    expect(call(what, request)).toEqual({ kind, to });
  });

  test('is the account that owns the other end of a copy', () => {
    const copy = draftOf(
      aws,
      getObjectRecord({
        eventName: 'CopyObject',
        resources: [
          { accountId: OTHER, type: 'AWS::S3::Bucket', ARN },
          { accountId: '123456789012', type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::example-customers' },
        ],
      }),
    );
    expect(copy.kind).toBe('export');
    expect(copy.resources).toContainEqual(ACCOUNT);
    expect(copy.resources).not.toContainEqual({ type: 'account', uid: '123456789012' });
  });

  test('is told of as many as a reader looks at', () => {
    const many = Array.from({ length: 100 }, (_, index) => String(444455556600 + index));
    expect(call('rds ModifyDBSnapshotAttribute', { valuesToAdd: many }).to).toHaveLength(32);
  });

  test('names nobody where somebody reads, or takes something in', () => {
    const stream = { eventSourceArn: `arn:aws:kinesis:us-east-1:${OTHER}:stream/x` };
    expect(call('lambda CreateEventSourceMapping', stream).to).toEqual([]);
    expect(draftOf(aws, getObjectRecord()).resources.map(({ type }) => type)).not.toContain('account');
  });
});
