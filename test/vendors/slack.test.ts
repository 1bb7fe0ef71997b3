import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import { slack } from '../../shared/vendors/slack.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { accessLog, appEntry, integrationLog, SLACK_FILE, slackEntry } from '../fixtures/slack.ts';
import { draftOf } from './draft.ts';

const read = (fields: JsonObject = {}) => draftOf(slack, slackEntry(fields));
const user = (fields: JsonObject) => ({ actor: { type: 'user', user: fields } });

describe('Slack audit logs', () => {
  test('reads who downloaded an export, when, from where and with what', () => {
    expect(read()).toEqual({
      identity: { kind: 'event', id: '0a1b2c3d-0000-4000-8000-000000000001' },
      eventId: '0a1b2c3d-0000-4000-8000-000000000001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'export',
      operation: 'manual_export_downloaded',
      outcome: 'success',
      actor: { uid: 'W0EXALICE', type: 'user', email: 'alice@example.com', name: 'Alice Example' },
      source: { ip: '192.0.2.10', client: 'Chrome on Mac OS X' },
      resources: [{ type: 'workspace', uid: 'T0EXAMPLE', name: 'Example' }],
      session: '640000000001',
    });
  });

  test('reads every entry of an answer of the API', () => {
    const json = JSON.stringify({
      ok: true,
      entries: [slackEntry(), slackEntry({ id: 'second' })],
      response_metadata: { next_cursor: '' },
    });
    const { activities } = decodeText(json, { hashKey: new Uint8Array(32) });
    expect(activities.map(({ eventId }) => eventId)).toEqual([
      '0a1b2c3d-0000-4000-8000-000000000001',
      'second',
    ]);
  });

  test.each([
    ['manual_export_started', 'export'],
    ['approved_orgs_added', 'share'],
    ['pref.app_whitelist_enabled', 'privilege'],
    ['pref.enterprise_search_connectors_changed', 'destination'],
    ['scheduled_export_downloaded', 'export'],
    ['channels_export_started', 'export'],
    ['manual_user_export_downloaded', 'export'],
    ['audit_logs_export_json_started', 'export'],
    ['workflow_responses_csv_download', 'export'],
    ['file_downloaded', 'export'],
    ['canvas_downloaded', 'export'],
    ['canvas_opened', 'read'],
    ['mcp_slack_read_thread_tool_called', 'read'],
    ['mcp_slack_search_public_and_private_tool_called', 'list'],
    ['mcp_slack_list_channel_members_tool_called', 'list'],
    // That nobody has heard of, and that write nothing.
    ['mcp_slack_get_channel_history_tool_called', 'read'],
    ['mcp_slack_fetch_thread_tool_called', 'read'],
    ['mcp_slack_settings_and_members_tool_called', 'read'],
    ['mcp_slack_pinned_messages_tool_called', 'read'],
    ['file_public_link_created', 'share'],
    ['external_shared_channel_connected', 'share'],
    ['private_channel_converted_to_public', 'share'],
    ['user_login', 'logon'],
    ['cli_login', 'logon'],
    ['app_installed', 'credential'],
    ['app_scopes_expanded', 'credential'],
    ['pref.sso_setting_changed', 'credential'],
    ['role_change_to_owner', 'privilege'],
    ['auth_policy_entity_removed', 'credential'],
    ['role_assigned', 'privilege'],
    ['guest_created', 'privilege'],
    ['pref.two_factor_auth_changed', 'mfa'],
    ['user_passkey_created', 'mfa'],
    ['manual_export_deleted', 'logging'],
    ['pref.dm_retention_changed', 'logging'],
    ['pref.ext_audit_log_retention_duration_changed', 'logging'],
    ['pref.public_record_channel_redaction_duration_changed', 'logging'],
    ['legal_hold_policy_released', 'logging'],
    ['workflow_published', 'destination'],
    // Near misses of the lines above.
    ['manual_export_completed', 'other'],
    ['file_uploaded', 'other'],
    ['mcp_slack_send_message_tool_called', 'other'],
    ['mcp_slack_create_canvas_tool_called', 'other'],
    ['mcp_slack_get_file_upload_url_tool_called', 'other'],
    ['file_public_link_revoked', 'other'],
    ['public_channel_converted_to_private', 'other'],
    ['user_logout', 'other'],
    ['app_uninstalled', 'other'],
    ['role_change_to_user', 'other'],
    ['legal_hold_policy_created', 'other'],
    ['something_slack_adds_next_year', 'other'],
  ])('reads %s as %s', (action, kind) => {
    expect(read({ action })).toMatchObject({ kind, operation: action });
  });

  test('counts one record for a downloaded file and none for one that was blocked or for an export', () => {
    expect(read({ action: 'file_downloaded', entity: SLACK_FILE })).toMatchObject({
      volume: { records: 1 },
      resources: [{ type: 'file', uid: 'F0EXAMPLE', name: 'plan.pdf' }],
    });
    expect(read({ action: 'file_download_blocked' })).toMatchObject({ kind: 'export', outcome: 'failure' });
    expect(read({ action: 'file_download_blocked' })).not.toHaveProperty('volume');
    expect(read()).not.toHaveProperty('volume');
  });

  test.each([
    ['user_login_failed', 'failure'],
    ['team_something_failure', 'failure'],
    ['user_password_reset_requested', 'unknown'],
    ['usergroup_update_enqueued', 'unknown'],
    ['user_login', 'success'],
    ['external_shared_channel_invite_declined', 'success'],
  ])('reads the outcome of %s as %s', (action, outcome) => {
    expect(read({ action }).outcome).toBe(outcome);
  });

  test('tells an app that acts on somebody’s behalf, and names it', () => {
    expect(draftOf(slack, appEntry()).actor).toEqual({
      uid: 'W0EXALICE',
      type: 'integration',
      email: 'alice@example.com',
      name: 'Alice Example',
      app: 'Example Assistant (A0EXAMPLE)',
    });
    const app = (fields: JsonObject) =>
      draftOf(slack, appEntry({ context: { ua: 'x', app: fields } })).actor.app;
    expect(app({ id: 'A1' })).toBe('A1');
    expect(app({ name: 'Sync' })).toBe('Sync');
    expect(read({ acting_agent: 'Slackbot' }).actor).toMatchObject({ type: 'integration', app: 'Slackbot' });
    expect(read({ details: { acting_agent: 'Slackbot' } }).actor.app).toBe('Slackbot');
  });

  test('tells people, staff, bots, apps and workflows apart', () => {
    const type = (fields: JsonObject) => read(fields).actor.type;
    expect(type(user({ id: 'USLACKSECURITY' }))).toBe('vendor-staff');
    expect(type(user({ id: 'USLACKBOT' }))).toBe('service');
    expect(type({ actor: { type: 'workflow', workflow: { id: 'Wf1', name: 'Digest' } } })).toBe('service');
    expect(type({ actor: { type: 'app', app: { id: 'A1', name: 'Sync' } } })).toBe('integration');
    expect(type({ actor: { type: 'robot', user: { id: 'U1' } } })).toBe('unknown');
    expect(type(user({ id: 'U1' }))).toBe('user');
  });

  test('names an actor by id, else by address, else by name, and refuses one without any', () => {
    expect(read(user({ email: 'Bob@example.com', name: 'Bob' })).actor.uid).toBe('bob@example.com');
    expect(read(user({ name: 'Bob' })).actor).toEqual({ uid: 'bob', type: 'user', name: 'Bob' });
    expect(slack.parse(slackEntry(user({})))).toMatchObject({ kind: 'malformed', path: 'actor' });
  });

  test('keeps an event whose actor is not known', () => {
    const nobody = { uid: 'unknown', type: 'unknown' };
    for (const fields of [
      { actor: { type: 'user', user: null } },
      { actor: { type: 'user' }, entity: null, context: null },
      { actor: null },
    ]) {
      expect(slack.recognises(slackEntry(fields))).toBe(true);
      expect(read(fields).actor).toEqual(nobody);
    }
    const { entity: _, ...elsewhere } = slackEntry({ actor: null });
    expect(slack.recognises(elsewhere)).toBe(false);
  });

  test('names the channels and the organisation that a share opens to', () => {
    expect(
      read({
        action: 'external_shared_channel_connected',
        entity: null,
        details: { channels: ['C1', '', 7], external_organization_id: 'T9' },
      }).resources,
    ).toEqual([
      { type: 'channel', uid: 'C1' },
      { type: 'organization', uid: 'T9' },
    ]);
  });

  test('does not list channels without end', () => {
    const channels = Array.from({ length: 500 }, (_, at) => `C${at}`);
    expect(read({ details: { channels } }).resources.length).toBeLessThan(50);
  });

  test('names an affected user by address', () => {
    const group = { type: 'usergroup', usergroup: { name: 'finance' } };
    expect(read({ entity: group }).resources).toEqual([{ type: 'usergroup', uid: 'finance' }]);
    const entity = { type: 'user', user: { id: 'W0BOB', name: 'Bob', email: 'Bob@example.com' } };
    expect(read({ action: 'role_change_to_admin', entity }).resources).toEqual([
      { type: 'user', uid: 'W0BOB', name: 'bob@example.com' },
    ]);
  });

  test('ignores emoji and notifications, with a reason', () => {
    expect(slack.parse(slackEntry({ action: 'emoji_added' })).kind).toBe('ignored');
    expect(slack.parse(slackEntry({ action: 'ekm_slackbot_enroll_notification_sent' })).kind).toBe('ignored');
    expect(slack.parse(slackEntry({ action: 'ekm_unenrolled' })).kind).toBe('activity');
  });

  test('says which field is missing, and makes no time up', () => {
    expect(read({ date_create: null })).not.toHaveProperty('time');
    expect(slack.parse(slackEntry({ action: null }))).toMatchObject({ kind: 'malformed', path: 'action' });
    expect(read({ id: null })).not.toHaveProperty('identity');
  });

  test('reads the logs of plans without audit logs: apps and their changes', () => {
    expect(draftOf(slack, integrationLog())).toEqual({
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'credential',
      operation: 'integration_added',
      outcome: 'success',
      actor: { uid: 'W0EXALICE', type: 'user', name: 'alice' },
      resources: [{ type: 'app', uid: 'A0EXAMPLE', name: 'Example Assistant' }],
    });
    expect(draftOf(slack, integrationLog({ change_type: 'removed' })).kind).toBe('other');
    expect(slack.parse(integrationLog({ change_type: null }))).toMatchObject({ path: 'change_type' });
    expect(slack.parse(integrationLog({ user_id: null }))).toMatchObject({ path: 'user_id' });
  });

  test('reads a row of the access log as one sign-in, however often it is seen again', () => {
    const row = draftOf(slack, accessLog());
    expect(row).toMatchObject({
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'logon',
      actor: { uid: 'W0EXALICE' },
      source: { ip: '192.0.2.10', country: 'DE', client: 'python-requests' },
    });
    expect(draftOf(slack, accessLog({ count: 8, date_last: 1_772_460_000 }))).toEqual(row);
    expect(draftOf(slack, accessLog({ ip: '192.0.2.11' })).identity).not.toEqual(row.identity);
    expect(slack.parse(accessLog({ user_id: null }))).toMatchObject({ path: 'user_id' });
  });

  test('names what an entry is about also where somebody took it out of the key of its type', () => {
    const entity = { type: 'file', id: 'F0EXAMPLE', name: 'customers.csv' };
    expect(draftOf(slack, slackEntry({ entity })).resources).toContainEqual({
      type: 'file',
      uid: 'F0EXAMPLE',
      name: 'customers.csv',
    });
  });

  test('recognises its own entries only', () => {
    expect(slack.recognises(slackEntry())).toBe(true);
    expect(slack.recognises(slackEntry({ entity: null, date_create: null }))).toBe(true);
    expect(slack.recognises(slackEntry({ context: {} }))).toBe(false);
    expect(slack.recognises(slackEntry({ actor: 'alice' }))).toBe(false);
    expect(slack.recognises(slackEntry({ action: { type: 'x' } }))).toBe(false);
  });

  test('names who was given a role, whose message was forwarded from where, and what an AI app read', () => {
    const role = { type: 'role', role: { id: 'R0EXAMPLE', name: 'Example admin', type: '0' } };
    const assigned = { action: 'role_assigned', entity: role, details: { target_user: 'W0EXBOB' } };
    expect(draftOf(slack, slackEntry(assigned)).target).toEqual({ uid: 'W0EXBOB' });
    expect(
      draftOf(slack, slackEntry({ ...assigned, details: { target_user: 'W0EXALICE' } })),
    ).not.toHaveProperty('target');
    const message = {
      type: 'message',
      message: { team: 'E0EXAMPLE', channel: 'D0EXAMPLE', timestamp: '1.2' },
    };
    const forwarded = slackEntry({
      action: 'private_message_forwarded',
      entity: message,
      details: {
        source_channel: { id: 'C0EXAMPLE', name: 'finance', privacy: 'private' },
        destination_channel: { id: 'D0EXAMPLE', privacy: 'DM' },
      },
    });
    const finance = { type: 'channel', uid: 'C0EXAMPLE', name: 'finance' };
    expect(draftOf(slack, forwarded).resources).toEqual([finance]);
    const asked = (channel_id: string) =>
      draftOf(slack, appEntry({ details: { arguments: { channel_id } } })).resources;
    expect(asked('C0EXAMPLE')).toEqual([finance]);
    expect(asked('C0OTHER')).toEqual([finance, { type: 'channel', uid: 'C0OTHER' }]);
  });
});
