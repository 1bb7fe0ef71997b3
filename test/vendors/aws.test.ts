import { describe, expect, test } from 'vitest';
import { aws } from '../../shared/vendors/aws.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import {
  athenaRecord,
  callRecord,
  consoleLoginRecord,
  getObjectRecord,
  IAM_USER,
  ROLE,
  SSO,
  snapshotShareRecord,
  stopLoggingRecord,
} from '../fixtures/aws.ts';
import { draftOf } from './draft.ts';

const read = (record: JsonObject) => draftOf(aws, record);
const call = (service: string, eventName: string, requestParameters: JsonObject | null = null) =>
  read(
    callRecord({
      eventSource: `${service}.amazonaws.com`,
      eventName,
      requestParameters,
      responseElements: null,
    }),
  );
const actor = (userIdentity: JsonObject, fields: JsonObject = {}) =>
  read(callRecord({ userIdentity, ...fields })).actor;

describe('AWS CloudTrail', () => {
  test('reads who made a key for whom, when, from where and with what', () => {
    expect(read(callRecord())).toEqual({
      identity: { kind: 'event', id: '00000000-0000-4000-8000-000000000101' },
      eventId: '00000000-0000-4000-8000-000000000101',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'credential',
      operation: 'CreateAccessKey',
      outcome: 'success',
      actor: {
        uid: 'AIDAEXAMPLEALICE00001',
        type: 'user',
        name: 'Alice',
        alias: '123456789012/alice',
        credential: 'AKIAEXAMPLE0000000001',
      },
      target: { alias: '123456789012/bob' },
      source: { ip: '192.0.2.10', client: 'aws-cli' },
      resources: [
        { type: 'user', uid: 'Bob' },
        { type: 'access-key', uid: 'AKIAEXAMPLE0000000009' },
      ],
    });
  });

  test('tells a cluster whose audit log is switched off from any other change of it', () => {
    const change = (enabled: boolean) =>
      call('eks', 'UpdateClusterConfig', { logging: { clusterLogging: [{ types: ['audit'], enabled }] } })
        .kind;
    expect(change(false)).toBe('logging');
    expect(change(true)).toBe('other');
    expect(call('eks', 'UpdateClusterConfig', { resourcesVpcConfig: {} }).kind).toBe('other');
    const all = (on: readonly string[], off: readonly string[]) => {
      const clusterLogging = [
        { types: on, enabled: true },
        { types: off, enabled: false },
      ];
      return call('eks', 'UpdateClusterConfig', { logging: { clusterLogging } }).kind;
    };
    expect(all(['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'], [])).toBe('other');
    expect(all(['audit'], ['api', 'authenticator', 'controllerManager', 'scheduler'])).toBe('other');
    expect(all(['api'], ['audit', 'authenticator', 'controllerManager', 'scheduler'])).toBe('logging');
    expect(all([], ['authenticator'])).toBe('logging');
  });

  test('reads an object with its bytes and its bucket, and not with its key', () => {
    const draft = read(getObjectRecord());
    expect(draft).toMatchObject({
      kind: 'read',
      operation: 'GetObject',
      actor: { uid: 'AROAEXAMPLEETL000001', type: 'service', name: 'Etl' },
      source: { client: 'Boto3' },
      volume: { bytes: 43_683_701 },
      session: 'ASIAEXAMPLE0000000001',
    });
    expect(draft.resources).toContainEqual({ type: 'bucket', uid: 'example-customers' });
    expect(JSON.stringify(draft)).not.toContain('secret_person');
  });

  test('names resources by their ARN and type, and none that lacks one of them', () => {
    const arn = 'arn:aws:kms:us-east-1:123456789012:key/k1';
    const resources = [{ type: 'AWS::KMS::Key', ARN: arn }, { type: 'AWS::KMS::Key' }, { ARN: arn }, null];
    expect(
      read(callRecord({ requestParameters: null, responseElements: null, resources })).resources,
    ).toEqual([{ type: 'key', uid: arn }]);
  });

  test('lets no text of a query through', () => {
    const draft = read(athenaRecord());
    expect(draft.resources).toEqual([
      { type: 'workgroup', uid: 'primary' },
      { type: 'database', uid: 'crm' },
    ]);
    expect(JSON.stringify(draft)).not.toContain('secret_person');
  });

  test('takes what a machine is told when it starts for data', () => {
    const requestParameters = { instanceId: 'i-1', attribute: 'userData' };
    expect(read(callRecord({ eventName: 'DescribeInstanceAttribute', requestParameters })).kind).toBe('read');
  });

  test.each([
    ['s3', 'ListObjectsV2', 'list'],
    ['iam', 'GetAccountAuthorizationDetails', 'list'],
    ['glue', 'GetConnections', 'read'],
    ['ec2', 'GetConsoleOutput', 'read'],
    ['ec2', 'DescribeInstanceAttribute', 'other'],
    ['healthlake', 'SearchWithPost', 'read'],
    ['cleanrooms', 'StartProtectedJob', 'export'],
    ['route53domains', 'TransferDomainToAnotherAwsAccount', 'share'],
    ['ec2-instance-connect', 'OpenTunnel', 'logon'],
    ['ssm', 'CreateActivation', 'credential'],
    ['quicksight', 'GenerateEmbedUrlForAnonymousUser', 'logon'],
    ['workmail', 'PutMailboxPermissions', 'privilege'],
    ['guardduty', 'UpdateMemberDetectors', 'logging'],
    ['dms', 'StartReplication', 'destination'],
    ['workmail', 'StartMailboxExportJob', 'export'],
    ['sts', 'GetWebIdentityToken', 'logon'],
    ['codebuild', 'ImportSourceCredentials', 'credential'],
    ['signin', 'CreateOAuth2Token', 'logon'],
    ['s3', 'ListBuckets', 'list'],
    ['dynamodb', 'Scan', 'read'],
    ['secretsmanager', 'GetSecretValue', 'read'],
    ['profile', 'SearchProfiles', 'read'],
    ['profile', 'CreateSegmentSnapshot', 'export'],
    ['qbusiness', 'ChatSync', 'read'],
    ['bedrock', 'RetrieveAndGenerateStream', 'read'],
    ['backup-search', 'StartSearchResultExportJob', 'export'],
    ['ses', 'StartArchiveExport', 'export'],
    ['ds-data', 'SearchUsers', 'list'],
    ['s3', 'GetDataAccess', 'logon'],
    ['ssm-guiconnect', 'StartConnection', 'logon'],
    ['ds', 'ResetUserPassword', 'credential'],
    ['logs', 'DeleteDataProtectionPolicy', 'privilege'],
    ['ds', 'DisableRadius', 'mfa'],
    ['securitylake', 'DeleteAwsLogSource', 'logging'],
    ['logs', 'CreateScheduledQuery', 'destination'],
    ['ebs', 'GetSnapshotBlock', 'read'],
    ['rds', 'StartExportTask', 'export'],
    ['rds', 'DownloadDBLogFilePortion', 'export'],
    ['dynamodb', 'ExportTableToPointInTime', 'export'],
    ['ec2', 'SharedSnapshotVolumeCreated', 'export'],
    ['cloudshell', 'GetFileDownloadUrls', 'export'],
    ['mobiletargeting', 'CreateExportJob', 'export'],
    ['glacier', 'GetJobOutput', 'read'],
    ['logs', 'CreateExportTask', 'export'],
    ['s3', 'PutBucketPolicy', 'share'],
    ['s3', 'PutObjectAcl', 'share'],
    ['lambda', 'AddPermission20150331v2', 'share'],
    ['lambda', 'GetFunction20150331v2', 'read'],
    ['ram', 'CreateResourceShare', 'share'],
    ['ec2', 'DisableSnapshotBlockPublicAccess', 'share'],
    ['dynamodb', 'PutResourcePolicy', 'share'],
    ['s3', 'PutMultiRegionAccessPointPolicy', 'share'],
    ['elasticfilesystem', 'PutFileSystemPolicy', 'share'],
    ['signin', 'ConsoleLogin', 'logon'],
    ['sts', 'AssumeRole', 'logon'],
    ['ecs', 'ExecuteCommand', 'logon'],
    ['sagemaker', 'CreatePresignedDomainUrl', 'logon'],
    ['sts', 'GetFederationToken', 'credential'],
    ['iam', 'CreateLoginProfile', 'credential'],
    ['iam', 'UpdateSAMLProvider', 'credential'],
    ['acm', 'ExportCertificate', 'credential'],
    ['lightsail', 'DownloadDefaultKeyPair', 'credential'],
    ['sso-directory', 'EnableExternalIdPConfigurationForDirectory', 'credential'],
    ['iam', 'AttachUserPolicy', 'privilege'],
    ['iam', 'UpdateAssumeRolePolicy', 'privilege'],
    ['sso', 'CreateAccountAssignment', 'privilege'],
    ['eks', 'CreateAccessEntry', 'privilege'],
    ['organizations', 'RemoveAccountFromOrganization', 'privilege'],
    ['iam', 'DeleteAccountPasswordPolicy', 'privilege'],
    ['ssm', 'StartSession', 'logon'],
    ['iam', 'DeactivateMFADevice', 'mfa'],
    ['cloudtrail', 'StopLogging', 'logging'],
    ['cloudtrail', 'DeleteTrail', 'logging'],
    ['guardduty', 'DeleteDetector', 'logging'],
    ['ec2', 'DeleteFlowLogs', 'logging'],
    ['s3', 'PutBucketLogging', 'logging'],
    ['wafv2', 'DeleteLoggingConfiguration', 'logging'],
    ['config', 'StopConfigurationRecorder', 'logging'],
    ['s3', 'PutBucketReplication', 'destination'],
    ['logs', 'PutSubscriptionFilter', 'destination'],
    ['sns', 'Subscribe', 'destination'],
    ['rds', 'CopyDBSnapshot', 'destination'],
    ['redshift', 'EnableSnapshotCopy', 'destination'],
    ['dynamodb', 'EnableKinesisStreamingDestination', 'destination'],
    ['datasync', 'CreateTask', 'destination'],
    // Near misses of the lines above.
    ['codecommit', 'GetObject', 'other'],
    ['transfer', 'ListUsers', 'other'],
    ['s3', 'PutObject', 'other'],
    ['s3', 'GetBucketPolicy', 'other'],
    ['iam', 'DeleteAccessKey', 'other'],
    ['iam', 'DetachUserPolicy', 'other'],
    ['sts', 'GetCallerIdentity', 'other'],
    ['ec2', 'DescribeInstances', 'other'],
    ['organizations', 'AttachPolicy', 'other'],
    ['monitoring', 'PutMetricAlarm', 'other'],
    ['codeartifact', 'GetAuthorizationToken', 'other'],
    ['newservice', 'SomethingOfNextYear', 'other'],
  ])('reads %s %s as %s', (service, eventName, kind) => {
    expect(call(service, eventName)).toMatchObject({ kind, operation: eventName });
  });

  test.each([
    ['rds', 'ModifyDBSnapshotAttribute', { valuesToAdd: ['all'] }, 'all'],
    [
      'ec2',
      'ModifySnapshotAttribute',
      { createVolumePermission: { add: { items: [{ userId: '210987654321' }] } } },
      '210987654321',
    ],
    ['ec2', 'ModifyImageAttribute', { launchPermission: { add: { items: [{ group: 'all' }] } } }, 'all'],
  ])('reads %s %s as a share with the account that is let in', (service, eventName, request, account) => {
    const draft = call(service, eventName, request);
    expect(draft.kind).toBe('share');
    expect(draft.resources).toContainEqual({ type: 'account', uid: account });
  });

  test('does not take the withdrawal of a share for a share', () => {
    expect(call('rds', 'ModifyDBSnapshotAttribute', { valuesToRemove: ['all'] }).kind).toBe('other');
    const removed = { createVolumePermission: { remove: { items: [{ group: 'all' }] } } };
    expect(call('ec2', 'ModifySnapshotAttribute', removed).kind).toBe('other');
  });

  test('tells a database that is opened or given a new password from one that grows', () => {
    const kind = (request: JsonObject) => call('rds', 'ModifyDBInstance', request).kind;
    expect(kind({ publiclyAccessible: true })).toBe('share');
    expect(kind({ masterUserPassword: '****' })).toBe('credential');
    expect(kind({ allocatedStorage: 100, publiclyAccessible: false })).toBe('other');
  });

  test.each([
    ['rds', 'RestoreDBInstanceFromDBSnapshot', { publiclyAccessible: true }, 'share'],
    ['rds', 'RestoreDBInstanceFromDBSnapshot', { publiclyAccessible: false }, 'other'],
    ['redshift', 'RestoreFromClusterSnapshot', { publiclyAccessible: true }, 'share'],
    ['redshift', 'ModifyCluster', { masterUserPassword: '****' }, 'credential'],
    ['elasticache', 'CopySnapshot', { targetBucket: 'example-copies' }, 'export'],
    ['elasticache', 'CopySnapshot', {}, 'other'],
    ['ec2', 'CopySnapshot', { targetBucket: 'example-copies' }, 'destination'],
    ['sns', 'SetTopicAttributes', { attributeName: 'Policy' }, 'share'],
    ['sns', 'SetTopicAttributes', { attributeName: 'DisplayName' }, 'other'],
    ['sqs', 'SetQueueAttributes', { attributes: { Policy: '{}' } }, 'share'],
    ['sqs', 'SetQueueAttributes', { attributes: { VisibilityTimeout: '30' } }, 'other'],
    [
      'athena',
      'StartQueryExecution',
      { queryString: "-- x\n/* y */ unload (SELECT 1) TO 's3://x'" },
      'export',
    ],
    ['athena', 'StartQueryExecution', { queryString: '-- UNLOAD\nSELECT 1' }, 'read'],
  ])('tells by its request what %s %s %j is: %s', (service, eventName, request, kind) => {
    expect(call(service, eventName, request).kind).toBe(kind);
  });

  test('calls a copy an export where another account owns an end of it', () => {
    const copy = (accountId: string) =>
      read(
        getObjectRecord({
          eventName: 'CopyObject',
          requestParameters: { bucketName: 'theirs', key: 'k', 'x-amz-copy-source': 'example-customers/k' },
          resources: [{ type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::theirs', accountId }],
        }),
      );
    expect(copy('210987654321').kind).toBe('export');
    expect(copy('123456789012').kind).toBe('read');
    expect(copy('210987654321').resources).toEqual(
      expect.arrayContaining([
        { type: 'bucket', uid: 'theirs' },
        { type: 'bucket', uid: 'example-customers' },
      ]),
    );
    // What it transfers is the answer.
    expect(copy('210987654321')).not.toHaveProperty('volume');
  });

  test('calls an Athena query that unloads an export', () => {
    const query = (queryString: string) => read(athenaRecord({ requestParameters: { queryString } })).kind;
    expect(query(" unload (SELECT 1) TO 's3://example/'")).toBe('export');
    expect(query('SELECT unload FROM t')).toBe('read');
  });

  test('counts secrets, and no bytes of listings or of failed reads', () => {
    expect(call('secretsmanager', 'GetSecretValue', { secretId: 's' })).toMatchObject({
      volume: { records: 1 },
      resources: [{ type: 'secret', uid: 's' }],
    });
    expect(call('secretsmanager', 'BatchGetSecretValue', { secretIdList: ['a', 'b'] })).toMatchObject({
      volume: { records: 2 },
      resources: [
        { type: 'secret', uid: 'a' },
        { type: 'secret', uid: 'b' },
      ],
    });
    expect(call('secretsmanager', 'BatchGetSecretValue', { filters: [] })).not.toHaveProperty('volume');
    expect(read(getObjectRecord({ eventName: 'ListObjectsV2' }))).not.toHaveProperty('volume');
    expect(read(getObjectRecord({ errorCode: 'AccessDenied' }))).not.toHaveProperty('volume');
    expect(read(getObjectRecord({ additionalEventData: null }))).not.toHaveProperty('volume');
  });

  test('counts parameters, and tells which', () => {
    const [a, b] = ['/prod/a', '/prod/b'].map((uid) => ({ type: 'parameter', uid }));
    expect(call('ssm', 'GetParameter', { name: '/prod/a', withDecryption: true })).toMatchObject({
      kind: 'read',
      volume: { records: 1 },
      resources: [a],
    });
    expect(call('ssm', 'GetParameters', { names: ['/prod/a', '/prod/b', 7] })).toMatchObject({
      volume: { records: 3 },
      resources: [a, b],
    });
    const byPath = call('ssm', 'GetParametersByPath', { path: '/prod', recursive: true });
    expect(byPath.resources).toEqual([{ type: 'parameter', uid: '/prod' }]);
    expect(byPath).not.toHaveProperty('volume');
    expect(call('ssm', 'DeleteParameter', { name: '/prod/a' }).resources).toEqual([]);
    expect(call('glue', 'GetConnection', { name: 'crm' }).resources).toEqual([]);
    expect(call('cognito-idp', 'ListUsers', { userPoolId: 'eu-central-1_x' }).resources).toEqual([
      { type: 'user-pool', uid: 'eu-central-1_x' },
    ]);
  });

  test.each([
    [consoleLoginRecord(), 'success'],
    [consoleLoginRecord({ responseElements: { ConsoleLogin: 'Failure' } }), 'failure'],
    [
      consoleLoginRecord({
        errorMessage: 'Failed authentication',
        responseElements: { ConsoleLogin: 'Failure' },
      }),
      'failure',
    ],
    [consoleLoginRecord({ eventName: 'CheckMfa', responseElements: { CheckMfa: 'Failure' } }), 'failure'],
    [callRecord({ errorCode: 'AccessDenied', responseElements: null }), 'failure'],
    [callRecord({ responseElements: null }), 'success'],
  ])('reads the outcome of record %#', (record, outcome) => {
    expect(read(record).outcome).toBe(outcome);
  });

  test('tells one role by its id whatever its sessions are called', () => {
    const session = (name: string) => actor({ ...ROLE, principalId: `AROAEXAMPLEETL000001:${name}` }).uid;
    expect(session('a')).toBe(session('b@example.com'));
    const { principalId: _, ...withoutId } = ROLE;
    expect(actor(withoutId).uid).toBe('arn:aws:sts::123456789012:assumed-role/Etl');
  });

  test('does not tell federated users apart by a name that whoever has the key chose', () => {
    const federated = (name: string) => ({
      type: 'FederatedUser',
      principalId: `123456789012:${name}`,
      arn: `arn:aws:sts::123456789012:federated-user/${name}`,
      sessionContext: {
        sessionIssuer: {
          type: 'IAMUser',
          principalId: 'AIDAEXAMPLEALICE0001',
          arn: 'arn:aws:iam::123456789012:user/alice',
          userName: 'alice',
        },
      },
    });
    const own = { uid: 'AIDAEXAMPLEALICE0001', type: 'user', name: 'alice' };
    expect(['job-1', 'job-2'].map((name) => actor(federated(name)))).toEqual([own, own]);
    expect(read({ ...getObjectRecord(), userIdentity: federated('job-1') }).sessionName).toBe('job-1');
  });

  test('keeps what the caller called a session of a role, and of nobody else', () => {
    const named = (userIdentity: JsonObject) => read({ ...getObjectRecord(), userIdentity }).sessionName;
    const arn = 'arn:aws:sts::123456789012:assumed-role/Analyst/carol@example.com';
    expect(named({ ...ROLE, principalId: 'AROAEXAMPLEETL000001:carol@example.com', arn })).toBe(
      'carol@example.com',
    );
    expect([SSO, IAM_USER].map(named)).toEqual([undefined, undefined]);
  });

  test('tells people apart who share a role through IAM Identity Center, and believes their e-mail address', () => {
    expect(actor(SSO)).toEqual({
      uid: 'AROAEXAMPLESSO000001:Alice@example.com',
      type: 'user',
      email: 'alice@example.com',
      name: 'Alice@example.com',
    });
    // Other tools leave the path out of the role's name.
    const sessionIssuer = { arn: 'arn:aws:iam::123456789012:role/AWSReservedSSO_Admin_0a' };
    expect(actor({ ...SSO, sessionContext: { sessionIssuer } })).toMatchObject({
      email: 'alice@example.com',
    });
  });

  test('believes no e-mail address that the caller chose as the name of a session', () => {
    const arn = 'arn:aws:sts::123456789012:assumed-role/Etl/ceo@example.com';
    expect(actor({ ...ROLE, principalId: 'AROAEXAMPLEETL000001:ceo@example.com', arn })).not.toHaveProperty(
      'email',
    );
  });

  test.each([
    [IAM_USER, {}, 'user'],
    [{ type: 'Root', principalId: '123456789012', arn: 'arn:aws:iam::123456789012:root' }, {}, 'user'],
    [ROLE, {}, 'service'],
    [ROLE, { sessionCredentialFromConsole: 'true' }, 'user'],
    [{ ...ROLE, sessionContext: { attributes: { mfaAuthenticated: 'true' } } }, {}, 'user'],
    [{ ...ROLE, invokedBy: 'support.amazonaws.com' }, {}, 'vendor-staff'],
    [
      {
        type: 'WebIdentityUser',
        principalId: 'arn:aws:iam::123456789012:oidc-provider/x:a:b',
        userName: 'b',
      },
      {},
      'integration',
    ],
    [{ type: 'AWSAccount', principalId: 'AIDAEXAMPLEOTHER00001', accountId: '210987654321' }, {}, 'unknown'],
  ])('derives the type of actor %#', (userIdentity, fields, type) => {
    expect(actor(userIdentity, fields).type).toBe(type);
  });

  test('takes the branches and steps of one repository for one account', () => {
    const uidOf = (before: string, userName: string) =>
      actor({ type: 'WebIdentityUser', principalId: `${before}:${userName}`, userName }).uid;
    const github =
      'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com';
    // An environment may be called anything.
    for (const rest of ['ref:refs/heads/main', `ref:refs/heads/${'x'.repeat(250)}`, 'environment:repo:a/b:c'])
      expect(uidOf(github, `repo:example/etl:${rest}`)).toBe(`${github}:repo:example/etl`);
    const bitbucket =
      'arn:aws:iam::123456789012:oidc-provider/api.bitbucket.org/2.0/workspaces/example/pipelines-config/identity/oidc:ari:cloud:bitbucket::workspace/1';
    const [repository, step] = ['{0000000a', '{0000000b'].map((one) => `${one}-0000-4000-8000-000000000001}`);
    expect(uidOf(bitbucket, `${repository}:${step}`)).toBe(`${bitbucket}:${repository}`);
    for (const [before, name] of [
      [
        'arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A',
        'system:serviceaccount:a:b',
      ],
      ['accounts.google.com:app', '1234'],
    ] as const)
      expect(uidOf(before, name)).toBe(`${before}:${name}`);
  });

  test('names the provider of a web identity and the service that acts on behalf', () => {
    const federatedProvider = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';
    const sessionContext = { webIdFederationData: { federatedProvider } };
    expect(actor({ ...ROLE, sessionContext })).toMatchObject({
      type: 'integration',
      app: 'token.actions.githubusercontent.com',
    });
    expect(actor({ ...IAM_USER, invokedBy: 'cloudformation.amazonaws.com' }).app).toBe(
      'cloudformation.amazonaws.com',
    );
  });

  test.each([
    [
      { type: 'Root', principalId: '123456789012', arn: 'arn:aws:iam::123456789012:root' },
      { uid: '123456789012', name: 'root' },
    ],
    [
      {
        type: 'IAMUser',
        accountId: '123456789012',
        userName: 'HIDDEN_DUE_TO_SECURITY_REASONS',
        accessKeyId: '',
      },
      { uid: '123456789012/hidden_due_to_security_reasons' },
    ],
    [
      { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' },
      { uid: 'anonymous', type: 'unknown' },
    ],
    [
      { type: 'AWSAccount', principalId: 'AWS:AROAEXAMPLEOTHER0001:s', accountId: '210987654321' },
      { uid: 'AROAEXAMPLEOTHER0001' },
    ],
    [
      {
        type: 'IdentityCenterUser',
        accountId: '123456789012',
        onBehalfOf: { userId: 'user-1' },
        credentialId: 'c',
      },
      { uid: 'user-1', type: 'user' },
    ],
    [
      {
        type: 'FederatedUser',
        principalId: '123456789012:Bob',
        arn: 'arn:aws:sts::123456789012:federated-user/Bob',
      },
      { uid: '123456789012:Bob', name: 'Bob' },
    ],
    [
      { type: 'IAMUser', userName: 'Alice' },
      { uid: 'alice', name: 'Alice' },
    ],
    [
      { accountId: '111122223333', invokedBy: 'AWS Internal' },
      { uid: 'AWS Internal', type: 'service' },
    ],
    [{ accountId: '111122223333' }, { uid: '111122223333', type: 'unknown' }],
    [{ type: 'AWSService' }, { uid: '123456789012', type: 'unknown' }],
    [{}, { uid: '123456789012', type: 'unknown' }],
  ])('finds an id for actor %#', (userIdentity, expected) => {
    expect(actor(userIdentity)).toMatchObject(expected);
  });

  test('reads a sign-in to IAM Identity Center, which is an event of the service', () => {
    const signIn = (result: string) =>
      callRecord({
        eventSource: 'signin.amazonaws.com',
        eventName: 'UserAuthentication',
        eventType: 'AwsServiceEvent',
        userIdentity: {
          type: 'IdentityCenterUser',
          arn: '',
          accountId: '123456789012',
          accessKeyId: '',
          onBehalfOf: {
            userId: 'user-1',
            identityStoreArn: 'arn:aws:identitystore::123456789012:identitystore/d-1',
          },
          credentialId: 'credential-1',
        },
        additionalEventData: { UserName: 'Alice@example.com', CredentialType: 'EXTERNAL_IDP' },
        serviceEventDetails: { UserAuthentication: result },
      });
    expect(read(signIn('Success'))).toMatchObject({
      kind: 'logon',
      outcome: 'success',
      actor: { uid: 'user-1', type: 'user', email: 'alice@example.com', name: 'Alice@example.com' },
    });
    expect(read(signIn('Failure')).outcome).toBe('failure');
  });

  describe('of IAM Identity Center by name alone', () => {
    const signIn = (fields: JsonObject = {}, identity: JsonObject = {}) =>
      callRecord({
        eventSource: 'signin.amazonaws.com',
        eventName: 'CredentialVerification',
        eventType: 'AwsServiceEvent',
        userIdentity: {
          type: 'Unknown',
          principalId: '123456789012',
          arn: '',
          accountId: '123456789012',
          accessKeyId: '',
          userName: 'Alice@example.com',
          ...identity,
        },
        serviceEventDetails: { CredentialVerification: 'Failure' },
        ...fields,
      });

    test('reads who tried, and how it went', () => {
      expect(read(signIn())).toMatchObject({
        kind: 'logon',
        outcome: 'failure',
        actor: {
          uid: '123456789012/alice@example.com',
          type: 'user',
          email: 'alice@example.com',
          name: 'Alice@example.com',
        },
      });
      const eventName = 'UserAuthentication';
      expect(read(signIn({ eventName, serviceEventDetails: { [eventName]: 'Success' } })).outcome).toBe(
        'success',
      );
      expect(read(signIn({ eventName: 'Federate', eventSource: 'sso.amazonaws.com' })).kind).toBe('logon');
    });

    test('takes a name that is hidden for none, and not for the root user', () => {
      const { actor } = read(signIn({}, { userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' }));
      expect(actor).toEqual({ uid: '123456789012/hidden_due_to_security_reasons', type: 'user' });
    });

    test('leaves what a service does without a name, and elsewhere, to AWS', () => {
      for (const event of [signIn({}, { userName: null }), signIn({ eventSource: 'sts.amazonaws.com' })])
        expect(aws.parse({ ...event, eventName: 'AssumeRole' })).toMatchObject({ kind: 'ignored' });
    });
  });

  test('takes no status of a good answer for an error', () => {
    expect(read(callRecord({ errorCode: '200' })).outcome).toBe('success');
    expect(read(callRecord({ errorCode: '403' })).outcome).toBe('failure');
    expect(read(callRecord({ errorCode: 'AccessDenied' })).outcome).toBe('failure');
  });

  test('does not take the name of a service for an address', () => {
    const record = callRecord({
      sourceIPAddress: 'cloudformation.amazonaws.com',
      userAgent: 'cloudformation.amazonaws.com',
    });
    expect(read(record).source).toEqual({ client: 'cloudformation.amazonaws.com' });
  });

  test('tells a call that two accounts log by the id they share', () => {
    expect(read(callRecord({ sharedEventID: 'shared-1' })).identity).toEqual({
      kind: 'operation',
      id: 'shared-1',
    });
    expect(read(callRecord({ eventID: null }))).not.toHaveProperty('identity');
  });

  test('names the trail that was stopped and the snapshot that was shared', () => {
    expect(read(stopLoggingRecord()).resources).toEqual([
      { type: 'trail', uid: 'arn:aws:cloudtrail:us-east-1:123456789012:trail/main' },
    ]);
    expect(read(snapshotShareRecord()).resources).toContainEqual({ type: 'snapshot', uid: 'customers-2026' });
  });

  test('ignores rates of calls and what AWS does by itself, with a reason', () => {
    const ignored = (record: JsonObject) => aws.parse(record).kind === 'ignored';
    const userIdentity = { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' };
    expect(ignored(callRecord({ eventType: 'AwsCloudTrailInsight', eventName: undefined }))).toBe(true);
    const digest = {
      awsAccountId: '123456789012',
      digestS3Object: 'AWSLogs/digest.json.gz',
      logFiles: [{ s3Bucket: 'b' }],
    };
    expect(aws.recognises(digest)).toBe(true);
    expect(ignored(digest)).toBe(true);
    expect(ignored(callRecord({ digestS3Object: 'a', logFiles: [] }))).toBe(false);
    expect(
      ignored(callRecord({ userIdentity, eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' })),
    ).toBe(true);
    // A service that stops a trail, or copies a snapshot to another account, is kept.
    expect(ignored(stopLoggingRecord({ userIdentity }))).toBe(false);
  });

  test('says which field is missing, and makes no time up', () => {
    const path = (record: JsonObject) => aws.parse(record);
    expect(read(callRecord({ eventTime: 'soon' }))).not.toHaveProperty('time');
    expect(path(callRecord({ eventName: null }))).toMatchObject({ kind: 'malformed', path: 'eventName' });
    expect(path(callRecord({ userIdentity: {}, recipientAccountId: null }))).toMatchObject({
      kind: 'malformed',
      path: 'userIdentity',
    });
  });

  test('keeps a call whose caller is not told', () => {
    for (const userIdentity of [null, undefined])
      expect(read(callRecord({ userIdentity, recipientAccountId: null })).actor).toEqual({
        uid: 'unknown',
        type: 'unknown',
      });
  });

  test('recognises its own records only', () => {
    expect(aws.recognises({ eventName: 'CreateUser', eventSource: 'iam.amazonaws.com' })).toBe(true);
    expect(aws.recognises({ eventName: 'CreateUser', eventSource: 'admin' })).toBe(false);
    const marks = { eventVersion: '1.11', awsRegion: 'us-east-1', eventType: 'AwsCloudTrailInsight' };
    expect(aws.recognises(marks)).toBe(true);
    for (const mark of Object.keys(marks))
      expect(
        aws.recognises(Object.fromEntries(Object.entries(marks).filter(([name]) => name !== mark))),
      ).toBe(false);
    expect(aws.recognises({ eventName: 'CreateUser' })).toBe(false);
    expect(aws.recognises({ eventName: 'CreateUser', userIdentity: { type: 'Root' } })).toBe(true);
    expect(aws.recognises({ eventName: 'CreateUser', userIdentity: {} })).toBe(false);
    expect(aws.recognises({ Records: [callRecord()] })).toBe(false);
  });
});
