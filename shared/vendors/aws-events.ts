import type { Kind } from '../activity.ts';
import { firstText, isObject, list, object, text } from './field.ts';
import type { JsonObject } from './vendor.ts';

/**
 * What API calls mean for data: a service (the first part of `eventSource`) and its event names. Names are those
 * of the API references; what is not here is `other`.
 * S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 * IAM and sign-in: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 */
const CALLS = {
  export: [
    'cloudtrail StartImport',
    'dynamodb ExportTableToPointInTime',
    'ec2 CreateInstanceExportTask CreateStoreImageTask ExportImage SharedSnapshotCopyInitiated SharedSnapshotVolumeCreated',
    'logs CreateExportTask',
    'quicksight StartAssetBundleExportJob StartDashboardSnapshotJob',
    'rds DownloadCompleteDBLogFile DownloadDBLogFilePortion StartExportTask',
  ],
  read: [
    'athena GetQueryResults GetQueryResultsStream StartQueryExecution',
    'cloudtrail GetQueryResults LookupEvents StartQuery',
    'codecommit GetBlob GetFile GetFolder GitPull',
    'codeartifact GetPackageVersionAsset',
    'dynamodb BatchExecuteStatement BatchGetItem ExecuteStatement GetItem GetRecords Query Scan TransactGetItems',
    'ebs GetSnapshotBlock',
    'ecr BatchGetImage GetDownloadUrlForLayer',
    'kinesis GetRecords SubscribeToShard',
    'lambda GetFunction GetLayerVersion',
    'logs FilterLogEvents GetLogEvents GetLogRecord GetQueryResults StartLiveTail StartQuery Unmask',
    'rds-data BatchExecuteStatement ExecuteStatement',
    'redshift-data BatchExecuteStatement ExecuteStatement GetStatementResult GetStatementResultV2',
    's3 CopyObject GetObject GetObjectTorrent SelectObjectContent UploadPartCopy',
    's3express CopyObject GetObject UploadPartCopy',
    's3tables GetObject',
    'secretsmanager BatchGetSecretValue GetSecretValue',
    'sqs ReceiveMessage',
    'ssm GetParameter GetParameterHistory GetParameters GetParametersByPath',
  ],
  list: [
    'cognito-idp ListUsers ListUsersInGroup',
    'dynamodb ListExports ListTables',
    'ebs ListChangedBlocks ListSnapshotBlocks',
    's3 ListBuckets ListObjectVersions ListObjects ListObjectsV2',
    's3express ListObjectsV2',
    'secretsmanager ListSecrets',
  ],
  share: [
    'backup PutBackupVaultAccessPolicy',
    'ecr SetRepositoryPolicy',
    'events PutPermission',
    'glue PutResourcePolicy',
    'kinesis PutResourcePolicy',
    'lambda AddLayerVersionPermission AddPermission CreateFunctionUrlConfig UpdateFunctionUrlConfig',
    'logs PutDestinationPolicy PutResourcePolicy',
    'quicksight UpdateAnalysisPermissions UpdateDashboardPermissions UpdateDataSetPermissions UpdateDataSourcePermissions',
    'ram AssociateResourceShare CreateResourceShare',
    'redshift AssociateDataShareConsumer AuthorizeDataShare AuthorizeEndpointAccess AuthorizeSnapshotAccess PutResourcePolicy',
    's3 DeleteAccountPublicAccessBlock DeleteBucketPublicAccessBlock DeletePublicAccessBlock PutAccessPointPolicy PutAccountPublicAccessBlock PutBucketAcl PutBucketCors PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock PutBucketWebsite PutObjectAcl',
    'secretsmanager PutResourcePolicy ReplicateSecretToRegions',
    'sns AddPermission',
    'sqs AddPermission',
    'ssm ModifyDocumentPermission PutResourcePolicy',
  ],
  logon: [
    'rolesanywhere CreateSession',
    'signin CheckMfa ConsoleLogin CredentialChallenge CredentialVerification ExitRole GetSigninToken RenewRole SwitchRole UserAuthentication',
    'ssm ResumeSession StartSession',
    'sso Authenticate CreateToken Federate GetRoleCredentials',
    'sts AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot',
  ],
  credential: [
    'apigateway CreateApiKey GetApiKey GetApiKeys',
    'cognito-idp AdminSetUserPassword CreateUserPoolClient DescribeUserPoolClient',
    'ec2 CreateKeyPair GetPasswordData ImportKeyPair',
    'ec2-instance-connect SendSSHPublicKey SendSerialConsoleSSHPublicKey',
    'iam AddClientIDToOpenIDConnectProvider ChangePassword CreateAccessKey CreateLoginProfile CreateOpenIDConnectProvider CreateSAMLProvider CreateServiceSpecificCredential CreateUser ResetServiceSpecificCredential UpdateAccessKey UpdateLoginProfile UpdateOpenIDConnectProviderThumbprint UpdateSAMLProvider UploadSSHPublicKey UploadSigningCertificate',
    'identitystore CreateUser',
    'redshift GetClusterCredentials GetClusterCredentialsWithIAM',
    'redshift-serverless GetCredentials',
    'rolesanywhere CreateProfile CreateTrustAnchor UpdateProfile UpdateTrustAnchor',
    'signin EmailUpdated PasswordRecoveryCompleted PasswordRecoveryRequested PasswordUpdated',
    'sso-directory CreateBearerToken CreateUser UpdatePassword',
    'sts GetFederationToken GetSessionToken',
    'transfer ImportSshPublicKey',
  ],
  privilege: [
    'ec2 AssociateIamInstanceProfile ReplaceIamInstanceProfileAssociation',
    'iam AddRoleToInstanceProfile AddUserToGroup AttachGroupPolicy AttachRolePolicy AttachUserPolicy CreatePolicy CreatePolicyVersion CreateRole DeleteRolePermissionsBoundary DeleteUserPermissionsBoundary PutGroupPolicy PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy SetDefaultPolicyVersion UpdateAssumeRolePolicy',
    'identitystore CreateGroupMembership',
    'kms PutKeyPolicy',
    'lakeformation BatchGrantPermissions GrantPermissions PutDataLakeSettings',
    'organizations AcceptHandshake CreateAccount DeletePolicy DetachPolicy DisablePolicyType EnableAWSServiceAccess InviteAccountToOrganization LeaveOrganization RegisterDelegatedAdministrator UpdatePolicy',
    'sso AttachCustomerManagedPolicyReferenceToPermissionSet AttachManagedPolicyToPermissionSet CreateAccountAssignment CreatePermissionSet ProvisionPermissionSet PutInlinePolicyToPermissionSet UpdatePermissionSet',
    'sso-directory AddMemberToGroup',
  ],
  mfa: [
    'cognito-idp AdminSetUserMFAPreference SetUserPoolMfaConfig',
    'iam CreateVirtualMFADevice DeactivateMFADevice DeleteVirtualMFADevice EnableMFADevice ResyncMFADevice',
    'sso PutMfaDeviceManagementForDirectory',
    'sso-directory CompleteVirtualMfaDeviceRegistration CompleteWebAuthnDeviceRegistration DeleteMfaDeviceForUser UpdateMfaDeviceForUser',
  ],
  logging: [
    'access-analyzer DeleteAnalyzer',
    'bedrock DeleteModelInvocationLoggingConfiguration PutModelInvocationLoggingConfiguration',
    'cloudtrail CreateTrail DeleteEventDataStore DeleteTrail PutEventSelectors PutInsightSelectors StartLogging StopEventDataStoreIngestion StopLogging UpdateEventDataStore UpdateTrail',
    'config DeleteConfigRule DeleteConfigurationRecorder DeleteDeliveryChannel PutConfigurationRecorder StopConfigurationRecorder',
    'detective DeleteGraph',
    'ec2 DeleteFlowLogs',
    'guardduty CreateFilter CreateIPSet DeleteDetector DeleteMembers DeletePublishingDestination DisableOrganizationAdminAccount DisassociateFromAdministratorAccount DisassociateFromMasterAccount DisassociateMembers StopMonitoringMembers UpdateDetector UpdateIPSet',
    'inspector2 Disable',
    'logs DeleteLogGroup DeleteLogStream DeleteRetentionPolicy PutRetentionPolicy',
    'macie2 DisableMacie UpdateMacieSession',
    'rds StopActivityStream',
    'route53resolver DeleteResolverQueryLogConfig DisassociateResolverQueryLogConfig',
    's3 PutBucketLifecycle PutBucketLogging',
    'securityhub BatchDisableStandards DisableSecurityHub DisassociateFromAdministratorAccount DisassociateMembers',
  ],
  destination: [
    'appflow CreateConnectorProfile CreateFlow StartFlow UpdateFlow',
    'backup StartCopyJob',
    'datasync CreateTask StartTaskExecution UpdateTask',
    'dms CreateEndpoint CreateReplicationTask ModifyEndpoint StartReplicationTask',
    'ec2 CopyImage CopySnapshot CreateTrafficMirrorSession',
    'ecr PutReplicationConfiguration',
    'events CreateApiDestination CreateConnection PutTargets UpdateApiDestination',
    'firehose CreateDeliveryStream UpdateDestination',
    'lambda CreateEventSourceMapping UpdateEventSourceMapping',
    'logs PutDeliveryDestination PutDestination PutSubscriptionFilter',
    'pipes CreatePipe UpdatePipe',
    'rds CopyDBClusterSnapshot CopyDBSnapshot',
    's3 CreateJob PutBucketAnalytics PutBucketInventory PutBucketNotification PutBucketReplication',
    'snowball CreateJob',
    'sns Subscribe',
    'transfer CreateConnector CreateServer CreateUser StartFileTransfer UpdateServer',
  ],
} satisfies Partial<Record<Kind, readonly string[]>>;

const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries(CALLS).flatMap(([kind, calls]) =>
    calls.flatMap((line) => {
      const [service = '', ...names] = line.split(' ');
      // `satisfies` above holds the keys to be kinds; Object.entries forgets it.
      return names.map((name) => [`${service} ${name}`, kind as Kind] as const);
    }),
  ),
);

/** API versions in names: `AddPermission20150331v2`, `CreateDistribution2020_05_31`. */
const API_VERSION = /(?:\d{8}(?:v\d+)?|\d{4}_\d{2}_\d{2})$/;

export function kindOf(service: string, eventName: string, event: JsonObject): Kind {
  const request = object(event, 'requestParameters');
  switch (eventName) {
    case 'CopyObject':
    case 'UploadPartCopy':
      return touchesForeignAccount(event) ? 'export' : (KINDS.get(`${service} ${eventName}`) ?? 'other');
    case 'ModifySnapshotAttribute':
    case 'ModifyImageAttribute':
    case 'ModifyDBSnapshotAttribute':
    case 'ModifyDBClusterSnapshotAttribute':
      return sharedWith(request).length > 0 ? 'share' : 'other';
    case 'ModifyDBInstance':
    case 'ModifyDBCluster':
      if (request?.['publiclyAccessible'] === true) return 'share';
      return text(request, 'masterUserPassword') === undefined ? 'other' : 'credential';
    case 'StartQueryExecution':
      return /^\s*UNLOAD\b/i.test(text(request, 'queryString') ?? '') ? 'export' : 'read';
    default:
      return KINDS.get(`${service} ${eventName.replace(API_VERSION, '')}`) ?? 'other';
  }
}

/** Accounts that a snapshot or image is opened to; `all` is everybody. */
export function sharedWith(request: JsonObject | undefined): string[] {
  const added = [
    ...list(request, 'valuesToAdd'),
    ...list(object(object(request, 'createVolumePermission'), 'add'), 'items'),
    ...list(object(object(request, 'launchPermission'), 'add'), 'items'),
  ];
  return added.flatMap((item) => {
    if (typeof item === 'string') return item;
    return isObject(item) ? (firstText(item, ['userId', 'group']) ?? []) : [];
  });
}

/** A bucket or key of another account: `resources` names the owner of each. */
function touchesForeignAccount(event: JsonObject): boolean {
  const own = text(object(event, 'userIdentity'), 'accountId');
  return list(event, 'resources').some((resource) => {
    const owner = isObject(resource) ? text(resource, 'accountId') : undefined;
    return owner !== undefined && own !== undefined && owner !== own;
  });
}
