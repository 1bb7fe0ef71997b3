import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { BY_ADMIN, BY_APP, BY_RESELLER, dropboxEvent } from '../fixtures/dropbox.ts';
import { mapped, reader } from './mapped.ts';

const read = reader('dropbox');

describe('Dropbox team events', () => {
  test('reads who downloaded what, the sum of the sizes and from where', () => {
    expect(read(dropboxEvent())).toEqual({
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'export',
      operation: 'file_download',
      outcome: 'success',
      actor: { uid: 'dbid:example01', type: 'user', email: 'alice@example.com', name: 'Alice Example' },
      source: { ip: '192.0.2.10', country: 'DE', client: 'web' },
      resources: [
        { type: 'file', uid: 'id:example01', name: 'customers.csv' },
        { type: 'folder', uid: '1234:/', name: '/Sales' },
      ],
      volume: { bytes: 1234 },
      session: 'dbwsid:example01',
    });
  });

  test.each([
    ['shared_link_download', 'export'],
    ['legal_holds_export_downloaded', 'export'],
    ['team_activity_create_report', 'export'],
    ['file_preview', 'read'],
    ['file_copy', 'read'],
    ['shared_link_create', 'share'],
    ['shared_content_add_member', 'share'],
    ['sign_in_as_session_start', 'logon'],
    ['app_link_team', 'credential'],
    ['sso_change_policy', 'credential'],
    ['member_change_admin_role', 'privilege'],
    ['tfa_reset', 'mfa'],
    ['legal_holds_export_removed', 'logging'],
    ['member_send_invite_policy_changed', 'privilege'],
    ['group_join_policy_updated', 'privilege'],
    ['protect_custom_data_type_disabled', 'privilege'],
    // Near misses of the lines above.
    ['file_add', 'other'],
    ['shared_link_disable', 'other'],
    ['sign_in_as_session_end', 'other'],
    ['app_unlink_team', 'other'],
    ['protect_custom_data_type_enabled', 'other'],
    // What is backed up or mailed to Dropbox comes in.
    ['external_drive_backup_status_changed', 'other'],
    ['email_ingest_policy_changed', 'other'],
    ['something_dropbox_adds', 'other'],
  ])('reads %s as %s', (type, kind) => {
    expect(read(dropboxEvent(type))).toMatchObject({ kind, operation: type, outcome: 'success' });
  });

  test.each([
    'login_fail',
    'device_link_fail',
    'sso_error',
    'export_members_report_fail',
    'app_blocked_by_permissions',
  ])('reads %s as a failure', (type) => {
    expect(read(dropboxEvent(type)).outcome).toBe('failure');
  });

  test('reads tags that a log platform has given a name that columns may have', () => {
    const underscored = (event: JsonObject): JsonObject =>
      JSON.parse(JSON.stringify(event).replaceAll('".tag"', '"_tag"'));
    const events = [
      dropboxEvent(),
      dropboxEvent('sign_in_as_session_start', {
        actor: BY_ADMIN,
        context: { '.tag': 'team_member', account_id: 'dbid:example01', email: 'alice@example.com' },
      }),
      dropboxEvent('login_fail', { actor: { '.tag': 'dropbox' } }),
      dropboxEvent('login_fail', { actor: { '.tag': 'anonymous' } }),
    ];
    for (const event of events) expect(read(underscored(event))).toEqual(read(event));
  });

  test('names the app that was linked', () => {
    const app_info = { '.tag': 'team_linked_app', app_id: 'dbaid:example02', display_name: 'Example Sync' };
    const linked = dropboxEvent('app_link_team', { details: { app_info }, assets: [] });
    expect(read(linked).resources).toEqual([{ type: 'app', uid: 'dbaid:example02', name: 'Example Sync' }]);
  });

  test('tells administrators, apps, resellers, Dropbox and strangers apart', () => {
    const actor = (by: typeof BY_ADMIN) => read(dropboxEvent('file_download', { actor: by })).actor;
    expect(actor(BY_ADMIN)).toEqual({ uid: 'dbid:example02', type: 'user', email: 'admin@example.com' });
    expect(actor(BY_APP)).toMatchObject({
      uid: 'dbaid:example01',
      type: 'integration',
      app: 'Example Backup',
    });
    expect(actor(BY_RESELLER)).toMatchObject({ uid: 'support@example.com', type: 'vendor-staff' });
    expect(actor({ '.tag': 'dropbox' })).toMatchObject({ uid: 'dropbox', type: 'vendor-staff' });
    expect(actor({ '.tag': 'anonymous' })).toEqual({ uid: 'anonymous', type: 'unknown' });
  });

  test('names people and groups that something was shared with', () => {
    const participants = [
      { '.tag': 'user', user: { '.tag': 'non_team_member', email: 'partner@example.com' } },
      { '.tag': 'group', group_id: 'g:example01', display_name: 'Partners' },
    ];
    expect(read(dropboxEvent('shared_content_add_member', { participants, assets: [] })).resources).toEqual([
      { type: 'user', uid: 'partner@example.com', name: 'partner@example.com' },
      { type: 'group', uid: 'g:example01', name: 'Partners' },
    ]);
  });

  test('recognises its own events only', () => {
    const { recognises } = mapped('dropbox');
    expect(recognises({ timestamp: 'x', event_category: {}, event_type: { '.tag': 'login_fail' } })).toBe(
      true,
    );
    expect(recognises({ timestamp: 'x', event_category: {}, event_type: 'login_fail' })).toBe(false);
  });
});
