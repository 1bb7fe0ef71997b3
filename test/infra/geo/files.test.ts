import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDatabases } from '../../../functions/ports/geo.ts';
import { geoFiles } from '../../../infra/geo/files.ts';
import { enrich } from '../../../shared/enrich.ts';
import { asnDatabase, countryDatabase } from '../../fixtures/geo.ts';
import { temporaryFolder } from '../../temporary.ts';

const folder = temporaryFolder();

describe('the address databases that come with the packages', () => {
  const files = geoFiles(join(folder, 'none'));
  const databases = readDatabases(files);

  test.each([
    // Root name servers and a public resolver: they have been where they are for decades.
    ['193.0.14.129', 25152, 'NL'],
    ['8.8.8.8', 15169, 'US'],
    ['2001:67c:e0::1', 15169, undefined],
  ])('know the network of %s', (ip, asn, country) => {
    const found = enrich({ ip }, databases);
    if (country !== undefined) expect(found).toMatchObject({ asn, country });
    expect(found.asOrg?.length ?? 0).toBeLessThanOrEqual(128);
  });

  test('say of what date they are', () => {
    expect(databases.builtMs).toBeGreaterThan(Date.UTC(2026, 5, 1));
  });

  test('are small enough to lie beside a function', () => {
    for (const path of Object.values(files)) expect(statSync(path).size).toBeLessThan(16 * 1024 * 1024);
  });
});

test('databases of the user take the place of the packaged ones', () => {
  const own = join(folder, 'own');
  mkdirSync(own);
  writeFileSync(join(own, 'country.mmdb'), countryDatabase);
  writeFileSync(join(own, 'asn.mmdb'), asnDatabase);
  const databases = readDatabases(geoFiles(own));
  expect(enrich({ ip: '11.1.2.3' }, databases)).toMatchObject({ country: 'DE', asn: 64500 });
});
