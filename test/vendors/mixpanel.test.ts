import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import { mixpanel } from '../../shared/vendors/mixpanel.ts';
import { EVENT_TYPES } from '../../shared/vendors/mixpanel-display-names.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { mixpanelEvent, mixpanelRow } from '../fixtures/mixpanel.ts';
import { draftOf } from './draft.ts';

const read = (fields: JsonObject = {}) => draftOf(mixpanel, mixpanelEvent(fields));

describe('Mixpanel audit log', () => {
  test('reads an export of unknown size out of a project', () => {
    expect(read()).toEqual({
      identity: { kind: 'event', id: 'entry-example-0001' },
      eventId: 'entry-example-0001',
      time: Date.UTC(2026, 4, 21, 22, 8, 8),
      kind: 'export',
      operation: 'event_export.downloaded',
      outcome: 'success',
      actor: { uid: '4711', type: 'user', email: 'alice@example.com', name: 'Alice Example' },
      source: { ip: '192.0.2.10', client: 'Firefox on Windows' },
      resources: [{ type: 'project', uid: '1001', name: 'Web production' }],
    });
  });

  test.each([
    ['profile_export.downloaded', 'export'],
    ['raw_event_export.requested', 'export'],
    ['board.exported', 'export'],
    ['user_data_export.created', 'export'],
    ['board.public_access_updated', 'share'],
    ['data_pipeline.created', 'destination'],
    ['cohort_sync.created', 'destination'],
    ['session.logged_in', 'logon'],
    ['service_account.created', 'credential'],
    ['user.role_changed', 'privilege'],
    ['user.twofactor_disabled', 'mfa'],
    // Near misses of the lines above.
    ['board.updated', 'other'],
    ['data_pipeline.deleted', 'other'],
    ['service_account.deleted', 'other'],
    ['session.logged_out', 'other'],
  ])('reads %s as %s', (event_type, kind) => {
    expect(read({ event_type })).toMatchObject({ kind, outcome: 'success' });
  });

  test('recognises every type of the catalogue by itself', () => {
    const of = (event_type: string) => ({
      event_type,
      timestamp: '2026-03-02T09:15:30Z',
      user: 'a@example.com',
    });
    expect(EVENT_TYPES.filter((type) => !mixpanel.recognises(of(type)))).toEqual([]);
    expect(mixpanel.recognises(of('service_account.to_project'))).toBe(false);
  });

  test('reads a failed login as a failure', () => {
    expect(read({ event_type: 'session.login_failed' })).toMatchObject({ kind: 'logon', outcome: 'failure' });
  });

  test.each([
    ['Events Exported', 'event_export.downloaded', 'export'],
    ['Profile Data Exported', 'profile_export.downloaded', 'export'],
    ['Public Board Access Updated', 'board.public_access_updated', 'share'],
    ['User Disabled Two-Factor Auth', 'user.twofactor_disabled', 'mfa'],
    ['Alert Modified', 'alert.updated', 'other'],
  ])('reads the display name %s of a CSV as %s', (Action, operation, kind) => {
    expect(draftOf(mixpanel, mixpanelRow({ Action }))).toMatchObject({ operation, kind });
  });

  test('reads a CSV without being told what it is, and does not claim what only resembles one', () => {
    const cells = Object.values(mixpanelRow()).join(',');
    const csv = `${Object.keys(mixpanelRow()).join(',')}\n${cells}\n${cells.replace('Events Exported', 'Export made')}\n`;
    const { activities, malformed } = decodeText(csv, { hashKey: new Uint8Array(32) });
    expect(activities).toMatchObject([{ vendor: 'mixpanel', operation: 'event_export.downloaded' }]);
    expect(malformed).toMatchObject([{ reason: 'no vendor recognises this event', count: 1 }]);
  });

  test('reads a type that is not in the catalogue yet, by the other marks or because the vendor is told', () => {
    const read = (event: JsonObject, told: object) =>
      decodeText(JSON.stringify(event), { hashKey: new Uint8Array(32), ...told });
    const user = { id: 1, email: 'alice@example.com' };
    const marked = {
      event_type: 'report.viewed',
      timestamp: '2026-03-02T09:15:30Z',
      user,
      organization: { id: 2 },
      project: { id: 3 },
    };
    const known = [{ vendor: 'mixpanel', operation: 'report.viewed', kind: 'other' }];
    expect(read(marked, {}).activities).toMatchObject(known);
    const { project: _, organization: __, ...bare } = marked;
    expect(read(bare, {}).activities).toEqual([]);
    expect(read(bare, { vendor: mixpanel }).activities).toMatchObject(known);
    const stamped = { outflow: { vendor: 'mixpanel', tenant: 'main' }, event: bare };
    expect(read(stamped, {}).activities).toMatchObject(known);
    expect(read(mixpanelRow({ Action: 'Export made' }), { vendor: mixpanel }).activities).toMatchObject([
      { operation: 'Export made', kind: 'other' },
    ]);
    // An envelope is opened all the same.
    const envelope = { type: 'audit', time: '2026-03-02T09:15:30Z', data: marked };
    expect(read(envelope, { vendor: mixpanel }).activities).toMatchObject(known);
  });

  test('reads the words of the user interface where the export uses them', () => {
    const event = {
      'Event Type': 'event_export.downloaded',
      'Date and Time': '2026-03-30 03:08:08 PM PDT',
      User: 'Alice@example.com',
      'IP Address': '192.0.2.10',
      'Project or Org': 'Web production',
    };
    expect(draftOf(mixpanel, event)).toEqual({
      time: Date.UTC(2026, 2, 30, 22, 8, 8),
      kind: 'export',
      operation: 'event_export.downloaded',
      outcome: 'success',
      actor: { uid: 'alice@example.com', type: 'user', email: 'alice@example.com' },
      source: { ip: '192.0.2.10' },
      resources: [{ type: 'project', uid: 'Web production' }],
    });
  });

  test.each([
    [{ event_type: null, type: 'board.exported' }],
    [{ event_type: null, action: 'board.exported' }],
    [{ timestamp: null, time: 1779401288 }],
    [{ timestamp: null, created_at: '2026-05-21T22:08:08' }],
    [{ timestamp: null, date_and_time: '2026-05-21 03:08:08 PM PDT' }],
    [{ user: null, actor: { id: '4711', email: 'alice@example.com' } }],
    [{ user: null, user_id: 4711, user_email: 'alice@example.com' }],
    [{ project: null, project_id: 1001, project_name: 'Web production' }],
  ])('accepts %j for a key that is not published', (fields) => {
    expect(read(fields)).toMatchObject({
      kind: 'export',
      time: Date.UTC(2026, 4, 21, 22, 8, 8),
      actor: { uid: '4711', email: 'alice@example.com' },
      resources: [{ type: 'project', uid: '1001', name: 'Web production' }],
    });
  });

  test('tells service accounts and assistants from people', () => {
    const serviceAccount = { id: 'sa-1', name: 'warehouse-loader', type: 'service_account' };
    expect(read({ user: serviceAccount }).actor).toEqual({
      uid: 'sa-1',
      type: 'service',
      name: 'warehouse-loader',
    });
    expect(read({ user: null, service_account: { id: 'sa-1' } }).actor.type).toBe('service');
    // The CSV has the name alone.
    const named = { uid: 'loader.1a2b3c.mp-service-account', type: 'service' };
    expect(read({ user: 'Loader.1a2b3c.mp-service-account' }).actor).toMatchObject(named);
    expect(read({ user: 'mp-service-account' }).actor.type).toBe('user');
    const held = { id: 8, email: 'loader.1a2b3c.mp-service-account', name: 'loader' };
    expect(read({ user: held }).actor).toEqual({ uid: '8', type: 'service', name: 'loader' });
    const eve = { id: 7, name: 'eve.mp-service-account', email: 'eve@example.com' };
    expect(read({ user: eve }).actor.type).toBe('user');
    expect(read({ service: 'mcp' }).actor).toMatchObject({ type: 'user', app: 'MCP' });
  });

  test('takes no name that somebody gave himself, or a project, for another one', () => {
    const user = JSON.stringify({ id: 'victim', email: 'bob@example.com' });
    expect(read({ user }).actor).toMatchObject({ uid: 'victim', email: 'bob@example.com' });
    const { uid, email } = read({ user, user_id: 7 }).actor;
    expect([uid, email]).toEqual(['7', user]);
    const project = JSON.stringify({ id: 1002, name: 'Test' });
    expect(read({ project }).resources).toEqual([{ type: 'project', uid: '1002', name: 'Test' }]);
    expect(read({ project, project_id: 1001 }).resources).toMatchObject([{ uid: '1001' }]);
    expect(read({ project: '{"a": 1}' }).resources).toMatchObject([{ uid: '{"a": 1}' }]);
  });

  test('keeps what Mixpanel itself exports, and ignores its housekeeping', () => {
    const user = 'Mixpanel (System)';
    expect(read({ user }).actor).toEqual({ uid: user, type: 'service', name: user });
    expect(mixpanel.parse(mixpanelEvent({ user, event_type: 'alert.triggered' })).kind).toBe('ignored');
    expect(mixpanel.parse(mixpanelEvent({ event_type: 'alert.triggered' })).kind).toBe('activity');
  });

  test('says which field is missing, and makes no time up', () => {
    expect(read({ timestamp: 'soon' })).not.toHaveProperty('time');
    expect(mixpanel.parse(mixpanelEvent({ user: null }))).toMatchObject({ kind: 'malformed', path: 'user' });
  });

  test('recognises its own events, not those of vendors that write object.verb too', () => {
    expect(mixpanel.recognises(mixpanelEvent())).toBe(true);
    expect(mixpanel.recognises({ action: 'git.clone', created_at: 1710172800000 })).toBe(false);
    // Log shippers add a time of their own to anything.
    expect(mixpanel.recognises(mixpanelEvent({ '@timestamp': '2026-03-02T09:15:30Z' }))).toBe(true);
    expect(mixpanel.accepts?.({ action: 'repo.download_zip', created_at: 1, actor: 'ana' })).toBe(false);
    expect(mixpanel.accepts?.({ type: 'audit', time: 1, email: 'ops@example.com', data: {} })).toBe(false);
    expect(mixpanel.recognises({ type: 'project.created', effective_at: 1710172800 })).toBe(false);
    expect(mixpanel.recognises({ type: 'ticket.created', timestamp: 1710172800 })).toBe(false);
    expect(mixpanel.recognises({ type: 'user.login', timestamp: 1710172800 })).toBe(false);
    expect(mixpanel.recognises({ event_type: 'event_export.downloaded' })).toBe(false);
  });
});
