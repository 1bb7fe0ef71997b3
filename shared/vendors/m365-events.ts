import type { Kind } from '../activity.ts';
import { SENTENCES } from './m365-sentences.ts';

/**
 * What operations mean for data. Lists: https://learn.microsoft.com/en-us/purview/audit-log-activities (SharePoint,
 * Exchange, Entra, eDiscovery, Forms, Viva Engage), https://learn.microsoft.com/en-us/purview/audit-teams-audit-log-events
 * and https://learn.microsoft.com/en-us/fabric/admin/operation-list (Power BI). Those of devices (RecordType DLPEndpoint):
 * https://learn.microsoft.com/en-us/purview/endpoint-dlp-learn-about. What is not here is `other`.
 * Operations of Entra are written with and without a period at their end.
 */
const OPERATIONS = {
  export: [
    'AccessedOdataLink DataExport DownloadDocument DownloadReport DownloadedReport ExportActivityEvents',
    'ExportArtifact ExportDataflow ExportForm ExportJob ExportReport ExportTile ExportToExcel',
    'FileCopiedToNetworkShare FileCopiedToRemoteDesktopSession FileCopiedToRemovableMedia FileCreatedOnNetworkShare',
    'FileCreatedOnRemovableMedia FileDownloadedFromBrowser FilePrinted FileTransferredByBluetooth FileUploadedToCloud',
    'FileDownloaded FileSyncDownloadedFull FileSyncDownloadedPartial MessagesExported',
    'New-MailboxExportRequest PreviewItemDownloaded PrintDashboard PrintReport QuarantineExport',
    'RecordingExported SearchExportDownloaded SearchExported SearchReport TranscriptsExported',
    'DownloadEnvironmentResource DownloadNotebookResource DownloadSparkAppLog ExportPackageForSolution',
    'ExportScorecard ExtractTemplateAppPackage',
  ],
  read: [
    'AddQueryToWorkingSet AnalyzeInExcel AnalyzedByExternalApplication AnonymousLinkUsed AttachmentAccess ChatRetrieved',
    'CompanyLinkUsed ConnectFromExternalApplication CopilotInteraction FileAccessed FileAccessedExtended',
    'FileFetched FilePreviewed FileViewed FileVisited FolderBind LabelContentExplorerAccessedItem',
    'ListItemViewed MailItemsAccessed MessageBind MessageHostedContentRead MessageRead MessagesListed',
    'PageViewed PageViewedExtended PreviewItemRendered QuarantinePreview SearchPreviewed SecureLinkUsed',
    'SharingLinkUsed',
    'AIAppInteraction ConnectedAIAppInteraction FileCopied FolderCopied TeamCopilotInteraction TeamCopilotMsgInteraction',
    'ViewDashboard ViewDocument ViewReport ViewResponse ViewResponses ViewedSearchPreviewed',
    'AnalyzeInExcelDataset AnalyzeInExcelReport CopyBlob ExploreDataExternally GetBlob GetPowerBIDataModel',
    'PreviewLakehouseTable QueryBlobContents ReadFileOrGetBlob ViewDataflow ViewDatamart ViewTile ViewWarehouse',
  ],
  list: [
    'ListForms ListViewed MessageHostedContentsListed New-ComplianceSearch PreviewItemListed PreviewWorkingSetSearch SearchCreated',
    'New-MailboxSearch Search-Mailbox SearchQueryInitiatedExchange SearchQueryInitiatedSharePoint SearchQueryPerformed SearchStarted',
    'Start-ComplianceSearch Start-HistoricalSearch eDiscoverySearchPerformed',
    'GetArtifactsViaAdminApi GetWorkspacesInfoResult ListBlob ListFilePath',
  ],
  share: [
    'AccessRequestAccepted AccessRequestApproved Add-MailboxFolderPermission AddFolderPermissions',
    'AddFormCoauthor AddedToGroup AddedToSecureLink AddedToSharingLink AllowShareFormForCopy AnonymousLinkCreated',
    'AnonymousLinkUpdated CompanyLinkCreated FileShared GetSummaryLink ModifyFolderPermissions',
    'PublishToWebReport SecureLinkCreated SecureLinkUpdated Set-MailboxFolderPermission ShareDashboard',
    'ShareDataset ShareReport SharedLinkCreated SharingInvitationAccepted SharingInvitationBlocked',
    'SharingInvitationCreated SharingInvitationUpdated SharingLinkCreated SharingLinkUpdated SharingPolicyChanged',
    'SharingSet',
    'UpdateCalendarDelegation UpdateFolderPermissions',
    'New-OrganizationRelationship New-SharingPolicy PowerAppPermissionEdited PutPermissions',
    'Set-OrganizationRelationship Set-SharingPolicy',
    'AcceptExternalDataShare CreateDataSharing CreateExternalDataShare PinReportToTeamsChannel ShareArtifact',
    'ShareDatamart ShareLakehouseTable ShareWarehouse UpdateDataSharing UpdateInPlaceSharingSettings',
  ],
  logon: ['MailboxLogin SignInEvent TeamsSessionStarted UserLoggedIn UserLoginFailed'],
  credential: [
    'AcquireStorageAccountKey AcquireStorageSASFromExternalApplication AppInstalled BotAddedToTeam',
    'GenerateDataflowSasToken GenerateEmbedToken New-App SSOGroupCredentialsSet SSOUserCredentialsSet',
    'CreateServicePrincipalProfile CreateWorkspaceIdentityViaApi GenerateCustomVisualAADAccessToken',
    'GenerateMultiResourceEmbedToken GetDatasourceDetailsWithCredentialsAsync GetWorkspaceIdentityTokenViaApi',
    'UpdateDatasourceCredentials UpdateGatewayClusterDatasourceCredentials',
  ],
  privilege: [
    'Add-MailboxPermission Add-RecipientPermission Add-RoleGroupMember Add-eDiscoveryCaseAdmin',
    'AddGroupMembers AddMailboxPermissions CaseAdminAdded CaseAdminUpdated CaseMemberAdded',
    'CaseMemberUpdated DeviceAccessPolicyChanged GeoAdminAdded MemberAdded MemberRoleChanged',
    'NetworkAccessPolicyChanged New-ManagementRoleAssignment New-RoleGroup PIMRoleAssigned',
    'PermissionLevelAdded PermissionLevelModified SearchPermissionCreated SearchPermissionRemoved',
    'SearchPermissionUpdated SecondaryMySiteOwnerSet Set-ManagementRoleAssignment SiteAdminChangeRequest',
    'SiteCollectionAdminAdded SitePermissionsModified Update-RoleGroupMember UpdatedAdminFeatureSwitch',
    'AddAdminPersonalWorkspaceAccess AddWorkspaceRoleViaAdminApi ChangeGatewayAdministrators',
    'ChangeGatewayDatasourceUsers CreateOrUpdateDataAccessRoles SetAccessControlForFile SetContainerAcl',
    'TakeOverDataset TakeOverDatasource TookOverDataflow UpdateArtifactRoles UpdateCapacityAdmins',
    'UpdateFolderAccess UpdateWorkspaceAccess UpdateWorkspaceRoleViaAdminApi',
    'Add-ADPermission Add-ComplianceCaseMember Add-DistributionGroupMember Add-UnifiedGroupLinks',
    'New-ManagementRole New-RoleAssignmentPolicy Set-RoleAssignmentPolicy Update-ComplianceCaseMember',
    'Remove-ApplicationAccessPolicy Update-DistributionGroupMember',
  ],
  logging: [
    'AuditPolicyRemoved AuditPolicyUpdate HoldRemoved Remove-DlpCompliancePolicy',
    'Remove-DlpComplianceRule Remove-RetentionCompliancePolicy Remove-UnifiedAuditLogRetentionPolicy',
    'RemoveRetentionCompliancePolicy RemoveRetentionComplianceRule RemovedSearchExported SearchRemoved',
    'SearchReportRemoved Set-AdminAuditLogConfig',
    'Set-MailboxAuditBypassAssociation Set-RetentionCompliancePolicy Set-UnifiedAuditLogRetentionPolicy',
    'SetRetentionCompliancePolicy SetRetentionComplianceRule',
    'UpdateTenantDlpPolicies',
    'Disable-JournalRule Remove-CaseHoldPolicy Remove-CaseHoldRule Remove-JournalRule',
    'Remove-ActivityAlert Remove-ProtectionAlert Remove-RetentionComplianceRule Set-RetentionComplianceRule',
  ],
  destination: [
    'SubscribedToMessages AddDatasourceToGateway AttachedDataflowStorageAccount ConnectorAdded ConnectorUpdated',
    'CreateEmailSubscription CreateFlow DataflowMigratedToExternalStorageAccount EditFlow',
    'ManagedSyncClientAllowed MigratedDataflowStorageLocation New-JournalRule New-OutboundConnector',
    'New-RemoteDomain New-TransportRule SendToConnectionAdded Set-JournalRule Set-OutboundConnector',
    'Set-RemoteDomain Set-TransportRule SetDataflowStorageLocationForWorkspace',
    'AddExternalResource AddLinkToExternalResource ConnectToGit CreateGatewayClusterDatasource',
    'CreateLakehouseShortcutLink CreateShortcut TakeOverEmailSubscription UpdateDatasources',
    'UpdateEmailSubscription',
    'Enable-JournalRule Enable-TransportRule',
  ],
} satisfies Partial<Record<Kind, readonly string[]>>;

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...entries(OPERATIONS, (line) => line.split(' ')),
  ...entries(SENTENCES, (line) => [spelt(line)]),
]);

function named(operation: string): Kind | undefined {
  return KINDS.get(operation) ?? KINDS.get(spelt(operation));
}

/** The list, the portal and the log do not spell a sentence alike: `Update Conditional Access policy`, `–` and `-`. */
function spelt(sentence: string): string {
  return sentence.toLowerCase().replace(/–/g, '-');
}

function entries(table: Readonly<Record<string, readonly string[]>>, split: (line: string) => string[]) {
  return Object.entries(table).flatMap(([kind, lines]) =>
    // `satisfies` above holds the keys to be kinds; Object.entries forgets it.
    lines.flatMap(split).map((operation) => [operation, kind as Kind] as const),
  );
}

/** Operations that mean different things by their parameters are decided by `hints`. */
export interface Hints {
  /** Names of the cmdlet's parameters, `False` behind what was turned off, or of the rule's actions, as one text. */
  readonly parameters: () => string;
  /** Names of the properties that changed, as one text. */
  readonly changed: () => string;
}

const FORWARDS =
  /\b(?:ForwardTo|ForwardAsAttachmentTo|RedirectTo|Forward|Redirect|ForwardingSmtpAddress|ForwardingAddress)\b/i;

export function kindOf(operation: string, { parameters, changed }: Hints): Kind {
  switch (operation) {
    case 'New-InboxRule':
    case 'Set-InboxRule':
    case 'UpdateInboxRules':
      return FORWARDS.test(parameters()) ? 'destination' : 'other';
    case 'Set-Mailbox':
      if (FORWARDS.test(parameters())) return 'destination';
      return /\bAudit(?:Enabled|Owner|Delegate|Admin|LogAgeLimit)\b/.test(parameters()) ? 'logging' : 'other';
    case 'Set-MailboxCalendarFolder':
      return /\bPublishEnabled\b(?! False)/.test(parameters()) ? 'share' : 'other';
    case 'Set-OrganizationConfig':
      return /\bAuditDisabled\b(?! False)/.test(parameters()) ? 'logging' : 'other';
    case 'New-ComplianceSearchAction':
      return /\bExport\b/i.test(parameters()) ? 'export' : /\bPurge\b/i.test(parameters()) ? 'other' : 'read';
    case 'Update user':
    case 'Update user.':
      return /StrongAuthentication/.test(changed()) ? 'mfa' : 'other';
    default:
      return named(withoutEnd(operation)) ?? byPrefix(operation);
  }
}

/** Longer than any name: the time that the pattern takes grows with the square of what it is shown. */
const MAX_NAME = 200;

function withoutEnd(operation: string): string {
  return operation.slice(0, MAX_NAME).replace(/[.\s]+$/, '');
}

/** PIM says how a role was given in the rest of the name: `Add member to role completed (PIM activation).` */
function byPrefix(operation: string): Kind {
  if (
    /^Add (?:(?:eligible |scoped )?member to role|EligibleRoleAssignment to RoleDefinition)\b/.test(operation)
  )
    return 'privilege';
  // Of the portal, whose jobs are told twice: `Download users - started (bulk)`.
  return /^Export-[A-Z]|^(?:Bulk )?[Dd]ownload .*started \(bulk\)/.test(operation) ? 'export' : 'other';
}

/** What browsers and services do on their own, beside the event that says what a person did. */
const NOISE = new Set(['ClientViewSignaled', 'PagePrefetched']);

export function isNoise(operation: string): boolean {
  return NOISE.has(operation);
}

const REFUSED = new Set(['SharingInvitationBlocked', 'UnmanagedSyncClientBlocked', 'UserLoginFailed']);

export function isRefusal(operation: string): boolean {
  return REFUSED.has(operation);
}
