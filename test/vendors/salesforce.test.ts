import { describe, expect, test } from 'vitest';
import { salesforce } from '../../shared/vendors/salesforce.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';
import {
  apiEvent,
  bulkApiResultEvent,
  fileEvent,
  identityVerificationEvent,
  listViewEvent,
  loginEvent,
  permissionSetEvent,
  reportEvent,
} from '../fixtures/salesforce.ts';
import { draftOf } from './draft.ts';

const read = (event: JsonObject) => draftOf(salesforce, event);

describe('Salesforce Real-Time Events', () => {
  test('reads a report export with its rows and objects', () => {
    expect(read(reportEvent())).toEqual({
      identity: { kind: 'operation', id: '00000000-0000-4000-8000-00000000e001' },
      eventId: '00000000-0000-4000-8000-000000000101',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'export',
      operation: 'ReportExported',
      outcome: 'success',
      actor: {
        uid: '005000000000001AAA',
        type: 'user',
        email: 'alice@example.com',
        name: 'Alice@example.com',
      },
      source: { ip: '192.0.2.10' },
      resources: [
        { type: 'object', uid: 'Contact' },
        { type: 'object', uid: 'Case' },
        { type: 'report', uid: '00O000000000001AAA', name: 'Open cases' },
      ],
      volume: { records: 20680 },
      session: 'sessionKeyExample',
    });
  });

  test('gives every chunk of one report the same identity and the same rows', () => {
    const chunk = read(reportEvent({ EventIdentifier: '00000000-0000-4000-8000-000000000102', Sequence: 2 }));
    expect(chunk.identity).toEqual(read(reportEvent()).identity);
    expect(chunk.volume).toEqual(read(reportEvent()).volume);
    expect(chunk.eventId).not.toBe(read(reportEvent()).eventId);
  });

  test.each([
    ['ReportExported', 'export'],
    ['ReportExportedAsynchronously', 'export'],
    ['ReportExportedUsingExcelConnector', 'export'],
    ['ReportRunFromLightning', 'read'],
    ['ReportRunFromRestApi', 'read'],
    ['DashboardComponentUpdated', 'read'],
    ['ReportScheduled', 'other'],
  ])('reads the report operation %s as %s', (Operation, kind) => {
    expect(read(reportEvent({ Operation }))).toMatchObject({ kind, operation: Operation });
  });

  test('reads a query by a connected app as the integration, with the rows of this call', () => {
    const draft = read(apiEvent());
    expect(draft).toMatchObject({ kind: 'read', operation: 'Query', volume: { records: 2000 } });
    expect(draft.actor).toMatchObject({ type: 'integration', app: 'Example Connector (0H4000000000001)' });
    expect(draft.source).toEqual({ ip: '192.0.2.10', client: 'python-requests' });
    expect(read(apiEvent({ RowsReturned: null })).volume).toEqual({ records: 5000 });
  });

  test('sees a person in a browser, and a service in the users that Salesforce makes', () => {
    const browser = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0';
    expect(read(apiEvent({ UserAgent: browser })).actor.type).toBe('user');
    expect(read(apiEvent({ ConnectedAppId: null })).actor.type).toBe('user');
    expect(read(loginEvent({ LoginType: 'Remote Access 2.0', Browser: 'Unknown' })).actor.type).toBe(
      'integration',
    );
    expect(read(loginEvent({ UserType: 'AutomatedProcess' })).actor.type).toBe('service');
    expect(read(apiEvent({ Username: 'autoproc@00d000000000001' })).actor.type).toBe('service');
  });

  test('tells an app that borrows a name from the one that has it', () => {
    const app = (ConnectedAppId: string) =>
      read(apiEvent({ Application: 'Data Loader', ConnectedAppId })).actor.app;
    expect(app('0H4000000000001')).not.toBe(app('0H4000000000009'));
  });

  test('takes the objects of a query where the event does not list them', () => {
    const names = read(apiEvent({ QueriedEntities: null })).resources.map(({ uid }) => uid);
    expect(names).toEqual(['Contacts', 'Account']);
  });

  test('reads a Bulk API download as an export of unknown size', () => {
    const draft = read(bulkApiResultEvent());
    expect(draft).toMatchObject({
      kind: 'export',
      operation: 'BulkApiResultEvent',
      identity: { kind: 'event', id: '00000000-0000-4000-8000-000000000301' },
      resources: [{ type: 'object', uid: 'Case' }],
    });
    expect(draft).not.toHaveProperty('volume');
  });

  test('does not take whoever ran a bulk job for a person where no application is named', () => {
    expect(read(bulkApiResultEvent()).actor.type).toBe('unknown');
    expect(read(bulkApiResultEvent({ ConnectedAppId: '0H4000000000001AAA' })).actor.type).toBe('integration');
    expect(read(listViewEvent()).actor.type).toBe('user');
  });

  test('reads list views and files, in rows and in bytes', () => {
    expect(read(listViewEvent())).toMatchObject({
      kind: 'list',
      volume: { records: 50 },
      resources: [{ uid: 'Account' }, { type: 'list-view', uid: '00B000000000001AAA', name: 'All accounts' }],
    });
    expect(read(fileEvent())).toMatchObject({
      kind: 'export',
      operation: 'UI_DOWNLOAD',
      volume: { bytes: 1_048_576 },
      resources: [{ type: 'file', uid: '069000000000001AAA', name: 'contracts.zip' }],
    });
    expect(read(fileEvent({ FileAction: 'PREVIEW' })).kind).toBe('read');
    expect(read(fileEvent({ FileAction: 'UPLOAD' })).kind).toBe('other');
    expect(read(fileEvent({ DocumentId: null })).resources).toMatchObject([{ uid: '068000000000001AAA' }]);
  });

  test('counts a page that shows a record as one record', () => {
    const page = {
      attributes: { type: 'LightningUriEvent' },
      PageUrl: '/lightning/r/Account/001/view',
      RecordId: '001',
    };
    expect(read(apiEvent({ ...page, Operation: 'Read' }))).toMatchObject({
      kind: 'read',
      volume: { records: 1 },
    });
    expect(read(apiEvent({ ...page, Operation: 'Update' })).kind).toBe('other');
    expect(read(apiEvent({ ...page, RecordId: null }))).not.toHaveProperty('volume');
  });

  test('names the single records that a page shows or a small answer holds, and none of a large one', () => {
    const page = { attributes: { type: 'LightningUriEvent' }, Operation: 'Read', QueriedEntities: 'Account' };
    const shown = [{ uid: 'Account' }, { type: 'record', uid: '001000000000001AAA' }];
    expect(read(apiEvent({ ...page, RecordId: '001000000000001' })).resources).toEqual([
      { type: 'object', uid: 'Account' },
      { type: 'record', uid: '001000000000001AAA' },
    ]);
    const PageUrl = '/lightning/r/Account/001000000000001AAA/view?x=1';
    expect(read(apiEvent({ ...page, RecordId: null, PageUrl }))).toMatchObject({
      resources: shown,
      volume: { records: 1 },
    });
    const list = { PageUrl: '/lightning/o/Account/list', RecordId: null };
    expect(read(apiEvent({ ...page, ...list })).resources).toHaveLength(1);
    // List views, profiles, and words of fifteen letters.
    for (const none of ['00O000000000001AAA', '00e000000000001AAA'])
      expect(read(apiEvent({ ...page, RecordId: none })).resources, none).toHaveLength(1);
    const word = { PageUrl: '/lightning/accountsettings/home', RecordId: null };
    expect(read(apiEvent({ ...page, ...word })).resources).toHaveLength(1);
    const records = [
      {
        attributes: { type: 'Account' },
        Id: '001000000000001AAA',
        Contacts: { totalSize: 1, records: [{ Id: '003000000000001AAA', Email: 'eve@example.com' }] },
      },
    ];
    const single = ['001000000000001AAA', '003000000000001AAA'];
    const idsOf = (Records: Json) =>
      read(apiEvent({ Records })).resources.flatMap(({ type, uid }) => (type === 'record' ? uid : []));
    expect(idsOf(JSON.stringify({ totalSize: 1, records }))).toEqual(single);
    expect(idsOf({ totalSize: 2, records: [], recordIds: single })).toEqual(single);
    expect(idsOf({ records: Array.from({ length: 9 }, (_, i) => ({ Id: `00100000000000${i}` })) })).toEqual(
      [],
    );
    expect(JSON.stringify(read(apiEvent({ Records: { records } })))).not.toContain('eve@');
    expect(idsOf({ records: [{ Id: 'eve@example.com' }] })).toEqual([]);
    const nested = (depth: number): Json => ({
      records: [{ Id: `00300000000000${depth}AAA`, ...(depth < 6 ? { Below: nested(depth + 1) } : {}) }],
    });
    expect(idsOf(nested(1))).toEqual([1, 2, 3, 4].map((depth) => `00300000000000${depth}AAA`));
  });

  test('takes whoever signs in as somebody else for the actor, and the other for the account that it is done to', () => {
    const event = loginEvent({
      attributes: { type: 'LoginAsEvent' },
      DelegatedUsername: 'Admin@example.com',
      LoginAsCategory: 'OrgAdmin',
    });
    expect(read(event)).toMatchObject({
      kind: 'logon',
      actor: { uid: 'admin@example.com', email: 'admin@example.com', name: 'Admin@example.com' },
      target: { uid: '005000000000001AAA' },
    });
  });

  test.each([
    ['Success', 'success'],
    ['Failed: Invalid Password', 'failure'],
    ['Password Lockout', 'failure'],
    [null, 'unknown'],
  ])('reads the login status %j as %s', (Status, outcome) => {
    expect(read(loginEvent({ Status }))).toMatchObject({ kind: 'logon', operation: 'LoginEvent', outcome });
  });

  test('knows a login by its record in LoginHistory, and nothing else by the login that it came through', () => {
    const LoginHistoryId = '0Ya000000000001AAA';
    expect(read(loginEvent({ LoginHistoryId })).identity).toEqual({ kind: 'event', id: LoginHistoryId });
    expect(read(loginEvent({ LoginHistoryId })).eventId).not.toBe(LoginHistoryId);
    const other = read(apiEvent({ LoginHistoryId, ExecutionIdentifier: null }));
    expect(other.identity).toEqual({ kind: 'event', id: other.eventId });
  });

  test('reads a record of LoginHistory', () => {
    const login = {
      Id: '0Ya000000000001AAA',
      UserId: '005000000000001AAA',
      LoginTime: '2026-03-02T09:15:30.000+0000',
      LoginType: 'Remote Access 2.0',
      SourceIp: '192.0.2.10',
      LoginUrl: 'login.salesforce.com',
      Browser: 'Unknown',
      Platform: 'Unknown',
      Application: 'Data Loader',
      Status: 'Invalid Password',
      CountryIso: 'DE',
    };
    expect(salesforce.recognises(login)).toBe(true);
    expect(read(login)).toMatchObject({
      identity: { kind: 'event', id: '0Ya000000000001AAA' },
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'logon',
      operation: 'LoginEvent',
      outcome: 'failure',
      actor: { uid: '005000000000001AAA', type: 'integration', app: 'Data Loader' },
      source: { ip: '192.0.2.10', country: 'DE' },
    });
    const { SourceIp: _, ...other } = login;
    expect(salesforce.recognises(other)).toBe(false);
  });

  test('reads country and client of a login', () => {
    expect(read(loginEvent()).source).toEqual({
      ip: '192.0.2.10',
      country: 'DE',
      client: 'Chrome on Windows',
    });
    expect(read(loginEvent()).actor).not.toHaveProperty('app');
    expect(read(loginEvent()).session).toBe('loginKeyExample');
  });

  test('reads a granted permission set as a privilege, a withdrawn one not', () => {
    expect(read(permissionSetEvent()).kind).toBe('privilege');
    expect(read(permissionSetEvent({ Operation: 'UnassignedFromUsers' })).kind).toBe('other');
  });

  test.each([
    ['ConnectTotp', 'mfa'],
    ['ConnectWebAuthRoaming', 'mfa'],
    ['TempCode', 'mfa'],
    ['ChangeEmail', 'credential'],
    ['Login', 'logon'],
    ['ExportPrintReports', 'other'],
    ['ConnectedApp', 'other'],
    [null, 'other'],
  ])('reads the verification of who somebody is for %s as %s', (Activity, kind) => {
    expect(read(identityVerificationEvent({ Activity }))).toMatchObject({
      kind,
      operation: Activity ?? 'IdentityVerificationEvent',
      actor: { uid: '005000000000001AAA', type: 'user' },
      source: { ip: '192.0.2.10', country: 'DE' },
    });
    const { attributes: _, ...event } = identityVerificationEvent({ Activity });
    expect(read(event).kind).toBe(kind);
  });

  test.each([
    ['Succeeded', 'success'],
    ['AutomatedSuccess', 'success'],
    ['Denied', 'failure'],
    ['ReportedDenied', 'failure'],
    ['FailedInvalidCode', 'failure'],
    ['InProgress', 'unknown'],
    [null, 'unknown'],
  ])('reads the status %s of a verification as %s', (Status, outcome) => {
    expect(read(identityVerificationEvent({ Status })).outcome).toBe(outcome);
  });

  test('says that a policy stopped the operation', () => {
    expect(read(reportEvent({ PolicyOutcome: 'Block' })).outcome).toBe('failure');
    expect(read(apiEvent({ PolicyOutcome: 'TwoFADenied' })).outcome).toBe('failure');
    expect(read(apiEvent({ OperationStatus: 'Failure' })).outcome).toBe('failure');
    expect(read(reportEvent({ PolicyOutcome: 'NoAction' })).outcome).toBe('success');
    expect(read(reportEvent({ PolicyOutcome: 'TwoFASucceeded' })).outcome).toBe('success');
  });

  test('reads the same out of every envelope and both renderings of time', () => {
    const plain = read(reportEvent());
    const payload = reportEvent();
    expect(
      read({
        channel: '/event/ReportEventStream',
        data: { schema: 'example', payload, event: { replayId: 1 } },
      }),
    ).toEqual(plain);
    expect(read({ schema: 'example', payload, event: { replayId: 1 } })).toEqual(plain);
    expect(read(reportEvent({ attributes: { type: 'ReportEvent' } }))).toEqual(plain);
    expect(read(reportEvent({ EventDate: '2026-03-02T09:15:30.123+0000' }))).toEqual(plain);
    expect(read(reportEvent({ EventDate: plain.time }))).toEqual(plain);
  });

  test('believes the name of an event before its fields', () => {
    expect(
      read({ channel: '/event/BulkApiResultEventStore', payload: apiEvent({ Operation: null }) }).operation,
    ).toBe('BulkApiResultEvent');
    expect(read(apiEvent({ attributes: { type: 'ApiAnomalyEventStore' }, Operation: null })).operation).toBe(
      'ApiAnomalyEvent',
    );
  });

  test('is what its fields say where its type is that of a log file, and known by its type where it has no id', () => {
    const EventDate = '2026-03-02T09:15:30.000+0000';
    const login = { EventType: 'Login', EventDate, EventIdentifier: 'x', UserId: '005xx0000012345AAA' };
    expect(read({ ...login, LoginType: 'Application', LoginUrl: 'example.com' })).toMatchObject({
      kind: 'logon',
      operation: 'LoginEvent',
    });
    expect(read(login)).toMatchObject({ kind: 'other', operation: 'Login' });
    const report = { attributes: { type: 'ReportEvent' }, EventDate, Operation: 'ReportExported' };
    expect(salesforce.recognises(report)).toBe(true);
    expect(read({ ...report, UserId: '005xx0000012345AAA' }).kind).toBe('export');
    expect(salesforce.recognises({ attributes: { type: 'Account' }, EventDate })).toBe(false);
  });

  test('is an anomaly by what only those have, where a query asked for little else', () => {
    const event = { EventDate: '2026-03-02T09:15:30.000+0000', UserId: '005xx0000012345AAA' };
    const anomaly = { ...event, Score: 0.9, SecurityEventData: '[{"featureName":"rowCount"}]' };
    expect(salesforce.recognises(anomaly)).toBe(true);
    expect(salesforce.recognises(event)).toBe(false);
    expect(read(anomaly)).toMatchObject({ kind: 'other', operation: 'AnomalyEvent' });
  });

  test.each(['Salesforce.com IP', '0.0.0.0', '', null])('gives no address for %j', (SourceIp) => {
    expect(read(reportEvent({ SourceIp }))).not.toHaveProperty('source');
  });

  test('lets no row and no query text through', () => {
    for (const event of [reportEvent(), apiEvent(), apiEvent({ QueriedEntities: null })])
      expect(JSON.stringify(salesforce.parse(event))).not.toContain('secret of a customer');
  });

  test('says which field is missing, makes no time up, and ignores logouts', () => {
    expect(read(reportEvent({ EventDate: null }))).not.toHaveProperty('time');
    expect(salesforce.parse(reportEvent({ UserId: null, Username: null }))).toMatchObject({
      kind: 'malformed',
      path: 'UserId',
    });
    expect(salesforce.parse(loginEvent({ attributes: { type: 'LogoutEvent' } })).kind).toBe('ignored');
    // Collectors drop the name; a logout has the fields of every event and no other.
    const logout = { EventIdentifier: 'x', EventDate: '2026-03-02T09:15:30Z', UserId: '005000000000001AAA' };
    expect(salesforce.parse({ ...logout, SessionLevel: 'STANDARD' }).kind).toBe('ignored');
    expect(salesforce.parse({ ...logout, SomethingNew: 1 })).toMatchObject({
      draft: { operation: 'UnknownEvent' },
    });
  });

  test('recognises its own events only', () => {
    expect(salesforce.recognises(apiEvent())).toBe(true);
    expect(salesforce.recognises({ payload: apiEvent() })).toBe(true);
    expect(salesforce.recognises({ EventDate: '2026-03-02T09:15:30Z' })).toBe(false);
    expect(salesforce.recognises({ payload: {} })).toBe(false);
  });
});
