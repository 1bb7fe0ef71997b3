import { describe, expect, test } from 'vitest';
import { anthropic } from '../../shared/vendors/anthropic.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { activity, anthropicEvent, callEvent } from '../fixtures/anthropic.ts';
import { draftOf } from './draft.ts';

const read = (fields: JsonObject = {}) => draftOf(anthropic, anthropicEvent(fields));
const readType = (type: string, fields: JsonObject = {}) => draftOf(anthropic, activity(type, fields));
const by = (actor: JsonObject) => read({ actor }).actor;
const API = 'https://api.anthropic.com/v1/compliance';

describe('Anthropic Compliance API', () => {
  test('reads who opened a chat, when and from where', () => {
    expect(read()).toEqual({
      identity: { kind: 'event', id: 'activity_example0001' },
      eventId: 'activity_example0001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'read',
      operation: 'claude_chat_viewed',
      outcome: 'success',
      actor: { uid: 'user_example01', type: 'user', email: 'alice@example.com' },
      source: { ip: '192.0.2.10', client: 'Firefox on Windows' },
      resources: [
        { type: 'chat', uid: 'claude_chat_example01' },
        { type: 'project', uid: 'claude_proj_example01' },
      ],
    });
  });

  test.each([
    ['org_data_export_started', 'export'],
    ['org_data_export_accessed', 'export'],
    ['org_members_exported', 'export'],
    ['audit_log_export_accessed', 'export'],
    ['platform_file_content_downloaded', 'export'],
    ['claude_file_exported', 'export'],
    ['claude_plugin_archive_accessed', 'export'],
    ['claude_project_document_viewed', 'read'],
    ['org_users_listed', 'list'],
    ['claude_artifact_published', 'share'],
    ['claude_chat_snapshot_created', 'share'],
    ['sso_login_succeeded', 'logon'],
    ['admin_api_key_created', 'credential'],
    ['service_key_created', 'credential'],
    ['org_sso_toggled', 'credential'],
    ['lti_platform_created', 'credential'],
    ['role_assignment_granted', 'privilege'],
    ['org_ip_restriction_deleted', 'privilege'],
    ['primary_owner_transferred', 'privilege'],
    ['desktop_extension_allowlisted', 'privilege'],
    ['org_work_across_apps_enabled', 'privilege'],
    ['trusted_device_enrolled', 'mfa'],
    ['org_compliance_api_settings_updated', 'logging'],
    ['mcp_server_created', 'destination'],
    ['inference_hooks_config_updated', 'destination'],
    ['github_app_installation_linked', 'destination'],
    ['gitlab_configuration_created', 'destination'],
    // Near misses of the lines above.
    ['org_data_export_completed', 'other'],
    ['platform_file_uploaded', 'other'],
    ['claude_chat_created', 'other'],
    ['claude_chat_snapshot_deleted', 'other'],
    ['user_logged_out', 'other'],
    ['admin_api_key_deleted', 'other'],
    ['role_assignment_revoked', 'other'],
    ['mcp_server_deleted', 'other'],
    ['desktop_extension_blocklisted', 'other'],
    ['github_app_installation_unlinked', 'other'],
    ['org_work_across_apps_disabled', 'other'],
    ['something_anthropic_adds', 'other'],
    ['something_added_viewed', 'read'],
    ['something_added_list_viewed', 'list'],
    ['something_added_export_started', 'export'],
    ['environment_token_minted', 'credential'],
    ['something_added_secret_rotated', 'credential'],
    ['something_added_shared', 'share'],
    ['something_added_access_key_created', 'credential'],
    ['something_added_access_key_deleted', 'other'],
  ])('reads %s as %s', (type, kind) => {
    expect(readType(type)).toMatchObject({ kind, operation: type, outcome: 'success' });
  });

  test.each<[string, JsonObject, string]>([
    ['sso_login_failed', {}, 'failure'],
    ['claude_chat_access_failed', {}, 'failure'],
    ['sso_login_initiated', {}, 'unknown'],
    ['anonymous_mobile_login_attempted', {}, 'unknown'],
    ['github_token_import', { result: 'imported' }, 'success'],
    ['github_token_import', { result: 'rejected' }, 'failure'],
    ['platform_federated_authentication', { status: { outcome: 'succeeded' } }, 'success'],
    ['platform_federated_authentication', { status: { outcome: 'denied' } }, 'failure'],
    ['platform_federated_authentication', {}, 'unknown'],
    ['mcp_server_managed_auth_token_exchanged', { error_type: 'connector_scope_not_granted' }, 'failure'],
    ['mcp_server_managed_auth_token_exchanged', {}, 'success'],
  ])('reads the outcome of %s with %j as %s', (type, fields, outcome) => {
    expect(readType(type, fields).outcome).toBe(outcome);
  });

  test.each([
    [
      `${API}/apps/chats/claude_chat_01example/messages?limit=5`,
      'read',
      '/v1/compliance/apps/chats/{id}/messages',
      [{ type: 'chat', uid: 'claude_chat_01example' }],
    ],
    [
      `${API}/apps/chats/files/claude_file_01example/content`,
      'read',
      '/v1/compliance/apps/chats/files/{id}/content',
      [{ type: 'file', uid: 'claude_file_01example' }],
    ],
    [
      `${API}/apps/projects/documents/doc_01example`,
      'read',
      '/v1/compliance/apps/projects/documents/{id}',
      [{ type: 'document', uid: 'doc_01example' }],
    ],
    // Of a list the things are not opened.
    [
      `${API}/apps/projects/proj_01example/attachments`,
      'list',
      '/v1/compliance/apps/projects/{id}/attachments',
      [],
    ],
    [`${API}/apps/chats?user_ids[]=user_example01`, 'list', '/v1/compliance/apps/chats', []],
    ['/v1/compliance/activities', 'list', '/v1/compliance/activities', []],
  ])('tells what a call of %s read', (url, kind, endpoint, things) => {
    expect(draftOf(anthropic, callEvent(url))).toMatchObject({
      kind,
      operation: 'compliance_api_accessed',
      outcome: 'success',
      actor: { uid: 'apikey_example01', type: 'service' },
      source: { ip: '198.51.100.7', client: 'python-requests' },
      resources: [{ type: 'endpoint', uid: endpoint }, ...things],
    });
  });

  test('takes the branches of one repository for one account: whoever may push chooses them', () => {
    const uidOf = (subject: string) => by({ type: 'federated_identity_actor', subject }).uid;
    for (const ref of ['ref:refs/heads/main', 'ref:refs/heads/x', 'environment:prod', 'pull_request'])
      expect(uidOf(`repo:example/etl:${ref}`)).toBe('repo:example/etl');
    expect(uidOf('project_path:example/etl:ref_type:branch:ref:x')).toBe('project_path:example/etl');
    // Buildkite names the commit: each build was an account.
    for (const rest of ['ref:refs/heads/main:commit:9f31:step:build', 'ref:refs/tags/1:commit:0c1d:step:'])
      expect(uidOf(`organization:example:pipeline:etl:${rest}`)).toBe('organization:example:pipeline:etl');
    expect(uidOf('org/1a-2b/project/3c-4d/user/5e/vcs-origin/x/vcs-ref/refs/heads/x')).toBe(
      'org/1a-2b/project/3c-4d',
    );
    // Whole, without a branch; and not a pipeline.
    for (const whole of [
      'spiffe://repo:x:y',
      'repo:example/etl',
      'organization:example:project:p:workspace:w',
      'org/1a/project/2b',
    ])
      expect(uidOf(whole)).toBe(whole);
    expect(uidOf('system:serviceaccount:etl:nightly')).toBe('system:serviceaccount:etl:nightly');
  });

  test('tells a refused call and a deletion from a read', () => {
    const url = `${API}/apps/chats/claude_chat_01example/messages`;
    expect(draftOf(anthropic, callEvent(url, { status_code: 400 }))).toMatchObject({
      kind: 'read',
      outcome: 'failure',
    });
    expect(draftOf(anthropic, callEvent(url, { request_method: 'DELETE' })).kind).toBe('other');
    expect(draftOf(anthropic, callEvent('', { url: null })).resources).toEqual([]);
  });

  test('reads an address as the server does, however it is written', () => {
    const plain = draftOf(anthropic, callEvent(`${API}/apps/chats/claude_chat_01example/messages`));
    for (const odd of ['messages/', 'm%65ssages', '/messages', 'messages/?limit=100'])
      expect(draftOf(anthropic, callEvent(`${API}/apps/chats/claude_chat_01example/${odd}`)), odd).toEqual(
        plain,
      );
  });

  test.each<[JsonObject, object]>([
    [
      { type: 'admin_api_key_actor', admin_api_key_id: 'k1' },
      { uid: 'k1', type: 'service', credential: 'k1' },
    ],
    [
      { type: 'service_account_actor', service_account_id: 's1' },
      { uid: 's1', type: 'service' },
    ],
    [
      { type: 'federated_identity_actor', issuer: 'https://idp.example.com', subject: 'repo:example/etl' },
      { uid: 'repo:example/etl', type: 'service', app: 'https://idp.example.com' },
    ],
    [
      { type: 'federated_actor', subject: null, provider: { type: 'aws', account_id: '123456789012' } },
      { uid: '123456789012', type: 'service' },
    ],
    [
      { type: 'scim_directory_sync_actor', directory_id: 'd1', idp_connection_type: 'OktaSCIMV2' },
      { uid: 'd1', type: 'integration', app: 'OktaSCIMV2' },
    ],
    [
      { type: 'attested_device_actor', kid_hash: 'h1', external_client_id: 'app1' },
      { uid: 'h1', type: 'integration', app: 'app1' },
    ],
    [
      { type: 'anthropic_actor', email_address: null },
      { uid: 'anthropic', type: 'vendor-staff' },
    ],
    [
      { type: 'system_actor', service: null },
      { uid: 'anthropic-system', type: 'service' },
    ],
    [
      { type: 'system_actor', service: 'retention' },
      { uid: 'retention', type: 'service' },
    ],
    [
      { type: 'unauthenticated_user_actor', ip_address: '203.0.113.9' },
      { uid: 'unauthenticated', type: 'unknown' },
    ],
    [
      { type: 'unauthenticated_user_actor', unauthenticated_email_address: 'Bob@example.com' },
      { uid: 'bob@example.com', type: 'unknown', name: 'bob@example.com' },
    ],
    [
      { type: 'actor_of_next_year', user_id: 'u9' },
      { uid: 'u9', type: 'unknown' },
    ],
  ])('reads the actor %j', (actor, expected) => {
    expect(by(actor)).toEqual(expected);
  });

  test('knows no address where Anthropic writes 0.0.0.0 for its own work', () => {
    const actor = { type: 'user_actor', user_id: 'user_example01', ip_address: '0.0.0.0' };
    expect(read({ actor })).not.toHaveProperty('source');
  });

  test('takes no id that Panther or Fivetran adds for something that was touched', () => {
    const added = {
      p_row_id: 'row',
      p_source_id: 'source',
      p_log_type: 'Anthropic.Activity',
      _fivetran_id: 'f',
    };
    expect(readType('claude_chat_viewed', { claude_chat_id: 'c1', ...added }).resources).toEqual([
      { type: 'chat', uid: 'c1' },
    ]);
  });

  test('tells what was opened to everybody, or to an address outside the organization', () => {
    const shared = (...types: string[]) =>
      readType('claude_artifact_sharing_updated', { audience: types.map((type) => ({ type })) }).outside;
    expect(shared('users', 'public')).toBe(true);
    expect(shared('users', 'organization')).toBeUndefined();
    expect(readType('claude_artifact_invite_created', { invitee_email: 'eve@example.net' }).outside).toBe(
      true,
    );
    expect(readType('claude_artifact_invite_revoked', {}).outside).toBeUndefined();
  });

  test('names the member whose role was granted', () => {
    const granted = (target_type: string) =>
      readType('role_assignment_granted', { target_type, target_id: 'user_example02' }).target;
    expect(granted('organization_member')).toEqual({ uid: 'user_example02' });
    expect(granted('group')).toBeUndefined();
  });

  test('names whom something was shared with, and which role on what was granted to whom', () => {
    const audience = [
      { type: 'user', user_id: 'user_example02', role: 'admin' },
      { type: 'public' },
      'junk',
      {},
    ];
    expect(
      readType('claude_artifact_sharing_updated', { claude_artifact_id: 'a1', audience }).resources,
    ).toEqual([
      { type: 'artifact', uid: 'a1' },
      { type: 'user', uid: 'user_example02' },
      { type: 'audience', uid: 'public' },
    ]);
    expect(
      readType('role_assignment_granted', {
        target_id: 'user_example02',
        target_type: 'organization_member',
        resource_id: 'claude_proj_example01',
        resource_type: 'chat_project',
      }).resources,
    ).toEqual([
      { type: 'organization_member', uid: 'user_example02' },
      { type: 'chat_project', uid: 'claude_proj_example01' },
    ]);
    expect(
      readType('group_member_added', {
        group_id: 'g1',
        group_name: 'Owners',
        member_ids: ['user_example02', 3],
      }).resources,
    ).toEqual([
      { type: 'group', uid: 'g1', name: 'Owners' },
      { type: 'user', uid: 'user_example02' },
    ]);
    expect(read({ _id: 'x', claude_chat_id: null, claude_project_id: null }).resources).toEqual([]);
    expect(readType('org_user_invite_sent', { invited_email: 'Bob@example.com' }).resources).toEqual([
      { type: 'user', uid: 'bob@example.com' },
    ]);
  });

  test('counts a revealed secret as one record, and a downloaded file as unknown', () => {
    expect(readType('tunnel_token_revealed').volume).toEqual({ records: 1 });
    expect(readType('platform_file_content_downloaded', { file_id: 'file_example01' })).not.toHaveProperty(
      'volume',
    );
  });

  test('ignores what Anthropic does by itself, but not what that weakens', () => {
    const parsed = (type: string) =>
      anthropic.parse(activity(type, { actor: { type: 'system_actor' } })).kind;
    expect(parsed('platform_memory_created')).toBe('ignored');
    expect(parsed('inference_hooks_config_deleted')).toBe('activity');
  });

  test('says which field is missing, and makes no time up', () => {
    expect(read({ type: 7.5, created_at: 'soon' })).not.toHaveProperty('time');
    expect(anthropic.parse(anthropicEvent({ type: '' }))).toMatchObject({ kind: 'malformed', path: 'type' });
    expect(anthropic.parse(anthropicEvent({ actor: { type: 'user_actor' } }))).toMatchObject({
      path: 'actor',
    });
  });

  test('recognises its own events only', () => {
    expect(anthropic.recognises({ type: 'x', created_at: '', actor: { type: 'api_actor' } })).toBe(true);
    expect(anthropic.recognises({ type: 'x', created_at: '', id: 'activity_1' })).toBe(true);
    expect(anthropic.recognises({ type: 'x', created_at: '', id: 'evt_1', actor: { type: 'user' } })).toBe(
      false,
    );
    expect(anthropic.recognises({ type: 'x', id: 'activity_1' })).toBe(false);
  });
});
