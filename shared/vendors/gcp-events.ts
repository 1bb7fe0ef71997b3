import type { Kind } from '../activity.ts';

/**
 * What methods mean for data: a service (`serviceName` without its domain) and the end of its method names, which
 * is the call (`CreateServiceAccountKey`) or collection and verb (`objects.get`); what is not here is `other`.
 * Lists of methods: https://docs.cloud.google.com/logging/docs/audit/services and the audit page of each service.
 */
const METHODS = {
  export: [
    'aiplatform ExportData ExportModel',
    'alloydb ExportCluster',
    'artifactregistry ExportArtifact',
    'chronicle CreateDataExport',
    'cloudasset ExportAssets',
    'cloudsql instances.export',
    'contactcenterinsights ExportInsightsData',
    'datastore ExportEntities',
    'firestore ExportDocuments',
    'healthcare ExportDicomData ExportMessages ExportResources',
    'identitytoolkit DownloadAccount',
    'logging CopyLogEntries',
    'looker ExportInstance',
    'memorystore ExportBackup',
    'redis ExportBackup ExportInstance',
  ],
  read: [
    'aiplatform FetchFeatureValues ReadFeatureValues RetrieveContexts StreamingReadFeatureValues',
    'alloydb ExecuteSql',
    'artifactregistry Docker-GetBlob Docker-GetManifest',
    'bigquery tabledataservice.list CreateReadSession',
    'bigquerystorage CreateReadSession ReadRows',
    'bigtable ExecuteQuery ReadChangeStream ReadRows',
    'cloudasset AnalyzeIamPolicy ListAssets QueryAssets SearchAllIamPolicies SearchAllResources',
    'cloudfunctions GenerateDownloadUrl',
    'cloudsql instances.executeSql instances.query',
    'compute instances.getScreenshot instances.getSerialPortOutput',
    'datastore Lookup RunAggregationQuery RunQuery',
    'discoveryengine AnswerQuery Search SearchLite StreamAnswerQuery StreamAssist',
    'dlp ReidentifyContent',
    'firestore BatchGetDocuments ExecutePipeline GetDocument ListDocuments Listen PartitionQuery RunAggregationQuery RunQuery',
    'k8s.io secrets.get secrets.list secrets.watch',
    'logging ListLogEntries TailLogEntries',
    'parametermanager RenderParameterVersion',
    'pubsub Pull StreamingPull',
    'secretmanager AccessSecretVersion',
    'spanner ExecuteSql ExecuteStreamingSql Read StreamingRead',
    'storage objects.get',
  ],
  list: ['secretmanager ListSecrets', 'storage buckets.list objects.list'],
  share: ['analyticshub CreateDataExchange CreateListing SubscribeListing UpdateListing'],
  // A shell or a port in a container is a session on a machine.
  logon: [
    'cloudsql instances.connect instances.login',
    'iap AuthorizeUser',
    'k8s.io attach.create exec.create portforward.create',
    'login LoginService.loginChallenge LoginService.loginFailure LoginService.loginSuccess',
    'oslogin CheckPolicy StartSession',
    'sts ExchangeToken',
    'workstations GenerateAccessToken',
  ],
  credential: [
    'apikeys CreateKey GetKeyString UndeleteKey UpdateKey',
    'cloudsql sslCerts.create users.create users.insert users.update',
    'compute instances.setMetadata projects.setCommonInstanceMetadata',
    'firestore CreateUserCreds EnableUserCreds ResetUserPassword',
    'iam CreateOauthClient CreateOauthClientCredential CreateServiceAccount CreateServiceAccountKey CreateWorkforcePool CreateWorkforcePoolProvider CreateWorkloadIdentityPool CreateWorkloadIdentityPoolProvider EnableServiceAccount EnableServiceAccountKey SignBlob SignJwt UndeleteServiceAccount UpdateWorkforcePoolProvider UpdateWorkloadIdentityPoolProvider UploadServiceAccountKey',
    'iamcredentials GenerateAccessToken GenerateIdToken SignBlob SignJwt',
    'k8s.io approval.update certificatesigningrequests.create serviceaccounts.create token.create',
    'login LoginService.passwordChange LoginService.recoveryEmailEdit LoginService.recoveryPhoneEdit',
    'oslogin ImportSshPublicKey',
    'redis GetInstanceAuthString',
    'storage hmacKeys.create hmacKeys.update',
  ],
  privilege: [
    'accesscontextmanager CommitServicePerimeters CreateAccessLevel CreateAuthorizedOrgsDesc DeleteAccessLevel DeleteAccessPolicy DeleteGcpUserAccessBinding DeleteServicePerimeter ReplaceServicePerimeters UpdateAccessLevel UpdateAuthorizedOrgsDesc UpdateGcpUserAccessBinding UpdateServicePerimeter',
    'admin AdminService.addPrivilege AdminService.assignRole',
    'bigquerydatapolicy DeleteDataPolicy UpdateDataPolicy',
    'cloudidentity CreateMembership ModifyMembershipRoles',
    'cloudresourcemanager ClearOrgPolicy InsertProjectOwnershipInvite MoveProject SetOrgPolicy',
    'compute instances.setServiceAccount',
    'datacatalog DeletePolicyTag DeleteTaxonomy',
    'iam CreateRole DeletePolicy DeletePolicyBinding DeletePrincipalAccessBoundaryPolicy UndeleteRole UpdatePolicy UpdatePolicyBinding UpdatePrincipalAccessBoundaryPolicy UpdateRole',
    'k8s.io clusterrolebindings.create clusterrolebindings.patch clusterrolebindings.update clusterroles.create clusterroles.patch clusterroles.update rolebindings.create rolebindings.patch rolebindings.update roles.create roles.patch roles.update',
    'orgpolicy CreatePolicy DeletePolicy UpdatePolicy',
    'privilegedaccessmanager ApproveGrant CreateEntitlement CreateGrant UpdateEntitlement',
  ],
  mfa: [
    'admin AdminService.allowStrongAuthentication AdminService.enforceStrongAuthentication AdminService.unenrollUserFromStrongAuth',
    'login LoginService.2svDisable LoginService.2svEnroll',
  ],
  // Where audit logs go and how long they stay, and findings muted by rule; one finding is muted at every triage.
  logging: [
    'container SetLoggingService',
    'logging CreateExclusion DeleteBucket DeleteLog DeleteSink UpdateBucket UpdateCmekSettings UpdateExclusion UpdateSettings UpdateSink',
    'securitycenter BulkMuteFindings CreateMuteConfig DeleteNotificationConfig UpdateMuteConfig UpdateNotificationConfig UpdateOrganizationSettings',
  ],
  destination: [
    'bigqueryconnection CreateConnection UpdateConnection',
    'bigquerydatatransfer CreateTransferConfig StartManualTransferRuns UpdateTransferConfig',
    'bigtableadmin CopyBackup',
    'cloudasset CreateFeed UpdateFeed',
    'cloudsql instances.clone',
    'compute disks.createSnapshot images.insert machineImages.insert packetMirrorings.insert snapshots.insert',
    'dataflow jobs.create CreateJob LaunchTemplate',
    'datamigration CreateMigrationJob',
    'datastream CreateConnectionProfile CreateStream UpdateStream',
    'eventarc CreateTrigger',
    'logging CreateLink CreateSink',
    'managedkafka CreateConnector UpdateConnector',
    'netapp CreateReplication',
    'pubsub CreateSubscription ModifyPushConfig UpdateSubscription',
    'securitycenter CreateBigQueryExport UpdateBigQueryExport',
    'spanner CopyBackup',
    'storage notificationConfigs.insert',
    'storagetransfer CreateTransferJob RunTransferJob UpdateTransferJob',
  ],
} satisfies Partial<Record<Kind, readonly string[]>>;

const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries(METHODS).flatMap(([kind, methods]) =>
    methods.flatMap((line) => {
      const [service = '', ...names] = line.split(' ');
      // `satisfies` above holds the keys to be kinds; Object.entries forgets it.
      return names.map((name) => [`${service} ${name}`, kind as Kind] as const);
    }),
  ),
);

/** `google.iam.admin.v1.CreateServiceAccountKey` ends in its call, `v1.compute.snapshots.insert` in two words. */
export function kindOf(serviceName: string, methodName: string): Kind {
  const service = serviceName.replace('.googleapis.com', '');
  const last = methodName.lastIndexOf('.');
  const start = /^[A-Z]/.test(methodName.slice(last + 1)) ? last : methodName.lastIndexOf('.', last - 1);
  return KINDS.get(`${service} ${methodName.slice(start + 1)}`) ?? 'other';
}

/** Every service has a method that replaces a resource's policy, in one of several spellings. */
export function setsPolicy(methodName: string): boolean {
  return /(?:^|\.)set_?iam(?:policy|permissions)$/i.test(methodName);
}

/** Services and collections whose resources are data: whoever is let in by their policies can read it. */
const DATA = /^(?:storage|bigquery|pubsub|artifactregistry|spanner|bigtable)\b/;
const DISKS = /(?:^|\.)compute\.(?:snapshots|images|machineImages|disks)\./;

export function holdsData(serviceName: string, methodName: string): boolean {
  return DATA.test(serviceName) || DISKS.test(methodName);
}
