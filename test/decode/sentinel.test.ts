import { describe, expect, test } from 'vitest';
import { readTableRow } from '../../shared/decode/sentinel.ts';
import { googleWorkspace } from '../../shared/vendors/google-workspace.ts';
import { m365 } from '../../shared/vendors/m365.ts';
import type { Json } from '../../shared/vendors/vendor.ts';

const read = (row: Readonly<Record<string, Json>>) => readTableRow(Object.entries(row));
const office = { OfficeWorkload: 'OneDrive', Operation: 'FileDownloaded' };
const github = { Action: 'git.clone', CreatedAt: 1, DocumentId: 'x' };
const box = { event_type: 'DOWNLOAD', event_category: 'event', event_id: '1' };
const okta = { EventOriginalType: 'a', EventOriginalUid: 'b', OriginalActorAlternateId: 'c' };

describe('a row of a table of Sentinel', () => {
  test('is known by all the columns that only its table has', () => {
    expect(read(office)).toEqual({ Workload: 'OneDrive', Operation: 'FileDownloaded' });
    expect(read({ Operation: 'FileDownloaded' })).toBeUndefined();
    expect(read({ OfficeWorkload: 'OneDrive', MethodName: 'x' })).toBeUndefined();
    expect(read({})).toBeUndefined();
  });

  test('of the logs of Entra has the names that Microsoft Graph gives them', () => {
    const audit = { ActivityDisplayName: 'Add user', InitiatedBy: '{}', TargetResources: '[]' };
    expect(read(audit)).toEqual({
      activityDisplayName: 'Add user',
      initiatedBy: '{}',
      targetResources: '[]',
    });
    const signIn = { CreatedDateTime: 'x', AppDisplayName: 'y', IPAddress: '192.0.2.1', Status: '{}' };
    expect(read(signIn)).toMatchObject({ createdDateTime: 'x', ipAddress: '192.0.2.1', status: '{}' });
  });

  test.each([
    ['0', 'UserLoggedIn', 'success'],
    ['7000215', 'UserLoginFailed', 'failure'],
  ])(
    'of an application that signs in by itself is read as its sign-in, ended with %s',
    (ResultType, operation, outcome) => {
      const row = read({
        TimeGenerated: '2026-03-02T09:15:30Z',
        AppId: '00000000-0000-4000-8000-0000000000a1',
        IPAddress: '192.0.2.10',
        Id: '00000000-0000-4000-8000-000000000001',
        ResourceDisplayName: 'Microsoft Graph',
        ResourceIdentity: '00000000-0000-4000-8000-0000000000b1',
        ResultType,
        ServicePrincipalId: '00000000-0000-4000-8000-0000000000c1',
        ServicePrincipalName: 'Mail Helper',
      });
      expect(m365.recognises(row ?? {})).toBe(true);
      expect(m365.parse(row ?? {})).toMatchObject({
        draft: {
          time: Date.UTC(2026, 2, 2, 9, 15, 30),
          operation,
          outcome,
          actor: { uid: '00000000-0000-4000-8000-0000000000a1', type: 'integration' },
          source: { ip: '192.0.2.10' },
        },
      });
    },
  );

  test('keeps the names that its table does not tell, also those that every object has', () => {
    expect(read({ ...office, UserId: 'alice', constructor: 'x' })).toMatchObject({
      UserId: 'alice',
      constructor: 'x',
    });
  });

  test('has paths as objects, in which what is nested is text, and is left nested where it is none', () => {
    expect(
      read({ ...okta, OriginalUserId: 'd', OriginalTarget: [{ id: 'e' }], DebugData: { f: 1 } }),
    ).toEqual({
      eventType: 'a',
      uuid: 'b',
      actor: { alternateId: 'c', id: 'd' },
      target: [{ id: 'e' }],
      debugContext: { debugData: '{"f":1}' },
    });
    expect(read({ ...okta, SrcIpAddr: '192.0.2.7', SecurityContextAsNumber: 64500 })).toMatchObject({
      client: { ipAddress: '192.0.2.7' },
      securityContext: { asNumber: 64500 },
    });
  });

  test('of Power BI is read as the record of the audit log that it was made of', () => {
    const row = read({
      ActorName: 'alice@example.com',
      ActorUserType: 'Regular',
      EventOriginalType: 'ExportReport',
      EventOriginalUid: '00000000-0000-4000-8000-000000000001',
      EventResult: 'Succeeded',
      PbiWorkspaceName: 'Sales',
      RecordType: 'PowerBIAudit',
      ReportName: 'Customers',
      SrcIpAddr: '192.0.2.10',
      TimeGenerated: '2026-03-02T09:15:30Z',
      Workload: 'PowerBI',
      WorkspaceId: 'w1',
    });
    expect(m365.recognises(row ?? {})).toBe(true);
    expect(m365.parse(row ?? {})).toMatchObject({
      draft: {
        eventId: '00000000-0000-4000-8000-000000000001',
        time: Date.UTC(2026, 2, 2, 9, 15, 30),
        kind: 'export',
        operation: 'ExportReport',
        actor: { uid: 'alice@example.com', type: 'user' },
        source: { ip: '192.0.2.10' },
        resources: [
          { type: 'report', uid: 'Customers' },
          { type: 'workspace', uid: 'w1', name: 'Sales' },
        ],
      },
    });
  });

  test.each([
    (parameters: unknown) => parameters,
    // As the portal and other exports write it.
    (parameters: unknown) => JSON.stringify(parameters),
  ])('of Google Workspace is read as the activity that it was made of', (cell) => {
    const row = read({
      ActorEmail: 'alice@example.com',
      ActorProfileId: '1001',
      EventName: 'change_user_access',
      EventParameters: cell([
        { name: 'doc_id', value: 'd1' },
        { name: 'visibility_change', value: 'external' },
      ]) as string,
      EventType: 'acl_change',
      IdApplicationName: 'drive',
      IdUniqueQualifier: '-64',
      SrcIpAddr: '192.0.2.10',
      TimeGenerated: '2026-03-02T09:15:30Z',
      // A parameter, as of Calendar: many activities are about one.
      EventId: 'one-of-many',
    });
    expect(googleWorkspace.recognises(row ?? {})).toBe(true);
    expect(googleWorkspace.parse(row ?? {})).toMatchObject({
      draft: {
        eventId: '-64',
        time: Date.UTC(2026, 2, 2, 9, 15, 30),
        kind: 'share',
        outside: true,
        actor: { uid: '1001', type: 'user', email: 'alice@example.com' },
        source: { ip: '192.0.2.10' },
        resources: [{ type: 'document', uid: 'd1' }],
      },
    });
  });

  test('of Copilot is read as the interaction that it was made of, with what Copilot read', () => {
    const row = read({
      ActorName: 'alice@example.com',
      LLMEventData: '{"AccessedResources":[{"Id":"https://example.com/a.docx","Name":"a.docx"}]}',
      RecordId: '00000000-0000-4000-8000-000000000001',
      RecordType: 'CopilotInteraction',
      SrcIpAddr: '192.0.2.10',
      TimeGenerated: '2026-03-02T09:15:30Z',
      Workload: 'Copilot',
    });
    expect(m365.parse(row ?? {})).toMatchObject({
      draft: {
        kind: 'read',
        operation: 'CopilotInteraction',
        actor: { uid: 'alice@example.com' },
        source: { ip: '192.0.2.10' },
        resources: [{ type: 'file', uid: 'https://example.com/a.docx', name: 'a.docx' }],
      },
    });
  });

  const hunted = { Timestamp: '2026-03-02T09:15:30Z', IPAddress: '192.0.2.10', RequestId: 'r1' };

  test('of sign-ins that Defender keeps is read as the sign-in of a person, or of an application', () => {
    const signIn = { ...hunted, ApplicationId: '00000000-0000-4000-8000-0000000000a1' };
    const person = { AccountUpn: 'alice@example.com', ErrorCode: 50126, LogonType: '["interactiveUser"]' };
    expect(m365.parse(read({ ...signIn, ...person }) ?? {})).toMatchObject({
      draft: {
        time: Date.UTC(2026, 2, 2, 9, 15, 30),
        operation: 'UserLoginFailed',
        outcome: 'failure',
        actor: { uid: 'alice@example.com', type: 'user', app: '00000000-0000-4000-8000-0000000000a1' },
        source: { ip: '192.0.2.10' },
      },
    });
    const app = { ServicePrincipalId: '00000000-0000-4000-8000-0000000000c1', ErrorCode: 0 };
    expect(m365.parse(read({ ...signIn, ...app }) ?? {})).toMatchObject({
      draft: {
        operation: 'UserLoggedIn',
        outcome: 'success',
        actor: { uid: '00000000-0000-4000-8000-0000000000a1', type: 'integration' },
      },
    });
  });

  test.each([
    ['user', { uid: '00000000-0000-4000-8000-0000000000b1', type: 'user' }],
    ['servicePrincipal', { uid: '00000000-0000-4000-8000-0000000000a1', type: 'integration' }],
  ])('of calls to Graph that Defender keeps is read as the call of a %s', (EntityType, actor) => {
    const row = read({
      ...hunted,
      AccountObjectId: '00000000-0000-4000-8000-0000000000b1',
      ApplicationId: '00000000-0000-4000-8000-0000000000a1',
      EntityType,
      RequestMethod: 'GET',
      RequestUri: 'https://graph.microsoft.com/v1.0/users/alice@example.com/messages',
      ResponseSize: '3000',
      ResponseStatusCode: '200',
    });
    expect(m365.parse(row ?? {})).toMatchObject({
      draft: {
        time: Date.UTC(2026, 2, 2, 9, 15, 30),
        kind: 'read',
        actor,
        source: { ip: '192.0.2.10' },
        volume: { bytes: 3000 },
      },
    });
  });

  test('of Dataverse has the names of the audit log', () => {
    const dataverse = { CrmOrganizationUniqueName: 'x', Message: 'Retrieve', TimeGenerated: 'y' };
    expect(read({ ...dataverse, ClientIp: '192.0.2.7', SourceRecordId: 'z', UserId: 'a' })).toEqual({
      CrmOrganizationUniqueName: 'x',
      Message: 'Retrieve',
      CreationTime: 'y',
      ClientIP: '192.0.2.7',
      Id: 'z',
      UserId: 'a',
    });
  });

  test('has names with joints where the vendor has them', () => {
    expect(read({ ...github, ActorIp: '192.0.2.7', ActivityType: 'y', CountryCode: 'US' })).toEqual({
      action: 'git.clone',
      created_at: 1,
      _document_id: 'x',
      actor_ip: '192.0.2.7',
      type: 'y',
      actor_location: { country_code: 'US' },
    });
  });

  test('of Box has the objects that its names begin with', () => {
    expect(
      read({
        ...box,
        created_by: 'x',
        created_at: 'y',
        created_by_login: 'alice@example.com',
        accessible_by_id: '7',
        source_item_name: 'Plan',
        source_parent_id: '8',
        source_owned_by_login: 'bob@example.com',
        session_id: 's',
      }),
    ).toEqual({
      event_type: 'DOWNLOAD',
      type: 'event',
      event_id: '1',
      created_by: 'x',
      created_at: 'y',
      accessible_by: { id: '7' },
      source: { item_name: 'Plan', parent: { id: '8' }, owned_by: { login: 'bob@example.com' } },
      session_id: 's',
    });
  });
});
