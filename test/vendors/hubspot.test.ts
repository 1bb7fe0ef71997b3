import { describe, expect, test } from 'vitest';
import { shortIn } from '../../shared/profile/hour.ts';
import { findVendor } from '../../shared/vendors/index.ts';
import { hubspotAction, hubspotLogin, hubspotSecurity } from '../fixtures/hubspot.ts';
import { mapped, reader } from './mapped.ts';

const read = reader('hubspot');

describe('HubSpot account activity', () => {
  test('reads an action of the audit log, where the actor is an object', () => {
    expect(read(hubspotAction())).toEqual({
      identity: { kind: 'event', id: 'exampleAction01' },
      eventId: 'exampleAction01',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'export',
      operation: 'CRM_OBJECT.CONTACT.EXPORT',
      outcome: 'success',
      actor: { uid: '876', type: 'user', email: 'alice@example.com' },
      resources: [{ type: 'CONTACT', uid: '4711' }],
    });
  });

  test('reads security activity, where the actor is text', () => {
    expect(read(hubspotSecurity())).toMatchObject({
      kind: 'read',
      operation: 'PRIVATE_APP_ACCESS_TOKEN_VIEW',
      actor: { uid: '876', type: 'user', email: 'alice@example.com' },
      source: { ip: '192.0.2.10', country: 'DE' },
      resources: [{ type: 'object', uid: '7654' }],
    });
  });

  test('reads logins and failed logins', () => {
    expect(read(hubspotLogin())).toMatchObject({
      kind: 'logon',
      operation: 'LOGIN',
      outcome: 'success',
      source: { ip: '192.0.2.10', country: 'DE', client: 'Chrome on Mac OS X' },
    });
    expect(read(hubspotLogin({ loginSucceeded: false })).outcome).toBe('failure');
    const refused = hubspotAction({ category: 'LOGIN', subCategory: 'LOGIN_FAILED', action: 'PERFORM' });
    expect(read(refused)).toMatchObject({ kind: 'logon', outcome: 'failure' });
  });

  test('knows who logged in where a login has the address alone', () => {
    const { email: _, userId: __, ...login } = hubspotLogin();
    expect(read({ ...login, userEmail: 'Alice@example.com' }).actor).toMatchObject({
      type: 'user',
      email: 'alice@example.com',
    });
  });

  test.each([
    ['CONTACT_DATA_EXPORT', 'export'],
    ['DATA_BACKUP_DOWNLOADED', 'export'],
    ['PERSONAL_ACCESS_KEY_VIEW', 'read'],
    ['DATA_SHARING_CONNECTION_ADDED', 'share'],
    ['IMPERSONATE_USER', 'logon'],
    ['SERVICE_KEY_CREATE', 'credential'],
    ['INSTALL_INTEGRATION', 'credential'],
    ['ADD_ADMIN_USER', 'privilege'],
    ['HUBSPOT_EMPLOYEE_ACCESS_ENABLED', 'privilege'],
    ['REMOVE_TWO_FACTOR_AUTHENTICATION', 'mfa'],
    ['ATTACHMENT_LOGGING_DISABLED', 'other'],
    ['WEBHOOK_SUBSCRIPTION_CREATE', 'destination'],
    // Near misses of the lines above.
    ['DATA_RESTORE_COMPLETED', 'other'],
    ['DATA_SHARING_CONNECTION_REMOVED', 'other'],
    ['SERVICE_KEY_DEACTIVATE', 'other'],
    ['UNINSTALL_INTEGRATION', 'other'],
    ['REMOVE_ADMIN_PERMISSIONS', 'other'],
    ['HUBSPOT_EMPLOYEE_ACCESS_DISABLED', 'other'],
    ['SOMETHING_HUBSPOT_ADDS', 'other'],
  ])('reads %s as %s', (type, kind) => {
    expect(read(hubspotSecurity({ type }))).toMatchObject({ kind, operation: type });
  });

  test.each(['ADD_USER', 'ADD_ADMIN_USER', 'ADD_ADMIN_PERMISSIONS', 'REACTIVATE_USER'])(
    'names whom %s lets in by the object that it is about',
    (type) => {
      const { target, actor } = read(hubspotSecurity({ type, objectId: '76501128' }));
      expect(target).toEqual({ uid: '76501128' });
      expect(read(hubspotLogin({ userId: 76501128, email: 'bob@example.com' })).actor.uid).toBe(target?.uid);
      expect(read(hubspotSecurity({ type, objectId: actor.uid }))).not.toHaveProperty('target');
    },
  );

  test('names whom the audit log lets in, and takes no other object for an account', () => {
    const made = { category: 'USER', subCategory: 'USER', action: 'CREATE', targetObjectId: '76501128' };
    expect(read(hubspotAction(made))).toMatchObject({ kind: 'privilege', target: { uid: '76501128' } });
    expect(read(hubspotAction({ ...made, targetObjectId: 'Bob@example.com' })).target).toEqual({
      uid: 'bob@example.com',
    });
    expect(read(hubspotAction({ ...made, action: 'DELETE' }))).not.toHaveProperty('target');
    expect(read(hubspotSecurity({ type: 'SERVICE_KEY_CREATE' }))).not.toHaveProperty('target');
    expect(read(hubspotSecurity({ type: 'REMOVE_TWO_FACTOR_AUTHENTICATION' }))).not.toHaveProperty('target');
  });

  // As in the samples of Datadog's integration: integrations-core, hubspot_content_hub/assets/logs.
  test('reads an administrator made in the audit log as a privilege, and whose it is', () => {
    const made = { category: 'CRITICAL_ACTION', subCategory: 'ADD_ADMIN_USER', action: 'CREATE' };
    expect(read(hubspotAction({ ...made, targetObjectId: '76501128' }))).toMatchObject({
      kind: 'privilege',
      target: { uid: '76501128' },
    });
    expect(read(hubspotAction({ ...made, subCategory: 'REMOVE_ADMIN_USER' })).kind).toBe('other');
  });

  test.each([
    ['CONTACT_DATA_EXPORT', 'export'],
    ['DATA_BACKUP_DOWNLOADED', 'export'],
    ['PRIVATE_APP_ACCESS_TOKEN_VIEW', 'read'],
    ['IMPERSONATE_USER', 'logon'],
    ['PRIVATE_APP_ACCESS_TOKEN_CREATE', 'credential'],
    ['PERSONAL_ACCESS_KEY_ROTATE', 'credential'],
    ['INSTALL_INTEGRATION', 'credential'],
    ['IP_RESTRICTIONS_DISABLED', 'privilege'],
    ['REMOVE_TWO_FACTOR_AUTHENTICATION', 'mfa'],
    ['WEBHOOK_SUBSCRIPTION_CREATE', 'destination'],
    ['DATA_BACKUP_SCHEDULE_CREATED', 'destination'],
    // Near misses of the lines above.
    ['UNINSTALL_INTEGRATION', 'other'],
    ['WEBHOOK_SUBSCRIPTION_DELETE', 'other'],
    ['PERSONAL_ACCESS_KEY_DEACTIVATE', 'other'],
    ['DATA_BACKUP_SCHEDULE_DELETED', 'other'],
  ])('reads %s in the audit log as among security activities: %s', (subCategory, kind) => {
    const action = { category: 'CRITICAL_ACTION', subCategory, action: 'PERFORM' };
    expect(read(hubspotAction(action)).kind).toBe(kind);
    expect(read(hubspotSecurity({ type: subCategory })).kind).toBe(kind);
  });

  test('knows the actor by e-mail where there is no id', () => {
    expect(read(hubspotAction({ actingUser: 'Bob@example.com' })).actor).toEqual({
      uid: 'bob@example.com',
      type: 'user',
      email: 'bob@example.com',
    });
  });

  test('recognises its own events only', () => {
    const { recognises } = mapped('hubspot');
    expect(recognises({ loginAt: 'x', loginSucceeded: false })).toBe(true);
    expect(recognises({ id: '1', type: 'x', createdAt: 'y', userId: 1 })).toBe(false);
  });

  test.each([
    'CRM_OBJECT.CONTACT.EXPORT',
    'EXPORT_DOWNLOAD',
    ...[
      'EXPORT',
      'EXPORT_DOWNLOAD',
      'CONTACT_DATA_EXPORT',
      'DATA_BACKUP_CREATED',
      'DATA_BACKUP_DOWNLOADED',
    ].map((what) => `CRITICAL_ACTION.${what}.PERFORM`),
  ])('takes contacts in bulk, also by the name that a profile keeps of it: %s', (operation) => {
    const kept = shortIn('operation', operation);
    expect(findVendor('hubspot')?.isBulk?.(kept)).toBe(true);
    expect(findVendor('hubspot')?.isBulk?.(`X${kept}`)).toBe(false);
  });

  test('takes no contacts by what is only cut alike', () => {
    const cut = shortIn('operation', 'CRITICAL_ACTION.CONTACTED_BY_SOMEBODY.PERFORM');
    expect(cut).toMatch(/~/);
    expect(findVendor('hubspot')?.isBulk?.(cut)).toBe(false);
  });
});
