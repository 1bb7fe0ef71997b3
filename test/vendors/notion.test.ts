import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { notionEvent } from '../fixtures/notion.ts';
import { mapped, reader } from './mapped.ts';

const read = (fields: JsonObject = {}) => reader('notion')({ event: notionEvent(fields) });

describe('Notion audit log', () => {
  test('reads who exported which page', () => {
    expect(read()).toEqual({
      identity: { kind: 'event', id: '00000000-0000-4000-8000-000000000001' },
      eventId: '00000000-0000-4000-8000-000000000001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'export',
      operation: 'page.exported',
      outcome: 'success',
      actor: { uid: '00000000-0000-4000-8000-00000000000b', type: 'user', email: 'alice@example.com' },
      source: { ip: '192.0.2.10', client: 'mac-desktop' },
      resources: [
        { type: 'page_id', uid: '00000000-0000-4000-8000-00000000000c' },
        { type: 'workspace', uid: '00000000-0000-4000-8000-00000000000a' },
      ],
    });
  });

  test('reads events that a collector has taken out of their envelope, and leaves them to no other vendor', () => {
    expect(reader('notion')(notionEvent())).toEqual(read());
    const [decoded] = decodeText(JSON.stringify(notionEvent({ type: 'workspace.content_exported' })), {
      hashKey: new Uint8Array(32),
    }).activities;
    expect(decoded).toMatchObject({ vendor: 'notion', kind: 'export' });
  });

  test('leaves none to another vendor where they do not say the platform', () => {
    const { platform, ...event } = notionEvent({ type: 'workspace.content_exported' });
    for (const value of [event, { event }])
      expect(decodeText(JSON.stringify(value), { hashKey: new Uint8Array(32) }).activities).toMatchObject([
        { vendor: 'notion', kind: 'export' },
      ]);
  });

  test('names the account that was given a role, with and without the envelope', () => {
    const entity = { id: 'user-example02', object: 'user', person: { email: 'bob@example.com' } };
    const event = notionEvent({ type: 'teamspace.permissions.member_added', details: { entity } });
    for (const value of [{ event }, event])
      expect(reader('notion')(value).target).toEqual({ uid: 'user-example02', email: 'bob@example.com' });
    const group = notionEvent({
      type: 'teamspace.permissions.member_added',
      details: { entity: { ...entity, object: 'group' } },
    });
    for (const value of [{ event: group }, group])
      expect(reader('notion')(value)).not.toHaveProperty('target');
  });

  test.each([
    ['workspace.content_exported', 'export'],
    ['workspace.audit_log_exported', 'export'],
    ['page.viewed', 'read'],
    ['page.permissions.guest_role_added', 'share'],
    ['page.permissions.integration_role_added', 'share'],
    ['page.permissions.shared_to_public_role_added', 'share'],
    ['page.permissions.shared_to_public_role_updated', 'share'],
    ['workspace.settings.public_homepage_added', 'share'],
    ['user.login', 'logon'],
    ['workspace.scim_token_generated', 'credential'],
    ['user.settings.login_method.email_updated', 'credential'],
    ['user.settings.login_method.mfa_totp_updated', 'mfa'],
    ['user.settings.login_method.passkey_added', 'mfa'],
    ['workspace.settings.enforce_saml_sso_config_updated', 'credential'],
    ['teamspace.permissions.member_added', 'privilege'],
    ['workspace.settings.allow_guests_setting_updated', 'privilege'],
    ['workspace.settings.disable_export_setting_updated', 'privilege'],
    // Near misses of the lines above.
    ['page.edited', 'other'],
    ['page.permissions.guest_role_removed', 'other'],
    ['user.logout', 'other'],
    ['something.notion.adds', 'other'],
  ])('reads %s as %s', (type, kind) => {
    expect(read({ type })).toMatchObject({ kind, operation: type });
  });

  test('knows a page that anybody may open from one that an integration may', () => {
    expect(read({ type: 'page.permissions.shared_to_public_role_added' })).toMatchObject({ outside: true });
    expect(read({ type: 'page.permissions.guest_role_added' })).toMatchObject({ outside: true });
    expect(read({ type: 'page.permissions.integration_role_added' })).not.toHaveProperty('outside');
  });

  test('tells an integration from a person', () => {
    const actor = { id: 'bot-example01', object: 'user', type: 'bot', bot: { name: 'Example Sync' } };
    expect(read({ actor }).actor).toEqual({ uid: 'bot-example01', type: 'integration', app: 'Example Sync' });
  });

  test('names the guest', () => {
    const entity = { id: 'user-example02', object: 'user', person: { email: 'partner@example.com' } };
    expect(read({ details: { entity } }).resources).toContainEqual({
      type: 'user',
      uid: 'user-example02',
      name: 'partner@example.com',
    });
  });

  test('recognises its own events only', () => {
    const { recognises } = mapped('notion');
    expect(recognises({ event: { type: 'x', workspace_id: 'w', actor: { id: 'a' } } })).toBe(true);
    expect(recognises({ event: { type: 'x', actor: { id: 'a' } } })).toBe(false);
  });
});
