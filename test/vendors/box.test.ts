import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { boxEvent, FAILED_LOGIN, SHIELD_ALERT } from '../fixtures/box.ts';
import { mapped, reader } from './mapped.ts';

const box = mapped('box');
const read = reader('box');

describe('Box enterprise events', () => {
  test('reads who downloaded what, how much and from where', () => {
    expect(read(boxEvent())).toEqual({
      identity: { kind: 'event', id: '00000000-0000-4000-8000-000000000001' },
      eventId: '00000000-0000-4000-8000-000000000001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'export',
      operation: 'DOWNLOAD',
      outcome: 'success',
      actor: {
        uid: '11000001',
        type: 'user',
        email: 'alice@example.com',
        name: 'Alice Example',
        app: 'Example Sync',
      },
      source: { ip: '192.0.2.10' },
      resources: [{ type: 'file', uid: '900000001', name: 'customers.csv' }],
      volume: { bytes: 52428800 },
    });
  });

  test('reads what Box posts to a webhook, by the size that the item has', () => {
    const posted = (trigger: string, source: JsonObject) =>
      read({
        type: 'webhook_event',
        id: '00000000-0000-4000-8000-000000000002',
        created_at: '2026-03-02T01:15:30-08:00',
        trigger,
        webhook: { id: '4711', type: 'webhook' },
        created_by: { type: 'user', id: '11000001', name: 'Alice Example', login: 'Alice@example.com' },
        source: { id: '900000001', type: 'file', name: 'customers.csv', size: 52428800, ...source },
        additional_info: [],
      });
    expect(posted('FILE.DOWNLOADED', {})).toEqual({
      identity: { kind: 'event', id: '00000000-0000-4000-8000-000000000002' },
      eventId: '00000000-0000-4000-8000-000000000002',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'export',
      operation: 'FILE.DOWNLOADED',
      outcome: 'success',
      actor: { uid: '11000001', type: 'user', email: 'alice@example.com', name: 'Alice Example' },
      resources: [{ type: 'file', uid: '900000001', name: 'customers.csv' }],
      volume: { bytes: 52428800 },
    });
    expect(posted('SHARED_LINK.CREATED', { shared_link: { access: 'open' } })).toMatchObject({
      kind: 'share',
      outside: true,
    });
    expect(posted('SHARED_LINK.DELETED', {}).kind).toBe('other');
  });

  test.each([
    ['FILE_WATERMARKED_DOWNLOAD', 'export'],
    ['PREVIEW', 'read'],
    ['COPY', 'read'],
    ['FOLDER.COPIED', 'read'],
    ['ITEM_SHARED_CREATE', 'share'],
    ['COLLABORATION_INVITE', 'share'],
    ['SIGN_DOCUMENT_ASSIGNED', 'share'],
    ['SHIELD_JUSTIFICATION_APPROVAL', 'share'],
    ['SIGN_DOCUMENT_VIEWED_BY_SIGNER', 'read'],
    ['ADD_DEVICE_ASSOCIATION', 'logon'],
    ['WATERMARK_LABEL_DELETE', 'privilege'],
    ['ADMIN_LOGIN', 'logon'],
    ['APPLICATION_PUBLIC_KEY_ADDED', 'credential'],
    ['ACCESS_GRANTED', 'privilege'],
    ['CHANGE_ADMIN_ROLE', 'privilege'],
    ['DISABLE_MULTI_FACTOR_AUTH', 'mfa'],
    ['DATA_RETENTION_REMOVE_RETENTION', 'logging'],
    ['WORKFLOW_AUTOMATION_CREATE', 'destination'],
    // Near misses of the lines above.
    ['UPLOAD', 'other'],
    ['UNSHARE', 'other'],
    ['SIGN_DOCUMENT_SIGNED', 'other'],
    ['WATERMARK_LABEL_CREATE', 'other'],
    ['REMOVE_DEVICE_ASSOCIATION', 'other'],
    // Where a link led, not that anybody was given one.
    ['SHARED_LINK_REDIRECT_OUT_OF_SHARED_CONTEXT', 'other'],
    ['COLLABORATION_REMOVE', 'other'],
    ['APPLICATION_PUBLIC_KEY_DELETED', 'other'],
    ['ACCESS_REVOKED', 'other'],
    ['DATA_RETENTION_CREATE_RETENTION', 'other'],
    ['SOMETHING_BOX_ADDS', 'other'],
  ])('reads %s as %s', (event_type, kind) => {
    expect(read(boxEvent({ event_type }))).toMatchObject({ kind, operation: event_type, outcome: 'success' });
  });

  test('gives the size of what is uploaded no volume', () => {
    expect(read(boxEvent({ event_type: 'UPLOAD' }))).not.toHaveProperty('volume');
  });

  test('names the account that a failed login was for, not the unknown user that Box says did it', () => {
    expect(read(boxEvent(FAILED_LOGIN))).toMatchObject({
      kind: 'logon',
      outcome: 'failure',
      actor: { uid: '11000001', type: 'user', email: 'alice@example.com' },
    });
    const anonymous = read(boxEvent({ created_by: FAILED_LOGIN['created_by'] }));
    expect(anonymous.actor).toMatchObject({ uid: '2', type: 'unknown', name: 'Unknown User' });
  });

  test('names the account that an alert is about, where Box says that nobody did it', () => {
    expect(read(boxEvent(SHIELD_ALERT))).toMatchObject({
      kind: 'other',
      operation: 'SHIELD_ALERT',
      actor: { uid: '11000001', type: 'user', email: 'alice@example.com', name: 'Alice Example' },
    });
  });

  test('reads what was blocked as a failure', () => {
    expect(read(boxEvent({ event_type: 'SHIELD_DOWNLOAD_BLOCKED' }))).toMatchObject({
      kind: 'export',
      outcome: 'failure',
    });
  });

  test('reads additional details that were stored as text', () => {
    const event = boxEvent({ additional_details: '{"size":"7","service_name":"Example Sync"}' });
    expect(read(event)).toMatchObject({ volume: { bytes: 7 }, actor: { app: 'Example Sync' } });
    expect(read(boxEvent({ additional_details: 'none' }))).not.toHaveProperty('volume');
  });

  test('names whom and what a group or folder event is about', () => {
    const group = { group_id: '600000001', group_name: 'Finance' };
    const source = { type: 'user', id: '11000003', login: 'carol@example.com' };
    const event = boxEvent({ event_type: 'GROUP_ADD_USER', source, additional_details: group });
    expect(read(event).resources).toEqual([
      { type: 'group', uid: '600000001', name: 'Finance' },
      { type: 'user', uid: '11000003', name: 'carol@example.com' },
    ]);
  });

  test('names whom a folder was opened to, by login where one is stated', () => {
    const invited = (source: JsonObject, fields: JsonObject = {}) =>
      read(boxEvent({ event_type: 'COLLABORATION_INVITE', source, ...fields })).resources;
    const folder = { folder_id: '800000001', folder_name: 'Sales' };
    const resource = { type: 'folder', uid: '800000001', name: 'Sales' };
    const partner = { type: 'user', uid: 'partner@example.com' };
    const person = { user_id: '11000009', user_name: 'Pat Example' };
    for (const source of [
      { ...folder, user_email: partner.uid },
      { ...folder, ...person, user_email: partner.uid },
      { ...folder, user_id: '11000009', user_name: partner.uid },
      { ...folder, accessible_by: { id: '11000009', login: partner.uid } },
    ])
      expect(invited(source)).toEqual([resource, partner]);
    expect(invited(folder, { accessible_by: { id: '11000009', login: partner.uid } })).toEqual([
      resource,
      partner,
    ]);
    expect(invited({ ...folder, ...person })).toEqual([resource, { type: 'user', uid: 'Pat Example' }]);
  });

  test('takes a login that Box made for an application for a service', () => {
    const typeOf = (login: string) => read(boxEvent({ created_by: { id: '11000001', login } })).actor.type;
    expect(typeOf('AutomationUser_1234567_aBcDeFgH@boxdevedition.com')).toBe('service');
    expect(typeOf('AppUser_1234567_aBcDeFgH@boxdevedition.com')).toBe('user');
    expect(typeOf('AutomationUser_1@example.com')).toBe('user');
  });

  test('names an account whose login is no address by its login', () => {
    const by = (login: string) =>
      read(boxEvent({ created_by: { id: '11000001', login, name: 'Alice' } })).actor;
    expect(by('Alice@example.com')).toMatchObject({ email: 'alice@example.com', name: 'Alice' });
    expect(by('alice-app')).toEqual({
      uid: '11000001',
      type: 'user',
      name: 'alice-app',
      app: 'Example Sync',
    });
  });

  test('recognises its own events only', () => {
    expect(box.recognises({ type: 'event', event_type: 'LOGIN', created_by: null })).toBe(true);
    const login = { login: 'alice@example.com' };
    expect(
      box.recognises({ event_type: 'DOWNLOAD', created_by: login, created_at: '2026-03-02T09:15:30Z' }),
    ).toBe(true);
    expect(box.recognises({ type: 'track', event_type: 'LOGIN', created_by: null })).toBe(false);
    expect(read(boxEvent({ created_at: null }))).not.toHaveProperty('time');
  });
});
