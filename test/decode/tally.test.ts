import { describe, expect, test } from 'vitest';
import { createTally, feedOf } from '../../shared/decode/tally.ts';

describe('what is counted', () => {
  test('is told apart by vendor, tenant and reason where it is ignored', () => {
    const { ignore, ignored } = createTally();
    ignore('a');
    ignore('a', 'okta');
    ignore('a', 'okta', 'acme');
    ignore('b', 'okta', 'acme');
    ignore('b', 'okta', 'acme');
    expect(ignored()).toEqual([
      { reason: 'a', count: 1 },
      { vendor: 'okta', reason: 'a', count: 1 },
      { vendor: 'okta', tenant: 'acme', reason: 'a', count: 1 },
      { vendor: 'okta', tenant: 'acme', reason: 'b', count: 2 },
    ]);
  });

  test('is told apart by its path as well where it is malformed, and keeps the first position', () => {
    const { setAside, malformed } = createTally();
    const event = { path: 'a', reason: 'r', processed: false };
    setAside({ ...event, first: 3 });
    setAside({ ...event, first: 5 });
    setAside({ ...event, first: 6 }, 10);
    setAside({ ...event, path: 'b', first: 7 });
    setAside({ ...event, vendor: 'okta', first: 8 });
    setAside({ ...event, vendor: 'okta', tenant: 'acme', first: 9 }, 2);
    setAside({ ...event, reason: 's', first: 10 });
    expect(malformed()).toEqual([
      { ...event, first: 3, count: 12 },
      { ...event, path: 'b', first: 7, count: 1 },
      { ...event, vendor: 'okta', first: 8, count: 1 },
      { ...event, vendor: 'okta', tenant: 'acme', first: 9, count: 2 },
      { ...event, reason: 's', first: 10, count: 1 },
    ]);
  });

  test('belongs to no tenant without a vendor, and names the usual one nowhere', () => {
    expect(feedOf(undefined, 'acme')).toEqual({});
    expect(feedOf('okta', 'default')).toEqual({ vendor: 'okta' });
    expect(feedOf('okta', undefined)).toEqual({ vendor: 'okta' });
    expect(feedOf('okta', 'acme')).toEqual({ vendor: 'okta', tenant: 'acme' });
  });
});
