import type { Json, JsonObject } from '../vendors/vendor.ts';
import { unflattened } from './unflatten.ts';

/**
 * Tables of Microsoft Sentinel's own whose columns are a vendor's fields under other names. What is not listed has the
 * vendor's name: https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/officeactivity and
 * https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/awscloudtrail.
 */
interface Table {
  /** Columns that only it has. */
  readonly marks: readonly string[];
  /** Where a column belongs, as the path of a field. */
  readonly fields: Readonly<Record<string, string>>;
}

const TABLES: readonly Table[] = [
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
  {
    marks: ['EventSource', 'EventName', 'UserIdentityType'],
    fields: {
      AdditionalEventData: 'additionalEventData',
      AWSRegion: 'awsRegion',
      AwsEventId: 'eventID',
      Category: 'eventCategory',
      ErrorCode: 'errorCode',
      ErrorMessage: 'errorMessage',
      EventName: 'eventName',
      EventSource: 'eventSource',
      EventTypeName: 'eventType',
      EventVersion: 'eventVersion',
      ReadOnly: 'readOnly',
      RecipientAccountId: 'recipientAccountId',
      RequestParameters: 'requestParameters',
      Resources: 'resources',
      ResponseElements: 'responseElements',
      ServiceEventDetails: 'serviceEventDetails',
      SessionIssuerAccountId: 'userIdentity.sessionContext.sessionIssuer.accountId',
      SessionIssuerArn: 'userIdentity.sessionContext.sessionIssuer.arn',
      SessionIssuerPrincipalId: 'userIdentity.sessionContext.sessionIssuer.principalId',
      SessionIssuerType: 'userIdentity.sessionContext.sessionIssuer.type',
      SessionIssuerUserName: 'userIdentity.sessionContext.sessionIssuer.userName',
      SessionMfaAuthenticated: 'userIdentity.sessionContext.attributes.mfaAuthenticated',
      SharedEventId: 'sharedEventID',
      SourceIpAddress: 'sourceIPAddress',
      TimeGenerated: 'eventTime',
      UserAgent: 'userAgent',
      UserIdentityAccessKeyId: 'userIdentity.accessKeyId',
      UserIdentityAccountId: 'userIdentity.accountId',
      UserIdentityArn: 'userIdentity.arn',
      UserIdentityInvokedBy: 'userIdentity.invokedBy',
      UserIdentityPrincipalid: 'userIdentity.principalId',
      UserIdentityType: 'userIdentity.type',
      UserIdentityUserName: 'userIdentity.userName',
      VpcEndpointId: 'vpcEndpointId',
    },
  },
];

/** The vendor's record that a row was made of; undefined of any other row. */
export function readTableRow(columns: readonly (readonly [string, Json])[]): JsonObject | undefined {
  const names = new Set(columns.map(([name]) => name));
  const table = TABLES.find(({ marks }) => marks.every((name) => names.has(name)));
  if (table === undefined) return undefined;
  const { fields } = table;
  const record = Object.fromEntries(
    columns.map(([name, value]) => [Object.hasOwn(fields, name) ? (fields[name] ?? name) : name, value]),
  );
  return unflattened(record) ?? record;
}
