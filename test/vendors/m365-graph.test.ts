import { describe, expect, test } from 'vitest';
import { decodeValue } from '../../shared/decode.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';

const hashKey = new Uint8Array(32).fill(1);

function read(value: JsonObject): object[] {
  const { activities, malformed } = decodeValue(value, { hashKey });
  return [...activities, ...malformed];
}

/** As a row of Log Analytics. */
const row = (columns: JsonObject = {}): JsonObject => ({
  TenantId: '00000000-0000-4000-8000-000000000009',
  TimeGenerated: '2026-03-02T09:15:30.123Z',
  RequestId: '00000000-0000-4000-8000-000000000001',
  RequestMethod: 'GET',
  ResponseStatusCode: 200,
  ResponseSizeBytes: 48_211,
  RequestUri: 'https://graph.microsoft.com/v1.0/users/00000000-0000-4000-8000-000000000002/messages?$top=50',
  UserId: '00000000-0000-4000-8000-000000000003',
  AppId: '00000000-0000-4000-8000-000000000004',
  IPAddress: '192.0.2.10',
  UserAgent: 'python-requests/2.31',
  SessionId: 's1',
  Type: 'MicrosoftGraphActivityLogs',
  ...columns,
});

const seen = (columns: JsonObject) => read(row(columns))[0];

describe('A call to Microsoft Graph', () => {
  test('says who asked for what, where from, and how much the answer was', () => {
    expect(seen({})).toMatchObject({
      vendor: 'm365',
      identity: { kind: 'event', id: '00000000-0000-4000-8000-000000000001' },
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'read',
      operation: 'GET /users/{id}/messages',
      outcome: 'success',
      actor: {
        uid: '00000000-0000-4000-8000-000000000003',
        type: 'user',
        app: '00000000-0000-4000-8000-000000000004',
      },
      source: { ip: '192.0.2.10', client: 'python-requests' },
      resources: [{ type: 'api', uid: '/users/{id}/messages' }],
      volume: { bytes: 48_211 },
      session: 's1',
    });
  });

  test('is read as an event hub has it', () => {
    const properties = Object.fromEntries(
      Object.entries(row()).map(([name, value]) => [
        name === 'IPAddress' ? 'ipAddress' : name.replace(/^./, (first) => first.toLowerCase()),
        value,
      ]),
    );
    const record = {
      time: '2026-03-02T09:15:31Z',
      category: 'MicrosoftGraphActivityLogs',
      operationName: 'Microsoft Graph Activity',
      callerIpAddress: '192.0.2.10',
      properties,
    };
    const [{ sha256: _, uid: __, ...hub }] = read({ records: [record] }) as [JsonObject];
    const [{ sha256: ___, uid: ____, ...table }] = read(row()) as [JsonObject];
    expect(hub).toEqual(table);
    const { ipAddress, responseStatusCode, timeGenerated, ...others } = properties;
    const outer = { ...record, resultSignature: '403', properties: others };
    expect(read({ records: [outer] })).toMatchObject([
      { time: Date.UTC(2026, 2, 2, 9, 15, 31), outcome: 'failure', source: { ip: '192.0.2.10' } },
    ]);
  });

  test('that changes something has taken nothing', () => {
    expect(seen({ RequestMethod: 'POST' })).not.toHaveProperty('volume');
  });

  test('of an application by itself is the application', () => {
    expect(seen({ UserId: '', ServicePrincipalId: 'x' })).toMatchObject({
      actor: { uid: '00000000-0000-4000-8000-000000000004', type: 'integration' },
    });
    expect(seen({ UserId: '', AppId: '', ServicePrincipalId: 'X' })).toMatchObject({ actor: { uid: 'x' } });
    expect(seen({ UserId: '', AppId: '' })).toMatchObject({ path: 'userId' });
  });

  test.each(['app', 'Application', 'servicePrincipal'])(
    'of an application is its own where Defender says so: %s',
    (entityType) => {
      const id = '00000000-0000-4000-8000-000000000004';
      expect(seen({ EntityType: entityType })).toMatchObject({ actor: { uid: id, type: 'integration' } });
      expect(seen({ EntityType: 'user' })).toMatchObject({ actor: { type: 'user' } });
    },
  );

  test.each([
    ['GET', '/v1.0/drives/b!abc/items/01ABC234/content', 'export', 'GET /drives/{id}/items/{id}/content'],
    ['GET', '/v1.0/users/alice@example.com/photo/$value', 'export', 'GET /users/{id}/photo/$value'],
    ['GET', '/beta/oauth2PermissionGrants', 'read', 'GET /oauth2PermissionGrants'],
    ['GET', "/v1.0/reports/getMailboxUsageDetail(period='D7')", 'read', 'GET /reports/getMailboxUsageDetail'],
    [
      'GET',
      '/v1.0/sites/x.example.com,1234/drives/b!abc/items/01ABC234/content',
      'export',
      'GET /sites/{id}/drives/{id}/items/{id}/content',
    ],
    [
      'GET',
      '/v1.0/users/a@example.com/mailFolders/AAMk12/childFolders/AAMk13/messages/AAMk14/attachments/AAMk15/$value',
      'export',
      'GET /users/{id}/mailFolders/{id}/childFolders/{id}/messages/{id}',
    ],
    [
      'GET',
      '/v1.0/me/drive/root:/Secret/plans/all.docx:/content',
      'export',
      'GET /me/drive/root/{id}/content',
    ],
    ['GET', '/v1.0/me/drive/root:/Secret/plans/content', 'read', 'GET /me/drive/root/{id}'],
    ['POST', '/v1.0/search/query', 'list', 'POST /search/query'],
    [
      'POST',
      '/v1.0/admin/exchange/mailboxes/00000000-0000-4000-8000-0000000000b1/exportItems',
      'export',
      'POST /admin/exchange/mailboxes/{id}/exportItems',
    ],
    ['POST', '/v1.0/$batch', 'other', 'POST /$batch'],
    ['DELETE', '/v1.0/groups/00000000-0000-4000-8000-000000000001', 'other', 'DELETE /groups/{id}'],
  ])('%s %s is %s', (RequestMethod, path, kind, operation) => {
    const RequestUri = `https://graph.microsoft.com${path}`;
    expect(seen({ RequestMethod, RequestUri })).toMatchObject({ kind, operation });
  });

  test.each(['/orders/1', 'https://shop.example.com/orders/1', 'https://example.com/graph.x/'])(
    'is none of another service, %s',
    (RequestUri) => {
      const { RequestMethod: requestMethod, RequestUri: requestUri, ...others } = row({ RequestUri });
      const event = { ...others, requestMethod, requestUri };
      expect(read(event)).toMatchObject([{ reason: expect.stringMatching(/no vendor/) }]);
    },
  );

  test('of a national cloud is one', () => {
    expect(seen({ RequestUri: 'https://microsoftgraph.chinacloudapi.cn/v1.0/users' })).toMatchObject({
      operation: 'GET /users',
    });
  });

  test('that was refused has taken nothing', () => {
    const refused = seen({ ResponseStatusCode: 403 });
    expect(refused).toMatchObject({ outcome: 'failure' });
    expect(refused).not.toHaveProperty('volume');
  });
});
