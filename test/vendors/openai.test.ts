import { describe, expect, test } from 'vitest';
import { openai } from '../../shared/vendors/openai.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { BY_SERVICE_ACCOUNT, BY_USER_KEY, openaiEvent } from '../fixtures/openai.ts';
import { draftOf } from './draft.ts';

const read = (fields: JsonObject = {}) => draftOf(openai, openaiEvent(fields));

describe('OpenAI platform audit log', () => {
  test('reads who made a key, when, from where and in which project', () => {
    expect(read()).toEqual({
      identity: { kind: 'event', id: 'audit_log-example0001' },
      eventId: 'audit_log-example0001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'credential',
      operation: 'api_key.created',
      outcome: 'success',
      actor: { uid: 'user-example01', type: 'user', email: 'alice@example.com' },
      source: { ip: '192.0.2.10', country: 'DE', asn: 64500, client: 'Chrome on Mac OS X' },
      resources: [
        { type: 'project', uid: 'proj_example01', name: 'Example search' },
        { type: 'api-key', uid: 'key_example02' },
      ],
    });
  });

  test.each([
    ['login.succeeded', 'logon'],
    ['tenant.workload_identity.access_token.issued', 'logon'],
    ['service_account.created', 'credential'],
    ['tenant.admin_api_key.created', 'credential'],
    ['tenant.sso_connection.deleted', 'credential'],
    ['role.assignment.created', 'privilege'],
    ['user.updated', 'privilege'],
    ['invite.accepted', 'privilege'],
    ['ip_allowlist.deleted', 'privilege'],
    ['ip_allowlist.config.deactivated', 'privilege'],
    ['scim.disabled', 'privilege'],
    ['tenant.resource_share_grant.created', 'share'],
    ['external_storage.registered', 'destination'],
    ['tunnel.created', 'destination'],
    // Near misses of the lines above.
    ['logout.succeeded', 'other'],
    ['api_key.deleted', 'other'],
    ['role.assignment.deleted', 'other'],
    ['invite.deleted', 'other'],
    ['tenant.resource_share_grant.revoked', 'other'],
    ['external_storage.removed', 'other'],
    ['tunnel.deleted', 'other'],
    ['something.openai.adds', 'other'],
  ])('reads %s as %s', (type, kind) => {
    expect(read({ type })).toMatchObject({ kind, operation: type, outcome: 'success' });
  });

  test('reads a failed login as a failure', () => {
    expect(read({ type: 'login.failed' })).toMatchObject({ kind: 'logon', outcome: 'failure' });
  });

  test('tells a change of logging from other changes of the organization', () => {
    const update = (changes_requested: JsonObject) =>
      read({
        type: 'organization.updated',
        'organization.updated': { id: 'org-example01', changes_requested },
      });
    expect(update({ api_call_logging: 'disabled' }).kind).toBe('logging');
    expect(update({ api_call_logging_project_ids: 'proj_example01' }).kind).toBe('logging');
    expect(update({ title: 'Example' }).kind).toBe('other');
  });

  test('tells a service account and a key from the person, and knows no address of theirs', () => {
    const service = read({ actor: BY_SERVICE_ACCOUNT });
    expect(service.actor).toEqual({
      uid: 'svc_acct_example01',
      type: 'service',
      app: 'API key key_example01',
      credential: 'key_example01',
    });
    expect(service).not.toHaveProperty('source');
    expect(read({ actor: BY_USER_KEY }).actor).toEqual({
      uid: 'user-example01',
      type: 'user',
      email: 'alice@example.com',
      app: 'API key key_example03',
      credential: 'key_example03',
    });
    const bare = { type: 'api_key', api_key: { id: 'key_example04' } };
    expect(read({ actor: bare }).actor).toMatchObject({ uid: 'key_example04', type: 'service' });
  });

  test('keeps what nobody is named for', () => {
    expect(read({ actor: null }).actor).toEqual({ uid: 'unknown', type: 'unknown' });
  });

  test('names principal and resource of a role assignment, also under a key without dots', () => {
    const details = {
      id: 'role_assignment_example',
      principal_id: 'user-example02',
      principal_type: 'user',
      resource_id: 'org-example01',
      resource_type: 'api.organization',
    };
    const type = 'role.assignment.created';
    const dotted = read({ type, project: null, [type]: details });
    expect(dotted.resources).toEqual([
      { type: 'role-assignment', uid: 'role_assignment_example' },
      { type: 'user', uid: 'user-example02' },
      { type: 'api.organization', uid: 'org-example01' },
    ]);
    expect(read({ type, project: null, role_assignment_created: details }).resources).toEqual(
      dotted.resources,
    );
  });

  test('names every certificate of a list, and whom an invitation went to', () => {
    const certificates = [{ id: 'cert_example01', name: 'gateway' }, 'junk', { id: 'cert_example02' }];
    expect(
      read({ type: 'certificates.activated', project: null, 'certificates.activated': { certificates } })
        .resources,
    ).toEqual([
      { type: 'certificates', uid: 'cert_example01', name: 'gateway' },
      { type: 'certificates', uid: 'cert_example02' },
    ]);
    const invite = { id: 'invite-example', data: { email: 'bob@example.com', role: 'owner' } };
    expect(read({ type: 'invite.sent', project: null, 'invite.sent': invite }).resources).toEqual([
      { type: 'invite', uid: 'invite-example', name: 'bob@example.com' },
    ]);
  });

  test('keeps an event whose actor is not known, with where it came from', () => {
    const nobody = { uid: 'unknown', type: 'unknown' };
    const { actor, source } = read({
      actor: { type: 'session', session: { user: null, ip_address: '192.0.2.10' } },
    });
    expect({ actor, source }).toEqual({ actor: nobody, source: { ip: '192.0.2.10' } });
    expect(read({ actor: { type: 'session', session: null, api_key: null } }).actor).toEqual(nobody);
    expect(read({ actor: { type: 'api_key', api_key: null } }).actor).toEqual(nobody);
  });

  test('says which field is missing, and makes no time up', () => {
    expect(openai.parse(openaiEvent({ type: null }))).toMatchObject({ kind: 'malformed', path: 'type' });
    expect(read({ effective_at: 'soon' })).not.toHaveProperty('time');
    expect(openai.parse(openaiEvent({ actor: { type: 'session', session: {} } }))).toMatchObject({
      path: 'actor',
    });
  });

  test('recognises its own events only', () => {
    expect(openai.recognises({ type: 'user.added', effective_at: 1772442930, actor: null })).toBe(true);
    expect(openai.recognises({ type: 'user.added', timestamp: 1772442930, actor: null })).toBe(false);
    expect(openai.recognises({ effective_at: 1772442930, actor: null })).toBe(false);
    const bare = { type: 'user.added', effective_at: 1772442930 };
    expect(openai.recognises({ ...bare, object: 'organization.audit_log' })).toBe(true);
    expect(openai.recognises(bare)).toBe(false);
  });
});
