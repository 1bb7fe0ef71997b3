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
    'cleanrooms StartProtectedQuery',
    'cloudshell GetFileDownloadUrls',
    'cloudtrail StartImport',
    'dynamodb ExportTableToPointInTime',
    'ec2 CreateInstanceExportTask CreateStoreImageTask ExportImage SharedSnapshotCopyInitiated SharedSnapshotVolumeCreated',
    'elasticache ExportServerlessCacheSnapshot',
    'healthlake StartFHIRExportJob',
    'logs CreateExportTask',
    'mobiletargeting CreateExportJob',
    'neptune-graph StartExportTask',
    'omics StartReadSetExportJob',
    'personalize CreateDatasetExportJob',
    'quicksight StartAssetBundleExportJob StartDashboardSnapshotJob',
    'rds DownloadCompleteDBLogFile DownloadDBLogFilePortion StartExportTask',
    'ses CreateExportJob',
    'workmail StartMailboxExportJob',
  ],
  read: [
    'athena GetQueryResults GetQueryResultsStream StartQueryExecution',
    'bedrock Retrieve RetrieveAndGenerate',
    'cassandra Select',
    'cloudtrail GetQueryResults LookupEvents StartQuery',
    'codeartifact GetPackageVersionAsset',
    'codecommit GetBlob GetFile GetFolder GitPull',
    'dynamodb BatchExecuteStatement BatchGetItem ExecuteStatement ExecuteTransaction GetItem GetRecords Query Scan TransactGetItems',
    'ebs GetSnapshotBlock',
    'ecr BatchGetImage GetDownloadUrlForLayer',
    'glacier GetJobOutput InitiateJob',
    'glue GetConnection GetConnections',
    'kinesis GetRecords SubscribeToShard',
    'lambda GetFunction GetLayerVersion',
    'logs FilterLogEvents GetLogEvents GetLogRecord GetQueryResults StartLiveTail StartQuery Unmask',
    'rds-data BatchExecuteStatement ExecuteStatement',
    'redshift-data BatchExecuteStatement ExecuteStatement GetStatementResult GetStatementResultV2',
    's3 CopyObject GetObject GetObjectTorrent SelectObjectContent UploadPartCopy',
    's3express CopyObject GetObject UploadPartCopy',
    's3tables GetObject',
    's3vectors GetVectors QueryVectors',
    'secretsmanager BatchGetSecretValue GetSecretValue',
    'sqs ReceiveMessage',
    'ssm GetParameter GetParameterHistory GetParameters GetParametersByPath',
    'timestream Query',
  ],
  list: [
    'cognito-idp ListUsers ListUsersInGroup',
    'dynamodb ListExports ListTables',
    'ebs ListChangedBlocks ListSnapshotBlocks',
    'iam GetAccountAuthorizationDetails GetCredentialReport',
    's3 ListBuckets ListObjectVersions ListObjects ListObjectsV2',
    's3express ListObjectsV2',
    'secretsmanager ListSecrets',
  ],
  share: [
    'backup PutBackupVaultAccessPolicy',
    'codeartifact PutDomainPermissionsPolicy PutRepositoryPermissionsPolicy',
    'codebuild PutResourcePolicy UpdateProjectVisibility',
    'dataexchange CreateDataGrant',
    'dynamodb PutResourcePolicy',
    'ec2 DisableImageBlockPublicAccess DisableSnapshotBlockPublicAccess',
    'ecr PutRegistryPolicy SetRepositoryPolicy',
    'elasticfilesystem PutFileSystemPolicy',
    'es AuthorizeVpcEndpointAccess',
    'events PutPermission',
    'glacier SetVaultAccessPolicy',
    'glue PutResourcePolicy',
    'kafka PutClusterPolicy',
    'kinesis PutResourcePolicy',
    'lambda AddLayerVersionPermission AddPermission CreateFunctionUrlConfig UpdateFunctionUrlConfig',
    'logs PutDestinationPolicy PutResourcePolicy',
    'mediastore PutContainerPolicy',
    'omics CreateShare',
    'quicksight UpdateAnalysisPermissions UpdateDashboardPermissions UpdateDataSetPermissions UpdateDataSourcePermissions',
    'ram AssociateResourceShare AssociateResourceSharePermission CreateResourceShare UpdateResourceShare',
    'redshift AssociateDataShareConsumer AuthorizeDataShare AuthorizeEndpointAccess AuthorizeSnapshotAccess PutResourcePolicy',
    'redshift-serverless PutResourcePolicy',
    's3 CreateAccessGrant DeleteAccountPublicAccessBlock DeleteBucketPublicAccessBlock DeletePublicAccessBlock PutAccessPointPolicy PutAccountPublicAccessBlock PutBucketAcl PutBucketCors PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock PutBucketWebsite PutMultiRegionAccessPointPolicy PutObjectAcl',
    'secretsmanager PutResourcePolicy ReplicateSecretToRegions',
    'securitylake CreateSubscriber',
    'serverlessrepo PutApplicationPolicy',
    'sns AddPermission',
    'sqs AddPermission',
    'ssm ModifyDocumentPermission PutResourcePolicy',
    'vpc-lattice PutResourcePolicy',
    'workspaces UpdateWorkspaceImagePermission',
  ],
  logon: [
    'airflow CreateCliToken CreateWebLoginToken',
    'bedrock-agentcore GetResourceApiKey GetResourceOauth2Token',
    'cloudshell CreateSession',
    'ecs ExecuteCommand',
    'rolesanywhere CreateSession',
    'sagemaker CreatePresignedDomainUrl CreatePresignedNotebookInstanceUrl',
    'signin CheckMfa ConsoleLogin CreateOAuth2Token CreateOAuth2TokenWithIAM CredentialChallenge CredentialVerification ExitRole GetSigninToken RenewRole SwitchRole UserAuthentication',
    'ssm ResumeSession StartSession',
    'sso Authenticate CreateToken Federate GetRoleCredentials',
    'sts AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot GetWebIdentityToken',
  ],
  credential: [
    'account AcceptPrimaryEmailUpdate StartPrimaryEmailUpdate',
    'acm ExportCertificate',
    'apigateway CreateApiKey GetApiKey GetApiKeys ImportApiKeys',
    'appsync CreateApiKey',
    'codebuild ImportSourceCredentials',
    'cognito-idp AdminSetUserPassword CreateIdentityProvider CreateUserPoolClient DescribeUserPoolClient UpdateIdentityProvider',
    'ec2 CreateKeyPair GetPasswordData ImportKeyPair',
    'ec2-instance-connect SendSSHPublicKey SendSerialConsoleSSHPublicKey',
    'elasticmapreduce GetClusterSessionCredentials',
    'grafana CreateWorkspaceApiKey CreateWorkspaceServiceAccountToken',
    'iam AddClientIDToOpenIDConnectProvider ChangePassword CreateAccessKey CreateLoginProfile CreateOpenIDConnectProvider CreateSAMLProvider CreateServiceSpecificCredential ResetServiceSpecificCredential UpdateAccessKey UpdateLoginProfile UpdateOpenIDConnectProviderThumbprint UpdateSAMLProvider UploadSSHPublicKey UploadSigningCertificate',
    'lightsail CreateBucketAccessKey CreateKeyPair DownloadDefaultKeyPair GetInstanceAccessDetails GetRelationalDatabaseMasterUserPassword',
    'redshift GetClusterCredentials GetClusterCredentialsWithIAM',
    'redshift-serverless GetCredentials',
    'rolesanywhere CreateProfile CreateTrustAnchor UpdateProfile UpdateTrustAnchor',
    'signin EmailUpdated PasswordRecoveryCompleted PasswordRecoveryRequested PasswordUpdated',
    'sso AssociateDirectory CreateTrustedTokenIssuer',
    'sso-directory CreateBearerToken CreateExternalIdPConfigurationForDirectory CreateProvisioningTenant EnableExternalIdPConfigurationForDirectory ImportExternalIdPCertificate UpdateExternalIdPConfigurationForDirectory UpdatePassword',
    'sts GetDelegatedAccessToken GetFederationToken GetSessionToken',
    'transfer ImportSshPublicKey',
  ],
  privilege: [
    'aoss CreateAccessPolicy UpdateAccessPolicy',
    'cloud9 CreateEnvironmentMembership UpdateEnvironmentMembership',
    'cognito-identity SetIdentityPoolRoles UpdateIdentityPool',
    'cognito-idp AdminAddUserToGroup',
    'ec2 AssociateIamInstanceProfile EnableSerialConsoleAccess ReplaceIamInstanceProfileAssociation',
    'eks AssociateAccessPolicy CreateAccessEntry CreatePodIdentityAssociation',
    'iam AcceptDelegationRequest AddRoleToInstanceProfile AddUserToGroup AttachGroupPolicy AttachRolePolicy AttachUserPolicy CreatePolicy CreatePolicyVersion CreateRole CreateUser DeleteAccountPasswordPolicy DeleteRolePermissionsBoundary DeleteUserPermissionsBoundary EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation PutGroupPolicy PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy SetDefaultPolicyVersion UpdateAccountPasswordPolicy UpdateAssumeRolePolicy',
    'identitystore CreateGroupMembership CreateUser',
    'kms PutKeyPolicy',
    'lakeformation BatchGrantPermissions GrantPermissions PutDataLakeSettings',
    'organizations AcceptHandshake CreateAccount CreateGovCloudAccount DeletePolicy DetachPolicy DisablePolicyType EnableAWSServiceAccess InviteAccountToOrganization LeaveOrganization MoveAccount PutResourcePolicy RegisterDelegatedAdministrator RemoveAccountFromOrganization UpdatePolicy',
    'signin PutResourcePermissionStatement',
    'sso AssociateProfile AttachCustomerManagedPolicyReferenceToPermissionSet AttachManagedPolicyToPermissionSet CreateAccountAssignment CreatePermissionSet DeletePermissionsBoundaryFromPermissionSet ProvisionPermissionSet PutInlinePolicyToPermissionSet UpdatePermissionSet',
    'sso-directory AddMemberToGroup CreateUser EnableUser',
  ],
  mfa: [
    'cognito-idp AdminSetUserMFAPreference SetUserPoolMfaConfig',
    'iam CreateVirtualMFADevice DeactivateMFADevice DeleteVirtualMFADevice EnableMFADevice ResyncMFADevice',
    'sso PutMfaDeviceManagementForDirectory',
    'sso-directory CompleteVirtualMfaDeviceRegistration CompleteWebAuthnDeviceRegistration DeleteMfaDeviceForUser UpdateMfaDeviceForUser',
  ],
  // What records and what looks for attacks; alarms, checks of configuration and an application's logs are engineering.
  logging: [
    'access-analyzer DeleteAnalyzer',
    'bedrock DeleteModelInvocationLoggingConfiguration PutModelInvocationLoggingConfiguration',
    'cloudtrail DeleteEventDataStore DeleteTrail PutEventSelectors PutInsightSelectors StopEventDataStoreIngestion StopLogging UpdateEventDataStore UpdateTrail',
    'config DeleteConfigurationRecorder DeleteDeliveryChannel DeleteRetentionConfiguration PutConfigurationRecorder StopConfigurationRecorder',
    'detective DeleteGraph',
    'ec2 DeleteFlowLogs',
    'guardduty CreateFilter CreateIPSet DeleteDetector DeleteMembers DeletePublishingDestination DisableOrganizationAdminAccount DisassociateFromAdministratorAccount DisassociateFromMasterAccount DisassociateMembers StopMonitoringMembers UpdateDetector UpdateFilter UpdateIPSet',
    'macie2 DisableMacie UpdateMacieSession',
    'network-firewall UpdateLoggingConfiguration',
    'rds StopActivityStream',
    'redshift DisableLogging',
    'route53resolver DeleteResolverQueryLogConfig DisassociateResolverQueryLogConfig',
    'securityhub DisableSecurityHub DisassociateFromAdministratorAccount DisassociateFromMasterAccount DisassociateMembers',
    'securitylake DeleteDataLake',
    'wafv2 DeleteLoggingConfiguration',
  ],
  destination: [
    'appflow CreateConnectorProfile CreateFlow StartFlow UpdateFlow',
    'backup StartCopyJob',
    'datasync CreateTask StartTaskExecution UpdateTask',
    'dms CreateEndpoint CreateReplicationTask ModifyEndpoint StartReplicationTask',
    'dynamodb CreateGlobalTable EnableKinesisStreamingDestination',
    'ec2 CopyImage CopySnapshot CreateTrafficMirrorSession',
    'ecr PutReplicationConfiguration',
    'elasticfilesystem CreateReplicationConfiguration',
    'events CreateApiDestination CreateConnection PutTargets UpdateApiDestination',
    'firehose CreateDeliveryStream UpdateDestination',
    'fsx CopyBackup',
    'kafka CreateReplicator',
    'lambda CreateEventSourceMapping UpdateEventSourceMapping',
    'logs CreateDelivery PutAccountPolicy PutDeliveryDestination PutDestination PutSubscriptionFilter',
    'pipes CreatePipe UpdatePipe',
    'rds CopyDBClusterSnapshot CopyDBSnapshot',
    'redshift CopyClusterSnapshot EnableSnapshotCopy',
    's3 CreateJob PutBucketAnalytics PutBucketInventory PutBucketNotification PutBucketReplication',
    'snowball CreateJob',
    'sns Subscribe',
    'transfer CreateAccess CreateConnector CreateServer CreateUser StartFileTransfer UpdateAccess UpdateServer UpdateUser',
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
      return touchesForeignAccount(event) ? 'export' : tabled(service, eventName);
    case 'ModifySnapshotAttribute':
    case 'ModifyImageAttribute':
    case 'ModifyDBSnapshotAttribute':
    case 'ModifyDBClusterSnapshotAttribute':
      return sharedWith(request).length > 0 ? 'share' : 'other';
    case 'CreateDBInstanceReadReplica':
    case 'RestoreDBInstanceFromDBSnapshot':
    case 'RestoreDBInstanceToPointInTime':
    case 'RestoreFromClusterSnapshot':
    case 'ModifyCluster':
    case 'ModifyDBInstance':
    case 'ModifyDBCluster':
      if (request?.['publiclyAccessible'] === true) return 'share';
      return text(request, 'masterUserPassword') === undefined ? 'other' : 'credential';
    // Copies of a cache leave where they name a bucket; topics and queues are opened by their attribute.
    case 'CopySnapshot':
      return service !== 'ec2' && text(request, 'targetBucket') !== undefined
        ? 'export'
        : tabled(service, eventName);
    case 'SetTopicAttributes':
      return text(request, 'attributeName') === 'Policy' ? 'share' : 'other';
    case 'SetQueueAttributes':
      return object(request, 'attributes')?.['Policy'] === undefined ? 'other' : 'share';
    // Of most groups and buckets this is everyday work; of those that hold the trail it is not.
    case 'DeleteLogGroup':
    case 'DeleteLogStream':
    case 'DeleteMetricFilter':
    case 'DeleteSubscriptionFilter':
    case 'PutRetentionPolicy':
    case 'PutBucketLifecycle':
      return TRAIL.test(firstText(request, ['logGroupName', 'bucketName']) ?? '')
        ? 'logging'
        : tabled(service, eventName);
    // Without the part that says where to, it is turned off.
    case 'PutBucketLogging':
      return object(object(request, 'BucketLoggingStatus'), 'LoggingEnabled') === undefined
        ? 'logging'
        : 'other';
    case 'StartQueryExecution':
      return /^UNLOAD\b/i.test((text(request, 'queryString') ?? '').replace(LEADING, '')) ? 'export' : 'read';
    default:
      return tabled(service, eventName);
  }
}

/** Blanks and comments before a statement of Athena: taken off first, because a pattern that goes on behind them is slow. */
const LEADING = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;

/** As AWS proposes: `aws-cloudtrail-logs-123456789012-…`, `aws-waf-logs-…`, `/vpc/flowlogs`. */
const TRAIL = /trail|audit|flow-?logs|waf-logs|guardduty|securitylake|security-lake/i;

function tabled(service: string, eventName: string): Kind {
  return KINDS.get(`${service} ${eventName.replace(API_VERSION, '')}`) ?? 'other';
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
