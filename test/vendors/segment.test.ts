import { describe, expect, test } from 'vitest';
import { segment } from '../../shared/vendors/segment.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { segmentEvent, segmentTrack } from '../fixtures/segment.ts';
import { draftOf } from './draft.ts';

const read = (fields: JsonObject = {}) => draftOf(segment, segmentEvent(fields));
const readTrack = (properties: JsonObject = {}, fields: JsonObject = {}) =>
  draftOf(segment, segmentTrack(properties, fields));

describe('Segment Audit Trail', () => {
  test('reads who downloaded an audience, of unknown size and from nowhere known', () => {
    expect(read()).toEqual({
      identity: { kind: 'event', id: 'auditExample0001' },
      eventId: 'auditExample0001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'export',
      operation: 'Audience CSV Downloaded',
      outcome: 'success',
      actor: { uid: 'userExample01', type: 'user', email: 'alice@example.com' },
      resources: [{ type: 'audience', uid: 'audExample01', name: 'Everybody' }],
    });
  });

  test('reads the same out of a forwarded track call, whose address is not that of the actor', () => {
    expect(readTrack()).toEqual({
      ...read(),
      identity: { kind: 'event', id: 'api-exampleMessage01' },
      eventId: 'api-exampleMessage01',
      actor: { uid: 'userExample01', type: 'user' },
    });
    expect(readTrack({ email: 'Alice@example.com' }).actor.email).toBe('alice@example.com');
    const wrapped = { type: 'track', event: 'audit', messageId: 'm1', properties: segmentEvent() };
    expect(draftOf(segment, wrapped)).toEqual(read());
  });

  test.each([
    ['Computed Trait CSV Downloaded', 'export'],
    ['Something Segment Adds CSV Downloaded', 'export'],
    ['Destination Created', 'destination'],
    ['Integrations Enabled', 'destination'],
    ['Warehouses Created', 'destination'],
    ['Warehouse Modified', 'destination'],
    ['Destination Function Created', 'destination'],
    ['Destination Filters Deleted', 'destination'],
    ['Profiles Sync Warehouse Created', 'destination'],
    ['Profiles Sync Warehouse Updated', 'destination'],
    ['Storage Destination Enabled', 'destination'],
    ['Model Created', 'destination'],
    ['Policy Created', 'privilege'],
    ['User Policy Updated', 'privilege'],
    ['Subjects Added to Group', 'privilege'],
    ['Non-Segment User Invited to Workspace', 'privilege'],
    ['User Invite Sent', 'privilege'],
    ['User Added via SSO', 'privilege'],
    ['User Group Updated', 'privilege'],
    // Near misses of the lines above.
    ['Audience Created', 'other'],
    ['Warehouse Deleted', 'other'],
    ['Storage Destination Settings Validation', 'other'],
    ['Profiles Sync Warehouse Retrieved', 'other'],
    ['Policy Deleted', 'other'],
    ['Group Memberships Deleted', 'other'],
    ['Destination Filter Created', 'other'],
    ['Source Function Created', 'other'],
    ['User Invite Deleted', 'other'],
    ['User Removed', 'other'],
    ['Something Segment Adds', 'other'],
  ])('reads %s as %s', (type, kind) => {
    expect(read({ type })).toMatchObject({ kind, operation: type, outcome: 'success' });
    expect(readTrack({ type })).toMatchObject({ kind, operation: type });
  });

  test('tells a token, another subject and Segment itself from a user', () => {
    expect(read({ actor: 'tokenExample01', actorEmail: null }).actor).toEqual({
      uid: 'tokenExample01',
      type: 'service',
    });
    const by = (subject: string | null, userId: string | null) =>
      readTrack({ details: { subject } }, { userId }).actor;
    expect(by('tokens/tokenExample01', 'tokenExample01')).toEqual({ uid: 'tokenExample01', type: 'service' });
    expect(by(null, 'userExample01')).toEqual({ uid: 'userExample01', type: 'unknown' });
    expect(by('users/__system__', null)).toEqual({ uid: '__system__', type: 'service', name: 'Segment' });
  });

  test('names the source that an integration belongs to', () => {
    const details = {
      subject: 'users/userExample01',
      resource_id: 'intExample01',
      source_id: 'srcExample01',
    };
    expect(readTrack({ type: 'Integration Created', details }).resources).toEqual([
      { type: 'resource', uid: 'intExample01' },
      { type: 'source', uid: 'srcExample01' },
    ]);
  });

  test.each([
    'Permission Check',
    'Audience Run Failed',
    'Computed Trait Destination Sync Failed',
    'Storage Destination Sync Skipped',
    'Violations Detected',
    'New Event Allowed',
    'Tracking Plan New Track Property Omitted',
  ])('ignores %s with a reason', (type) => {
    expect(segment.parse(segmentEvent({ type }))).toMatchObject({ kind: 'ignored' });
    expect(segment.parse(segmentTrack({ type }))).toMatchObject({ kind: 'ignored' });
  });

  test('says which field is missing, and makes no time up', () => {
    expect(segment.parse(segmentEvent({ type: null }))).toMatchObject({ kind: 'malformed', path: 'type' });
    expect(read({ timestamp: 'soon' })).not.toHaveProperty('time');
    expect(segment.parse(segmentEvent({ actor: null }))).toMatchObject({ path: 'actor' });
    expect(segment.parse(segmentEvent({ actor: 'users/' }))).toMatchObject({ path: 'actor' });
  });

  test('recognises its own events only', () => {
    expect(segment.recognises(segmentEvent())).toBe(true);
    expect(segment.recognises(segmentEvent({ actor: { id: 'u1' } }))).toBe(false);
    expect(segment.recognises(segmentTrack())).toBe(true);
    for (const part of [{}, { details: {} }, { workspace_id: 'w1' }])
      expect(segment.recognises({ event: 'audit', properties: { type: 'x', ...part } })).toBe(false);
    expect(segment.recognises({ type: 'track', event: 'Order Completed', properties: { total: 7 } })).toBe(
      false,
    );
  });
});
