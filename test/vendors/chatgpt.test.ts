import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { chatgptApp, chatgptAudit, chatgptKey, chatgptLogin } from '../fixtures/chatgpt.ts';
import { mapped, reader } from './mapped.ts';

const chatgpt = mapped('chatgpt');
const read = reader('chatgpt');

describe('ChatGPT Enterprise compliance logs', () => {
  test('reads whose role was changed by whom, and from where', () => {
    expect(read(chatgptAudit())).toEqual({
      identity: { kind: 'event', id: '00000000-0000-4000-8000-000000000001' },
      eventId: '00000000-0000-4000-8000-000000000001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'privilege',
      operation: 'AUDIT_LOG.USER_ROLE_UPDATED',
      outcome: 'success',
      actor: { uid: 'user-exampleAlice', type: 'user', email: 'alice@example.com' },
      target: { uid: 'user-exampleBob' },
      source: { ip: '192.0.2.10', country: 'DE', asn: 64500, client: 'Chrome on Mac OS X' },
      resources: [
        { type: 'user', uid: 'user-exampleBob' },
        { type: 'workspace', uid: '00000000-0000-4000-8000-0000000000aa' },
      ],
    });
  });

  test('reads the keys of the Compliance API as services, by what is shown of them', () => {
    expect(read(chatgptKey())).toMatchObject({
      kind: 'list',
      actor: { uid: 'sk-...Ex01', type: 'service', app: 'API key', credential: 'sk-...Ex01' },
    });
    const download = chatgptKey({ action: 'DOWNLOAD_WORKSPACE_LOG', action_data: { log_file_id: 'log1' } });
    expect(read(download)).toMatchObject({
      kind: 'export',
      resources: [{ type: 'log-file', uid: 'log1' }, {}],
    });
  });

  test.each([
    ['FILE_DOWNLOAD', {}, 'export'],
    ['CONVERSATION_EXPORT', {}, 'export'],
    ['CONVERSATION_VIEW', {}, 'read'],
    ['CONVERSATION_VIEWED', {}, 'read'],
    ['READ_MEMORY', {}, 'read'],
    ['SEARCH_CONVERSATIONS', {}, 'list'],
    ['CONVERSATION_SHARE', {}, 'share'],
    ['PROJECT_UPDATE_SHARING', {}, 'share'],
    ['GPT_CHANGE_VISIBILITY', {}, 'share'],
    ['INVITE_SEND', { email_addresses: ['bob@example.com'] }, 'privilege'],
    ['WORKSPACE_SET_COMPLIANCE_IP_ALLOWLIST', { allowed_ips: [] }, 'privilege'],
    ['SERVICE_ACCOUNT_CREATE', { service_account_id: 'user-example1' }, 'credential'],
    ['TOKEN_CREATE', { credential_id: 'cred1' }, 'credential'],
    ['SAML_UPDATE', { sign_in_endpoint: 'https://sso.example.com' }, 'credential'],
    // Near misses of the lines above.
    ['TOKEN_REVOKE', { credential_id: 'cred1' }, 'other'],
    ['SERVICE_ACCOUNT_DELETE', { service_account_id: 'user-example1' }, 'other'],
    ['SESSION_REVOKE', {}, 'other'],
    ['GET_CODE_ENVIRONMENT', {}, 'other'],
    ['DELETE_MEMORY', {}, 'other'],
    ['PROJECT_REVIEW', {}, 'other'],
    ['SPREAD_UPDATE', {}, 'other'],
  ] satisfies [string, JsonObject, string][])('reads %s %j as %s', (action, action_data, kind) => {
    expect(read(chatgptAudit({ action, action_data })).kind).toBe(kind);
  });

  test('reads what was blocked as a failure', () => {
    expect(read(chatgptAudit({ action_result: 'BLOCKED' })).outcome).toBe('failure');
  });

  test.each([
    ['login_success', 'logon', 'success'],
    ['login_failed', 'logon', 'failure'],
    ['token_issued', 'logon', 'success'],
    ['password_reset_initiated', 'credential', 'success'],
    ['signup_success', 'privilege', 'success'],
    ['logout_success', 'other', 'success'],
  ])('reads %s of the authentication log as %s', (action, kind, outcome) => {
    expect(read(chatgptLogin(action))).toMatchObject({ kind, outcome, operation: `AUTH_LOG.${action}` });
  });

  test('reads each request to an app once, and none of its words', () => {
    const draft = read(chatgptApp());
    expect(draft).toMatchObject({
      kind: 'read',
      operation: 'APP_LOG.request',
      resources: [
        { type: 'app', uid: 'connector_example01', name: 'Example Drive' },
        { type: 'conversation', uid: 'c-example01' },
        { type: 'workspace' },
      ],
    });
    expect(JSON.stringify(draft)).not.toContain('customers');
    expect(chatgpt.parse(chatgptApp({ log_type: 'response' }))).toMatchObject({ kind: 'ignored' });
    expect(chatgpt.parse(chatgptApp({ type: 'CONVERSATION_MESSAGE', log_type: null }))).toMatchObject({
      kind: 'ignored',
    });
  });

  test('reads an app that somebody links as a credential', () => {
    const kind = (action: string) => read(chatgptApp({ type: 'APP_AUTH_LOG', log_type: null, action })).kind;
    expect([kind('link'), kind('unlink')]).toEqual(['credential', 'other']);
  });

  test('recognises its own events only', () => {
    expect(chatgpt.recognises(chatgptAudit({ type: 'CODEX_LOG' }))).toBe(true);
    expect(chatgpt.recognises(chatgptAudit({ type: 'x' }))).toBe(false);
    expect(chatgpt.recognises({ event_id: 'x', type: 'AUDIT_LOG', timestamp: 'x' })).toBe(false);
  });
});
