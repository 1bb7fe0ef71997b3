import { describe, expect, test } from 'vitest';
import { zendeskAccess, zendeskEvent, zendeskView } from '../fixtures/zendesk.ts';
import { mapped, reader } from './mapped.ts';

const read = reader('zendesk');

describe('Zendesk audit log', () => {
  test('reads who made which token, and from where', () => {
    expect(read(zendeskEvent())).toEqual({
      identity: { kind: 'event', id: '100001' },
      eventId: '100001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'credential',
      operation: 'create.api_token',
      outcome: 'success',
      actor: { uid: '200001', type: 'user', name: 'Alice Example' },
      source: { ip: '192.0.2.10' },
      resources: [{ type: 'api_token', uid: '300001', name: 'API token: reporting' }],
    });
  });

  test.each([
    ['exported', 'ticket', 'export'],
    ['login', 'user', 'logon'],
    ['create', 'oauth_client', 'credential'],
    ['update', 'custom_role', 'privilege'],
    ['create', 'webhook', 'destination'],
    // Near misses of the lines above.
    ['update', 'ticket_form', 'other'],
    ['destroy', 'webhook', 'other'],
    ['create', 'trigger', 'other'],
  ])('reads %s of %s as %s', (action, source_type, kind) => {
    expect(read(zendeskEvent({ action, source_type, source_label: 'x' })).kind).toBe(kind);
  });

  test.each([
    ['user', 'Bob Example', 'Role changed from Agent to Administrator', 'privilege'],
    ['account', 'Account: Example', 'Owner changed from Alice Example to Bob Example', 'privilege'],
    ['user', 'Bob Example', 'Name changed from Bob to Rob', 'other'],
    ['account_setting', 'Account Assumption', 'Changed', 'privilege'],
    ['user_setting', 'Two-factor authentication', 'Disabled', 'mfa'],
    ['account_setting', 'SAML single sign-on', 'Enabled', 'credential'],
    ['account_setting', 'Credit Card Redaction', 'Disabled', 'other'],
  ])('reads a change of %s "%s" (%s) as %s', (source_type, source_label, change_description, kind) => {
    const event = zendeskEvent({ action: 'update', source_type, source_label, change_description });
    expect(read(event).kind).toBe(kind);
  });

  test('tells Zendesk itself from people', () => {
    expect(read(zendeskEvent({ actor_id: -1, actor_name: 'Zendesk' })).actor).toEqual({
      uid: '-1',
      type: 'service',
      name: 'Zendesk',
    });
  });

  test('reads what an agent or a token asked for, without what was searched for', () => {
    const draft = read(zendeskAccess());
    expect(draft).toEqual({
      identity: { kind: 'event', id: 'EXAMPLE0000000000000000001' },
      eventId: 'EXAMPLE0000000000000000001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'list',
      operation: 'Search.Search tickets',
      outcome: 'success',
      actor: { uid: '200001', type: 'user' },
      source: { ip: '192.0.2.10', client: 'python-requests' },
      resources: [],
      volume: { bytes: 51_200 },
    });
    expect(read(zendeskAccess({ status: 403 })).outcome).toBe('failure');
    expect(read(zendeskView())).toMatchObject({
      kind: 'read',
      operation: 'Ticket.View ticket',
      resources: [{ type: 'Ticket', uid: '4711' }],
    });
    const unnamed = { category: null, summary: null };
    expect(read(zendeskView(unnamed))).toMatchObject({ kind: 'read', operation: 'QUERY.ticket' });
    expect(read(zendeskAccess(unnamed))).toMatchObject({ kind: 'list', operation: 'GET' });
  });

  test.each([
    ['GET', '/api/v2/incremental/tickets/cursor.json?start_time=1', 'export'],
    ['GET', '/api/v2/search/export.json?query=x', 'export'],
    ['POST', '/api/v2/audit_logs/export', 'export'],
    ['GET', '/api/v2/users/search?query=x', 'list'],
    ['GET', 'https://example.zendesk.com/api/v2/incremental/users.json', 'export'],
    ['GET', 'https://example.zendesk.com/api/v2/tickets/4711.json', 'read'],
    ['GET', '/api/v2/tickets/show_many.json?ids=1,2', 'list'],
    ['GET', '/api/v2/views/5/tickets.json', 'list'],
    ['GET', '/api/v2/deleted_tickets.json', 'list'],
    ['GET', '/api/v2/organizations.json?page=2', 'list'],
    ['GET', '/api/v2/tickets.json?page=1', 'list'],
    ['GET', '/api/v2/tickets/4711', 'read'],
    ['GET', '/api/v2/users/autocomplete.json?name=al', 'list'],
    ['GET', 'https://example.zendesk.com/api/v2/search.json?query=x', 'list'],
    ['GET', 'https://example.zendesk.com/api/v2/views/5/tickets.json', 'list'],
    ['GET', 'https://example.zendesk.com/api/v2/tickets.json', 'list'],
    ['GET', '/api/v2/custom_objects/customer/records?page[size]=100', 'list'],
    ['GET', 'https://example.zendesk.com/api/v2/satisfaction_ratings.json', 'list'],
    ['GET', '/api/v2/activities.json', 'list'],
    ['GET', '/api/v2/chat/chats', 'list'],
    ['GET', '/api/services/access_logs', 'list'],
    // As the server takes them, and nobody else writes them.
    ['GET', '/api/v2//tickets.json', 'list'],
    ['GET', '/api//v2/tickets.json', 'list'],
    ['GET', '/api/v2/%74ickets.json', 'list'],
    ['GET', '/api/v2/t%69ckets.json?page=2', 'list'],
    ['GET', '/%61pi/v2/users/', 'list'],
    ['GET', 'https://example.zendesk.com//api/v2/%74ickets.json', 'list'],
    ['GET', '/api/v2//tickets/4711', 'read'],
    ['GET', '//api/v2/users/4712', 'read'],
    ['GET', '/api/v2/search/?query=type:ticket', 'list'],
    ['GET', '/api/v2/incremental//t%69ckets.json', 'export'],
    ['GET', '/api/v2/macros.json?x=/api//v2/t%69ckets', 'other'],
    ['GET', '/api/v2/channels/voice/stats/incremental/calls.json', 'export'],
    ['GET', '/api/v2/chat/incremental/chats', 'export'],
    ['POST', '/api/v2//tickets.json', 'other'],
    // Whoever reads one may write into the query what he likes.
    ['GET', '/api/v2/tickets/4711.json?x=/show_many', 'read'],
    ['GET', '/api/v2/users/5?x=/autocomplete', 'read'],
    ['GET', 'https://a.zendesk.com/api/v2/tickets/4711?x=/api/v2/views/', 'read'],
    ['GET', 'https://a.zendesk.com/api/v2/tickets/4711?x=/api/v2/users/search', 'read'],
    ['GET', 'https://a.zendesk.com/api/v2/tickets/4711?x=/api/v2/search', 'read'],
    ['GET', '/api/v2/ticket_audits.json?limit=1000', 'list'],
    ['GET', 'https://example.zendesk.com/api/v2/requests.json', 'list'],
    ['GET', '/api/v2/requests/search.json?query=x', 'list'],
    ['GET', '/api/v2/requests/4711.json', 'read'],
    ['GET', '/api/v2/suspended_tickets.json', 'list'],
    ['GET', '/api/v2/suspended_tickets/5', 'read'],
    ['GET', '/api/v2/groups/5/users.json', 'list'],
    ['GET', '/api/v2/attachments/77.json', 'read'],
    ['GET', 'https://example.zendesk.com/attachments/token/x/?name=passport.png', 'read'],
    ['DELETE', '/api/v2/attachments/77.json', 'other'],
    ['GET', '/api/v2/ticket_fields', 'other'],
    ['PUT', '/api/v2/tickets/4711', 'other'],
    ['POST', '/api/v2/users', 'other'],
  ])('reads %s %s as %s, in whatever language it is summed up', (method, url, kind) => {
    expect(read(zendeskAccess({ method, url, category: 'x', summary: 'x' })).kind).toBe(kind);
  });

  test.each([
    ['/api/v2/tickets/4711/comments.json', [{ type: 'ticket', uid: '4711' }]],
    ['/api//v2/t%69ckets/4711/comments', [{ type: 'ticket', uid: '4711' }]],
    ['/api/v2/users/4712.json', [{ type: 'user', uid: '4712' }]],
    ['/api/v2/requests/4711.json', [{ type: 'ticket', uid: '4711' }]],
    ['/api/v2/attachments/77.json', [{ type: 'attachment', uid: '77' }]],
    // Whoever has the token has the file.
    ['/attachments/token/x/?name=passport.png', []],
    ['/api/v2/organizations/4713', [{ type: 'organization', uid: '4713' }]],
    ['/api/v2/users/search?query=email:eve@example.com', []],
    ['/api/v2/tickets/show_many?ids=1,2', []],
  ])('names what was read by %s', (url, resources) => {
    expect(read(zendeskAccess({ url, category: null, summary: null })).resources).toEqual(resources);
  });

  test('recognises its own events only', () => {
    const { recognises } = mapped('zendesk');
    const event = { action: 'create', source_type: 'x', actor_id: 1 };
    expect(recognises({ ...event, change_description: null })).toBe(true);
    expect(recognises(event)).toBe(false);
    expect(recognises({ user_id: 1, url: '/', method: 'GET', client: 'x' })).toBe(false);
  });
});
