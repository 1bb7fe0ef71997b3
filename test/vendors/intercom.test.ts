import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { intercomEvent } from '../fixtures/intercom.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { mapped, reader } from './mapped.ts';

const read = reader('intercom');

describe('Intercom activity logs', () => {
  test('reads who exported the data of the workspace, and from where', () => {
    expect(read(intercomEvent())).toEqual({
      identity: { kind: 'event', id: '00000000-0000-4000-8000-000000000001' },
      eventId: '00000000-0000-4000-8000-000000000001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'export',
      operation: 'app_data_export',
      outcome: 'success',
      actor: { uid: '1295', type: 'user', email: 'alice@example.com' },
      source: { ip: '192.0.2.10' },
      resources: [],
    });
  });

  test('reads what the webhook hands on of the log, and no conversation', () => {
    const hook = (topic: string, item: JsonObject) => {
      const data = { type: 'notification_event_data', item };
      const text = JSON.stringify({ type: 'notification_event', topic, created_at: 1772442931, data });
      return decodeText(text, { hashKey: new Uint8Array(32) }).activities.map(({ operation }) => operation);
    };
    expect(hook('admin.activity_log_event.created', intercomEvent())).toEqual(['app_data_export']);
    expect(hook('conversation.user.created', { type: 'conversation', id: '73' })).toEqual([]);
  });

  test('takes no part of another vendor’s event in an envelope for an event', () => {
    const text = JSON.stringify({ data: { ...oktaEvent(), item: { id: '1' } } });
    expect(decodeText(text, { hashKey: new Uint8Array(32) }).activities).toHaveLength(1);
  });

  test.each([
    ['bulk_export', 'export'],
    ['conversation_pdf_export', 'export'],
    ['macro_usage_export', 'export'],
    ['admin_login_success', 'logon'],
    ['custom_authentication_token_creation', 'credential'],
    ['messenger_api_secret_creation', 'credential'],
    ['app_package_installation', 'credential'],
    ['role_change', 'privilege'],
    ['admin_invite_creation', 'privilege'],
    ['security_settings_change', 'privilege'],
    ['admin_two_factor_auth_change', 'mfa'],
    ['app_webhook_creation', 'destination'],
    // Near misses of the lines above.
    ['bulk_delete', 'other'],
    ['admin_logout', 'other'],
    ['messenger_api_secret_deletion', 'other'],
    ['oauth_token_revocation', 'other'],
    ['role_deletion', 'other'],
    ['app_webhook_deletion', 'other'],
    ['something_intercom_adds', 'other'],
  ])('reads %s as %s', (activity_type, kind) => {
    expect(read(intercomEvent({ activity_type }))).toMatchObject({
      kind,
      operation: activity_type,
      outcome: 'success',
    });
  });

  test('reads a failed login as a failure', () => {
    expect(read(intercomEvent({ activity_type: 'admin_login_failure' }))).toMatchObject({
      kind: 'logon',
      outcome: 'failure',
    });
  });

  test("reads impersonation as Intercom's own people", () => {
    expect(read(intercomEvent({ activity_type: 'admin_impersonation_start' }))).toMatchObject({
      kind: 'logon',
      actor: { uid: '1295', type: 'vendor-staff' },
    });
  });

  test('keeps what nobody is named for, and names the team', () => {
    const draft = read(intercomEvent({ performed_by: null, metadata: { team: { id: 7, name: 'Support' } } }));
    expect(draft.actor).toEqual({ uid: 'unknown', type: 'unknown' });
    expect(draft.resources).toEqual([{ type: 'team', uid: '7', name: 'Support' }]);
  });

  test('recognises its own events only', () => {
    const { recognises } = mapped('intercom');
    expect(recognises({ activity_type: 'x', performed_by: null, created_at: 1 })).toBe(true);
    expect(recognises({ activity_type: 'x', created_at: 1 })).toBe(false);
  });
});
