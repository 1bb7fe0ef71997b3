import { camelCase, type Table } from './sentinel-table.ts';

/** PowerBIActivity, PowerAutomateActivity and their like: https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/powerbiactivity */
const RECORD = {
  ActorName: 'UserId',
  ActorUserId: 'UserKey',
  ActorUserType: 'UserType',
  // It has no ids of these.
  DatasetName: 'DatasetId',
  EventOriginalType: 'Operation',
  EventOriginalUid: 'Id',
  EventResult: 'ResultStatus',
  PbiWorkspaceName: 'WorkSpaceName',
  ReportName: 'ReportId',
  SrcIpAddr: 'ClientIP',
  TimeGenerated: 'CreationTime',
};

const SIGN_IN = {
  AccountObjectId: 'userId',
  AccountUpn: 'userPrincipalName',
  Application: 'appDisplayName',
  ApplicationId: 'appId',
  ErrorCode: 'status.errorCode',
  IPAddress: 'ipAddress',
  RequestId: 'id',
  Timestamp: 'createdDateTime',
};

/**
 * Of Microsoft's own logs: https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/officeactivity; and of
 * Defender's advanced hunting: https://learn.microsoft.com/en-us/defender-xdr/advanced-hunting-entraidsigninevents-table
 */
export const MICROSOFT_TABLES: readonly Table[] = [
  {
    marks: ['OfficeWorkload', 'Operation'],
    fields: {
      Client_IPAddress: 'ClientIPAddress',
      Logon_Type: 'LogonType',
      OfficeId: 'Id',
      OfficeObjectId: 'ObjectId',
      OfficeWorkload: 'Workload',
      Site_Url: 'SiteUrl',
      TimeGenerated: 'CreationTime',
    },
  },
  { marks: ['ActorName', 'EventOriginalType', 'Workload'], fields: RECORD },
  // CopilotActivity and LLMActivity.
  {
    marks: ['ActorName', 'LLMEventData', 'RecordType'],
    fields: { ...RECORD, LLMEventData: 'CopilotEventData', RecordId: 'Id', RecordType: 'Operation' },
  },
  // EntraIdSignInEvents and EntraIdSpnSignInEvents, and what they were before.
  { marks: ['AccountUpn', 'ApplicationId', 'ErrorCode', 'LogonType'], fields: SIGN_IN, others: camelCase },
  { marks: ['ServicePrincipalId', 'ApplicationId', 'ErrorCode'], fields: SIGN_IN, others: camelCase },
  // AuditLogs and SigninLogs, of Entra.
  {
    marks: ['ActivityDisplayName', 'InitiatedBy', 'TargetResources'],
    fields: {},
    others: camelCase,
  },
  {
    marks: ['CreatedDateTime', 'AppDisplayName', 'IPAddress', 'Status'],
    fields: { IPAddress: 'ipAddress' },
    others: camelCase,
  },
  // AADServicePrincipalSignInLogs and AADManagedIdentitySignInLogs.
  {
    marks: ['ServicePrincipalId', 'ResultType', 'ResourceIdentity'],
    fields: { IPAddress: 'ipAddress', ResultType: 'status.errorCode', TimeGenerated: 'createdDateTime' },
    others: camelCase,
  },
  // MicrosoftGraphActivityLogs and GraphApiAuditEvents.
  {
    marks: ['RequestMethod', 'RequestUri', 'ResponseStatusCode'],
    fields: {
      AccountObjectId: 'userId',
      ApplicationId: 'appId',
      IPAddress: 'ipAddress',
      IpAddress: 'ipAddress',
      ResponseSize: 'responseSizeBytes',
      TimeGenerated: 'timeGenerated',
      Timestamp: 'timeGenerated',
    },
    others: camelCase,
  },
  // DataverseActivity.
  {
    marks: ['CrmOrganizationUniqueName', 'Message', 'TimeGenerated'],
    fields: { ClientIp: 'ClientIP', SourceRecordId: 'Id', TimeGenerated: 'CreationTime' },
  },
];
