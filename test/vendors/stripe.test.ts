import { describe, expect, test } from 'vitest';
import { stripeEvent } from '../fixtures/stripe.ts';
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
    ['api_key_updated', 'credential'],
    ['user_invite_created', 'privilege'],
    ['user_invite_accepted', 'privilege'],
    ['user_roles_updated', 'privilege'],
    ['data_export_requested', 'export'],
    ['event_destination_created', 'destination'],
    // Near misses of the lines above.
    ['api_key_deleted', 'other'],
    ['user_invite_deleted', 'other'],
    ['user_roles_deleted', 'other'],
    ['event_destination_deleted', 'other'],
    ['something_stripe_adds', 'other'],
  ])('reads %s as %s', (type, kind) => {
    expect(read(stripeEvent({ type }))).toMatchObject({ kind, operation: type });
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
