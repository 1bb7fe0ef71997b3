import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { databricksAzure, databricksDelivered, databricksRow } from '../fixtures/databricks.ts';
import { mapped, reader } from './mapped.ts';

const databricks = mapped('databricks');
const read = reader('databricks');

describe('Databricks audit log', () => {
  test('reads a row of the system table', () => {
    expect(read(databricksRow())).toEqual({
      identity: { kind: 'event', id: '00000000-0000-4000-8000-00000000000c' },
      eventId: '00000000-0000-4000-8000-00000000000c',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'export',
      operation: 'databrickssql.downloadQueryResult',
      outcome: 'success',
      actor: { uid: 'alice@example.com', type: 'user', email: 'alice@example.com' },
      source: { ip: '192.0.2.10', client: 'Chrome on Mac OS X' },
      resources: [{ type: 'workspace', uid: '1111222233334444' }],
      session: 'session-example01',
    });
  });

  test('reads delivered JSON, names the table and lets no query text through', () => {
    const draft = read(databricksDelivered());
    expect(draft).toEqual({
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'read',
      operation: 'unityCatalog.generateTemporaryTableCredential',
      outcome: 'success',
      actor: { uid: '00000000-0000-4000-8000-00000000000d', type: 'service' },
      source: { ip: '192.0.2.10', client: 'Databricks-CLI' },
      resources: [
        { type: 'table', uid: 'main.sales.customers' },
        { type: 'workspace', uid: '1111222233334444' },
      ],
      session: 'session-example01',
    });
    expect(JSON.stringify(draft)).not.toContain('SELECT');
  });

  test('reads what Azure delivers, where nested objects are text', () => {
    expect(read(databricksAzure())).toMatchObject({
      kind: 'logon',
      operation: 'accounts.tokenLogin',
      outcome: 'failure',
      actor: { uid: 'alice@example.com', type: 'user', email: 'alice@example.com' },
      source: { ip: '192.0.2.10', client: 'python-requests' },
    });
  });

  test.each([
    ['notebook', 'downloadPreviewResults', 'export'],
    ['workspace', 'workspaceExport', 'export'],
    ['filesystem', 'filesGet', 'export'],
    ['filesystem', 'createDownloadUrl', 'export'],
    ['workspaceFiles', 'wsfsStreamingRead', 'read'],
    ['vectorSearch', 'queryVectorIndex', 'read'],
    ['vectorSearch', 'queryVectorIndexNextPage', 'read'],
    ['vectorSearch', 'scanVectorIndex', 'read'],
    ['unityCatalog', 'deltaSharingQueryTable', 'export'],
    ['aibiGenie', 'genieGenerateDownloadFullQueryResult', 'export'],
    ['dashboards', 'sendDashboardSnapshot', 'export'],
    ['aibiGenie', 'executeMessageQuery', 'read'],
    ['aibiGenie', 'genieGetMessageQueryResult', 'read'],
    ['secrets', 'getSecret', 'read'],
    ['notebook', 'runCommand', 'read'],
    ['secrets', 'listSecrets', 'list'],
    ['unityCatalog', 'createShare', 'share'],
    ['accounts', 'samlLogin', 'logon'],
    ['accounts', 'workspaceInHouseOAuthClientAuthentication', 'logon'],
    ['accounts', 'generateDbToken', 'credential'],
    ['ssoConfigBackend', 'update', 'credential'],
    ['accounts', 'addPrincipalToGroup', 'privilege'],
    ['accounts', 'deleteIpAccessList', 'privilege'],
    ['accounts', 'disableTableAcls', 'privilege'],
    ['workspace', 'addPermissionAssignment', 'privilege'],
    ['accounts', 'mfaDeleteKey', 'mfa'],
    ['unityCatalog', 'createStorageCredential', 'destination'],
    ['dbfs', 'mount', 'destination'],
    ['accounts', 'workspaceLoginCodeAuthentication', 'logon'],
    ['webTerminal', 'startSession', 'logon'],
    ['remoteHistoryService', 'addUserGitHubCredentials', 'credential'],
    ['databrickssql', 'changePermissions', 'privilege'],
    ['databrickssql', 'transferObjectOwnership', 'privilege'],
    ['webhookNotifications', 'updateWebhook', 'destination'],
    ['partnerHub', 'createOrReusePartnerConnection', 'destination'],
    // Near misses of the lines above.
    ['workspace', 'workspaceImport', 'other'],
    ['filesystem', 'filesPut', 'other'],
    ['unityCatalog', 'deleteShare', 'other'],
    ['accounts', 'logout', 'other'],
    ['accounts', 'revokeDbToken', 'other'],
    ['accounts', 'update', 'other'],
    ['accounts', 'removePrincipalFromGroup', 'other'],
    ['accounts', 'enableTableAcls', 'other'],
    ['aibiGenie', 'createConversationMessage', 'other'],
    ['dbfs', 'unmount', 'other'],
    ['webTerminal', 'closeSession', 'other'],
    ['remoteHistoryService', 'deleteUserGitHubCredentials', 'other'],
    ['webhookNotifications', 'notifyWebhook', 'other'],
    ['partnerHub', 'deletePartnerConnection', 'other'],
  ])('reads %s.%s as %s', (serviceName, actionName, kind) => {
    expect(read(databricksDelivered({ serviceName, actionName })).kind).toBe(kind);
  });

  test.each([
    ['enableVerboseAuditLogs', 'logging'],
    ['enforceMFA', 'mfa'],
    ['enableTokensConfig', 'credential'],
    ['enableExportNotebook', 'privilege'],
  ])('reads the workspace setting %s as %s', (workspaceConfKeys, kind) => {
    const actionName = 'workspaceConfEdit';
    expect(read(databricksDelivered({ actionName, requestParams: { workspaceConfKeys } })).kind).toBe(kind);
  });

  test.each([
    [
      'workspaceConfEdit',
      { workspaceConfKeys: 'enableVerboseAuditLogs', workspaceConfValues: 'true' },
      'other',
    ],
    ['downloadQueryResult', { fileType: 'arrows' }, 'read'],
    ['downloadQueryResult', { fileType: 'csv' }, 'export'],
  ])('tells by its parameters what %s %j is', (name, params, kind) => {
    expect(read(databricksRow({ action_name: name, request_params: params })).kind).toBe(kind);
    expect(read(databricksDelivered({ actionName: name, requestParams: params })).kind).toBe(kind);
  });

  test('reads a new owner as a privilege, and another comment as nothing', () => {
    const kind = (requestParams: JsonObject) =>
      read(databricksDelivered({ actionName: 'updateTable', requestParams })).kind;
    expect(kind({ full_name_arg: 'main.sales.customers', owner: 'bob@example.com' })).toBe('privilege');
    expect(kind({ full_name_arg: 'main.sales.customers', comment: 'x' })).toBe('other');
  });

  test('names the recipient of a share as who read it, and how much', () => {
    const queried = databricksRow({
      service_name: 'unityCatalog',
      action_name: 'deltaSharingQueriedTable',
      user_identity: { email: 'unknown' },
      request_params: { recipient_name: 'partner', share: 'sales' },
      response: { status_code: 200, result: '{"numRecords":"3000","scannedAddFileSize":"130000"}' },
    });
    expect(read(queried)).toMatchObject({
      kind: 'export',
      actor: { uid: 'partner', type: 'integration' },
      volume: { records: 3000, bytes: 130_000 },
    });
    const handedOut = databricksDelivered({
      requestParams: { recipient_name: 'partner', share_name: 'sales' },
    });
    expect(read(handedOut)).toMatchObject({ kind: 'export', actor: { uid: 'partner' } });
  });

  test('reads status codes, and a refused address without one as a failure', () => {
    const outcome = (statusCode: number | null) =>
      read(databricksDelivered({ response: { statusCode } })).outcome;
    expect([200, 403, 500, null].map(outcome)).toEqual(['success', 'failure', 'failure', 'unknown']);
    const denied = databricksDelivered({ actionName: 'IpAccessDenied', response: null });
    expect(read(denied)).toMatchObject({ kind: 'logon', outcome: 'failure' });
  });

  test("tells Databricks' own people, service principals and jobs from people", () => {
    const staff = databricksDelivered({
      serviceName: 'genie',
      actionName: 'databricksAccess',
      userIdentity: { email: 'alice@example.com' },
      requestParams: { user: 'engineer@example.com', approver: 'alice@example.com' },
    });
    expect(read(staff).actor).toMatchObject({ uid: 'engineer@example.com', type: 'vendor-staff' });
    const login = databricksRow({ request_params: { authentication_method: 'GENIE_AUTH' } });
    expect(read(login).actor.type).toBe('vendor-staff');
    expect(read(databricksRow({ user_identity: { email: 'System-User' } })).actor.type).toBe('service');
    const job = databricksRow({ user_identity: null, identity_metadata: { run_by: 'job-example01' } });
    expect(read(job).actor).toEqual({ uid: 'job-example01', type: 'unknown' });
  });

  test('recognises its own events only, and makes no time up', () => {
    expect(databricks.recognises({ service_name: 'a', action_name: 'b' })).toBe(false);
    expect(databricks.recognises({ serviceName: 'a', eventName: 'b', userIdentity: {} })).toBe(false);
    const timeless = { serviceName: 'accounts', actionName: 'createGroup', userIdentity: {} };
    expect(databricks.recognises(timeless)).toBe(true);
    expect(read(timeless)).not.toHaveProperty('time');
  });
});
