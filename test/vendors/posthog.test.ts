import { describe, expect, test } from 'vitest';
import { posthog } from '../../shared/vendors/posthog.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { loginEntry, posthogEvent } from '../fixtures/posthog.ts';
import { draftOf } from './draft.ts';

const read = (fields: JsonObject = {}) => draftOf(posthog, posthogEvent(fields));
const changing = (field: string): JsonObject => ({
  changes: [7, { field: 'name' }, { field, before: 1, after: 2 }],
});

describe('PostHog activity log', () => {
  test('reads who made a batch export, when and with what', () => {
    expect(read()).toEqual({
      identity: { kind: 'event', id: '00000000-0000-4000-8000-00000000a001' },
      eventId: '00000000-0000-4000-8000-00000000a001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'destination',
      operation: 'BatchExport.created',
      outcome: 'success',
      actor: {
        uid: '00000000-0000-4000-8000-00000000b001',
        type: 'user',
        email: 'alice@example.com',
        name: 'Alice Example',
      },
      source: { client: 'mcp' },
      resources: [
        { type: 'batch-export', uid: '00000000-0000-4000-8000-00000000d001', name: 'Events to bucket' },
      ],
    });
  });

  test('reads the address and the client of a login', () => {
    expect(draftOf(posthog, loginEntry())).toMatchObject({
      kind: 'logon',
      operation: 'User.logged_in',
      source: { ip: '192.0.2.10', client: 'Chrome on Windows' },
    });
  });

  test.each([
    ['Insight', 'exported', 'export'],
    ['Insight', 'exported for subscription', 'export'],
    ['Replay', 'exported', 'export'],
    ['Dashboard', 'sharing enabled', 'share'],
    ['PersonalAPIKey', 'created', 'credential'],
    ['ProjectSecretAPIKey', 'updated', 'credential'],
    ['OrganizationDomain', 'deleted', 'credential'],
    ['OrganizationMembership', 'created', 'privilege'],
    ['Role', 'updated', 'privilege'],
    ['HogFunction', 'created', 'destination'],
    ['Integration', 'created', 'destination'],
    ['BatchExport', 'deleted', 'logging'],
    // Near misses of the lines above.
    ['Insight', 'updated', 'other'],
    ['Dashboard', 'sharing disabled', 'other'],
    ['PersonalAPIKey', 'deleted', 'other'],
    ['OrganizationMembership', 'deleted', 'other'],
    ['Integration', 'deleted', 'other'],
    ['User', 'logged_out', 'other'],
    ['Tag', 'created', 'other'],
  ])('reads %s %s as %s', (scope, activity, kind) => {
    expect(read({ scope, activity })).toMatchObject({ kind, operation: `${scope}.${activity}` });
  });

  test.each([
    ['Organization', 'two-factor authentication requirement', 'mfa'],
    ['Organization', 'enforce_2fa', 'mfa'],
    ['Organization', 'public sharing permissions', 'privilege'],
    ['Organization', 'organization name', 'other'],
    ['User', 'pending_email', 'credential'],
    ['User', 'theme_mode', 'other'],
  ])('reads an update of %s that changes its %s as %s', (scope, field, kind) => {
    expect(read({ scope, activity: 'updated', detail: changing(field) }).kind).toBe(kind);
  });

  test('tells functions that send data out from those that only change it', () => {
    const hog = (type: string) => read({ scope: 'HogFunction', detail: { type } }).kind;
    expect(hog('destination')).toBe('destination');
    expect(hog('transformation')).toBe('other');
    // Code that runs where the visitors of a site are.
    for (const type of ['site_app', 'site_destination']) expect(hog(type)).toBe('destination');
  });

  test('tells staff of PostHog, its own jobs and users deleted since from users', () => {
    expect(read({ was_impersonated: true }).actor.type).toBe('vendor-staff');
    expect(read({ user: null, is_system: true }).actor).toMatchObject({
      uid: 'posthog-system',
      type: 'service',
    });
    expect(read({ user: null }).actor).toEqual({ uid: 'unknown', type: 'unknown' });
    expect(read({ user: { id: 4711 } }).actor).toEqual({ uid: '4711', type: 'user' });
  });

  test('tells users by their number in rows of its table, which have `t` and `f`', () => {
    const { user: _, ...row } = posthogEvent({ user_id: 3, is_system: 'f', was_impersonated: 'f' });
    const actorOf = (fields: JsonObject) => draftOf(posthog, { ...row, ...fields }).actor;
    expect(actorOf({})).toEqual({ uid: '3', type: 'user' });
    expect(actorOf({ was_impersonated: 't' }).type).toBe('vendor-staff');
    expect(actorOf({ user_id: null, is_system: 't' }).type).toBe('service');
  });

  test('reads who opens what was shared with a password, and how that went', () => {
    const changes = [{ field: 'authentication_attempt', after: { client_ip: '192.0.2.7', success: false } }];
    const opened = { user: null, scope: 'Dashboard', detail: { name: 'x', changes } };
    expect(read({ ...opened, activity: 'share_login_failed' })).toMatchObject({
      kind: 'logon',
      outcome: 'failure',
      source: { ip: '192.0.2.7' },
    });
    expect(read({ ...opened, activity: 'share_login_success' }).outcome).toBe('success');
    expect(read({ scope: 'Dashboard', activity: 'export_fail' }).outcome).toBe('failure');
    expect(read({ scope: 'User', activity: 'scim_provisioned' }).kind).toBe('privilege');
  });

  test('ignores what PostHog does by itself, but not what that sends out', () => {
    const parsed = (scope: string) =>
      posthog.parse(posthogEvent({ user: null, is_system: true, scope })).kind;
    expect(parsed('FeatureFlag')).toBe('ignored');
    expect(parsed('BatchExport')).toBe('activity');
  });

  test('names a member who was added and an address that was invited', () => {
    const resources = (context: JsonObject) => read({ item_id: null, detail: { context } }).resources;
    expect(resources({ user_id: '4712', user_email: 'Bob@example.com' })).toEqual([
      { type: 'user', uid: '4712', name: 'bob@example.com' },
    ]);
    expect(resources({ target_email: 'bob@example.com' })).toEqual([
      { type: 'user', uid: 'bob@example.com' },
    ]);
  });

  test('lets no values and no names of persons through', () => {
    const detail = { name: 'Carol Customer', changes: [{ field: 'properties', after: 'carol@example.net' }] };
    expect(JSON.stringify(read({ scope: 'Person', detail }))).not.toMatch(/carol/i);
    expect(JSON.stringify(read({ detail: changing('secret') }))).not.toContain('secret');
  });

  test('says which field is missing, and makes no time up', () => {
    const path = (fields: JsonObject) => posthog.parse(posthogEvent(fields));
    expect(path({ scope: null })).toMatchObject({ kind: 'malformed', path: 'scope' });
    expect(path({ activity: '' })).toMatchObject({ path: 'activity' });
    expect(read({ created_at: 'soon' })).not.toHaveProperty('time');
    expect(path({ user: {} })).toMatchObject({ path: 'user' });
    expect(path({ user: 'alice' })).toMatchObject({ path: 'user' });
  });

  test('recognises its own events only', () => {
    const event = { scope: 'User', activity: 'created', created_at: '', item_id: null };
    expect(posthog.recognises(event)).toBe(true);
    expect(posthog.recognises({ ...event, activity: undefined })).toBe(false);
    expect(posthog.recognises({ scope: 'User', activity: 'created', created_at: '' })).toBe(false);
  });
});
