import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import { auth0 } from '../../shared/vendors/auth0.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { auth0Log, machineLog, managementLog, streamed } from '../fixtures/auth0.ts';
import { draftOf } from './draft.ts';

const read = (fields: JsonObject = {}) => draftOf(auth0, auth0Log(fields));
const manage = (method: string, path: string, fields: JsonObject = {}) =>
  draftOf(auth0, managementLog(method, path, fields));

describe('Auth0 tenant logs', () => {
  test('reads who logged in, when, from where, with what and into what', () => {
    const login = {
      identity: { kind: 'event', id: '90020260302091530123000000000000000000000000000000000001' },
      eventId: '90020260302091530123000000000000000000000000000000000001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'logon',
      operation: 's',
      outcome: 'success',
      actor: { uid: 'auth0|example1', type: 'user', name: 'Alice@example.com' },
      source: { ip: '192.0.2.10', client: 'Chrome on Mac OS X' },
      resources: [
        { type: 'app', uid: 'clientExample1', name: 'Example Shop' },
        { type: 'connection', uid: 'con_example', name: 'Username-Password-Authentication' },
      ],
      session: 'sessionExample1',
    };
    expect(read()).toEqual(login);
    expect(draftOf(auth0, streamed)).toEqual(login);
  });

  test('is read from a log stream, from EventBridge and from the Management API', () => {
    const uids = [streamed, { detail: streamed }, [auth0Log()], { logs: [auth0Log()] }].map(
      (document) => decodeText(JSON.stringify(document), { hashKey: new Uint8Array(32) }).activities[0]?.uid,
    );
    expect(new Set(uids).size).toBe(1);
    expect(uids[0]).toBeDefined();
  });

  test('reads an export of users: by whom, with which token, and lets no body through', () => {
    const draft = manage('post', '/api/v2/jobs/users-exports');
    expect(draft).toMatchObject({
      kind: 'export',
      operation: 'sapi POST jobs/users-exports',
      outcome: 'success',
      actor: {
        uid: 'auth0|example1',
        type: 'user',
        email: 'alice@example.com',
        name: 'Alice Example',
        app: 'dashboardClient',
      },
      source: { ip: '192.0.2.10', client: 'Chrome on Mac OS X' },
      resources: [{ type: 'management-api', uid: 'jobs/users-exports' }],
      session: 'tokenExample1',
    });
    expect(draft).not.toHaveProperty('volume');
    expect(JSON.stringify(draft)).not.toMatch(/not-for-anyone|bob@example/);
  });

  test.each([
    ['POST', '/api/v2/jobs/users-exports', 'export'],
    ['post', '/v2/log-streams', 'destination'],
    ['patch', '/api/v2/log-streams/lst_1', 'destination'],
    ['delete', '/api/v2/log-streams/lst_1', 'logging'],
    ['post', '/api/v2/event-streams', 'destination'],
    ['patch', '/api/v2/actions/triggers/post-login/bindings', 'destination'],
    ['put', '/api/v2/emails/provider', 'destination'],
    ['put', '/api/v2/branding/templates/universal-login', 'destination'],
    ['put', '/api/v2/prompts/login/partials', 'destination'],
    ['patch', '/api/v2/prompts/login/screen/login/rendering', 'destination'],
    ['post', '/api/v2/clients', 'credential'],
    ['post', '/api/v2/clients/c1/rotate-secret', 'credential'],
    ['post', '/api/v2/client-grants', 'credential'],
    ['patch', '/api/v2/connections/con_1', 'credential'],
    ['post', '/api/v2/tickets/password-change', 'credential'],
    ['patch', '/api/v2/users/auth0%7C1', 'credential'],
    ['post', '/api/v2/users/auth0|1/identities', 'credential'],
    ['post', '/api/v2/organizations/org_1/enabled_connections', 'credential'],
    ['post', '/api/v2/organizations/org_1/client-grants', 'credential'],
    ['post', '/api/v2/users/auth0|1/roles', 'privilege'],
    ['post', '/api/v2/roles', 'privilege'],
    ['post', '/api/v2/organizations/more/org_1/invitations', 'privilege'],
    ['post', '/api/v2/tenants/invitations', 'privilege'],
    ['post', '/api/v2/jobs/users-imports', 'privilege'],
    ['patch', '/api/v2/network-acls/acl_1', 'privilege'],
    ['delete', '/api/v2/network-acls/acl_1', 'privilege'],
    ['delete', '/api/v2/users/auth0|1/multifactor/duo', 'mfa'],
    ['put', '/api/v2/guardian/factors/sms', 'mfa'],
    // Near misses of the lines above.
    ['post', '/api/v2/jobs/verification-email', 'other'],
    ['put', '/api/v2/prompts/login/custom-text/en', 'other'],
    ['delete', '/api/v2/organizations/org_1/client-grants/cgr_1', 'other'],
    ['delete', '/api/v2/event-streams/es_1', 'other'],
    ['delete', '/api/v2/clients/c1', 'other'],
    ['delete', '/api/v2/users/auth0|1/roles', 'other'],
    ['delete', '/api/v2/users/auth0|1', 'other'],
    ['post', '/api/v2/users', 'privilege'],
    ['patch', '/api/v2/tenants/settings', 'other'],
    ['patch', '/api/v2/attack-protection/brute-force-protection', 'other'],
    ['post', '/somewhere/else/clients', 'other'],
    ['post', '/api/v2/', 'other'],
  ])('reads %s %s as %s', (method, path, kind) => {
    expect(manage(method, path).kind).toBe(kind);
  });

  test('is read from columns, whose names are paths joined by what names of Auth0 hold themselves', () => {
    const { details: _, ...log } = managementLog('post', '/api/v2/jobs/users-exports');
    const columns = {
      ...log,
      details_request_method: 'post',
      details_request_path: '/api/v2/jobs/users-exports',
      details_request_ip: '192.0.2.10',
      details_request_auth_user_user_id: 'auth0|example1',
      details_request_auth_user_name: 'Alice Example',
      details_request_auth_user_email: 'Alice@example.com',
      details_request_auth_credentials_jti: 'tokenExample1',
      details_request_body_connection_id: 'con_1',
      details_response_statusCode: 201,
    };
    const { source: _source, ...whole } = manage('post', '/api/v2/jobs/users-exports');
    expect(draftOf(auth0, columns)).toMatchObject(whole);
    // As the table has them: each column's ending says its type.
    const typed = Object.entries(columns).map(([name, value]) => [
      `${name}_${typeof value === 'number' ? 'd' : 's'}`,
      value,
    ]);
    const row = { TenantId: 'w', TimeGenerated: log['date'] ?? null, ...Object.fromEntries(typed) };
    expect(decodeText(JSON.stringify(row), { hashKey: new Uint8Array(32) }).activities[0]).toMatchObject({
      kind: 'export',
      actor: { uid: 'auth0|example1', email: 'alice@example.com' },
    });
  });

  test('tells a log stream that is paused from one that is changed', () => {
    const details = (status: string) => ({
      request: { method: 'patch', path: '/api/v2/log-streams/lst_1', body: { status } },
      response: { statusCode: 200 },
    });
    expect(read({ type: 'sapi', details: details('paused') }).kind).toBe('logging');
    expect(read({ type: 'sapi', details: details('active') }).kind).toBe('destination');
  });

  test('tells protection from guessing that is switched off from other changes of it', () => {
    const path = '/api/v2/attack-protection/brute-force-protection';
    const kind = (body: JsonObject) =>
      read({
        type: 'sapi',
        details: { request: { method: 'patch', path, body }, response: { statusCode: 200 } },
      }).kind;
    expect(kind({ enabled: false })).toBe('privilege');
    for (const body of [{ enabled: true }, { shields: ['block'] }]) expect(kind(body)).toBe('other');
  });

  test('takes a changed profile for no credential', () => {
    const details = { request: { method: 'patch', path: '/api/v2/users/u1', body: { nickname: 'a' } } };
    expect(read({ type: 'sapi', details }).kind).toBe('other');
    expect(read({ type: 'sapi', details: { request: { ...details.request, body: null } } }).kind).toBe(
      'other',
    );
  });

  test.each([
    ['s', 'logon', 'success'],
    ['f', 'logon', 'failure'],
    ['fp', 'logon', 'failure'],
    ['seccft', 'logon', 'success'],
    ['ferrt', 'logon', 'failure'],
    ['limit_mu', 'logon', 'failure'],
    ['pwd_leak', 'logon', 'failure'],
    ['mfar', 'logon', 'unknown'],
    ['gd_auth_succeed', 'logon', 'success'],
    ['gd_auth_failed', 'logon', 'failure'],
    ['gd_auth_rejected', 'logon', 'failure'],
    ['gd_auth_email_verification', 'logon', 'success'],
    ['gd_auth_fail_email_verification', 'logon', 'failure'],
    ['gd_user_delete', 'mfa', 'success'],
    ['gd_otp_rate_limit_exceed', 'logon', 'failure'],
    ['success_on_behalf_of_token_exchange', 'logon', 'success'],
    ['failed_on_behalf_of_token_exchange', 'logon', 'failure'],
    ['scp', 'credential', 'success'],
    ['fcp', 'credential', 'failure'],
    ['kms_key_state_changed', 'credential', 'unknown'],
    ['organization_member_added', 'privilege', 'success'],
    ['gd_enrollment_complete', 'mfa', 'success'],
    ['gd_unenroll', 'mfa', 'success'],
    ['gd_tenant_update', 'mfa', 'success'],
    ['gd_start_enroll_failed', 'mfa', 'failure'],
    ['my_account_authentication_method_succeeded', 'mfa', 'success'],
    ['mgmt_api_read', 'read', 'success'],
    // Near misses of the lines above.
    ['ss', 'other', 'success'],
    ['slo', 'other', 'success'],
    ['flo', 'other', 'failure'],
    ['flows_execution_completed', 'other', 'success'],
    ['forms_submission_succeeded', 'other', 'success'],
    ['federated_logout_failed', 'other', 'failure'],
    ['api_limit', 'other', 'unknown'],
    ['something_auth0_adds', 'other', 'unknown'],
  ])('reads the code %s as %s, %s', (type, kind, outcome) => {
    expect(read({ type })).toMatchObject({ kind, outcome, operation: type });
  });

  test('reads the outcome of a management call by its status', () => {
    const status = (statusCode: number | string | null) =>
      read({ type: 'sapi', details: { response: { statusCode } } }).outcome;
    expect(status(204)).toBe('success');
    expect(status('400')).toBe('failure');
    expect(status(null)).toBe('success');
    expect(read({ type: 'fapi', details: {} }).outcome).toBe('failure');
    expect(manage('post', '/api/v2/jobs/users-exports', { type: 'fapi' }).kind).toBe('export');
    expect(read({ type: 'mgmt_api_read', details: { response: { statusCode: 403 } } }).outcome).toBe(
      'failure',
    );
    // A status beside a login is not about the login.
    expect(read({ type: 's', details: { response: { statusCode: 500 } } }).outcome).toBe('success');
  });

  test('names machines by their client', () => {
    expect(draftOf(auth0, machineLog)).toMatchObject({
      actor: { uid: 'clientExample2', type: 'service', name: 'Nightly sync' },
      source: { client: 'axios' },
    });
    const details = { request: { method: 'post', path: '/api/v2/jobs/users-exports' } };
    expect(read({ type: 'sapi', user_id: 'clientExample2@clients', user_name: null, details })).toMatchObject(
      {
        kind: 'export',
        actor: { uid: 'clientExample2', type: 'service' },
      },
    );
  });

  test('keeps unknown users apart by the name they tried, and vouches for no address', () => {
    const tried = (user_name: string) => read({ type: 'fu', user_id: '', user_name }).actor;
    expect(tried('Mallory@example.com')).toEqual({
      uid: 'mallory@example.com',
      type: 'unknown',
      name: 'Mallory@example.com',
    });
    expect(tried('eve@example.com').uid).not.toBe(tried('mallory@example.com').uid);
    expect(read({ type: 'limit_mu', user_id: '', user_name: '', client_id: null }).actor).toEqual({
      uid: 'anonymous',
      type: 'unknown',
    });
  });

  test('tells an agent that acts for a user, and the application behind a management call', () => {
    expect(read({ agent_id: 'agt_1' }).actor).toMatchObject({ type: 'integration', app: 'agt_1' });
    expect(manage('post', '/api/v2/clients', { client_name: 'CI' }).actor.app).toBe('CI (dashboardClient)');
    expect(read().actor).not.toHaveProperty('app');
  });

  test('says which call of the Management API it was, without the ids in its path', () => {
    const called = (method: string, path: string) => manage(method, `/api/v2/${path}`).operation;
    expect(called('post', 'users/auth0%7C2/roles?x=1')).toBe('sapi POST users/{id}/roles');
    expect(called('delete', 'users/auth0%7C2/multifactor/duo')).toBe(
      'sapi DELETE users/{id}/multifactor/{id}',
    );
    expect(called('patch', 'clients/abcdef')).toBe('sapi PATCH clients/{id}');
    expect(called('post', 'jobs/users-exports')).toBe('sapi POST jobs/users-exports');
    expect(called('put', 'guardian/factors/sms/providers/twilio')).toBe(
      'sapi PUT guardian/factors/sms/providers/twilio',
    );
    expect(called('get', 'jobs/job_1Ab')).toBe('sapi GET jobs/{id}');
    expect(called('post', 'actions/actions/0f1e2d3c/deploy')).toBe('sapi POST actions/actions/{id}/deploy');
    for (const odd of ['/jobs/users-exports', '%6Aobs/users-exports/', 'jobs//users-exports?x=1#y'])
      expect(called('post', odd)).toBe('sapi POST jobs/users-exports');
    expect(called('post', 'users/auth0%2F7/roles')).toBe('sapi POST users/{id}/roles');
    expect(called('post', '')).toBe('sapi');
    expect(
      read({ type: 's', details: { request: { method: 'post', path: '/api/v2/users' } } }).operation,
    ).toBe('s');
  });

  test('names the user that a management call was about', () => {
    expect(manage('post', '/api/v2/users/auth0%7C2/roles?x=1').resources).toEqual([
      { type: 'management-api', uid: 'users/auth0|2/roles' },
      { type: 'user', uid: 'auth0|2' },
    ]);
    expect(manage('get', '/api/v2/clients/c1', { type: 'mgmt_api_read' })).toMatchObject({
      kind: 'read',
      resources: [{ type: 'management-api', uid: 'clients/c1' }],
    });
    expect(manage('post', '/api/v2/').resources).toEqual([]);
    expect(manage('post', '/api/v2/users').resources).toEqual([{ type: 'management-api', uid: 'users' }]);
    expect(read({ organization_id: 'org_1', organization_name: 'Partner' }).resources).toContainEqual({
      type: 'organization',
      uid: 'org_1',
      name: 'Partner',
    });
  });

  test('falls back to the address of the request and of the connection', () => {
    expect(manage('post', '/api/v2/clients', { ip: null }).source?.ip).toBe('192.0.2.10');
    expect(read({ ip: '', client_ip: '198.51.100.7' }).source?.ip).toBe('198.51.100.7');
    expect(read({ location_info: { country_code: 'DE' } }).source?.country).toBe('DE');
    expect(read({ user_agent: 'Other 0.0.0 / Other 0.0.0' }).source).not.toHaveProperty('client');
    expect(read({ user_agent: 'curl/8.5.0' }).source?.client).toBe('curl');
    expect(
      read({
        user_agent:
          'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
      }).source?.client,
    ).toBe('Chrome on Windows');
  });

  test('ignores messages, notices and summaries, with a reason', () => {
    for (const type of ['gd_send_sms', 'cls', 'depnote', 'acls_summary', 'pla'])
      expect(auth0.parse(auth0Log({ type })).kind).toBe('ignored');
    for (const type of ['api_limit', 'gd_start_auth', 'ss'])
      expect(auth0.parse(auth0Log({ type })).kind).toBe('activity');
  });

  test('says which field is missing, and makes no time up', () => {
    expect(read({ date: 'soon' })).not.toHaveProperty('time');
    expect(auth0.parse(auth0Log({ type: null }))).toMatchObject({ kind: 'malformed', path: 'type' });
    expect(read({ log_id: null, _id: 'older' }).eventId).toBe('older');
    expect(read({ log_id: null })).not.toHaveProperty('identity');
  });

  test('recognises its own logs only', () => {
    expect(auth0.recognises(streamed)).toBe(true);
    expect(auth0.recognises(auth0Log())).toBe(true);
    const { log_id: _, ...log } = auth0Log();
    expect(auth0.recognises({ log_id: '1', data: log })).toBe(true);
    expect(auth0.recognises({ data: log })).toBe(false);
    expect(auth0.recognises({ type: 's', date: '2026-03-02T09:15:30Z', user_id: 'x' })).toBe(false);
    expect(auth0.recognises({ type: 's', log_id: '1', user_id: 'x' })).toBe(false);
    expect(auth0.recognises({ type: 's', log_id: '1', date: '2026-03-02T09:15:30Z' })).toBe(false);
  });
});
