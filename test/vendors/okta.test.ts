import { describe, expect, test } from 'vitest';
import { isObject } from '../../shared/vendors/field.ts';
import { okta } from '../../shared/vendors/okta.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';
import { fixtures, OKTA_TARGET_APP, OKTA_TARGET_USER, oktaEvent } from '../fixtures/okta.ts';
import { draftOf } from './draft.ts';

const read = (fields: JsonObject = {}) => draftOf(okta, oktaEvent(fields));
const SYSTEM: JsonObject = {
  id: 'okta.system',
  type: 'SystemPrincipal',
  alternateId: 'system@okta.com',
  displayName: 'Okta System',
};

describe('Okta System Log', () => {
  test('reads who signed in, when, from where and with what', () => {
    expect(read()).toEqual({
      identity: { kind: 'event', id: '6f1f2b0e-5a0c-11f1-9d1e-2f0c8a1b2c3d' },
      eventId: '6f1f2b0e-5a0c-11f1-9d1e-2f0c8a1b2c3d',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'logon',
      operation: 'user.session.start',
      outcome: 'success',
      actor: { uid: '00u1example0Alice', type: 'user', email: 'alice@example.com', name: 'Alice Example' },
      source: {
        ip: '192.0.2.10',
        country: 'Germany',
        asn: 64500,
        asOrg: 'Example Access',
        client: 'Chrome on Mac OS X',
      },
      resources: [],
      session: 'sessionExample1',
    });
  });

  test.each([
    ['analytics.reports.export.download', 'export'],
    ['app.audit_report.download', 'export'],
    ['user.authentication.sso', 'logon'],
    ['user.authentication.auth_via_mfa', 'logon'],
    ['user.mfa.okta_verify.deny_push', 'logon'],
    ['pam.server.rdp_login', 'logon'],
    ['application.user_membership.change_password', 'credential'],
    ['app.generic.unauth_app_access_attempt', 'logon'],
    ['system.api_token.create', 'credential'],
    ['app.oauth2.client.lifecycle.create', 'credential'],
    ['system.idp.lifecycle.create', 'credential'],
    ['user.account.reset_password', 'credential'],
    ['user.account.privilege.grant', 'privilege'],
    ['iam.resourceset.bindings.add', 'privilege'],
    ['policy.rule.deactivate', 'privilege'],
    ['zone.update', 'privilege'],
    ['group.application_assignment.add', 'privilege'],
    ['user.session.impersonation.grant', 'privilege'],
    ['user.mfa.factor.reset_all', 'mfa'],
    ['user.mfa.factor.deactivate', 'mfa'],
    ['system.log_stream.lifecycle.deactivate', 'logging'],
    ['system.log_stream.lifecycle.create', 'destination'],
    ['event_hook.created', 'destination'],
    ['workflows.user.flow.activate', 'destination'],
    ['workflows.user.flow.import', 'destination'],
    ['application.user_membership.show_password', 'read'],
    ['workflows.user.table.export', 'export'],
    ['system.ldapi.search', 'list'],
    ['pam.resource.checkout', 'read'],
    ['workflows.user.table.view', 'read'],
    ['workflows.user.connection.create', 'credential'],
    ['system.agent.register', 'credential'],
    ['iam.role.permissions.add', 'privilege'],
    ['workflows.user.flow.execution_history.delete', 'logging'],
    ['workflows.user.execution_log_stream_connection.activate', 'destination'],
    // Near misses of the lines above.
    ['workflows.user.table.schema.export', 'other'],
    ['workflows.user.flow.deactivate', 'other'],
    ['analytics.reports.export.request', 'other'],
    ['user.authentication.slo', 'other'],
    ['user.account.privilege.revoke', 'other'],
    ['user.session.end', 'other'],
    ['user.lifecycle.deactivate', 'other'],
    ['something.okta.adds.next.year', 'other'],
  ])('reads %s as %s', (eventType, kind) => {
    expect(read({ eventType })).toMatchObject({ kind, operation: eventType });
  });

  test.each([
    ['SUCCESS', 'success'],
    ['ALLOW', 'success'],
    ['FAILURE', 'failure'],
    ['DENY', 'failure'],
    ['RATE_LIMIT', 'failure'],
    ['CHALLENGE', 'unknown'],
    ['UNKNOWN', 'unknown'],
  ])('reads the result %s as %s', (result, outcome) => {
    expect(read({ outcome: { result } }).outcome).toBe(outcome);
  });

  test.each([
    'user.mfa.okta_verify.deny_push',
    'user.mfa.okta_verify.deny_push_upgrade_needed',
    'app.oauth2.invalid_client_credentials',
    'application.policy.sign_on.deny_access',
  ])('takes %s for a refused sign-in, whatever its result', (eventType) => {
    for (const result of ['SUCCESS', 'FAILURE', 'DENY'])
      expect(read({ eventType, outcome: { result } })).toMatchObject({ kind: 'logon', outcome: 'failure' });
    expect(read({ eventType: 'user.mfa.okta_verify', outcome: { result: 'SUCCESS' } }).outcome).toBe(
      'success',
    );
  });

  test('does not know the outcome of an event without one', () => {
    expect(read({ outcome: null }).outcome).toBe('unknown');
  });

  test('keeps tokens that were refused, and none of the others', () => {
    for (const eventType of ['app.oauth2.token.grant.access_token', 'app.oauth2.as.token.grant']) {
      expect(read({ eventType, outcome: { result: 'FAILURE', reason: 'invalid_client' } })).toMatchObject({
        kind: 'logon',
        outcome: 'failure',
      });
      expect(okta.parse(oktaEvent({ eventType, outcome: { result: 'SUCCESS' } }))).toMatchObject({
        kind: 'ignored',
      });
    }
    const other = oktaEvent({ eventType: 'app.oauth2.as.evaluate.claim', outcome: { result: 'FAILURE' } });
    expect(okta.parse(other)).toMatchObject({ kind: 'ignored' });
  });

  test('takes an application that is sent passwords for a credential', () => {
    const update = (reason: string | null) =>
      read({ eventType: 'application.lifecycle.update', outcome: { result: 'SUCCESS', reason } }).kind;
    expect(update('Pushing user passwords')).toBe('credential');
    expect(update('Stop pushing user passwords')).not.toBe('credential');
    expect(update(null)).not.toBe('credential');
  });

  test('names the user whose factors were reset, apart from who reset them', () => {
    const draft = read({
      eventType: 'user.mfa.factor.reset_all',
      target: [OKTA_TARGET_APP, OKTA_TARGET_USER],
    });
    expect(draft.actor.uid).toBe('00u1example0Alice');
    expect(draft.resources).toContainEqual({ type: 'user', uid: '00u1example0Bob', name: 'bob@example.com' });
    expect(draft.resources).toContainEqual({ type: 'app', uid: '0oa1example0Crm', name: 'Example CRM' });
  });

  test('counts a revealed secret as one record and a downloaded report as unknown', () => {
    expect(read({ eventType: 'pam.secret.reveal' }).volume).toEqual({ records: 1 });
    expect(read({ eventType: 'workflows.user.table.view' }).volume).toBeUndefined();
    expect(read({ eventType: 'analytics.reports.export.download' }).volume).toBeUndefined();
  });

  test('tells an OAuth application and an API token from the person', () => {
    const actor = {
      id: '0oa1example0Etl',
      type: 'PublicClientApp',
      alternateId: 'unknown',
      displayName: 'Nightly sync',
    };
    expect(read({ actor }).actor).toEqual({
      uid: '0oa1example0Etl',
      type: 'integration',
      name: 'Nightly sync',
      app: 'Nightly sync',
    });
    const transaction = { type: 'WEB', detail: { requestApiTokenId: '00Texample' } };
    expect(read({ transaction }).actor).toMatchObject({ type: 'user', app: 'API token 00Texample' });
    expect(read({ eventType: 'user.session.impersonation.initiate' }).actor.type).toBe('vendor-staff');
  });

  test('keeps unknown users apart by the name they tried', () => {
    const tried = (alternateId: string) =>
      read({
        actor: { id: 'unknown', type: 'User', alternateId, displayName: 'unknown' },
        outcome: { result: 'FAILURE' },
      }).actor;
    expect(tried('Mallory@example.com')).toEqual({
      uid: 'mallory@example.com',
      type: 'user',
      email: 'mallory@example.com',
    });
    expect(tried('eve@example.com').uid).not.toBe(tried('mallory@example.com').uid);
  });

  test.each(['admin', 'a@b@c', 'a b@example.com', 'a\u202e@example.com', `${'a'.repeat(300)}@example.com`])(
    'takes no e-mail address from %j',
    (alternateId) => {
      const actor = { id: '00u1', type: 'User', alternateId, displayName: 'Admin' };
      expect(read({ actor }).actor).toEqual({ uid: '00u1', type: 'user', name: 'Admin' });
    },
  );

  test('falls back to the first hop where the client has no address, and marks proxies', () => {
    const draft = read({
      client: null,
      request: { ipChain: [{ ip: '198.51.100.7' }] },
      securityContext: { asNumber: '64501', isProxy: true },
    });
    expect(draft.source).toEqual({ ip: '198.51.100.7', asn: 64501, hosting: true });
  });

  test.each([0, -1, 1.5, 2 ** 32, 'AS', '64500x', null])('knows no autonomous system %j', (asNumber) => {
    expect(read({ securityContext: { asNumber } }).source).not.toHaveProperty('asn');
  });

  test('knows no session where Okta knows none', () => {
    expect(read({ authenticationContext: { externalSessionId: 'unknown' } })).not.toHaveProperty('session');
    expect(read({ authenticationContext: { rootSessionId: 'root1' } }).session).toBe('root1');
  });

  test('ignores messages, policy steps, deferred work and what Okta does by itself, with a reason', () => {
    const ignored = (fields: JsonObject) => okta.parse(oktaEvent(fields)).kind === 'ignored';
    expect(ignored({ eventType: 'system.email.new_device_notification.sent_message' })).toBe(true);
    expect(ignored({ eventType: 'policy.evaluate_sign_on' })).toBe(true);
    expect(ignored({ outcome: { result: 'SKIPPED' } })).toBe(true);
    expect(ignored({ eventType: 'user.account.update_profile', actor: SYSTEM })).toBe(true);
    expect(ignored({ eventType: 'user.lifecycle.deactivate', actor: SYSTEM })).toBe(false);
    // Okta itself stops a log stream that fails: nobody watches from then on.
    expect(ignored({ eventType: 'system.log_stream.lifecycle.deactivate', actor: SYSTEM })).toBe(false);
    expect(ignored({ eventType: 'user.lifecycle.deactivate' })).toBe(false);
  });

  test('says which field is missing, and makes no time up', () => {
    expect(read({ published: 'soon' })).not.toHaveProperty('time');
    expect(okta.parse(oktaEvent({ actor: {} }))).toMatchObject({ kind: 'malformed', path: 'actor.id' });
  });

  test('names by the name whose id was left out on the way', () => {
    expect(read({ actor: { alternateId: 'Alice@example.com' } }).actor).toMatchObject({
      uid: 'alice@example.com',
      email: 'alice@example.com',
    });
    const actor = { id: ['00u1'], alternateId: 'alice@example.com' };
    expect(okta.parse(oktaEvent({ actor }))).toMatchObject({ kind: 'malformed' });
  });

  test.each([
    'user.account.lock',
    'app.rich_client.login_failure',
    'app.inbound_del_auth.failure.account_not_found',
  ])('takes %s for a refused sign-in', (eventType) => {
    expect(read({ eventType })).toMatchObject({ kind: 'logon', outcome: 'failure' });
  });

  test('is identified by its content where it has no uuid', () => {
    expect(read({ uuid: null })).not.toHaveProperty('identity');
  });

  test('reads the columns of a table in lower case alike, at any depth', () => {
    const lowered = (value: Json | undefined): Json | undefined => {
      if (Array.isArray(value)) return value.map((item: Json) => lowered(item) ?? null);
      if (!isObject(value)) return value;
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [name.toLowerCase(), lowered(inner)]),
      );
    };
    for (const event of fixtures) {
      const columns = lowered(event);
      if (!isObject(columns)) throw new Error('a fixture is an object');
      expect(okta.recognises(columns)).toBe(true);
      expect(okta.parse(columns)).toEqual(okta.parse(event));
      expect(okta.parse({ ...columns, eventType: null })).toMatchObject({ kind: 'malformed' });
    }
  });

  test('is not led into the depths of a table in lower case', () => {
    const deep: Json = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(okta.parse({ eventtype: 'user.session.start', actor: { id: 'u1' }, target: deep }).kind).toBe(
      'activity',
    );
  });

  test('keeps an event that has lost its actor, and tells it from one whose actor cannot be read', () => {
    for (const actor of [null, undefined])
      expect(draftOf(okta, oktaEvent({ actor })).actor).toEqual({ uid: 'unknown', type: 'unknown' });
    const nulls = Object.fromEntries(Object.keys(oktaEvent()).map((name) => [name, null]));
    const { legacyEventType: _, ...event }: JsonObject = {
      ...oktaEvent(),
      ...nulls,
      eventType: 'user.session.start',
    };
    expect(okta.recognises(event)).toBe(true);
    expect(draftOf(okta, event).actor).toEqual({ uid: 'unknown', type: 'unknown' });
    expect(okta.recognises({ eventType: 'x', actor: null })).toBe(false);
    for (const actor of [{}, 'alice', []])
      expect(okta.parse(oktaEvent({ actor }))).toMatchObject({ kind: 'malformed', path: 'actor.id' });
  });

  test('recognises its own events only', () => {
    expect(okta.recognises(oktaEvent())).toBe(true);
    expect(okta.recognises({ eventType: 'user.session.start' })).toBe(false);
    expect(okta.recognises({ eventtype: 'user.session.start' })).toBe(false);
    expect(okta.recognises({ EventType: 'LoginEvent', actor: {} })).toBe(false);
  });
});
