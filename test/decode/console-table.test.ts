import { describe, expect, test } from 'vitest';
import { tableReader } from '../../shared/decode/console-table.ts';
import type { Row } from '../../shared/decode/row.ts';
import { decodeValue } from '../../shared/decode.ts';

const hashKey = new Uint8Array(32).fill(1);

/** What each row of a table is, or why it is none; without the ids that are made of it. */
function read(...rows: readonly Row[]): object[] {
  const table = tableReader(Object.keys(rows[0] ?? {}));
  const all = [...rows.flatMap((row) => table.push(row)), ...table.end()];
  return all.flatMap((made): object[] => {
    if (made.why !== undefined) return [{ why: made.why }];
    const { activities, malformed } = decodeValue(made.row, { hashKey });
    return [...activities.map(({ uid: _, sha256: __, ...activity }) => activity), ...malformed];
  });
}

describe("Entra's logs as its portal downloads them", () => {
  const signIn = {
    'Date (UTC)': '2026-06-04T08:19:41Z',
    'Request ID': '11111111-2222-3333-4444-555555550001',
    'User agent': 'python-requests/2.31',
    'User ID': 'aaaaaaaa-0000-0000-0000-000000000001',
    User: 'Alice Example',
    Username: 'Alice@example.com',
    Application: 'Office',
    'Application ID': 'bbbbbbbb-0000-0000-0000-000000000001',
    'Resource ID': '00000003-0000-0000-c000-000000000000',
    'IP address': '192.0.2.10',
    Status: 'Success',
    'Sign-in error code': 'None',
    'Session ID': 's1',
  };

  test('say of a sign-in what the API does', () => {
    const { status, ...event } = {
      createdDateTime: '2026-06-04T08:19:41Z',
      id: '11111111-2222-3333-4444-555555550001',
      userPrincipalName: 'Alice@example.com',
      userId: 'aaaaaaaa-0000-0000-0000-000000000001',
      appId: 'bbbbbbbb-0000-0000-0000-000000000001',
      appDisplayName: 'Office',
      resourceId: '00000003-0000-0000-c000-000000000000',
      ipAddress: '192.0.2.10',
      userAgent: 'python-requests/2.31',
      sessionId: 's1',
      status: { errorCode: 0 },
    };
    expect(read(signIn)).toEqual(read({ ...event, status }));
    expect(read(signIn)).toMatchObject([
      {
        kind: 'logon',
        outcome: 'success',
        actor: { uid: 'alice@example.com', app: 'Office (bbbbbbbb-0000-0000-0000-000000000001)' },
        source: { ip: '192.0.2.10', client: 'python-requests' },
      },
    ]);
  });

  test('say how a sign-in ended', () => {
    const ended = (Status: string, code: string) =>
      read({ ...signIn, Status, 'Sign-in error code': code }).map((one) => 'outcome' in one && one.outcome);
    expect(ended('Failure', '50126')).toEqual(['failure']);
    expect(ended('Failure', '')).toEqual(['failure']);
    expect(ended('Interrupted', '50140')).toEqual(['unknown']);
    expect(ended('Interrupted', 'None')).toEqual(['unknown']);
    expect(ended('Success', '0')).toEqual(['success']);
    expect(ended('Remembered', '')).toEqual(['unknown']);
  });

  test('have no session where a word stands for none', () => {
    expect(read({ ...signIn, 'Session ID': 'None' })[0]).not.toHaveProperty('session');
  });

  test('are read with few columns, and with the name alone', () => {
    const few = { 'Date (UTC)': '2026-06-04T08:19:41Z', User: 'alice@example.com', App: 'Office' };
    expect(read({ ...few, 'IP address': '192.0.2.10', Status: 'Success' })).toMatchObject([
      { outcome: 'success', actor: { uid: 'alice@example.com', app: 'Office' } },
    ]);
  });

  const byScript = (Status: string, parts: Row = {}): Row => ({
    CreatedDateTime: '6/14/2026 9:00:00 AM',
    UserPrincipalName: 'alice@example.com',
    AppDisplayName: 'Office',
    IPAddress: '192.0.2.10',
    Status,
    ...parts,
  });

  test.each([
    ['0', {}, 'success'],
    ['50126', {}, 'failure'],
    ['Failure', {}, 'failure'],
    ['', { ErrorCode: '50126' }, 'failure'],
    ['{"ErrorCode":0}', {}, 'success'],
  ])('are read as scripts write them, with the status %j', (status, parts, outcome) => {
    expect(read(byScript(status, parts))).toMatchObject([
      { time: Date.UTC(2026, 5, 14, 9), outcome, actor: { uid: 'alice@example.com' } },
    ]);
  });

  const byPowerShell = {
    ActivityDateTime: '6/14/2026 9:00:00 AM',
    ActivityDisplayName: 'Add user',
    InitiatedBy: '{"User":{"UserPrincipalName":"tomas@example.com"}}',
    TargetResources: '[{"UserPrincipalName":"bob@example.com","Type":"User"}]',
    Result: 'success',
  };

  test('are read of audits as well, where a script has kept what is nested', () => {
    expect(read(byPowerShell)).toMatchObject([
      {
        time: Date.UTC(2026, 5, 14, 9),
        actor: { uid: 'tomas@example.com' },
        resources: [{ uid: 'bob@example.com' }],
      },
    ]);
  });

  test('say where a script has lost how a sign-in ended', () => {
    const type = 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphSignInStatus';
    expect(read(byScript(type))).toEqual([{ why: expect.stringMatching(/ConvertTo-Json/) }]);
    const lost = { InitiatedBy: 'Microsoft.Graph.PowerShell.Models.X', TargetResources: 'System.Object[]' };
    expect(read({ ...byPowerShell, ...lost })).toEqual([{ why: expect.stringMatching(/ConvertTo-Json/) }]);
    const table = tableReader(Object.keys(byPowerShell));
    expect(table.push({ ...byPowerShell, ...lost })).toMatchObject([{ row: { Result: 'success' } }]);
    expect(table.push({ ...byPowerShell, ...lost })[0]?.row).not.toHaveProperty('InitiatedBy');
  });

  test('know service principals', () => {
    const row = {
      'Date (UTC)': '2026-06-04T08:19:41Z',
      'Request ID': 'r1',
      'Service principal ID': 'cccccccc-0000-0000-0000-000000000001',
      'Service principal name': 'nightly-sync',
      'Application ID': 'bbbbbbbb-0000-0000-0000-000000000001',
      'IP address': '198.51.100.7',
      Status: 'Success',
      'Sign-in error code': '0',
    };
    expect(read(row)).toMatchObject([
      { actor: { uid: 'bbbbbbbb-0000-0000-0000-000000000001', type: 'integration' }, eventId: 'r1' },
    ]);
  });

  const audit = {
    'Date (UTC)': '2026-06-04T09:00:00.1234567+00:00',
    CorrelationId: 'c1',
    Category: 'RoleManagement',
    Activity: 'Add member to role',
    Result: 'success',
    ActorType: 'User',
    ActorObjectId: 'aaaaaaaa-0000-0000-0000-000000000002',
    ActorUserPrincipalName: 'tomas@example.com',
    IPAddress: '192.0.2.11',
    ActorServicePrincipalId: '',
    Target1Type: 'User',
    Target1ObjectId: 'aaaaaaaa-0000-0000-0000-000000000001',
    Target1UserPrincipalName: 'alice@example.com',
    Target1ModifiedProperty1Name: 'Role.DisplayName',
    Target1ModifiedProperty1NewValue: '"Global Administrator"',
    Target2Type: 'Role',
    Target2DisplayName: 'Global Administrator',
    AdditionalDetail1Key: 'User-Agent',
    AdditionalDetail1Value: 'python-requests/2.31',
  };

  test('say who let whom into which role', () => {
    expect(read(audit)).toMatchObject([
      {
        time: Date.UTC(2026, 5, 4, 9, 0, 0, 123),
        kind: 'privilege',
        operation: 'Add member to role',
        outcome: 'success',
        actor: { uid: 'tomas@example.com', type: 'user' },
        target: { uid: 'alice@example.com' },
        source: { ip: '192.0.2.11', client: 'python-requests' },
        resources: [{ type: 'role', uid: 'Global Administrator' }, { type: 'user' }],
      },
    ]);
  });

  test('know what an application did', () => {
    const byApp = {
      ...audit,
      Activity: 'Add service principal credentials',
      Result: 'failure',
      ActorType: 'Application',
      ActorObjectId: '',
      ActorUserPrincipalName: '',
      ActorServicePrincipalId: 'cccccccc-0000-0000-0000-000000000007',
    };
    expect(read(byApp)).toMatchObject([
      {
        kind: 'credential',
        outcome: 'failure',
        actor: { uid: 'serviceprincipal_cccccccc-0000-0000-0000-000000000007', type: 'integration' },
        source: { ip: '192.0.2.11' },
      },
    ]);
    const byId = { ActorServicePrincipalId: '', ActorObjectId: 'cccccccc-0000-0000-0000-000000000008' };
    expect(read({ ...byApp, ...byId })).toMatchObject([
      { actor: { uid: 'serviceprincipal_cccccccc-0000-0000-0000-000000000008', type: 'integration' } },
    ]);
  });

  test('say of all that was changed', () => {
    const row = { ...audit, Target3Type: 'Group', Target3ObjectId: 'dddddddd-0000-0000-0000-000000000001' };
    const [made] = tableReader(Object.keys(row)).push(row);
    expect(made?.row['targetResources']).toMatchObject([
      { type: 'User' },
      { type: 'Role' },
      { type: 'Group', id: 'dddddddd-0000-0000-0000-000000000001' },
    ]);
  });
});

describe("Salesforce's login history as its page downloads it", () => {
  const login = (time: string, parts: Row = {}): Row => ({
    Username: 'alice@example.com',
    'Login Time': time,
    'Source IP': '192.0.2.10',
    Location: 'United States',
    'Login Type': 'Application',
    Status: 'Success',
    Browser: 'Chrome 124',
    Platform: 'Mac OSX',
    Application: 'Browser',
    'Login URL': 'login.salesforce.com',
    ...parts,
  });

  test('says who came from where, and who was refused', () => {
    expect(read(login('6/14/2026 9:00:00 AM PDT', { Status: 'Invalid Password' }))).toMatchObject([
      {
        vendor: 'salesforce',
        kind: 'logon',
        time: Date.UTC(2026, 5, 14, 16),
        outcome: 'failure',
        actor: { uid: 'alice@example.com', email: 'alice@example.com' },
        source: { ip: '192.0.2.10', client: 'Chrome on Mac OS X' },
      },
    ]);
  });

  const times = (...texts: readonly string[]) =>
    read(...texts.map((text) => login(text))).map((one) => ('time' in one ? one.time : 'refused'));

  test('has its dates as the first of them that tells has, in their order', () => {
    expect(times('04/06/2026 09:00:00 CEST', '05/06/2026 09:00:00 CEST', '15/06/2026 09:00:00 CEST')).toEqual(
      [4, 5, 15].map((day) => Date.UTC(2026, 5, day, 7)),
    );
    expect(times('06/04/2026 09:00:00 GMT', '06/15/2026 09:00:00 GMT')).toEqual(
      [4, 15].map((day) => Date.UTC(2026, 5, day, 9)),
    );
  });

  test('waits for such a date behind those that need no other, and behind many', () => {
    const [open, plain, tells] = [
      '04/06/2026 09:00:00 CEST',
      '2026-06-05T09:00:00Z',
      '15/06/2026 09:00:00 CEST',
    ];
    expect(times(open, plain, tells)).toEqual(
      [4, 5, 15].map((day) => Date.UTC(2026, 5, day, day === 5 ? 9 : 7)),
    );
    const table = tableReader(Object.keys(login('')));
    const long = { Browser: 'x'.repeat(5_000_000) };
    table.push(login(tells, long));
    expect(table.push(login('04/06/2026 09:00:00 CEST', long))).toHaveLength(1);
    const other = tableReader(Object.keys(login('')));
    other.push(login(plain, long));
    expect(other.push(login(open, long))).toEqual([]);
  });

  test('is refused where its times have no zone, in whatever order they are written', () => {
    expect(times('2026-06-14 09:00:00', '6/14/2026 9:00:00 AM')).toEqual(['refused', 'refused']);
  });

  test('is refused where none of its dates tells, but for those that need no other', () => {
    expect(times('04/06/2026 09:00:00 CEST', '05/06/2026 09:00:00 CEST')).toEqual(['refused', 'refused']);
    expect(times('04/06/2026 09:00:00 CEST', '2026-06-05T09:00:00Z')).toEqual([
      'refused',
      Date.UTC(2026, 5, 5, 9),
    ]);
  });

  test('lets rows wait no longer than until one tells', () => {
    const table = tableReader(Object.keys(login('')));
    expect(table.push(login('04/06/2026 09:00:00 CEST'))).toEqual([]);
    expect(table.push(login('15/06/2026 09:00:00 CEST'))).toHaveLength(2);
    expect(table.push(login('05/06/2026 09:00:00 CEST'))).toHaveLength(1);
  });

  test('lets no more rows wait than fit', () => {
    const table = tableReader(Object.keys(login('')));
    const waiting = login('04/06/2026 09:00:00 CEST');
    let released = 0;
    for (let row = 0; row < 50_000; row++) released += table.push(waiting).length;
    expect(released).toBe(50_000);
    expect(table.push(waiting)).toHaveLength(1);
    expect(table.end()).toEqual([]);
    const long = tableReader(Object.keys(login('')));
    const first = long.push(login('04/06/2026 09:00:00 CEST', { Browser: 'x'.repeat(8_000_000) }));
    expect(first).toMatchObject([{ why: expect.stringMatching(/day or the month/) }]);
    const empty = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`Column ${at}`, '']));
    const row = { ...empty, Date: '04/06/2026 09:00:00' };
    const wide = tableReader(Object.keys(row));
    for (let at = 0; at < 400; at++) released += wide.push(row).length;
    expect(released).toBeGreaterThan(50_000);
  });
});

describe("Salesforce's setup audit trail as its page downloads it", () => {
  const change = (Action: string, parts: Row = {}): Row => ({
    Date: '6/14/2026, 9:00:00 AM PDT',
    User: 'Admin@example.com',
    'Source Namespace Prefix': '',
    Action,
    Section: 'Manage Users',
    'Delegate User': '',
    ...parts,
  });

  test('says who gave whom what', () => {
    const sentence = 'Permission set Export: assigned to user Bob Example (UserID: [0055g00000UQv8l])';
    expect(read(change(sentence))).toMatchObject([
      {
        vendor: 'salesforce',
        time: Date.UTC(2026, 5, 14, 16),
        kind: 'privilege',
        operation: 'PermSetAssign',
        actor: { uid: 'admin@example.com', type: 'user', email: 'admin@example.com' },
        target: { uid: '0055g00000UQv8lAAD' },
      },
    ]);
    const bySupport = change('Logged in using Login-As access for Bob', {
      'Delegate User': 'agent@salesforce.com',
    });
    expect(read(bySupport)).toMatchObject([{ kind: 'logon', actor: { type: 'vendor-staff' } }]);
  });

  test.each([
    [
      'Permission set group Staff: unassigned from user Bob (UserID: [0055g00000UQv8l])',
      'PermSetGroupUnassign',
      'other',
    ],
    ['Time-Based Token removed for bob@example.com', 'deleteTwoFactorInfo2', 'mfa'],
    [
      'Salesforce Authenticator pairing "Phone" added for bob@example.com',
      'insertAuthenticatorPairing',
      'mfa',
    ],
    [
      'Permission set group A: unassigned from user B: assigned to user Bob (UserID: [0055g00000UQv8l])',
      'PermSetGroupAssign',
      'privilege',
    ],
    [
      'Permission set A: unassigned from user B: assigned to user Bob (UserID: [0055g00000UQv8l])',
      'PermSetAssign',
      'privilege',
    ],
    ['Reset password for user Bob Example', 'resetpassword', 'credential'],
    [
      'Changed profile for user Bob Example from Staff to System Administrator',
      'changedprofileforuser',
      'privilege',
    ],
    [
      'Changed permission set Export: Export Reports permission was changed from disabled to enabled',
      'PermSetEnableUserPerm',
      'privilege',
    ],
    ['Installed Connected App Loader to Salesforce', 'insertConnectedApplication', 'credential'],
    ['Uninstalled Connected App Loader', 'deleteConnectedApplication', 'other'],
    [
      'bob@example.com has granted salesforce.com login access through 1/1/2030',
      'loginasgrantedtosfdc',
      'logon',
    ],
    ['Changed Apex Class Export code', 'ManageUsers.Changed', 'other'],
    ['bob@example.com did what nobody knows', 'ManageUsers.', 'other'],
    ['Permission set group calculation started : Staff', 'PermissionSetGroupCalculationStarted', 'other'],
  ])('%s is %s', (sentence, operation, kind) => {
    expect(read(change(sentence))).toMatchObject([{ operation, kind }]);
  });

  test('is refused where its times have no zone', () => {
    expect(read(change('Created new user X', { Date: '2026-06-14 09:00:00' }))).toEqual([
      { why: expect.stringMatching(/without a zone/) },
    ]);
  });

  test('says by its section what no sentence does', () => {
    expect(read(change('Requested an export', { Section: 'Data Export' }))).toMatchObject([
      { operation: 'DataExport.Requested', kind: 'export' },
    ]);
  });
});

test("Records that Salesforce's Data Loader writes in capitals are those of the API", () => {
  const login = {
    ID: '0Ya5g000001AAAACAA',
    USERID: '0055g00000UQv8kAAD',
    LOGINTIME: '2026-06-14T09:00:00.000Z',
    LOGINTYPE: 'Remote Access 2.0',
    SOURCEIP: '192.0.2.10',
    STATUS: 'Success',
    APPLICATION: 'Data Loader',
  };
  const change = {
    ID: '0Ym5g00000BBBBBBAA',
    CREATEDDATE: '2026-06-14T09:00:00.000Z',
    CREATEDBYID: '0055g00000UQv8kAAD',
    ACTION: 'PermSetAssign',
    SECTION: 'Manage Users',
    DISPLAY: 'Permission set Export: assigned to user Bob (UserID: [0055g00000UQv8lAAD])',
  };
  expect([...read(login), ...read(change)]).toMatchObject([
    {
      kind: 'logon',
      eventId: '0Ya5g000001AAAACAA',
      actor: { uid: '0055g00000UQv8kAAD', type: 'integration', app: 'Data Loader' },
      source: { ip: '192.0.2.10' },
    },
    { kind: 'privilege', operation: 'PermSetAssign', target: { uid: '0055g00000UQv8lAAD' } },
  ]);
});

test("Zendesk's audit log as its admin centre exports it says who did what, and to what", () => {
  const row = {
    Time: '2026-06-04T09:00:00Z',
    Actor: 'Alice Example',
    'IP address': '192.0.2.10',
    Item: 'User: Bob Example',
    'Activity type': 'Updated',
    Activity: 'Role changed from Agent to Administrator',
  };
  const { 'Activity type': _, ...older } = row;
  const expected = {
    vendor: 'zendesk',
    time: Date.UTC(2026, 5, 4, 9),
    kind: 'privilege',
    operation: 'update.user',
    actor: { uid: 'Alice Example', name: 'Alice Example' },
    source: { ip: '192.0.2.10' },
    resources: [{ type: 'user', uid: 'Bob Example' }],
  };
  expect(read(row)).toMatchObject([expected]);
  expect(read({ ...older, Type: 'Updated' })).toMatchObject([expected]);
  expect(read({ ...row, Item: 'Account', 'Activity type': 'Exported' })).toMatchObject([
    { kind: 'export', operation: 'exported.item', resources: [{ type: 'item', uid: 'Account' }] },
  ]);
  expect(read({ ...row, Item: '', 'Activity type': 'Signed in' })).toMatchObject([
    { operation: 'login.item' },
  ]);
});

test("A time of CloudTrail's event history with its zone in brackets is read", () => {
  const row = {
    'Event name': 'GetBucketAcl',
    'Event time': 'June 04, 2026, 09:00:00 (UTC+02:00)',
    'User name': 'alice',
    'Event source': 's3.amazonaws.com',
  };
  expect(read(row)).toMatchObject([{ vendor: 'aws', time: Date.UTC(2026, 5, 4, 7) }]);
  expect(read({ ...row, 'Event time': 'June 04, 2026, 09:00:00' })).toEqual([
    { why: expect.stringMatching(/without a zone/) },
  ]);
});

describe('Logs of Google Workspace as the admin console exports a search', () => {
  const event = (parts: Row): Row => ({
    Date: '2026-06-14T11:00:00+02:00',
    Description: 'x',
    Actor: 'Alice@example.com',
    'IP address': '192.0.2.10',
    ...parts,
  });
  const ofDrive = (Event: string, parts: Row = {}): Row =>
    event({
      Event,
      'Document ID': 'doc-1',
      Title: 'Customers',
      Visibility: '',
      'Prior visibility': '',
      ...parts,
    });
  const doc = { type: 'document', uid: 'doc-1', name: 'Customers' };

  test.each<[Row, object]>([
    [
      ofDrive('Download'),
      { operation: 'download', kind: 'export', resources: [doc], volume: { records: 1 } },
    ],
    [ofDrive('Item content synced'), { operation: 'sync_item_content', kind: 'read' }],
    [
      ofDrive('User Sharing Permissions Change', {
        Target: 'mallory@example.org',
        'Old value': 'None',
        'New value': 'Can edit',
      }),
      { operation: 'change_user_access', kind: 'share', outside: true },
    ],
    [
      ofDrive('User Sharing Permissions Change', {
        Target: 'mallory@example.org',
        'Old value': 'Can edit',
        'New value': 'None',
      }),
      { operation: 'change_user_access', kind: 'other' },
    ],
    [
      ofDrive('Link Sharing visibility change', {
        Visibility: 'Anyone with the link',
        'Prior visibility': 'Private',
      }),
      { operation: 'change_document_visibility', kind: 'share', outside: true },
    ],
    [
      ofDrive('Link Sharing Access Type Change from Parent Folder'),
      { operation: 'change_document_access_scope_hierarchy_reconciled', kind: 'share' },
    ],
    [ofDrive('View', { Actor: 'Anonymous' }), { actor: { uid: 'anonymous', type: 'unknown' } }],
    [
      event({
        'OAuth event': 'Authorize',
        'App ID': 'app-1',
        'App name': 'Sync',
        Scope: 'https://example.com/drive',
      }),
      {
        operation: 'authorize',
        kind: 'credential',
        resources: [{ type: 'app', uid: 'app-1', name: 'Sync' }],
      },
    ],
    [
      event({
        Event: 'User initiated a takeout',
        'Takeout job ID': 'j-1',
        'Products requested': 'Drive, Mail',
      }),
      { operation: 'STARTED_USER_TAKEOUT', kind: 'export', identity: { id: 'user-takeout/j-1' } },
    ],
  ])('say of %j what the Reports API does', (row, expected) => {
    expect(read(row)).toMatchObject([
      {
        vendor: 'google-workspace',
        time: Date.UTC(2026, 5, 14, 9),
        actor: { uid: 'alice@example.com' },
        source: { ip: '192.0.2.10' },
        ...expected,
      },
    ]);
  });

  test('say of a document that it has left only where it had not before', () => {
    const open = { Visibility: 'Shared externally' };
    const change = (parts: Row) => read(ofDrive('Link Sharing visibility change', { ...open, ...parts }));
    expect(change({ 'Prior visibility': 'Private' })).toMatchObject([{ outside: true }]);
    for (const before of ['', 'Anyone with the link'])
      expect(change({ 'Prior visibility': before })).not.toMatchObject([{ outside: true }]);
  });

  test('are refused where a time says no zone, with what to take instead', () => {
    expect(read(ofDrive('Download', { Date: '2026-06-14 11:00:00' }))).toEqual([
      { why: expect.stringMatching(/without a zone.*Reports API/) },
    ]);
  });
});

describe("Claude's audit log as the settings of an organization export it", () => {
  const alice = "{'name': 'Alice', 'uuid': 'u-1', 'metadata': {'email_address': 'Alice@example.com'}}";
  const row = (event: string, parts: Row = {}): Row => ({
    created_at: '2026-06-14T09:00:00.123456Z',
    actor_info: alice,
    event,
    event_info: '{}',
    entity_info: '{}',
    ip_address: '192.0.2.10',
    device_id: 'd-1',
    user_agent: 'python-requests/2.31',
    client_platform: '',
    ...parts,
  });
  const entity = (type: string, parts = '') => `{'type': '${type}', 'uuid': 'e-1', 'name': None${parts}}`;
  const bob = ", 'metadata': {'email_address': 'bob@example.com'}";

  test('says what the Compliance API does', () => {
    expect(read(row('org_data_export_started', { event_info: "{'initiated_by_anthropic': False}" }))).toEqual(
      [
        {
          vendor: 'anthropic',
          tenant: 'default',
          time: Date.UTC(2026, 5, 14, 9, 0, 0, 123),
          kind: 'export',
          operation: 'org_data_export_started',
          outcome: 'success',
          actor: { uid: 'u-1', type: 'user', email: 'alice@example.com' },
          source: { ip: '192.0.2.10', client: 'python-requests' },
          resources: [],
        },
      ],
    );
  });

  test.each<[string, Row, object]>([
    ['user_signed_in_sso', {}, { operation: 'sso_login_succeeded', kind: 'logon' }],
    [
      'conversation_created',
      { entity_info: entity('chat_conversation', ", 'metadata': {'project_uuid': 'p-1'}") },
      {
        operation: 'claude_chat_created',
        resources: [
          { type: 'chat', uid: 'e-1' },
          { type: 'project', uid: 'p-1' },
        ],
      },
    ],
    [
      'project_visibility_changed',
      { entity_info: entity('chat_project') },
      { kind: 'share', resources: [{ type: 'project', uid: 'e-1' }] },
    ],
    [
      'file_uploaded',
      { entity_info: entity('file'), event_info: `{'filename': "it's.pdf"}` },
      { operation: 'claude_file_uploaded', resources: [{ type: 'file', uid: 'e-1', name: "it's.pdf" }] },
    ],
    [
      'org_user_updated',
      { entity_info: entity('account', bob) },
      {
        operation: 'claude_user_role_updated',
        kind: 'privilege',
        target: { uid: 'e-1', email: 'bob@example.com' },
      },
    ],
    [
      'org_user_invite_sent',
      { event_info: "{'invited_email_address': 'Carol@example.org', 'invited_role': 'admin'}" },
      { kind: 'privilege', resources: [{ type: 'user', uid: 'carol@example.org' }] },
    ],
    ['integration_org_enabled', {}, { kind: 'destination' }],
    ['user_name_changed', { entity_info: entity('account', bob) }, { resources: [] }],
    ['org_ip_restriction_deleted', {}, { kind: 'privilege' }],
    [
      'org_data_export_started',
      { actor_info: '{}', event_info: "{'initiated_by_anthropic': True}" },
      { actor: { uid: 'anthropic', type: 'vendor-staff' } },
    ],
    [
      'user_attempted_magic_link_verification',
      { actor_info: '', event_info: "{'email_address': 'bob@example.com', 'is_successful': False}" },
      { kind: 'logon', outcome: 'failure', actor: { uid: 'bob@example.com', type: 'unknown' } },
    ],
  ])('tells of %s with %j', (event, parts, expected) => {
    expect(read(row(event, parts))).toMatchObject([expected]);
  });
});

test('Of the columns of a table those may hold its events that hold an object in each row', () => {
  const table = tableReader(['Content', 'Comment', 'Host']);
  table.push({ Content: '{"a":1}', Comment: '{"b":1}', Host: 'h' });
  table.push({ Content: '{"a":2}', Comment: 'fine', Host: 'h' });
  table.push({ Content: '{"a":3}', Comment: '{"b":3}', Host: 'h' });
  expect(table.end().map(({ whole }) => whole)).toEqual(Array.from({ length: 3 }, () => ['Content']));
});

test('What is empty stays where the names of all columns begin alike', () => {
  const row = { 'Column1.user': '', 'Column1.action': 'login' };
  expect(tableReader(Object.keys(row)).push({ ...row })).toMatchObject([{ row }]);
});

test('A row of a query for some fields of CloudTrail is not dated by when its log took it', () => {
  const row = {
    '@timestamp': '2026-06-14 09:00:00.000',
    eventName: 'GetObject',
    eventSource: 's3.amazonaws.com',
  };
  const [made] = tableReader(Object.keys(row)).push(row);
  expect(made?.undated).toMatch(/ask for @message/);
});

test.each<[string, readonly string[], RegExp]>([
  ["Google's admin console", ['Date', 'Event', 'Description', 'Actor'], /Reports API/],
  ["Google's admin console, with other names", ['Date', 'Event name', 'Actor'], /Reports API/],
  ['Entra, in Italian', ['Data (UTC)', 'Utente', 'Indirizzo IP', 'Stato', 'Località'], /download it as JSON/],
  ["Slack's access log", ['Date Accessed', 'User Agent - Simple', 'IP Address'], /team\.accessLogs/],
  ["Box's user activity", ['Date', 'User Name', 'User Email', 'Action', 'IP Address'], /admin_logs/],
  [
    "Dropbox's activity report",
    ['Time', 'Event category', 'Event type', 'IP address', 'Country', 'Name', 'Email', 'Info'],
    /team_log\/get_events/,
  ],
  [
    'Defender for Cloud Apps',
    ['Event ID', 'Category', 'Description', 'User', 'App', 'Date', 'IP address', 'Organizations'],
    /RawEventData/,
  ],
  ["Zoom's operation log", ['Time', 'Operator', 'Category', 'Action', 'Operation Detail'], /operationlogs/],
  ["Zoom's sign-ins", ['Email', 'Time', 'Type', 'IP Address', 'Client Type', 'Version'], /activities/],
])('A row of %s stays as it is, beside what to take instead', (_, columns, why) => {
  const row = Object.fromEntries(columns.map((column) => [column, 'x']));
  expect(tableReader(columns).push({ ...row })).toEqual([
    { kind: 'row', row, why: expect.stringMatching(why) },
  ]);
});

test.each([
  ['of a table that nobody knows', ['time', 'action', 'details']],
  ['of one that is told by its first column to be of Entra', ['Zeit (UTC)', 'action', 'details']],
  ["of one that looks like Google's", ['Date', 'Event', 'Actor', 'action', 'details']],
])('A row %s is opened, and keeps what looks like a type: its vendor may be one of its own', (_, columns) => {
  const parts = { action: 'System.Login', details: '{"a":{"b":1}}' };
  const table = tableReader(columns);
  const [made] = [...table.push({ ...parts }), ...table.end()];
  expect(made?.row).toEqual({ action: 'System.Login', details: { a: { b: 1 } } });
});

test('A table of addresses and states that says nothing of an application is no log of Entra', () => {
  const row = { 'Date (UTC)': '2026-06-04T08:19:41Z', User: 'a', 'IP address': '192.0.2.10', Status: 'up' };
  expect(tableReader(Object.keys(row)).push({ ...row })[0]?.row).toEqual(row);
});

test('A row whose nested fields are lost is told of wherever it stands', () => {
  const table = tableReader(['ActivityDateTime', 'ActivityDisplayName', 'InitiatedBy']);
  const row = (InitiatedBy: string) => ({
    ActivityDateTime: '2026-06-14T09:00:00Z',
    ActivityDisplayName: 'Add user',
    InitiatedBy,
  });
  expect(table.push(row('{"user":{"userPrincipalName":"tomas@example.com"}}'))[0]).not.toHaveProperty('why');
  const type = 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphAuditActivityInitiator1';
  expect(table.push(row(type))).toMatchObject([{ why: expect.stringMatching(/ConvertTo-Json/) }]);
});
