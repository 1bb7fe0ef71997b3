import { describe, expect, test } from 'vitest';
import { m365 } from '../../shared/vendors/m365.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';
import {
  consentRecord,
  crmRecord,
  entraAudit,
  entraSignIn,
  exportedRow,
  fileRecord,
  linkRecord,
  mailRecord,
  portalRow,
  roleRecord,
  ruleRecord,
  searchRecord,
  signInRecord,
} from '../fixtures/m365.ts';
import { draftOf } from './draft.ts';

const read = (record: JsonObject) => draftOf(m365, record);

describe('Microsoft 365 unified audit log', () => {
  test('reads who downloaded which file, when, from where, with what and how much', () => {
    expect(read(fileRecord())).toEqual({
      identity: { kind: 'event', id: '00000000-0000-4000-8000-000000000301' },
      eventId: '00000000-0000-4000-8000-000000000301',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'export',
      operation: 'FileDownloaded',
      outcome: 'success',
      actor: {
        uid: 'alice@example.com',
        type: 'user',
        email: 'alice@example.com',
        name: 'Alice@example.com',
        app: 'Example Sync (00000000-0000-4000-8000-0000000000c1)',
      },
      source: { ip: '192.0.2.10', client: 'Chrome on Windows' },
      resources: [
        { type: 'site', uid: 'https://example.sharepoint.com/sites/crm/' },
        { type: 'file', uid: '00000000-0000-4000-8000-0000000000f1', name: 'customers.xlsx' },
      ],
      volume: { bytes: 7_340_032 },
      session: 'aadSessionExample1',
    });
  });

  test('names a file by its address where it has no id, and the application of a sign-in', () => {
    expect(read(fileRecord({ ListItemUniqueId: undefined })).resources).toContainEqual({
      type: 'file',
      uid: 'https://example.sharepoint.com/sites/crm/Shared Documents/customers.xlsx',
      name: 'customers.xlsx',
    });
    expect(read(signInRecord()).resources).toEqual([
      { type: 'app', uid: '00000003-0000-0000-c000-000000000000' },
    ]);
  });

  test('names the application that is let in, the API and what it may do', () => {
    const app = '00000000-0000-4000-8000-0000000000d1';
    const named = { type: 'app', uid: app, name: 'Mail Merge Helper' };
    const scope = (uid: string) => ({ type: 'scope', uid });
    expect(read(consentRecord())).toMatchObject({
      kind: 'credential',
      resources: [named, scope('User.Read'), scope('Mail.Read')],
    });
    const permissions = (NewValue: string) =>
      read(consentRecord({ ModifiedProperties: [{ Name: 'ConsentAction.Permissions', NewValue }] }))
        .resources;
    expect(
      permissions('[[Scope: User.Read, x]] => [[Scope: User.Read Mail.Send, x], [Scope: Mail.Send]]'),
    ).toEqual([named, scope('Mail.Send')]);
    expect(permissions('[[Scope: Mail.Send]]')).toEqual([named, scope('Mail.Send')]);

    const graph = '00000003-0000-0000-c000-000000000000';
    const grant = (Operation: string, properties: JsonObject) =>
      read(
        consentRecord({
          Operation,
          ObjectId: `${graph};https://graph.example.com`,
          Target: [{ ID: 'Microsoft Graph', Type: 1 }],
          ModifiedProperties: Object.entries(properties).map(([Name, NewValue]) => ({ Name, NewValue })),
        }),
      );
    const api = { type: 'api', uid: graph, name: 'Microsoft Graph' };
    expect(
      grant('Add delegated permission grant.', {
        'DelegatedPermissionGrant.Scope': '" Mail.Read offline_access"',
        'ServicePrincipal.ObjectID': '"sp-1"',
        'ServicePrincipal.DisplayName': null,
      }).resources,
    ).toEqual([{ type: 'app', uid: 'sp-1' }, api, scope('Mail.Read'), scope('offline_access')]);
    expect(
      grant('Add app role assignment to service principal.', {
        'AppRole.Id': '"r1"',
        'AppRole.Value': '"Directory.ReadWrite.All"',
        'ServicePrincipal.AppId': `"${app}"`,
        'ServicePrincipal.ObjectID': '"sp-1"',
        'ServicePrincipal.DisplayName': '"Mail Merge Helper"',
      }).resources,
    ).toEqual([named, api, scope('Directory.ReadWrite.All')]);
  });

  test('names whom an application was opened to', () => {
    const record = consentRecord({
      Operation: 'Add app role assignment grant to user.',
      ModifiedProperties: [
        { Name: 'AppRole.Id', NewValue: '"00000000-0000-0000-0000-000000000000"' },
        { Name: 'AppRole.Value', NewValue: '""' },
        { Name: 'User.UPN', NewValue: '"Bob@example.com"' },
      ],
    });
    expect(read(record)).toMatchObject({
      target: { uid: 'bob@example.com', email: 'bob@example.com' },
      resources: [{ type: 'app', uid: '00000000-0000-4000-8000-0000000000d1', name: 'Mail Merge Helper' }],
    });
  });

  test('reads how much left a device, and for where', () => {
    const record = {
      CreationTime: '2026-03-02T09:15:30',
      Id: '00000000-0000-4000-8000-000000000399',
      Operation: 'FileUploadedToCloud',
      RecordType: 63,
      Workload: 'Endpoint',
      UserType: 0,
      UserId: 'Alice@example.com',
      ClientIP: '192.0.2.10',
      ObjectId: 'C:\\Users\\alice\\customers.xlsx',
      FileSize: 7_340_032,
      TargetDomain: 'files.example.org',
      Application: 'chrome.exe',
    };
    expect(read(record)).toMatchObject({
      kind: 'export',
      actor: { uid: 'alice@example.com' },
      source: { ip: '192.0.2.10' },
      volume: { bytes: 7_340_032 },
      resources: [{ type: 'destination', uid: 'files.example.org' }, { uid: record.ObjectId }],
    });
    const table = Object.fromEntries(
      Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]),
    );
    expect(read(table)).toEqual(read(record));
  });

  test('names the guest that a file is shared with', () => {
    expect(read(linkRecord())).toMatchObject({
      kind: 'share',
      resources: expect.arrayContaining([{ type: 'guest', uid: 'mallory@example.org' }]),
    });
    expect(read(linkRecord())).not.toHaveProperty('volume');
  });

  test('counts mail that was read, with its bytes and its mailbox, and lets no subject through', () => {
    const draft = read(mailRecord());
    expect(draft).toMatchObject({
      kind: 'read',
      actor: { app: '00000000-0000-4000-8000-0000000000c2' },
      source: { ip: '2001:db8::10', client: 'REST' },
      resources: [{ type: 'mailbox', uid: 'bob@example.com' }],
      volume: { records: 2, bytes: 3500 },
      session: 'sessionExample1',
    });
    expect(JSON.stringify(draft)).not.toContain('secret');
  });

  test('counts the items where a record has no count, and no bytes where one item has none', () => {
    const Folders = [{ FolderItems: [{ SizeInBytes: '10' }, {}, { SizeInBytes: 5 }] }];
    expect(read(mailRecord({ OperationCount: undefined, Folders })).volume).toEqual({ records: 3 });
    expect(read(mailRecord({ OperationCount: '7', Folders: null })).volume).toEqual({ records: 7 });
  });

  test('counts the attachments that were taken, by the message that they hung on', () => {
    const Messages = [
      { Path: '\\Inbox', Id: 'x', MessageItems: [{ SizeInBytes: 2000 }, { SizeInBytes: 3000.0 }] },
      { Path: '\\Inbox', Id: 'y', MessageItems: [{ SizeInBytes: 70_000 }] },
    ];
    const record = { Operation: 'AttachmentAccess', Folders: undefined, Messages, OperationCount: 3 };
    expect(read(mailRecord(record))).toMatchObject({ kind: 'read', volume: { records: 3, bytes: 75_000 } });
  });

  test('does not know how much mail a sync took', () => {
    const OperationProperties = [{ Name: 'MailAccessType', Value: 'Sync' }];
    expect(read(mailRecord({ OperationProperties }))).not.toHaveProperty('volume');
  });

  test('takes folders of somebody else’s mail that are synced for an export: what is bound is counted, and this is more', () => {
    const sync = (owner: string, how = 'Sync') =>
      read(
        mailRecord({
          UserId: 'Alice@example.com',
          MailboxOwnerUPN: owner,
          OperationProperties: [{ Name: 'MailAccessType', Value: how }],
        }),
      );
    expect(sync('bob@example.com')).toMatchObject({ kind: 'export', operation: 'MailItemsAccessed' });
    expect(sync('bob@example.com')).not.toHaveProperty('volume');
    expect(sync('bob@example.com', 'Bind')).toMatchObject({ kind: 'read', volume: { records: 2 } });
    // On every computer of one's own.
    expect(sync('alice@Example.com')).toMatchObject({ kind: 'read' });
  });

  test('lets no text of a search through', () => {
    const draft = read(searchRecord());
    expect(draft.kind).toBe('list');
    expect(JSON.stringify(draft)).not.toContain('secret');
  });

  test('names the user, the role and the client of a grant', () => {
    expect(read(roleRecord())).toMatchObject({
      kind: 'privilege',
      operation: 'Add member to role.',
      source: { client: 'Microsoft Azure Graph Client' },
      resources: expect.arrayContaining([
        { type: 'role', uid: 'Global Administrator' },
        { type: 'user', uid: 'mallory@example.com' },
      ]),
    });
  });

  test.each([
    ['FileSyncDownloadedFull', 'export'],
    ['DownloadNotebookResource', 'export'],
    ['ReadFileOrGetBlob', 'read'],
    ['GetWorkspacesInfoResult', 'list'],
    ['CreateExternalDataShare', 'share'],
    ['GenerateMultiResourceEmbedToken', 'credential'],
    ['AddWorkspaceRoleViaAdminApi', 'privilege'],
    ['UpdateTenantDlpPolicies', 'logging'],
    ['CopyBlob', 'read'],
    ['CreateShortcut', 'destination'],
    ['SearchExported', 'export'],
    ['SearchExportDownloaded', 'export'],
    ['ExportReport', 'export'],
    ['ExportForm', 'export'],
    ['Export-ActivityExplorerData', 'export'],
    ['FileUploadedToCloud', 'export'],
    ['FileCopiedToRemovableMedia', 'export'],
    ['FileAccessed', 'read'],
    ['FilePreviewed', 'read'],
    ['AnonymousLinkUsed', 'read'],
    ['SharingLinkUsed', 'read'],
    ['CopilotInteraction', 'read'],
    ['ListViewed', 'list'],
    ['Search-Mailbox', 'list'],
    ['AnonymousLinkCreated', 'share'],
    ['SharingSet', 'share'],
    ['SharingLinkCreated', 'share'],
    ['AddedToSharingLink', 'share'],
    ['CompanyLinkCreated', 'share'],
    ['PublishToWebReport', 'share'],
    ['AddFolderPermissions', 'share'],
    ['UserLoggedIn', 'logon'],
    ['MailboxLogin', 'logon'],
    ['Consent to application.', 'credential'],
    ['Add service principal credentials.', 'credential'],
    ['Update application – Certificates and secrets management ', 'credential'],
    ['Reset user password.', 'credential'],
    ['Set federation settings on domain.', 'credential'],
    ['Set force change user password.', 'credential'],
    ['Update PasswordProfile.', 'credential'],
    ['Add app role assignment to group.', 'credential'],
    ['Add member to role completed (PIM activation).', 'privilege'],
    ['Add eligible member to role.', 'privilege'],
    ['Add scoped member to role.', 'privilege'],
    ['Add EligibleRoleAssignment to RoleDefinition', 'privilege'],
    ['Update Conditional Access policy', 'privilege'],
    ['Reset the cross-tenant access default setting', 'privilege'],
    ['Remove-ApplicationAccessPolicy', 'privilege'],
    ['Update application - Certificates and secrets management', 'credential'],
    ['Update application – Certificates and secrets management ', 'credential'],
    ['Add CertificationBasedAuthConfiguration', 'credential'],
    ['Update per-user multifactor authentication state', 'mfa'],
    ['Delete FIDO2 security key(s)', 'mfa'],
    ['Remove-ProtectionAlert', 'logging'],
    ['ConnectedAIAppInteraction', 'read'],
    ['FileCopied', 'read'],
    ['FileDownloaded ', 'export'],
    ['Add-MailboxPermission', 'privilege'],
    ['SiteCollectionAdminAdded', 'privilege'],
    ['Invite external user.', 'privilege'],
    ['Enable account.', 'privilege'],
    ['Update authorization policy.', 'privilege'],
    ['Update named location', 'privilege'],
    ['Update a partner cross-tenant access setting.', 'privilege'],
    ['Disable Strong Authentication.', 'mfa'],
    ['User registered security info', 'mfa'],
    ['Set-AdminAuditLogConfig', 'logging'],
    ['RemovedSearchExported', 'logging'],
    ['New-TransportRule', 'destination'],
    ['CreateFlow', 'destination'],
    // Near misses of the lines above.
    ['FileUploaded', 'other'],
    ['FileSyncUploadedFull', 'other'],
    ['ViewedSearchExported', 'other'],
    ['Exported', 'other'],
    ['AnonymousLinkRemoved', 'other'],
    ['SharingRevoked', 'other'],
    ['SharingLinkDeleted', 'other'],
    ['FileCopiedToClipboard', 'other'],
    ['filedownloaded', 'other'],
    ['Remove scoped member from role', 'other'],
    ['Add role definition from template', 'other'],
    ['Disable account.', 'other'],
    ['Remove member from role.', 'other'],
    ['Remove-MailboxPermission', 'other'],
    ['Remove-TransportRule', 'other'],
    ['Delete application.', 'other'],
    ['SomethingOfNextYear', 'other'],
  ])('reads %s as %s', (Operation, kind) => {
    expect(read(fileRecord({ Operation }))).toMatchObject({ kind, operation: Operation });
  });

  test('tells a rule that forwards mail, and where to, from one that sorts it', () => {
    expect(read(ruleRecord())).toMatchObject({
      kind: 'destination',
      resources: expect.arrayContaining([{ type: 'destination', uid: 'mallory@example.org' }]),
    });
    expect(read(ruleRecord({ Parameters: [{ Name: 'MoveToFolder', Value: 'Archive' }] })).kind).toBe('other');
    const outlook = (RuleActions: string) =>
      read(
        ruleRecord({
          Operation: 'UpdateInboxRules',
          Parameters: null,
          OperationProperties: [{ Name: 'RuleActions', Value: RuleActions }],
        }),
      ).kind;
    expect(outlook('[{"ActionType":"Forward","Recipients":["mallory@example.org"]}]')).toBe('destination');
    expect(outlook('[{"ActionType":"Move"}]')).toBe('other');
    const sorted = `{"ActionType":"AssignCategories","Categories":["${'x'.repeat(5000)}"]}`;
    expect(outlook(`[${sorted},{"ActionType":"Forward"}]`)).toBe('destination');
  });

  test('names each address that a rule forwards mail to, whatever made the rule', () => {
    const destinations = (fields: JsonObject) =>
      read(ruleRecord(fields)).resources.flatMap(({ type, uid }) => (type === 'destination' ? [uid] : []));
    const Parameters = [{ Name: 'ForwardTo', Value: 'smtp:mallory@example.org; smtp:eve@example.net; ' }];
    expect(destinations({ Parameters })).toEqual(['mallory@example.org', 'eve@example.net']);
    const outlook = (Value: string) =>
      destinations({
        Operation: 'UpdateInboxRules',
        Parameters: null,
        OperationProperties: [{ Name: 'RuleActions', Value }],
      });
    const moved = { ActionType: 'Move', Recipients: ['bob@example.com'] };
    const actions = [
      moved,
      'junk',
      { ActionType: 'Redirect', Recipients: ['SMTP:mallory@example.org', 3, ''] },
    ];
    expect(outlook(JSON.stringify(actions))).toEqual(['mallory@example.org']);
    expect(outlook('{}')).toEqual([]);
    expect(outlook('[')).toEqual([]);
  });

  test.each([
    ['Set-Mailbox', [{ Name: 'ForwardingSmtpAddress', Value: 'x@example.org' }], 'destination'],
    ['Set-Mailbox', [{ Name: 'AuditEnabled', Value: 'False' }], 'logging'],
    ['Set-Mailbox', [{ Name: 'MaxSendSize', Value: '10MB' }], 'other'],
    ['Set-OrganizationConfig', [{ Name: 'AuditDisabled', Value: 'True' }], 'logging'],
    ['Set-OrganizationConfig', [{ Name: 'OAuth2ClientProfileEnabled', Value: 'True' }], 'other'],
    ['New-ComplianceSearchAction', '-SearchName "x" -Export "True"', 'export'],
    ['New-ComplianceSearchAction', '-SearchName "x" -Purge "True"', 'other'],
    ['New-ComplianceSearchAction', '-SearchName "x" -Preview "True"', 'read'],
  ])('reads %s with parameters %# as %s', (Operation, Parameters, kind) => {
    expect(read(ruleRecord({ Operation, Parameters })).kind).toBe(kind);
  });

  test('tells a change of strong authentication from other changes of a user', () => {
    const change = (Name: string) =>
      read(roleRecord({ Operation: 'Update user.', ModifiedProperties: [{ Name, NewValue: '[]' }] })).kind;
    expect(change('StrongAuthenticationMethod')).toBe('mfa');
    expect(change('DisplayName')).toBe('other');
  });

  test.each([
    [signInRecord(), 'success'],
    [signInRecord({ Operation: 'UserLoginFailed', LogonError: 'InvalidUserNameOrPassword' }), 'failure'],
    [signInRecord({ LogonError: 'UserStrongAuthClientAuthNRequiredInterrupt' }), 'failure'],
    [signInRecord({ Operation: 'UserLoginFailed' }), 'failure'],
    [signInRecord({ Operation: 'UserLoginFailed', ErrorNumber: '500121' }), 'failure'],
    [
      signInRecord({ ErrorNumber: '50074', LogonError: 'UserStrongAuthClientAuthNRequiredInterrupt' }),
      'failure',
    ],
    [signInRecord({ Operation: 'UserLoginFailed', ErrorNumber: '50076' }), 'unknown'],
    [signInRecord({ LogonError: 'UserStrongAuthClientAuthNRequired' }), 'unknown'],
    [signInRecord({ Operation: 'UserLoginFailed', LogonError: 'KmsiInterrupt' }), 'unknown'],
    [roleRecord({ ResultStatus: 'Failure' }), 'failure'],
    [ruleRecord({ ResultStatus: 'False' }), 'failure'],
    [ruleRecord({ ResultStatus: 'True' }), 'success'],
    [mailRecord({ ResultStatus: 'PartiallySucceeded' }), 'success'],
    [linkRecord({ Operation: 'SharingInvitationBlocked' }), 'failure'],
  ])('reads the outcome of record %#', (record, outcome) => {
    expect(read(record).outcome).toBe(outcome);
  });

  test('is one actor in every workload', () => {
    const uids = [fileRecord(), mailRecord(), signInRecord(), roleRecord(), ruleRecord()].map(
      (r) => read(r).actor.uid,
    );
    expect(new Set(uids)).toEqual(new Set(['alice@example.com']));
  });

  test.each([
    [{ UserType: 2 }, { type: 'user' }],
    [{ UserType: 3 }, { type: 'vendor-staff' }],
    [
      { UserType: 5, UserId: 'Microsoft Teams Sync' },
      { type: 'integration', name: 'Microsoft Teams Sync' },
    ],
    [
      { UserType: 6, UserId: 'ServicePrincipal_1' },
      { type: 'integration', uid: 'serviceprincipal_1' },
    ],
    [{ UserType: 9 }, { type: 'vendor-staff' }],
    [{ UserType: 10, UserId: 'bob_example.org#EXT#@example.com' }, { type: 'user' }],
    [{ UserType: '5' }, { type: 'integration' }],
    [{ UserType: undefined }, { type: 'user' }],
    [{ UserType: undefined, UserId: 'S-1-5-21-1' }, { type: 'unknown' }],
    [{ UserType: 1 }, { type: 'unknown' }],
    [{ ExternalAccess: true }, { type: 'vendor-staff' }],
    [
      { ExternalAccess: true, UserType: 3, UserId: 'NT AUTHORITY\\SYSTEM (Example.Host)' },
      { type: 'service' },
    ],
    [{ UserType: 0, UserId: 'SHAREPOINT\\system' }, { type: 'service' }],
    [
      { UserType: 0, UserId: 'i:0#.f|membership|Alice@example.com' },
      { uid: 'alice@example.com', email: 'alice@example.com', type: 'user' },
    ],
    [
      { UserType: 0, UserId: 'S-1-5-18' },
      { uid: 's-1-5-18', type: 'service' },
    ],
    [{ UserType: 0, UserId: 'S-1-5-180' }, { type: 'user' }],
    [
      { UserId: 'app@sharepoint', AppAccessContext: null, ApplicationId: null },
      { uid: 'app@sharepoint', type: 'integration' },
    ],
    [
      { UserId: 'app@sharepoint', AppAccessContext: { ClientAppId: '00000000-0000-4000-8000-0000000000AA' } },
      { uid: '00000000-0000-4000-8000-0000000000aa', type: 'integration', name: 'app@sharepoint' },
    ],
    [
      { UserId: 'alice@example.com', ClientAppId: '00000000-0000-4000-8000-0000000000aa' },
      { uid: 'alice@example.com', type: 'user' },
    ],
    [{ UserId: 'urn:spo:anon#0123456789abcdef' }, { uid: 'urn:spo:anon#0123456789abcdef', type: 'unknown' }],
    [
      { UserId: 'urn:spo:guest#Bob@example.net' },
      { uid: 'urn:spo:guest#bob@example.net', type: 'user', email: 'bob@example.net' },
    ],
  ])('derives actor %#', (fields, expected) => {
    const { actor } = read(fileRecord(fields));
    expect(actor).toMatchObject(expected);
    if (actor.type !== 'user') expect(actor).not.toHaveProperty('email');
  });

  test('knows a person who is not yet known by the key, and by the name that Entra lists', () => {
    expect(read(signInRecord({ UserId: 'Not Available', UserType: 4 })).actor).toMatchObject({
      uid: '00000000-0000-4000-8000-0000000000e1',
      type: 'user',
      name: 'alice@example.com',
    });
    const Actor = [{ ID: 'Azure MFA StrongAuthenticationService', Type: 1 }];
    expect(read(roleRecord({ UserId: undefined, UserKey: 'Not Available', Actor })).actor).toMatchObject({
      uid: 'Azure MFA StrongAuthenticationService',
    });
  });

  test('reads rows of Search-UnifiedAuditLog, of the Purview portal and of Microsoft Graph like the record inside', () => {
    for (const row of [exportedRow(), portalRow()]) {
      expect(m365.recognises(row)).toBe(true);
      expect(read(row)).toEqual(read(fileRecord()));
    }
    const graph = {
      id: '1',
      createdDateTime: '2026-03-02T09:15:30Z',
      operation: 'FileDownloaded',
      auditData: fileRecord(),
    };
    expect(m365.recognises(graph)).toBe(true);
    expect(read(graph)).toEqual(read(fileRecord()));
    expect(
      read({
        id: 'r1',
        createdDateTime: '2026-03-02T09:15:30Z',
        operation: 'FileDownloaded',
        userType: 'regular',
        userId: 'a1',
        userPrincipalName: 'Alice@example.com',
        service: 'SharePoint',
        objectId: 'https://example.sharepoint.com/customers.xlsx',
        clientIp: '192.0.2.10',
        auditData: { '@odata.type': 'microsoft.graph.security.auditData' },
      }),
    ).toMatchObject({
      eventId: 'r1',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'export',
      actor: { uid: 'alice@example.com', type: 'user' },
      source: { ip: '192.0.2.10' },
    });
    const { Operation: _, ...kept } = fileRecord({ ObjectId: 'https://example.sharepoint.com/kept.xlsx' });
    expect(read({ createdDateTime: '2026-03-02', operation: 'FileDownloaded', auditData: kept })).toEqual(
      read({ ...kept, Operation: 'FileDownloaded' }),
    );
    const AuditData = { AdditionalProperties: { '@odata.type': '#example', ...fileRecord() } };
    expect(read({ Id: '1', Operation: 'FileDownloaded', AuditData })).toEqual(read(fileRecord()));
    for (const AdditionalProperties of [{}, { '@odata.type': '#example' }])
      expect(read(exportedRow({ AuditData: { ...fileRecord(), AdditionalProperties } }))).toEqual(
        read(fileRecord()),
      );
    expect(m365.parse(exportedRow({ AuditData: '{' }))).toMatchObject({
      kind: 'malformed',
      path: 'AuditData',
    });
  });

  test('counts a file as one where its size is not told', () => {
    for (const Operation of ['FileDownloaded', 'FileSyncDownloadedFull', 'FileAccessed']) {
      expect(read(fileRecord({ Operation, FileSizeBytes: undefined })).volume).toEqual({ records: 1 });
      expect(read(fileRecord({ Operation })).volume).toEqual({ bytes: 7_340_032 });
    }
    expect(read(fileRecord({ Operation: 'MessagesExported', FileSizeBytes: undefined }))).not.toHaveProperty(
      'volume',
    );
  });

  test('names the files that Copilot read', () => {
    const CopilotEventData = {
      AccessedResources: [{ Id: 'file-1', Name: 'plan.docx', SiteUrl: 'https://x' }],
    };
    const { resources } = read(searchRecord({ Operation: 'CopilotInteraction', CopilotEventData }));
    expect(resources).toContainEqual({ type: 'file', uid: 'file-1', name: 'plan.docx' });
  });

  test('reads the browser of a search, which is named otherwise', () => {
    const ClientUserAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0';
    const search = searchRecord({ Operation: 'SearchQueryInitiatedSharePoint', ClientUserAgent });
    expect(read(search).source?.client).toBe('Firefox on Linux');
  });

  test('reads mail clients and browsers that Exchange describes', () => {
    const client = (ClientInfoString: string) => read(mailRecord({ ClientInfoString })).source?.client;
    expect(client('Client=OWA;Action=ViaProxy')).toBe('OWA');
    expect(
      client('Client=/owa/x; Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0'),
    ).toBe('Firefox on Linux');
  });

  test('ignores what Microsoft 365 and browsers do on their own, with a reason', () => {
    const ignored = (record: JsonObject) => m365.parse(record).kind === 'ignored';
    expect(ignored(fileRecord({ Operation: 'PagePrefetched' }))).toBe(true);
    expect(ignored(fileRecord({ Operation: 'FileModified', UserType: 4 }))).toBe(true);
    const system = { UserId: 'NT AUTHORITY\\SYSTEM (Example.Host)', UserType: 3, ExternalAccess: true };
    expect(ignored(ruleRecord({ Operation: 'Install-AdminAuditLogConfig', ...system }))).toBe(true);
    expect(ignored(ruleRecord({ Operation: 'Set-AdminAuditLogConfig', ...system }))).toBe(false);
    expect(ignored(fileRecord({ Operation: 'FileModified' }))).toBe(false);
    expect(ignored(roleRecord({ Operation: 'Add service principal.', UserType: 4 }))).toBe(false);
  });

  test('keeps a record whose user is not told', () => {
    for (const name of [null, undefined])
      expect(read(fileRecord({ UserId: name, UserKey: name })).actor).toMatchObject({
        uid: 'unknown',
        type: 'unknown',
      });
  });

  test('says which field is missing, and makes no time up', () => {
    const path = (record: JsonObject) => m365.parse(record);
    expect(read(fileRecord({ CreationTime: 'soon' }))).not.toHaveProperty('time');
    expect(path(fileRecord({ UserId: {}, UserKey: undefined }))).toMatchObject({
      kind: 'malformed',
      path: 'UserId',
    });
    expect(path({ AuditData: '{}', Operations: 'x' })).toMatchObject({
      kind: 'malformed',
      path: 'Operation',
    });
  });

  test('shows what the record says of a user without a name, and knows him by his key', () => {
    expect(draftOf(m365, signInRecord({ UserId: 'Not Available', Actor: [] })).actor).toMatchObject({
      uid: '00000000-0000-4000-8000-0000000000e1',
      name: 'Not Available',
    });
  });

  test('recognises its own records only', () => {
    expect(m365.recognises({ Operation: 'ReportExported', EventDate: 'x' })).toBe(false);
    expect(m365.recognises({ Operation: 'Query', CreationTime: 'x' })).toBe(false);
    expect(m365.recognises({ AuditData: '{}' })).toBe(false);
  });

  test('reads which record of Dynamics 365 was opened, and nothing of what it holds', () => {
    const draft = read(crmRecord());
    expect(draft).toMatchObject({
      kind: 'read',
      operation: 'Retrieve',
      actor: { uid: 'alice@example.com', type: 'user' },
      source: { ip: '192.0.2.10', client: 'Chrome on Windows' },
      volume: { records: 1 },
    });
    expect(draft.resources).toEqual([
      { type: 'table', uid: 'contact' },
      { type: 'record', uid: '00000000-0000-4000-8000-000000000901' },
      { type: 'environment', uid: 'org1' },
    ]);
    expect(JSON.stringify(draft)).not.toContain('secret');
  });

  const ids = (length: number) =>
    Array.from({ length }, (_, i) => `00000000-0000-4000-8000-0000000009${String(i + 10)}`).join(', ');

  test.each<[JsonObject, JsonObject]>([
    [
      { Message: 'ExportToExcel', QueryResults: ids(2) },
      { kind: 'export', volume: { records: 2 } },
    ],
    [
      { Message: 'ExportToExcel', QueryResults: '12000' },
      { kind: 'export', volume: { records: 12_000 } },
    ],
    [{ Message: 'ExportWordDocument' }, { kind: 'export' }],
    [
      { Message: 'RetrieveMultiple', QueryResults: ids(20) },
      { kind: 'read', volume: { records: 20 } },
    ],
    [{ Message: 'GrantAccess' }, { kind: 'share' }],
    [{ Message: 'Associate', EntityName: 'systemuser' }, { kind: 'privilege' }],
    [{ Message: 'Create', EntityName: 'serviceendpoint' }, { kind: 'destination' }],
    [{ Message: 'Disable Organization Audit' }, { kind: 'logging' }],
    [{ Message: 'UserSignIn' }, { kind: 'logon' }],
    // Near misses of the lines above.
    [{ Message: 'ExportSolution' }, { kind: 'other' }],
    [{ Message: 'RetrievePrincipalAccess' }, { kind: 'other' }],
    [{ Message: 'Create', EntityName: 'account' }, { kind: 'other' }],
  ])('reads what %j in Dynamics 365 means', (fields, expected) => {
    expect(read(crmRecord(fields))).toMatchObject(expected);
  });

  test('names records of Dynamics 365 that are few, and none of a long list or of no id', () => {
    const recordsOf = (fields: JsonObject) =>
      read(crmRecord(fields)).resources.filter(({ type }) => type === 'record').length;
    const EntityId = '00000000-0000-0000-0000-000000000000';
    expect(recordsOf({ Message: 'RetrieveMultiple', EntityId, QueryResults: ids(3) })).toBe(3);
    expect(recordsOf({ Message: 'RetrieveMultiple', EntityId, QueryResults: ids(9) })).toBe(0);
  });

  test('takes what Power BI says that it did not do for a failure, and names its artifacts once', () => {
    const report = { Operation: 'ExportReport', Workload: 'PowerBI', ReportId: 'r1', ArtifactId: 'r1' };
    expect(read(searchRecord({ ...report, IsSuccess: false }))).toMatchObject({
      kind: 'export',
      outcome: 'failure',
    });
    const resources = (fields: JsonObject) =>
      read(searchRecord({ ...report, IsSuccess: true, ...fields })).resources.map(({ type }) => type);
    expect(resources({})).toContain('report');
    expect(resources({})).not.toContain('artifact');
    expect(resources({ ReportId: null })).toContain('artifact');
  });
});

describe('An application of Entra', () => {
  const APP = '00000000-0000-4000-8000-0000000000d1';
  const OBJECT = '00000000-0000-4000-8000-0000000000d2';
  const GRAPH = '00000003-0000-0000-c000-000000000000';
  const changed = (properties: JsonObject) =>
    Object.entries(properties).map(([Name, NewValue]) => ({ Name, NewValue, OldValue: '' }));
  const principal = (object: string, name: string, ...others: readonly JsonObject[]) => [
    { ID: `ServicePrincipal_${object}`, Type: 2 },
    { ID: object, Type: 2 },
    { ID: 'ServicePrincipal', Type: 2 },
    { ID: name, Type: 1 },
    ...others,
  ];
  const APPLICATION = [
    { ID: `Application_${OBJECT}`, Type: 2 },
    { ID: OBJECT, Type: 2 },
    { ID: 'Application', Type: 2 },
    { ID: 'Mail Merge Helper', Type: 1 },
  ];
  const told = (Operation: string, fields: JsonObject) =>
    read(roleRecord({ Operation, ObjectId: 'Not Available', ModifiedProperties: [], Target: [], ...fields }));
  const acting = read(
    fileRecord({ UserId: 'app@sharepoint', AppAccessContext: { ClientAppId: APP.toUpperCase() } }),
  );
  const certificates = 'Update application – Certificates and secrets management ';
  const details = (Value: string) => [{ Name: 'additionalDetails', Value }];

  test.each<readonly [string, JsonObject]>([
    [
      'Add service principal credentials.',
      {
        Target: principal(OBJECT, 'Mail Merge Helper', { ID: `https://app.example.com;${APP}`, Type: 4 }),
        ModifiedProperties: changed({ KeyDescription: '["[KeyIdentifier=x,KeyType=Password]"]' }),
      },
    ],
    [
      'Add service principal credentials.',
      {
        Target: principal(OBJECT, 'Mail Merge Helper'),
        ModifiedProperties: changed({
          'TargetId.ServicePrincipalNames': `"https://app.example.com/${GRAPH};${APP}"`,
        }),
      },
    ],
    [certificates, { Target: APPLICATION, ModifiedProperties: changed({ 'TargetId.AppId': `"${APP}"` }) }],
    [
      certificates,
      { Target: APPLICATION, ExtendedProperties: details(`{"User-Agent":"x","AppId":"${APP}"}`) },
    ],
    ['Add application.', { Target: APPLICATION, ModifiedProperties: changed({ AppId: `["${APP}"]` }) }],
    [
      'Add app role assignment to service principal.',
      {
        Target: principal(GRAPH, 'Microsoft Graph', { ID: GRAPH, Type: 4 }),
        ModifiedProperties: changed({
          'AppRole.Value': '"Mail.Read"',
          'ServicePrincipal.ObjectID': `"${OBJECT}"`,
          'ServicePrincipal.AppId': `"${APP}"`,
          'TargetId.ServicePrincipalNames': `"${GRAPH};https://graph.example.com"`,
        }),
      },
    ],
    ['Consent to application.', consentRecord()],
    [
      'Add member to role.',
      { Target: principal(OBJECT, 'Mail Merge Helper', { ID: APP.toUpperCase(), Type: 4 }) },
    ],
  ])('that %s is about is told by the id that it acts under: %#', (operation, fields) => {
    expect(told(operation, fields).target).toEqual({ uid: APP });
    expect(acting.actor.uid).toBe(APP);
  });

  test('is the one that acts in Entra as its service principal', () => {
    const record = roleRecord({
      ObjectId: 'Not Available',
      UserId: `ServicePrincipal_${OBJECT}`,
      UserType: 4,
      Actor: [
        { ID: 'Mail Merge Helper', Type: 1 },
        { ID: APP, Type: 2 },
        ...principal(OBJECT, 'x').slice(0, 3),
      ],
    });
    expect(read(record).actor.uid).toBe(APP);
    expect(read({ ...record, Target: principal(OBJECT, 'x', { ID: APP, Type: 4 }) }).target).toBeUndefined();
    const nameless = `serviceprincipal_${OBJECT}`;
    expect(read({ ...record, Actor: principal(OBJECT, 'x') }).actor.uid).toBe(nameless);
    expect(told('Add service principal.', { Target: principal(OBJECT, 'x') }).target).toEqual({
      uid: nameless,
    });
  });

  test('is not the API that a grant is about, nor where a person is let in', () => {
    const api = { Target: principal(GRAPH, 'Microsoft Graph', { ID: GRAPH, Type: 4 }) };
    const ModifiedProperties = changed({ 'ServicePrincipal.ObjectID': `"${OBJECT}"` });
    expect(told('Add delegated permission grant.', { ...api, ModifiedProperties }).target).toBeUndefined();
    expect(
      told('Add app role assignment grant to user.', {
        ...api,
        ModifiedProperties: changed({ 'User.UPN': '"alice@example.com"' }),
      }).target,
    ).toBeUndefined();
  });

  test('reads a record of which somebody kept no more than who did what and when', () => {
    const kept = {
      CreationTime: '2026-03-02T09:15:30',
      Operation: 'FileDownloaded',
      UserId: 'alice@example.com',
      ClientIP: '192.0.2.10',
    };
    expect(m365.recognises(kept)).toBe(true);
    expect(m365.recognises({ CreationTime: '2026-03-02T09:15:30', Operation: 'Run' })).toBe(false);
    expect(read(kept)).toMatchObject({
      kind: 'export',
      actor: { uid: 'alice@example.com', type: 'user', email: 'alice@example.com' },
    });
  });

  test('takes what a record says itself where a part of it was kept beside', () => {
    const auditData = { Operation: 'MailItemsAccessed', OperationCount: 5 };
    const whole = fileRecord({ Operation: 'MailItemsAccessed', auditData });
    expect(read(whole)).toMatchObject({ volume: { records: 5 }, actor: { uid: 'alice@example.com' } });
  });

  test('names a role whether its name is quoted or not', () => {
    for (const NewValue of [
      'Global Administrator',
      '"Global Administrator"',
      '[\r\n  "Global Administrator"\r\n]',
    ])
      expect(
        read(roleRecord({ ModifiedProperties: [{ Name: 'Role.DisplayName', NewValue }] })).resources,
      ).toContainEqual({ type: 'role', uid: 'Global Administrator' });
  });

  test('reads parameters that somebody made an object of', () => {
    const Parameters = { ForwardTo: 'eve@example.net', StopProcessingRules: true };
    expect(read(ruleRecord({ Parameters }))).toMatchObject({ kind: 'destination' });
    expect(read(ruleRecord({ Parameters })).resources).toContainEqual({
      type: 'destination',
      uid: 'eve@example.net',
    });
  });

  test.each([
    ['Read BitLocker key', 'read'],
    ['Recover device local administrator password', 'read'],
    ['Download users - started (bulk)', 'export'],
    ['Bulk download group members-started (bulk)', 'export'],
    ['Download users - finished (bulk)', 'other'],
    ['Add-DistributionGroupMember', 'privilege'],
    ['Set-SharingPolicy', 'share'],
    ['Remove-JournalRule', 'logging'],
    ['Enable-TransportRule', 'destination'],
    ['Reset password (by admin)', 'credential'],
    ['Authentication Methods Policy Update', 'mfa'],
    ['Set-MailboxCalendarFolder', 'other'],
  ])('knows what %s means: %s', (Operation, kind) => {
    expect(read(fileRecord({ Operation })).kind).toBe(kind);
  });

  test.each([
    ['Set-MailboxCalendarFolder', 'PublishEnabled'],
    ['Set-OrganizationConfig', 'AuditDisabled'],
  ])('%s that turns %s off opens or hides nothing', (Operation, Name) => {
    const Parameters = [
      { Name, Value: 'False' },
      { Name: 'Identity', Value: 'x' },
    ];
    expect(read(ruleRecord({ Operation, Parameters })).kind).toBe('other');
  });

  test('tells a calendar that is published from other settings of it', () => {
    const Parameters = [{ Name: 'PublishEnabled', Value: 'True' }];
    expect(read(ruleRecord({ Operation: 'Set-MailboxCalendarFolder', Parameters })).kind).toBe('share');
  });
});

describe('logs of Entra', () => {
  test('are read whatever stands where a name should, and however deep', () => {
    const key = { toString: 1, valueOf: 1 };
    const value = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as Json;
    expect(read(entraAudit({ additionalDetails: [{ key, value }] })).kind).toBe('credential');
    const { activityDisplayName: ActivityDisplayName, ...fields } = entraAudit();
    expect(read({ ...fields, ActivityDisplayName, Deep: value }).kind).toBe('credential');
  });

  test('are read as the unified audit log is', () => {
    expect(m365.recognises(entraAudit())).toBe(true);
    expect(read(entraAudit())).toMatchObject({
      eventId: 'Directory_00000000-0000-4000-8000-000000000311_EXAMPLE_1',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'credential',
      operation: 'Add app role assignment to service principal',
      outcome: 'success',
      actor: { uid: 'admin@example.com', type: 'user', email: 'admin@example.com' },
      target: { uid: '00000000-0000-4000-8000-0000000000d1' },
      source: { ip: '192.0.2.10', client: 'Chrome on Windows' },
      resources: [
        { type: 'app', uid: '00000000-0000-4000-8000-0000000000d1', name: 'Mail Helper' },
        { type: 'api', name: 'Example Mail API' },
        { type: 'scope', uid: 'Mail.Read' },
      ],
    });
  });

  test('name whose access was changed, and tell what was refused', () => {
    const targetResources = [{ id: 'u1', type: 'User', userPrincipalName: 'bob@example.com' }];
    const activityDisplayName = 'Reset password (by admin)';
    expect(read(entraAudit({ activityDisplayName, targetResources, result: 'failure' }))).toMatchObject({
      kind: 'credential',
      outcome: 'failure',
      target: { uid: 'bob@example.com' },
    });
  });

  test('do not say how something ended for which Entra has waited too long', () => {
    expect(read(entraAudit({ result: 'timeout' })).outcome).toBe('unknown');
  });

  test('have the address of the caller, and the ids of what is no service principal as they are', () => {
    const initiatedBy = { user: { userPrincipalName: 'admin@example.com' } };
    const targetResources = [
      { id: '00000000-0000-4000-8000-0000000000f9', type: 'Group', displayName: 'Staff' },
    ];
    const callerIpAddress = '192.0.2.77';
    const audit = entraAudit({
      activityDisplayName: 'Update group',
      initiatedBy,
      callerIpAddress,
      targetResources,
    });
    expect(read(audit)).toMatchObject({
      source: { ip: '192.0.2.77' },
      resources: [expect.objectContaining({ uid: '00000000-0000-4000-8000-0000000000f9' })],
    });
  });

  test('are read with the names that PowerShell gives them', () => {
    const User = { UserPrincipalName: 'admin@example.com', IPAddress: '192.0.2.10' };
    const audit: JsonObject = {
      ActivityDisplayName: 'Reset password (by admin)',
      ActivityDateTime: '2026-03-02T09:15:30Z',
      Id: 'x',
      InitiatedBy: { App: {}, User },
      TargetResources: [{ Type: 'User', UserPrincipalName: 'bob@example.com' }],
      Result: 'success',
    };
    expect(m365.recognises(audit)).toBe(true);
    expect(read(audit)).toMatchObject({
      actor: { uid: 'admin@example.com' },
      target: { uid: 'bob@example.com' },
      source: { ip: '192.0.2.10' },
    });
    const signIn: JsonObject = {
      CreatedDateTime: '2026-03-02T09:15:30Z',
      UserPrincipalName: 'alice@example.com',
      IpAddress: '192.0.2.10',
      Status: { ErrorCode: 50126 },
    };
    expect(m365.recognises(signIn)).toBe(true);
    expect(read(signIn)).toMatchObject({ kind: 'logon', outcome: 'failure', source: { ip: '192.0.2.10' } });
    let deep: JsonObject = {};
    for (let at = 0; at < 50; at++) deep = { Inner: [deep] };
    expect(m365.recognises({ CreatedDateTime: 'x', Deep: deep })).toBe(false);
  });

  test('name an application that acts by itself by its id', () => {
    const app = {
      displayName: 'Sync',
      appId: '00000000-0000-4000-8000-0000000000d9',
      servicePrincipalId: '00000000-0000-4000-8000-0000000000d8',
    };
    for (const user of [null, {}, { id: null, userPrincipalName: '' }])
      expect(read(entraAudit({ initiatedBy: { user, app } })).actor).toMatchObject({
        uid: '00000000-0000-4000-8000-0000000000d9',
        type: 'integration',
      });
    expect(read(entraSignIn({ userPrincipalName: '', userId: '', ...app })).actor).toMatchObject({
      uid: '00000000-0000-4000-8000-0000000000d9',
      type: 'integration',
    });
  });

  test('tell sign-ins, refused ones and those that were only interrupted', () => {
    expect(m365.recognises(entraSignIn())).toBe(true);
    expect(read(entraSignIn())).toMatchObject({
      kind: 'logon',
      operation: 'UserLoggedIn',
      outcome: 'success',
      actor: { uid: 'alice@example.com', app: 'Example Portal (00000000-0000-4000-8000-0000000000c2)' },
      source: { ip: '192.0.2.10' },
    });
    expect(read(entraSignIn({ resourceId: '/tenants/example' })).resources).toEqual([]);
    expect(read(entraSignIn({ status: { errorCode: 50126 } })).outcome).toBe('failure');
    expect(read(entraSignIn({ status: { errorCode: 50140 } })).outcome).toBe('unknown');
    expect(
      m365.recognises({ createdDateTime: '2026-03-02T09:15:30Z', status: 'active', userPrincipalName: 'x' }),
    ).toBe(false);
  });
});
