import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import { zoomOperation, zoomSignIn, zoomWebhook } from '../fixtures/zoom.ts';
import { mapped, reader } from './mapped.ts';

const read = reader('zoom');

describe('Zoom operation logs and sign-ins', () => {
  test('reads who changed a role, and no word of the details', () => {
    expect(read(zoomOperation())).toEqual({
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'privilege',
      operation: 'User.Update',
      outcome: 'success',
      actor: { uid: 'admin@example.com', type: 'user', email: 'admin@example.com' },
      resources: [],
    });
  });

  test('reads sign-ins with their address', () => {
    expect(read(zoomSignIn())).toMatchObject({
      kind: 'logon',
      operation: 'Sign in',
      actor: { uid: 'alice@example.com' },
      source: { ip: '192.0.2.10', client: 'Browser' },
    });
    expect(read(zoomSignIn({ type: 'Sign out' })).kind).toBe('other');
  });

  test.each([
    ['Recording', 'Download', 'Download recording 1', 'export'],
    // As the log of Zoom Phone spells what was done.
    ['Recording', 'DOWNLOAD', 'Download recording 1', 'export'],
    ['Call Log', 'EXPORT', 'Export call logs', 'export'],
    ['Team Chat', 'Search', 'Search messages', 'list'],
    ['User', 'Add', 'Add User bob@example.com', 'privilege'],
    ['User', 'Update', 'Activate User bob@example.com', 'privilege'],
    ['Role', 'Add', 'Add Role - Auditors', 'privilege'],
    ['Account', 'Update', 'Security  - Sign in with Two-Factor Authentication: from On to Off', 'mfa'],
    ['Account', 'Update', 'Sign-in Methods  - Allow users to sign in with a work email: On', 'credential'],
    ['Account', 'Update', 'Sign-In Password Requirement  - Include at least 1 number: Off', 'credential'],
    ['User', 'Update', 'Update User bob@example.com  - User Role: from Member to Admin', 'privilege'],
    ['Account', 'Update', 'Recording  - Cloud recording downloads: from Off to On', 'privilege'],
    // Near misses of the lines above.
    ['Recording', 'Delete', 'Delete recording 1', 'other'],
    ['User', 'Update', 'Deactivate User bob@example.com', 'other'],
    ['Role', 'Delete', 'Delete Role - Auditors', 'other'],
    ['Account', 'Update', 'Security  - Automatically sign users out: from On to Off', 'other'],
    ['User', 'Update', 'Update User bob@example.com  - Job Title: set to Clerk', 'other'],
  ])('reads %s.%s "%s" as %s', (category_type, action, operation_detail, kind) => {
    expect(read(zoomOperation({ category_type, action, operation_detail })).kind).toBe(kind);
  });

  test('reads who downloaded a file of a chat out of a webhook', () => {
    expect(read(zoomWebhook())).toEqual({
      time: 1772442930123,
      kind: 'export',
      operation: 'team_chat.file_downloaded',
      outcome: 'success',
      actor: { uid: 'alice@example.com', type: 'user', email: 'alice@example.com' },
      resources: [{ type: 'file', uid: 'example-file01', name: 'customers.csv' }],
      volume: { bytes: 52428800 },
    });
  });

  test('reads who signed in, and whom an administrator made, out of webhooks', () => {
    const object = { id: 'example-user02', email: 'Bob@example.com', client_type: 'android' };
    const signedIn = {
      account_id: 'example-account',
      object: { ...object, date_time: '2026-03-02T09:15:30Z' },
    };
    expect(read({ event: 'user.signed_in', payload: signedIn })).toMatchObject({
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'logon',
      actor: { uid: 'bob@example.com', type: 'user' },
      source: { client: 'android' },
    });
    expect(read(zoomWebhook({ event: 'user.created' }, { creation_type: 'create', object }))).toMatchObject({
      kind: 'privilege',
      actor: { uid: 'alice@example.com' },
      target: { email: 'bob@example.com' },
    });
  });

  test("finds what Elastic's webhook puts under Zoom's name", () => {
    const hashKey = new Uint8Array(32).fill(1);
    const posted = JSON.stringify({ events: [{ zoom: zoomWebhook() }] });
    expect(decodeText(posted, { hashKey })).toMatchObject({
      activities: [{ vendor: 'zoom' }],
      malformed: [],
    });
  });

  test('takes nobody for the actor whom a recording only names, and drops who meets whom', () => {
    const object = { uuid: 'example-meeting01', host_email: 'carol@example.com' };
    const webhook = (event: string) =>
      zoomWebhook({ event }, { operator: undefined, operator_id: undefined, object });
    expect(read(webhook('recording.completed'))).toMatchObject({
      kind: 'other',
      actor: { uid: 'unknown', type: 'unknown' },
      resources: [{ type: 'recording', uid: 'example-meeting01' }],
    });
    expect(mapped('zoom').parse(webhook('meeting.participant_joined'))).toMatchObject({ kind: 'ignored' });
  });

  test('reads an operation without an operator or an action', () => {
    const { action: _, operator: __, ...rest } = zoomOperation({ category_type: 'Billing' });
    expect(read(rest)).toMatchObject({ operation: 'Billing', actor: { uid: 'unknown', type: 'unknown' } });
  });

  test('finds its operations in the pages of the API', () => {
    const page = { from: '2026-03-01', next_page_token: '', operation_logs: [zoomOperation()] };
    expect(mapped('zoom').eventsIn?.(page)).toEqual([zoomOperation()]);
    const hashKey = new Uint8Array(32).fill(1);
    expect(decodeText(JSON.stringify(page), { hashKey }).activities).toHaveLength(1);
  });

  test('recognises its own events only', () => {
    const { recognises } = mapped('zoom');
    expect(recognises({ type: 'Sign in', email: 'alice@example.com' })).toBe(true);
    expect(recognises({ type: 'login', email: 'alice@example.com' })).toBe(false);
    expect(recognises({ category_type: 'User', operator: 'x' })).toBe(false);
  });
});
