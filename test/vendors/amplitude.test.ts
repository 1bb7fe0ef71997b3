import { describe, expect, test } from 'vitest';
import { amplitude } from '../../shared/vendors/amplitude.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { amplitudeEvent, PROSE } from '../fixtures/amplitude.ts';
import { draftOf } from './draft.ts';

const read = (fields: JsonObject = {}) => draftOf(amplitude, amplitudeEvent(fields));

describe('Amplitude audit log', () => {
  test('reads who exported the data of a project, from where, and not how much', () => {
    expect(read()).toEqual({
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'export',
      operation: 'config.project.export',
      outcome: 'success',
      actor: { uid: 'alice@example.com', type: 'user', email: 'alice@example.com' },
      source: { ip: '192.0.2.10', client: 'Firefox on Windows' },
      resources: [
        { type: 'project', uid: '100001' },
        { type: 'project', uid: '100001' },
      ],
    });
  });

  test('reads the words of the documentation where the log uses them', () => {
    expect(draftOf(amplitude, PROSE)).toEqual({
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'logon',
      operation: 'auth.login.success',
      outcome: 'success',
      actor: { uid: 'alice@example.com', type: 'user', email: 'alice@example.com' },
      resources: [],
    });
  });

  test.each([
    ['content', 'chart', 'export', 'export'],
    ['user', 'users', 'exported', 'export'],
    ['Content', 'Dashboard', 'Export', 'export'],
    ['content', 'cohort', 'export_to_destination', 'export'],
    ['user_data', 'user_profile', 'view', 'read'],
    ['auth', 'auth', 'login', 'logon'],
    ['auth', 'password', 'login', 'logon'],
    ['auth', 'login', 'password', 'logon'],
    ['auth', 'password', 'reset', 'credential'],
    ['auth', 'login', 'password_reset', 'credential'],
    ['auth', 'password', 'update', 'credential'],
    ['config', 'sso', 'update', 'credential'],
    ['config', 'api_key', 'create', 'credential'],
    ['user', 'role', 'update', 'privilege'],
    ['user', 'user', 'invite', 'privilege'],
    ['group', 'group', 'create', 'privilege'],
    ['content', 'dashboard', 'share', 'share'],
    ['config', 'destination', 'create', 'destination'],
    ['config', 'two-factor', 'disable', 'mfa'],
    ['config', 'audit_log', 'disable', 'logging'],
    // Near misses of the lines above.
    ['content', 'chart', 'delete', 'other'],
    ['user', 'role', 'delete', 'other'],
    ['config', 'destination', 'delete', 'other'],
    ['config', 'project', 'create', 'other'],
    ['content', 'reviews', 'create', 'other'],
    ['content', 'retention', 'create', 'other'],
  ])('reads %s.%s.%s as %s', (domain, feature, action, kind) => {
    expect(read({ domain, feature, action })).toMatchObject({
      kind,
      operation: `${domain}.${feature}.${action}`,
    });
  });

  test('reads an error, and an action that names its failure, as a failure', () => {
    expect(read({ error: 'no permission' }).outcome).toBe('failure');
    expect(read({ error: { code: 403 } }).outcome).toBe('failure');
    expect(read({ domain: 'auth', feature: 'login', action: 'failure' })).toMatchObject({
      kind: 'logon',
      outcome: 'failure',
    });
    for (const error of [null, '', {}, [], '{}', false]) expect(read({ error }).outcome).toBe('success');
  });

  test('keeps the id of a user apart from the address, and what nobody is named for', () => {
    expect(read({ user: { id: 7, email: 'Alice@example.com', name: 'Alice' } }).actor).toEqual({
      uid: '7',
      type: 'user',
      email: 'alice@example.com',
      name: 'Alice',
    });
    expect(read({ user: 'nightly-job' }).actor).toEqual({
      uid: 'nightly-job',
      type: 'user',
      name: 'nightly-job',
    });
    expect(read({ user: null }).actor).toEqual({ uid: 'unknown', type: 'unknown' });
  });

  test('takes no name that somebody gave himself for somebody else', () => {
    const user = JSON.stringify({ id: 'victim', email: 'bob@example.com' });
    expect(read({ user }).actor).toMatchObject({ uid: 'victim', email: 'bob@example.com' });
    const { uid, email } = read({ user, user_id: 7 }).actor;
    expect([uid, email]).toEqual(['7', user]);
    expect(read({ user: '{"a": 1}' }).actor).toMatchObject({ uid: '{"a": 1}' });
  });

  test('names what was exported', () => {
    const target = { id: 'chartExample01', type: 'chart', name: 'Everybody' };
    expect(read({ app_id: null, target }).resources).toEqual([
      { type: 'chart', uid: 'chartExample01', name: 'Everybody' },
    ]);
    expect(read({ app_id: null, feature: 'Chart', target: 'chartExample01' }).resources).toEqual([
      { type: 'chart', uid: 'chartExample01' },
    ]);
  });

  test('lets no event properties through', () => {
    expect(JSON.stringify(read({ event_properties: { query: 'carol@example.net' } }))).not.toContain('carol');
  });

  test('says which field is missing, and makes no time up', () => {
    const { user: _user, ...nobody } = amplitudeEvent();
    expect(amplitude.parse(nobody)).toMatchObject({ kind: 'malformed', path: 'user' });
    expect(read({ timestamp: 'soon' })).not.toHaveProperty('time');
    expect(amplitude.parse(amplitudeEvent({ feature: null }))).toMatchObject({ path: 'action' });
  });

  test('is identified by its id where it has one', () => {
    expect(read({ id: 'auditExample0001' })).toMatchObject({
      identity: { kind: 'event', id: 'auditExample0001' },
      eventId: 'auditExample0001',
    });
  });

  test('recognises its own events only', () => {
    expect(amplitude.recognises({ domain: 'auth', feature: 'auth', action: 'login' })).toBe(true);
    expect(amplitude.recognises({ Domain: 'auth', Feature: 'auth', Action: 'login' })).toBe(true);
    expect(amplitude.recognises({ domain: 'auth', action: 'login' })).toBe(false);
    expect(amplitude.recognises({ domain: {}, feature: 'auth', action: 'login' })).toBe(false);
  });
});
