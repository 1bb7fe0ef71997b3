import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Databases, openDatabases, STALE_DAYS } from '../../shared/enrich.ts';
import { DAY_MS, dateText } from '../../shared/time.ts';

/** Names under which the databases lie beside a function's code. */
export const GEO_FOLDER = 'geo';
export const GEO_NAMES = { country: 'country.mmdb', asn: 'asn.mmdb' } as const;

/** The databases of a folder. One that is not there is one less to ask. */
export function readGeoFolder(folder: string): Databases {
  return readDatabases({ country: join(folder, GEO_NAMES.country), asn: join(folder, GEO_NAMES.asn) });
}

export function readDatabases({
  country,
  asn,
}: {
  readonly country: string;
  readonly asn: string;
}): Databases {
  return openDatabases({
    ...(existsSync(country) ? { country: readFileSync(country) } : {}),
    ...(existsSync(asn) ? { asn: readFileSync(asn) } : {}),
  });
}

export function ageDays({ builtMs }: Databases, nowMs: number): number | undefined {
  return builtMs === undefined ? undefined : Math.max(0, Math.floor((nowMs - builtMs) / DAY_MS));
}

/** What a person should know of the data; undefined while it is new. */
export function staleness(databases: Databases, nowMs: number): string | undefined {
  const age = ageDays(databases, nowMs);
  if (databases.builtMs === undefined || age === undefined)
    return 'There are no address databases: countries and networks are known only where vendors state them.';
  if (age <= STALE_DAYS) return undefined;
  return `The address databases are of ${dateText(databases.builtMs)}, ${age} days old: put newer ones into the folder geo/ as country.mmdb and asn.mmdb, and deploy again.`;
}
