import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { stripeAccess, stripeEvent, stripeQueryRun } from '../fixtures/stripe.ts';
import { mapped, reader } from './mapped.ts';

const read = reader('stripe');

describe('Stripe activity logs', () => {
  test('reads who made which key', () => {
    expect(read(stripeEvent())).toEqual({
      identity: { kind: 'event', id: 'accact_example01' },
      eventId: 'accact_example01',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'credential',
      operation: 'api_key_created',
      outcome: 'success',
      actor: { uid: 'alice@example.com', type: 'user', email: 'alice@example.com' },
      resources: [
        { type: 'api-key', uid: 'mk_example01', name: 'Reporting' },
        { type: 'account', uid: 'acct_example01' },
      ],
    });
  });

  test.each([
    'report_export_created',
    'report_export_requested',
    'customers_exported',
    'data_export_downloaded',
  ])('takes %s for an export of everything', (type) => {
    expect(mapped('stripe').isBulk?.(type)).toBe(true);
    expect(read(stripeEvent({ type })).kind).toBe('export');
  });

  test('passes over what Stripe tells webhooks, but a report that was made and an application let in', () => {
    const event = (type: string): JsonObject => ({
      id: 'evt_example01',
      object: 'event',
      api_version: '2026-02-01',
      created: 1_772_442_930,
      type,
      data: { object: { id: 'cus_example01', object: 'customer', email: 'bob@example.com' } },
    });
    expect(mapped('stripe').recognises(event('customer.created'))).toBe(true);
    expect(mapped('stripe').parse(event('customer.created'))).toMatchObject({ kind: 'ignored' });
    expect(read(event('reporting.report_run.succeeded'))).toMatchObject({
      kind: 'export',
      actor: { uid: 'unknown', type: 'unknown' },
    });
    expect(read(event('account.application.authorized')).kind).toBe('credential');
  });

  test('reads how much a report and a scheduled query hold, and of none that failed', () => {
    const query = read(stripeQueryRun());
    expect(query).toMatchObject({ kind: 'export', volume: { bytes: 61_440_000 }, outcome: 'success' });
    const report = {
      object: 'reporting.report_run',
      status: 'succeeded',
      file: null,
      result: { size: 4_096 },
    };
    const made = { ...stripeQueryRun(report), type: 'reporting.report_run.succeeded' };
    expect(read(made)).toMatchObject({ kind: 'export', volume: { bytes: 4_096 } });
    expect(read(stripeQueryRun({ status: 'timed_out', file: null })).outcome).toBe('failure');
    // Expandable: a file may be its id alone.
    expect(read(stripeQueryRun({ file: 'file_example01' })).volume).toBeUndefined();
  });

  test('takes nothing else for one', () => {
    for (const type of ['api_key_viewed', 'report_export_deleted', 'export_created', 'user_data_viewed'])
      expect(mapped('stripe').isBulk?.(type)).toBe(false);
  });

  test.each([
    ['api_key_updated', 'credential'],
    ['user_invite_created', 'privilege'],
    ['user_invite_accepted', 'privilege'],
    ['user_roles_updated', 'privilege'],
    ['data_export_requested', 'export'],
    ['event_destination_created', 'destination'],
    ['issuing_card_sensitive_details_viewed', 'read'],
    ['user_auth_challenge_failed', 'logon'],
    ['user_two_step_authentication_backup_code_used', 'logon'],
    ['user_email_changed', 'credential'],
    ['user_passkey_added', 'credential'],
    ['sso_settings_updated', 'credential'],
    ['scim_group_member_added', 'privilege'],
    ['scim_group_roles_updated', 'privilege'],
    ['user_passkey_removed', 'mfa'],
    ['two_step_authentication_mandate_disabled', 'mfa'],
    ['user_two_step_authentication_method_reset', 'mfa'],
    // Near misses of the lines above.
    ['api_key_deleted', 'other'],
    ['user_invite_deleted', 'other'],
    ['user_roles_deleted', 'other'],
    ['event_destination_deleted', 'other'],
    ['scim_group_member_removed', 'other'],
    ['scim_group_updated', 'other'],
    ['user_email_verified', 'other'],
    ['payout_schedule_edits_enabled', 'other'],
    ['something_stripe_adds', 'other'],
  ])('reads %s as %s', (type, kind) => {
    expect(read(stripeEvent({ type }))).toMatchObject({ kind, operation: type });
  });

  test('reads the start of a session as a logon, with its address and browser', () => {
    expect(read(stripeAccess())).toMatchObject({
      kind: 'logon',
      outcome: 'success',
      actor: { uid: 'alice@example.com' },
      source: { ip: '192.0.2.10', country: 'DE', client: 'Chrome on Mac OS X' },
      session: 'session-example01',
    });
    expect(read(stripeEvent({ type: 'user_auth_challenge_failed' })).outcome).toBe('failure');
  });

  test('reads what protects keys as switched off, not on', () => {
    const kind = (new_anomaly_settings: JsonObject) =>
      read(
        stripeEvent({
          type: 'anomaly_detection_settings_updated',
          details: { type: 'account_security', account_security: { new_anomaly_settings } },
        }),
      ).kind;
    expect(kind({ dormant_api_key_protection_enabled: false })).toBe('privilege');
    expect(kind({ dormant_api_key_protection_enabled: true })).toBe('other');
  });

  test('names whose second step or group was changed, and what was touched', () => {
    const authentication = { challenge_type: 'totp', target_email: 'bob@example.com' };
    const removed = stripeEvent({
      type: 'user_two_step_authentication_method_removed',
      details: { type: 'authentication', authentication },
    });
    expect(read(removed)).toMatchObject({ kind: 'mfa', target: { email: 'bob@example.com' } });
    const scim = { group_name: 'Admins', new_roles: [], old_roles: [], user_email: 'bob@example.com' };
    const added = stripeEvent({ type: 'scim_group_member_added', details: { type: 'scim', scim } });
    expect(read(added)).toMatchObject({
      target: { email: 'bob@example.com' },
      resources: [{ type: 'user' }, { type: 'group', uid: 'Admins' }, { type: 'account' }],
    });
    const viewed = stripeEvent({
      type: 'issuing_card_sensitive_details_viewed',
      details: { type: 'issuing' },
      related_object: { id: 'ic_example01', type: 'issuing.card' },
    });
    expect(read(viewed)).toMatchObject({
      volume: { records: 1 },
      resources: [{ type: 'issuing.card', uid: 'ic_example01' }, { type: 'account' }],
    });
  });

  test('counts a key that is looked at as one secret read', () => {
    expect(read(stripeEvent({ type: 'api_key_viewed' }))).toMatchObject({
      kind: 'read',
      volume: { records: 1 },
    });
  });

  test('tells keys and Stripe itself from people', () => {
    expect(read(stripeEvent({ actor: { type: 'api_key', api_key: { id: 'mk_example02' } } })).actor).toEqual({
      uid: 'mk_example02',
      type: 'service',
      app: 'mk_example02',
      credential: 'mk_example02',
    });
    expect(read(stripeEvent({ actor: { type: 'stripe_action' } })).actor).toMatchObject({
      uid: 'stripe',
      type: 'vendor-staff',
    });
    expect(read(stripeEvent({ actor: null })).actor).toEqual({ uid: 'unknown', type: 'unknown' });
  });

  test('recognises its own events only', () => {
    const { recognises } = mapped('stripe');
    expect(recognises({ object: 'v2.iam.activity_log' })).toBe(true);
    expect(recognises({ object: 'event', type: 'charge.succeeded' })).toBe(false);
  });
});
