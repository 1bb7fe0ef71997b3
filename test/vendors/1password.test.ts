import { describe, expect, test } from 'vitest';
import { auditEvent, itemUsage, signInAttempt } from '../fixtures/1password.ts';
import { mapped, reader } from './mapped.ts';

const read = reader('1password');

describe('1Password Events API', () => {
  test('reads who revealed which item of which vault', () => {
    expect(read(itemUsage())).toEqual({
      identity: { kind: 'event', id: 'USAGE0000000000000000000001' },
      eventId: 'USAGE0000000000000000000001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'read',
      operation: 'reveal',
      outcome: 'success',
      actor: {
        uid: 'USER00000000000000000001',
        type: 'user',
        email: 'alice@example.com',
        name: 'Alice Example',
      },
      source: { ip: '192.0.2.10', country: 'DE', client: '1Password Browser Extension on Mac OS X' },
      resources: [
        { type: 'item', uid: 'item000000000000000000001' },
        { type: 'vault', uid: 'vault00000000000000000001' },
      ],
      volume: { records: 1 },
    });
  });

  test.each([
    ['export', 'export'],
    ['fill', 'read'],
    // What an application before 8.4 did with an item: nobody knows.
    ['other', 'read'],
    ['secure-copy', 'read'],
    ['share', 'share'],
    ['server-update', 'other'],
    ['select-sso-provider', 'other'],
    ['something-1password-adds', 'other'],
  ])('reads the use %s of an item as %s', (action, kind) => {
    expect(read(itemUsage({ action }))).toMatchObject({ kind, operation: action });
  });

  test('reads an attempt to sign in alike where the collector for Sentinel has told its type twice', () => {
    expect(read(signInAttempt({ action_type: 'credentials_ok' }))).toEqual(read(signInAttempt()));
    const { type, ...renamed } = signInAttempt();
    expect(read({ ...renamed, action_type: type })).toEqual(read(signInAttempt()));
  });

  test('reads the use of an item also where it is not said which', () => {
    expect(read(itemUsage({ action: null }))).toMatchObject({ kind: 'read', operation: 'item_usage' });
  });

  test.each([
    ['report', 'export', 'export'],
    ['uva', 'grant', 'privilege'],
    ['gm', 'join', 'privilege'],
    ['account', 'updatfw', 'privilege'],
    ['satoken', 'create', 'credential'],
    ['sso', 'disblsso', 'credential'],
    ['user', 'disblmfa', 'mfa'],
    ['item', 'share', 'share'],
    // Near misses of the lines above.
    ['uva', 'revoke', 'other'],
    ['gm', 'leave', 'other'],
    ['satoken', 'trevoke', 'other'],
    ['item', 'delshare', 'other'],
    ['vault', 'create', 'other'],
  ])('reads %s.%s as %s', (object_type, action, kind) => {
    expect(read(auditEvent({ object_type, action }))).toMatchObject({
      kind,
      operation: `${object_type}.${action}`,
      outcome: 'success',
      session: 'SESSION000000000000000001',
    });
  });

  test('reads an attempt also where a lake has renamed its type', () => {
    const { type, ...attempt } = signInAttempt({ type: 'credentials_ok' });
    expect(read({ ...attempt, action_type: type ?? '' })).toMatchObject({
      kind: 'logon',
      operation: 'success.credentials_ok',
    });
  });

  test('names the vault and the person to whom it was opened', () => {
    expect(read(auditEvent()).resources).toEqual([
      { type: 'uva', uid: 'vault00000000000000000001' },
      { type: 'related', uid: 'USER00000000000000000002', name: 'bob@example.com' },
    ]);
  });

  test.each([
    ['success', 'credentials_ok', 'success'],
    ['firewall_reported_success', 'x', 'success'],
    ['credentials_failed', 'password_secret_bad', 'failure'],
    ['mfa_failed', 'totp_code_bad', 'failure'],
    ['firewall_failed', 'ip_blocked', 'failure'],
  ])('reads the sign-in %s as a logon', (category, type, outcome) => {
    expect(read(signInAttempt({ category, type }))).toMatchObject({ kind: 'logon', outcome });
  });

  // As in the samples of Sumo Logic's app (docs/integrations/saas-cloud/1password.md).
  test('reads the address under its older name', () => {
    expect(read(itemUsage({ client: { app_name: 'Example', ip: '192.0.2.11' } })).source?.ip).toBe(
      '192.0.2.11',
    );
  });

  test('tells service accounts and technicians of a provider from people', () => {
    expect(read(auditEvent({ actor_type: 'service_account' })).actor.type).toBe('service');
    expect(read(auditEvent({ actor_type: 'external_user' })).actor.type).toBe('vendor-staff');
  });

  test('recognises its own events only', () => {
    const { recognises } = mapped('1password');
    expect(recognises({ uuid: 'x', item_uuid: 'i', vault_uuid: 'v', user: {} })).toBe(true);
    expect(recognises({ uuid: 'x', item_uuid: 'i', user: {} })).toBe(false);
    expect(recognises({ object_type: 'user', action: 'create' })).toBe(false);
  });
});
