import { describe, expect, test } from 'vitest';
import type { Draft } from '../../shared/activity.ts';
import { aws } from '../../shared/vendors/aws.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';
import { ownCall } from '../fixtures/aws.ts';
import { draftOf } from './draft.ts';

const OWN = '111122223333';
const OTHER = '444455556666';
const OWNER = 'a'.repeat(64);
const GUEST = 'b'.repeat(64);
const LOG_DELIVERY = 'c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0';

const call = (what: string, requestParameters: JsonObject): Draft =>
  draftOf(aws, ownCall(what, OWN, requestParameters));
const accountsOf = ({ resources }: Draft) =>
  resources.flatMap(({ type, uid }) => (type === 'account' ? [uid] : []));

const allow = (Principal: Json, more: JsonObject = {}): JsonObject => ({
  Effect: 'Allow',
  Principal,
  Action: 's3:GetObject',
  ...more,
});
const of = (...Statement: readonly JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement });
const put = (bucketPolicy: Json) => call('s3 PutBucketPolicy', { bucketName: 'example', bucketPolicy });
const FOREIGN = of(allow({ AWS: `arn:aws:iam::${OTHER}:root` }));
const TEXT = JSON.stringify(FOREIGN);

describe('A policy of a bucket', () => {
  test.each<readonly [string, Json, readonly string[]]>([
    ['an account', FOREIGN, [OTHER]],
    ['an account, as text', TEXT, [OTHER]],
    ['an account, as text behind blanks', ` \n${TEXT}`, [OTHER]],
    ['an account by its number', of(allow({ AWS: OTHER })), [OTHER]],
    ['a role', of(allow({ AWS: `arn:aws:iam::${OTHER}:role/Etl` })), [OTHER]],
    ['a session', of(allow({ AWS: `arn:aws-cn:sts::${OTHER}:assumed-role/Etl/x` })), [OTHER]],
    ['one of two users', of(allow({ AWS: [OWN, `arn:aws:iam::${OTHER}:user/eve`] })), [OTHER]],
    ['in its second statement', of(allow({ AWS: OWN }), allow({ AWS: OTHER })), [OTHER]],
    ['two accounts', of(allow({ AWS: [OTHER, '777788889999'] })), [OTHER, '777788889999']],
    [
      'all but some',
      of(allow({ AWS: OTHER }, { Principal: undefined as never, NotPrincipal: 'x' })),
      ['all'],
    ],
    [
      'who may do all but something',
      of(allow({ AWS: OTHER }, { Action: null, NotAction: 's3:Get*' })),
      [OTHER],
    ],
    // Which organization is the own one is not known, and an account that is named is let in.
    [
      'whatever organization it must be of',
      of(allow({ AWS: OTHER }, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } } })),
      [OTHER],
    ],
    [
      'who may write and read',
      of(allow({ AWS: OTHER }, { Action: ['s3:PutObject', 's3:GetObject'] })),
      [OTHER],
    ],
    [
      'who may do anything that begins like writing',
      of(allow({ AWS: OTHER }, { Action: 's3:Put*' })),
      [OTHER],
    ],
  ])('that lets in %s from elsewhere opens it to outsiders, and names them', (_, policy, accounts) => {
    const draft = put(policy);
    expect(draft).toMatchObject({ kind: 'share', outside: true });
    expect(accountsOf(draft)).toEqual(accounts);
  });

  test.each<readonly [string, Json]>([
    ['the own account', of(allow({ AWS: [OWN, `arn:aws:iam::${OWN}:role/Etl`] }))],
    ['a service', of(allow({ Service: 'cloudtrail.amazonaws.com' }))],
    ['what CloudFront signs in as', of(allow({ AWS: 'arn:aws:iam::cloudfront:user/Access Identity E1' }))],
    ['nobody', of({ ...allow({ AWS: OTHER }), Effect: 'Deny' })],
    ['load balancers, to write their logs', of(allow({ AWS: OTHER }, { Action: 's3:PutObject' }))],
    [
      'everybody of one organization',
      of(allow('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } } })),
    ],
    ['nothing that can be read', '{'],
  ])('that lets in %s opens it to nobody outside', (_, policy) => {
    const draft = put(policy);
    expect(draft.outside).toBeUndefined();
    expect(accountsOf(draft)).toEqual([]);
  });
});

const list = (Owner: string, ...Grant: readonly JsonObject[]): JsonObject => ({
  AccessControlPolicy: { Owner: { ID: Owner }, AccessControlList: { Grant } },
});
const grant = (ID: string): JsonObject => ({ Grantee: { ID }, Permission: 'READ' });

describe('What is opened to another account', () => {
  test.each<readonly [string, JsonObject]>([
    ['s3 PutBucketAcl', list(OWNER, grant(OWNER), grant(GUEST))],
    ['s3 PutObjectAcl', { 'x-amz-grant-read': [`id="${GUEST}"`] }],
  ])('by %s %j is a share with it, by its canonical id', (what, request) => {
    const draft = call(what, request);
    expect(draft).toMatchObject({ kind: 'share', outside: true });
    expect(accountsOf(draft)).toEqual([GUEST]);
  });

  test.each<readonly [string, JsonObject]>([
    ['s3 PutAccessPointPolicy', { name: 'x', PutAccessPointPolicyRequest: { Policy: TEXT } }],
    ['s3 PutMultiRegionAccessPointPolicy', { Details: { Policy: TEXT } }],
    ['s3 CreateAccessGrant', { Grantee: { GranteeIdentifier: `arn:aws:iam::${OTHER}:role/Etl` } }],
    ['s3tables PutTableBucketPolicy', { resourcePolicy: TEXT }],
    ['ec2 ModifySnapshotAttribute', { createVolumePermission: { add: { items: [{ userId: OTHER }] } } }],
    ['ec2 ModifyImageAttribute', { launchPermission: { add: { items: [{ userId: OTHER }] } } }],
    ['rds ModifyDBSnapshotAttribute', { valuesToAdd: [OWN, OTHER] }],
    ['rds ModifyDBClusterSnapshotAttribute', { valuesToAdd: [OTHER] }],
    ['dynamodb PutResourcePolicy', { policy: TEXT }],
    ['secretsmanager PutResourcePolicy', { resourcePolicy: TEXT }],
    ['glue PutResourcePolicy', { policyInJson: TEXT }],
    ['ecr SetRepositoryPolicy', { policyText: TEXT }],
    ['kms PutKeyPolicy', { policy: TEXT }],
    ['kms CreateKey', { policy: TEXT }],
    ['kms CreateGrant', { granteePrincipal: `arn:aws:iam::${OTHER}:root` }],
    ['glacier SetVaultAccessPolicy', { policy: { policy: TEXT } }],
    ['elasticfilesystem PutFileSystemPolicy', { policy: TEXT }],
    ['backup PutBackupVaultAccessPolicy', { policy: TEXT }],
    ['es UpdateDomainConfig', { accessPolicies: TEXT }],
    ['sqs AddPermission', { aWSAccountIds: [OTHER], actions: ['ReceiveMessage'] }],
    ['sqs SetQueueAttributes', { attributes: { Policy: TEXT } }],
    ['sqs CreateQueue', { attributes: { Policy: TEXT } }],
    ['sns AddPermission', { aWSAccountId: [OTHER], actionName: ['Subscribe'] }],
    ['sns SetTopicAttributes', { attributeName: 'Policy', attributeValue: TEXT }],
    ['lambda AddPermission20150331v2', { principal: OTHER, action: 'lambda:InvokeFunction' }],
    ['lakeformation GrantPermissions', { principal: { dataLakePrincipalIdentifier: OTHER } }],
    [
      'lakeformation BatchGrantPermissions',
      { entries: [{ principal: { dataLakePrincipalIdentifier: `arn:aws:iam::${OTHER}:role/Etl` } }] },
    ],
    ['redshift AuthorizeEndpointAccess', { account: OTHER }],
    ['serverlessrepo PutApplicationPolicy', { statements: [{ principals: [OTHER], actions: ['Deploy'] }] }],
    ['omics CreateShare', { principalSubscriber: OTHER }],
    ['dataexchange CreateDataGrant', { receiverPrincipal: OTHER }],
    ['workspaces UpdateWorkspaceImagePermission', { sharedAccountId: OTHER, allowCopyImage: true }],
    [
      'quicksight UpdateDashboardPermissions',
      { grantPermissions: [{ principal: `arn:aws:quicksight:us-east-1:${OTHER}:user/default/eve` }] },
    ],
  ])('by %s is a share with it', (what, request) => {
    const draft = call(what, request);
    expect(draft).toMatchObject({ kind: 'share', outside: true });
    expect(accountsOf(draft)).toEqual([OTHER]);
  });

  const own = (request: JsonObject) =>
    JSON.parse(JSON.stringify(request).replaceAll(OTHER, OWN)) as JsonObject;
  test.each<readonly [string, JsonObject, string]>([
    ['s3 PutBucketAcl', list(OWNER, grant(OWNER), grant(LOG_DELIVERY)), 'share'],
    [
      's3 PutObjectAcl',
      { 'x-amz-grant-full-control': `id="${GUEST}"`, 'x-amz-grant-read': `id="${GUEST}"` },
      'share',
    ],
    ['dynamodb PutResourcePolicy', own({ policy: TEXT }), 'share'],
    ['kms PutKeyPolicy', own({ policy: TEXT }), 'privilege'],
    ['kms CreateKey', {}, 'other'],
    ['kms CreateGrant', { granteePrincipal: `arn:aws:iam::${OWN}:role/Etl` }, 'other'],
    ['kms CreateGrant', { granteePrincipal: 'rds.us-east-1.amazonaws.com' }, 'other'],
    ['sqs CreateQueue', { attributes: {} }, 'other'],
    ['sqs AddPermission', { aWSAccountIds: [OTHER], actions: ['SendMessage'] }, 'share'],
    ['events PutPermission', { principal: OTHER, action: 'events:PutEvents' }, 'share'],
    [
      'ecr PutRegistryPolicy',
      {
        policyText: JSON.stringify(
          of(allow({ AWS: OTHER }, { Action: ['ecr:CreateRepository', 'ecr:ReplicateImage'] })),
        ),
      },
      'share',
    ],
    ['lambda AddLayerVersionPermission', { principal: '*', organizationId: 'o-example' }, 'share'],
    ['lakeformation GrantPermissions', { principal: { dataLakePrincipalIdentifier: OWN } }, 'privilege'],
    ['workspaces UpdateWorkspaceImagePermission', { sharedAccountId: OTHER, allowCopyImage: false }, 'share'],
    [
      'quicksight UpdateDashboardPermissions',
      { revokePermissions: [{ principal: `arn:aws:quicksight:us-east-1:${OTHER}:user/default/eve` }] },
      'share',
    ],
  ])('is not what %s of %j does', (what, request, kind) => {
    const draft = call(what, request);
    expect(draft.kind).toBe(kind);
    expect(draft.outside).toBeUndefined();
    expect(accountsOf(draft)).toEqual([]);
  });

  test('is a bucket by the header of a list that lets in whoever has an account of AWS', () => {
    const uri = 'uri="http://acs.amazonaws.com/groups/global/AuthenticatedUsers"';
    expect(call('s3 PutBucketAcl', { 'x-amz-grant-read': [uri] }).outside).toBe(true);
  });

  test('is a role as well, which stays a matter of who may do what, and names the account', () => {
    const draft = call('iam UpdateAssumeRolePolicy', {
      roleName: 'Etl',
      policyDocument: JSON.stringify(of(allow({ AWS: OTHER }, { Action: 'sts:AssumeRole' }))),
    });
    expect(draft.kind).toBe('privilege');
    expect(draft.outside).toBeUndefined();
    expect(accountsOf(draft)).toEqual([OTHER]);
  });
});

test('whoever is given full control of a bucket beside somebody else is not taken for its owner', () => {
  const given = (...ids: readonly string[]) =>
    draftOf(
      aws,
      ownCall('s3 PutBucketAcl', OWN, {
        'x-amz-grant-full-control': ids.map((id) => `id="${id}"`).join(', '),
      }),
    );
  expect(given(OWNER).outside ?? false).toBe(false);
  expect(given(OWNER, GUEST).outside).toBe(true);
  expect(accountsOf(given(OWNER, GUEST))).toEqual([OWNER, GUEST]);
});
