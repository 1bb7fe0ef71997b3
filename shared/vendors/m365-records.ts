import { parseJson } from '../decode/json.ts';
import { isObject, object, recaser } from './field.ts';
import type { JsonObject } from './vendor.ts';

/** It is a record of the unified audit log, or a row that has one inside. */
export function holdsRecord(event: JsonObject): boolean {
  return isRecord(event) || isOfLake(event) || isExported(event) || object(event, 'auditData') !== undefined;
}

function isRecord(event: JsonObject): boolean {
  return (
    typeof event['Operation'] === 'string' &&
    'CreationTime' in event &&
    ('Workload' in event || 'RecordType' in event || 'UserType' in event || 'UserId' in event)
  );
}

/** A row of Search-UnifiedAuditLog, or of what the portal of Purview exports, which says `Operation`. */
function isExported(event: JsonObject): boolean {
  return 'AuditData' in event && ('Operations' in event || 'Operation' in event);
}

function isOfLake(event: JsonObject): boolean {
  return (
    typeof event['operation'] === 'string' &&
    'creationtime' in event &&
    ('workload' in event || 'recordtype' in event || 'usertype' in event || 'userid' in event)
  );
}

/** What is read here and not lower case already, for tables in data lakes, whose columns are. */
const recase = recaser(`
  AADSessionId AccessedResources Actor ActorIpAddress AppAccessContext AppId ApplicationDisplayName ApplicationId
  ArtifactId ArtifactName Case CaseId ChatThreadId ClientAppId ClientAppName ClientInfoString ClientIP ClientIPAddress
  ClientUserAgent CopilotEventData CreationTime CrmOrganizationUniqueName DashboardId DashboardName DatasetId
  DatasetName DeviceProperties EntityId EntityName ErrorNumber ExtendedProperties ExternalAccess FileSize
  FileSizeBytes FlowDetailsUrl FolderItems Folders FormId FormName Id InstanceUrl IsSuccess ItemType Key
  ListItemUniqueId LogonError MailboxGuid MailboxOwnerUPN Members Message MessageItems Messages ModifiedProperties
  Name NewValue ObjectId Operation OperationCount OperationProperties Parameters QueryResults RecordType ReportId
  ReportName ResultStatus SessionId Site SiteUrl SizeInBytes SourceFileName Target TargetDomain TargetUserOrGroupName
  TargetUserOrGroupType TeamGuid TeamName Type UPN UserAgent UserId UserKey UserType Value Workload WorkspaceId
  WorkSpaceName
`);

const MAX_RECORD = 1_000_000;

/**
 * The record itself, or inside a row of an export (text) or of Microsoft Graph (an object), where PowerShell puts it one deeper:
 * https://github.com/invictus-ir/Microsoft-Extractor-Suite, Get-UALGraph.
 */
export function recordOf(event: JsonObject): JsonObject | undefined {
  const record = insideOf(isOfLake(event) ? recase(event) : event);
  return record && withListed(record);
}

function insideOf(event: JsonObject): JsonObject | undefined {
  const inner = event['AuditData'] ?? event['auditData'];
  if (inner === undefined) return event;
  const record = typeof inner === 'string' && inner.length <= MAX_RECORD ? parseJson(inner) : inner;
  if (!isObject(record)) return undefined;
  const deeper = object(record, 'AdditionalProperties');
  if (deeper !== undefined && 'Operation' in deeper) return deeper;
  if (isRecord(event)) return { ...event, ...record };
  return typeof event['operation'] === 'string' && !('Operation' in record)
    ? { ...ofGraph(event), ...record }
    : record;
}

/**
 * What Graph says of each record by itself, where clients that know none of its types have kept nothing else:
 * https://learn.microsoft.com/en-us/graph/api/resources/security-auditlogrecord
 */
function ofGraph(row: JsonObject): JsonObject {
  return {
    ClientIP: row['clientIp'],
    CreationTime: row['createdDateTime'],
    Id: row['id'],
    ObjectId: row['objectId'],
    Operation: row['operation'],
    UserId: row['userPrincipalName'] ?? row['userId'],
    UserType: row['userType'],
    Workload: row['service'],
  };
}

export const MAX_PARAMETERS = 100;

/** Some who collect records make an object of the array of parameters. */
function withListed(record: JsonObject): JsonObject {
  const { Parameters } = record;
  if (!isObject(Parameters)) return record;
  const named = Object.entries(Parameters).slice(0, MAX_PARAMETERS);
  return { ...record, Parameters: named.map(([Name, Value]) => ({ Name, Value })) };
}
