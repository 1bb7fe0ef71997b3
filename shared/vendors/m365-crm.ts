import type { Draft, Kind, Resource } from '../activity.ts';
import { knownOrNone, text } from './field.ts';
import type { JsonObject } from './vendor.ts';

/**
 * Records of Dynamics 365 and Dataverse: every one is a `CrmDefaultActivity`, or in Sentinel one of the table
 * DataverseActivity, and its message says what was done:
 * https://learn.microsoft.com/en-us/power-platform/admin/enable-use-comprehensive-auditing. Which messages mean what,
 * and that `QueryResults` lists the ids or says how many there were:
 * https://github.com/Azure/Azure-Sentinel/tree/master/Solutions/Microsoft%20Business%20Applications.
 * `PrimaryFieldValue`, `Fields` and `Query` hold customer data and are not read.
 */
export function crmMessageOf(record: JsonObject): string | undefined {
  const isCrm = 'CrmOrganizationUniqueName' in record || text(record, 'Workload') === 'CRM';
  return isCrm ? (text(record, 'Message') ?? text(record, 'Operation')) : undefined;
}

/** The first that matches; of what changes a record, the table is asked next. */
const MESSAGES: readonly (readonly [RegExp, Kind])[] = [
  [/^Export(?!.*(?:Solution|Translation|Mapping))/, 'export'],
  [/^(?:ExecutePowerBISql$|ReportViewerExport)/, 'export'],
  [/^(?:Retrieve|RetrieveMultiple|Rollup|RetrieveEntitiesForAggregateQuery|ExecuteFetch)$/i, 'read'],
  [/^Retrieve(?:Record|Personal)Wall/, 'read'],
  [/^(?:Search|QuickFind)/, 'list'],
  [/^(?:GrantAccess|ModifyAccess)$/, 'share'],
  [/^UserSignIn$/, 'logon'],
  [/^(?:AddPrivilegesRole|ReplacePrivilegesRole|AddMembersTeam|AddUserToRecordTeam)$/, 'privilege'],
  [/^(?:DeleteAuditData|DeleteRecordChangeHistory|Disable Organization Audit)$/i, 'logging'],
  [/^User Access Audit is disabled/i, 'logging'],
];

/** `Create role`: roles and who has them, and addresses that records are sent to as they change. */
const CHANGES: ReadonlyMap<string, Kind> = new Map([
  ['Create role', 'privilege'],
  ['Update role', 'privilege'],
  ['Associate systemuser', 'privilege'],
  ['Associate role', 'privilege'],
  ['Create systemuser', 'privilege'],
  ['Create serviceendpoint', 'destination'],
  ['Update serviceendpoint', 'destination'],
]);

export function kindOfCrm(record: JsonObject, message: string): Kind {
  const table = (text(record, 'EntityName') ?? '').toLowerCase();
  return (
    MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? CHANGES.get(`${message} ${table}`) ?? 'other'
  );
}

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** In the brackets and quotes of a list. */
const LISTED = /^[{["]{0,3}([0-9a-f-]{36})[}\]"]{0,3}$/i;
/** Where there is none. */
const NONE = /^[0-]+$/;
const MAX_RESULTS = 100_000;

/** Ids, or nothing where there is a number or `N/A`. */
function resultsOf(record: JsonObject): string[] {
  const ids = text(record, 'QueryResults')?.slice(0, MAX_RESULTS).split(',') ?? [];
  return ids.map((id) => LISTED.exec(id.trim())?.[1] ?? '').filter((id) => GUID.test(id));
}

/** Of a long list of records none is of interest for itself. */
const MAX_SINGLE = 8;

/** The table, and records that were opened or listed one by one. */
export function resourcesOfCrm(record: JsonObject): Resource[] {
  const table = text(record, 'EntityName')?.toLowerCase();
  const results = resultsOf(record);
  const ids = [text(record, 'EntityId') ?? '', ...(results.length > MAX_SINGLE ? [] : results)];
  const records = new Set(
    ids.filter((id) => GUID.test(id) && !NONE.test(id)).map((uid) => uid.toLowerCase()),
  );
  const environment = text(record, 'CrmOrganizationUniqueName') ?? text(record, 'InstanceUrl');
  return [
    ...(table === undefined || /^(?:unknown|n\/a)$/.test(table) ? [] : [{ type: 'table', uid: table }]),
    ...Array.from(records, (uid) => ({ type: 'record', uid })),
    ...(environment === undefined ? [] : [{ type: 'environment', uid: environment }]),
  ];
}

export function volumeOfCrm(record: JsonObject, message: string, kind: Kind): Draft['volume'] {
  if (kind !== 'export' && kind !== 'read' && kind !== 'list') return undefined;
  if (message === 'Retrieve') return { records: 1 };
  const stated = /^\d{1,9}$/.exec(text(record, 'QueryResults') ?? '')?.[0];
  const listed = resultsOf(record).length;
  return knownOrNone({ records: stated === undefined ? listed || undefined : Number(stated) });
}
