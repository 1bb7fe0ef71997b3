import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { atlassianEvent } from '../fixtures/atlassian.ts';
import { mapped, reader } from './mapped.ts';

const read = reader('atlassian');

describe('Atlassian organization audit log', () => {
  test('reads who gave whom a role, where and from where', () => {
    expect(read(atlassianEvent())).toEqual({
      identity: { kind: 'event', id: '00000000-0000-4000-8000-000000000001' },
      eventId: '00000000-0000-4000-8000-000000000001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'privilege',
      operation: 'user_granted_role',
      outcome: 'success',
      actor: { uid: '557058:example01', type: 'user', email: 'alice@example.com', name: 'Alice Example' },
      target: { uid: '557058:example02', email: 'bob@example.com' },
      source: { ip: '192.0.2.10', country: 'Germany' },
      resources: [
        { type: 'users', uid: '557058:example02', name: 'bob@example.com' },
        { type: 'sites', uid: 'site-example01', name: 'example' },
      ],
    });
  });

  test.each([
    ['confluence_space_exported', 'export'],
    ['audit_log_exported', 'export'],
    ['exported_audit_log', 'export'],
    ['jira_issue_viewed', 'read'],
    ['user_login', 'logon'],
    ['user_logged_in_as_user', 'logon'],
    // Guard tells of every use of a token.
    ['user_api_token_used', 'logon'],
    ['account_logged_in', 'logon'],
    ['user_api_token_created', 'credential'],
    ['app_installed', 'credential'],
    ['user_added_to_group', 'privilege'],
    ['repository_member_added', 'privilege'],
    ['user_two_step_verification_disabled', 'mfa'],
    ['audit_log_webhook_updated', 'logging'],
    ['audit_log_webhook_created', 'destination'],
    ['audit_log_viewed', 'read'],
    ['webhook_created', 'destination'],
    // Near misses of the lines above.
    ['user_revoked_role', 'other'],
    ['user_removed_from_group', 'other'],
    ['repository_member_removed', 'other'],
    ['app_uninstalled', 'other'],
    ['user_api_token_revoked', 'other'],
    ['user_logout', 'other'],
    ['group_created', 'other'],
    ['webhook_deleted', 'other'],
  ])('reads %s as %s', (action, kind) => {
    expect(read(atlassianEvent({ action }))).toMatchObject({ kind, operation: action });
  });

  test('reads a failed login as a failure', () => {
    expect(read(atlassianEvent({ action: 'user_login_failed' }))).toMatchObject({
      kind: 'logon',
      outcome: 'failure',
    });
  });

  test('keeps what nobody is named for, and what has no id but a name', () => {
    expect(read(atlassianEvent({ actor: null })).actor).toEqual({ uid: 'system', type: 'service' });
    const context = [{ type: 'users', attributes: { email: 'bob@example.com' } }];
    expect(read(atlassianEvent({ context, container: null })).resources).toEqual([
      { type: 'users', uid: 'bob@example.com', name: 'bob@example.com' },
    ]);
  });

  test('names the issue, page, space or project that its container states beside the site', () => {
    const resources = (attributes: JsonObject) =>
      read(
        atlassianEvent({
          action: 'jira_issue_viewed',
          context: [],
          container: [{ id: 's', type: 'sites', attributes: { siteName: 'example', ...attributes } }],
        }),
      ).resources;
    const site = { type: 'sites', uid: 's', name: 'example' };
    expect(resources({ issueId: '284408', issueKeyOrId: 'WEB-21003', product: 'software' })).toEqual([
      { type: 'issue', uid: 'WEB-21003' },
      site,
    ]);
    expect(resources({ issueId: '284408' })).toEqual([{ type: 'issue', uid: '284408' }, site]);
    expect(resources({ pageId: '7', pageTitle: 'Plan', spaceKey: 'ENG', projectKey: 'WEB' })).toEqual([
      { type: 'page', uid: '7', name: 'Plan' },
      { type: 'space', uid: 'ENG' },
      { type: 'project', uid: 'WEB' },
      site,
    ]);
    expect(resources({})).toEqual([site]);
  });

  test('recognises its own events only', () => {
    const { recognises } = mapped('atlassian');
    expect(recognises({ id: '1', attributes: { action: 'x', time: 'y' } })).toBe(true);
    expect(recognises({ id: '1', attributes: { action: 'x', timestamp: 'y' } })).toBe(false);
  });
});
