import type { Enrich } from '../functions/detect/arrivals.ts';
import { ageDays, readDatabases, staleness } from '../functions/ports/geo.ts';
import { geoFiles } from '../infra/geo/files.ts';
import { enrich } from '../shared/enrich.ts';
import { dateText } from '../shared/time.ts';

export interface Addresses {
  readonly enrich: Enrich;
  /** Of which day the data is, and what to do if that is long ago. */
  readonly about: readonly string[];
}

let read: Addresses | undefined;

/** What the detector knows of addresses, out of the same databases. The first call on a checkout makes one. */
export function addresses(): Addresses {
  if (read !== undefined) return read;
  const databases = readDatabases(geoFiles());
  const stale = staleness(databases, Date.now());
  const age = ageDays(databases, Date.now());
  read = {
    enrich: (source) => enrich(source, databases),
    about: [
      ...(databases.builtMs === undefined
        ? []
        : [
            `Country and network of addresses: data of ${dateText(databases.builtMs)} (${age} days old) by ip-location-db, RouteViews, NRO and DB-IP (https://db-ip.com).`,
          ]),
      ...(stale === undefined ? [] : [stale]),
    ],
  };
  return read;
}
