import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import { github } from '../../shared/vendors/github.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import { recogniserOf } from '../../shared/vendors/recognise.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { apiRequest, gitEvent, githubEvent, namelessGitEvent, serverEvent } from '../fixtures/github.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { draftOf } from './draft.ts';

const read = (fields: JsonObject = {}) => draftOf(github, githubEvent(fields));
const git = (fields: JsonObject = {}) => draftOf(github, gitEvent(fields));
const request = (fields: JsonObject = {}) => draftOf(github, apiRequest(fields));

describe('GitHub audit log', () => {
  test('reads who gave whom access to what, when, from where and with what', () => {
    expect(read()).toEqual({
      identity: { kind: 'event', id: 'exampleDocumentId0001' },
      eventId: 'exampleDocumentId0001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'privilege',
      operation: 'repo.add_member',
      outcome: 'success',
      actor: { uid: '640001', type: 'user', email: 'alice@example.com', name: 'Alice-Example' },
      target: { uid: '640002' },
      source: { ip: '192.0.2.10', country: 'DE', client: 'Chrome on Mac OS X' },
      resources: [
        { type: 'repository', uid: 'example-org/ledger' },
        { type: 'user', uid: '640002', name: 'bob-example' },
      ],
    });
  });

  test('is read as the GraphQL API answers', () => {
    const node: JsonObject = {
      __typename: 'RepoAccessAuditEntry',
      id: 'exampleNode1',
      action: 'repo.access',
      actor: { __typename: 'User', login: 'Alice-Example' },
      actorIp: '192.0.2.10',
      actorLocation: { countryCode: 'DE' },
      actorLogin: 'Alice-Example',
      createdAt: '2026-03-02T09:15:30.123Z',
      operationType: 'MODIFY',
      organizationName: 'example-org',
      repositoryName: 'Example-Org/Ledger',
      user: null,
      userLogin: null,
      visibility: 'PUBLIC',
    };
    expect(recogniserOf(VENDORS)(node)?.uid).toBe('github');
    for (const entries of [{ nodes: [node] }, { edges: [{ node, cursor: 'x' }] }]) {
      const owner = { auditLog: { ...entries, pageInfo: { hasNextPage: false } } };
      const empty = { auditLog: { nodes: [] } };
      for (const data of [
        { organization: owner },
        { enterprise: owner },
        { enterprise: { organizations: { nodes: [empty, owner] } } },
        { enterprise: { organizations: { edges: [{ node: owner }] } } },
      ]) {
        const answer = { data };
        const { activities, malformed } = decodeText(JSON.stringify(answer), { hashKey: new Uint8Array(32) });
        expect([activities.length, malformed]).toEqual([1, []]);
      }
    }
    expect(draftOf(github, node)).toEqual({
      identity: { kind: 'event', id: 'exampleNode1' },
      eventId: 'exampleNode1',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'share',
      outside: true,
      operation: 'repo.access',
      outcome: 'success',
      actor: { uid: 'alice-example', type: 'user', name: 'Alice-Example' },
      source: { ip: '192.0.2.10', country: 'DE' },
      resources: [{ type: 'repository', uid: 'example-org/ledger' }],
    });
    const { actorLocation: _, visibility: __, ...bare } = node;
    expect(draftOf(github, { ...bare, action: 'org.add_member', userLogin: 'Bob-Example' })).toMatchObject({
      kind: 'privilege',
      target: { uid: 'bob-example' },
    });
  });

  test('finds the address also with the place of the actor', () => {
    const actor_location = { country_code: 'DE', ip: '192.0.2.11' };
    expect(read({ actor_ip: undefined, actor_location }).source).toMatchObject({ ip: '192.0.2.11' });
    expect(read({ actor_location }).source).toMatchObject({ ip: '192.0.2.10' });
  });

  test('reads a clone by a token: which token, which repository, no made-up size', () => {
    expect(git()).toEqual({
      identity: { kind: 'event', id: 'exampleDocumentId0002==' },
      eventId: 'exampleDocumentId0002==',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'export',
      operation: 'git.clone',
      outcome: 'success',
      actor: {
        uid: '640001',
        type: 'user',
        name: 'alice-example',
        app: 'Personal access token (classic) 640010',
        credential: '640010',
      },
      source: { ip: '198.51.100.7', country: 'NL', client: 'git' },
      resources: [{ type: 'repository', uid: 'example-org/ledger' }],
      session: 'exampleHashOfAToken=',
    });
  });

  test('reads Git events that name nobody and carry no id', () => {
    const draft = draftOf(github, namelessGitEvent);
    expect(draft).not.toHaveProperty('identity');
    expect(draft).toMatchObject({ kind: 'read', actor: { uid: 'anonymous', type: 'unknown' } });
    expect(draftOf(github, { ...namelessGitEvent, hashed_token: 'abc=' }).actor.uid).toBe('token abc=');
  });

  test.each([
    ['git.fetch', 'read'],
    ['repo.download_zip', 'export'],
    ['migration.download', 'export'],
    ['business.audit_log_export', 'export'],
    ['org.security_center_export_risk', 'export'],
    ['repo.access', 'share'],
    ['repo.transfer_outgoing', 'share'],
    ['org.add_outside_collaborator', 'share'],
    ['user.login', 'logon'],
    ['org.sso_response', 'logon'],
    ['staff.fake_login', 'logon'],
    ['personal_access_token.access_granted', 'credential'],
    ['oauth_authorization.create', 'credential'],
    ['integration_installation.create', 'credential'],
    ['repo.create_actions_secret', 'credential'],
    ['org.update_member', 'privilege'],
    ['repo.staff_unlock', 'privilege'],
    ['staff.unlock', 'privilege'],
    ['staff.repo_unlock', 'privilege'],
    ['ip_allow_list.disable', 'privilege'],
    ['org.disable_two_factor_requirement', 'mfa'],
    ['two_factor_authentication.disabled', 'mfa'],
    ['audit_log_streaming.destroy', 'logging'],
    ['business.disable_source_ip_disclosure', 'logging'],
    ['hook.create', 'destination'],
    ['org.register_self_hosted_runner', 'destination'],
    ['audit_log_streaming.create', 'destination'],
    ['two_factor_authentication.sign_in_fallback_sms', 'logon'],
    ['personal_access_token.auto_approve_grant_requests_enabled', 'credential'],
    ['business.update_member_repository_invitation_permission', 'privilege'],
    ['repository_visibility_change.enable', 'privilege'],
    ['repo.set_fork_pr_workflows_policy', 'privilege'],
    ['team_sync_tenant.enabled', 'privilege'],
    ['mcp_registry.allowlist_add_server', 'destination'],
    ['restrict_notification_delivery.disable', 'destination'],
    // Near misses of the lines above.
    ['git.push', 'other'],
    ['repo.create', 'other'],
    ['public_key.delete', 'other'],
    ['integration_installation.destroy', 'other'],
    ['repo.remove_actions_secret', 'other'],
    ['org.remove_member', 'other'],
    ['hook.destroy', 'other'],
    ['user.logout', 'other'],
    ['repository_visibility_change.disable', 'other'],
    ['mcp_registry.allowlist_remove_server', 'other'],
    ['restrict_notification_delivery.enable', 'other'],
    ['team_sync_tenant.disabled', 'other'],
    ['something.github_adds_next_year', 'other'],
  ])('reads %s as %s', (action, kind) => {
    expect(read({ action })).toMatchObject({ kind, operation: action });
  });

  test('takes a clone of what is public already for a read', () => {
    expect(git({ repository_public: true }).kind).toBe('read');
    expect(git({ repository_public: 'true' }).kind).toBe('read');
    expect(git({ repository_public: 'false' }).kind).toBe('export');
    expect(read({ action: 'repo.download_zip', public_repo: true }).kind).toBe('read');
  });

  test('tells a repository that turns public from one that turns private', () => {
    expect(read({ action: 'repo.access', visibility: 'public' }).kind).toBe('share');
    expect(read({ action: 'repo.access', visibility: 'internal' }).kind).toBe('share');
    expect(read({ action: 'repo.access', visibility: 'private' }).kind).toBe('other');
    expect(read({ action: 'gist.create', visibility: 'secret' }).kind).toBe('other');
    expect(read({ action: 'gist.create', visibility: 'public' }).kind).toBe('share');
    expect(read({ action: 'gist.destroy', visibility: 'public' }).kind).toBe('other');
  });

  test('tells a log stream that is switched off from one that is pointed elsewhere', () => {
    const action = 'audit_log_streaming.update';
    expect(read({ action, audit_log_stream_enabled: false }).kind).toBe('logging');
    expect(read({ action, audit_log_stream_enabled: true }).kind).toBe('destination');
    expect(read({ action, audit_log_stream_sink: 'S3' }).resources).toContainEqual({
      type: 'log-stream',
      uid: 'S3',
    });
  });

  test('reads API requests by their method, path and status', () => {
    expect(request()).toMatchObject({
      kind: 'read',
      outcome: 'success',
      actor: { type: 'integration', app: 'GitHub App server-to-server token' },
    });
    expect(request().resources).toContainEqual({
      type: 'api',
      uid: '/repositories/:repository_id/contents/*',
    });
    expect(request({ url_path: '/repos/example-org/ledger/zipball/main' }).kind).toBe('export');
    expect(request({ request_method: 'DELETE' }).kind).toBe('other');
    expect(request({ request_method: 'POST', url_path: '/repos/example-org/ledger/issues' }).kind).toBe(
      'other',
    );
    // Whoever asks by GraphQL posts.
    expect(request({ request_method: 'POST', url_path: '/graphql' }).kind).toBe('read');
    expect(request({ status_code: '404' }).outcome).toBe('failure');
    expect(request({ status_code: 400 }).outcome).toBe('failure');
    expect(request({ status_code: null }).outcome).toBe('unknown');
    expect(JSON.stringify(request())).not.toContain('ref=main');
  });

  test.each([
    ['user.failed_login', 'failure'],
    ['user.two_factor_challenge_failure', 'failure'],
    ['business.recovery_code_failed', 'failure'],
    ['protected_branch.rejected_ref_update', 'failure'],
    ['org.sso_response', 'unknown'],
    ['personal_access_token.request_created', 'unknown'],
    ['user.two_factor_requested', 'unknown'],
    ['user.login', 'success'],
    ['org.oauth_app_access_denied', 'success'],
  ])('reads the outcome of %s as %s', (action, outcome) => {
    expect(read({ action }).outcome).toBe(outcome);
  });

  test.each<[string, JsonObject, string]>([
    ['a bot by its flag', { actor_is_bot: true }, 'integration'],
    ['a bot by its name', { actor: 'example[bot]', actor_is_bot: null }, 'integration'],
    ['an agent', { actor_is_agent: true }, 'integration'],
    ['an OAuth application', { programmatic_access_type: 'OAuth access token' }, 'integration'],
    [
      'a person whose Git a credential manager signs in',
      { action: 'git.clone', programmatic_access_type: 'OAuth access token' },
      'user',
    ],
    [
      'a bot whose Git is signed in so',
      { action: 'git.clone', actor_is_bot: true, programmatic_access_type: 'OAuth access token' },
      'integration',
    ],
    [
      'an app on a user’s behalf',
      { programmatic_access_type: 'GitHub App user-to-server token' },
      'integration',
    ],
    ['a person with a token', { programmatic_access_type: 'Fine-grained personal access token' }, 'user'],
    ['GitHub itself', { actor: 'GitHub System' }, 'service'],
    ['staff', { action: 'staff.unverify_domain' }, 'vendor-staff'],
    ['a site administrator', { action: 'staff.fake_login' }, 'user'],
    ['staff by the action', { action: 'copilot.cfb_seat_cancelled_by_staff' }, 'vendor-staff'],
    ['a person', {}, 'user'],
  ])('tells %s', (_, fields, type) => {
    expect(read(fields).actor.type).toBe(type);
  });

  test('names the token that a person holds, not those that an app changes by the hour', () => {
    const app = (programmatic_access_type: string, fields: JsonObject = {}) =>
      git({ programmatic_access_type, ...fields }).actor.app;
    expect(app('OAuth access token')).toBe('OAuth access token 640010');
    expect(app('Fine-grained personal access token', { user_programmatic_access_name: 'deploy' })).toBe(
      'Fine-grained personal access token deploy',
    );
    expect(app('GitHub App server-to-server token')).toBe('GitHub App server-to-server token');
  });

  test('tells deploy keys apart, which all have one name, and says which key of somebody it was', () => {
    const key = (fields: JsonObject = {}) =>
      git({
        programmatic_access_type: 'Public Key (User/Deploy)',
        token_id: null,
        hashed_token: 'abc=',
        ...fields,
      }).actor;
    const deploy = { actor: 'deploy_key', actor_id: null, user_id: 0 };
    expect(key(deploy)).toMatchObject({ uid: 'token abc=', type: 'service', credential: 'abc=' });
    const unnamed = { ...deploy, hashed_token: null };
    expect(key({ ...unnamed, repo: 'Example-Org/Ledger' })).toMatchObject({
      uid: 'deploy_key example-org/ledger',
      type: 'service',
    });
    expect(key({ ...unnamed, repo: 'example-org/site' }).uid).toBe('deploy_key example-org/site');
    expect(key()).toMatchObject({ uid: '640001', type: 'user', credential: 'abc=' });
  });

  test('names an account by its id, and by its login where there is none', () => {
    expect(read({ actor_id: null }).actor.uid).toBe('alice-example');
    expect(read({ actor_id: 0 }).actor.uid).toBe('alice-example');
    expect(read({ actor_id: '640001' }).actor.uid).toBe('640001');
    expect(read({ external_identity_nameid: 'alice' }).actor).not.toHaveProperty('email');
  });

  test('says where a webhook sends to, and none of its secrets', () => {
    const hook = (url: string) =>
      read({ action: 'hook.create', hook_id: 7, config: { url, secret: 'example' } });
    expect(hook('https://hooks.example.com/T0/abc?key=example').resources).toContainEqual({
      type: 'webhook',
      uid: '7',
      name: 'hooks.example.com',
    });
    expect(JSON.stringify(hook('https://user:pass@hooks.example.com/path?key=1'))).not.toMatch(
      /pass|key=1|"example"/,
    );
    expect(hook('ftp://hooks.example.com').resources).toContainEqual({ type: 'webhook', uid: '7' });
  });

  test('names apps, teams and secrets that were changed', () => {
    expect(
      read({ action: 'integration_installation.create', integration: 'sync', application_client_id: 'Iv1' })
        .resources,
    ).toContainEqual({ type: 'app', uid: 'Iv1', name: 'sync' });
    expect(read({ repo: null, team: 'example-org/Owners', action: 'team.add_member' }).resources).toEqual([
      { type: 'organization', uid: 'example-org' },
      { type: 'user', uid: '640002', name: 'bob-example' },
      { type: 'team', uid: 'example-org/owners' },
    ]);
    expect(read({ action: 'repo.create_actions_secret', key: 'TOKEN' }).resources).toContainEqual({
      type: 'secret',
      uid: 'TOKEN',
    });
    // Of a public key, `key` is the key itself.
    expect(read({ action: 'public_key.create', key: 'ssh-rsa AAAA' }).resources).not.toContainEqual({
      type: 'secret',
      uid: 'ssh-rsa AAAA',
    });
  });

  test('takes a key of one’s own for a credential, and one of a repository for access to it, as a member’s is', () => {
    const key = (repo: string | null) => read({ action: 'public_key.create', repo }).kind;
    expect(key(null)).toBe('credential');
    expect(key('example-org/ledger')).toBe('privilege');
    expect(read({ action: 'repo.add_member' }).kind).toBe('privilege');
  });

  test('gives a name only where it says more than the id, and does not list without end', () => {
    expect(read({ user_id: null }).resources).toContainEqual({ type: 'user', uid: 'bob-example' });
    const names = Array.from({ length: 500 }, (_, at) => `example-org/repo-${at}`);
    const resources = read({ repositories_added_names: [...names, 7, ''] }).resources;
    expect(resources).toContainEqual({ type: 'repository', uid: 'example-org/repo-1' });
    expect(resources.length).toBeLessThan(50);
  });

  test('reads what Enterprise Server nests', () => {
    expect(draftOf(github, serverEvent)).toMatchObject({
      eventId: 'exampleDocumentId0003',
      kind: 'logon',
      session: '640011',
      source: { ip: '203.0.113.4', country: 'FR' },
    });
  });

  test('ignores runners that start, stop and update themselves, not those that are registered', () => {
    expect(github.parse(githubEvent({ action: 'org.self_hosted_runner_online' })).kind).toBe('ignored');
    expect(github.parse(githubEvent({ action: 'repo.self_hosted_runner_updated' })).kind).toBe('ignored');
    expect(github.parse(githubEvent({ action: 'org.remove_self_hosted_runner' })).kind).toBe('activity');
  });

  test('takes the first time that can be read, and makes none up', () => {
    expect(read({ created_at: 'soon' }).time).toBe(Date.UTC(2026, 2, 2, 9, 15, 30, 123));
    expect(read({ created_at: null, '@timestamp': null })).not.toHaveProperty('time');
    expect(github.parse(githubEvent({ action: null }))).toMatchObject({ kind: 'malformed', path: 'action' });
  });

  test('ignores deliveries of webhooks, which are another log', () => {
    const repository = { id: 1, full_name: 'example-org/ledger', private: true };
    const sender = { login: 'alice-example', id: 640001 };
    const deliveries: JsonObject[] = [
      { action: 'created', repository, sender },
      { ref: 'refs/heads/main', repository, pusher: { name: 'alice-example' } },
      { action: 'member_added', organization: { login: 'example-org' }, sender },
      { action: 'deleted', 'X-GitHub-Event': 'team' },
    ];
    for (const delivery of deliveries) {
      expect(github.recognises(delivery)).toBe(true);
      expect(github.parse(delivery)).toMatchObject({ kind: 'ignored' });
    }
    expect(github.recognises({ action: 'created', repository: 'example-org/ledger', sender })).toBe(false);
  });

  test.each(['team.created', 'user.suspended', 'user.two_factor_requested', 'project.updated'])(
    'is recognised by %s, as Mixpanel might have called it',
    (action) => {
      expect(recogniserOf(VENDORS)(githubEvent({ action }))?.uid).toBe('github');
      // Either mark alone will do, as lakes leave one out.
      for (const mark of ['_document_id', '@timestamp']) {
        const { [mark]: _, ...without } = githubEvent({ action });
        expect(recogniserOf(VENDORS)(without)?.uid, mark).toBe('github');
      }
      const elsewhere = { action, user: 'ana@example.com', created_at: '2026-03-02T09:15:30Z' };
      expect(recogniserOf(VENDORS)(elsewhere)?.uid).toBe('mixpanel');
    },
  );

  test('reads what was done without an account', () => {
    for (const actor of [null, undefined]) {
      const event = githubEvent({
        action: 'repo.download_zip',
        actor,
        actor_id: null,
        external_identity_nameid: null,
      });
      expect(recogniserOf(VENDORS)(event)?.uid).toBe('github');
      expect(draftOf(github, event)).toMatchObject({
        kind: 'export',
        actor: { uid: 'anonymous', type: 'unknown' },
      });
      const { _document_id: _, ...elsewhere } = event;
      expect(github.recognises(elsewhere)).toBe(false);
    }
  });

  test('recognises its own events only', () => {
    expect(github.recognises(githubEvent())).toBe(true);
    expect(github.recognises(githubEvent({ actor: { id: 1 } }))).toBe(false);
    expect(github.recognises({ action: 'repo.create', actor: 'alice' })).toBe(false);
    expect(github.recognises({ action: 'created', actor: 'alice', org: 'example' })).toBe(false);
    expect(github.recognises(oktaEvent())).toBe(false);
  });
});
