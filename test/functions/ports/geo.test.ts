import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ageDays, readGeoFolder, staleness } from '../../../functions/ports/geo.ts';
import { DAY_MS } from '../../../shared/time.ts';
import { asnDatabase, countryDatabase, GEO_BUILT_MS } from '../../fixtures/geo.ts';
import { temporaryFolder } from '../../temporary.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'country.mmdb'), countryDatabase);
writeFileSync(join(folder, 'asn.mmdb'), asnDatabase);

const databases = readGeoFolder(folder);

test('reads the databases beside the code', () => {
  expect(databases.locate('11.1.2.3')).toMatchObject({ country: 'DE', asn: 64500 });
});

test('says nothing of data up to 120 days old, and then how old it is and what to do', () => {
  expect(staleness(databases, GEO_BUILT_MS + 120 * DAY_MS)).toBeUndefined();
  expect(staleness(databases, GEO_BUILT_MS + 121 * DAY_MS)).toBe(
    'The address databases are of 2026-06-17, 121 days old: put newer ones into the folder geo/ as country.mmdb and asn.mmdb, and deploy again.',
  );
  expect(ageDays(databases, GEO_BUILT_MS - DAY_MS)).toBe(0);
});

test('goes on without databases, and says so', () => {
  const none = readGeoFolder(join(folder, 'nowhere'));
  expect(none.locate('11.1.2.3')).toEqual({});
  expect(ageDays(none, Date.now())).toBeUndefined();
  expect(staleness(none, Date.now())).toMatch(/There are no address databases/);
});
