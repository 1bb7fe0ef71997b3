import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import { salesforce } from '../../shared/vendors/salesforce.ts';
import { longId } from '../../shared/vendors/salesforce-id.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import {
  bulkApi2Row,
  eventLogObject,
  logFileRow,
  reportEvent,
  setupAuditRecord,
} from '../fixtures/salesforce.ts';
import { draftOf } from './draft.ts';

const hashKey = new Uint8Array(32).fill(1);
const read = (cells: JsonObject) => draftOf(salesforce, logFileRow(cells));

function csvOf(rows: readonly JsonObject[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return lines.map((cells) => cells.map((cell) => `"${String(cell ?? '')}"`).join(',')).join('\n');
}

describe('a Salesforce event log file', () => {
  test('tells of a report export: by whom, from where, which report', () => {
    expect(read({})).toEqual({
      identity: {
        kind: 'operation',
        id: `report 3nExampleRequest000001 005000000000001AAA 00O000000000001AAA ${Math.floor(Date.UTC(2026, 2, 2, 9, 15) / 60_000)}`,
      },
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'export',
      operation: 'ReportExport',
      outcome: 'success',
      actor: { uid: '005000000000001AAA', type: 'user', name: '005000000000001' },
      source: { ip: '192.0.2.10' },
      resources: [{ type: 'report', uid: '00O000000000001AAA' }],
      session: 'sessionKeyExample',
    });
  });

  test('tells of one export in two files: of one report in one request', () => {
    const report = {
      EVENT_TYPE: 'Report',
      RENDERING_TYPE: 'E',
      REPORT_ID_DERIVED: '00O000000000001AAA',
      ROW_COUNT: '150',
    };
    const uidOf = (cells: JsonObject) =>
      decodeText(csvOf([logFileRow(cells)]), { hashKey }).activities.map(({ uid }) => uid);
    expect(uidOf(report)).toEqual(uidOf({}));
    const origin = { ...report, RENDERING_TYPE: '', ORIGIN: 'ReportExported' };
    expect(uidOf(origin)).toEqual(uidOf({}));
    expect(uidOf({ ...report, REQUEST_ID: 'another' })).not.toEqual(uidOf({}));
    // Whoever chooses the id of his requests hides no more than a minute's exports by it.
    expect(uidOf({ ...report, TIMESTAMP_DERIVED: '2026-03-02T09:16:30.123Z' })).not.toEqual(uidOf({}));
    expect(uidOf({ ...report, REPORT_ID_DERIVED: '00O000000000002AAA' })).not.toEqual(uidOf({}));
    expect(read({ ...report, RENDERING_TYPE: 'W' }).identity).toBeUndefined();
    expect(read({ URI: '/services', URI_ID_DERIVED: '' }).identity).toBeUndefined();
  });

  test.each<[string, JsonObject, JsonObject]>([
    [
      'a page of Salesforce Classic',
      { EVENT_TYPE: 'URI', URI: '/003000000000001', URI_ID_DERIVED: '003000000000001AAA' },
      { kind: 'read', volume: { records: 1 } },
    ],
    [
      'a page of Lightning, by its earlier columns',
      { EVENT_TYPE: 'LightningPageView', PAGE_ENTITY_ID: '003000000000001AAA', PAGE_ENTITY_TYPE: 'Contact' },
      { kind: 'read', volume: { records: 1 } },
    ],
    [
      'a page of Lightning, by its later columns',
      {
        EVENT_TYPE: 'LightningPageView',
        USER_ID: undefined,
        USER_ID_DERIVED: undefined,
        USER_IDENTIFIER: '005000000000001AAA',
        PAGE_OBJECT_TYPE: 'Contact',
        PAGE_URL: '/lightning/r/Contact/003000000000001AAA/view',
      },
      { kind: 'read', volume: { records: 1 } },
    ],
    [
      'a request for one record',
      {
        EVENT_TYPE: 'RestApi',
        METHOD: 'GET',
        URI: '/services/data/v61.0/sobjects/Contact/003000000000001AAA',
        ROWS_PROCESSED: '1',
      },
      { kind: 'read', volume: { records: 1 } },
    ],
    [
      'a record that was refused',
      {
        EVENT_TYPE: 'InsufficientAccess',
        RECORD_ID: '003000000000001',
        ENTITY_TYPE: '',
        REQUESTED_ACCESS_LEVEL: 'Read',
      },
      { kind: 'read', outcome: 'failure' },
    ],
    [
      'a result of a search that was opened',
      { EVENT_TYPE: 'SearchClick', CLICKED_RECORD_ID: '003000000000001', RANK: '1' },
      { kind: 'other' },
    ],
  ])('names the record of %s', (_, cells, expected) => {
    const draft = read({ URI: '/aura', URI_ID_DERIVED: '', ...cells });
    expect(draft).toMatchObject({ ...expected, actor: { uid: '005000000000001AAA' } });
    expect(draft.resources).toEqual([{ type: 'record', uid: '003000000000001AAA' }]);
  });

  test.each([
    ['/003/o', 'other'],
    ['/003000000000001/e', 'other'],
    ['/ui/setup/home', 'other'],
    ['/00O000000000001', 'other'],
  ])('takes the page %s for no record that was opened', (URI, kind) => {
    const draft = read({ EVENT_TYPE: 'URI', URI, URI_ID_DERIVED: '' });
    expect(draft.kind).toBe(kind);
    expect(draft).not.toHaveProperty('volume');
  });

  test('takes whoever signs in as somebody else for the actor, also staff of Salesforce', () => {
    const delegate = { DELEGATED_USER_ID: '005000000000002', DELEGATED_USER_NAME: 'admin@example.com' };
    expect(read({ EVENT_TYPE: 'LoginAs', ...delegate })).toMatchObject({
      kind: 'logon',
      actor: { uid: longId('005000000000002'), type: 'user', email: 'admin@example.com' },
      target: { uid: '005000000000001AAA' },
    });
    const { USER_ID: _, USER_ID_DERIVED: __, CLIENT_IP: ___, ...row } = logFileRow();
    const staff = {
      ...row,
      EVENT_TYPE: 'SalesforceLoginAs',
      ACTUAL_USER_ID: 'staff1',
      IP_ADDRESS: '192.0.2.7',
    };
    expect(draftOf(salesforce, { ...staff, OPERATION: 'Login' })).toMatchObject({
      kind: 'logon',
      actor: { uid: 'staff1', type: 'vendor-staff' },
      source: { ip: '192.0.2.7' },
    });
    expect(salesforce.parse({ ...staff, OPERATION: 'Logout' }).kind).toBe('ignored');
    const object = {
      Timestamp: '2026-03-02T09:15:30.123Z',
      RequestIdentifier: 'TID:1',
      IpAddress: '192.0.2.7',
    };
    expect(draftOf(salesforce, { ...object, ActualUserIdentifier: 'staff1' }).actor.type).toBe(
      'vendor-staff',
    );
  });

  test('is read as CSV, without being told what it is', () => {
    const { activities, malformed } = decodeText(
      csvOf([logFileRow(), logFileRow({ URI_ID_DERIVED: '00O000000000002AAA' })]),
      { hashKey },
    );
    expect(malformed).toEqual([]);
    expect(activities).toMatchObject([{ vendor: 'salesforce', kind: 'export' }, { kind: 'export' }]);
    expect(new Set(activities.map(({ uid }) => uid)).size).toBe(2);
  });

  test.each<[JsonObject, JsonObject]>([
    [
      { EVENT_TYPE: 'Report', RENDERING_TYPE: 'W', ROW_COUNT: '150' },
      { kind: 'read', volume: { records: 150 } },
    ],
    [
      { EVENT_TYPE: 'Report', RENDERING_TYPE: 'X', ROW_COUNT: '150' },
      { kind: 'export', volume: { records: 150 } },
    ],
    [
      { EVENT_TYPE: 'Report', RENDERING_TYPE: '', ORIGIN: 'ReportExportedAsynchronously', ROW_COUNT: '150' },
      { kind: 'export', volume: { records: 150 } },
    ],
    [
      { EVENT_TYPE: 'Report', RENDERING_TYPE: 'W', ORIGIN: 'ReportRunFromLightning', ROW_COUNT: '150' },
      { kind: 'read', volume: { records: 150 } },
    ],
    [
      { EVENT_TYPE: 'AsyncReportRun', ROW_COUNT: '9' },
      { kind: 'read', volume: { records: 9 } },
    ],
    [
      {
        EVENT_TYPE: 'API',
        METHOD_NAME: 'queryMore',
        ROWS_PROCESSED: '2000',
        ENTITY_NAME: 'Contact',
        CLIENT_NAME: 'loader/1',
      },
      { kind: 'read', operation: 'API.queryMore', volume: { records: 2000 }, actor: { app: 'loader/1' } },
    ],
    [
      { EVENT_TYPE: 'API', METHOD_NAME: 'update' },
      { kind: 'other', operation: 'API.update' },
    ],
    [
      { EVENT_TYPE: 'RestApi', METHOD: 'GET', ROWS_PROCESSED: '200' },
      { kind: 'read', operation: 'RestApi.GET' },
    ],
    [
      { EVENT_TYPE: 'RestApi', METHOD: 'GET', STATUS_CODE: '403' },
      { kind: 'read', outcome: 'failure' },
    ],
    [{ EVENT_TYPE: 'RestApi', METHOD: 'POST' }, { kind: 'other' }],
    // What answers with records although it is posted counts as if it had been asked for by GET.
    ...[
      'graphql',
      'composite',
      'composite/batch',
      'composite/graph/',
      'composite/sobjects/Contact',
      'parameterizedSearch?q=Smith',
      'analytics/reports/query',
    ].map((path): [JsonObject, JsonObject] => [
      {
        EVENT_TYPE: 'RestApi',
        METHOD: 'POST',
        URI: `/services/data/v61.0/${path}`,
        ROWS_PROCESSED: '2000',
      },
      { kind: 'read', operation: 'RestApi.POST', volume: { records: 2000 } },
    ]),
    ...['composite/sobjects', 'composite/tree/Contact', 'sobjects/Contact', 'jobs/ingest'].map(
      (path): [JsonObject, JsonObject] => [
        {
          EVENT_TYPE: 'RestApi',
          METHOD: 'POST',
          URI: `/services/data/v61.0/${path}`,
          ROWS_PROCESSED: '200',
        },
        { kind: 'other' },
      ],
    ),
    [
      {
        EVENT_TYPE: 'ContentTransfer',
        TRANSACTION_TYPE: 'VersionDownloadApi',
        SIZE_BYTES: '4096',
        DOCUMENT_ID: '069000000000001',
      },
      { kind: 'export', volume: { bytes: 4096 } },
    ],
    [{ EVENT_TYPE: 'ContentTransfer', TRANSACTION_TYPE: 'VersionRenditionDownload' }, { kind: 'read' }],
    [{ EVENT_TYPE: 'ContentTransfer', TRANSACTION_TYPE: 'saveVersion' }, { kind: 'other' }],
    [{ EVENT_TYPE: 'DocumentAttachmentDownloads' }, { kind: 'export' }],
    [{ EVENT_TYPE: 'ContentDistribution', ACTION: 'INSERT' }, { kind: 'share' }],
    [
      { EVENT_TYPE: 'Search', NUM_RESULTS: '25' },
      { kind: 'list', volume: { records: 25 } },
    ],
    [
      { EVENT_TYPE: 'Login', LOGIN_STATUS: 'LOGIN_NO_ERROR', USER_NAME: 'Alice@example.com' },
      { kind: 'logon', outcome: 'success', actor: { email: 'alice@example.com' } },
    ],
    [
      { EVENT_TYPE: 'Login', LOGIN_STATUS: 'LOGIN_ERROR_INVALID_PASSWORD' },
      { kind: 'logon', outcome: 'failure' },
    ],
    [{ EVENT_TYPE: 'LoginAs' }, { kind: 'logon' }],
    [{ EVENT_TYPE: 'PermissionUpdate' }, { kind: 'privilege' }],
    [
      { EVENT_TYPE: 'ApiTotalUsage', CONNECTED_APP_ID: '0H4000000000001' },
      { kind: 'other', actor: { type: 'integration' } },
    ],
    [
      { EVENT_TYPE: 'AuraRequest', USER_TYPE: 'AutomatedProcess' },
      { kind: 'other', actor: { type: 'service' } },
    ],
    [
      { CLIENT_IP: 'Salesforce.com IP', URI: '/services', URI_ID_DERIVED: '' },
      { kind: 'export', resources: [] },
    ],
  ])('reads %j', (cells, expected) => {
    expect(read(cells)).toMatchObject(expected);
  });

  test('counts no rows where another event of the same call has them', () => {
    expect(read({ EVENT_TYPE: 'ApiTotalUsage', ROWS_PROCESSED: '5' }).volume).toBeUndefined();
    expect(read({}).volume).toBeUndefined();
  });

  test('ignores logging out, and refuses rows without time or user', () => {
    expect(salesforce.parse(logFileRow({ EVENT_TYPE: 'Logout' }))).toMatchObject({ kind: 'ignored' });
    expect(read({ TIMESTAMP: '', TIMESTAMP_DERIVED: '' })).not.toHaveProperty('time');
    expect(salesforce.parse(logFileRow({ USER_ID: '', USER_ID_DERIVED: '' }))).toMatchObject({
      path: 'USER_ID_DERIVED',
    });
    expect(salesforce.parse(logFileRow({ EVENT_TYPE: '' }))).toMatchObject({ path: 'EVENT_TYPE' });
  });

  test('is read alike with columns in lower case, as tables in lakes and collectors have them', () => {
    const lower = (row: JsonObject) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
    const report = logFileRow();
    expect(draftOf(salesforce, lower(report))).toEqual(draftOf(salesforce, report));
    const callout = logFileRow({ EVENT_TYPE: 'ApexCallout', TYPE: 'REST', SUCCESS: '0' });
    const { type, ...columns } = lower(callout);
    expect(draftOf(salesforce, { ...columns, type_: type, user_email: 'Alice@example.com' })).toMatchObject({
      operation: 'ApexCallout',
      outcome: 'failure',
      actor: { email: 'alice@example.com' },
    });
  });

  test('is read alike as an object that was queried', () => {
    const rest = {
      Method: 'GET',
      RowsProcessed: 200,
      ConnectedAppIdentifier: '0H4000000000001AAA',
      EntityName: 'Contact',
    };
    expect(draftOf(salesforce, eventLogObject('RestApiEventLog', rest))).toEqual({
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'read',
      operation: 'RestApi.GET',
      outcome: 'success',
      actor: {
        uid: '005000000000001AAA',
        type: 'integration',
        name: '005000000000001AAA',
        app: '0H4000000000001AAA',
      },
      source: { ip: '192.0.2.10' },
      resources: [{ type: 'object', uid: 'Contact' }],
      volume: { records: 200 },
      session: 'sessionKeyExample',
    });
    expect(draftOf(salesforce, eventLogObject('SearchEventLog', { ResultCount: 25 }))).toMatchObject({
      kind: 'list',
      volume: { records: 25 },
    });
    const report = {
      ReportIdentifier: '00O000000000001',
      RowCount: 150,
      Origin: 'ReportExportedAsynchronously',
    };
    expect(draftOf(salesforce, eventLogObject('ReportEventLog', report))).toMatchObject({
      kind: 'export',
      volume: { records: 150 },
      resources: [{ type: 'report', uid: '00O000000000001EAA' }],
    });
    expect(draftOf(salesforce, eventLogObject(undefined, { ActionMessage: '1$x' }))).toMatchObject({
      kind: 'other',
      operation: 'AuraRequest',
    });
  });

  test('may tell of no user where it moves no data, and may repeat its header', () => {
    const { USER_ID: _, USER_ID_DERIVED: __, ...nobody } = logFileRow();
    expect(salesforce.parse({ ...nobody, EVENT_TYPE: 'ApexUnexpectedException' })).toMatchObject({
      kind: 'ignored',
    });
    expect(salesforce.parse(nobody)).toMatchObject({ path: 'USER_ID_DERIVED' });
    const header = Object.fromEntries(Object.keys(logFileRow()).map((name) => [name, name]));
    expect(salesforce.parse(header)).toMatchObject({ kind: 'ignored' });
  });

  test('has another address where the request came from inside Salesforce', () => {
    expect(read({ CLIENT_IP: 'Salesforce.com IP', SOURCE_IP: '192.0.2.11' }).source?.ip).toBe('192.0.2.11');
  });

  test('names the same person as the stream does, also by the short id', () => {
    const uid = draftOf(salesforce, reportEvent()).actor.uid;
    expect(read({ USER_ID_DERIVED: '' }).actor.uid).toBe(uid);
    expect(draftOf(salesforce, reportEvent({ UserId: '005000000000001' })).actor.uid).toBe(uid);
  });
});

describe('a Bulk API 2.0 job', () => {
  test('is one export, whatever the states it is told in', () => {
    const states = ['UploadComplete', 'InProgress', 'JobComplete'].map((JOB_STATUS, at) =>
      draftOf(salesforce, bulkApi2Row({ JOB_STATUS, RECORDS_PROCESSED: at === 2 ? '51000' : '' })),
    );
    expect(states.map(({ identity }) => identity)).toEqual(
      Array(3).fill({ kind: 'operation', id: 'BulkApi2 750000000000001' }),
    );
    expect(states.map(({ kind, volume }) => [kind, volume?.records])).toEqual([
      ['export', undefined],
      ['export', undefined],
      ['export', 51000],
    ]);
    expect(states[0]?.resources).toEqual([{ type: 'object', uid: 'Case' }]);
  });

  test('makes no person of whoever ran it, and an integration of whoever names an application', () => {
    const typeOf = (cells: JsonObject) => draftOf(salesforce, bulkApi2Row(cells)).actor.type;
    expect(typeOf({ CONNECTED_APP_ID: undefined })).toBe('unknown');
    expect(typeOf({ CONNECTED_APP_ID: '0H4000000000001AAA' })).toBe('integration');
    expect(draftOf(salesforce, logFileRow({ CONNECTED_APP_ID: undefined })).actor.type).toBe('user');
  });

  test('that is deleted is covered up: an operation of its own, without rows', () => {
    const deleted = draftOf(salesforce, bulkApi2Row({ JOB_STATUS: 'Deleted' }));
    expect(deleted).toMatchObject({ kind: 'logging', operation: 'BulkApi2.query.Deleted' });
    expect(deleted.volume).toBeUndefined();
    expect(deleted.identity).toBeUndefined();
  });

  test('that failed took nothing; one that loads data is no export', () => {
    expect(draftOf(salesforce, bulkApi2Row({ JOB_STATUS: 'Failed' })).outcome).toBe('failure');
    expect(draftOf(salesforce, bulkApi2Row({ OPERATION_TYPE: 'insert' })).kind).toBe('other');
    expect(draftOf(salesforce, bulkApi2Row({ OPERATION_TYPE: 'insert', JOB_STATUS: 'Deleted' })).kind).toBe(
      'other',
    );
  });

  test('is an export under the name of its event object as well, and no export where it loads data', () => {
    const stored = (OPERATION_TYPE: string | null) =>
      draftOf(salesforce, bulkApi2Row({ EVENT_TYPE: 'BulkApiResultEventStore', OPERATION_TYPE }));
    expect(stored('query')).toMatchObject({ kind: 'export', volume: { records: 51000 } });
    // As the object has it: "tracks when a user downloads the results of a Bulk API request".
    expect(stored(null).kind).toBe('export');
    expect(stored('delete').kind).toBe('other');
  });

  test('of the first Bulk API counts by batch', () => {
    const batch = (BATCH_ID: string) =>
      draftOf(
        salesforce,
        bulkApi2Row({ EVENT_TYPE: 'BulkApi', OPERATION_TYPE: 'QUERY', BATCH_ID, ROWS_PROCESSED: '10000' }),
      );
    expect(batch('751000000000001')).toMatchObject({ kind: 'export', volume: { records: 10000 } });
    expect(batch('751000000000001').identity).not.toEqual(batch('751000000000002').identity);
  });
});

describe('the Salesforce setup audit trail', () => {
  test('tells who changed what', () => {
    expect(draftOf(salesforce, setupAuditRecord())).toEqual({
      identity: { kind: 'event', id: '0Ym000000000001AAA' },
      eventId: '0Ym000000000001AAA',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'privilege',
      operation: 'PermSetAssign',
      outcome: 'success',
      actor: {
        uid: '005000000000001AAA',
        type: 'user',
        email: 'alice@example.com',
        name: 'Alice@example.com',
      },
      resources: [],
    });
  });

  test.each([
    ['suOrgAdminLogin', 'logon'],
    ['insertConnectedApplication', 'credential'],
    ['createdRemoteSiteSetting', 'destination'],
    ['changedSharingRule', 'share'],
    ['disabledTwoFactorAuth', 'mfa'],
    ['dataExport', 'export'],
    ['deletedEventLogFile', 'logging'],
    ['profileClonedStandard', 'privilege'],
    ['export', 'export'],
    ['changedemail', 'credential'],
    ['insertApplication', 'credential'],
    ['changeApplicationCallbackUrl', 'credential'],
    ['changeServiceProviderAcsUrl', 'credential'],
    ['installedpackagingapp', 'credential'],
    ['insertAuthenticatorPairing', 'mfa'],
    ['registeredUserPhoneNumber', 'mfa'],
    ['updateSessionSecurityLevel', 'mfa'],
    ['entity_history_field_untracked', 'logging'],
    ['eventLogGenerationEnabledOnOff', 'logging'],
    ['ExternalServicesCreate', 'destination'],
    ['changeDataCaptureCreatedWithChannel', 'destination'],
    ['defaultCustomEntityExtAccess', 'share'],
    ['insertSharingRule', 'share'],
    ['SetupEntityAccessAudit_PermissionSet_ApexClass_Enabled', 'privilege'],
    ['PermSetEnableUserPerm', 'privilege'],
    ['changedprofileforuser', 'privilege'],
    ['loginIpRange', 'privilege'],
    ['changeIpRelaxationPolicy', 'privilege'],
    ['unfrozeuser', 'privilege'],
    // Near misses of the lines above.
    ['SetupEntityAccessAudit_Profile_ApexClass_DisabledCustom', 'other'],
    ['suOrgAdminLogout', 'other'],
    ['eventLogGenerationEnabledOffOn', 'other'],
    ['transactionSecurityPolicyCreatedEnabled', 'other'],
    ['entity_history_field_tracked', 'other'],
    ['purged_uninstall_export', 'other'],
    ['changedUserEmailVerifiedStatusVerified', 'other'],
    ['deleteConnectedApplication', 'other'],
    ['uninstalledpackagingapp', 'other'],
    ['namedCredentialParameterDelete', 'other'],
    ['deletedoutboundmessage', 'other'],
    ['deleteSharingRule', 'other'],
    ['recalcSharingRuleComplete', 'other'],
    ['secureGuestUserRecordAccessEnabled', 'other'],
    ['PermSetUnassign', 'other'],
    ['PermSetLabelChange', 'other'],
    ['PermissionSetGroupCalculationStarted', 'other'],
    ['profilePageLayoutChangedCustom', 'other'],
    ['socialProfilesEnableOffOn', 'other'],
    ['frozeuser', 'other'],
    ['deactivateduser', 'other'],
    ['setupEntityObjectCreated', 'other'],
    ['changedApexClass', 'other'],
  ])('reads %s as %s', (Action, kind) => {
    expect(draftOf(salesforce, setupAuditRecord({ Action })).kind).toBe(kind);
  });

  test('sees through to support of Salesforce, and refuses what has no time or user', () => {
    expect(draftOf(salesforce, setupAuditRecord({ DelegateUser: 'support@salesforce.com' })).actor.type).toBe(
      'vendor-staff',
    );
    expect(draftOf(salesforce, setupAuditRecord({ CreatedDate: 'never' }))).not.toHaveProperty('time');
    expect(salesforce.parse(setupAuditRecord({ CreatedById: null, CreatedBy: null }))).toMatchObject({
      path: 'CreatedById',
    });
    expect(salesforce.parse(setupAuditRecord({ Action: 7.5 }))).toMatchObject({ kind: 'activity' });
    // Of a text that is longer than any name only the beginning is looked at.
    const long = (before: number) => setupAuditRecord({ Action: `${'x'.repeat(before)}password` });
    expect(draftOf(salesforce, long(100)).kind).toBe('credential');
    expect(draftOf(salesforce, long(200)).kind).toBe('other');
    expect(salesforce.parse(setupAuditRecord({ Action: null }))).toMatchObject({ path: 'Action' });
  });
});

test('a short id becomes the long one of the same thing, and nothing else changes', () => {
  expect(longId('005000000000001')).toBe('005000000000001AAA');
  expect(longId('00D5f000005uVo7')).toBe('00D5f000005uVo7EAE');
  expect(longId('0055f00000CyENtAAN')).toBe('0055f00000CyENtAAN');
  expect(longId('anything')).toBe('anything');
  expect(longId(undefined)).toBeUndefined();
});
