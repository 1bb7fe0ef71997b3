import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkOf, parseAddress } from '../shared/network.ts';

describe('parseAddress', () => {
  test.each([
    ['192.0.2.10', '192.0.2.10'],
    [' 192.0.2.10 ', '192.0.2.10'],
    ['192.0.2.10:51000', '192.0.2.10'],
    ['[192.0.2.10]:443', '192.0.2.10'],
    ['[192.0.2.10]', '192.0.2.10'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.10', '192.0.2.10'],
    ['::ffff:c000:20a', '192.0.2.10'],
    ['ffff:192.0.2.10', '192.0.2.10'],
    ['ffff:192.0.2.10:51000', '192.0.2.10'],
    ['192.0.2.10, 198.51.100.1', '192.0.2.10'],
    ['[2001:db8::1]:443,192.0.2.10', '2001:db8::1'],
    [['192.0.2.10', '198.51.100.1'], '192.0.2.10'],
  ])('reads %s', (junk, address) => {
    expect(parseAddress(junk)).toBe(address);
  });

  test.each([
    '',
    '0.0.0.0',
    '::',
    'unknown',
    'Salesforce.com IP',
    'cloudformation.amazonaws.com',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.010',
    '0x7f.1',
    '3221225994',
    ', 192.0.2.10',
    'unknown, 192.0.2.10',
    [],
    [['192.0.2.10']],
    '2001:db8:::1',
    '[2001:db8::1',
    'ffff:example',
    'ffff:1',
    'a'.repeat(1_000_000),
    null,
    undefined,
    42,
    {},
  ])('gives nothing for %j', (junk) => {
    expect(parseAddress(junk)).toBeUndefined();
  });

  test('reads its own answers, and every address in every dress', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 1, max: 65535 }), (address, port) => {
        const read = parseAddress(address);
        expect(parseAddress(`[${address}]:${port}`)).toBe(read);
        if (read !== undefined) expect(parseAddress(read)).toBe(read);
      }),
    );
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.anything()), (junk) => void parseAddress(junk)));
  });
});

describe('networkOf', () => {
  test('is the autonomous system where it is known', () => {
    expect(networkOf({ ip: '192.0.2.10', asn: 64500 })).toBe('AS64500');
    expect(networkOf({ asn: 64500 })).toBe('AS64500');
  });

  test('is a prefix otherwise', () => {
    expect(networkOf({ ip: '192.0.2.10' })).toBe('192.0.2.0/24');
    expect(networkOf({ ip: '2001:db8:1:2:3::4' })).toBe('2001:db8::/32');
  });

  test('keeps neighbouring networks apart', () => {
    expect(networkOf({ ip: '192.0.3.10' })).not.toBe(networkOf({ ip: '192.0.2.10' }));
    expect(networkOf({ ip: '2001:db9:1::1' })).not.toBe(networkOf({ ip: '2001:db8:1::1' }));
  });

  test('is one for the sites of one provider', () => {
    expect(networkOf({ ip: '2001:db8:2::1' })).toBe(networkOf({ ip: '2001:db8:1::1' }));
  });

  test('is unknown without either', () => {
    expect(networkOf(undefined)).toBeUndefined();
    expect(networkOf({})).toBeUndefined();
    expect(networkOf({ ip: 'not an address' })).toBeUndefined();
  });
});
