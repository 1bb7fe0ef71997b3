import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Source } from '../shared/activity.ts';
import { enrich, openDatabases } from '../shared/enrich.ts';
import { isHosting } from '../shared/hosting.ts';
import { asnDatabase, countryDatabase, GEO_BUILT_MS } from './fixtures/geo.ts';

const databases = openDatabases({ asn: asnDatabase, country: countryDatabase });
const located = (source: Source) => enrich(source, databases);

describe('an address tells', () => {
  test.each<[string, Source]>([
    ['11.1.2.3', { country: 'DE', asn: 64500, asOrg: 'Example Telecom' }],
    ['11.2.2.3', { country: 'NL', asn: 64501, asOrg: 'Example Hosting', hosting: true }],
    ['11.3.2.3', { country: 'NL', asn: 14061, asOrg: 'Example', hosting: true }],
    ['::ffff:11.1.2.3', { country: 'DE', asn: 64500, asOrg: 'Example Telecom' }],
    ['2600::1', { country: 'US' }],
    ['11.4.2.3', {}],
  ])('of %s what the databases say', (ip, location) => {
    expect(located({ ip })).toEqual({ ip, ...location });
  });

  test.each([
    '10.1.2.3',
    '192.168.1.1',
    '127.0.0.1',
    '100.64.0.1',
    '169.254.1.1',
    '192.0.2.7',
    '198.51.100.7',
    '203.0.113.7',
    '2001:db8::1',
    '::1',
    'fe80::1',
    'fd00::1',
    '224.0.0.1',
    '255.255.255.255',
  ])('of %s nothing: it is nowhere, whatever a database claims', (ip) => {
    expect(located({ ip })).toEqual({ ip });
  });

  test('nothing where it is none', () => {
    for (const ip of ['', 'Salesforce.com IP', 'cloudformation.amazonaws.com', '999.1.1.1', '11.1.2'])
      expect(located({ ip })).toEqual({ ip });
    expect(located({})).toEqual({});
    expect(located({ client: 'Chrome' })).toEqual({ client: 'Chrome' });
  });
});

describe('the word of the vendor stands', () => {
  test('for country, network and hosting, which it knew at the time', () => {
    const source: Source = { ip: '11.1.2.3', country: 'FR', asn: 64510, asOrg: 'Other', hosting: false };
    expect(located(source)).toEqual(source);
  });

  test('and its country is written as a code', () => {
    expect(located({ ip: '11.1.2.3', country: 'United Kingdom' }).country).toBe('GB');
    expect(located({ country: 'gb' }).country).toBe('GB');
    expect(located({ country: 'Atlantis' }).country).toBe('Atlantis');
  });

  test('and no name of one network is put beside the number of another', () => {
    expect(located({ ip: '11.1.2.3', asn: 64510 })).toEqual({ ip: '11.1.2.3', country: 'DE', asn: 64510 });
    expect(located({ ip: '11.1.2.3', asn: 64500 })).toMatchObject({ asn: 64500, asOrg: 'Example Telecom' });
    expect(located({ ip: '192.0.2.1', asn: 14061 })).toMatchObject({ asn: 14061, hosting: true });
  });
});

describe('databases', () => {
  test('know how old they are: as old as the older one', () => {
    expect(databases.builtMs).toBe(GEO_BUILT_MS);
    expect(openDatabases({ asn: asnDatabase }).builtMs).toBe(GEO_BUILT_MS + 1000);
    expect(openDatabases({}).builtMs).toBeUndefined();
  });

  test('may be missing: then vendors are believed and nothing is added', () => {
    expect(enrich({ ip: '11.1.2.3', country: 'Germany' }, openDatabases({}))).toEqual({
      ip: '11.1.2.3',
      country: 'DE',
    });
  });

  test('that are damaged inside know nothing, and do not throw', () => {
    const damaged = Buffer.from(asnDatabase);
    damaged.fill(0xff, 0, 600);
    expect(() => enrich({ ip: '11.1.2.3' }, openDatabases({ asn: damaged }))).not.toThrow();
    expect(() => openDatabases({ asn: Buffer.from('no database') })).toThrow();
  });

  test('remember the addresses asked last, and not more than 10,000', () => {
    const fresh = openDatabases({ country: countryDatabase });
    const [kept, forgotten] = [fresh.locate('11.1.2.3'), fresh.locate('11.1.2.4')];
    const others = (from: number) => {
      for (let at = from; at < from + 5000; at++) fresh.locate(`11.5.${at >> 8}.${at & 255}`);
    };
    others(0);
    expect(fresh.locate('11.1.2.3')).toBe(kept);
    others(5000);
    expect(fresh.locate('11.1.2.3')).toBe(kept);
    expect(fresh.locate('11.1.2.4')).not.toBe(forgotten);
    expect(fresh.locate('11.1.2.4')).toEqual(forgotten);
  });
});

test('any source is enriched without a throw, twice is as good as once, and what it said stays', () => {
  const source = fc.record(
    {
      ip: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()),
      country: fc.string(),
      asn: fc.nat(),
      asOrg: fc.string(),
      client: fc.string(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(source, (one) => {
      const first = located(one);
      expect(located(first)).toEqual(first);
      expect(first).toMatchObject({
        ...one,
        ...(first.country === undefined ? {} : { country: first.country }),
      });
    }),
  );
});

test.each([
  ['Cloudflare', 13335, 'Cloudflare, Inc.'],
  ['Fastly', 54113, 'Fastly, Inc.'],
  ['Akamai for Private Relay', 36183, 'Akamai Technologies, Inc.'],
  ['Akamai', 20940, 'Akamai International B.V.'],
])('%s, behind which people are, rents out no machines', (_name, asn, asOrg) => {
  expect(isHosting(asn, asOrg)).toBeUndefined();
});

test('hosting is known of some networks and of no other, not even that it is not', () => {
  expect(isHosting(16509, undefined)).toBe(true);
  // Where the campaign UNC6395 came from, beside clouds: https://cloud.google.com/blog/topics/threat-intelligence/data-theft-salesforce-instances-via-salesloft-drift
  for (const asn of [51396, 51852, 210083, 215125, 58087, 30893])
    expect(isHosting(asn, undefined)).toBe(true);
  expect(isHosting(64500, 'Shock Hosting LLC')).toBe(true);
  expect(isHosting(64500, 'Some Cloud Ltd')).toBe(true);
  for (const name of ['Example Telecom', 'AFRIHOST SP (PTY) LTD', 'Cloudy Bay Wines', undefined])
    expect(isHosting(64500, name)).toBeUndefined();
  expect(isHosting(undefined, undefined)).toBeUndefined();
});
